package openai

import (
	"regexp"
	"strings"
	"unicode"

	"dateline/internal/answer"
	"dateline/internal/secret"
)

// Servers repeat keys in part: masked by stars, or the ends of them around
// dots. Other words that look like a key may be another one's.
var keyLike = regexp.MustCompile(`[^\s"'<>(),;]*\*{2,}[^\s"'<>(),;]*` +
	`|[\w-]{2,}(?:\.{3}|…)\w{2,}` +
	`|(?i:\b(?:sk|pk|rk|gsk|hf|xai|key|api|bearer)[-_][\w-]{12,})` +
	`|(?i:\bbearer\s+\S{8,})`)

const (
	// shownKey is how many characters of the key in a row are too many.
	shownKey = 8
	// endOfKey is how many of its last ones OpenAI shows, masking the others.
	endOfKey = 4
)

// scrub takes the key, parts of it and what looks like one out of a text that
// somebody else wrote.
func scrub(from secret.Text, text string) string {
	text = keyLike.ReplaceAllString(text, secret.Redacted)
	key := from.Reveal()
	if len(key) < endOfKey {
		return text // such a placeholder, for servers without keys, protects nothing
	}
	text = strings.ReplaceAll(text, key, secret.Redacted)
	for start := 0; start+shownKey <= len(key); start++ {
		text = strings.ReplaceAll(text, key[start:start+shownKey], secret.Redacted)
	}
	if len(key) >= 2*shownKey {
		text = strings.ReplaceAll(text, key[len(key)-endOfKey:], secret.Redacted)
	}
	return text
}

// hide takes the key itself out of what a model says: who runs a server may have
// it say back what it was sent.
func hide(from secret.Text, text string) string {
	if key := from.Reveal(); len(key) >= shownKey {
		return strings.ReplaceAll(text, key, secret.Redacted)
	}
	return text
}

// keptFrom is a proposal without the key.
func keptFrom(from secret.Text, p answer.Proposal) answer.Proposal {
	p.Text, p.TranslationOf = hide(from, p.Text), hide(from, p.TranslationOf)
	for i, e := range p.Evidence {
		p.Evidence[i] = answer.Proposed{Passage: hide(from, e.Passage), Quote: hide(from, e.Quote)}
	}
	return p
}

// mostMessage is the number of characters of a server's text that are shown.
const mostMessage = 300

// fit is a server's text made fit to be shown: one line, without the key,
// of bounded length.
func fit(from secret.Text, text string) string {
	text = strings.ToValidUTF8(text, "�")
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r):
			return -1 // control characters, and those that change the direction of writing
		}
		return r
	}, text)
	// Scrubbed before it is cut, for half a key would not be known any more.
	text = scrub(from, strings.Join(strings.Fields(text), " "))
	if runes := []rune(text); len(runes) > mostMessage {
		text = string(runes[:mostMessage]) + "…"
	}
	return text
}
