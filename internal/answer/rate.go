package answer

import (
	"regexp"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// What the parts of a run's score are worth, as shares of the question's
// words. Tuned on the development halves of the evaluation sets.
const (
	worthNear    = .4 // a word that is not in the run but in the passage around it
	worthReply   = .7 // a word of the question in the transcript that it replies to
	worthKin     = .7 // another form of a name
	worthSpeech  = .3 // the weight of being said, for a question that asks what somebody said
	worthKind    = .3 // the run has the kind of thing asked for
	worthCue     = .2 // the document is of the outlet, event or day asked for
	worthNamed   = .1 // the run itself names that
	worthSubject = .5 // the same, for a question that has no other words
	worthRank    = .3 // the passage was found first, against found last
	worthLead    = .1 // the first paragraph or turn, against a late one
	costWord     = .004
	freeWords    = 25
	costFragment = .15 // a headline or a label, not a sentence
	fewWords     = 5
	costShort    = .3 // "Good morning."
	costTorn     = .1 // a part of a quotation without its end
)

// rate gives a run its score. near are the terms of its passage and headline,
// document those of all passages of its document that were found.
func (q asked) rate(r *run, near, document map[string]bool, rank float64) {
	c := q.cover(*r, near, document)
	r.covered, r.within = 1, 1
	if c.all > 0 {
		r.covered, r.within = (c.said+c.around)/c.all, c.answered/c.all
		r.score = (c.said + worthNear*c.around) / c.all
	}
	// Of many names, one may be written otherwise; and a statement about two
	// people names one of them at least.
	r.named = c.missed <= c.names/4 && 2*c.own >= c.names
	r.onTopic = c.topics == 0 || c.met > 0
	if q.whether {
		r.onTopic = r.onTopic && 2*c.told >= c.things // who was there is not whether it happened
	}
	if len(q.words) == 0 {
		rank = 1 / float64(r.unit.Number) // nothing was searched for: what a report begins with says most
	}
	r.score += worthRank*rank + worthCue*float64(r.fits) + worthLead/float64(r.unit.Number)
	r.score += q.manner(*r)
}

// coverage is how much of a question's words, by their weights, a run has.
type coverage struct {
	all      float64 // of the question
	said     float64 // by the run itself
	answered float64 // the same, with what the question in a transcript says that it replies to
	around   float64 // in its passage, beyond what it says itself

	names, missed, own int // how many, how many its document does not have, how many it answers
	topics, met        int // how many, and how many it answers
	things, told       int // words that are no names, and how many it answers
}

func (q asked) cover(r run, near, document map[string]bool) coverage {
	var c coverage
	for _, w := range q.wordsFor(r.hit.Header.Outlet) {
		said, around := w.in(r.terms), w.in(near)
		answered := max(said, worthReply*w.in(r.reply))
		c.all += w.weight
		c.said += w.weight * said
		c.answered += w.weight * answered
		c.around += w.weight * max(0, around-said)
		if w.name {
			c.names++
			c.missed += count(around+w.in(document) == 0)
			c.own += count(answered > 0)
		} else {
			c.things++
			c.told += count(answered > 0)
		}
		if w.topic {
			c.topics++
			c.met += count(answered > 0)
		}
	}
	if q.speech {
		said := worthSpeech * q.spoken(r.text())
		c.all, c.said, c.answered = c.all+worthSpeech, c.said+said, c.answered+said
	}
	return c
}

func count(b bool) int {
	if b {
		return 1
	}
	return 0
}

// manner is what a run gains or loses by how it is put.
func (q asked) manner(r run) float64 {
	text := r.text()
	score := -costWord * float64(max(0, r.words-freeWords))
	if !q.identity() && q.satisfied(r) {
		score += worthKind
	}
	for _, c := range q.query.Cues {
		switch {
		case !mentions(text, c.Text):
		case len(q.words) == 0 && c.Kind != retrieval.DateCue:
			score += worthSubject
		default:
			score += worthNamed
		}
	}
	if !strings.ContainsAny(text, ".!?") {
		score -= costFragment
	}
	if torn(text) {
		score -= costTorn
	}
	if r.words < fewWords {
		score -= costShort
	}
	return score
}

// spoken is how far text is what the person asked about says, from 0 to 1.
func (q asked) spoken(text string) float64 {
	switch {
	case q.sayer != nil && q.sayer.MatchString(text):
		return 1
	case q.sayer == nil && quotes(text):
		return 1
	}
	return 0
}

// in is how far the terms of a text cover a word, from 0 to 1.
func (w word) in(terms map[string]bool) float64 {
	have := func(t string) bool { return terms[t] }
	switch {
	case terms[w.terms[len(w.terms)-1]], slices.ContainsFunc(w.forms, have):
		return 1
	case slices.ContainsFunc(w.kin, have):
		return worthKin
	}
	return 0
}

// torn reports whether text begins or ends inside a quotation.
func torn(text string) bool {
	return strings.Count(text, "“") != strings.Count(text, "”") || strings.Count(text, `"`)%2 == 1
}

func quotes(text string) bool { return strings.ContainsAny(text, `"“”«»`) }

const numberWords = `two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|dozens|hundred|hundreds|thousand|thousands|million|millions|billion|half|twice`

var (
	hasNumber = regexp.MustCompile(`(?i)\b(?:\d[\d,.]*|` + numberWords + `)\b`)
	isYear    = regexp.MustCompile(`^(?:19|20)\d\d$`)
	hasAge    = regexp.MustCompile(`(?i)\baged? (?:of )?\d+|\b\d+[- ]years?[- ]old\b|\b(?:is|was|turned|turns|,) \d{1,3},`)
	hasLength = regexp.MustCompile(`(?i)(\d|\b(` + numberWords + `|a|an|several|few)\b)[ -](and a half )?(second|minute|hour|day|week|month|year|decade)s?\b`)
	hasTime   = regexp.MustCompile(`(?i)\b(\d{4}|\d{1,2}:\d\d|(mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|yesterday|today|tomorrow|tonight|ago|(last|next|this|earlier this|later this) (week|month|year|summer|winter|spring|autumn|fall|morning|evening|night|afternoon))\b`)
	hasName   = regexp.MustCompile(`[\p{L}\d,;:)”"] (\p{Lu}[\p{L}'’-]+)`)
	hasReason = regexp.MustCompile(`(?i)\b(because|since|due to|in order to|so that|reason|reasons|marked|marks|aim|aims|aimed|after|as|to discuss|comes|seeks|therefore|hope|hoped|for)\b`)
)

// satisfied reports whether text has the kind of thing asked for, beyond
// names that the question itself has.
func (q asked) satisfied(r run) bool {
	text := r.text()
	switch q.needs {
	case aNumber:
		return q.hasNumber(text)
	case anAge:
		return hasAge.MatchString(text)
	case aDuration:
		return hasLength.MatchString(text)
	case aTime:
		return hasTime.MatchString(text)
	case aPlace:
		return q.hasPlace(r)
	case aPerson:
		question := strings.ToLower(q.query.Question)
		for _, m := range hasName.FindAllStringSubmatch(" , "+text, -1) {
			if !strings.Contains(question, strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(m[1], "'s"), "’s"))) {
				return true
			}
		}
		return false
	case aReason:
		return hasReason.MatchString(text)
	default:
		return false
	}
}

// hasNumber reports whether text has a number that is no year and that the
// question does not have itself.
func (q asked) hasNumber(text string) bool {
	return slices.ContainsFunc(hasNumber.FindAllString(text, -1), func(n string) bool {
		return !isYear.MatchString(n) && !strings.Contains(strings.ToLower(q.query.Question), strings.ToLower(n))
	})
}

var hasPlace = regexp.MustCompile(`\b(?:in|to|at|from|near|into|outside|inside) (?:the )?(\p{Lu}[\p{L}'’-]+)`)

// hasPlace reports whether a run names a place that the question does not, or
// the place of the event that its document reports on.
func (q asked) hasPlace(r run) bool {
	if e := r.hit.Header.Event; e != nil && e.Place != "" {
		for place := range strings.SplitSeq(e.Place, ",") {
			if mentions(r.text(), place) {
				return true
			}
		}
	}
	question := strings.ToLower(q.query.Question)
	return slices.ContainsFunc(hasPlace.FindAllStringSubmatch(r.text(), -1), func(m []string) bool {
		return !strings.Contains(question, strings.ToLower(m[1]))
	})
}
