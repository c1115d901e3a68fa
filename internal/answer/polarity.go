package answer

import (
	"regexp"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// alikeClause is the share of a clause's words from which on a clause of the
// evidence is taken for what it tells.
const alikeClause = .5

// contested is the share of the best match from which on a clause of the other
// side contests a claim.
const contested = .8

// negators are words that deny what stands with them.
var negators = set(`not never no none nobody nothing neither nor without cannot hardly scarcely didnt doesnt dont wasnt werent isnt arent wont wouldnt
	couldnt cant hasnt havent hadnt shouldnt
	refuse refused refuses refusing refusal decline declined declines deny denied denies denying`)

var (
	denial = regexp.MustCompile(`(?i)\b(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly|scarcely|\p{L}+n['’]t|` +
		`denie[sd]|deny|denying|refus(?:e[sd]?|ing|al)|declin(?:ed|es|ing) to|fail(?:ed|s|ure|ing)? to|rul(?:ed|es|ing) out|reject(?:s|ed|ing)?|unable|unwilling|avoid(?:s|ed|ing)?|lack(?:s|ed|ing)?)\b`)
	noDenial = regexp.MustCompile(`(?i)\b(?:had|has|have) not [^.,;:]{1,60} since\b|\bno [^.,;:]{1,40} (?:had|has|have) [^.,;:]{1,60} since\b|\bnot (?:only|just|merely)\b|\bno (?:doubt|fewer|less|more) \S+|\bno (?:fewer|less|more) than\b|\bnot (?:more|less|fewer) than\b|\bNo\. \d|\bnothing but\b|\bno matter\b`)
	turned   = regexp.MustCompile(`^(?:un|in|im|dis|non|ir)(\p{L}{4,})$`)
)

// reversing are what turns an adjective round.
var reversing = []string{"un", "in", "im", "dis", "non", "ir"}

// termOf is the term of a word, or the word itself where that is a stop word.
func termOf(word string) string {
	if t := retrieval.Terms(word); len(t) > 0 {
		return t[0]
	}
	return word
}

// polarity checks each clause of the claim against the clause near its quotes
// that tells the same: both deny, or neither does; and no word stands in the one
// for its opposite in the other.
func (k *examined) polarity() error {
	var evidence []string
	for _, s := range k.sources {
		for _, e := range s.clauses {
			evidence = append(evidence, e.text)
		}
	}
	for _, c := range clausesOf(k.text) {
		if k.deniesOther(c.text) {
			continue
		}
		told := k.tellingOf(c.text)
		agrees := func(e string) bool { return sameSide(c.text, e, told.terms) }
		same := told.aligned(evidence, withOpposites, 1)
		if len(same) > 0 && !slices.ContainsFunc(same, agrees) {
			return reject(rulePolarity, "the evidence says the opposite of %q", clip(c.text))
		}
		// Where one report affirms what another denies, a claim has to say whose
		// word it is.
		alike := told.aligned(evidence, withOpposites, contested)
		if len(sayingsIn(c.text)) == 0 && slices.ContainsFunc(alike, func(e string) bool { return !agrees(e) }) {
			return reject(rulePolarity, "the evidence cited also says the opposite of %q", clip(c.text))
		}
	}
	return nil
}

// deniesOther reports whether a clause denies by "not" what no sentence quoted
// affirms, and one of them denies something: "has not been confirmed" is not the
// opposite of "Nothing is confirmed. There was a report of a meeting".
func (k *examined) deniesOther(claimed string) bool {
	denied, some := notDone(lex(claimed)), false
	if denied == "" {
		return false
	}
	for _, s := range k.sources {
		for _, e := range s.clauses {
			if some = some || denies(e.text); !denies(e.text) && hasTerm(termSet(e.text), denied) {
				return false
			}
		}
	}
	return some
}

// notDone is the term of the verb behind the only "not" of a clause, or empty.
func notDone(words []lexeme) string {
	out := ""
	for i, l := range words {
		if l.fold != "not" && negators[l.fold] {
			return ""
		}
		for j := i + 1; l.fold == "not" && j < len(words); j++ {
			if !helps(words[j]) && !plain[words[j].fold] {
				if out != "" {
					return ""
				}
				out = words[j].Term
				break
			}
		}
	}
	return out
}

// telling is what a clause of a claim tells: its terms, and of these the verbs.
type telling struct{ terms, verbs map[string]bool }

func (k *examined) tellingOf(clause string) telling {
	words := lex(k.uncapitalised(clause))
	return telling{contentTerms(words), verbsOf(words)}
}

// aligned are the texts that tell what a clause tells: those with most of its
// words and verbs, or that share of the most, and half of either. have may add to
// the terms of each.
func (t telling) aligned(evidence []string, have func(terms, asked map[string]bool) map[string]bool, ofBest float64) []string {
	scores := make([]float64, len(evidence))
	best := 0.0
	for i, e := range evidence {
		terms := have(termSet(e), t.terms)
		if said, done := share(t.terms, terms), share(t.verbs, terms); said >= alikeClause || done >= alikeClause {
			scores[i] = said + done
			best = max(best, scores[i])
		}
	}
	var out []string
	for i, e := range evidence {
		if scores[i] > 0 && scores[i] >= ofBest*best {
			out = append(out, e)
		}
	}
	return out
}

// share is how much of a set of terms another has, 0 of an empty one.
func share(terms, have map[string]bool) float64 {
	return float64(overlapping(terms, have)) / float64(max(1, len(terms)))
}

// verbsOf are the terms of words that are written as verbs: forms of the past,
// and what stands behind "to", "not" and the like.
func verbsOf(words []lexeme) map[string]bool {
	var verbs []lexeme
	for i, l := range words {
		if verbal(l) || i > 0 && leadsVerb[words[i-1].fold] && !l.capital && !helps(l) {
			verbs = append(verbs, l)
		}
	}
	return contentTerms(verbs)
}

var leadsVerb = set(`to not would will could can may might must should did does do never didnt doesnt wont cannot wants want`)

// withOpposites counts a word's opposite as the word, so that the clause it
// stands in is found.
func withOpposites(have, terms map[string]bool) map[string]bool {
	for t := range terms {
		for _, o := range opposites[t] {
			if have[o] {
				have[t] = true
			}
		}
		if m := turned.FindStringSubmatch(t); m != nil && have[m[1]] {
			have[t] = true
		}
		for _, prefix := range reversing {
			if have[prefix+t] {
				have[t] = true
			}
		}
	}
	return have
}

// sameSide reports whether two clauses that tell the same both affirm or both
// deny it. Each opposite turns the one of them round.
func sameSide(claim, evidence string, terms map[string]bool) bool {
	a, b := denies(claim), denies(evidence)
	if turnedRound(lex(inOneWord.Replace(claim)), lex(inOneWord.Replace(evidence))) {
		return false
	}
	have := termSet(evidence)
	for t := range terms {
		if !hasTerm(have, t) && isTurned(have, t) {
			a = !a
		}
	}
	if unsaid(lex(claim), lex(evidence)) {
		a = !a
	}
	return a == b
}

// unsaid reports whether the evidence has a verb of speech turned round
// ("unconfirmed") that the claim has as it is.
func unsaid(claim, evidence []lexeme) bool {
	return slices.ContainsFunc(claim, func(l lexeme) bool {
		return sayVerbs[l.fold] && slices.ContainsFunc(evidence, func(e lexeme) bool { return e.fold == "un"+l.fold })
	})
}

// against are prepositions that turn the verb before them round.
var against = map[string]string{"for": "against", "against": "for", "to": "from", "from": "to", "into": "from"}

// order are those that turn round what they stand before.
var order = map[string]string{"before": "after", "after": "before"}

// inOneWord writes prepositions of several words as one.
var inOneWord = strings.NewReplacer("in favour of", "for", "in favor of", "for", "ahead of", "before", "prior to", "before") //nolint:misspell // as some papers spell it

// turnedRound reports whether a word of the claim stands before "for", and the
// same in the evidence before "against" alone, or the like; and whether "before"
// stands for "after", or the sides of "than" have changed places.
func turnedRound(claim, evidence []lexeme) bool {
	for i, p := range claim {
		turned := p.fold == "than" && swapped(claim, evidence, i) ||
			order[p.fold] != "" && leads(claim, i, evidence, order[p.fold]) && !leads(claim, i, evidence, p.fold)
		if i > 0 && against[p.fold] != "" && claim[i-1].Term != "" {
			term := claim[i-1].Term
			turned = turned || standsBefore(evidence, term, against[p.fold]) && !standsBefore(evidence, term, p.fold)
		}
		if turned {
			return true
		}
	}
	return false
}

// swapped reports whether the words beside the "than" of a claim stand beside
// one of the evidence in the other order.
func swapped(claim, evidence []lexeme, than int) bool {
	const close = 5
	sides := func(words []lexeme, i int) (left, right map[string]bool) {
		return contentTerms(words[max(0, i-close):i]), contentTerms(words[i+1 : min(i+1+close, len(words))])
	}
	left, right := sides(claim, than)
	for i, e := range evidence {
		if e.fold != "than" {
			continue
		}
		l, r := sides(evidence, i)
		if overlapping(left, r)+overlapping(right, l) > overlapping(left, l)+overlapping(right, r) {
			return true
		}
	}
	return false
}

// leads reports whether a preposition of the evidence stands before what the
// one at a place of the claim stands before.
func leads(claim []lexeme, at int, evidence []lexeme, preposition string) bool {
	const close = 4
	behind := func(words []lexeme, i int) map[string]bool {
		return contentTerms(words[i+1 : min(i+1+close, len(words))])
	}
	for i, e := range evidence {
		if e.fold == preposition && overlapping(behind(claim, at), behind(evidence, i)) > 0 {
			return true
		}
	}
	return false
}

func standsBefore(words []lexeme, term, next string) bool {
	for i := 0; i+1 < len(words); i++ {
		if words[i].Term == term && words[i+1].fold == next {
			return true
		}
	}
	return false
}

// isTurned reports whether a set has the opposite of a term.
func isTurned(have map[string]bool, t string) bool {
	if slices.ContainsFunc(opposites[t], func(o string) bool { return have[o] }) {
		return true
	}
	if m := turned.FindStringSubmatch(t); m != nil && have[m[1]] {
		return true
	}
	return slices.ContainsFunc(reversing, func(p string) bool { return have[p+t] })
}

func denies(text string) bool { return denial.MatchString(noDenial.ReplaceAllString(text, " ")) }
