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
// again and again over one connection. DATELINE_BENCH_PASSAGES sets another
// number; 200000 takes some minutes to fill.
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
		requests[i] = w.request(20)
	}
	b.Run("store", func(b *testing.B) {
		measure(b, requests, func(r retrieval.Request) {
			if hits, err := s.Search(b.Context(), r); err != nil || len(hits) != 20 {
				b.Fatal(len(hits), err)
			}
		})
	})
	b.Run("bare", func(b *testing.B) { bare(b, s, requests) })
	words := slices.Clone(requests)
	for i := range words {
		words[i].Dense = nil
	}
	b.Run("words alone", func(b *testing.B) {
		measure(b, words, func(r retrieval.Request) {
			if _, err := s.Search(b.Context(), r); err != nil {
				b.Fatal(err)
			}
		})
	})
	b.Run("recall", func(b *testing.B) {
		got := 0.0
		for b.Loop() {
			got = recall(b, s, w, 100)
		}
		b.ReportMetric(got, "recall@20")
		b.ReportMetric(0, "ns/op") // says nothing
	})
}

// bare measures the statements of the searches without all that is around
// them: made before, over one connection, the rows only counted.
func bare(b *testing.B, s *Store, requests []retrieval.Request) {
	b.Helper()
	err := s.read(b.Context(), func(tx pgx.Tx) error {
		statements := make([]*statement, len(requests))
		next := 0
		for i, r := range requests {
			q := searching{ctx: b.Context(), tx: tx, request: r}
			if err := q.prepare(); err != nil {
				return err
			}
			statements[i] = q.statement()
		}
		measure(b, requests, func(retrieval.Request) {
			st := statements[next%len(statements)]
			next++
			rows, err := tx.Query(b.Context(), st.sql.String(), st.args...)
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for rows.Next() {
				n++
			}
			if rows.Err() != nil || n != 20 {
				b.Fatal(n, rows.Err())
			}
		})
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
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
	b.ReportMetric(0, "ns/op") // of a round through all: says nothing
}
