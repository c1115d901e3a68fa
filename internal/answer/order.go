package answer

import (
	"regexp"
	"slices"
	"strings"
)

// sequence is two things that a text puts one after the other.
type sequence struct {
	earlier, later map[string]bool
	apart          bool // by a number of days or the like
	ahead          bool // the later is named as what is still to come: "before a vote"
	dates          [2]int
}

// connectives put what stands before them and what stands behind them in order.
var connectives = regexp.MustCompile(`(?i)(\b(?:an?|one|two|three|four|five|six|seven|\d+) (?:hours?|days?|weeks?|months?|years?) )?\b(ahead of|prior to|before|after|following|until)\b`)

// sequencesIn are the sequences that the sentences of a text tell; previous is
// the sentence before it.
func sequencesIn(text, previous string) []sequence {
	var out []sequence
	for _, c := range cut(text, sentenceEnds) {
		for _, at := range connectives.FindAllStringSubmatchIndex(c.text, -1) {
			if q, ok := sequenceAt(c, at, previous); ok {
				out = append(out, q)
			}
		}
		previous = c.text
	}
	return out
}

// meansBefore is a "that" that means what the sentence before tells.
var meansBefore = regexp.MustCompile(`^\s*(?:that|this|then|it)\s*[.,]?\s*$`)

// divided is what a sentence says behind its opening phrase, and that phrase.
func divided(text string) (rest, opening string) {
	if comma := strings.Index(text, ", "); comma >= 0 {
		return text[comma:], text[:comma]
	}
	words := lex(text)
	for i := range words {
		if i > 0 && finite(words, i) {
			return text[words[i].Start:], text[:words[i].Start]
		}
	}
	return "", text
}

// inFront is what a "before" of place stands before.
var inFront = regexp.MustCompile(`(?i)^\s*(?:the |a |an )?(?:\p{L}+ )?(?:cameras?|crowds?|audience|courts?|judges?|parliament|committee|reporters|journalists)\b`)

func sequenceAt(c clause, at []int, previous string) (sequence, bool) {
	word := strings.ToLower(c.text[at[4]:at[5]])
	head, tail := c.text[:at[0]], c.text[at[1]:]
	if word == "before" && inFront.MatchString(tail) {
		return sequence{}, false
	}
	if word == "following" && strings.TrimSpace(head) != "" && !strings.HasSuffix(strings.TrimSpace(head), ",") {
		return sequence{}, false // "the following week"
	}
	if strings.TrimSpace(head) == "" { // Before Osk, she had been in Pelm.
		if head, tail = divided(tail); head == "" {
			return sequence{}, false
		}
	} else if end := strings.IndexAny(tail, ";:"); end >= 0 {
		tail = tail[:end]
	}
	if meansBefore.MatchString(tail) {
		tail = previous
	}
	q := sequence{earlier: argumentsOf(head), later: argumentsOf(tail), apart: at[2] >= 0, dates: [2]int{c.start, c.end}}
	q.ahead = word != "after" && word != "following" || strings.HasPrefix(strings.TrimSpace(tail), "which")
	if !q.ahead {
		q.earlier, q.later = q.later, q.earlier
	}
	q.earlier, q.later = without(q.earlier, q.later), without(q.later, q.earlier)
	return q, len(q.earlier) > 0 && len(q.later) > 0
}

// argumentsOf are the arguments of a text, and what it calls its meetings.
func argumentsOf(text string) map[string]bool {
	out := argumentsIn(text)
	for _, l := range lex(text) {
		if meetings[l.fold] && l.Term != "" {
			out[l.Term] = true
		}
	}
	return out
}

