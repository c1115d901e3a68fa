package answer

import (
	"slices"
	"strings"
)

// saying is a place where a text gives words to somebody.
type saying struct {
	at, end int // bytes of the verb
	who     subject
}

// subject is who a verb is said of.
type subject struct {
	names   []string // folded; empty: not named
	weak    []string // names inside a description: "the Kremlin's man in Sochi"
	pronoun string
	vague   bool // a description: "the leader"
	deputy  bool // the description is of who speaks for another: "Berg's spokesman"
	at      int  // byte where it begins
}

var (
	auxiliary  = set(`has have had having also later then already repeatedly reportedly just once again now did does do would will could may might can should not never himself herself even still earlier always`)
	passiveAux = set(`was were been is are be being`)
	pronouns   = set(`he she they i we it`)
	ownedBy    = set(`for of`)
	deputies   = set(`spokesman spokeswoman spokesperson aide aides adviser advisers advisor lawyer lawyers office service brother sister wife husband son daughter father mother friend deputy ally allies minister ambassador envoy`)
	placing    = set(`in at from to near with against about on by under inside outside between`)
	stops      = set(`in on at to that with from by after before during about when while as and but because if`)
)

// sayingsIn finds who says something in a text without its quotations.
func sayingsIn(bare string) []saying {
	words := lex(bare)
	var out []saying
	for i, l := range words {
		switch {
		case l.fold == "according" && i+1 < len(words) && words[i+1].fold == "to":
			out = append(out, saying{l.Start, words[i+1].End, behind(bare, words, i+2)})
		case (sayVerbs[l.fold] || conveys(words, i)) && !l.capital:
			who := sayerAt(bare, words, i)
			if !who.empty() {
				out = append(out, saying{l.Start, l.End, who})
			}
		}
	}
	return out
}

// thinking are verbs by which thoughts and lists are given to somebody.
var thinking = set(`named listed outlined doubted thought believed suspected concluded hoped`)

// conveys reports whether words[i] gives thoughts to somebody, or is a "made" that
// makes something public.
func conveys(words []lexeme, i int) bool {
	const close = 7
	return thinking[words[i].fold] || words[i].fold == "made" && slices.ContainsFunc(words[i+1:min(i+1+close, len(words))], func(l lexeme) bool { return l.fold == "public" || l.fold == "known" })
}

// sayerAt is who says something by the verb at words[i]. Behind a quotation that
// stands after the verb (“…,” said Berg), elsewhere before it.
func sayerAt(bare string, words []lexeme, i int) subject {
	const blanked = 4 // spaces from which on a quotation stood there
	after := subject{}
	if inverting[words[i].fold] {
		after = behind(bare, words, i+1)
	}
	if i > 0 && !after.empty() && words[i].Start-words[i-1].End >= blanked {
		return after
	}
	if who := subjectOf(bare, words, i); !who.empty() {
		return who
	}
	return after
}

func (s subject) empty() bool { return len(s.names) == 0 && s.pronoun == "" && !s.vague }

// namelike reports whether a word of running text is written as a name.
func namelike(l lexeme) bool {
	if l.opens && (openers[l.fold] || plain[l.fold]) {
		return false
	}
	return l.capital && l.fold != "i" && !months3[l.fold] && !isWeekday(l.fold)
}

// subjectOf is who the verb at words[i] is said of.
func subjectOf(text string, words []lexeme, i int) subject {
	j := i - 1
	for j >= 0 && i-j <= 4 && helps(words[j]) && !sentenceBetween(text, words, j) {
		j--
	}
	switch {
	case j < i-1 && passiveAux[words[i-1].fold]:
		return agent(text, words, i)
	case j < 0 || sentenceBetween(text, words, j):
		return subject{}
	case words[j].fold == "and" || words[j].fold == "but" || words[j].fold == "then":
		return inherited(text, words, j)
	case words[j].fold == "who", strings.Contains(text[words[j].End:words[j+1].Start], ","):
		return apposed(text, words, j)
	}
	return phrase(text, words, j)
}

