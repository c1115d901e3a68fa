package answer

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// numbered checks that every number of the claim stands near its quotes, or in
// a header. Words and digits are the same; a sum, a difference or a rounded
// number is another number.
func (k *examined) numbered() error {
	for _, part := range k.parts() {
		for _, f := range part.figures {
			if f.alone || slices.ContainsFunc(part.sources, func(s *source) bool { return s.hasFigure(f, k.english) }) {
				continue
			}
			if pairs(k.text, f, part.sources) {
				continue
			}
			return reject(ruleNumber, "the evidence does not have the number %q", clip(f.text))
		}
	}
	return k.attached()
}

func (s *source) hasFigure(f figure, english bool) bool {
	if slices.ContainsFunc(s.figures, f.equals) || f.values[0] == 3 && threeSided.MatchString(s.near) || f.unit != "" && f.values[0] == 1 && s.hasOne(f.unit) {
		return true
	}
	if paid := func(e figure) bool { return e.currency == f.currency }; f.currency != "" && slices.ContainsFunc(s.figures, paid) {
		bare := f // 25 million crowns to the one and 15 million to the other
		bare.currency = ""
		if slices.ContainsFunc(s.figures, func(e figure) bool { return e.currency == "" && bare.equals(e) }) {
			return true
		}
	}
	// Dates of another language may have been read as numbers.
	return slices.ContainsFunc(s.headerFigures, f.equals) || !english && slices.ContainsFunc(readFigures(s.near+" "+s.headerWords()), f.equals)
}

// threeSided is a word for what three take part in.
var threeSided = regexp.MustCompile(`(?i)\b(?:tri(?:lateral|partite)|trio)\b`)

// hasOne reports whether near has "a day" or the like.
func (s *source) hasOne(unit string) bool {
	for i := 1; i < len(s.words); i++ {
		if article := s.words[i-1].fold; (article == "a" || article == "an") && measures[s.words[i].fold] == unit {
			return true
		}
	}
	return false
}

// pairOf are words for the two people of a meeting.
var pairOf = regexp.MustCompile(`(?i)^\s+(?:\S+\s+)?(?:leaders|presidents|men|women|politicians|sides|countries|statesmen|heads|parties|governments|neighbours|people|states)\b`)

// pairs reports whether a number is the "two" of "the two leaders" for an event
// of two.
func pairs(text string, f figure, sources []*source) bool {
	return f.values[0] == 2 && !f.ordinal && pairOf.MatchString(text[f.end:]) &&
		slices.ContainsFunc(sources, func(s *source) bool { return len(s.participants()) == 2 })
}

// dated checks that every date of the claim is covered by a date near its
// quotes, or by the day of the event or of publication where the claim speaks
// of those. It notes which relative dates of a quote were resolved.
func (k *examined) dated() error {
	for _, part := range k.parts() {
		for _, w := range part.dates {
			if w.deictic {
				return reject(ruleDate, "the statement says %q, which means another day to who reads it", clip(w.text))
			}
			if err := k.dateOf(w, part); err != nil {
				return err
			}
		}
	}
	return k.agreeing()
}

func (k *examined) dateOf(w when, part claimPart) error {
	for _, s := range part.sources {
		for _, e := range s.dates {
			if e.covers(w) && k.sameBound(w, e, s) {
				s.resolve(w, e)
				return nil
			}
		}
	}
	if slices.ContainsFunc(part.sources, func(s *source) bool { return k.headerCovers(w, s) }) {
		return nil
	}
	return reject(ruleDate, "the evidence does not have the date %q", clip(w.text))
}

// resolve notes that a relative date of the evidence means the claim's.
func (s *source) resolve(w, e when) {
	if !e.relative || !e.known() || w.weekday != noWeekday && e.weekday == w.weekday || w.text == e.text {
		return
	}
	r := Resolution{Text: e.text, Days: e.days, Published: s.header.Published}
	if !slices.Contains(s.citation.Resolved, r) {
		s.citation.Resolved = append(s.citation.Resolved, r)
	}
}

// beforeDate are the words that open a stretch of days: "since 2011" is not
// "in 2011", and "by" is neither.
var beforeDate = regexp.MustCompile(`(?i)\b(since|until|till|before|after|from)\s+(?:the\s+|early\s+|late\s+)*$`)

