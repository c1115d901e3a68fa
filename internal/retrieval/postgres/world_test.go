package postgres

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"dateline/internal/retrieval"
)

// dimensions are those of the made-up embeddings.
const dimensions = 512

// cloud gives vectors as texts have them: around some hundred subjects, and
// within far fewer directions than they have numbers (entirely random ones are
// all equally far from each other, and no index can tell them apart).
type cloud struct {
	*rand.Rand
	directions [][]float32
	subjects   [][]float64
}

const directions, subjects = 48, 400

func newCloud(seed uint64) *cloud {
	// Directions and subjects are the same for every seed, as a model's are.
	c := &cloud{Rand: rand.New(rand.NewPCG(9, 9))}
	for range directions {
		d := make([]float32, dimensions)
		for i := range d {
			d[i] = float32(c.NormFloat64())
		}
		c.directions = append(c.directions, d)
	}
	for range subjects {
		c.subjects = append(c.subjects, c.mixture())
	}
	c.Rand = rand.New(rand.NewPCG(seed, 9))
	return c
}

func (c *cloud) mixture() []float64 {
	out := make([]float64, directions)
	for i := range out {
		out[i] = c.NormFloat64()
	}
	return out
}

// vector is one of length 1 near a subject.
func (c *cloud) vector() []float32 {
	subject, own := c.subjects[c.IntN(subjects)], c.mixture()
	out := make([]float32, dimensions)
	for k, d := range c.directions {
		share := float32(subject[k] + own[k])
		for i, x := range d {
			out[i] += share * x
		}
	}
	length := 0.0
	for i := range out {
		out[i] += float32(c.NormFloat64())
		length += float64(out[i]) * float64(out[i])
	}
	for i := range out {
		out[i] /= float32(math.Sqrt(length))
	}
	return out
}

var space = retrieval.Space{Model: "cloud", Dimensions: dimensions}

// bulk fills a store with made-up passages and their embeddings directly: ten
// passages a document, 60 terms a passage, of words as frequent as a language's.
func bulk(tb testing.TB, s *Store, passages int) {
	tb.Helper()
	ctx := tb.Context()
	id, err := s.space(ctx, space)
	if err != nil {
		tb.Fatal(err)
	}
	w := newCloud(1)
	err = s.write(ctx, func(tx pgx.Tx) error { return w.fill(ctx, tx, id, passages) })
	if err == nil {
		err = s.indexVectors(ctx, id)
	}
	if err != nil {
		tb.Fatal(err)
	}
	s.tidy(ctx, tidyFrom)
}

const passagesEach = 10

func (c *cloud) fill(ctx context.Context, tx pgx.Tx, id int64, n int) error {
	words := rand.NewZipf(c.Rand, 1.1, 8, 49_999)
	counts := map[string]*retrieval.TermCount{}
	var documents, records, texts, windows, vectors, postings, whole [][]any
	for d := range n / passagesEach {
		name := fmt.Sprintf("doc-%06d", d)
		documents = append(documents, []any{int64(d), name, name, fmt.Sprintf("Outlet %d", d%200), "", "", "", "", []string{}, 600, passagesEach, 600, 1})
		records = append(records, []any{name, name, `{"id":"` + name + `"}`, "{}"})
		seen := map[string]bool{}
		for p := range passagesEach {
			row := int64(d)<<passageBits + int64(p)
			_, hash := name, [32]byte{byte(row), byte(row >> 8), byte(row >> 16), byte(row >> 24), byte(row >> 32), byte(row >> 40)}
			texts = append(texts, []any{row, 0, name, "[]", 60})
			windows = append(windows, []any{id, row, hash[:]})
			vectors = append(vectors, []any{hash[:], pgvector.NewHalfVector(c.vector())})
			mine := map[string]bool{}
			for range 60 {
				mine[fmt.Sprintf("w%d", words.Uint64())] = true
			}
			for term := range mine {
				postings = append(postings, []any{term, row, 20_000 + c.IntN(20_000)})
				if counts[term] == nil {
					counts[term] = &retrieval.TermCount{}
				}
				counts[term].Passages++
				if !seen[term] {
					seen[term] = true
					counts[term].Documents++
					whole = append(whole, []any{term, int64(d), 20_000 + c.IntN(20_000)})
				}
			}
		}
	}
	var terms [][]any
	for term, n := range counts {
		terms = append(terms, []any{term, n.Passages, n.Documents, 1})
	}
	a := applying{ctx: ctx, tx: tx}
	for _, t := range []struct {
		name, columns string
		rows          [][]any
	}{
		{"documents", "id name hash outlet headline event happened published authors length passages passage_length born", documents},
		{"records", "hash name header record", records},
		{"passages", "id start text units length", texts},
		{"windows", "space passage hash", windows},
		{fmt.Sprintf("vectors_%d", id), "hash vector", vectors},
		{"postings", "term passage weight", postings},
		{"document_postings", "term document weight", whole},
		{"terms", "term in_passages in_documents born", terms},
	} {
		if err := a.copy(t.name, t.columns, pgx.CopyFromRows(t.rows)); err != nil {
			return err
		}
	}
	if err := a.exec(`INSERT INTO generations (generation, visible, location, described, description, weighed, documents, passages, space)
		VALUES (1, 1, '', '', '{}', '', $1::bigint, $2::bigint, $3::bigint)`, n/passagesEach, n, id); err != nil {
		return err
	}
	return a.exec(`UPDATE state SET generation = 1, visible = 1`)
}

// request asks for 20 passages by a few words, middling rare, and for what lies near a vector.
func (c *cloud) request() retrieval.Request {
	words := rand.NewZipf(c.Rand, 1.1, 40, 49_999)
	q := retrieval.Query{}
	for range 6 {
		q.Terms = append(q.Terms, fmt.Sprintf("w%d", words.Uint64()))
	}
	return retrieval.Request{Query: q, Limit: 20, Dense: &retrieval.Dense{Space: space, Vector: c.vector(), Weight: .2}}
}
