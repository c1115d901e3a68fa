package answer

import (
	"fmt"
	"maps"
	"regexp"
	"strings"

	"dateline/internal/retrieval"
)

// differing notes that statements on one meeting, from different outlets, give
// different answers of the kind asked for: another number, length, day or place.
func (s *asking) differing() {
	claims := s.out.claims
	for i, a := range claims {
		for _, b := range claims[:i] {
			if a.Event != "" && a.Event == b.Event && a.Citations[0].Header.Outlet != b.Citations[0].Header.Outlet && s.q.differ(a, b) {
				s.out.note(OutletsDiffer)
				return
			}
		}
	}
}

// differ reports whether two claims give answers of the kind asked for that have
// nothing in common.
func (q asked) differ(a, b Claim) bool {
	x, y := q.answers(quotesOf(a)), q.answers(quotesOf(b))
	return len(x) > 0 && len(y) > 0 && common(x, y) == 0
}

func quotesOf(c Claim) string {
	var b strings.Builder
	for _, citation := range c.Citations {
		b.WriteString(citation.Quote + "\n")
	}
	return b.String()
}

// answers are what in a text can be an answer of the kind asked for, less what
// the question says itself.
func (q asked) answers(text string) map[string]bool {
	var kind *regexp.Regexp
	switch q.needs {
	case aNumber, anAge:
		kind = hasNumber
	case aDuration:
		kind = hasLength
	case aTime:
		kind = namesDay
	default:
		return nil // who, where and why are told in too many ways
	}
	out := map[string]bool{}
	asked := strings.ToLower(q.query.Question)
	for _, found := range kind.FindAllString(text, -1) {
		found = strings.ToLower(found)
		if year := q.needs == aNumber && isYear.MatchString(found); !year && !strings.Contains(asked, found) {
			out[amountIn(found)] = true
		}
	}
	delete(out, "")
	return out
}

// amountIn is what was found, in one writing: "four hours" is "4 hours".
func amountIn(found string) string {
	if f := readFigures(found); len(f) == 1 && !namesDay.MatchString(found) {
		return strings.TrimSpace(fmt.Sprint(f[0].values[0]) + " " + f[0].unit)
	}
	return strings.Join(retrieval.Terms(found), " ")
}

// dissenting is the share of the best score from which on an outlet that gives
// another answer is quoted beside those that agree. It is what an outlet needs in a
// comparison.
const dissenting = equal / 2

// dissent adds to what was chosen those who say otherwise: of each outlet that is
// not quoted on a meeting, and that gives a number, length or day, the best run, if
// it is of the same matter and has none of the answers chosen. Outlets that agree
// may have it from one another, so that many of them prove no more.
func (q asked) dissent(chosen, candidates []run) []run {
	if len(chosen) == 0 || q.query.Compare {
		return chosen
	}
	first := map[string]run{} // of each meeting
	said := map[string]map[string]bool{}
	heard := map[[2]string]bool{}
	for _, r := range chosen {
		e := eventOf(r)
		if said[e] == nil {
			first[e], said[e] = r, map[string]bool{}
		}
		maps.Copy(said[e], q.answers(r.text()))
		heard[[2]string{e, outletOf(r)}] = true
	}
	for _, r := range candidates {
		e, says := eventOf(r), q.answers(r.text())
		if by := [2]string{e, outletOf(r)}; e != "" && len(said[e]) > 0 && len(says) > 0 && !heard[by] && q.sufficient(r, enough) {
			heard[by] = true
			if common(says, said[e]) == 0 && r.score >= dissenting*first[e].score && len(related([]run{first[e], r})) == 2 {
				chosen = withDissenter(chosen, r, len(first))
			}
		}
	}
	return chosen
}

// withDissenter puts a run behind those chosen. Of one meeting it takes the place
// of the last where there is no room.
func withDissenter(chosen []run, r run, meetings int) []run {
	switch {
	case meetings == 1:
		return append(chosen[:min(len(chosen), MostStatements-1)], r)
	case len(chosen) == MostStatements:
		return chosen
	}
	return byDay(append(chosen, r))
}

// namesDay finds days by name; words such as "yesterday" mean another day in
// each report.
var namesDay = regexp.MustCompile(`(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b`)