// helps reports words between a subject and its verb.
func helps(l lexeme) bool {
	return auxiliary[l.fold] || passiveAux[l.fold] || strings.HasSuffix(l.fold, "ly")
}

func sentenceBetween(text string, words []lexeme, j int) bool {
	return j+1 < len(words) && strings.ContainsAny(text[words[j].End:words[j+1].Start], ".!?;:")
}

// agent is who did what is told in the passive: the names behind "by".
func agent(text string, words []lexeme, i int) subject {
	for j := i + 1; j < min(i+10, len(words)); j++ {
		if sentenceBetween(text, words, j-1) {
			break
		}
		if words[j].fold == "by" {
			return behind(text, words, j+1)
		}
	}
	return subject{}
}

// inherited is the subject of a verb before "and", which the verb behind it has
// as well.
func inherited(text string, words []lexeme, j int) subject {
	for i := j - 1; i > 0 && !sentenceBetween(text, words, i); i-- {
		if verbal(words[i]) {
			return subjectOf(text, words, i)
		}
	}
	from := j
	for from > 0 && !sentenceBetween(text, words, from-1) {
		from--
	}
	if names := foremost(text[words[from].Start:words[j].Start]); len(names) > 0 && namelike(words[from]) {
		return subject{names: names, at: words[from].Start}
	}
	return subject{}
}

// verbal reports whether a word is written as a verb of the past, or is one by
// which words are given.
func verbal(l lexeme) bool {
	described := strings.HasPrefix(l.fold, "un") && sayVerbs[l.fold[len("un"):]] // unannounced
	return !l.capital && (strings.HasSuffix(l.fold, "ed") && len(l.fold) > 4 && !described || sayVerbs[l.fold] || pasts[l.fold])
}

// pasts are irregular forms of the past.
var pasts = set(`met held left began flew fled went came spoke wrote won lost sent brought bought fought found kept led paid ran broke built chose
	dealt drew drove ate fell felt forbade froze grew heard hid knew lent rose saw sought shook shot sat spent stood stole struck swore taught
	understood withdrew died sold told said made took gave got put let shut hosted hit beat
	spoken flown gone begun written seen taken given chosen broken fallen grown driven known shown`)

// apposed is the name before an apposition ("Berg, the president, said", "Berg,
// who said"), or the name that is one ("the president, Nils Berg, said").
func apposed(text string, words []lexeme, j int) subject {
	if i := openedByWho(text, words, j); i > 0 {
		return phrase(text, words, i-1) // Berg, who spoke for Norland, said
	}
	if s := phrase(text, words, j); namelike(words[j]) && len(s.names) > 0 {
		return s
	}
	if words[j].fold == "who" {
		j--
	} else {
		for j--; j >= 0 && !strings.Contains(text[words[j].End:words[j+1].Start], ","); j-- {
			if sentenceBetween(text, words, j) {
				return subject{}
			}
		}
	}
	if j < 0 || sentenceBetween(text, words, j) || !namelike(words[j]) {
		return subject{}
	}
	return phrase(text, words, j)
}

// openedByWho is the "who" of the clause between commas that ends with words[j],
// or 0.
func openedByWho(text string, words []lexeme, j int) int {
	const longest = 12 // words
	for i := j; i > 0 && j-i < longest; i-- {
		if words[i].fold == "who" {
			return i
		}
		if strings.ContainsAny(text[words[i-1].End:words[i].Start], ",.;:!?") {
			return 0
		}
	}
	return 0
}

