package sqlite

import (
	"path/filepath"
	"testing"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

func TestConformance(t *testing.T) {
	for name, place := range map[string]func(t *testing.T) string{
		"file":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "store.db") },
		"memory": func(*testing.T) string { return Memory },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			indextest.Run(t, func(t *testing.T) retrieval.Index { return openStore(t, place(t)) })
		})
	}
}

// A question that says one thing a thousand times may not cost a thousand
// times as much: whoever asks it would hold up everybody else.
func TestRepeatedCues(t *testing.T) {
	t.Parallel()
	s := openStore(t, Memory)
	fill(t, s, 100)
	took := func(times int) time.Duration {
		all := retrieval.Range{From: corpus.Date{Year: 1, Month: 1, Day: 1}, To: corpus.Date{Year: 9999, Month: 12, Day: 31}}
		r := retrieval.Request{Query: retrieval.Query{Terms: retrieval.Terms("Hill Radio")}, Limit: 5}
		for range times {
			r.Query.Cues = append(r.Query.Cues, retrieval.Cue{Kind: retrieval.DateCue, Days: []retrieval.Range{all}})
		}
		start := time.Now()
		if hits, err := s.Search(t.Context(), r); err != nil || len(hits) == 0 {
			t.Fatalf("%d hits: %v", len(hits), err)
		}
		return time.Since(start)
	}
	once := took(1)
	if often := took(5000); often > 20*once+200*time.Millisecond {
		t.Errorf("a cue took %s, 5,000 times the same %s", once, often)
	}
}

// openStore opens the store at path until the test ends.
func openStore(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
