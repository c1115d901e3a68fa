package answer

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/internal/corpus"
	"dateline/internal/tongue"
)

// sameNumbers checks that a translation has the numbers of its statement, and no
// other. Dates are compared by themselves.
func sameNumbers(text, statement string) error {
	figures := readFigures(tongue.WithoutDates(statement))
	raw := tongue.Numbers(statement)
	shown := tongue.Numbers(tongue.WithoutDates(text))
	for _, n := range shown {
		inFigures := slices.ContainsFunc(figures, func(f figure) bool { return slices.ContainsFunc(f.values, n.Is) })
		asDigits := !n.Scaled && slices.ContainsFunc(raw, func(r tongue.Number) bool { return r.Text == n.Text })
		if !inFigures && !asDigits {
			return reject(ruleNumber, "the translation has the number %q, which its statement does not have", clip(n.Text))
		}
	}
	for _, f := range figures {
		if f.ordinal || f.alone || f.percent && strings.IndexFunc(f.text, unicode.IsDigit) < 0 {
			continue // "first", "one", "a quarter" are words in any language
		}
		if !slices.ContainsFunc(shown, func(n tongue.Number) bool {
			return slices.ContainsFunc(f.values, n.Is) || !n.Scaled && strings.Contains(f.text, n.Text)
		}) {
			return reject(ruleNumber, "the translation does not have the number %q of its statement in digits", clip(f.text))
		}
	}
	return nil
}

// sameDates checks that a translation has the dates of its statement, and no
// other.
func sameDates(text, statement string) error {
	if err := sameWeekdays(text, statement); err != nil {
		return err
	}
	shown, have := tongue.Dates(text), tongue.Dates(statement)
	for _, d := range shown {
		if !tongue.AnyCovers(have, d) && !d.BarelyIn(statement) {
			return reject(ruleDate, "the translation has the date %q, which its statement does not have", clip(strings.TrimSpace(d.Text)))
		}
	}
	for _, d := range have {
		if !tongue.AnyCovers(shown, d) && !d.BarelyIn(text) {
			return reject(ruleDate, "the translation does not give the date %q in a way that can be compared, such as %s", clip(strings.TrimSpace(d.Text)), d.ISO())
		}
	}
	return nil
}

// sameWeekdays checks that a translation names no weekday but those that its
// statement has, or that its statement's days were.
func sameWeekdays(text, statement string) error {
	have := tongue.Weekdays(statement)
	for _, w := range readWhen(statement, corpus.Date{}) {
		if w.oneDay() {
			have |= 1 << w.days.From.Time().Weekday()
		}
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if tongue.Weekdays(text)&^have&(1<<day) != 0 {
			return reject(ruleDate, "the translation has a %s, which its statement does not have", day)
		}
	}
	return nil
}
