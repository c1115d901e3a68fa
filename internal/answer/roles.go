package answer

import (
	"regexp"
	"slices"
	"strings"
)

// mutual are verbs whose two sides may change places.
var mutual = set(`met meet talked spoke discussed agreed shook negotiated signed fought agreed conferred held gathered`)

// cast checks who does what: a verb that the claim and the evidence share has
// the same name before it in both, or behind "by".
func (k *examined) cast() error {
	words := lex(k.bare)
	for i, v := range words {
		if i+1 < len(words) && !v.capital && v.Term != "" && k.doneToOthers(v, words[i+1]) {
			return reject(ruleRoles, "in the evidence %s is not whom this was done to", clip(words[i+1].Text))
		}
		if k.tiedToOthers(words, i) {
			return reject(ruleRoles, "the evidence does not have %q of this", clip(k.bare[v.Start:words[i+2].End]))
		}
		if !acts(words, i) || mutual[v.fold] || sayVerbs[v.fold] { // who says something, speakers looks at
			continue
		}
		who := k.settled(subjectOf(k.bare, words, i))
		if len(who.names) == 0 || k.isOutletName(who) != nil {
			continue
		}
		told, same := k.doneBy(v, who)
		if told && !same {
			return reject(ruleRoles, "in the evidence somebody else than %s %s", clip(strings.Join(who.names, " ")), v.Text)
		}
	}
	return k.present()
}

// doneToOthers reports whether the evidence has a verb of what is somebody's
// ("backs Berg's opponents") where the claim has it of that person.
func (k *examined) doneToOthers(v, object lexeme) bool {
	owned, own := false, false
	for _, s := range k.sources {
		for i := 0; i+1 < len(s.bareLex); i++ {
			if next := s.bareLex[i+1]; s.bareLex[i].Term == v.Term && next.capital && next.fold == object.fold {
				owned, own = owned || next.possessive, own || !next.possessive
			}
		}
	}
	return object.capital && !object.possessive && owned && !own
}

// linking are words that tie a name to the word before them.
var linking = set(`in at of from to near`)

// tiedToOthers reports whether a word of the claim and the word behind it lead to
// a name ("a summit in Lugano") where in the evidence they lead to others alone.
func (k *examined) tiedToOthers(words []lexeme, i int) bool {
	own, name := tied(words, i)
	if !own || name.possessive {
		return false
	}
	others := false
	for _, s := range k.sources {
		for j := range s.bareLex {
			led, other := tied(s.bareLex, j)
			others = others || verbal(words[i]) && s.elsewhere(words[i], words[i+1], name, j)
			if !led || s.bareLex[j].Term != words[i].Term || s.bareLex[j+1].fold != words[i+1].fold {
				continue
			}
			if other.fold == name.fold || cognate(other.fold, name.fold) || s.isOnePlace(other, name) {
				return false
			}
			others = true
		}
	}
	return others
}

// elsewhere reports whether the evidence has the verb of a claim lead to a place
// without a name, and does not have the claim's at all: "met in a school".
func (s *source) elsewhere(verb, preposition, name lexeme, j int) bool {
	return j+3 < len(s.bareLex) && s.bareLex[j].Term == verb.Term && s.bareLex[j+1].fold == preposition.fold &&
		(s.bareLex[j+2].fold == "a" || s.bareLex[j+2].fold == "an") && !s.bareLex[j+3].capital && !ofCalendar(s.bareLex[j+3]) &&
		!strings.Contains(strings.ReplaceAll(s.near, "the "+name.Text, ""), name.Text)
}

func ofCalendar(l lexeme) bool { return counting(l) || isWeekday(l.fold) || light[l.fold] }

// isOnePlace reports whether two names are of where an event was: "the Kremlin,
// Moscow".
func (s *source) isOnePlace(a, b lexeme) bool {
	e := s.header.Event
	return e != nil && mentions(e.Place, a.Text) && mentions(e.Place, b.Text)
}

// tied is the name that a word leads to over a preposition.
func tied(words []lexeme, i int) (bool, lexeme) {
	if i+2 >= len(words) || words[i].Term == "" || words[i].capital || !linking[words[i+1].fold] {
		return false, lexeme{}
	}
	name := words[i+2]
	if name.fold == "the" && i+3 < len(words) {
		name = words[i+3]
	}
	return namelike(name), name
}

// acts reports whether a word of the claim is a verb whose subject can be told:
// one of the past, or one of the present right behind a name.
func acts(words []lexeme, i int) bool {
	named := i > 0 && namelike(words[i-1]) && !isDemonym(words[i-1].fold) && (!words[i-1].opens || !strings.HasSuffix(words[i-1].fold, "ing"))
	present := named && !words[i-1].possessive && !words[i].capital && strings.HasSuffix(words[i].fold, "s") && len(words[i].fold) > 3
	return verbal(words[i]) || present && !auxiliary[words[i].fold] && !passiveAux[words[i].fold]
}

