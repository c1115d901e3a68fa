package indextest

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// note is a short document of one passage.
func note(id, text string) corpus.Record {
	return corpus.Record{Header: corpus.Header{ID: id, Kind: corpus.Article}, Text: text}
}

// ask is a search for words, as many as there are.
func ask(words string) retrieval.Request {
	return retrieval.Request{Query: retrieval.Query{Question: words, Terms: retrieval.Terms(words)}, Limit: 1000}
}

// ids are the documents of hits in their order.
func ids(hits []retrieval.Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, h.Header.ID)
	}
	return out
}

// wantDocuments compares which documents a search finds, whatever the order.
func (m *mirror) wantDocuments(what string, r retrieval.Request, want ...string) {
	m.t.Helper()
	got := ids(m.search(r))
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Compact(got), cmpopts.EquateEmpty()); diff != "" {
		m.t.Errorf("%s: the documents found differ (-want +got):\n%s", what, diff)
	}
}

func (m *mirror) checkCatalog() {
	m.t.Helper()
	d := m.description
	want := retrieval.Catalog{Generation: m.generation, Name: d.Name, Documents: len(m.records), Outlets: slices.Clone(d.Outlets), Events: d.Events}
	if m.embedder != nil && m.generation > 0 {
		want.Space = retrieval.SpaceOf(m.embedder)
	}
	add := func(list *[]string, names ...string) {
		*list = append(*list, slices.DeleteFunc(names, func(n string) bool { return slices.Contains(*list, n) })...)
	}
	for _, r := range m.records {
		if o := r.Outlet; o != "" && !slices.ContainsFunc(want.Outlets, func(x corpus.Outlet) bool { return x.Name == o }) {
			want.Outlets = append(want.Outlets, corpus.Outlet{Name: o})
		}
		for _, name := range r.Authors {
			add(&want.Authors, name)
		}
		for _, p := range built(r).Passages {
			add(&want.Speakers, p.Speakers()...)
		}
		for _, day := range []corpus.Date{r.When(), r.Published} {
			if !day.IsZero() && !slices.Contains(want.Days, day) {
				want.Days = append(want.Days, day)
			}
		}
	}
	slices.SortFunc(want.Days, corpus.Date.Compare)
	got, err := m.Catalog(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	if generation, err := m.Generation(m.t.Context()); err != nil || generation != m.generation {
		m.t.Errorf("generation %d, want %d: %v", generation, m.generation, err)
	}
	// Only days have an order that matters.
	anyOrder := cmp.Options{cmpopts.SortSlices(strings.Compare), cmpopts.SortSlices(func(a, b corpus.Outlet) int { return strings.Compare(a.Name, b.Name) })}
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), anyOrder); diff != "" {
		m.t.Errorf("the catalog differs (-want +got):\n%s", diff)
	}
}

func testEmpty(t *testing.T, open Opener) {
	m := newMirror(t, open(t))
	m.description = retrieval.Description{} // nothing has been said yet
	m.check()
	if hits := m.search(ask("lantern")); len(hits) > 0 {
		t.Errorf("an empty store found %v", ids(hits))
	}
}

func testPut(t *testing.T, open Opener) {
	m := filled(t, open, Records(3, 40)[Few(0, 30):]...)
	m.check()
	m.apply(edit{put: Records(4, 45)[40:]})
	m.check()
}

func testReplace(t *testing.T, open Opener) {
	before, after := note("a", "An old lantern swings here."), note("a", "A new beacon shines there.")
	before.Authors, after.Authors = []string{"Ada Brook"}, []string{"Eli Northwood"}
	m := filled(t, open, before, note("b", "Another lantern stays."))
	m.apply(edit{put: []corpus.Record{after}})
	m.check()
	m.wantDocuments("a word of the old text", ask("lantern"), "b")
	m.wantDocuments("a word of the new text", ask("beacon"), "a")
	if hits := m.search(ask("beacon")); len(hits) != 1 || hits[0].Hash != after.Hash() {
		t.Errorf("the new text comes with another hash than that of its record: %+v", hits)
	}
	narrowed := ask("beacon")
	narrowed.Filter.Speakers = before.Authors
	m.wantDocuments("by the old author", narrowed)
}

func testKeep(t *testing.T, open Opener) {
	m := filled(t, open, note("a", "A lantern."), note("b", "A second lantern."))
	before := m.search(ask("lantern"))
	m.apply(edit{keep: map[string]string{"a": "elsewhere/a.md"}})
	m.check()
	m.wantHits(ask("lantern"), before)
}

