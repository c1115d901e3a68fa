package link

import (
	"log/slog"
	"strings"
)

// Secret is a token that does not appear where it is printed, logged or encoded.
// Its zero value is none.
type Secret struct {
	// A function, because fmt prints what unexported fields of others hold
	// without asking them how.
	reveal func() string
}

// NewSecret keeps a token; space around it is none of it.
func NewSecret(token string) Secret {
	token = strings.TrimSpace(token)
	if token == "" {
		return Secret{}
	}
	return Secret{func() string { return token }}
}

func (s Secret) token() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

const redacted = "[redacted]"

// String tells only whether there is a token.
func (s Secret) String() string {
	if s.reveal == nil {
		return ""
	}
	return redacted
}

// GoString is String, for %#v.
func (s Secret) GoString() string { return s.String() }

// IsZero reports whether there is no token.
func (s Secret) IsZero() bool { return s.token() == "" }

// MarshalText is String, for JSON and YAML.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// LogValue is String, for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// UnmarshalText takes a token as it is read from the environment or a file.
func (s *Secret) UnmarshalText(text []byte) error {
	*s = NewSecret(string(text))
	return nil
}

// scrub takes the token out of a text that somebody else wrote.
func (s Secret) scrub(text string) string {
	if s.IsZero() {
		return text
	}
	return strings.ReplaceAll(text, s.token(), redacted)
}
