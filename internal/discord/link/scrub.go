package link

import (
	"strings"

	"dateline/internal/secret"
)

// scrub takes a token out of a text that somebody else wrote.
func scrub(token secret.Text, text string) string {
	if token.IsZero() {
		return text
	}
	return strings.ReplaceAll(text, token.Reveal(), secret.Redacted)
}
