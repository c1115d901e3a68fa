package layout

import (
	"slices"
	"strings"
	"unicode"

	"github.com/clipperhouse/uax29/v2/graphemes"
	"golang.org/x/text/unicode/bidi"
)

// Characters that keep a text of the other direction to itself, so that it
// can't turn what stands beside it.
const (
	isolate    = "\u2068" // first strong isolate
	endIsolate = "\u2069"
)

// Plain is text from others on one line, without characters that print nothing:
// those that turn the direction of reading, hide, or steer. Joiners stay, which
// shape letters. It is for labels and names, where Markdown means nothing.
func Plain(text string) string {
	text = strings.Join(strings.Fields(strings.ToValidUTF8(text, "\ufffd")), " ")
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point) && !strings.ContainsRune(joiners, r) {
			return -1
		}
		return r
	}, text)
	if strings.Trim(text, " "+joiners) == "" {
		return ""
	}
	return strings.Join(strings.Fields(text), " ") // what is gone may have parted spaces
}

// joiners shape the letters and signs beside them.
const joiners = "\u200c\u200d"

// Escape is text from others as Markdown that shows that text and does nothing:
// see [Plain] for what it leaves out. A backslash in front of each sign that
// can begin or end something suffices; ":" and "/" are among them since
// addresses become links, and names between colons emoji, on their own. Links
// have no text of others in them, where clients differ about escapes.
func Escape(text string) string {
	text = Plain(text)
	var b strings.Builder
	b.Grow(len(text) + len(text)/16)
	mark := lineStart(text)
	for i, r := range text {
		if i == mark || strings.ContainsRune("\\*_~`|<>#[]:/@", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	if turns(text) {
		return isolate + b.String() + endIsolate
	}
	return b.String()
}

// lineStart is where a text that stands first on a line has a sign that would
// make a list of it, or -1: a dash or a plus, or what stands behind a number.
func lineStart(text string) int {
	digits := len(text) - len(strings.TrimLeft(text, "0123456789"))
	if digits == len(text) {
		return -1
	}
	if next := text[digits]; digits > 0 && (next == '.' || next == ')') || digits == 0 && (next == '-' || next == '+') {
		return digits
	}
	return -1
}

// turns reports whether a text has letters that are read from right to left.
func turns(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		if r < 0x590 {
			return false
		}
		p, _ := bidi.LookupRune(r)
		return p.Class() == bidi.R || p.Class() == bidi.AL
	})
}

// size is how long Discord takes a text to be, in UTF-16 code units.
func size(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// short is text of at most so many code units, cut between characters as people
// see them, with an ellipsis where something is missing.
func short(text string, most int) string {
	text = Plain(text)
	if size(text) <= most {
		return text
	}
	var kept []string
	room := most - 1
	for it := graphemes.FromString(text); it.Next(); {
		if room -= size(it.Value()); room < 0 {
			break
		}
		kept = append(kept, it.Value())
	}
	return strings.TrimRight(strings.Join(kept, ""), " ") + "…"
}

// join puts the parts that are there together.
func join(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), separator)
}
