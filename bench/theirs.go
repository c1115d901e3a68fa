package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/vectorstores/pgvector"
)

const dropTheirs = "DROP TABLE IF EXISTS bench_embedding, bench_collection"

func theirs(ctx context.Context, address string, d data, exact []map[int]bool, budget time.Duration) (err error) {
	if err := execute(ctx, address, dropTheirs); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, execute(ctx, address, dropTheirs)) }()
	filled, err := fillTheirs(ctx, address, d)
	if err != nil {
		return err
	}
	start := time.Now()
	s, err := openTheirs(ctx, address, d, pgvector.WithHNSWIndex(16, 128, "vector_cosine_ops"))
	if err != nil {
		return err
	}
	defer s.Close()
	built := time.Since(start)
	if err := execute(ctx, address, "VACUUM (ANALYZE) bench_embedding"); err != nil { // as ours has been
		return err
	}
	var vectors, total string
	err = row(ctx, address, `SELECT pg_size_pretty(pg_relation_size('bench_embedding_embedding_hnsw')), pg_size_pretty(pg_total_relation_size('bench_embedding'))`, &vectors, &total)
	if err != nil {
		return err
	}
	fmt.Printf("langchaingo\n  filled in %.1f s, of these %.1f s for the index of vectors (%s; all %s)\n", (filled + built).Seconds(), built.Seconds(), vectors, total)
	w := &way{name: "vectors alone", search: func(q int) error {
		_, err := s.SimilaritySearch(ctx, d.asked[q], nearest)
		return err
	}}
	if err := inTurns(len(d.asked), budget, w); err != nil {
		return err
	}
	fmt.Println(w)
	few := exact[:min(len(exact), 20)] // each takes seconds where there is much
	share, err := recall(few, func(question int) ([]int, error) {
		found, err := s.SimilaritySearch(ctx, d.asked[question], nearest)
		var out []int
		for _, f := range found {
			out = append(out, number(f.PageContent))
		}
		return out, err
	})
	fmt.Printf("  recall@%d against exact search      %.4f   (%d questions)\n", nearest, share, len(few))
	return err
}

func openTheirs(ctx context.Context, address string, d data, options ...pgvector.Option) (pgvector.Store, error) {
	return pgvector.New(ctx, append(options, pgvector.WithConnectionURL(address), pgvector.WithEmbedder(d.by), pgvector.WithVectorDimensions(dimensions),
		pgvector.WithCollectionTableName("bench_collection"), pgvector.WithEmbeddingTableName("bench_embedding"))...)
}

// fillTheirs fills it without its index: that is built afterwards, which takes
// a part of the time that bringing it in step with every row would.
func fillTheirs(ctx context.Context, address string, d data) (time.Duration, error) {
	s, err := openTheirs(ctx, address, d)
	if err != nil {
		return 0, err
	}
	defer s.Close()
	start := time.Now()
	for chunk := range slices.Chunk(d.passages, 500) {
		documents := make([]schema.Document, len(chunk))
		for i, t := range chunk {
			documents[i] = schema.Document{PageContent: t}
		}
		if _, err := s.AddDocuments(ctx, documents); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}