// describesNext is a noun behind a date that describes it.
var describesNext = regexp.MustCompile(`^ \p{Ll}`)

// sameBound reports whether two dates stand behind words that mean the same
// stretch of days. Only a claim's "before", "after", "until" is compared, and a
// "since" of the evidence that the claim turns into the reverse.
func (k *examined) sameBound(w, e when, s *source) bool {
	a, b := boundWord(k.bare, w), boundWord(s.near, e)
	side := map[string]int{"since": 1, "from": 1, "after": 1, "until": -1, "till": -1, "before": -1}
	if a == "" {
		return b != "before" && b != "after"
	}
	return b == "" && (a == "since" || a == "from" || a == "until") || side[a] == side[b]
}

func boundWord(text string, w when) string {
	if m := beforeDate.FindStringSubmatch(text[max(0, w.start-30):w.start]); m != nil {
		if strings.HasSuffix(m[0], "the ") && describesNext.MatchString(text[w.end:]) {
			return "" // after the 2011 uprising
		}
		return strings.ToLower(m[1])
	}
	word, _, _ := strings.Cut(strings.ToLower(w.text), " ")
	if word == "since" || word == "until" || word == "before" || word == "after" {
		return word
	}
	return ""
}

// headerCovers reports whether the header of a source has a date of the claim:
// the event's day, or one of the headline, for what the claim says of the meeting, the day of
// publication for what it says of a report. Where near has a date that
// disagrees, the claim has to speak of the meeting in the same breath, and not
// of what began or ended then.
func (k *examined) headerCovers(w when, s *source) bool {
	around := k.partAround(w.start)
	if published := (when{weekday: noWeekday, days: oneDay(s.header.Published)}); published.covers(w) && reporting.MatchString(around) && !ofMeeting.MatchString(around) {
		return true
	}
	days := slices.Clone(s.headlineDates)
	if s.header.Event != nil {
		days = append(days, when{weekday: noWeekday, days: oneDay(s.header.Event.Date)})
	}
	if boundWord(k.bare, w) != "" || !slices.ContainsFunc(days, func(e when) bool { return e.covers(w) }) {
		return false
	}
	dated := slices.ContainsFunc(s.dates, func(e when) bool { return e.known() || e.weekday != noWeekday || e.season != "" || e.deictic })
	return !dated || ofMeeting.MatchString(around)
}

var (
	reporting = regexp.MustCompile(`(?i)\b(?:report(?:s|ed|ing)?|publish(?:es|ed)?|wrote|writes|writing|article|broadcast|story|headline|edition|transcript|programme|according to)\b`)
	ofMeeting = regexp.MustCompile(`(?i)\b(?:meetings?|met|meet|meets|visit(?:s|ed)?|trip|talks|summits?|encounter|conference|session|gathering|gathered|held|hosted|received)\b`)
)

// oneDay is the range of a single day.
func oneDay(d corpus.Date) (r retrieval.Range) {
	if !d.IsZero() {
		r.From, r.To = d, d
	}
	return r
}

// partAround is the part of a claim that a byte of it lies in: what a date
// belongs to.
func (k *examined) partAround(at int) string {
	for _, c := range k.small {
		if c.start <= at && at < c.end {
			return c.text
		}
	}
	return ""
}

// agreeing checks dates of the claim against each other: "Saturday, 15 May
// 2011" was no Saturday.
func (k *examined) agreeing() error {
	for i, w := range k.dates {
		if i+1 == len(k.dates) {
			break
		}
		day := k.dates[i+1]
		between := strings.Trim(k.bare[w.end:day.start], " ,")
		if w.weekday != noWeekday && day.oneDay() && between == "" && int(day.days.From.Time().Weekday()) != w.weekday {
			return reject(ruleDate, "%s was not a %s", day.text, time.Weekday(w.weekday))
		}
	}
	return nil
}

