package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/internal/corpus"
)

// forbidden is what no claim may have in it: what a chat program makes a link,
// a call or formatting of. The texts are looked through in compatibility form,
// so that a full-width "．" is the dot it looks like.
var forbidden = []struct {
	match *regexp.Regexp
	what  string
}{
	{regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:/|\bwww\.|\b(?:mailto|javascript|data|tel):\S`), "an address"},
	{regexp.MustCompile(`\d{1,3}(?:\.\d{1,3}){3}`), "an address"},
	{regexp.MustCompile(`(?i)\b(?:dot|punkt|point) (?:com|net|org|gg|io|ru|de)\b`), "an address"},
	{regexp.MustCompile(`\]\s*[(\[:]|!\[`), "a link"},
	{regexp.MustCompile("`"), "code"},
	{regexp.MustCompile(`\|\|`), "a spoiler"},
	{regexp.MustCompile(`(?:^|\s)-?#{1,6}\s|#\p{L}`), "a heading or a channel"},
	{regexp.MustCompile(`@\s*[\p{L}\d&!<]`), "a mention"},
	{regexp.MustCompile(`<\S|\S>`), "a mention or a tag"},
	{regexp.MustCompile(`(?i)&(?:#x?[0-9a-f]+|[a-z]+);`), "a character in disguise"},
	{regexp.MustCompile(`:[A-Za-z0-9_~]{2,}:`), "an emoji's code"},
	{regexp.MustCompile(`(?:^|\s)_|_(?:\s|$)|__|~~|\\`), "marks of formatting"},
	{regexp.MustCompile(`^(?:>|[-+•]\s|\d+[.)]\s)`), "marks of a list"},
}

// domain is what looks like the name of a host: a dot inside a word.
var domain = regexp.MustCompile(`[\p{L}\d-]{2,}(?:\.[\p{L}\d-]+)*\.\p{L}{2,}`)

// finished is the end of a sentence: a claim that was cut off has none.
var finished = regexp.MustCompile(`[.!?…。！？؟।]["'”’»)\]]*$`)

// sanitised is a claim's text on one line, without what harms nobody when it is
// gone (emphasis, soft hyphens, marks of no width), or a reason to reject it.
func (c *checker) sanitised(p Proposal) (string, error) {
	if !utf8.ValidString(p.Text) {
		return "", reject(ruleText, "the statement is not valid UTF-8")
	}
	if hidden := strings.IndexFunc(p.Text, steers); hidden >= 0 {
		return "", reject(ruleText, "the statement has characters that steer or hide text")
	}
	text := strings.Map(func(r rune) rune {
		if r == '\u200c' || r == '\u200d' || r == '*' {
			return -1
		}
		return r
	}, corpus.Normalise(p.Text).Body)
	text = strings.Join(strings.Fields(text), " ")
	if text == "" {
		return "", reject(ruleText, "the statement is empty")
	}
	plain := norm.NFKC.String(text)
	for _, f := range forbidden {
		if f.match.MatchString(plain) {
			return "", reject(ruleText, "the statement has %s in it", f.what)
		}
	}
	for _, host := range domain.FindAllString(plain, -1) {
		if !c.isOutlet(p, host) {
			return "", reject(ruleText, "the statement has an address in it")
		}
	}
	if !finished.MatchString(text) {
		return "", reject(ruleText, "the statement is cut off: it does not end as a sentence does")
	}
	return text, nil
}

// steers reports characters that change how others are shown, or are shown as
// nothing: controls, marks of direction, fillers, tags.
func steers(r rune) bool {
	switch {
	case r == '\n', r == '\r', r == '\t':
		return false
	case r == '\u00ad', r == '\u200b', r == '\u200c', r == '\u200d', r == '\u2060', r == '\ufeff':
		return false // of no width; they are taken out
	case r == '\u115f', r == '\u1160', r == '\u3164', r == '\uffa0', r == '\u2800', r == '\ufffd':
		return true
	case unicode.Is(unicode.Variation_Selector, r), unicode.Is(unicode.Co, r):
		return true
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
}

// isOutlet reports whether a name with a dot in it is the outlet of a passage
// that the proposal cites: some papers are called after their site.
func (c *checker) isOutlet(p Proposal, host string) bool {
	for _, e := range p.Evidence {
		for _, word := range strings.Fields(c.passages[e.Passage].Header.Outlet) {
			if strings.EqualFold(word, host) {
				return true
			}
		}
	}
	return false
}
