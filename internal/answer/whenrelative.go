package answer

import (
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// step is which week, month or year a word means, from the present one.
var step = map[string]int{"last": -1, "past": -1, "this": 0, "next": 1}

// relativeTo is a date counted from a day; of an unknown day it is open.
func relativeTo(from corpus.Date, days retrieval.Range) (when, bool) {
	w := when{weekday: noWeekday, relative: true, deictic: true}
	if !from.IsZero() {
		w.days = days
	}
	return w, true
}

func shifted(from corpus.Date, first, last int) retrieval.Range {
	t := from.Time()
	return retrieval.Range{From: corpus.DateOf(t.AddDate(0, 0, first)), To: corpus.DateOf(t.AddDate(0, 0, last))}
}

// nearDay reads "yesterday" and the like.
func nearDay(g []string, from corpus.Date) (when, bool) {
	switch strings.ToLower(g[1]) {
	case "the day before yesterday":
		return relativeTo(from, shifted(from, -2, -2))
	case "yesterday", "last night":
		return relativeTo(from, shifted(from, -1, -1))
	case "tomorrow":
		return relativeTo(from, shifted(from, 1, 1))
	case "the day after tomorrow":
		return relativeTo(from, shifted(from, 2, 2))
	case "overnight":
		return relativeTo(from, shifted(from, -1, 0))
	case "now":
		return when{}, false
	}
	return relativeTo(from, shifted(from, 0, 0))
}

// nearTime reads "last week" and the like.
func nearTime(g []string, from corpus.Date) (when, bool) {
	n := step[strings.ToLower(g[1])]
	switch strings.ToLower(g[2]) {
	case "week":
		monday := -(int(from.Time().Weekday()) + 6) % 7
		return relativeTo(from, shifted(from, monday+7*n, monday+7*n+6))
	case "month":
		first := time.Date(from.Year, from.Month+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		w, _ := inMonth(first.Year(), first.Month())
		return relativeTo(from, w.days)
	}
	return relativeTo(from, years(from.Year+n, from.Year+n))
}

// stepMonth is the year of "last March", said on a day.
func stepMonth(word string, m time.Month, from corpus.Date) int {
	switch {
	case word == "last" && m >= from.Month:
		return from.Year - 1
	case word == "next" && m <= from.Month:
		return from.Year + 1 // said in December, "next March" is the coming one as well
	}
	return from.Year
}

// ago reads "four years ago": the day, or the week, month or year around it.
func ago(g []string, from corpus.Date) (when, bool) {
	n, ok := smallNumbers[strings.ToLower(g[1])]
	if !ok {
		n = atoi(g[1])
	}
	if g[1] == "a" || g[1] == "an" {
		n = 1
	}
	switch strings.ToLower(g[2]) {
	case "day":
		return relativeTo(from, shifted(from, -n, -n))
	case "week":
		return relativeTo(from, shifted(from, -7*n-3, -7*n+3))
	case "month":
		at := time.Date(from.Year, from.Month-time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		w, _ := inMonth(at.Year(), at.Month())
		return relativeTo(from, w.days)
	}
	return relativeTo(from, years(from.Year-n, from.Year-n))
}

// seasons are the months in which each begins; "fall" is autumn.
var seasons = map[string]time.Month{"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}

// inSeason reads a season, of a year where that is said. "Fall" alone is a verb.
func inSeason(g []string, from corpus.Date) (when, bool) {
	word, season := strings.ToLower(g[1]), g[2]
	if season == "fall" {
		if word == "" && g[3] == "" {
			return when{}, false
		}
		season = "autumn"
	}
	w := when{weekday: noWeekday, season: season}
	if _, counted := step[word]; counted {
		w.relative, w.deictic = true, true
	}
	switch {
	case g[3] != "":
		w.days = threeMonths(atoi(g[3]), seasons[season])
	case w.relative && !from.IsZero():
		w.days = threeMonths(stepMonth(word, seasons[season], from), seasons[season])
	}
	return w, true
}

func threeMonths(year int, m time.Month) retrieval.Range {
	first := corpus.Date{Year: year, Month: m, Day: 1}
	return retrieval.Range{From: first, To: corpus.DateOf(first.Time().AddDate(0, 3, -1))}
}

var weekdays = map[string]int{"Sunday": 0, "Monday": 1, "Tuesday": 2, "Wednesday": 3, "Thursday": 4, "Friday": 5, "Saturday": 6}

// onWeekday reads a day of the week. A report means the latest such day up to
// its own, unless it says otherwise.
func onWeekday(g []string, from corpus.Date) (when, bool) {
	w := when{weekday: weekdays[g[2]], relative: true}
	if from.IsZero() {
		return w, true
	}
	back := (int(from.Time().Weekday()) - w.weekday + 7) % 7
	switch strings.ToLower(g[1]) {
	case "next", "coming":
		w.days = shifted(from, 7-back, 7-back)
	case "last", "past":
		if back == 0 {
			back = 7
		}
		w.days = shifted(from, -back, -back)
	default:
		w.days = shifted(from, -back, -back)
	}
	return w, true
}

// counted reports dates that are told by a number, as "four years ago".
func (w when) counted() bool { return strings.HasSuffix(strings.ToLower(w.text), " ago") }

// known reports whether the days of a date are.
func (w when) known() bool { return !w.days.From.IsZero() }

// oneDay reports whether a date is of a single day.
func (w when) oneDay() bool { return w.known() && w.days.From == w.days.To }

// covers reports whether evidence of date e proves date w of a claim: it is the
// same or lies within it. The reverse proves nothing.
func (e when) covers(w when) bool {
	switch {
	case w.season != "":
		return e.season == w.season && (!w.known() || e.days == w.days)
	case w.weekday != noWeekday:
		return e.weekday == w.weekday || e.oneDay() && int(e.days.From.Time().Weekday()) == w.weekday
	case w.month != 0 && !w.known():
		return e.coversYearless(w)
	}
	return w.known() && e.known() && e.days.From.Compare(w.days.From) >= 0 && e.days.To.Compare(w.days.To) <= 0
}

// coversYearless is the same for a day or a month of a year not said.
func (e when) coversYearless(w when) bool {
	if w.day > 0 {
		return e.month == w.month && e.day == w.day || e.oneDay() && e.days.From.Month == w.month && e.days.From.Day == w.day
	}
	within := e.known() && e.days.From.Month == w.month && e.days.To.Month == w.month && e.days.From.Year == e.days.To.Year
	return e.month == w.month || within
}
