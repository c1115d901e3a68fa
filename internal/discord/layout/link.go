package layout

import (
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"dateline/internal/answer"
)

const (
	// longestAddress is the longest address that is linked to: browsers take far
	// more, but each link counts among the characters of a message.
	longestAddress = 600
	// longestFragment bounds the part of an address that names the quote.
	longestFragment = 240
	// wholeQuote is up to how many words a quote is named whole; of a longer one
	// its beginning and its end.
	wholeQuote = 8
)

// address is where the evidence of a citation can be read, or empty: this
// program's own page of it, or else the document's with the quote marked.
func (l Layout) address(answerID string, number int, c answer.Citation) string {
	if l.public != "" {
		return fmt.Sprintf("%s/evidence/%s/%d", l.public, url.PathEscape(clean(answerID)), number)
	}
	words := c.Original
	if words == "" {
		words = c.Quote
	}
	return Marked(c.Header.URL, words)
}

// Marked is an address of a document that shows a quote in it, by a text
// fragment (WICG, "URL Fragment Text Directives"), or empty where the address is
// not one of the web that can be linked to safely. Browsers that don't know text
// fragments open the page.
func Marked(address, quote string) string {
	base := safe(address)
	fragment := textFragment(quote)
	switch {
	case base == "" || len(base) > longestAddress:
		return ""
	case fragment == "" || len(base)+len(fragment) > longestAddress:
		return base
	case strings.Contains(base, "#"):
		return base + ":~:text=" + fragment
	}
	return base + "#:~:text=" + fragment
}

// plainHost is a host in letters of ASCII: those of other alphabets look like
// another's too often.
var plainHost = regexp.MustCompile(`^[A-Za-z0-9._-]+(?::\d{1,5})?$`)

// safe is an http or https address that ends neither a Markdown link nor begins
// anything else, or empty. One with a name and password is none: it looks like
// another's.
func safe(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || !plainHost.MatchString(u.Host) {
		return ""
	}
	before, _, _ := strings.Cut(u.String(), ":~:")
	return encode(strings.TrimSuffix(before, "#"), keptInAddress)
}

// keptInAddress are the signs that have a meaning in an address, without those
// that have one in Markdown.
const keptInAddress = "-._~:/?#@!$&+,;=%"

// textFragment names a quote: "text", or "start,end" of a long one. It is empty
// where that would be too long.
func textFragment(quote string) string {
	words := strings.Fields(quote)
	if len(words) == 0 {
		return ""
	}
	if len(words) <= wholeQuote {
		if f := encode(strings.Join(words, " "), "._~"); len(f) <= longestFragment {
			return f
		}
	}
	for n := min(5, len(words)/2); n > 0; n-- {
		start, end := strings.Join(words[:n], " "), strings.Join(words[len(words)-n:], " ")
		if f := encode(start, "._~") + "," + encode(end, "._~"); len(f) <= longestFragment {
			return f
		}
	}
	return ""
}

// encode writes every byte but letters, digits and those kept as %XX.
func encode(s, kept string) string {
	var b strings.Builder
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte(kept, c) >= 0:
			b.WriteByte(c)
		default:
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

// mark is a citation's number, linked where there is an address. The brackets
// inside a link are a pair, which every client takes for text.
func mark(number int, address string) string {
	n := strconv.Itoa(number)
	if address == "" {
		return `\[` + n + `\]`
	}
	return "[[" + n + "]](<" + address + ">)"
}
