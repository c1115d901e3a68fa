package answer

import (
	"regexp"
	"slices"
	"strings"
)

// inQuotation matches what somebody else says inside a report; their "tomorrow"
// counts from the day they spoke, which nobody has to have told.
var inQuotation = regexp.MustCompile(`“[^”]*”?|"[^"]*"?`)

// resolved is a citation that says which days the words of its quote mean that
// count from the day of publication, where that is known and each is one day.
func resolved(c Citation) Citation {
	if c.Header.Published.IsZero() {
		return c
	}
	own := inQuotation.ReplaceAllStringFunc(c.Quote, func(said string) string { return strings.Repeat("~", len(said)) })
	for _, w := range readWhen(own, c.Header.Published) {
		r := Resolution{Text: w.text, Days: w.days, Published: c.Header.Published}
		if w.relative && w.oneDay() && !slices.Contains(c.Resolved, r) {
			c.Resolved = append(c.Resolved, r)
		}
	}
	return c
}