// doneBy reports whether the evidence tells of the same verb whose it is, and
// whether any of these is the claim's. Where it leaves open who did it, any is.
func (k *examined) doneBy(v lexeme, who subject) (told, same bool) {
	for _, s := range k.sources {
		for i, e := range s.bareLex {
			near := s.nearAt <= e.Start && e.Start < s.nearAt+len(s.near)
			if !near || e.capital || e.Term != v.Term && !slices.Contains(irregular[v.Term], e.Term) {
				continue
			}
			there := subjectOf(s.bare, s.bareLex, i)
			told = told || !there.empty()
			same = same || s.canBe(who, there, e.End)
		}
	}
	return told, same
}

// canBe reports whether the subject of a verb in a source is, or is left open
// enough to be, the claim's.
func (s *source) canBe(who, there subject, end int) bool {
	if there.pronoun != "" && s.namedBehind(end, who) {
		return false // "it lends 15 million to Sundria" is not Sundria
	}
	open := there.empty() || there.pronoun == "they" || there.pronoun == "it" || there.vague && len(there.weak) == 0
	return open || s.isWho(who, there)
}

// namedBehind reports whether a sentence of the unit goes on to name somebody
// behind a place: a pronoun before it then means another.
func (s *source) namedBehind(at int, who subject) bool {
	rest := s.bare[at:]
	if i := strings.IndexAny(rest, ".!?;"); i >= 0 {
		rest = rest[:i]
	}
	return shares(who.names, namesIn(rest))
}

// standIns are words for the people of an event: for both of them, or for one.
var (
	standForAll = regexp.MustCompile(`(?i)\b(?:leaders|presidents|ministers|heads|men|women|both|two|they|them|their|sides|pair|delegations|neighbours|talks|meeting|summit|negotiations|visit|treaty)\b`)
	otherOfTwo  = regexp.MustCompile(`(?i)\b(?:counterpart|guest|host|visitor|colleague)\b`)
	standForOne = regexp.MustCompile(`(?i)\b(?:he|she|him|her|his|hers|leader|president|minister|chancellor|king|counterpart|guest|host|visitor|man|woman|colleague)\b`)
)

// present checks that somebody whom the claim names takes part in what near
// tells. Of the people of an event a header names all, and near may name
// another one of them: then it is about that one.
func (k *examined) present() error {
	for _, name := range k.everybody() {
		if !k.names(name) || slices.ContainsFunc(k.sources, func(s *source) bool { return s.hasNear(name) }) {
			continue
		}
		if !slices.ContainsFunc(k.sources, func(s *source) bool { return s.mayMean(name, k) }) {
			return reject(ruleRoles, "the sentences quoted are not about %s", name)
		}
	}
	return nil
}

// everybody are the participants of the cited events.
func (k *examined) everybody() []string {
	var out []string
	for _, s := range k.sources {
		for _, p := range s.participants() {
			if !slices.Contains(out, p) {
				out = append(out, p)
			}
		}
	}
	return out
}

// names reports whether the claim names somebody by surname.
func (k *examined) names(person string) bool {
	last := foldName(lastWord(person))
	return slices.ContainsFunc(k.words, func(l lexeme) bool { return l.capital && l.fold == last })
}

func (s *source) hasNear(person string) bool {
	last := foldName(lastWord(person))
	return s.speaker != "" && slices.Contains(foldsOf(s.speaker), last) || s.sayNear(person) ||
		slices.ContainsFunc(s.words, func(l lexeme) bool { return l.fold == last })
}

// sayNear reports whether near is of what somebody is quoted as saying.
func (s *source) sayNear(person string) bool {
	return slices.ContainsFunc(s.quotedNear(), func(q []int) bool {
		sayer, found := s.sayerOf(q)
		return found && s.isWho(subject{names: foldsOf(person)}, sayer)
	})
}

// quotedNear are the quotations of the unit that near touches.
func (s *source) quotedNear() [][]int {
	return slices.DeleteFunc(quotationsIn(s.unit), func(q []int) bool { return q[0] >= s.nearAt+len(s.near) || s.nearAt >= q[1] })
}

// mayMean reports whether near can be about somebody it does not name: it names
// none of the others, or none that the claim does not, and has a word that
// stands for all of them or, where the turn or paragraph names nobody else, for
// one.
func (s *source) mayMean(person string, k *examined) bool {
	others, unnamed, otherInUnit := false, false, false
	for _, p := range s.participants() {
		if p == person {
			continue
		}
		last := foldName(lastWord(p))
		others = others || s.hasNear(p)
		unnamed = unnamed || s.hasNear(p) && !k.names(p)
		otherInUnit = otherInUnit || slices.ContainsFunc(s.unitLex, func(l lexeme) bool { return l.fold == last })
	}
	own := foldName(lastWord(person))
	inUnit := slices.ContainsFunc(s.unitLex, func(l lexeme) bool { return l.fold == own })
	switch {
	case unnamed:
		return false
	case others && len(s.participants()) == 2 && otherOfTwo.MatchString(s.near):
		return true
	case standForAll.MatchString(s.near), inUnit && len(s.quotedNear()) > 0: // whom somebody speaks to
		return true
	case inUnit || !otherInUnit:
		return standForOne.MatchString(s.near)
	}
	return false
}
