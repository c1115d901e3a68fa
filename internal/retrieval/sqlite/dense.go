package sqlite

import (
	"fmt"
	"strconv"

	"dateline/internal/retrieval"
)

// near is how near all passages are to the question, or nil where the
// generation has no embeddings of the question's space.
func (q *searching) near(m *matrix) (*nearness, error) {
	d := q.request.Dense
	if d == nil {
		return nil, nil
	}
	known, err := facts(q.ctx, q.tx)
	if err != nil || spaceOf(known) != d.Space {
		return nil, err
	}
	if len(d.Vector) != d.Space.Dimensions {
		return nil, fmt.Errorf("the question's embedding has %d dimensions, its model %s has %d", len(d.Vector), d.Space.Model, d.Space.Dimensions)
	}
	generation, _ := strconv.ParseInt(known["generation"], 10, 64) // absent: 0
	all, err := m.of(q.ctx, q.tx, generation, d.Space)
	if err != nil {
		return nil, err
	}
	return all.nearness(retrieval.Half(d.Vector)), nil
}

// joined are the candidates of both ways of searching: the best of list, which
// are found by their words, and the nearest by meaning, each with both scores.
func (q *searching) joined(list []candidate, near *nearness, allowed func(id int64) bool, rate func(id int64) candidate) ([]candidate, error) {
	most := retrieval.Candidates(q.request.Limit)
	out, err := q.first(list, most, 0)
	if err != nil {
		return nil, err
	}
	have := map[int64]bool{}
	for _, c := range out {
		have[c.id] = true
	}
	for _, id := range near.best(most, allowed) {
		if !have[id] {
			out = append(out, rate(id))
		}
	}
	worth := retrieval.DenseWorth(q.request.Dense.Weight, q.greatest)
	for i := range out {
		c := &out[i]
		c.dense = near.of(c.id) * worth
		c.points, _ = retrieval.Score(c.passage, c.document, c.cues, c.dense, q.greatest)
	}
	return out, nil
}