// phrase is the subject that ends with words[j]: a name, a pronoun, or a
// description with a name in it.
func phrase(text string, words []lexeme, j int) subject {
	last := words[j]
	switch {
	case pronouns[last.fold]:
		return subject{pronoun: last.fold, at: last.Start}
	case namelike(last) && !last.possessive:
		return nameRun(text, words, j)
	}
	s := subject{vague: true, at: last.Start}
	for i := j; i >= 0 && j-i < 7; i-- {
		if i < j && (strings.ContainsAny(text[words[i].End:words[i+1].Start], ",.;:!?") || verbal(words[i])) {
			break
		}
		if namelike(words[i]) && !words[i].possessive && (i == 0 || !ownedBy[words[i-1].fold]) {
			s.weak = append(s.weak, words[i].fold)
		}
		s.deputy = s.deputy || deputies[words[i].fold]
		s.at = words[i].Start
	}
	return s
}

// nameRun collects the names that end at words[j], those joined by "and" too.
func nameRun(text string, words []lexeme, j int) subject {
	s := subject{at: words[j].Start}
	i := j
	for ; i >= 0 && runsOn(text, words, i, j); i-- {
		if l := words[i]; namelike(l) && !connects[l.fold] && !ofPeople(text, words, i) {
			s.names, s.at = append(s.names, l.fold), l.Start
		}
	}
	if i < 0 {
		return s
	}
	leads := words[i].opens && len(s.names) > 1 // In Lugano Berg said
	if ownedBy[words[i].fold] || placing[words[i].fold] && !leads {
		of := words[max(0, i-1)]
		return subject{vague: true, deputy: i > 0 && deputies[of.fold], at: of.Start} // neither "a spokesman for Berg" nor "the talks in Lugano" is that name
	}
	return s
}

// runsOn reports whether words[i] belongs to the run of names up to words[j].
func runsOn(text string, words []lexeme, i, j int) bool {
	l := words[i]
	if i < j && (l.possessive || strings.ContainsAny(text[l.End:words[i+1].Start], ",.;:!?")) {
		return false
	}
	return namelike(l) || (connects[l.fold] || l.fold == "and") && i > 0 && namelike(words[i-1])
}

// behind is the subject that begins at words[i]: behind the verb.
func behind(text string, words []lexeme, i int) subject {
	if i >= len(words) || stops[words[i].fold] {
		return subject{}
	}
	s := subject{at: words[i].Start}
	if pronouns[words[i].fold] {
		s.pronoun = words[i].fold
		return s
	}
	for j := i; j < min(i+9, len(words)) && (j == i || !endsPhrase(text, words, j)); j++ {
		l := words[j]
		owned := j > 0 && ownedBy[words[j-1].fold]
		if namelike(l) && !l.possessive && !owned && !ofPeople(text, words, j) {
			s.names = append(s.names, l.fold)
		}
		s.vague = s.vague || !l.capital && !connects[l.fold]
	}
	s.vague = s.vague && len(s.names) == 0
	return s
}

// endsPhrase reports whether words[j] is no more part of the phrase before it.
func endsPhrase(text string, words []lexeme, j int) bool {
	l := words[j]
	return j > 0 && strings.ContainsAny(text[words[j-1].End:l.Start], ",.;:!?") || stops[l.fold] && l.fold != "and" || verbal(l)
}

// shares reports whether two lists of names have one in common that is no title.
func shares(a, b []string) bool {
	a, b = people(a), people(b)
	return slices.ContainsFunc(a, func(n string) bool { return slices.Contains(b, n) })
}

func people(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return titles[n] || connects[n] })
}

// ofPeople reports whether words[i] is the name of a people that describes who
// is named behind it: "the Turkish President Recep Erdogan".
func ofPeople(text string, words []lexeme, i int) bool {
	if i+1 >= len(words) || !isDemonym(words[i].fold) || text[words[i].End:words[i+1].Start] != " " {
		return false
	}
	return namelike(words[i+1]) || titles[words[i+1].fold]
}

// foldsOf are the folded words of a name.
func foldsOf(name string) []string {
	words := lex(name)
	out := make([]string, len(words))
	for i, l := range words {
		out[i] = l.fold
	}
	return out
}
