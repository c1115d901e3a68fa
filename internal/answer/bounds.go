package answer

import "regexp"

// What stands around a number and makes a bound of it: above it or at least it,
// below it or at most it.
var (
	above   = regexp.MustCompile(`(?i)(?:(?:more|longer|older|higher|greater) than|over|above|exceed(?:s|ed|ing)?|upwards of|beyond)(?: the)?\s*[$€£¥₽]?$`)
	atLeast = regexp.MustCompile(`(?i)(?:at least|(?:no|not) (?:fewer|less) than|a minimum of)(?: the)?\s*[$€£¥₽]?$`)
	below   = regexp.MustCompile(`(?i)(?:(?:less|fewer|shorter|younger|lower) than|under|below|nearly|almost|just short of|not quite)(?: the)?\s*[$€£¥₽]?$`)
	atMost  = regexp.MustCompile(`(?i)(?:at most|(?:no|not) more than|up to|a maximum of|as (?:many|much) as|(?:limit|restrict)(?:s|ed)?(?: \S+){0,6} (?:to|at|of)|cap(?:s|ped)?(?: \S+){0,5} (?:to|at|of))(?: the)?\s*[$€£¥₽]?$`)

	orMore = regexp.MustCompile(`(?i)^\s*(?:\S+\s)?or more\b|^\+`)
	orLess = regexp.MustCompile(`(?i)^\s*(?:\S+\s)?(?:or less|or fewer|at most|at the most)\b`)
)

// The bounds of a number.
const (
	boundBelow   = -2
	boundAtMost  = -1
	boundNone    = 0
	boundAtLeast = 1
	boundAbove   = 2
)

func boundOf(text string, start, end int) int {
	const enough = 60
	before, behind := text[max(0, start-enough):start], text[end:min(len(text), end+enough)]
	switch {
	case atMost.MatchString(before), orLess.MatchString(behind):
		return boundAtMost
	case atLeast.MatchString(before), orMore.MatchString(behind):
		return boundAtLeast
	case above.MatchString(before):
		return boundAbove
	case below.MatchString(before):
		return boundBelow
	}
	return boundNone
}

// bounds reports whether evidence e of a number bounds it as claim f does, or
// more narrowly.
func (e figure) bounds(f figure) bool {
	return f.bound == e.bound || f.bound == boundAtLeast && e.bound == boundAbove || f.bound == boundAtMost && e.bound == boundBelow
}

// compared checks that bounds stay what they are: "more than" is not "less
// than", and a number that the evidence bounds is not exact.
func (k *examined) compared() error {
	for _, f := range k.figures {
		found, agrees := false, false
		for _, s := range k.sources {
			for _, e := range s.figures {
				if f.equals(e) {
					found, agrees = true, agrees || e.bounds(f) || k.limits(f, e, s)
				}
			}
		}
		if found && !agrees {
			return reject(ruleComparison, "the evidence does not bound %q as the statement does", clip(f.text))
		}
	}
	return nil
}

var limiting = regexp.MustCompile(`(?i)\b(?:limit|restrict|cap|quota|maximum|ceiling|at most|no more than|up to)`)

// limits reports whether a limit is told in two ways: a catch limited to 900
// tonnes, a limit of 900 tonnes, at most 900 tonnes.
func (k *examined) limits(f, e figure, s *source) bool {
	return f.bound <= 0 && e.bound <= 0 && limiting.MatchString(s.near) && limiting.MatchString(k.text)
}
