package postgres

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
)

// BenchmarkSearch searches 20,000 passages × 512 dimensions by words and by
// meaning, beside the bare statement that such a search comes down to, sent
// again and again over one connection. The two take turns, after a round that
// is not counted, so that neither finds the pages that the other has read.
// DATELINE_BENCH_PASSAGES sets another number; 200000 takes some minutes to fill.
func BenchmarkSearch(b *testing.B) {
	passages := 20_000
	if n, err := strconv.Atoi(os.Getenv("DATELINE_BENCH_PASSAGES")); err == nil {
		passages = n
	}
	s := openStore(b, postgrestest.URL(b))
	start := time.Now()
	bulk(b, s, passages)
	b.Logf("filled and indexed %d passages in %.1f s; %s", passages, time.Since(start).Seconds(), sizes(b, s))
	w := newCloud(3)
	requests := make([]retrieval.Request, 300)
	for i := range requests {
		requests[i] = w.request()
	}
	b.Run("words and vectors", func(b *testing.B) { beside(b, s, requests) })
	words := slices.Clone(requests)
	for i := range words {
		words[i].Dense = nil
	}
	b.Run("words alone", func(b *testing.B) { beside(b, s, words) })
	b.Run("recall", func(b *testing.B) {
		got := 0.0
		for b.Loop() {
			got = recall(b, s, w, 100)
		}
		b.ReportMetric(got, "recall@20")
		b.ReportMetric(0, "ns/op") // says nothing
	})
}

// beside measures searches and their bare statements in turns.
func beside(b *testing.B, s *Store, requests []retrieval.Request) {
	b.Helper()
	err := s.Bare(b.Context(), requests, func(bare Bare) error {
		ways := []func(i int) time.Duration{
			func(i int) time.Duration { return storeTime(b, s, requests[i]) },
			func(i int) time.Duration { return bareTime(b, bare, i) },
		}
		var took [2][]time.Duration
		for i := range requests {
			ways[0](i)
		}
		for b.Loop() {
			for i := range requests {
				for _, way := range []int{i % 2, 1 - i%2} {
					took[way] = append(took[way], ways[way](i))
				}
			}
		}
		report(b, took[0], took[1])
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

func storeTime(b *testing.B, s *Store, r retrieval.Request) time.Duration {
	b.Helper()
	start := time.Now()
	hits, err := s.Search(b.Context(), r)
	if err != nil || len(hits) != r.Limit {
		b.Fatal(len(hits), err)
	}
	return time.Since(start)
}

// bareTime is of a statement without all that is around it: made before, and
// its rows only counted.
func bareTime(b *testing.B, bare Bare, i int) time.Duration {
	b.Helper()
	start := time.Now()
	rows, err := bare.Send(b.Context(), i)
	if err != nil || rows == 0 {
		b.Fatal(rows, err)
	}
	return time.Since(start)
}

// report gives medians and the times that one of twenty searches exceeds.
func report(b *testing.B, store, bare []time.Duration) {
	b.Helper()
	at := func(took []time.Duration, share float64) float64 {
		slices.Sort(took)
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	b.ReportMetric(at(store, .5), "p50-ms")
	b.ReportMetric(at(store, .95), "p95-ms")
	b.ReportMetric(at(bare, .5), "bare-p50-ms")
	b.ReportMetric(at(bare, .95), "bare-p95-ms")
	b.ReportMetric(at(store, .95)/at(bare, .95), "p95/bare")
	b.ReportMetric(0, "ns/op") // of a round through all: says nothing
}

func sizes(b *testing.B, s *Store) string {
	b.Helper()
	var vectors, words, total string
	err := s.read(b.Context(), func(tx pgx.Tx) error {
		return tx.QueryRow(b.Context(), `SELECT pg_size_pretty(pg_relation_size('vectors_1_vector_idx')),
			pg_size_pretty(pg_relation_size('postings_by_term')),
			(SELECT pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class WHERE relnamespace = $1::text::regnamespace AND relkind = 'r')`, s.schema).
			Scan(&vectors, &words, &total)
	})
	if err != nil {
		b.Fatal(err)
	}
	return fmt.Sprintf("index of vectors %s, of postings %s, all %s", vectors, words, total)
}
