package answer

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// scripts are those whose letters are counted, in the order of their names.
var scripts = slices.Sorted(maps.Keys(unicode.Scripts))

// scriptOf is the script that most letters of a text are of; of Chinese and
// Japanese, which share theirs, "Han". Without a letter it is empty.
func scriptOf(text string) string {
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

// cased are the scripts that write names with capitals. Georgian has capitals
// since 2018, and writes names small.
var cased = map[string]bool{"Latin": true, "Cyrillic": true, "Greek": true, "Armenian": true}

// A tongue is the script of a text, and its language as far as the lists of
// words tell.
type tongue struct {
	script   string
	language string // "en", "de", "other"; empty: not known
}

// tongueOf reads a text. One with as many English words as others is English:
// "die", "was" and the like are words of several languages.
func tongueOf(text string) tongue {
	t := tongue{script: scriptOf(text)}
	if t.script != "Latin" {
		return t
	}
	english, german, other := languages(text)
	if other == 0 && english == 0 && german == 0 && foreignWords(text) {
		other = 1
	}
	switch {
	case english+german+other == 0:
	case english >= german+other:
		t.language = "en"
	case german >= other:
		t.language = "de"
	default:
		t.language = "other"
	}
	return t
}

// same reports whether two texts can be of one language.
func (t tongue) same(o tongue) bool {
	if t.script == "" || o.script == "" {
		return true
	}
	return t.script == o.script && (t.language == "" || o.language == "" || t.language == o.language)
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
