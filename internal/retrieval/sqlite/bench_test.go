package sqlite

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// evaluationSet is a folder of the evaluation data, which lies beside the
// project or where DATELINE_SHARED says.
func evaluationSet(b *testing.B, name string) string {
	b.Helper()
	shared := os.Getenv("DATELINE_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "..", "shared") // beside the root of the module
	}
	folder := filepath.Join(shared, "eval", name)
	if _, err := os.Stat(folder); err != nil {
		b.Skipf("the evaluation data are not here: %v", err)
	}
	return folder
}

// articles are the news articles of rtqa_gold.
func articles(b *testing.B) *corpus.Source {
	b.Helper()
	src, err := corpus.Open(filepath.Join(evaluationSet(b, "rtqa_gold"), "corpus.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	return src
}

// questions are the questions of rtqa_gold as searches for ten passages.
func questions(b *testing.B, reader *retrieval.Reader) []retrieval.Request {
	b.Helper()
	f, err := os.Open(filepath.Join(evaluationSet(b, "rtqa_gold"), "queries.jsonl"))
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var out []retrieval.Request
	for d := json.NewDecoder(f); ; {
		var line struct {
			Question string      `json:"question"`
			Asked    corpus.Date `json:"asked_on"`
		}
		if err := d.Decode(&line); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			b.Fatal(err)
		}
		out = append(out, retrieval.Request{Query: reader.Read(line.Question, line.Asked), Limit: 10})
	}
}

// BenchmarkSearch asks real questions of 3,280 articles, and beside it the
// same of a plain scan in memory, which is what the postings are to beat.
func BenchmarkSearch(b *testing.B) {
	src := articles(b)
	s := openStore(b, filepath.Join(b.TempDir(), "store.db"))
	if _, err := retrieval.Sync(b.Context(), src, s, retrieval.SyncOptions{}); err != nil {
		b.Fatal(err)
	}
	names, err := s.Catalog(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	requests := questions(b, retrieval.NewReader(names))
	b.Run("store", func(b *testing.B) {
		measure(b, requests, func(r retrieval.Request) {
			if _, err := s.Search(b.Context(), r); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("scan", func(b *testing.B) {
		records, err := src.Records(src.Files[0])
		if err != nil {
			b.Fatal(err)
		}
		rank := indextest.NewReference(records)
		measure(b, requests, func(r retrieval.Request) { rank.Search(r) })
	})
}

// measure reports the median and the time that one of twenty searches exceeds.
func measure(b *testing.B, requests []retrieval.Request, search func(retrieval.Request)) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		for _, r := range requests {
			start := time.Now()
			search(r)
			took = append(took, time.Since(start))
		}
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(.5), "p50-ms")
	b.ReportMetric(at(.95), "p95-ms")
	b.ReportMetric(0, "ns/op") // of a round through all questions: says nothing
}

// BenchmarkSync fills an empty store with the articles.
func BenchmarkSync(b *testing.B) {
	src := articles(b)
	documents := 0
	for b.Loop() {
		s, err := Open(b.Context(), filepath.Join(b.TempDir(), "store.db"))
		if err != nil {
			b.Fatal(err)
		}
		report, err := retrieval.Sync(b.Context(), src, s, retrieval.SyncOptions{})
		if err := errors.Join(err, s.Close()); err != nil {
			b.Fatal(err)
		}
		documents += len(report.Added)
	}
	b.ReportMetric(float64(documents)/b.Elapsed().Seconds(), "documents/s")
}
