package postgres

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// BenchmarkSyncUnchanged synchronises 10,000 documents of which none has
// changed: nothing may be embedded.
func BenchmarkSyncUnchanged(b *testing.B) {
	path := filepath.Join(b.TempDir(), "corpus.jsonl")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	lines := json.NewEncoder(f)
	for _, r := range indextest.Records(71, 10_000) {
		if err := lines.Encode(map[string]string{"id": r.ID, "title": r.Headline, "kind": corpus.Article, "text": r.Text}); err != nil {
			b.Fatal(err)
		}
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	s := openStore(b, postgrestest.URL(b))
	by := &indextest.Arithmetic{Model: "arithmetic"}
	sync := func() retrieval.Report {
		src, err := corpus.Open(path)
		if err != nil {
			b.Fatal(err)
		}
		report, err := retrieval.Sync(b.Context(), src, s, retrieval.SyncOptions{Embedder: by})
		if err != nil {
			b.Fatal(err)
		}
		return report
	}
	start := time.Now()
	sync()
	b.Logf("filled with 10,000 documents in %.1f s", time.Since(start).Seconds())
	before := by.Count()
	for b.Loop() {
		if report := sync(); report.Unchanged != 10_000 {
			b.Fatalf("%d documents are unchanged", report.Unchanged)
		}
	}
	if n := by.Count() - before; n > 0 {
		b.Errorf("%d texts were embedded again", n)
	}
}
