package answer

import (
	"cmp"
	"context"
	"slices"
)

// mostMeant is how many runs are compared by what they mean: what an encoder
// embeds in about a third of a second.
const mostMeant = 120

// worthShowing is the cosine from which on what is nearest is worth pointing at.
const worthShowing = .7

// byMeaning puts runs in the order of how near their meaning is to that of the
// question; as they are where nothing embeds. A cosine proves no answer (on a
// set of 100 questions put in other words, half of which the corpus answers,
// the nearest run's told one from the other no better than chance), so it
// orders what is shown as nearest, and answers nothing. nearest is the greatest
// cosine.
func (s *asking) byMeaning(ctx context.Context, runs []run) (ordered []run, nearest float64) {
	runs = runs[:min(mostMeant, len(runs))]
	texts := make([]string, 1, 1+len(runs))
	texts[0] = s.q.query.Question
	for _, r := range runs {
		texts = append(texts, r.text())
	}
	vectors, err := s.a.retriever.Vectors(ctx, texts)
	if err != nil || len(vectors) != len(texts) {
		return runs, 0 // an order by words is better than none
	}
	type compared struct {
		run
		cosine float64
	}
	list := make([]compared, len(runs))
	for i, r := range runs {
		list[i].run = r
		list[i].cosine = dot(vectors[0], vectors[i+1])
	}
	slices.SortStableFunc(list, func(a, b compared) int { return cmp.Compare(b.cosine, a.cosine) })
	for _, n := range list {
		ordered, nearest = append(ordered, n.run), max(nearest, n.cosine)
	}
	return ordered, nearest
}