func testRemove(t *testing.T, open Opener) {
	gone := corpus.Record{
		Header: corpus.Header{ID: "gone", Kind: corpus.Transcript, Outlet: "Brief Times", Authors: []string{"Flo Stone"}, Published: day(2001, 2, 3)},
		Voices: corpus.Voices{Speakers: map[string]string{"GALE": "Gus Gale"}}, Text: "GALE: A lantern and an astrolabe.",
	}
	m := filled(t, open, gone, note("stays", "A lantern."))
	m.apply(edit{remove: []string{"gone"}})
	m.check()
	m.wantDocuments("a word of both", ask("lantern"), "stays")
	m.wantDocuments("a word of the one that is gone", ask("astrolabe gale brief stone"))
	counts, err := m.Counts(t.Context(), []string{"astrolab", "lantern"})
	if diff := cmp.Diff([]int{0, 1}, counts); err != nil || diff != "" {
		t.Errorf("counts afterwards: %v (-want +got):\n%s", err, diff)
	}
	if _, err := m.Document(t.Context(), "gone"); !errors.Is(err, retrieval.ErrNoDocument) {
		t.Errorf("the document removed: got the error %v, want ErrNoDocument", err)
	}
	m.apply(edit{remove: []string{"stays"}})
	m.check()
}

// What corpus.yaml says may change while no document does.
func testDescription(t *testing.T, open Opener) {
	m := filled(t, open, Records(5, 10)...)
	m.description = describe("2")
	m.description.Outlets[0].Aliases = []string{"The Quay"}
	m.description.Name, m.description.Location = "Valley and hill", "<moved>"
	m.apply(edit{})
	m.check()
}

func testStale(t *testing.T, open Opener) {
	m := filled(t, open, note("a", "A lantern."))
	m.apply(edit{put: []corpus.Record{note("b", "Another lantern.")}})
	for _, from := range []int64{0, 1, 3} {
		c := m.change(edit{put: []corpus.Record{note("c", "A third lantern."), note("a", "Darkness.")}, remove: []string{"b"}, keep: map[string]string{"a": "x"}})
		c.From = from
		c.Description = describe("stale")
		if err := m.Apply(t.Context(), c); !errors.Is(err, retrieval.ErrStale) {
			t.Errorf("a change from generation %d to a store at 2: got the error %v, want ErrStale", from, err)
		}
		m.check()
	}
}

func testNoDocument(t *testing.T, open Opener) {
	m := filled(t, open, note("a", "A lantern."))
	for _, id := range []string{"", "A", "a ", "b", "%", "a' OR '1'='1"} {
		if d, err := m.Document(t.Context(), id); !errors.Is(err, retrieval.ErrNoDocument) {
			t.Errorf("document %q: got %q and the error %v, want ErrNoDocument", id, d.ID, err)
		}
		if d, err := m.Version(t.Context(), id); !errors.Is(err, retrieval.ErrNoDocument) {
			t.Errorf("version %q: got %q and the error %v, want ErrNoDocument", id, d.ID, err)
		}
	}
}

// testNames: a given name that no text has is known, since somebody who has it
// speaks; and who speaks and writes, too, is named once.
func testNames(t *testing.T, open Opener) {
	talk := func(id string) corpus.Record {
		return corpus.Record{
			Header: corpus.Header{ID: id, Kind: corpus.Transcript},
			Voices: corpus.Voices{Speakers: map[string]string{"GALE": "Gus Gale", "OAK": "Tom Oak"}},
			Text:   "GALE: " + repeated(3) + "\nOAK: A lantern burned.\nGALE: Another did.",
		}
	}
	article := note("c", "A lantern burned.")
	article.Authors = []string{"Tom Oak"}
	m := filled(t, open, talk("a"), talk("b"), article)
	counts, err := m.Counts(t.Context(), []string{"gu", "tom", "gale", "lantern", "nobodi"})
	if diff := cmp.Diff([]int{2, 1, 2, 3, 0}, counts); err != nil || diff != "" {
		t.Errorf("counts of names: %v (-want +got):\n%s", err, diff)
	}
	catalog, err := m.Catalog(t.Context())
	if diff := cmp.Diff([][]string{{"Gus Gale"}, {"Tom Oak"}}, [][]string{catalog.Speakers, catalog.Authors}); err != nil || diff != "" {
		t.Errorf("speakers and authors: %v (-want +got):\n%s", err, diff)
	}
	m.apply(edit{remove: []string{"a"}})
	if counts, err := m.Counts(t.Context(), []string{"gu"}); err != nil || counts[0] != 1 {
		t.Errorf("after one of two talks is gone, a name counts %v: %v", counts, err)
	}
}

func testProgress(t *testing.T, open Opener) {
	m := newMirror(t, open(t))
	c := m.change(edit{put: Records(6, Few(150, 80))})
	last := 0
	c.Done = func(n int) {
		if n <= last {
			t.Errorf("after %d documents, progress tells of %d", last, n)
		}
		last = n
	}
	if err := m.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	if last != len(c.Put) {
		t.Errorf("the last progress told was %d of %d", last, len(c.Put))
	}
}
