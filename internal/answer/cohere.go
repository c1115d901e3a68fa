package answer

import (
	"regexp"
	"slices"
	"strings"
)

// thatClauses are the ends of clauses with those before "that", which has a
// subject of its own behind it.
var thatClauses = regexp.MustCompile(clauseEnds.String() + `|\sthat\s`)

// backward are words that mean what a text named before.
var backward = regexp.MustCompile(`(?i)\b(?:he|she|it|they|them|him|his|her|hers|its|their|this|these|those|latter|former|both|such|same|who|which|whom|I|we|my|our)\b`)

// noNouns are words before a verb that name nothing.
var noNouns = set(`anybody anyone everybody everyone somebody someone none nobody yet due nothing anything everything others rest thing things`)

// predicate is a clause taken apart: who it is about and what it says.
type predicate struct {
	about map[string]bool // the terms of its subject
	head  string          // of these, the noun that the others describe; empty: a name
	says  map[string]bool // the terms of the rest, without names
	verbs map[string]bool // of these, the verbs
	lead  string          // the words before the verb
	// plainly tells that the verb is one of many uses, as "took" and "gave", by which
	// no clause is known.
	plainly bool
}

// predicatesIn are those of a text, of reported speech what is reported.
func predicatesIn(text string) []predicate {
	var out []predicate
	for _, c := range cut(text, thatClauses) {
		words := lex(c.text)
		from := 0
		for i := range words {
			if l := words[i]; sayVerbs[l.fold] && !l.capital && i+2 < len(words) && nextFinite(words, i+1) {
				from = i + 1
			}
		}
		if p, ok := predicateOf(c.text, words, from); ok {
			out = append(out, p)
		}
	}
	return out
}

// nextFinite reports whether another verb with a subject of its own stands behind
// words[i].
func nextFinite(words []lexeme, i int) bool {
	for j := i + 1; j < len(words); j++ {
		if words[j].fold == "to" || sayVerbs[words[j].fold] {
			return false
		}
		if finite(words, j) {
			return true
		}
	}
	return false
}

// finite reports whether words[i] is a verb or helps one.
func finite(words []lexeme, i int) bool {
	l := words[i]
	return passiveAux[l.fold] && l.fold != "being" || modals[l.fold] || l.fold == "has" || l.fold == "have" || l.fold == "had" || l.fold == "did" || l.fold == "does" ||
		verbal(l) && (i == 0 || !articles[words[i-1].fold]) || actsIn(words, i)
}

func predicateOf(text string, words []lexeme, from int) (predicate, bool) {
	for i := from + 1; i < len(words); i++ {
		if !finite(words, i) || participle(words, i) {
			continue
		}
		end := i + 1
		for end < len(words) && !joinsClauses[words[end].fold] {
			end++
		}
		p := predicate{about: sideTerms(text, words, i, -1), says: contentTerms(words[i:end]), verbs: mainVerb(words[i:end]), lead: text[words[from].Start:words[i].Start]}
		p.plainly = len(p.verbs) == 0 && !passiveAux[words[i].fold]
		if !standForAll.MatchString(p.lead) && !standForOne.MatchString(p.lead) {
			p.head = headOf(words[from:i])
		}
		return p, true
	}
	return predicate{}, false
}

// mainVerb is the term of the verb of a clause that begins with it or with what
// helps it.
func mainVerb(words []lexeme) map[string]bool {
	for _, l := range words {
		if helps(l) || passiveAux[l.fold] || negators[l.fold] {
			continue
		}
		if l.Term != "" && !saysLittle(l.fold) {
			return map[string]bool{l.Term: true}
		}
		break
	}
	return nil
}

// participle reports whether the verb at words[i] describes the noun before it
// ("militias backed by the West").
func participle(words []lexeme, i int) bool { return i+1 < len(words) && words[i+1].fold == "by" }

// headOf is the noun of a subject that its other words describe.
func headOf(words []lexeme) string {
	head := ""
	for i, l := range words {
		switch {
		case l.fold == "how" || l.fold == "what":
			return "" // a question within: what stands before it has a verb
		case i > 0 && endsHead(words, i):
			return head
		case l.fold == "and" || namelike(l):
			head = ""
		case (l.fold == "group" || l.fold == "groups") && head != "":
			// of what kind it is tells more
		case l.Term != "" && !strings.HasSuffix(l.fold, "ly"):
			head = l.Term
			if namesNothing(l) {
				head = ""
			}
		}
	}
	return head
}

// endsHead reports whether what stands behind a noun begins at words[i].
func endsHead(words []lexeme, i int) bool {
	l := words[i]
	return ownedBy[l.fold] || placing[l.fold] || l.fold == "who" || participle(words, i)
}

// namesNothing reports words that are no noun, or one of many uses.
func namesNothing(l lexeme) bool {
	return strings.HasSuffix(l.fold, "ing") || saysLittle(l.fold) || meetings[l.fold] || counting(l) || noNouns[l.fold] || joinsClauses[l.fold]
}

