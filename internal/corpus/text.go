package corpus

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Text is a document's text: Body, normalised once, and the way back to the
// text as it was read.
type Text struct {
	// Body is NFC; every kind of space is a plain space and every line end
	// "\n"; characters that print nothing are gone.
	Body string

	original string
	marks    []mark
}

// mark says that from body on, until the next mark, Body and the original
// run side by side, the latter from original on.
type mark struct{ body, original int }

// Original is the text as it was read from which the span of Body was made.
func (t Text) Original(s Span) string {
	return t.original[t.origin(s.Start):t.origin(s.End)]
}

// AsRead is the whole text as it was read.
func (t Text) AsRead() string { return t.original }

func (t Text) origin(offset int) int {
	i, found := slices.BinarySearchFunc(t.marks, offset, func(m mark, o int) int { return m.body - o })
	if found {
		for i+1 < len(t.marks) && t.marks[i+1].body == offset {
			i++
		}
	} else {
		i--
	}
	if i < 0 {
		return offset
	}
	m := t.marks[i]
	return min(m.original+offset-m.body, len(t.original))
}

// Normalise makes a Text of what was read, which must be valid UTF-8.
func Normalise(original string) Text {
	t := Text{original: original}
	var body strings.Builder
	body.Grow(len(original))
	for at := 0; at < len(original); {
		if n := plainRun(original[at:]); n > 0 {
			body.WriteString(original[at : at+n])
			at += n
			continue
		}
		n := norm.NFC.NextBoundaryInString(original[at:], true)
		if strings.HasPrefix(original[at:], "\r\n") {
			n = 2
		}
		segment := original[at : at+n]
		normal := normaliseSegment(segment)
		body.WriteString(normal)
		at += n
		if len(normal) != len(segment) {
			t.marks = append(t.marks, mark{body.Len(), at})
		}
	}
	t.Body = body.String()
	return t
}

// plainRun is the length of the printable ASCII (or "\n") at the start of s
// that certainly combines with nothing after it.
func plainRun(s string) int {
	i := 0
	for i < len(s) && (s[i] == '\n' || s[i] >= ' ' && s[i] < 0x7f) {
		i++
	}
	if i < len(s) && s[i] >= utf8.RuneSelf {
		i-- // a combining mark may follow
	}
	return i
}

func normaliseSegment(segment string) string {
	if segment == "\r\n" {
		return "\n"
	}
	return strings.Map(normaliseRune, norm.NFC.String(segment))
}

func normaliseRune(r rune) rune {
	switch {
	case r == '\n', r == '\r', r == '\v', r == '\f', r == '\u0085', r == '\u2028', r == '\u2029':
		return '\n'
	case r == '\t', unicode.Is(unicode.Zs, r):
		return ' '
	case r == '\u200c', r == '\u200d': // joiners carry meaning in several scripts
		return r
	case r == '\u00ad', unicode.IsControl(r), unicode.Is(unicode.Cf, r):
		return -1 // soft hyphens, zero-width marks, marks that turn the reading direction
	}
	return r
}

// checkText reports why data can't be a document's text, with the line.
func checkText(data []byte) error {
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fmt.Errorf("line %d holds a zero byte, so this is no text file", 1+bytes.Count(data[:i], []byte("\n")))
	}
	for at, line := 0, 1; at < len(data); {
		r, n := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && n == 1 {
			return fmt.Errorf("line %d is not UTF-8 (byte %#x); convert the file, for instance with iconv", line, data[at])
		}
		if r == '\n' {
			line++
		}
		at += n
	}
	return nil
}

var foldQuotes = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "″", `"`, "``", `"`, "''", `"`,
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "`", "'",
)

// Fold is s as quotes are compared: NFKC, every kind of quotation mark the
// plain one, runs of white space one space, none at the ends.
func Fold(s string) string {
	return strings.Join(strings.Fields(foldQuotes.Replace(norm.NFKC.String(s))), " ")
}
