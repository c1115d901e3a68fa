package answer

import (
	"regexp"
	"slices"
	"strings"
)

// shares of a whole, as words put them.
var quantities = map[string]int{
	"all": 5, "every": 5, "each": 5, "always": 5, "most": 4, "mostly": 4, "many": 3, "plenty": 3, "lots": 3, "numerous": 3,
	"some": 2, "several": 2, "few": 2, "certain": 2, "no": 0, "any": 0,
}

// quantified checks that the claim says nothing of more of a thing than the
// evidence does: some are not most, and most are not all.
func (k *examined) quantified() error {
	for _, q := range quantitiesIn(k.words) {
		if q.share < quantities["many"] {
			continue
		}
		most, told := -1, false
		for _, s := range k.sources {
			for _, l := range s.words {
				told = told || l.Term == q.of
			}
			for _, e := range quantitiesIn(s.words) {
				if e.of == q.of {
					most = max(most, e.share)
				}
			}
		}
		if told && most < q.share {
			return reject(ruleComparison, "the evidence does not say this of so many")
		}
	}
	return nil
}

type quantity struct {
	share int
	of    string
}

// quantitiesIn are the shares that a text names, each with the noun it is of.
func quantitiesIn(words []lexeme) []quantity {
	var out []quantity
	for i, l := range words {
		share, ok := quantities[l.fold]
		if !ok || i > 0 && (articles[words[i-1].fold] && l.fold != "few" || words[i-1].possessive || words[i-1].fold == "at" || words[i-1].fold == "after") {
			continue // "the most", "Berg's most", "at most", "after all"
		}
		for j := i + 1; j < min(i+5, len(words)); j++ {
			if n := words[j]; n.Term != "" && !plain[n.fold] && !namelike(n) && countable(share, n) {
				out = append(out, quantity{share, n.Term})
				break
			}
			if verbal(words[j]) {
				break
			}
		}
	}
	return out
}

// countable reports whether a share can be of a noun: one of several, or each one.
func countable(share int, noun lexeme) bool {
	return share == quantities["all"] || strings.HasSuffix(noun.Text, "s")
}

// ofWhat checks what a noun of the claim is of: the names of divers are not the
// names of smugglers.
func (k *examined) ofWhat() error {
	for _, o := range ownedIn(k.bare, k.words) {
		same, others := false, false
		for _, s := range k.sources {
			for _, e := range ownedIn(s.near, s.words) {
				if e.noun != o.noun {
					continue
				}
				alike := meets(o.of, e.of) || slices.ContainsFunc(keys(o.of), func(t string) bool { return hasTerm(e.of, t) })
				same, others = same || alike || e.open, others || !alike
			}
		}
		if others && !same {
			return reject(ruleRoles, "the evidence has %q of something else", o.noun)
		}
	}
	return nil
}

// possession is a noun with what it is of.
type possession struct {
	noun string
	of   map[string]bool
	open bool // of what another sentence names
}

func ownedIn(text string, words []lexeme) []possession {
	var out []possession
	for i := 0; i+2 < len(words); i++ {
		if words[i+1].fold != "of" || words[i].Term == "" || words[i].capital || saysLittle(words[i].fold) || counting(words[i]) || strings.Trim(text[words[i].End:words[i+1].Start], " ") != "" {
			continue
		}
		p := possession{noun: words[i].Term, of: map[string]bool{}, open: backward.MatchString(words[i+2].Text)}
		for j := i + 2; j < min(i+7, len(words)) && !breaks(text, words, j, +1, true) && !placing[words[j].fold]; j++ {
			if t := argument(words[j]); t != "" {
				p.of[t] = true
			}
		}
		if len(p.of) > 0 {
			out = append(out, p)
		}
	}
	return out
}

var (
	oneOfTwo = regexp.MustCompile(`(?i)\bthe (latter|former)\b`)
	pairing  = regexp.MustCompile(`(?i)\band\b`)
)

