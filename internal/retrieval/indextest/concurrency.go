package indextest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// tide is the corpus of a generation: each of its documents bears the mark of
// that generation, and there is one more of them than there was before.
func tide(generation int) []corpus.Record {
	var out []corpus.Record
	for i := range 40 + generation {
		out = append(out, note(fmt.Sprintf("n%02d", i), fmt.Sprintf("A lantern burned, mark%d was its sign. Nobody%d saw it.", generation, i)))
		out[i].Headline = fmt.Sprintf("mark%d", generation)
	}
	return out
}

// testMixture searches at every moment of a change, and finds the generation
// before it or the one after it.
func testMixture(t *testing.T, open Opener) {
	generations := Few(6, 3)
	m := filled(t, open, tide(1)...)
	var readers sync.WaitGroup
	for g := 2; g <= generations; g++ {
		c := m.change(edit{put: tide(g)})
		c.Done = func(int) {
			for range 4 {
				// Only that the search has begun is waited for: a store may let
				// it wait until the change is done.
				begun := make(chan struct{})
				readers.Go(func() {
					close(begun)
					wantOneGeneration(t, m, g-1, g)
				})
				<-begun
			}
		}
		if err := m.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		m.generation++
		wantOneGeneration(t, m, g, g)
	}
	readers.Wait()
}

// wantOneGeneration looks at the store in several ways, none of which may see
// anything outside the generations from first on, or two of them at once. The
// store may be many changes further before it answers.
func wantOneGeneration(t *testing.T, ix retrieval.Index, first, last int) {
	hits, err := ix.Search(t.Context(), ask("lantern"))
	if err != nil {
		t.Errorf("search during a change: %v", err)
		return
	}
	seen := len(hits) - 40
	if seen < first {
		t.Errorf("%d hits are none of generation %d to %d", len(hits), first, last)
	}
	mark := fmt.Sprintf("mark%d", seen)
	for _, h := range hits {
		if !slices.Contains(retrieval.Terms(h.Passage.Text), mark) || h.Header.Headline != mark {
			t.Errorf("generation %d: found %q under the headline %q", seen, h.Passage.Text, h.Header.Headline)
		}
	}
	counts, err := ix.Counts(t.Context(), []string{"lantern", "burn", "sign"})
	if err != nil || counts[0] < len(hits) || slices.Min(counts) != slices.Max(counts) {
		t.Errorf("counts of words that stand in all documents: %v, %v", counts, err)
	}
	manifest, err := ix.Manifest(t.Context())
	if err != nil || len(manifest.Documents) != 40+int(manifest.Generation) || len(manifest.Files) != len(manifest.Documents) {
		t.Errorf("the manifest of generation %d has %d documents in %d files: %v", manifest.Generation, len(manifest.Documents), len(manifest.Files), err)
	}
	catalog, err := ix.Catalog(t.Context())
	if err != nil || catalog.Documents != 40+int(catalog.Generation) {
		t.Errorf("the catalog of generation %d has %d documents: %v", catalog.Generation, catalog.Documents, err)
	}
}

// testRace lets many make the same change; one may, and the others are told.
func testRace(t *testing.T, open Opener) {
	m := filled(t, open, tide(1)...)
	e := edit{put: tide(2)}
	c := m.change(e)
	errs := make([]error, 6)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { errs[i] = m.Apply(t.Context(), c) })
	}
	all.Wait()
	done := 0
	for _, err := range errs {
		switch {
		case err == nil:
			done++
		case !errors.Is(err, retrieval.ErrStale):
			t.Errorf("a change that came too late: got the error %v, want ErrStale", err)
		}
	}
	if done != 1 {
		t.Fatalf("%d of %d equal changes were made, want 1", done, len(errs))
	}
	m.generation++
	for _, p := range c.Put {
		m.records[p.Record.ID], m.files[p.Record.ID] = p.Record, p.File
	}
	m.check()
}

func testDone(t *testing.T, open Opener) {
	m := filled(t, open, Records(18, 20)...)
	done, cancel := context.WithCancel(t.Context())
	cancel()
	for name, do := range map[string]func() error{
		"Manifest": func() error { _, err := m.Manifest(done); return err },
		"Catalog":  func() error { _, err := m.Catalog(done); return err },
		"Document": func() error { _, err := m.Document(done, "doc-0001"); return err },
		"Version":  func() error { _, err := m.Version(done, "doc-0001"); return err },
		"Counts":   func() error { _, err := m.Counts(done, []string{"a"}); return err },
		"Search":   func() error { _, err := m.Search(done, ask("the")); return err },
		"Apply":    func() error { return m.Apply(done, m.change(edit{remove: []string{"doc-0001"}})) },
	} {
		if err := do(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a context that is done: got the error %v, want that of the context", name, err)
		}
	}
	m.check()
}

// testGivenUp gives a change up while it is made: nothing of it may stay.
func testGivenUp(t *testing.T, open Opener) {
	m := filled(t, open, Records(19, 20)...)
	for stop := 1; stop <= 2; stop++ {
		ctx, cancel := context.WithCancel(t.Context())
		c := m.change(edit{put: Records(20, Few(150, 86))[20:], remove: []string{"doc-0001"}})
		calls := 0
		c.Done = func(int) {
			if calls++; calls == stop {
				cancel()
			}
		}
		err := m.Apply(ctx, c)
		cancel()
		if !errors.Is(err, context.Canceled) || calls < stop {
			t.Errorf("a change given up: got the error %v after %d signs of progress, want that of the context", err, calls)
		}
		m.check()
	}
	m.apply(edit{put: Records(20, Few(40, 22))})
	m.check()
}

// testSearchesGivenUp cancels searches at whatever moment it comes to, and
// between them asks whether the store is still what it was.
func testSearchesGivenUp(t *testing.T, open Opener) {
	m := filled(t, open, Records(22, Few(80, 20))...)
	requests := Requests(23, Few(20, 6))
	want := make([][]retrieval.Hit, len(requests))
	for i, r := range requests {
		want[i] = m.search(r)
	}
	for i, r := range requests {
		ctx, cancel := context.WithCancel(t.Context())
		var searches sync.WaitGroup
		for range 4 {
			searches.Go(func() {
				hits, err := m.Search(ctx, r)
				switch {
				case err != nil && !errors.Is(err, context.Canceled):
					t.Errorf("a search given up: got the error %v, want that of the context", err)
				case err == nil && different(want[i], hits) != "":
					t.Errorf("a search given up returned something else without an error")
				}
			})
		}
		if i%2 == 0 {
			_, _ = m.Search(ctx, r) // gives the others time to begin
		}
		cancel()
		searches.Wait()
		m.wantHits(r, want[i])
	}
	m.check()
}
