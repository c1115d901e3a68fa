// Package secret answers one question: how are a token and a key handed around so
// that nobody reads them where something is printed, logged or encoded?
package secret

import (
	"log/slog"
	"strings"
)

// Redacted stands where a secret would.
const Redacted = "[redacted]"

// Text is a secret. Its zero value is none.
type Text struct {
	// A function, because fmt prints what unexported fields of others hold
	// without asking them how.
	reveal func() string
}

// New keeps a secret; of an empty text it makes none.
func New(text string) Text {
	if text == "" {
		return Text{}
	}
	return Text{func() string { return text }}
}

// Reveal is the secret itself, for the one who sends it; empty: there is none.
func (t Text) Reveal() string {
	if t.reveal == nil {
		return ""
	}
	return t.reveal()
}

// IsZero reports whether there is no secret.
func (t Text) IsZero() bool { return t.reveal == nil }

// String tells only whether there is a secret.
func (t Text) String() string {
	if t.IsZero() {
		return ""
	}
	return Redacted
}

// GoString is String, for %#v.
func (t Text) GoString() string { return t.String() }

// MarshalText is String, for JSON and YAML.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// LogValue is String, for log/slog.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// UnmarshalText takes a secret as it is read from a flag or a file; space around it
// is none of it.
func (t *Text) UnmarshalText(text []byte) error {
	*t = New(strings.TrimSpace(string(text)))
	return nil
}
