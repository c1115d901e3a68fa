package main

import (
	"context"
	"fmt"
	"log"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/tmc/langchaingo/embeddings"

	"dateline/internal/retrieval"
)

const (
	dimensions = 512
	subjects   = 400
	directions = 48
)

// made embeds a text by the subject and the number that it begins with: near
// the subject, and within far fewer directions than a vector has numbers, as
// the vectors of texts are. (Entirely random ones are all equally far from each
// other, so that no index can tell them apart.)
type made struct {
	directions [][]float32
	subjects   [][]float32
}

func newMade() made {
	r := rand.New(rand.NewPCG(1, 1))
	m := made{directions: make([][]float32, directions), subjects: make([][]float32, subjects)}
	for i := range m.directions {
		m.directions[i] = normal(r, dimensions)
	}
	for i := range m.subjects {
		m.subjects[i] = normal(r, directions)
	}
	return m
}

func normal(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = float32(r.NormFloat64())
	}
	return out
}

func (m made) vector(text string) []float32 {
	var subject, number uint64
	if _, err := fmt.Sscanf(strings.TrimSpace(text), "s%d n%d", &subject, &number); err != nil {
		log.Fatalf("no text of this benchmark: %q", text)
	}
	r := rand.New(rand.NewPCG(number, 2))
	out := normal(r, dimensions)
	for k, own := range normal(r, directions) {
		share := m.subjects[subject][k] + own
		for i, x := range m.directions[k] {
			out[i] += share * x
		}
	}
	length := math.Sqrt(dot(out, out))
	for i := range out {
		out[i] /= float32(length)
	}
	return out
}

func dot(a, b []float32) (sum float64) {
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
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

var (
	_ embeddings.Embedder = made{}
	_ retrieval.Embedder  = made{}
)

// data are passages, and questions about them.
type data struct {
	by               made
	passages, asked  []string
	stored, embedded [][]float32 // vectors of passages, in half precision, and of questions
}

func newData(passages, questions int) data {
	r := rand.New(rand.NewPCG(3, 3))
	common, rarer := rand.NewZipf(r, 1.1, 8, 49_999), rand.NewZipf(r, 1.1, 40, 49_999)
	d := data{by: newMade()}
	for i := range passages {
		d.passages = append(d.passages, text(r, common, i, 60))
		d.stored = append(d.stored, retrieval.Half(d.by.vector(d.passages[i])))
	}
	for i := range questions {
		d.asked = append(d.asked, text(r, rarer, 1_000_000_000+i, 6))
		d.embedded = append(d.embedded, d.by.vector(d.asked[i]))
	}
	return d
}

// text is a subject, a number, and some words.
func text(r *rand.Rand, words *rand.Zipf, number, length int) string {
	out := []string{fmt.Sprintf("s%d", r.IntN(subjects)), fmt.Sprintf("n%d", number)}
	for range length {
		out = append(out, fmt.Sprintf("w%d", words.Uint64()))
	}
	return strings.Join(out, " ")
}

// number is that of a passage.
func number(text string) (n int) {
	if _, err := fmt.Sscanf(strings.TrimSpace(text), "s%d n%d", new(int), &n); err != nil {
		log.Fatalf("no text of this benchmark: %q", text)
	}
	return n
}
