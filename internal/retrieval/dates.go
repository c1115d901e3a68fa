package retrieval

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/internal/corpus"
)

const monthNames = `January|February|March|April|May|June|July|August|September|October|November|December`

// datePatterns are the ways to write a day, a month or a year, the longest
// first, since what one has matched the next do not read again. A month alone
// needs its capital or a word that makes it one: "may" and "march" are verbs.
var datePatterns = []struct {
	match *regexp.Regexp
	days  func(group []string, asked corpus.Date, days []corpus.Date) []Range
}{
	{regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})\b`), func(g []string, _ corpus.Date, _ []corpus.Date) []Range {
		return oneDay(g[1], number(g[2]), g[3])
	}},
	{regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?(?: of)? (` + monthNames + `),? (\d{4})\b`), func(g []string, _ corpus.Date, _ []corpus.Date) []Range {
		return oneDay(g[3], month(g[2]), g[1])
	}},
	{regexp.MustCompile(`(?i)\b(` + monthNames + `) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b`), func(g []string, _ corpus.Date, _ []corpus.Date) []Range {
		return oneDay(g[3], month(g[1]), g[2])
	}},
	{regexp.MustCompile(`(?i)\b(` + monthNames + `),?(?: of)? (\d{4})\b`), func(g []string, _ corpus.Date, _ []corpus.Date) []Range {
		return []Range{wholeMonth(number(g[2]), time.Month(month(g[1])))}
	}},
	{regexp.MustCompile(`(?i)\b(last|this) (` + monthNames + `)\b`), func(g []string, asked corpus.Date, days []corpus.Date) []Range {
		return latestMonth(time.Month(month(g[2])), asked, days)
	}},
	{regexp.MustCompile(`\b(?:(\d{1,2})(?:st|nd|rd|th)?(?: of)? )?(` + monthNames + `)(?: (\d{1,2})(?:st|nd|rd|th)?)?\b|(?i:\b(?:in|since|of|during|by|before|after) (` + monthNames + `)\b)`), func(g []string, _ corpus.Date, days []corpus.Date) []Range {
		return everyMonth(time.Month(month(g[2]+g[4])), number(cmp.Or(g[1], g[3])), days)
	}},
	{regexp.MustCompile(`(?i)\b(today|yesterday|(?:this|last) (?:week|month|year))\b`), func(g []string, asked corpus.Date, _ []corpus.Date) []Range {
		return relative(strings.ToLower(g[1]), asked)
	}},
	{regexp.MustCompile(`\b((?:19|20)\d{2})\b`), func(g []string, _ corpus.Date, _ []corpus.Date) []Range {
		y := number(g[1])
		return []Range{{corpus.Date{Year: y, Month: 1, Day: 1}, corpus.Date{Year: y, Month: 12, Day: 31}}}
	}},
}

// readDates finds dates and the events that fall on them. A date that no
// event and no publication falls on is a cue all the same: it may stand in a
// text, and if it does not, the corpus does not answer.
func readDates(question string, asked corpus.Date, c Catalog) []Cue {
	rest := []byte(question)
	var out []Cue
	for _, p := range datePatterns {
		for _, at := range p.match.FindAllSubmatchIndex(rest, -1) {
			groups := make([]string, len(at)/2)
			for i := range groups {
				if at[2*i] >= 0 {
					groups[i] = question[at[2*i]:at[2*i+1]]
				}
			}
			if days := p.days(groups, asked, c.Days); len(days) > 0 {
				out = append(out, dateCue(question, at[0], at[1], days, c.Events))
			}
			for i := at[0]; i < at[1]; i++ {
				rest[i] = '~'
			}
		}
	}
	slices.SortFunc(out, func(a, b Cue) int { return a.Start - b.Start })
	return join(question, open(question, out, c.Events), c.Events)
}

// opening are the words before a date that mean all days on one side of it.
var opening = regexp.MustCompile(`(?i)\b(?:(before|until|till|prior to)|(after|following)|(since))\s+(?:the\s+|early\s+|late\s+)?$`)

// The days that a range without an end on one side reaches to.
var (
	firstDay = corpus.Date{Year: 1, Month: 1, Day: 1}
	lastDay  = corpus.Date{Year: 9999, Month: 12, Day: 31}
)

