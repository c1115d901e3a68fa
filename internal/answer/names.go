package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"dateline/internal/retrieval"
	"dateline/internal/tongue"
)

// vocabulary is how the passages of a request write each word.
type vocabulary map[string]struct{ lower, name bool }

func vocabularyOf(passages map[string]retrieval.Hit) vocabulary {
	out := vocabulary{}
	note := func(text string, headline bool) {
		for _, l := range lex(text) {
			seen := out[l.fold]
			seen.lower = seen.lower || !l.capital
			seen.name = seen.name || l.capital && (!l.opens || headline)
			out[l.fold] = seen
		}
	}
	for _, h := range passages {
		note(oneLine(h.Passage.Text), false)
		note(strings.Join(h.Header.Authors, " "), true)
		note(strings.Join(h.Passage.Speakers(), " "), true)
		if e := h.Header.Event; e != nil {
			note(e.Place+" "+strings.Join(e.Participants, " "), true)
		}
	}
	return out
}

// isName reports whether the i-th word of the claim is a name. In the middle of
// a sentence a capital makes it one. At the beginning it does unless it is a
// common word: one that the passages write small, or one of a list, or one with
// the ending of a common noun.
func (k *examined) isName(i int) bool {
	l := k.words[i]
	switch {
	case !l.capital:
		return mixed(l.Text)
	case l.fold == "i" || months3[l.fold] || isWeekday(l.fold):
		return false
	case !l.opens, len([]rune(l.Text)) > 1 && l.Text == strings.ToUpper(l.Text):
		return true
	}
	return k.opensWithName(i)
}

// opensWithName reports whether a capital at the beginning of a sentence is a
// name's.
func (k *examined) opensWithName(i int) bool {
	return k.startsWithName(k.words[i], i+1 < len(k.words) && k.words[i+1].capital)
}

func (c *checker) startsWithName(l lexeme, capitalBehind bool) bool {
	if openers[l.fold] || plain[l.fold] || sayVerbs[l.fold] || tongue.Foreign(l.fold) {
		return false
	}
	switch seen := c.known()[l.fold]; {
	case seen.name:
		return !seen.lower || l.possessive || capitalBehind
	case seen.lower:
		return false
	}
	return !hasCommonEnding(l.fold)
}

// uncapitalised is a text whose first word is written small unless it is a name.
func (c *checker) uncapitalised(text string) string {
	words := lex(text)
	if len(words) == 0 || !words[0].capital || c.startsWithName(words[0], len(words) > 1 && words[1].capital) {
		return text
	}
	first, n := utf8.DecodeRuneInString(words[0].Text)
	at := words[0].Start
	return text[:at] + string(unicode.ToLower(first)) + text[at+n:]
}

// mixed reports words of letters and digits, which are names: "G20".
func mixed(word string) bool {
	return strings.IndexFunc(word, unicode.IsDigit) >= 0 && strings.IndexFunc(word, unicode.IsUpper) >= 0
}

func isWeekday(fold string) bool {
	return slices.Contains([]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}, fold)
}

var commonEndings = []string{"tion", "tions", "ment", "ments", "ing", "ings", "ness", "ity", "ities", "ance", "ence", "ers", "ors", "ists", "ly", "men", "ships", "ship", "als", "ations"}

func hasCommonEnding(fold string) bool {
	return slices.ContainsFunc(commonEndings, func(e string) bool { return len(fold) > len(e)+2 && strings.HasSuffix(fold, e) })
}

// named checks that every name of the claim stands in a turn or paragraph that
// it quotes from, or in its header, and that names which stand together belong
// together.
func (k *examined) named() error {
	for _, part := range k.parts() {
		have := namesOf(part.sources)
		for i, l := range k.words {
			if l.Start < part.start || l.Start >= part.end || !k.isName(i) || k.inQuotation(l) || k.inDate(l) || k.namesOutlet(l) {
				continue
			}
			if !have.has(l, !k.english) && !k.maybeNoun(i) && !k.nounOpens(i, part.sources) {
				return reject(ruleName, "the evidence does not have the name %q", clip(l.Text))
			}
			if i > 0 && !k.behindPlace(i) && have.apart(k.text, k.words[i-1], l) {
				return reject(ruleName, "the evidence has nobody called %q", k.text[k.words[i-1].Start:l.End])
			}
		}
	}
	return nil
}

// behindPlace reports whether the name at k.words[i] may stand behind that of a
// place: "In Lugano Berg met".
func (k *examined) behindPlace(i int) bool {
	return i > 1 && (k.words[i-2].fold == "in" || k.words[i-2].fold == "at")
}

// nounOpens reports whether the word that opens a sentence is a noun: one behind
// which "of" or the like stands, or that the evidence has in another word.
func (k *examined) nounOpens(i int, sources []*source) bool {
	if !k.words[i].opens || i+1 == len(k.words) || k.words[i+1].capital {
		return false
	}
	return nounLeads[k.words[i+1].fold] || slices.ContainsFunc(sources, func(s *source) bool { return hasTerm(s.terms, k.words[i].Term) })
}

var nounLeads = set(`of about between over`)

func (k *examined) inQuotation(l lexeme) bool {
	return strings.TrimSpace(k.bare[l.Start:l.End]) == ""
}

func (k *examined) inDate(l lexeme) bool {
	return slices.ContainsFunc(k.dates, func(w when) bool { return w.start <= l.Start && l.End <= w.end })
}

