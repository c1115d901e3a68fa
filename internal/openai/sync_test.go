package openai_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/openai"
	"dateline/internal/openai/openaitest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

// reports is a made-up corpus of so many documents.
func reports(t *testing.T, n int) *corpus.Source {
	t.Helper()
	folder := fstest.MapFS{}
	for i := range n {
		text := fmt.Sprintf("The council of town %d met on Monday.\n\nIt voted to repair bridge %d before winter.\n", i, i*i)
		folder[fmt.Sprintf("town-%03d.txt", i)] = &fstest.MapFile{Data: []byte(text)}
	}
	src, err := corpus.OpenFS(folder, "<towns>")
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func memory(t *testing.T) retrieval.Index {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func wantInStep(t *testing.T, store retrieval.Index, e retrieval.Embedder) {
	t.Helper()
	m, err := store.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if m.Generation != 1 || m.Space != retrieval.SpaceOf(e) {
		t.Errorf("generation %d is of the space %+v", m.Generation, m.Space)
	}
	for _, id := range []string{"town-003", "town-031"} {
		d, err := store.Document(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if got := nearest(t, store, e, d); got != id {
			t.Errorf("nearest to a passage of %s is one of %s", id, got)
		}
	}
}

// nearest is the document found by the vector of another's first passage, and by
// no word.
func nearest(t *testing.T, store retrieval.Index, e retrieval.Embedder, of corpus.Document) string {
	t.Helper()
	windows := slices.Collect(maps.Values(retrieval.Windows(of.Headline, of.Passages[0].Text, e.MaxWords())))
	vectors, err := retrieval.EmbedAll(t.Context(), e, windows)
	if err != nil {
		t.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	q, err := searcher.Read("unheardof unspokenof", corpus.Date{})
	if err != nil {
		t.Fatal(err)
	}
	hits, err := store.Search(t.Context(), retrieval.Request{Query: q, Limit: 1, Dense: &retrieval.Dense{Space: retrieval.SpaceOf(e), Vector: vectors[0], Weight: e.Weight()}})
	if err != nil || len(hits) != 1 {
		t.Fatalf("%d hits: %v", len(hits), err)
	}
	return hits[0].Header.ID
}

// Whatever the server does, the synchronisation ends whole, and nothing is
// embedded twice but what was lost on its way.
func TestSyncThroughABadServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t,
			openaitest.Fails(429, "rate_limit_exceeded", "slower", "Retry-After", "7"), openaitest.Backwards, openaitest.Resets, openaitest.Hangs,
			openaitest.Fails(500, "server_error", "?"), openaitest.InBase64, openaitest.Cuts, openaitest.Slow(40*time.Second), openaitest.WithoutUsage,
			openaitest.CutsUnnoticed, openaitest.Says(503, "<html>", "Retry-After", time.Now().Add(time.Minute).UTC().Format(time.RFC1123)))
		c := settings(s)
		c.Dimensions, c.BatchTexts = 0, 8
		e, store := newEmbedder(t, c), memory(t)
		report, err := retrieval.Sync(t.Context(), reports(t, 60), store, retrieval.SyncOptions{Embedder: e})
		if err != nil || len(report.Added) != 60 {
			t.Fatalf("%v; %+v", err, report)
		}
		embedded := s.Embedded()
		delete(embedded, "probe")
		if n := int64(len(embedded)); n < 60 || n != e.Usage().Texts {
			t.Errorf("%d texts are embedded; usage: %+v", n, e.Usage())
		}
		wantEmbedded(t, s, append(slices.Collect(maps.Keys(embedded)), "probe"))
		t.Logf("%+v", e.Usage())
		wantInStep(t, store, e)
	})
}

// What has arrived before a failure is kept: after each the next synchronisation
// goes on from there, and no text is ever embedded twice.
func TestSyncResumes(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		fail openaitest.Behaviour
		kind error
	}{
		"quota":     {openaitest.Fails(429, "insufficient_quota", "You exceeded your current quota"), openai.ErrQuota},
		"key":       {openaitest.Fails(401, "invalid_api_key", "Incorrect API key provided"), openai.ErrKey},
		"broken":    {openaitest.Fails(500, "server_error", "?"), openai.ErrBusy},
		"hangs":     {openaitest.Hangs, openai.ErrBusy},
		"resets":    {openaitest.Resets, openai.ErrUnreachable},
		"misshapen": {openaitest.Changed(func(r *openaitest.Reply) { r.Data = r.Data[:0] }), openai.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				resumes(t, tt.fail, tt.kind)
			})
		})
	}
}

func resumes(t *testing.T, fail openaitest.Behaviour, kind error) {
	s, store, src := openaitest.New(t), memory(t), reports(t, 40)
	// Every fifth request fails. The times apart let answers arrive between
	// failures, as they do in the world.
	n := 0
	s.Always = func(openaitest.Request) openaitest.Behaviour {
		if n++; n%5 == 0 {
			return fail
		}
		return openaitest.Slow(time.Duration(n%3+1) * time.Second)
	}
	c := settings(s)
	c.BatchTexts, c.Attempts, c.Concurrency = 3, 1, 3
	before, runs := -1, 0
	for ; runs < 50; runs++ {
		e := newEmbedder(t, c) // as after a restart
		_, err := retrieval.Sync(t.Context(), src, store, retrieval.SyncOptions{Embedder: e})
		if err == nil {
			break
		}
		wantError(t, err, kind, "embed passages")
		if m, err := store.Manifest(t.Context()); err != nil || m.Generation != 0 {
			t.Fatalf("a failed run left generation %d: %v", m.Generation, err)
		}
		if got := len(s.Embedded()); got <= before {
			t.Fatalf("run %d made no progress: %d texts", runs, got)
		} else {
			before = got
		}
	}
	if runs == 0 || runs == 50 {
		t.Fatalf("done after %d failed runs", runs)
	}
	var twice []string
	for text, n := range s.Embedded() {
		if n != 1 {
			twice = append(twice, fmt.Sprintf("%d × %.20s", n, text))
		}
	}
	if len(twice) > 0 {
		t.Errorf("embedded twice: %s", strings.Join(twice, ", "))
	}
	t.Logf("%d texts, each once, in %d requests and %d runs", len(s.Embedded()), len(s.Requests()), runs+1)
	s.Always = nil
	wantInStep(t, store, newEmbedder(t, c))
}
