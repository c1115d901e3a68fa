package openai

import (
	"strings"
	"unicode/utf8"
)

// special is how many tokens models put around a text.
const special = 2

// counter estimates tokens from above, without a model's vocabulary: a token
// for up to three small letters, three digits, or one mark. Of OpenAI's
// cl100k_base an English word takes 1.3 on average, and up to one for each byte
// where it is rare.
type counter struct {
	tokens int
	kind   rune // of the character before
	run    int  // how many of the kind there were
}

// add counts a character of so many bytes.
func (c *counter) add(r rune, size int) {
	if size > 1 { // of most scripts a token is a character or more
		c.tokens += [...]int{2: 1, 3: 2, 4: 4}[size]
	}
	if size > 1 || r == ' ' { // which is part of the word behind it
		c.kind, c.run = r, 0
		return
	}
	kind, long := kindOf(r)
	// A capital letter goes with the small ones behind it.
	if kind != c.kind && (c.kind != 'A' || kind != 'a') {
		c.run = 0
	}
	c.kind = kind
	if !long || c.run%3 == 0 {
		c.tokens++
	}
	c.run++
}

// kindOf is the kind of a character of ASCII, and whether those of its kind make
// longer tokens.
func kindOf(r rune) (kind rune, long bool) {
	switch {
	case r >= 'a' && r <= 'z':
		return 'a', true
	case r >= 'A' && r <= 'Z':
		return 'A', true
	case r >= '0' && r <= '9':
		return '0', true
	}
	return r, false
}

// tokensOf estimates the tokens of a text from above.
func tokensOf(text string) int {
	var c counter
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		c.add(r, size)
		i += size
	}
	return c.tokens + special
}

// cut is the beginning of a text that has no more tokens than most, and whether
// that is less than the whole. It ends with a word unless the first alone is too
// long.
func cut(text string, most int) (string, bool) {
	if len(text)+special <= most {
		return text, false
	}
	var c counter
	word := 0 // where the last word ends that fits
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if c.add(r, size); c.tokens+special > most {
			if word == 0 {
				return text[:i], true
			}
			return text[:word], true
		}
		if i > 0 && strings.ContainsRune(" \n\t", r) && !strings.ContainsRune(" \n\t", rune(text[i-1])) {
			word = i
		}
		i += size
	}
	return text, false
}

// batch is a run of texts that are sent together.
type batch struct{ first, end int }

// batches divides texts into runs of so many tokens and texts at most; a text
// that has more tokens alone is a run of its own.
func batches(texts []string, tokens, most int) []batch {
	var out []batch
	sum := 0
	for i, text := range texts {
		n := tokensOf(text)
		if len(out) == 0 || sum+n > tokens || i-out[len(out)-1].first >= most {
			out, sum = append(out, batch{i, i}), 0
		}
		out[len(out)-1].end = i + 1
		sum += n
	}
	return out
}
