// Command bench measures the database's store beside langchaingo's pgvector
// store, on the same texts and vectors in the same run. It is a module of its
// own, so that nothing of what it compares with is needed by the program.
//
//	scripts/with-postgres sh -c 'cd bench && go run . -passages 20000'
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/tmc/langchaingo/embeddings"
	"github.com/tmc/langchaingo/schema"
	"github.com/tmc/langchaingo/vectorstores/pgvector"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/postgres"
)

const dimensions = 512

// made embeds every text by the subject that it names first, and noise.
type made struct{ subjects [][]float32 }

func newMade() made {
	r := rand.New(rand.NewPCG(1, 1))
	m := made{make([][]float32, 400)}
	for i := range m.subjects {
		m.subjects[i] = unit(r, nil)
	}
	return m
}

func unit(r *rand.Rand, near []float32) []float32 {
	out := make([]float32, dimensions)
	length := 0.0
	for i := range out {
		x := r.NormFloat64()
		if near != nil {
			x = .5*x/math.Sqrt(dimensions) + float64(near[i])
		}
		out[i] = float32(x)
		length += x * x
	}
	for i := range out {
		out[i] /= float32(math.Sqrt(length))
	}
	return out
}

func (m made) vector(text string) []float32 {
	var subject, seed int
	if _, err := fmt.Sscanf(strings.TrimSpace(text), "s%d n%d", &subject, &seed); err != nil {
		log.Fatalf("no text of this benchmark: %q", text)
	}
	return unit(rand.New(rand.NewPCG(uint64(seed), 2)), m.subjects[subject])
}

func (made) Name() string    { return "made" }
func (made) Dimensions() int { return dimensions }
func (made) MaxWords() int   { return 0 }
func (made) Weight() float64 { return .2 }

// Embed implements retrieval.Embedder.
func (m made) Embed(ctx context.Context, texts []string, got func(int, [][]float32) error) error {
	out, err := m.EmbedDocuments(ctx, texts)
	if err != nil {
		return err
	}
	return got(0, out)
}

// EmbedDocuments implements langchaingo's Embedder.
func (m made) EmbedDocuments(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		out[i] = m.vector(t)
	}
	return out, nil
}

// EmbedQuery implements langchaingo's Embedder.
func (m made) EmbedQuery(_ context.Context, text string) ([]float32, error) {
	return m.vector(text), nil
}

var _ embeddings.Embedder = made{}

// text is a passage: its subject, its number, and some words.
func text(r *rand.Rand, words *rand.Zipf, n, length int) string {
	out := []string{fmt.Sprintf("s%d", r.IntN(400)), fmt.Sprintf("n%d", n)}
	for range length {
		out = append(out, fmt.Sprintf("w%d", words.Uint64()))
	}
	return strings.Join(out, " ")
}

func main() {
	passages := flag.Int("passages", 20_000, "how many")
	questions := flag.Int("questions", 300, "how many")
	flag.Parse()
	address := os.Getenv("DATABASE_URL_TEST")
	if address == "" {
		log.Fatal("set DATABASE_URL_TEST, or run this by scripts/with-postgres")
	}
	if err := run(context.Background(), address, *passages, *questions); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, address string, passages, questions int) error {
	r := rand.New(rand.NewPCG(3, 3))
	words := rand.NewZipf(r, 1.1, 8, 49_999)
	texts := make([]string, passages)
	for i := range texts {
		texts[i] = text(r, words, i, 60)
	}
	asked := make([]string, questions)
	for i := range asked {
		asked[i] = text(r, words, 1_000_000+i, 6)
	}
	if err := ours(ctx, address, texts, asked); err != nil {
		return err
	}
	return theirs(ctx, address, texts, asked)
}

func ours(ctx context.Context, address string, texts, asked []string) error {
	u, err := url.Parse(address)
	if err != nil {
		return err
	}
	q := u.Query()
	q.Set("search_path", "bench_dateline")
	u.RawQuery = q.Encode()
	defer drop(ctx, address, "bench_dateline")
	s, err := postgres.Open(ctx, u.String())
	if err != nil {
		return err
	}
	defer s.Close()
	by := newMade()
	c := retrieval.Change{Embedder: by, Files: map[string]string{}}
	for i, t := range texts {
		record := corpus.Record{Header: corpus.Header{ID: fmt.Sprintf("d%06d", i), Kind: corpus.Article}, Text: t}
		c.Put = append(c.Put, retrieval.Put{File: "f", Hash: record.Hash(), Record: record})
	}
	start := time.Now()
	if err := s.Apply(ctx, c); err != nil {
		return err
	}
	filled := time.Since(start)
	search := func(dense bool) func(string) error {
		return func(text string) error {
			request := retrieval.Request{Query: retrieval.Query{Terms: retrieval.Terms(text)}, Limit: 20}
			if dense {
				request.Dense = &retrieval.Dense{Space: retrieval.SpaceOf(by), Vector: by.vector(text), Weight: by.Weight()}
			}
			_, err := s.Search(ctx, request)
			return err
		}
	}
	if err := measure("dateline, words and vectors", filled, asked, search(true)); err != nil {
		return err
	}
	return measure("dateline, words alone", filled, asked, search(false))
}

func theirs(ctx context.Context, address string, texts, asked []string) error {
	defer drop(ctx, address, "")
	by := newMade()
	s, err := pgvector.New(ctx, pgvector.WithConnectionURL(address), pgvector.WithEmbedder(by), pgvector.WithVectorDimensions(dimensions),
		pgvector.WithCollectionTableName("bench_collection"), pgvector.WithEmbeddingTableName("bench_embedding"),
		pgvector.WithHNSWIndex(16, 128, "vector_cosine_ops"))
	if err != nil {
		return err
	}
	defer s.Close()
	start := time.Now()
	for chunk := range slices.Chunk(texts, 500) {
		documents := make([]schema.Document, len(chunk))
		for i, t := range chunk {
			documents[i] = schema.Document{PageContent: t}
		}
		if _, err := s.AddDocuments(ctx, documents); err != nil {
			return err
		}
	}
	filled := time.Since(start)
	return measure("langchaingo, vectors alone", filled, asked, func(text string) error {
		_, err := s.SimilaritySearch(ctx, text, 20)
		return err
	})
}

func measure(name string, filled time.Duration, asked []string, search func(string) error) error {
	var took []time.Duration
	for _, text := range asked {
		start := time.Now()
		if err := search(text); err != nil {
			return err
		}
		took = append(took, time.Since(start))
	}
	slices.Sort(took)
	at := func(share float64) float64 {
		return float64(took[int(share*float64(len(took)-1))].Microseconds()) / 1000
	}
	fmt.Printf("%-28s filled in %6.1f s, search p50 %7.2f ms, p95 %7.2f ms\n", name, filled.Seconds(), at(.5), at(.95))
	return nil
}

// drop removes what was made: a schema, or else langchaingo's tables.
func drop(ctx context.Context, address, name string) {
	statement := "DROP TABLE IF EXISTS bench_embedding, bench_collection"
	if name != "" {
		statement = "DROP SCHEMA IF EXISTS " + name + " CASCADE"
	}
	conn, err := pgx.Connect(ctx, address)
	if err == nil {
		_, err = conn.Exec(ctx, statement)
	}
	if err != nil {
		log.Print(err)
	}
}
