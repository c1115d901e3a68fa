package corpus

import (
	"bytes"
	"fmt"
	"sort"
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
// run side by side, the latter from original on. Where the text was rewritten,
// the two stand for each other as a whole only.
type mark struct {
	body, original int
	rewritten      bool
}

// Original is the text as it was read from which the span of Body was made. A
// character made of several is never cut: it belongs to the span as a whole.
func (t Text) Original(s Span) string {
	return t.original[t.origin(s.Start, false):t.origin(s.End, true)]
}

// AsRead is the whole text as it was read.
func (t Text) AsRead() string { return t.original }

// origin is the offset in the original that an offset in Body came from:
// inside what was rewritten the end or the start of all of it.
func (t Text) origin(offset int, end bool) int {
	i := sort.Search(len(t.marks), func(i int) bool { return t.marks[i].body > offset }) - 1
	switch {
	case i < 0:
		return offset
	case !t.marks[i].rewritten:
		return t.marks[i].original + offset - t.marks[i].body
	case end && offset > t.marks[i].body:
		return t.marks[i+1].original
	}
	return t.marks[i].original
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
		segment := original[at : at+segmentLength(original[at:])]
		normal := normaliseSegment(segment)
		if normal != segment {
			t.marks = append(t.marks, mark{body.Len(), at, true}, mark{body.Len() + len(normal), at + len(segment), false})
		}
		body.WriteString(normal)
		at += len(segment)
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
	if i < len(s) {
		i-- // a combining mark may follow, even behind characters that print nothing
	}
	return i
}

// segmentLength is the length of the shortest start of s that combines with
// nothing after it, with the characters around it that print nothing.
func segmentLength(s string) int {
	started, before := false, rune(0)
	for i, r := range s {
		if normaliseRune(r) < 0 {
			before = r
			continue
		}
		if started && norm.NFC.PropertiesString(s[i:]).BoundaryBefore() && (before != '\r' || r != '\n') {
			return i
		}
		started, before = true, r
	}
	return len(s)
}

func normaliseSegment(segment string) string {
	return norm.NFC.String(strings.Map(normaliseRune, strings.ReplaceAll(segment, "\r\n", "\n")))
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
	"“", `"`, "”", `"`, "„", `"`, "‟", `"`, "«", `"`, "»", `"`, "′′", `"`, "``", `"`, "''", `"`,
	"‘", "'", "’", "'", "‚", "'", "‛", "'", "′", "'", "`", "'",
)

// Fold is s as quotes are compared: NFKC, every kind of quotation mark the
// plain one, runs of white space one space, none at the ends, and nothing that
// prints nothing. A text folds to the same before and after Normalise.
func Fold(s string) string {
	return strings.Join(strings.Fields(foldQuotes.Replace(norm.NFKC.String(Normalise(s).Body))), " ")
}
