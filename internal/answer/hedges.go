package answer

import (
	"regexp"
	"slices"
	"strings"
)

// What tells a possibility: what may be, what is rumoured or believed. A claim has
// to say as much; for what is believed it does to say who says so. Of what somebody
// plans or wants framed takes care.
var (
	possible = regexp.MustCompile(`(?i)\b(?:may(?: not)?|might|could|possibl[ey]|possibility|perhaps|probably|likely)\b`)
	rumoured = regexp.MustCompile(`(?i)\b(?:reportedly|allegedly|alleged|rumou?red|unconfirmed|suspect(?:s|ed)?|fear(?:s|ed)?|believ(?:es?|ed)|think|thinks|thought|claim(?:s|ed)?|suggest(?:s|ed)?|accus(?:es?|ed)|supposed(?:ly)?|apparently|` +
		`(?:one|an?|some|several) (?:\p{L}+ )?(?:items?|reports?|newspapers?|papers?|sources?|witness(?:es)?|accounts?) (?:says?|said|claims?))\b`)
	atFirst = regexp.MustCompile(`(?i)\b(?:initially|originally|formerly|at first|used to|no longer)\b`)

	saysPossible = regexp.MustCompile(`(?i)\b(?:may|might|could|can|possibl[ey]|possibility|perhaps|probably|likely|would|if|suggest(?:s|ed)?|report(?:s|ed)?|rumou?r(?:s|ed)?|expect(?:s|ed)?|plan(?:s|ned)?|consider(?:s|ed|ing)?|propos(?:es?|ed|al))\b`)
	saysRumoured = regexp.MustCompile(`(?i)\b(?:may|might|could|possibl[ey]|possibility|perhaps|probably|likely|reportedly|alleged(?:ly)?|rumou?red|rumours?|unconfirmed|(?:not|nothing|never) (?:\S+ ){0,3}confirmed|suspect(?:s|ed)?|fear(?:s|ed)?|worr(?:y|ied)|afraid|believ(?:es?|ed)|thinks?|thought|claim(?:s|ed)?|suggest(?:s|ed)?|accus(?:es?|ed)|supposed(?:ly)?|apparently|would)\b`)
)

// hedged checks that what the evidence tells as a possibility or a rumour does not become a fact.
func (k *examined) hedged() error {
	var evidence []string
	for _, s := range k.sources {
		evidence = append(evidence, s.statements()...)
	}
	plainly := func(terms, _ map[string]bool) map[string]bool { return terms }
	for _, c := range clausesOf(k.bare) {
		same := k.tellingOf(c.text).aligned(evidence, plainly, 1)
		if len(same) > 0 && !slices.ContainsFunc(same, func(e string) bool { return !k.hardens(c.text, e) }) {
			return reject(ruleHedge, "the evidence tells as possible what the statement tells as a fact: %q", clip(c.text))
		}
	}
	return nil
}

// reaching are words at the end of a part whose sense reaches into the next:
// "they fear that".
var reaching = regexp.MustCompile(`(?i)(?:fear|believ|think|thought|claim|suggest|suspect|hope|expect|plan|propos|said|says|say|warn|may|might|could|reportedly|possible|likely)\p{L}*\W*$`)

// statements are the parts of near as far as a hedge in one reaches.
func (s *source) statements() []string {
	var out []string
	reaches := false
	for _, p := range partsOf(s.near) {
		if reaches {
			out[len(out)-1] += " " + p.text
		} else {
			out = append(out, p.text)
		}
		reaches = reaching.MatchString(p.text)
	}
	return out
}

func (k *examined) hardens(claim, evidence string) bool {
	attributed := len(sayingsIn(claim)) > 0 || strings.Contains(claim, "according")
	return rumoured.MatchString(evidence) && !saysRumoured.MatchString(claim) && !attributed ||
		possible.MatchString(evidence) && !saysPossible.MatchString(claim) ||
		atFirst.MatchString(evidence) && !atFirst.MatchString(claim) && !slices.ContainsFunc(lex(claim), verbal) // it told of what is no more
}
