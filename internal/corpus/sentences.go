package corpus

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/neurosnap/sentences"
	"github.com/neurosnap/sentences/english"
)

// punkt is the Punkt splitter (Kiss and Strunk, 2006) with its English
// training, which knows abbreviations. It is safe for concurrent use.
var punkt = sync.OnceValue(func() *sentences.DefaultSentenceTokenizer {
	t, err := english.NewSentenceTokenizer(nil)
	if err != nil {
		panic("the splitter's training data is part of the program: " + err.Error())
	}
	return t
})

// maxSentenceWords bounds a "sentence" of a text without punctuation.
const maxSentenceWords = 120

// Sentences are the sentences of body inside s, in order, without white space
// at their ends. Each letter and digit of s is in exactly one of them. A blank
// line ends a sentence; a single line end is a space.
func Sentences(body string, s Span) []Span {
	var out []Span
	for _, block := range blocks(body, s) {
		text := strings.ReplaceAll(body[block.Start:block.End], "\n", " ")
		start := 0
		for _, cut := range cuts(text) {
			out = appendBounded(out, body, Span{block.Start + start, block.Start + cut})
			start = cut
		}
		out = appendBounded(out, body, Span{block.Start + start, block.End})
	}
	return out
}

// overlooked finds ends of sentences that Punkt does not see: behind a number,
// which it takes for an ordinal ("in 2011. The"), and between two quotations.
var overlooked = regexp.MustCompile(`(?:\d{2,}\.["”’']?\s+["“‘']?|[.!?]["”’]\s+["“‘])\p{Lu}`)

// abbreviated matches a word behind which Punkt splits although no sentence
// ends: a title, an initial or a dotted abbreviation before a name.
var abbreviated = regexp.MustCompile(`(?:^|[("“])(?:(?:Gen|Lt|Col|Maj|Capt|Sgt|Adm|Sen|Rep|Gov|Pres|Amb|Min|Prof|Dr|Mr|Mrs|Ms|St|No|vs|Rev|Hon)\.|(?:\p{Lu}\.)+)$`)

// cuts are the offsets in text between two sentences, ascending.
func cuts(text string) []int {
	var found []int
	for _, m := range overlooked.FindAllStringIndex(text, -1) {
		found = append(found, m[0]+strings.IndexByte(text[m[0]:m[1]], ' '))
	}
	for _, sentence := range punkt().Tokenize(text) {
		found = append(found, sentence.Start)
	}
	slices.Sort(found)
	found = slices.Compact(found)
	last := strings.LastIndexFunc(text, isWord) // what has no word is no sentence
	return slices.DeleteFunc(found, func(at int) bool { return at > last || !isCut(text, at) })
}

// isCut looks at the words around a place, and no further: there may be very
// many places.
func isCut(text string, at int) bool {
	before, after := strings.TrimSpace(text[:at]), strings.TrimSpace(text[at:])
	if before == "" || after == "" {
		return false
	}
	first, _ := utf8.DecodeRuneInString(after)
	if unicode.IsLower(first) || strings.ContainsRune("”’)]", first) {
		return false
	}
	word := before[strings.LastIndexByte(before, ' ')+1:]
	return !abbreviated.MatchString(word) || startsSentence(after)
}

// startsSentence tells "the U.S. The deal" from "the U.S. President": a common
// word with a capital letter begins a sentence.
func startsSentence(after string) bool {
	word, _, _ := strings.Cut(after, " ")
	switch strings.Trim(word, `"“‘'`) {
	case "The", "A", "An", "It", "He", "She", "They", "We", "But", "And", "In", "On", "At", "This", "That", "These", "There", "His", "Her", "Their", "However", "Since", "After", "Before", "When", "While":
		return true
	}
	return false
}

// appendBounded appends s trimmed, in pieces of maxSentenceWords if need be.
func appendBounded(out []Span, body string, s Span) []Span {
	s = trim(body, s)
	for words, i, inWord := 0, s.Start, false; i < s.End; i++ {
		space := body[i] == ' ' || body[i] == '\n'
		if !space && !inWord {
			if words++; words > maxSentenceWords {
				out = append(out, trim(body, Span{s.Start, i}))
				s.Start, words = i, 1
			}
		}
		inWord = !space
	}
	if s.Len() > 0 {
		out = append(out, s)
	}
	return out
}

func hasWord(s string) bool { return strings.ContainsFunc(s, isWord) }

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// trim takes white space off both ends of s.
func trim(body string, s Span) Span {
	for s.Start < s.End && (body[s.Start] == ' ' || body[s.Start] == '\n') {
		s.Start++
	}
	for s.Start < s.End && (body[s.End-1] == ' ' || body[s.End-1] == '\n') {
		s.End--
	}
	return s
}

// lines are the lines of body inside s that hold more than white space, trimmed.
func lines(body string, s Span) []Span {
	var out []Span
	for s.Start < s.End {
		line := s
		if i := strings.IndexByte(body[s.Start:s.End], '\n'); i >= 0 {
			line.End = s.Start + i
		}
		if t := trim(body, line); t.Len() > 0 {
			out = append(out, t)
		}
		s.Start = line.End + 1
	}
	return out
}

// blocks are the runs of lines of body inside s without a blank line between them.
func blocks(body string, s Span) []Span {
	var out []Span
	for _, line := range lines(body, s) {
		if n := len(out); n > 0 && strings.Count(body[out[n-1].End:line.Start], "\n") < 2 {
			out[n-1].End = line.End
			continue
		}
		out = append(out, line)
	}
	return out
}

// countWords is the number of runs of non-space in s.
func countWords(s string) int { return len(strings.Fields(s)) }
