package retrieval

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/blevesearch/snowballstem"
	"github.com/blevesearch/snowballstem/porter"
	"github.com/clipperhouse/uax29/v2/words"
	"golang.org/x/text/unicode/norm"

	"dateline/internal/corpus"
)

// Token is a word of a text.
type Token struct {
	Term       string // as it is indexed: folded and stemmed; empty for a stop word
	Text       string // as it stands
	Start, End int    // bytes
}

// stopWords are the 33 of Lucene's English analyser.
var stopWords = wordSet(`a an and are as at be but by for if in into is it no not of on or such
	that the their then there these they this to was will with`)

func wordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// Tokens are the words of text, cut where Unicode (UAX 29) ends words, folded
// (compatibility forms, case, accents, dots of abbreviations, the possessive
// 's) and stemmed by Porter's algorithm.
func Tokens(text string) []Token {
	var out []Token
	for it := words.FromString(text); it.Next(); {
		word := it.Value()
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		out = append(out, Token{Term: term(word), Text: word, Start: it.Start(), End: it.End()})
	}
	return out
}

// Terms are the terms of text in order, stop words left out.
func Terms(text string) []string {
	var out []string
	for it := words.FromString(text); it.Next(); {
		word := it.Value()
		r, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			continue
		}
		if t := term(word); t != "" {
			out = append(out, t)
		}
	}
	return out
}

// maxHeaderTerms bounds the header in front of a passage, so that an endless
// headline does not drown the text below it.
const maxHeaderTerms = 96

// HeaderTerms are the terms of a document's header that stand in front of each
// of its passages.
func HeaderTerms(h corpus.Header) []string {
	terms := Terms(h.SearchText())
	return terms[:min(len(terms), maxHeaderTerms)]
}

func term(word string) string {
	folded := foldWord(word)
	if stopWords[folded] {
		return ""
	}
	return stem(folded)
}

// foldWord is a word without case, accents, and the marks inside it that
// writers leave out as often as not ("U.S.", "4,000").
func foldWord(word string) string {
	if isLowerASCII(word) {
		return word
	}
	var b strings.Builder
	digits := false
	for _, r := range norm.NFKD.String(word) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == '.' && digits:
			b.WriteRune(r) // 3.5 is a number
		case unicode.IsLetter(r), unicode.IsDigit(r):
			b.WriteRune(unicode.ToLower(r))
			digits = unicode.IsDigit(r)
		case r == '\'' || r == '’':
			b.WriteRune('\'')
		}
	}
	folded := strings.TrimSuffix(b.String(), "'s")
	return strings.TrimRight(strings.ReplaceAll(folded, "'", ""), ".")
}

func isLowerASCII(word string) bool {
	for i := range len(word) {
		if (word[i] < 'a' || word[i] > 'z') && (word[i] < '0' || word[i] > '9') {
			return false
		}
	}
	return true
}

var stemmers = sync.Pool{New: func() any { return snowballstem.NewEnv("") }}

func stem(word string) string {
	if len(word) < 3 || word[0] < 'a' || word[0] > 'z' {
		return word
	}
	env := stemmers.Get().(*snowballstem.Env)
	defer stemmers.Put(env)
	env.SetCurrent(word)
	porter.Stem(env)
	return env.Current()
}
