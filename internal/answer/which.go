package answer

import (
	"regexp"
	"slices"

	"dateline/internal/corpus"
)

// across finds questions about several meetings at once, which no single one
// answers: "which of the visits", "ever", "the first time".
var across = regexp.MustCompile(`(?i)\b(?:(?:which|what) (?:of|meetings?|visits?|trips?|talks|summits?|encounters?)|meetings|visits|trips|summits|encounters|each|every|all|both|either|` +
	`first|last|latest|earliest|ever|never|always|often|times|again)\b`)

// which decides whether the asker has to be asked which meeting is meant: the
// question chose none, or a place that saw several, and what passages say of
// it differs from one to the next.
func (s *asking) which() bool {
	q := s.q.query
	if s.question.AllEvents || q.Compare || len(q.Events) == 1 || len(s.question.Filter.Events) > 0 || across.MatchString(q.Question) {
		return false
	}
	var meetings []corpus.Event
	for _, r := range s.best() {
		e := r.hit.Header.Event
		if e == nil {
			return false // one of the answers is of no meeting
		}
		meetings = adding(meetings, *e)
	}
	if len(meetings) < 2 {
		return false
	}
	// An answer has room for a few; the asker may mean any that answers as well.
	for _, r := range s.q.answeringAlike(s.q.candidates(s.hits)) {
		meetings = adding(meetings, *r.hit.Header.Event)
	}
	slices.SortStableFunc(meetings, func(a, b corpus.Event) int { return a.Date.Compare(b.Date) })
	s.out.candidates = meetings
	return true
}

func adding(meetings []corpus.Event, e corpus.Event) []corpus.Event {
	if slices.ContainsFunc(meetings, func(m corpus.Event) bool { return m.ID == e.ID }) {
		return meetings
	}
	return append(meetings, e)
}

// answeringAlike is the best run of each meeting that is not much worse than the
// very best, and says something else than the others.
func (q asked) answeringAlike(candidates []run) []run {
	able := slices.DeleteFunc(slices.Clone(candidates), func(r run) bool { return !q.sufficient(r, enough) })
	return slices.DeleteFunc(distinct(leading(able, eventOf, equal)), func(r run) bool { return r.hit.Header.Event == nil })
}

// best are the runs that the extractor would quote.
func (s *asking) best() []run {
	if s.chosen == nil && len(s.q.unknown()) == 0 {
		candidates := s.q.candidates(s.hits)
		s.chosen = s.q.dissent(s.q.choose(candidates), candidates)
	}
	return s.chosen
}
