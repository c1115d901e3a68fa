package answer

import (
	"regexp"
	"slices"
)

var (
	// because leads to what a claim gives as a reason or a purpose.
	because = regexp.MustCompile(`(?i)\b(?:because|due to|owing to|as a result of|thanks to|in response to|on account of|in order to|so as to)\b`)
	// scheduled is a "due to" that leads to a verb: "was due to visit the mine".
	scheduled = regexp.MustCompile(`\b(?:was|were|is|are|been) due to$`)
	purpose   = regexp.MustCompile(`(?i) order to$| as to$`)
	// journeys are where somebody goes, with what for.
	journeys = regexp.MustCompile(`\b(?:came|went|travell?ed|flew|drove|visited|arrived)\b[^,.;]{0,40}? to (\p{Ll}+)\b`)
	// reasons are words by which a report gives one.
	reasons = regexp.MustCompile(`(?i)\b(?:because|due to|owing|thanks to|as|since|so|reasons?|rationale|caus(?:e[sd]?|ing)|results?|resulted|therefore|thus|why|led to|prompt(?:s|ed)|response|respond(?:s|ed)|answer(?:s|ed)|react(?:s|ed)|reaction|retaliat\p{L}+|account)\b`)
)

// reasoned checks that a reason which the claim gives is given near one of its
// quotes: that two things are true makes neither the reason of the other.
func (k *examined) reasoned() error {
	for _, at := range because.FindAllStringIndex(k.bare, -1) {
		if next := lex(k.bare[at[1]:]); scheduled.MatchString(k.bare[:at[1]]) && len(next) > 0 && !next[0].capital && !articles[next[0].fold] {
			continue
		}
		given := contentTerms(lex(k.partAround(at[1])))
		if !slices.ContainsFunc(k.sources, func(s *source) bool {
			return 2*overlapping(given, s.terms) >= len(given) && (reasons.MatchString(s.near) || purpose.MatchString(k.bare[at[0]:at[1]]) && s.purposes(given))
		}) {
			return reject(ruleCause, "the evidence does not give this reason: %q", clip(k.bare[at[0]:]))
		}
	}
	for _, m := range journeys.FindAllStringSubmatch(k.bare, -1) {
		what := contentTerms(lex(m[1]))
		if !slices.ContainsFunc(k.sources, func(s *source) bool { return overlapping(what, s.terms) == len(what) }) {
			return reject(ruleCause, "the evidence does not give this purpose: %q", clip(m[0]))
		}
	}
	return nil
}

// purposes reports whether near has "to" before one of some terms.
func (s *source) purposes(terms map[string]bool) bool {
	for i := 1; i < len(s.words); i++ {
		if s.words[i-1].fold == "to" && terms[s.words[i].Term] {
			return true
		}
	}
	return false
}
