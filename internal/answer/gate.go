package answer

import (
	"context"

	"dateline/internal/retrieval"
)

// What passages have to have for a generator to be asked. On the development
// questions this refuses what is about something else and lets nearly all
// through that has an answer; what is left, the generator and the verification
// of what it writes decide.
const (
	// bearing is the share of the question's words, weighed, that a passage has.
	bearing = .3
	// bearingCosine is the cosine of a passage with the question. Of other
	// matters the encoders known here give less than .3.
	bearingCosine = .4
)

// writable reports whether a generator is asked: about what passages bear on, and
// in a language that can't be compared with them, where it has all of them before
// it.
func (s *asking) writable(ctx context.Context) bool {
	if s.a.config.Generator == nil {
		return false
	}
	if bears := s.bears(); bears || !s.unread {
		return bears
	}
	all, err := s.whole(ctx)
	return err == nil && all != nil
}

// bears reports whether the passages found have enough to do with the question
// that a generator may be asked.
func (s *asking) bears() bool {
	if s.q.query.Conflict || len(s.q.words)+len(s.q.query.Cues) == 0 {
		return false
	}
	for _, h := range s.hits {
		if h.Scores.Cosine >= bearingCosine || s.q.coveredBy(h) >= bearing {
			return true
		}
	}
	return false
}

// coveredBy is how much of the question's words a passage has, weighed. A question
// of cues alone is covered by what fits one.
func (q asked) coveredBy(h retrieval.Hit) float64 {
	if len(q.words) == 0 {
		return float64(count(h.Scores.Cues > 0))
	}
	have := termSet(h.Passage.Text + "\n" + h.Header.Headline)
	all, met := 0.0, 0.0
	for _, w := range q.words {
		all += w.weight
		met += w.weight * w.in(have)
	}
	return met / all
}