// open gives dates behind "before", "after" and "since" the days those mean.
func open(question string, cues []Cue, events []corpus.Event) []Cue {
	for i, c := range cues {
		start := c.Start
		if word, _, found := strings.Cut(c.Text, " "); found && opening.MatchString(word+" ") {
			start += len(word) + 1
		}
		m := opening.FindStringSubmatch(lead(question, start))
		if m == nil {
			continue
		}
		r := Range{c.Days[0].From, c.Days[len(c.Days)-1].To}
		switch {
		case m[1] != "" && r.From == firstDay, m[2] != "" && r.To == lastDay:
			continue // nothing is before or after all days
		case m[1] != "":
			r = Range{firstDay, corpus.DateOf(r.From.Time().AddDate(0, 0, -1))}
		case m[2] != "":
			r = Range{corpus.DateOf(r.To.Time().AddDate(0, 0, 1)), lastDay}
		default:
			r.To = lastDay
		}
		if r.From.Compare(r.To) > 0 {
			continue // no calendar has days before the first or after the last
		}
		cues[i] = dateCue(question, c.Start, c.End, []Range{r}, events)
	}
	return cues
}

var (
	bounding = regexp.MustCompile(`(?i)\b(?:between|from)\s+$`)
	binding  = regexp.MustCompile(`(?i)^\s+(?:and|to|until|till)\s+$`)
)

// join makes one range of the two dates of "between … and …".
func join(question string, cues []Cue, events []corpus.Event) []Cue {
	var out []Cue
	for i := 0; i < len(cues); i++ {
		c := cues[i]
		if i+1 < len(cues) && bounding.MatchString(lead(question, c.Start)) && binding.MatchString(question[c.End:cues[i+1].Start]) {
			next := cues[i+1]
			whole := Range{c.Days[0].From, next.Days[len(next.Days)-1].To}
			if whole.From.Compare(whole.To) <= 0 {
				c = dateCue(question, c.Start, next.End, []Range{whole}, events)
				i++
			}
		}
		out = append(out, c)
	}
	return out
}

func dateCue(question string, start, end int, days []Range, events []corpus.Event) Cue {
	c := Cue{Kind: DateCue, Text: question[start:end], Start: start, End: end, Days: days}
	for _, e := range events {
		if slices.ContainsFunc(days, func(r Range) bool { return r.Contains(e.Date) }) {
			c.Events = append(c.Events, e.ID)
		}
	}
	return c
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // the patterns let only digits through
	return n
}

func month(name string) int {
	if name == "" {
		return 0
	}
	for m := time.January; m <= time.December; m++ {
		if strings.EqualFold(m.String(), name) {
			return int(m)
		}
	}
	return 0
}

// oneDay is the day if there is such a day.
func oneDay(year string, month int, day string) []Range {
	d := corpus.Date{Year: number(year), Month: time.Month(month), Day: number(day)}
	if corpus.DateOf(d.Time()) != d {
		return nil
	}
	return []Range{{d, d}}
}

func wholeMonth(year int, m time.Month) Range {
	first := corpus.Date{Year: year, Month: m, Day: 1}
	return Range{first, corpus.DateOf(first.Time().AddDate(0, 1, -1))}
}

// latestMonth is that month when it was last seen in the corpus before the
// question was asked, and by the calendar when it never was.
func latestMonth(m time.Month, asked corpus.Date, days []corpus.Date) []Range {
	for _, d := range slices.Backward(days) {
		if d.Month == m && d.Compare(asked) <= 0 {
			return []Range{wholeMonth(d.Year, m)}
		}
	}
	year := asked.Year
	if m > asked.Month {
		year--
	}
	return []Range{wholeMonth(year, m)}
}

// everyMonth is that month, or that day of it, in each year the corpus has it.
func everyMonth(m time.Month, day int, days []corpus.Date) []Range {
	var out []Range
	for _, d := range days {
		if d.Month != m || day > 0 && d.Day != day {
			continue
		}
		r := Range{d, d}
		if day == 0 {
			r = wholeMonth(d.Year, m)
		}
		if !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

func relative(words string, asked corpus.Date) []Range {
	t := asked.Time()
	between := func(from, to time.Time) []Range { return []Range{{corpus.DateOf(from), corpus.DateOf(to)}} }
	monday := t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	first := time.Date(asked.Year, asked.Month, 1, 0, 0, 0, 0, time.UTC)
	switch words {
	case "today":
		return between(t, t)
	case "yesterday":
		return between(t.AddDate(0, 0, -1), t.AddDate(0, 0, -1))
	case "this week": // said on a Monday it means the days before, too
		return between(t.AddDate(0, 0, -6), t)
	case "last week":
		return between(monday.AddDate(0, 0, -7), monday.AddDate(0, 0, -1))
	case "this month":
		return between(first, t)
	case "last month":
		return between(first.AddDate(0, -1, 0), first.AddDate(0, 0, -1))
	case "this year":
		return between(time.Date(asked.Year, 1, 1, 0, 0, 0, 0, time.UTC), t)
	default: // last year
		return between(time.Date(asked.Year-1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(asked.Year-1, 12, 31, 0, 0, 0, 0, time.UTC))
	}
}
