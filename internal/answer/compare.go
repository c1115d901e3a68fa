package answer

import (
	"context"
	"slices"
)

const (
	// sameMatter is the cosine from which on a sentence of another outlet is on
	// the same matter as one that answers: two reports of one fact in other words
	// reach it, two facts of one report seldom do.
	sameMatter = .7
	// mostCompared is how many runs of an outlet are compared.
	mostCompared = 60
)

// completed adds to a comparison what outlets say on the same matter in words
// that the question does not have: of each that is left out, the run whose
// meaning is nearest to what was chosen first.
func (s *asking) completed(ctx context.Context, chosen []run) []run {
	if !s.q.query.Compare || s.q.comparesEvents() || len(chosen) == 0 || eventOf(chosen[0]) == "" {
		return chosen // what is on no meeting may be on anything
	}
	lacking := map[string][]run{}
	var outlets []string
	for _, r := range sameEvent(append(chosen[:1:1], s.q.candidates(s.hits)...))[1:] {
		o := outletOf(r)
		if slices.ContainsFunc(chosen, func(c run) bool { return outletOf(c) == o }) || len(lacking[o]) == mostCompared || torn(r.text()) {
			continue
		}
		if len(lacking[o]) == 0 {
			outlets = append(outlets, o)
		}
		lacking[o] = append(lacking[o], r)
	}
	for _, o := range outlets {
		if r, cosine := s.nearest(ctx, chosen[0].text(), lacking[o]); cosine >= sameMatter && len(chosen) < MostStatements {
			chosen = append(chosen, r)
		}
	}
	return chosen
}

// nearest is the run whose meaning is nearest to that of a text; the cosine is 0
// where nothing embeds.
func (s *asking) nearest(ctx context.Context, text string, runs []run) (best run, cosine float64) {
	texts := make([]string, 1, 1+len(runs))
	texts[0] = text
	for _, r := range runs {
		texts = append(texts, r.text())
	}
	vectors, err := s.a.retriever.Vectors(ctx, texts)
	if err != nil || len(vectors) != len(texts) {
		return run{}, 0
	}
	for i, r := range runs {
		if c := dot(vectors[0], vectors[i+1]); c > cosine {
			best, cosine = r, c
		}
	}
	return best, cosine
}

// dot is the cosine of vectors of length 1.
func dot(a, b []float32) (sum float64) {
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}
