package answer

import (
	"context"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// How far a claim's words have to be those of its evidence. The words are the
// stems of each sentence without names, numbers, dates and words that say
// little; a word counts as had when near has it, another form of it, or one
// that reports use for it.
const (
	leastSaid   = .5  // share of a sentence's words that near has
	mostSaid    = .65 // the same where near does not have each verb
	leastMeant  = .25 // the same where the meaning is compared as well
	leastAlike  = .72 // the least cosine of sentence and near that makes up for words
	worthAround = .5  // a word that is not near but in the turn or paragraph
	emptyPart   = 2   // words from which on a part of a sentence needs one that near has
)

// supported checks that each sentence of the claim, and each part of one that
// names its own evidence, says what its evidence says.
func (k *examined) supported(ctx context.Context) error {
	if k.claim.FactsOnly {
		return nil // an embedder of one language puts no two of them close
	}
	if len(contentTerms(lex(k.uncapitalised(k.text)))) == 0 && !k.tellsWhere() {
		return reject(ruleSupport, "the statement says nothing that its evidence could prove")
	}
	for _, part := range k.parts() {
		for _, sentence := range sentencesIn(k.text[part.start:part.end]) {
			if err := k.said(ctx, k.uncapitalised(sentence.text), part.sources); err != nil {
				return err
			}
		}
	}
	return nil
}

// whereabouts is a claim of where somebody was.
var whereabouts = regexp.MustCompile(`\b(?:was|were|went|been) (?:in|at|to) (?:the )?(\p{Lu}[\p{L}-]+)`)

// tellsWhere reports whether a claim of nothing but names and days says that
// people of an event were at its place, and all that is quoted names that place.
func (k *examined) tellsWhere() bool {
	m := whereabouts.FindStringSubmatch(k.bare)
	return m != nil && slices.ContainsFunc(k.everybody(), k.names) && !slices.ContainsFunc(k.sources, func(s *source) bool {
		e := s.header.Event
		return e == nil || !mentions(e.Place+" "+e.Name, m[1]) || !mentions(s.near, m[1])
	})
}

// said checks one sentence against its sources.
func (k *examined) said(ctx context.Context, sentence string, sources []*source) error {
	have, around := map[string]bool{}, map[string]bool{}
	for _, s := range sources {
		maps.Copy(have, s.terms)
		maps.Copy(around, s.unitTerms)
		for _, l := range s.headerLex {
			have[l.Term] = true
		}
		if s.header.Event != nil {
			have[meetingTerm] = true
		}
		if wasThere.MatchString(s.near) {
			have[visitTerm] = true
		}
	}
	maps.Copy(around, have)
	covered, unsaid := coverageOf(sentence, have, around)
	strange := strangePart(sentence, around)
	if strange == "" && covered >= mostSaid-(mostSaid-leastSaid)*done(sentence, around) {
		return nil
	}
	if k.embed != nil && covered >= leastMeant && k.likeness(ctx, sentence, sources) >= leastAlike {
		return nil
	}
	if strange != "" {
		return reject(ruleSupport, "the evidence says nothing of %q", clip(strange))
	}
	return reject(ruleSupport, "the evidence does not say this: it has nothing of %s", list(unsaid))
}

// done is the share of a sentence's verbs that a set has, 1 where it has none.
func done(sentence string, have map[string]bool) float64 {
	verbs := verbsOf(lex(sentence))
	if len(verbs) == 0 {
		return 1
	}
	return share(verbs, have)
}

// meetingTerm stands for what an event is: any evidence of one is of a meeting.
var meetingTerm = retrieval.Terms("meeting")[0]

// wasThere tells a visit in other words: "had been in Lugano".
var (
	wasThere  = regexp.MustCompile(`\b(?:was|were|been|went) (?:in|at|to) (?:the )?\p{Lu}`)
	visitTerm = retrieval.Terms("visit")[0]
)

// coverageOf is the share of a sentence's words that a set of terms has, and
// those it does not have. One that stands around counts in part: "it" may be
// what a sentence before names.
func coverageOf(sentence string, have, around map[string]bool) (covered float64, unsaid []string) {
	terms := contentTerms(lex(sentence))
	if len(terms) == 0 {
		return 1, nil
	}
	n := 0.0
	for t := range terms {
		switch {
		case hasTerm(have, t):
			n++
		case hasTerm(around, t):
			n += worthAround
		default:
			unsaid = append(unsaid, t)
		}
	}
	slices.Sort(unsaid)
	return n / float64(len(terms)+strangeActs(sentence, around)), unsaid
}

// strangeActs is how many verbs a sentence says of somebody by name, or behind "by", that a set of
// terms does not have. Each weighs twice: who did what is the most of a claim.
func strangeActs(sentence string, have map[string]bool) int {
	words := lex(sentence)
	n := 0
	for i, l := range words {
		if !acts(words, i) || len(contentTerms(words[i:i+1])) == 0 || hasTerm(have, l.Term) {
			continue
		}
		if who := subjectOf(sentence, words, i); len(who.names) > 0 || who.vague && i > 0 && passiveAux[words[i-1].fold] {
			n++
		}
	}
	return n
}

// strangePart is a part of a sentence with words of its own of which the
// evidence has none.
func strangePart(sentence string, have map[string]bool) string {
	for _, p := range partsOf(sentence) {
		terms := contentTerms(lex(p.text))
		if len(terms)+len(verbsOf(lex(p.text))) >= emptyPart && overlapping(terms, have) == 0 {
			return strings.TrimSpace(p.text)
		}
	}
	return ""
}

// contentTerms are the terms of words that say something: no names, no numbers,
// no dates, none by which words are given to somebody.
func contentTerms(words []lexeme) map[string]bool {
	out := map[string]bool{}
	for i, l := range words {
		if foreseen[l.fold] && i+1 < len(words) && words[i+1].fold == "to" {
			continue
		}
		if l.Term != "" && len(l.fold) > 1 && !namelike(l) && !counting(l) && !saysLittle(l.fold) {
			out[l.Term] = true
		}
	}
	return out
}

// foreseen are words before "to" that tell no more than that something is to be.
var foreseen = set(`expected planned due scheduled set supposed intended meant`)

// saysLittle reports words that are not compared: other rules look at them, or
// none has to.
func saysLittle(fold string) bool {
	return plain[fold] || speaking[fold] || sayVerbs[fold] || light[fold] || negators[fold] || isWeekday(fold)
}

// counting reports words of numbers and dates.
func counting(l lexeme) bool {
	return startsDigit(l.fold) || measures[l.fold] != "" || unitWords[l.fold] || isNumberWord(l.fold) || multipliers[l.fold] > 0 ||
		ordinals[l.fold] > 0 || months3[l.fold] && l.capital
}

// unitWords stand with numbers and are read with them.
var unitWords = set(`percent percentage cent per half quarter quarters crowns dollars euros pounds`)

// overlapping is how many of a claim's terms a set has.
func overlapping(terms, have map[string]bool) int {
	n := 0
	for t := range terms {
		if hasTerm(have, t) {
			n++
		}
	}
	return n
}

// hasTerm reports whether a set has a term, another form of the same verb, a
// word of its group, or one that begins alike ("negotiator", "negotiation").
func hasTerm(have map[string]bool, term string) bool {
	if have[term] {
		return true
	}
	for _, other := range irregular[term] {
		if have[other] {
			return true
		}
	}
	for _, other := range sameMeaning[term] {
		if have[other] {
			return true
		}
	}
	return hasKindred(have, term)
}

func hasKindred(have map[string]bool, term string) bool {
	const shortest, most = 5, 4 // letters in common, and letters beyond them
	if len(term) < shortest {
		return false
	}
	for other := range have {
		n := 0
		for n < min(len(term), len(other)) && term[n] == other[n] {
			n++
		}
		if n >= shortest && len(term)-n <= most && len(other)-n <= most && min(len(term), len(other))-n <= 1 {
			return true
		}
	}
	return false
}

// sameMeaning are the terms of each term's groups.
var sameMeaning = func() map[string][]string {
	out := map[string][]string{}
	for _, group := range synonyms {
		terms := retrieval.Terms(strings.Join(group, " "))
		for _, t := range slices.Clone(terms) {
			terms = append(terms, irregular[t]...)
		}
		for _, t := range terms {
			for _, other := range terms {
				if other != t {
					out[t] = append(out[t], other)
				}
			}
		}
	}
	return out
}()

// likeness is the greatest cosine of a sentence and the evidence near, or 0
// when meaning can't be compared now.
func (k *examined) likeness(ctx context.Context, sentence string, sources []*source) float64 {
	texts := make([]string, 0, 1+len(sources))
	texts = append(texts, sentence)
	for _, s := range sources {
		texts = append(texts, s.near)
	}
	vectors, err := k.embed(ctx, texts)
	if err != nil || len(vectors) != len(texts) {
		return 0
	}
	best := 0.0
	for _, v := range vectors[1:] {
		best = max(best, cosine(vectors[0], v))
	}
	return best
}

func cosine(a, b []float32) float64 {
	if len(a) != len(b) {
		return 0
	}
	var dot, x, y float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		x += float64(a[i]) * float64(a[i])
		y += float64(b[i]) * float64(b[i])
	}
	if x == 0 || y == 0 {
		return 0
	}
	return dot / math.Sqrt(x*y)
}