// inOrder checks that the claim leaves things in the order that the evidence
// gives them, and takes none of what was still to come for a part, a purpose or
// the day of what came before it.
func (k *examined) inOrder() error {
	claimed := sequencesIn(k.bare, "")
	for _, s := range k.sources {
		for _, e := range sequencesIn(s.near, nearSentence(s.before)) {
			if slices.ContainsFunc(claimed, e.reverses) {
				return reject(rulePolarity, "the evidence has this in the other order of time")
			}
			if len(claimed) == 0 && !ordering.MatchString(k.bare) && e.ahead {
				if err := k.mixed(e); err != nil {
					return err
				}
			}
			if err := k.dayOf(e, s); err != nil {
				return err
			}
		}
	}
	return nil
}

var ordering = regexp.MustCompile(`(?i)\b(?:before|after|ahead|later|earlier|prior|following|follow(?:s|ed)?|preced(?:es?|ed)|since|until|then|next|previous(?:ly)?|coming|upcoming|planned|eve)\b`)

// reverses reports whether a claim's sequence is that of the evidence turned
// round.
func (q sequence) reverses(claim sequence) bool {
	agree := inCommon(claim.earlier, q.earlier) + inCommon(claim.later, q.later)
	early, late := inCommon(claim.earlier, q.later), inCommon(claim.later, q.earlier)
	return early+late > agree || early > 0 && late > 0 && inCommon(claim.later, q.later) == 0
}

// inCommon is how many of a set's terms another has, as they are.
func inCommon(a, b map[string]bool) int {
	n := 0
	for t := range a {
		if b[t] {
			n++
		}
	}
	return n
}

// joining are words by which something becomes a part or the purpose of another.
var joining = regexp.MustCompile(`(?i)\b(?:for|at|during|in|to|join(?:s|ed)?|attend(?:s|ed)?|of)\s+((?:[\p{L}-]+\s?){1,5})`)

// mixed rejects a clause that puts what was still to come behind such a word, and
// says of it what came before.
func (k *examined) mixed(e sequence) error {
	for _, c := range k.small {
		for _, m := range joining.FindAllStringSubmatchIndex(c.text, -1) {
			lead := argumentsOf(c.text[:m[0]])
			common := func(t string) bool { return !namedTerm(k.words, t) && e.later[t] }
			if meets(lead, e.earlier) && slices.ContainsFunc(keys(argumentsOf(c.text[m[2]:m[3]])), common) {
				return reject(ruleRoles, "the evidence only has %q ahead of the other", clip(c.text[m[2]:m[3]]))
			}
		}
	}
	return nil
}

// namedTerm reports whether a term is of a name in some words.
func namedTerm(words []lexeme, term string) bool {
	return slices.ContainsFunc(words, func(l lexeme) bool { return l.Term == term && l.capital && !l.opens })
}

// dayOf rejects a day for what the evidence only puts some days before or after
// another.
func (k *examined) dayOf(e sequence, s *source) error {
	if !e.apart {
		return nil
	}
	for _, w := range k.dates {
		dated := slices.ContainsFunc(s.dates, func(d when) bool { return e.dates[0] <= d.start && d.start < e.dates[1] && d.covers(w) })
		if slices.ContainsFunc(s.dates, func(d when) bool {
			at := slices.IndexFunc(sentencesIn(s.near), func(c clause) bool { return c.start <= d.start && d.start < c.end })
			return d.covers(w) && at >= 0 && sentencesIn(s.near)[at].start != e.dates[0] &&
				slices.ContainsFunc(keys(argumentsOf(sentencesIn(s.near)[at].text)), func(t string) bool { return argumentsOf(k.clauseAround(w.start))[t] && !namedTerm(k.words, t) })
		}) {
			continue // another sentence dates it
		}
		part := argumentsOf(k.clauseAround(w.start))
		if ordering.MatchString(k.bare) {
			part = argumentsOf(k.partAround(w.start))
		}
		own, other := e.earlier, e.later
		if !e.ahead {
			own, other = e.later, e.earlier
		}
		if !dated && inCommon(part, other) > inCommon(part, own) {
			return reject(ruleDate, "the evidence does not give the day %q to this", clip(w.text))
		}
	}
	return nil
}
