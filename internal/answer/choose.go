package answer

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// MostStatements is how many statements an answer has at most.
const MostStatements = 4

const (
	// enough is the share of the question's words that an answer covers at
	// least, weighed. Tuned on questions without an answer in the corpus.
	enough = .4
	// inside is how much of that the quoted words themselves cover at least.
	inside = .5
	// alike is the share of terms from which on two quotes say the same.
	alike = .5
	// equal is the share of the best score from which on another outlet's, or
	// another event's, statement answers as well.
	equal = .8
	// corroborating is that share for another document on the same event.
	corroborating = .85
)

// choose picks the runs to quote from candidates, best first, in the order in
// which to show them. None means that nothing is enough.
func (q asked) choose(candidates []run) []run {
	least := enough
	if q.query.Compare {
		least = enough / 2 // each outlet answers its part of the question
	}
	candidates = slices.DeleteFunc(slices.Clone(candidates), func(r run) bool { return !q.sufficient(r, least) })
	switch {
	case len(candidates) == 0:
		return nil
	case q.query.Compare && q.comparesEvents():
		return byDay(best(candidates, eventOf, equal/2))
	case q.query.Compare:
		return best(candidates, outletOf, equal/2)
	}
	if events := distinct(best(candidates, eventOf, equal)); len(q.query.Events) != 1 && len(events) > 1 {
		return byDay(events)
	}
	if eventOf(candidates[0]) == "" {
		return candidates[:1] // what other documents say may be of anything
	}
	return related(best(sameEvent(candidates), documentOf, corroborating))
}

// sufficient reports whether a run can be an answer at all.
func (q asked) sufficient(r run, enough float64) bool {
	switch q.needs {
	case aNumber, aDuration, anAge:
		if !q.satisfied(r) {
			return false
		}
	default:
	}
	text := r.text()
	switch {
	case len(q.words)+len(q.query.Cues) == 0:
		return false // "How are you?" names nothing to look for
	case strings.HasSuffix(text, "?"), byline.MatchString(text):
		return false
	case q.identity() && !mentions(text, q.query.Cues[0].Text):
		return false
	case q.sayer != nil && q.spoken(text) == 0 && (!quotes(text) || q.otherSays(text)):
		return false
	}
	return r.named && r.onTopic && r.covered >= enough && r.within >= enough*inside
}

// byline matches who wrote a report, where that stands as a line of its own.
var byline = regexp.MustCompile(`^(?i:by|reported by|written by) \p{Lu}[^.!?]{0,80}$`)

// otherSays reports whether it is another of the question's people who speaks.
func (q asked) otherSays(text string) bool {
	return slices.ContainsFunc(q.others, func(says *regexp.Regexp) bool { return says.MatchString(text) })
}

// comparesEvents reports whether the question puts meetings side by side rather
// than outlets.
func (q asked) comparesEvents() bool {
	named := func(c retrieval.Cue) bool { return c.Kind == retrieval.OutletCue }
	return len(q.query.Events) > 1 && !slices.ContainsFunc(q.query.Cues, named)
}

// byDay orders runs by the days of their meetings.
func byDay(runs []run) []run {
	slices.SortStableFunc(runs, func(a, b run) int { return a.hit.Header.When().Compare(b.hit.Header.When()) })
	return runs
}

// best is the first candidate of each group, as long as its score is at least
// share of the very best, at most MostStatements.
func best(candidates []run, group func(run) string, share float64) []run {
	out := leading(candidates, group, share)
	return out[:min(len(out), MostStatements)]
}

// leading is best without a bound on how many.
func leading(candidates []run, group func(run) string, share float64) []run {
	var out []run
	taken := map[string]bool{}
	for _, c := range candidates {
		if len(out) > 0 && c.score < share*out[0].score {
			break
		}
		if g := group(c); !taken[g] {
			taken[g] = true
			out = append(out, c)
		}
	}
	return out
}

func documentOf(r run) string { return r.hit.Header.ID }

func eventOf(r run) string { return r.hit.Header.EventID() }

// outletOf groups by outlet; what nobody signed is a group of its own each.
func outletOf(r run) string {
	if r.hit.Header.Outlet == "" {
		return "\x00" + r.hit.Header.ID
	}
	return r.hit.Header.Outlet
}

func sameEvent(candidates []run) []run {
	event := eventOf(candidates[0])
	return slices.DeleteFunc(slices.Clone(candidates), func(r run) bool { return eventOf(r) != event })
}

// related leaves out what is not on the same matter as the first.
func related(runs []run) []run {
	const matter = .3 // share of the shorter's terms
	return slices.DeleteFunc(runs, func(r run) bool {
		return r.span != runs[0].span && overlap(runs[0].terms, r.terms) < matter
	})
}

// distinct leaves out runs that say what one before says.
func distinct(runs []run) []run {
	var out []run
	for _, r := range runs {
		if !slices.ContainsFunc(out, func(o run) bool { return sameFact(o, r) }) {
			out = append(out, r)
		}
	}
	return out
}

// sameFact reports whether two runs say the same: most words, and every name
// and number. Two reports that differ in the fact asked for alone are the most
// alike of all.
func sameFact(a, b run) bool {
	return jaccard(a.terms, b.terms) >= alike && maps.Equal(facts(a.text()), facts(b.text()))
}

// facts are the names and numbers of a text, by their terms.
func facts(text string) map[string]bool {
	out := map[string]bool{}
	for i, t := range retrieval.Tokens(text) {
		if t.Term != "" && (isName(text, t, i) || hasNumber.MatchString(t.Text)) {
			out[t.Term] = true
		}
	}
	return out
}

// jaccard is how many terms two texts share, of all they have.
func jaccard(a, b map[string]bool) float64 {
	both := common(a, b)
	return float64(both) / float64(max(1, len(a)+len(b)-both))
}

// overlap is how many terms two texts share, of those of the shorter one.
func overlap(a, b map[string]bool) float64 {
	return float64(common(a, b)) / float64(max(1, min(len(a), len(b))))
}

func common(a, b map[string]bool) int {
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	return both
}

// unknown are the names and numbers of the question that the corpus has
// nowhere, as they are written there.
func (q asked) unknown() []string {
	var out []string
	for _, w := range q.words {
		out = append(out, w.unknown...)
	}
	return out
}

// uncovered are the words of the question that the nearest candidate, with
// the passage around it, does not have.
func (q asked) uncovered(hits []retrieval.Hit) []string {
	var out []string
	for _, w := range q.words {
		if !slices.ContainsFunc(hits, func(h retrieval.Hit) bool { return w.in(termSet(h.Passage.Text)) > 0 }) {
			out = append(out, w.text)
		}
	}
	return out
}

// list writes words as a list for people.
func list(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = "“" + w + "”"
	}
	if n := len(quoted); n > 1 {
		return strings.Join(quoted[:n-1], ", ") + " and " + quoted[n-1]
	}
	return strings.Join(quoted, "")
}
