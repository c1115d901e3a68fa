package postgres

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// unchanged is how many documents BenchmarkSyncUnchanged has.
const unchanged = 10_000

// BenchmarkSyncUnchanged synchronises 10,000 documents of some 400 words of
// which none has changed, in a file each and in one file, beside reading and
// hashing the same files. Nothing may be embedded.
func BenchmarkSyncUnchanged(b *testing.B) {
	for _, c := range []struct {
		name  string
		write func(tb testing.TB, folder string, records []corpus.Record)
	}{{"a file each", writeFiles}, {"one file", writeLines}} {
		b.Run(c.name, func(b *testing.B) {
			folder := b.TempDir()
			records := reports(unchanged)
			c.write(b, folder, records)
			s := openStore(b, postgrestest.URL(b))
			by := &indextest.Arithmetic{Model: "arithmetic"}
			start := time.Now()
			syncUnchanged(b, s, folder, by)
			b.Logf("filled with %d documents of %d words in %.1f s", unchanged, meanWords(records), time.Since(start).Seconds())
			b.Run("sync", func(b *testing.B) {
				before := by.Count()
				for b.Loop() {
					if n := syncUnchanged(b, s, folder, by); n != unchanged {
						b.Fatalf("%d documents are unchanged, want %d", n, unchanged)
					}
				}
				b.ReportMetric(float64(by.Count()-before), "embedded")
			})
			b.Run("reading and hashing", func(b *testing.B) {
				for b.Loop() {
					hashAll(b, folder)
				}
			})
		})
	}
}

// syncUnchanged synchronises and gives the number of documents left as they were.
func syncUnchanged(b *testing.B, s *Store, folder string, by retrieval.Embedder) int {
	b.Helper()
	src, err := corpus.Open(folder)
	if err != nil {
		b.Fatal(err)
	}
	report, err := retrieval.Sync(context.WithoutCancel(b.Context()), src, s, retrieval.SyncOptions{Embedder: by})
	if err != nil {
		b.Fatal(err)
	}
	return report.Unchanged
}

// reports are documents of some 400 words.
func reports(n int) []corpus.Record {
	list := indextest.Records(71, n+1)
	for i := range n {
		list[i].Text += "\n\n" + list[i+1].Text
	}
	return list[:n]
}

func meanWords(records []corpus.Record) int {
	n := 0
	for _, r := range records {
		n += len(strings.Fields(r.Text))
	}
	return n / len(records)
}

// writeFiles writes a document a file, of each kind of file as many.
func writeFiles(tb testing.TB, folder string, records []corpus.Record) {
	tb.Helper()
	for i, r := range records {
		name, text := r.ID+".txt", r.Text
		switch i % 3 {
		case 1:
			name, text = r.ID+".md", fmt.Sprintf("---\nheadline: %q\nkind: article\n---\n%s", r.Headline, r.Text)
		case 2:
			name, text = r.ID+".jsonl", line(tb, r)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			tb.Fatal(err)
		}
	}
}

func writeLines(tb testing.TB, folder string, records []corpus.Record) {
	tb.Helper()
	var all strings.Builder
	for _, r := range records {
		all.WriteString(line(tb, r))
	}
	if err := os.WriteFile(filepath.Join(folder, "all.jsonl"), []byte(all.String()), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func line(tb testing.TB, r corpus.Record) string {
	tb.Helper()
	data, err := json.Marshal(map[string]string{"id": r.ID, "title": r.Headline, "kind": corpus.Article, "text": r.Text})
	if err != nil {
		tb.Fatal(err)
	}
	return string(data) + "\n"
}

func hashAll(tb testing.TB, folder string) {
	tb.Helper()
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		sha256.Sum256(data)
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
}
