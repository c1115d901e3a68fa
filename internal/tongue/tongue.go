// Package tongue answers one question: in which script and language is a text, and
// which numbers, days and names does it give, whatever the language?
//
// It reads what can be read without understanding: digits and numerals of every
// script, the months and weekdays of the Unicode CLDR, and names by how they sound.
// What it can't read it does not give.
package tongue

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// scripts are those whose letters are counted, in the order of their names.
var scripts = slices.Sorted(maps.Keys(unicode.Scripts))

// Script is the script that most letters of a text are of; of Chinese and
// Japanese, which share theirs, "Han". Without a letter it is empty.
func Script(text string) string {
	counts := map[string]int{}
	for _, r := range text {
		if s := scriptOfLetter(r); s != "" && unicode.IsLetter(r) {
			counts[s]++
		}
	}
	best := ""
	for _, s := range slices.Sorted(maps.Keys(counts)) {
		if best == "" || counts[s] > counts[best] {
			best = s
		}
	}
	return best
}

// scriptOfLetter is empty for what several scripts have.
func scriptOfLetter(r rune) string {
	switch {
	case unicode.Is(unicode.Latin, r):
		return "Latin"
	case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
		return "Han"
	}
	for _, s := range scripts {
		if s != "Common" && s != "Inherited" && unicode.Is(unicode.Scripts[s], r) {
			return s
		}
	}
	return ""
}

// scriptsWithCapitals are the scripts that write names with capitals. Georgian has capitals
// since 2018, and writes names small.
var scriptsWithCapitals = map[string]bool{"Latin": true, "Cyrillic": true, "Greek": true, "Armenian": true}

// Tongue is the script of a text, and its language as far as the lists of
// words tell.
type Tongue struct {
	Script   string
	Language string // "en", "de", "other"; empty: not known
}

// Of reads a text. One with as many English words as others is English:
// "die", "was" and the like are words of several languages.
func Of(text string) Tongue {
	t := Tongue{Script: Script(text)}
	if t.Script != "Latin" {
		return t
	}
	english, german, other := Count(text)
	if other == 0 && english == 0 && german == 0 && foreignWords(text) {
		other = 1
	}
	t.Language = languageOf(english, german, other)
	return t
}

// languageOf is the language with the most words.
func languageOf(english, german, other int) string {
	switch {
	case english+german+other == 0:
		return ""
	case english >= german+other:
		return "en"
	case german >= other:
		return "de"
	}
	return "other"
}

// Same reports whether two texts can be of one language.
func (t Tongue) Same(o Tongue) bool {
	if t.Script == "" || o.Script == "" {
		return true
	}
	return t.Script == o.Script && (t.Language == "" || o.Language == "" || t.Language == o.Language)
}

// foreignWords reports whether of the small words of a text one in four or more
// has letters that English does not have. A name may have them in English, too.
func foreignWords(text string) bool {
	const oneIn = 4
	all, foreign := 0, 0
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) }) {
		if first, _ := cutRune(w); unicode.IsLower(first) {
			all++
			foreign += count(strings.IndexFunc(w, func(r rune) bool { return r > unicode.MaxASCII }) >= 0)
		}
	}
	return foreign > 0 && oneIn*foreign >= all
}

// Cased reports whether a text is of a script that writes names with capitals.
func Cased(text string) bool { return scriptsWithCapitals[Script(text)] }
