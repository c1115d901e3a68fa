package answer

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// when is a date as a text writes it, and the days it means.
type when struct {
	text       string
	start, end int
	days       retrieval.Range // zero: not known, for want of a day to count from
	weekday    int             // Sunday is 0; noWeekday
	month      time.Month      // of a date without a year
	day        int             // of that month; 0: all of it
	season     string
	relative   bool // its days were counted from another day
	deictic    bool // "yesterday": means nothing without the day it was said
}

const noWeekday = -1

const (
	monthWords = `January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Apr\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?`
	countWords = `\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty`
	dayWords   = `Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday`
)

// otherMonths are months as other languages write them in a date.
var otherMonths = months(
	`januar februar märz april mai juni juli august september oktober november dezember`,
	`janvier février mars avril mai juin juillet août septembre octobre novembre décembre`,
	`enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre`,
	`gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre`,
	`janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro`,
	`januari februari maart april mei juni juli augustus september oktober november december`,
)

func months(languages ...string) map[string]time.Month {
	out := map[string]time.Month{}
	for _, l := range languages {
		for i, name := range strings.Fields(l) {
			out[name] = time.Month(i + 1)
		}
	}
	return out
}

func otherMonthWords() string {
	names := make([]string, 0, len(otherMonths))
	for name := range otherMonths {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) }) // the longest first
	return strings.Join(names, "|")
}

