package answer

import (
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
			out[strings.Join(retrieval.Terms(found), " ")] = true
		}
	}
	delete(out, "")
	return out
}

// namesDay finds days by name; words such as "yesterday" mean another day in
// each report.
var namesDay = regexp.MustCompile(`(?i)\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|\b\d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)\b|\b(?:january|february|march|april|may|june|july|august|september|october|november|december) \d{1,2}\b`)