// cohere checks that what the claim says of somebody or something, the evidence
// says of the same: the clause that has the words has the subject, too, or leaves
// it to one before.
func (k *examined) cohere() error {
	for _, say := range k.sayings {
		if head := headOf(lex(k.uncapitalised(k.bare[say.who.at:max(say.at, say.who.at)]))); say.who.vague && head != "" && !k.licensed(head) {
			return reject(ruleRoles, "the evidence does not have the word of %q", head)
		}
	}
	for _, p := range predicatesIn(k.uncapitalised(k.bare)) {
		there := k.saying(p)
		if len(p.about) > 0 && len(there) > 0 && !p.plainly && !slices.ContainsFunc(there, func(c string) bool { return k.canBeAbout(c, p) }) {
			return reject(ruleRoles, "the evidence says this of somebody or something else: %q", clip(strings.TrimSpace(p.lead)))
		}
	}
	return nil
}

// licensed reports whether the evidence has a term near, or in a header, or
// before a word that means what stands before.
func (k *examined) licensed(term string) bool {
	return slices.ContainsFunc(k.sources, func(s *source) bool {
		return hasTerm(s.terms, term) || slices.ContainsFunc(s.headerLex, func(l lexeme) bool { return l.Term == term }) ||
			backward.MatchString(s.near) && hasTerm(s.unitTerms, term)
	})
}

// saying are the clauses near that say the most of what a predicate says, where
// that is the greater part of it.
func (k *examined) saying(p predicate) []string {
	const least = .5
	out := make([]string, 0, 1)
	best := least * float64(len(p.says))
	for _, s := range k.sources {
		near := aside.ReplaceAllString(s.near, " ")
		for _, c := range relativesJoined(cut(near, thatClauses), near) {
			terms := termSet(c.text)
			switch n := float64(overlapping(p.says, terms) + overlapping(p.verbs, terms)); {
			case n > best:
				best, out = n, append(out[:0], c.text)
			case n == best && n > 0:
				out = append(out, c.text)
			}
		}
	}
	return out
}

// relativesJoined puts what stands before "that" in front of a clause that says
// it of that: "militias that pose a threat".
func relativesJoined(clauses []clause, text string) []clause {
	for i := 1; i < len(clauses); i++ {
		words := lex(clauses[i].text)
		if len(words) < 3 || words[0].fold != "that" || !finite(words, 1) && !articles[words[2].fold] || articles[words[1].fold] {
			continue
		}
		const close = 3 // words of what is meant
		from := clauses[i-1].start
		if before := lex(clauses[i-1].text); len(before) > close {
			from += before[len(before)-close].Start
		}
		clauses[i] = clause{text[from:clauses[i].end], from, clauses[i].end}
	}
	return clauses
}

// aside is what stands between two dashes.
var aside = regexp.MustCompile(`\s[—–-]{1,2}\s[^—–]*\s[—–-]{1,2}\s`)

// canBeAbout reports whether a clause of the evidence can be about what a
// predicate is about: it has a word of that, or leaves open what it is about, or
// else the evidence has none of its words at all, and other rules look at them.
func (k *examined) canBeAbout(clause string, p predicate) bool {
	own := argumentsIn(clause)
	match := meets(p.about, own) || slices.ContainsFunc(keys(p.about), func(t string) bool { return hasTerm(own, t) })
	if p.head != "" {
		match = hasTerm(own, p.head)
	}
	if match || backward.MatchString(clause) {
		return true
	}
	there, ok := predicateOf(clause, lex(clause), 0)
	if !ok || len(there.about) == 0 || standForAll.MatchString(there.lead) || standForOne.MatchString(there.lead) {
		return true
	}
	return !slices.ContainsFunc(k.sources, func(s *source) bool {
		near := argumentsIn(s.near)
		return p.head == "" && meets(p.about, near) || p.head != "" && hasTerm(near, p.head)
	})
}

func argumentsIn(text string) map[string]bool {
	out := map[string]bool{}
	for _, l := range lex(text) {
		if t := argument(l); t != "" {
			out[t] = true
		}
	}
	return out
}

func keys(terms map[string]bool) []string {
	out := make([]string, 0, len(terms))
	for t := range terms {
		out = append(out, t)
	}
	return out
}

var (
	condition   = regexp.MustCompile(`(?i)(?:^|[,;“"]\s*|\s)(?:if|unless|provided(?: that)?|as soon as|as long as)\s`)
	conditional = regexp.MustCompile(`(?i)\b(?:if|unless|once|when|whether|until|as soon as|as long as|provided|condition(?:s|al)?|would|could|might|may|in case|in return|threat\p{L}*|warn\p{L}*|depend\p{L}*|should|without|request|let)\b`)
)

// unconditioned checks that what the evidence ties to a condition the claim ties
// to one, too.
func (k *examined) unconditioned() error {
	for _, c := range sentencesIn(k.text) {
		terms := contentTerms(lex(k.uncapitalised(c.text)))
		best, free := 0, 0
		for _, s := range k.sources {
			for _, e := range sentencesIn(s.near) {
				n := overlapping(terms, termSet(e.text))
				if condition.MatchString(e.text) {
					best = max(best, n)
				} else {
					free = max(free, n)
				}
			}
		}
		if best > free && 2*best >= len(terms) && !conditional.MatchString(c.text) {
			return reject(ruleHedge, "the evidence says this under a condition")
		}
	}
	return nil
}