// whenPatterns are the ways to write dates, the longest first: what one has
// matched the next do not read again.
var whenPatterns = []struct {
	match *regexp.Regexp
	read  func(g []string, from corpus.Date) (when, bool)
}{
	{regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`), func(g []string, _ corpus.Date) (when, bool) {
		return onDay(atoi(g[1]), time.Month(atoi(g[2])), atoi(g[3]))
	}},
	{regexp.MustCompile(`\b(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? (` + monthWords + `),? (\d{4})\b`), func(g []string, _ corpus.Date) (when, bool) {
		return onDay(atoi(g[3]), monthOf(g[2]), atoi(g[1]))
	}},
	{regexp.MustCompile(`\b(` + monthWords + `) (?:the )?(\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`), func(g []string, _ corpus.Date) (when, bool) {
		return onDay(atoi(g[3]), monthOf(g[1]), atoi(g[2]))
	}},
	{regexp.MustCompile(`(?i)\b(\d{1,2})(?:\.|er|º)? (?:de |di )?(` + otherMonthWords() + `),?(?: (?:de |del |di )?(\d{4}))?(?:[^\p{L}\d]|$)`), func(g []string, from corpus.Date) (when, bool) {
		m := otherMonths[strings.ToLower(g[2])]
		if g[3] == "" {
			return yearless(m, atoi(g[1]), from)
		}
		return onDay(atoi(g[3]), m, atoi(g[1]))
	}},
	{regexp.MustCompile(`\b(` + monthWords + `),?(?: of)? (\d{4})\b`), func(g []string, _ corpus.Date) (when, bool) {
		return inMonth(atoi(g[2]), monthOf(g[1]))
	}},
	{regexp.MustCompile(`\b(` + monthWords + `)(?: of)? (last|this|next) year\b`), func(g []string, from corpus.Date) (when, bool) {
		w, _ := inMonth(from.Year+step[g[2]], monthOf(g[1]))
		return relativeTo(from, w.days)
	}},
	{regexp.MustCompile(`\b([Ll]ast|[Tt]his|[Nn]ext) (` + monthWords + `)\b`), func(g []string, from corpus.Date) (when, bool) {
		w, _ := inMonth(stepMonth(strings.ToLower(g[1]), monthOf(g[2]), from), monthOf(g[2]))
		return relativeTo(from, w.days)
	}},
	{regexp.MustCompile(`\b(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)? (` + monthWords + `)\b`), func(g []string, from corpus.Date) (when, bool) {
		return yearless(monthOf(g[2]), atoi(g[1]), from)
	}},
	{regexp.MustCompile(`\b(` + monthWords + `) (?:the )?(\d{1,2})(?:st|nd|rd|th)?\b`), func(g []string, from corpus.Date) (when, bool) {
		return yearless(monthOf(g[1]), atoi(g[2]), from)
	}},
	{regexp.MustCompile(`\b(January|February|April|June|July|August|September|October|November|December)\b|\b(?:[Ii]n|[Ss]ince|of|[Dd]uring|[Bb]y|[Bb]efore|[Aa]fter|[Uu]ntil|early|late|mid) (March|May)\b`), func(g []string, from corpus.Date) (when, bool) {
		return yearless(monthOf(g[1]+g[2]), 0, from)
	}},
	{regexp.MustCompile(`(?i)\b(the day before yesterday|the day after tomorrow|yesterday|today|tonight|tomorrow|last night|overnight|this (?:morning|afternoon|evening)|now)\b`), nearDay},
	{regexp.MustCompile(`(?i)\b(last|past|this|next) (week|month|year)\b`), nearTime},
	{regexp.MustCompile(`(?i)\b(` + countWords + `) (day|week|month|year)s? ago\b`), ago},
	{regexp.MustCompile(`\b(?:([Ll]ast|[Nn]ext|[Tt]his|[Cc]oming|[Pp]ast) )?(` + dayWords + `)s?\b`), onWeekday},
	{regexp.MustCompile(`(?:\b([Ll]ast|[Tt]his|[Nn]ext|[Ii]n|[Ii]n the) )?\b(spring|summer|autumn|winter|fall)\b(?:(?: of)? (\d{4})\b)?`), inSeason},
	{regexp.MustCompile(`\b((?:1[5-9]|20)\d)0s\b`), func(g []string, _ corpus.Date) (when, bool) {
		y := atoi(g[1]) * 10
		return when{weekday: noWeekday, days: years(y, y+9)}, true
	}},
	{regexp.MustCompile(`\b((?:1[5-9]|20)\d{2})(?:-year|\b)`), func(g []string, _ corpus.Date) (when, bool) {
		return when{weekday: noWeekday, days: years(atoi(g[1]), atoi(g[1]))}, !strings.HasSuffix(g[0], "-year")
	}},
}

// amount is what stands behind a number that is no year.
var amount = regexp.MustCompile(`^\s*(?:,\d|[-–]?\s?(?:tonnes?|tons?|people|kilomet|km|miles?|metres?|meters?|dollars?|euros?|pounds?|soldiers?|troops?|fighters?|men|women|kilos?|hectares?|litres?|barrels?|percent|per cent|%))`)

// yearLead is what stands before four digits that are a year: nothing, a word
// that leads to a time, a name, a mark.
var yearLead = regexp.MustCompile(`(?:^|[(\[“"‘,;:–—-]\s*|\b(?i:in|of|since|until|till|by|from|to|before|after|during|the|early|late|mid|and|or|between|this|its|their|that|year|than|for|at|autumn|spring|summer|winter)\s+|\p{Lu}[\p{L}.]*\s+|\d\s+|~\s*)$`)

// isYearAt tells a year from a number of something.
func isYearAt(text string, start, end int) bool {
	return !amount.MatchString(text[end:]) && yearLead.MatchString(text[max(0, start-30):start])
}

// readWhen finds dates in a text. Those that count from the day on which it was
// written are resolved by from, or left open when that is not known.
func readWhen(text string, from corpus.Date) []when {
	rest := []byte(text)
	var out []when
	for _, p := range whenPatterns {
		for _, at := range p.match.FindAllSubmatchIndex(rest, -1) {
			g := groupsOf(text, at)
			w, ok := p.read(g, from)
			if !ok || allDigits(text[at[0]:at[1]]) && !isYearAt(text, at[0], at[1]) {
				continue
			}
			w.text, w.start, w.end = strings.TrimRight(text[at[0]:at[1]], " ,.;"), at[0], at[1]
			out = append(out, w)
			for i := at[0]; i < at[1]; i++ {
				rest[i] = '~'
			}
		}
	}
	slices.SortFunc(out, func(a, b when) int { return a.start - b.start })
	return out
}

func groupsOf(text string, at []int) []string {
	g := make([]string, len(at)/2)
	for i := range g {
		if at[2*i] >= 0 {
			g[i] = text[at[2*i]:at[2*i+1]]
		}
	}
	return g
}

// mask blanks dates out of a text, so that their numbers are not read as such.
func mask(text string, dates []when) string {
	out := []byte(text)
	for _, d := range dates {
		blank(out, d.start, d.end)
	}
	return string(out)
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s) // the patterns let only digits through
	return n
}

func monthOf(name string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if len(name) >= 3 && strings.HasPrefix(m.String(), name[:3]) {
			return m
		}
	}
	return 0
}

func onDay(year int, m time.Month, day int) (when, bool) {
	d := corpus.Date{Year: year, Month: m, Day: day}
	if corpus.DateOf(d.Time()) != d {
		return when{weekday: noWeekday}, true // a day that no calendar has: nothing covers it
	}
	return when{weekday: noWeekday, days: retrieval.Range{From: d, To: d}}, true
}

func inMonth(year int, m time.Month) (when, bool) {
	first := corpus.Date{Year: year, Month: m, Day: 1}
	last := corpus.DateOf(first.Time().AddDate(0, 1, -1))
	return when{weekday: noWeekday, days: retrieval.Range{From: first, To: last}}, true
}

func years(from, to int) retrieval.Range {
	return retrieval.Range{From: corpus.Date{Year: from, Month: 1, Day: 1}, To: corpus.Date{Year: to, Month: 12, Day: 31}}
}

// yearless is a day or a month of a year not said: in a report the one nearest
// to its publication.
func yearless(m time.Month, day int, from corpus.Date) (when, bool) {
	w := when{weekday: noWeekday, month: m, day: day}
	if from.IsZero() || m == 0 {
		return w, m != 0
	}
	best := time.Duration(1<<63 - 1)
	for y := from.Year - 1; y <= from.Year+1; y++ {
		at := corpus.Date{Year: y, Month: m, Day: max(day, 1)}
		if gap := at.Time().Sub(from.Time()).Abs(); gap < best {
			best, w.days = gap, retrieval.Range{From: at, To: at}
			if day == 0 {
				whole, _ := inMonth(y, m)
				w.days = whole.days
			}
		}
	}
	w.relative = true
	return w, true
}
