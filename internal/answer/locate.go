package answer

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// folded is a text as quotes are compared, with the way back: NFKC, one kind of
// each of quotation mark, apostrophe and dash, one space for any white space.
// Case stays as it is.
type folded struct {
	text  string
	start []int // by byte of text: where what it was made from begins
	end   []int // and where that ends
}

var plainMarks = map[rune]rune{
	'“': '"', '”': '"', '„': '"', '‟': '"', '«': '"', '»': '"', '″': '"',
	'‘': '\'', '’': '\'', '‚': '\'', '‛': '\'', '′': '\'', '`': '\'', '´': '\'', 'ʼ': '\'',
	'‐': '-', '‑': '-', '‒': '-', '–': '-', '—': '-', '―': '-', '−': '-',
}

func foldQuote(s string) folded {
	var f folded
	var b strings.Builder
	add := func(r rune, start, end int) {
		if r == ' ' || r == '-' {
			if n := len(f.start); n > 0 && rune(b.String()[n-1]) == r { // a run is one
				f.end[n-1] = end
				return
			}
		}
		n, _ := b.WriteRune(r)
		for range n {
			f.start, f.end = append(f.start, start), append(f.end, end)
		}
	}
	var it norm.Iter
	it.InitString(norm.NFKC, s)
	for !it.Done() {
		start := it.Pos()
		piece := string(it.Next())
		for _, r := range piece {
			if m, marked := plainMarks[r]; marked {
				r = m
			}
			switch {
			case unicode.IsSpace(r):
				add(' ', start, it.Pos())
			case unicode.IsControl(r), unicode.Is(unicode.Cf, r):
			default:
				add(r, start, it.Pos())
			}
		}
	}
	f.text = b.String()
	return f
}

// ellipsis is a mark that something was left out.
var ellipsis = regexp.MustCompile(`\s*(?:\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3,}|…)\s*`)

// locate finds where a quote stands: a list of alternatives, each of which is
// one Quote, or several when the quote leaves something out.
//
// A quote stands in one turn or paragraph, word for word: marks and white space
// may be of other kinds, its first letter of other case, and the marks around it
// and the full stop behind it may be missing in the text. One with "…" in it is
// accepted when the text has it so, or when all its parts stand in one unit in
// order; each part is then a citation, and the sentences between count as near.
func (c *checker) locate(p Proposed) ([][]Quote, error) {
	hit, known := c.passages[p.Passage]
	if !known {
		return nil, reject(rulePassage, "the evidence names passage %q, which was not given", clip(p.Passage))
	}
	if !utf8.ValidString(p.Quote) {
		return nil, reject(ruleQuote, "the quote is not valid UTF-8")
	}
	whole := trimQuote(foldQuote(p.Quote).text)
	if whole == "" {
		return nil, reject(ruleQuote, "the quote is empty")
	}
	parts := slices.DeleteFunc(ellipsis.Split(whole, -1), func(s string) bool { return trimQuote(s) == "" })
	out := c.places(hit, []string{whole})
	if len(out) == 0 && len(parts) > 0 {
		out = c.places(hit, parts)
	}
	if len(out) == 0 {
		return nil, c.missing(hit, whole)
	}
	return out, nil
}

// missing says why a quote was not found.
func (c *checker) missing(hit retrieval.Hit, quote string) error {
	for i := range hit.Passage.Units {
		if f := foldQuote(unitText(hit, i)); len(spansOf(f, quote)) > 0 {
			return reject(ruleQuote, "the quote is too short to prove anything")
		}
	}
	if f := foldQuote(strings.ReplaceAll(hit.Passage.Text, "\n", " ")); len(spansOf(f, quote)) > 0 {
		return reject(ruleBorder, "the quote runs over the border of a turn or paragraph")
	}
	return reject(ruleQuote, "the quote does not stand in its passage: %q", clip(quote))
}

// unitText is what a passage has of its i-th unit.
func unitText(hit retrieval.Hit, i int) string {
	return hit.Passage.Slice(hit.Passage.Units[i].Intersect(hit.Passage.Span))
}