// chosenOfTwo checks "the latter" and "the former": what the claim puts in their
// place is on that side of the last "and" before.
func (k *examined) chosenOfTwo() error {
	for _, s := range k.sources {
		at := oneOfTwo.FindStringSubmatchIndex(s.near)
		if at == nil {
			continue
		}
		head := s.unit[:s.nearAt+at[0]]
		ands := pairing.FindAllStringIndex(head, -1)
		if len(ands) == 0 {
			continue
		}
		which := ands[len(ands)-1]
		behind, _, _ := strings.Cut(head[which[1]:], ";")
		behind, _, _ = strings.Cut(behind, ". ")
		former, latter := argumentsIn(nearSentence(head[:which[0]])), argumentsIn(behind)
		if strings.EqualFold(s.near[at[2]:at[3]], "former") {
			former, latter = latter, former
		}
		said := argumentsIn(k.bare)
		if overlapping(said, without(former, latter)) > 0 && overlapping(said, without(latter, former)) == 0 {
			return reject(ruleRoles, "the evidence says this of the other of two")
		}
	}
	return nil
}

// belongs checks what belongs to what in the claim.
func (k *examined) belongs() error {
	if k.claim.FactsOnly {
		return nil
	}
	for _, rule := range []func() error{k.inOrder, k.unconditioned, k.cohere, k.quantified, k.ofWhat, k.ofWhom, k.chosenOfTwo} {
		if err := rule(); err != nil {
			return err
		}
	}
	return nil
}

// nearSentence is the last sentence of a text.
func nearSentence(text string) string {
	all := sentencesIn(text)
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1].text
}

func without(a, b map[string]bool) map[string]bool {
	out := map[string]bool{}
	for t := range a {
		if !b[t] {
			out[t] = true
		}
	}
	return out
}

// siding are words by which something is for or with a country and not of it.
var siding = regexp.MustCompile(`(?i)(?:^|\b)(?:pro|anti|friendly|loyal|hostile|sympathetic|allied|opposed|backed|supported)\b`)

// ofWhom checks the people or country that a noun of the claim is of: Norse ships
// are neither Danish ships nor ships friendly to the Norse.
func (k *examined) ofWhom() error {
	for i := 1; i < len(k.words); i++ {
		noun, of := k.words[i], k.words[i-1]
		if noun.Term == "" || noun.capital || !nationOf(of) {
			continue
		}
		same, others := false, false
		for _, s := range k.sources {
			for j := range s.words {
				if e := s.words[j]; e.Term == noun.Term && !e.capital {
					own, other := s.ofNation(j, of, siding.MatchString(k.bare))
					same, others = same || own, others || other
				}
			}
		}
		if others && !same {
			return reject(ruleRoles, "in the evidence %q is not %s", noun.Text, of.Text)
		}
	}
	return nil
}

// ofNation reports whether the noun at s.words[j] can be of a people, or is of
// another. sided tells whether the claim has a word for being on a side.
func (s *source) ofNation(j int, of lexeme, sided bool) (own, other bool) {
	const close = 40 // bytes
	if j > 0 && nationOf(s.words[j-1]) {
		before := s.words[j-1]
		own = cognate(lastOf(before), lastOf(of)) && siding.MatchString(before.Text) == siding.MatchString(of.Text)
		return own, !own
	}
	end := s.words[j].End
	if siding.MatchString(firstWords(s.near[end:min(len(s.near), end+close)], 2)) {
		return false, !sided
	}
	return true, false
}

// nationOf reports whether a word is of a people or a country: "Turkish",
// "pro-Turkish", "Turkey's".
func nationOf(l lexeme) bool {
	last := lastOf(l)
	return isDemonym(last) && (l.capital || strings.Contains(l.Text, "-")) || l.capital && l.possessive
}

// lastOf is the folded last part of a word with hyphens.
func lastOf(l lexeme) string { return foldName(l.Text[strings.LastIndex(l.Text, "-")+1:]) }

// firstWords are the first words of a text.
func firstWords(text string, n int) string {
	words := strings.Fields(text)
	return strings.Join(words[:min(n, len(words))], " ")
}
