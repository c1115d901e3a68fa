package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/postgres"
)

// ourSchema is where the store's tables lie while it is measured.
const ourSchema = "bench_dateline"

func ours(ctx context.Context, address string, d data, exact []map[int]bool, budget time.Duration) (err error) {
	if err := execute(ctx, address, "DROP SCHEMA IF EXISTS "+ourSchema+" CASCADE"); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, execute(ctx, address, "DROP SCHEMA IF EXISTS "+ourSchema+" CASCADE")) }()
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	q := u.Query()
	q.Set("search_path", ourSchema)
	u.RawQuery = q.Encode()
	s, err := postgres.Open(ctx, u.String())
	if err != nil {
		return err
	}
	defer s.Close()
	if err := fill(ctx, address, s, d); err != nil {
		return err
	}
	if err := beside(ctx, s, budget, "words and vectors", d.requests(true, true)); err != nil {
		return err
	}
	if err := beside(ctx, s, budget, "words alone", d.requests(true, false)); err != nil {
		return err
	}
	meant := d.requests(false, true)
	share, err := recall(exact, func(question int) ([]int, error) {
		hits, err := s.Search(ctx, meant[question])
		var out []int
		for _, h := range hits {
			out = append(out, number(h.Passage.Text))
		}
		return out, err
	})
	fmt.Printf("  recall@%d against exact search      %.4f   (%d questions, vectors alone)\n", nearest, share, len(exact))
	return err
}

func fill(ctx context.Context, address string, s *postgres.Store, d data) error {
	c := retrieval.Change{Embedder: d.by, Files: map[string]string{}}
	for i, t := range d.passages {
		record := corpus.Record{Header: corpus.Header{ID: fmt.Sprintf("d%06d", i), Kind: corpus.Article}, Text: t}
		c.Put = append(c.Put, retrieval.Put{File: "f", Hash: record.Hash(), Record: record})
	}
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return err
	}
	watching, stop := context.WithCancel(ctx)
	built := make(chan time.Duration)
	go func() { built <- watchBuild(watching, conn) }()
	start := time.Now()
	err = s.Apply(ctx, c)
	filled := time.Since(start)
	stop()
	build := <-built
	if err != nil {
		return err
	}
	var passages int
	var vectors, words, total string
	err = row(ctx, address, `SELECT (SELECT count(*) FROM `+ourSchema+`.passages), pg_size_pretty(pg_relation_size('`+ourSchema+`.vectors_1_vector_idx')),
		pg_size_pretty(pg_relation_size('`+ourSchema+`.postings_by_term')),
		(SELECT pg_size_pretty(sum(pg_total_relation_size(oid))) FROM pg_class WHERE relnamespace = '`+ourSchema+`'::regnamespace AND relkind = 'r')`,
		&passages, &vectors, &words, &total)
	if err == nil && passages != len(d.passages) {
		err = fmt.Errorf("%d passages are stored, want %d", passages, len(d.passages))
	}
	fmt.Printf("dateline\n  filled in %.1f s, of these %.1f s for the index of vectors (%s; of postings %s; all %s)\n", filled.Seconds(), build.Seconds(), vectors, words, total)
	return err
}

// watchBuild is for how long, until it is stopped, the server builds an index
// of vectors, within a tenth of a second.
func watchBuild(ctx context.Context, conn *pgx.Conn) (out time.Duration) {
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	last := time.Now()
	for ctx.Err() == nil {
		var builds int
		err := conn.QueryRow(ctx, `SELECT count(*) FROM pg_stat_progress_create_index WHERE relid::regclass::text LIKE '%vectors_%'`).Scan(&builds)
		now := time.Now()
		if err == nil && builds > 0 {
			out += now.Sub(last)
		}
		last = now
		select {
		case <-time.After(100 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	return out
}

// requests are the questions as searches.
func (d data) requests(words, vectors bool) []retrieval.Request {
	out := make([]retrieval.Request, len(d.asked))
	for i, text := range d.asked {
		out[i].Limit = nearest
		if words {
			out[i].Query.Terms = retrieval.Terms(text)
		}
		if vectors {
			out[i].Dense = &retrieval.Dense{Space: retrieval.SpaceOf(d.by), Vector: d.embedded[i], Weight: d.by.Weight()}
		}
	}
	return out
}

// beside measures searches beside the bare statements that they send.
func beside(ctx context.Context, s *postgres.Store, budget time.Duration, name string, requests []retrieval.Request) error {
	return s.Bare(ctx, requests, func(b postgres.Bare) error {
		store := &way{name: name, search: func(q int) error {
			hits, err := s.Search(ctx, requests[q])
			if err == nil && len(hits) != nearest {
				err = fmt.Errorf("%d passages were found, want %d", len(hits), nearest)
			}
			return err
		}}
		bare := &way{name: name + ", bare SQL", search: func(q int) error {
			_, err := b.Send(ctx, q)
			return err
		}}
		err := inTurns(len(requests), budget, store, bare)
		if err == nil {
			fmt.Printf("%s\n%s\n  %-34s p95 / bare p95 %.3f\n", store, bare, "", store.at(.95)/bare.at(.95))
		}
		return err
	})
}
