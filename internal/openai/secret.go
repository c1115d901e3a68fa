package openai

import (
	"log/slog"
	"regexp"
	"strings"
	"unicode"

	"dateline/internal/answer"
)

// Secret is a key that does not appear where it is printed, logged or encoded.
// Its zero value is no key at all.
type Secret struct {
	// A function, because fmt prints what unexported fields of others hold
	// without asking them how.
	reveal func() string
}

// NewSecret keeps a key.
func NewSecret(key string) Secret {
	if key == "" {
		return Secret{}
	}
	return Secret{func() string { return key }}
}

func (s Secret) key() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

const redacted = "[redacted]"

// String tells only whether there is a key.
func (s Secret) String() string {
	if s.reveal == nil {
		return ""
	}
	return redacted
}

// GoString is String, for %#v.
func (s Secret) GoString() string { return s.String() }

// IsZero reports whether there is no key.
func (s Secret) IsZero() bool { return s.key() == "" }

// MarshalText is String, for JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue is String, for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// UnmarshalText takes a key as it is read from a flag or a file; space around
// it is none of it.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(strings.TrimSpace(string(text)))
	return nil
}

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
func (s Secret) scrub(text string) string {
	text = keyLike.ReplaceAllString(text, redacted)
	key := s.key()
	if len(key) < endOfKey {
		return text // such a placeholder, for servers without keys, protects nothing
	}
	text = strings.ReplaceAll(text, key, redacted)
	for start := 0; start+shownKey <= len(key); start++ {
		text = strings.ReplaceAll(text, key[start:start+shownKey], redacted)
	}
	if len(key) >= 2*shownKey {
		text = strings.ReplaceAll(text, key[len(key)-endOfKey:], redacted)
	}
	return text
}

// hide takes the key itself out of what a model says: who runs a server may have
// it say back what it was sent.
func (s Secret) hide(text string) string {
	if key := s.key(); len(key) >= shownKey {
		return strings.ReplaceAll(text, key, redacted)
	}
	return text
}

// keptFrom is a proposal without the key.
func (s Secret) keptFrom(p answer.Proposal) answer.Proposal {
	p.Text = s.hide(p.Text)
	for i, e := range p.Evidence {
		p.Evidence[i] = answer.Proposed{Passage: s.hide(e.Passage), Quote: s.hide(e.Quote)}
	}
	return p
}

// mostMessage is the number of characters of a server's text that are shown.
const mostMessage = 300

// message is a server's text made fit to be shown: one line, without the key,
// of bounded length.
func (s Secret) message(text string) string {
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
	text = s.scrub(strings.Join(strings.Fields(text), " "))
	if runes := []rune(text); len(runes) > mostMessage {
		text = string(runes[:mostMessage]) + "…"
	}
	return text
}