// namesOutlet reports whether a word is part of the name of an outlet that is
// cited, under any of its names.
func (k *examined) namesOutlet(l lexeme) bool {
	return slices.ContainsFunc(k.query.Cues, func(c retrieval.Cue) bool {
		return c.Kind == retrieval.OutletCue && c.Start <= l.Start && l.End <= c.End &&
			slices.ContainsFunc(k.sources, func(s *source) bool { return slices.Contains(c.Names, s.header.Outlet) })
	})
}

// maybeNoun reports whether a word that no passage has may be a common noun, in
// a language that writes those with a capital, rather than a name that was
// added: it stands alone.
func (k *examined) maybeNoun(i int) bool {
	if k.english || !tongue.CapitalNouns(k.bare) || k.known()[k.words[i].fold].name {
		return false
	}
	return (i == 0 || !k.words[i-1].capital || tongue.German(k.words[i-1].fold)) && (i+1 == len(k.words) || !k.words[i+1].capital)
}

// nameSet is what evidence has of names.
type nameSet struct {
	capital map[string]bool
	lower   map[string]bool
	runs    [][]lexeme // the words of each text
}

func namesOf(sources []*source) nameSet {
	out := nameSet{capital: map[string]bool{}, lower: map[string]bool{}}
	for _, s := range sources {
		out.runs = append(out.runs, s.unitLex, s.headerLex)
	}
	for _, run := range out.runs {
		for _, l := range run {
			if l.capital || mixed(l.Text) || startsDigit(l.Text) {
				out.capital[l.fold] = true
			} else {
				out.lower[l.fold] = true
			}
		}
	}
	for _, group := range countries {
		if slices.ContainsFunc(group, func(n string) bool { return out.capital[n] }) {
			for _, n := range group {
				out.capital[n] = true
			}
		}
	}
	return out
}

func startsDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

// has reports whether the set has a name. A word that the evidence writes small
// may be written with a capital, unless it can be somebody's name.
func (n nameSet) has(l lexeme, foreign bool) bool {
	if n.capital[l.fold] || n.lower[l.fold] && !givenNames[l.fold] {
		return true
	}
	for e := range n.capital {
		if cognate(l.fold, e) || foreign && spelledLike(l.fold, e) {
			return true
		}
	}
	return false
}

// spelledLike reports whether two languages may spell one name so.
func spelledLike(a, b string) bool {
	const most, shortest = 2, 5
	return len(a) >= shortest && len(b) >= shortest && a[0] == b[0] && levenshtein.ComputeDistance(a, b) <= most
}

// apart reports whether two names that stand together in the claim belong to
// two: the first name of one and the surname of another.
func (n nameSet) apart(text string, a, b lexeme) bool {
	if !fullName(text, a, b) || a.opens && openers[a.fold] {
		return false
	}
	follows, preceded := false, false
	for _, run := range n.runs {
		for i, l := range run {
			next, ok := nameBehind(run, i)
			if !ok {
				continue
			}
			if l.fold == a.fold && next.fold == b.fold {
				return false
			}
			if !titles[l.fold] && !titles[next.fold] && !isDemonym(l.fold) {
				follows = follows || l.fold == a.fold
				preceded = preceded || next.fold == b.fold
			}
		}
	}
	return follows && preceded
}

// fullName reports whether two words are written as one name.
func fullName(text string, a, b lexeme) bool {
	if strings.Trim(text[a.End:b.Start], " -") != "" || a.possessive {
		return false
	}
	return a.capital && b.capital && !titles[a.fold] && !titles[b.fold]
}

// nameBehind is the name that follows the one at i, over "al-" and the like.
func nameBehind(run []lexeme, i int) (lexeme, bool) {
	if !run[i].capital || connects[run[i].fold] {
		return lexeme{}, false
	}
	next := i + 1
	for next < len(run) && connects[run[next].fold] {
		next++
	}
	if next >= len(run) || !run[next].capital {
		return lexeme{}, false
	}
	return run[next], true
}

var demonymEndings = []string{"ian", "an", "ish", "ese", "i", "ic"}

func isDemonym(fold string) bool {
	return len(fold) > 4 && slices.ContainsFunc(demonymEndings, func(e string) bool { return strings.HasSuffix(fold, e) })
}

var placeEndings = []string{"", "a", "ia", "ey", "y", "land", "ain", "o", "e", "es"}

// cognate reports whether two names are a country and its people, in either
// order, singular or plural.
func cognate(a, b string) bool {
	a, b = singular(a), singular(b)
	if a == b {
		return true
	}
	return peopleOf(a, b) || peopleOf(b, a)
}

func singular(fold string) string {
	if s, ok := strings.CutSuffix(fold, "s"); ok && (strings.HasSuffix(s, "an") || strings.HasSuffix(s, "i")) {
		return s
	}
	return fold
}

func peopleOf(people, place string) bool {
	const shortest = 4 // Iran and Iraq differ in the fourth letter
	if personal[people] || people == "nigeria" {
		return false
	}
	for _, ending := range demonymEndings {
		base, ok := strings.CutSuffix(people, ending)
		if !ok || len(base) < shortest || !strings.HasPrefix(place, base) {
			continue
		}
		if slices.Contains(placeEndings, place[len(base):]) {
			return true
		}
	}
	base, ok := strings.CutSuffix(people, "n") // Syrian, Austrian: Syria, Austria
	return ok && strings.HasSuffix(base, "a") && len(base) > shortest && place == base
}