// attached checks that a number or a date of the claim belongs to the words it
// stands with: "arrived on Monday and left on Friday" has both days of "left on
// Monday", but the evidence puts that day with another word.
func (k *examined) attached() error {
	for _, f := range k.figures {
		beside := slices.DeleteFunc(slices.Clone(k.figures), func(o figure) bool { return !k.samePart(f.start, o.start) })
		if k.misplaced(f.start, f.end, func(s *source) (own, others [][2]int) { return f.among(s.figures, beside) }) {
			return reject(ruleNumber, "the evidence has the number %q of something else", clip(f.text))
		}
	}
	for _, w := range k.dates {
		beside := slices.DeleteFunc(slices.Clone(k.dates), func(o when) bool { return !k.samePart(w.start, o.start) })
		if k.misplaced(w.start, w.end, func(s *source) (own, others [][2]int) { return w.among(s.dates, beside) }) {
			return reject(ruleDate, "the evidence has the date %q of something else", clip(w.text))
		}
	}
	return nil
}

// samePart reports whether two bytes of the claim lie in one part of it.
func (k *examined) samePart(a, b int) bool {
	return slices.ContainsFunc(k.small, func(c clause) bool { return c.start <= min(a, b) && max(a, b) < c.end })
}

// among are the places of a number in evidence, and those of numbers that do
// not stand beside it in the claim.
func (f figure) among(evidence, beside []figure) (own, others [][2]int) {
	for _, e := range evidence {
		switch {
		case f.equals(e):
			own = append(own, [2]int{e.start, e.end})
		case f.ordinal == e.ordinal && f.unit == e.unit && f.percent == e.percent && !slices.ContainsFunc(beside, func(o figure) bool { return o.equals(e) }):
			others = append(others, [2]int{e.start, e.end})
		}
	}
	return own, others
}

// among are the same of a date.
func (w when) among(evidence, beside []when) (own, others [][2]int) {
	for _, e := range evidence {
		switch {
		case e.covers(w):
			own = append(own, [2]int{e.start, e.end})
		case !slices.ContainsFunc(beside, e.covers):
			others = append(others, [2]int{e.start, e.end})
		}
	}
	return own, others
}

// misplaced reports whether what stands around a number or date of the claim
// shares no word with what stands around the same in the evidence, but does
// with what stands around another there.
func (k *examined) misplaced(start, end int, find func(*source) (own, others [][2]int)) bool {
	claim := neighbours(k.bare, start, end)
	best, other := 0, 0
	for _, s := range k.sources {
		own, others := find(s)
		if len(own) == 0 {
			continue
		}
		for _, at := range own {
			there := neighbours(s.near, at[0], at[1])
			if in := sentenceAround(s.near, at[0]); !slices.ContainsFunc(others, func(o [2]int) bool { return in.start <= o[0] && o[0] < in.end }) {
				there = besideTerms(in.text) // it is all that the sentence can be dated by
			}
			if len(there) == 0 {
				return false
			}
			best = max(best, overlapping(claim, there)+1)
		}
		for _, at := range others {
			other = max(other, overlapping(claim, neighbours(s.near, at[0], at[1]))+1)
		}
	}
	return best == 1 && other > 1
}

// sentenceAround is the sentence of a text that a byte of it lies in.
func sentenceAround(text string, at int) clause {
	for _, c := range sentencesIn(text) {
		if c.start <= at && at < c.end {
			return c
		}
	}
	return clause{}
}

// neighbours are the terms of the part of a text that a place lies in, close to
// it, without names and numbers.
func neighbours(text string, start, end int) map[string]bool {
	const close = 40
	for _, c := range partsOf(text) {
		if c.start <= start && start < c.end {
			from, to := max(c.start, start-close), min(c.end, end+close)
			for from > c.start && text[from-1] != ' ' {
				from--
			}
			for to < c.end && text[to] != ' ' {
				to++
			}
			return besideTerms(text[from:start] + " " + text[min(end, to):to])
		}
	}
	return nil
}

// besideTerms are the terms of words that are no numbers or dates. Names count:
// 25 million go to the one, 15 million to the other.
func besideTerms(text string) map[string]bool {
	out := map[string]bool{}
	for _, l := range lex(text) {
		if l.Term != "" && len(l.fold) > 1 && !counting(l) && !plain[l.fold] && !connects[l.fold] && !isWeekday(l.fold) {
			out[l.Term] = true
		}
	}
	return out
}