// places are the ways to find all parts in one unit, in order.
func (c *checker) places(hit retrieval.Hit, parts []string) [][]Quote {
	var out [][]Quote
	for _, u := range hit.Passage.Units {
		s := u.Intersect(hit.Passage.Span)
		if s.Len() <= 0 {
			continue
		}
		f := remember(c, c.folds, place{keyOf(hit), u.Start}, func() folded { return foldQuote(hit.Passage.Slice(s)) })
		for _, first := range spansOf(f, parts[0]) {
			if q, ok := follow(hit, f, s, parts, first); ok && len(out) < maxPlaces {
				out = append(out, q)
			}
		}
	}
	return out
}

// follow finds the other parts of a quote behind its first.
func follow(hit retrieval.Hit, f folded, s corpus.Span, parts []string, first [2]int) ([]Quote, bool) {
	var out []Quote
	at := first
	for i, part := range parts {
		if i > 0 {
			next := slices.IndexFunc(spansOf(f, part), func(m [2]int) bool { return m[0] >= at[1] })
			if next < 0 {
				return nil, false
			}
			at = spansOf(f, part)[next]
		}
		span := corpus.Span{Start: s.Start + f.start[at[0]], End: s.Start + f.end[at[1]-1]}
		text := hit.Passage.Slice(span)
		all := trimQuote(f.text) == trimQuote(part)
		if !all && !proves(text) {
			return nil, false
		}
		out = append(out, Quote{keyOf(hit), span, text})
	}
	return out, true
}

// proves reports whether a quote says anything: enough words, and one of them
// not a stop word.
func proves(quote string) bool {
	return len(retrieval.Tokens(quote)) >= leastWords && len(retrieval.Terms(quote)) > 0
}

// trimQuote takes off the ends of a folded quote what quoting adds there.
func trimQuote(s string) string {
	s = strings.TrimLeft(s, ` "'([-.,;:`)
	return strings.TrimRight(s, ` "')]-.,;:!?`)
}

// spansOf are the places of a quote in a folded text, as whole words. The
// quote's first letter may be of other case.
func spansOf(f folded, quote string) [][2]int {
	quote = trimQuote(quote)
	if quote == "" {
		return nil
	}
	_, n := utf8.DecodeRuneInString(quote)
	head, rest := quote[:n], quote[n:]
	var out [][2]int
	for from := 0; from+len(quote) <= len(f.text); {
		i := indexFrom(f.text, head, rest, from)
		if i < 0 {
			break
		}
		if wholeWords(f.text, i, i+len(quote)) {
			out = append(out, [2]int{i, i + len(quote)})
		}
		from = i + n
	}
	return out
}

// indexFrom is where head, in either case, is followed by rest.
func indexFrom(text, head, rest string, from int) int {
	best := -1
	for _, h := range []string{head, strings.ToUpper(head), strings.ToLower(head)} {
		if len(h) != len(head) {
			continue
		}
		if i := strings.Index(text[from:], h+rest); i >= 0 && (best < 0 || from+i < best) {
			best = from + i
		}
	}
	return best
}

// wholeWords reports whether a span of a text cuts neither a word nor a number
// ("900" is not in "1,900").
func wholeWords(text string, start, end int) bool {
	word := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r) }
	before, n := utf8.DecodeLastRuneInString(text[:start])
	after, m := utf8.DecodeRuneInString(text[end:])
	first, _ := utf8.DecodeRuneInString(text[start:])
	last, _ := utf8.DecodeLastRuneInString(text[:end])
	if word(before) && word(first) || word(after) && word(last) {
		return false
	}
	if unicode.IsDigit(first) && strings.ContainsRune(".,", before) {
		if r, _ := utf8.DecodeLastRuneInString(text[:start-n]); unicode.IsDigit(r) {
			return false
		}
	}
	if unicode.IsDigit(last) && strings.ContainsRune(".,", after) {
		if r, _ := utf8.DecodeRuneInString(text[end+m:]); unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// clip is the beginning of a text, for reasons: what a generator wrote may be
// long.
func clip(s string) string {
	const shown = 60
	if r := []rune(s); len(r) > shown {
		return string(r[:shown]) + "…"
	}
	return s
}
