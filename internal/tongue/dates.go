package tongue

import (
	"regexp"
	"strconv"
	"strings"
)

// Date is a date with a month in a text of any language; day and year are 0
// where they are not given.
type Date struct {
	Text       string
	Start, End int
	months     monthSet
	day, year  int
}

var (
	isoDate    = regexp.MustCompile(`\b(\d{4})-(\d{1,2})-(\d{1,2})\b`)
	dottedDate = regexp.MustCompile(`\b(\d{1,2})[./](\d{1,2})[./](\d{4})\b`)
	// signedDate is a date with signs for year, month and day, as East Asian
	// languages write it; Vietnamese has a word for the month alone.
	signedDate = regexp.MustCompile(`(?:(\d{4}) ?[年년] ?)?(\d{1,2}) ?[月월](?: ?(\d{1,2}) ?[日号號일])?|(?i:tháng) (\d{1,2})()()`)
	wordOfText = regexp.MustCompile(`[\p{L}\p{M}\x{200c}]+(?: (?:الثاني|الأول))?`)
	dayBefore  = regexp.MustCompile(`(?:^|[^\d.,])(\d{1,2})(?:[^\d\s]{0,3} ?(?:de |di |d’)?)$|(?:^|[^\d.,])(\d{1,2})\.? $`)
	dayBehind  = regexp.MustCompile(`^[^\d\pL]{1,2}(\d{1,2})(?:[^\d]|$)`)
	yearBehind = regexp.MustCompile(`^[^\d]{1,8}?(\d{4})(?:[^\d]|$)|^[^\d]{1,3}\d{1,2}[^\d]{1,8}?(\d{4})(?:[^\d]|$)`)
	yearBefore = regexp.MustCompile(`(?:^|[^\d])(\d{4})[^\d]{1,4}(?:\d{1,2}[^\d]{1,4})?$`)
)

// Dates finds the dates with a month in a text, in any language whose months
// are known, in digits, or with signs. The text is as Digits gives it.
func Dates(text string) []Date {
	var out []Date
	rest := []byte(text)
	take := func(at []int, d Date) {
		d.Text, d.Start, d.End = text[at[0]:at[1]], at[0], at[1]
		out = append(out, d)
		blank(rest, at[0], at[1])
	}
	for _, at := range isoDate.FindAllSubmatchIndex(rest, -1) {
		g := groups(text, at)
		take(at, Date{months: monthBit(g[2]), day: atoi(g[3]), year: atoi(g[1])})
	}
	for _, at := range dottedDate.FindAllSubmatchIndex(rest, -1) {
		g := groups(text, at)
		take(at, Date{months: monthBit(g[2]), day: atoi(g[1]), year: atoi(g[3])})
	}
	for _, at := range signedDate.FindAllSubmatchIndex(rest, -1) {
		g := groups(text, at)
		take(at, Date{months: monthBit(g[2] + g[4]), day: atoi(g[3]), year: atoi(g[1])})
	}
	for _, at := range wordOfText.FindAllIndex(rest, -1) {
		word := text[at[0]:at[1]]
		if months := monthsOf(Script(word), word); months != 0 && isMonthHere(string(rest), at) {
			d := around(string(rest), at)
			d.months = months
			take([]int{d.Start, d.End}, d)
		}
	}
	return out
}

func monthBit(digits string) monthSet {
	n, _ := strconv.Atoi(digits) // the patterns let only digits through
	if n < 1 || n > 12 {
		return 1 << 13 // no month: nothing has it
	}
	return 1 << n
}

// otherwise are months of Latin letters that are names or other words as well.
var otherwise = set(`may march mars mart marc mai maj maja mei april avril abril aprile nisan august augusto augustus agosto june juli juni juin`)

// isMonthHere tells a month from another word that is spelled so, or nearly: in
// Latin letters a day or a year has to stand beside it.
func isMonthHere(text string, at []int) bool {
	word := strings.ToLower(text[at[0]:at[1]])
	if Script(word) != "Latin" || !otherwise[word] && isMonthName(word) {
		return true
	}
	d := around(text, at)
	return d.day > 0 || d.year > 0
}

// monthWordsIn are the months that words of a text may mean.
func monthWordsIn(text string) monthSet {
	out := monthSet(0)
	for _, word := range wordOfText.FindAllString(text, -1) {
		out |= monthsOf(Script(word), word)
	}
	for _, d := range Dates(text) {
		out |= d.months
	}
	return out
}

// around reads the day and the year that stand beside the name of a month.
func around(text string, at []int) Date {
	d := Date{Start: at[0], End: at[1]}
	if m := dayBefore.FindStringSubmatchIndex(text[max(0, at[0]-12):at[0]]); m != nil {
		g := groups(text[max(0, at[0]-12):at[0]], m)
		d.day = atoi(g[1] + g[2])
		d.Start = max(0, at[0]-12) + max(m[2], m[4])
	} else if m := dayBehind.FindStringSubmatchIndex(text[at[1]:]); m != nil {
		d.day = atoi(text[at[1]:][m[2]:m[3]])
		d.End = at[1] + m[3]
	}
	if m := yearBehind.FindStringSubmatchIndex(text[at[1]:]); m != nil {
		g := groups(text[at[1]:], m)
		d.year = atoi(g[1] + g[2])
		d.End = at[1] + max(m[3], m[5])
	} else if m := yearBefore.FindStringSubmatchIndex(text[:at[0]]); m != nil {
		d.year = atoi(text[m[2]:m[3]])
		d.Start = min(d.Start, m[2])
	}
	return d
}

// Covers reports whether a date says no more than d does.
func (d Date) Covers(o Date) bool {
	return d.months&o.months != 0 && (o.day == 0 || o.day == d.day) && (o.year == 0 || o.year == d.year)
}

// BarelyIn reports whether a date is a month alone, and a text has a word that may
// mean it.
func (d Date) BarelyIn(text string) bool {
	return d.day == 0 && d.year == 0 && d.months&monthWordsIn(text) != 0
}

// AnyCovers reports whether one of several dates covers another.
func AnyCovers(dates []Date, o Date) bool {
	for _, d := range dates {
		if d.Covers(o) {
			return true
		}
	}
	return false
}

// ISO is a way to write a date that every language has.
func (d Date) ISO() string {
	if d.day > 0 && d.year > 0 {
		for m := 1; m <= 12; m++ {
			if d.months == 1<<m {
				return strconv.Itoa(d.year) + "-" + pad(m) + "-" + pad(d.day)
			}
		}
	}
	return "with the month by its name"
}

func pad(n int) string { return strings.Repeat("0", count(n < 10)) + strconv.Itoa(n) }

// WithoutDates blanks dates out of a text. Their years stay: a text may name one
// once more.
func WithoutDates(text string) string {
	out := []byte(text)
	for _, d := range Dates(text) {
		blank(out, d.Start, d.End)
	}
	return string(out)
}
