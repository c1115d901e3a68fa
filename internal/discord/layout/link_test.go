package layout

import (
	"net/url"
	"strings"
	"testing"
)

func TestMarked(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ address, quote, want string }{
		{"https://example.org/a", "A short quote.", "https://example.org/a#:~:text=A%20short%20quote."},
		{"https://example.org/a_(b)?q=[x]", "", "https://example.org/a_%28b%29?q=%5Bx%5D"},
		{"https://example.org/a b", "x-y, z & w", "https://example.org/a%20b#:~:text=x%2Dy%2C%20z%20%26%20w"},
		{"http://example.org:8080/#top", "Här", "http://example.org:8080/#top:~:text=H%C3%A4r"},
		{"http://example.org/#:~:text=other", "mine", "http://example.org/#:~:text=mine"},
		{"https://example.org", "one two three four five six seven eight nine ten eleven", "https://example.org#:~:text=one%20two%20three%20four%20five,seven%20eight%20nine%20ten%20eleven"},
		{"https://example.org/%28x%29>)", "", "https://example.org/%28x%29%3E%29"},
		{"javascript:alert(1)", "x", ""}, {"ftp://example.org", "x", ""}, {"//example.org", "x", ""}, {"example.org", "x", ""}, {"", "x", ""},
		{"https://good.example@bad.example/", "x", ""}, {"https://exаmple.org/", "x", ""}, {"https://[::1]/", "x", ""}, {"https://example<or", "x", ""}, {"https://example.org:x/", "x", ""}, {"https://", "x", ""}, {"http://a b/", "", ""},
		{"https://example.org/" + strings.Repeat("x", 600), "x", ""},
		{"https://example.org/" + strings.Repeat("x", 570), "a quote that is too long beside", "https://example.org/" + strings.Repeat("x", 570)},
		{"https://example.org", strings.Repeat("文", 200), "https://example.org"},
	} {
		if got := Marked(test.address, test.quote); got != test.want {
			t.Errorf("%q and %q: got %s, want %s", test.address, test.quote, got, test.want)
		}
	}
}

func TestAddress(t *testing.T) {
	t.Parallel()
	r, _ := exchange()
	c := r.Citations()[0]
	for public, want := range map[string]string{
		"https://bot.example/d/": "https://bot.example/d/evidence/a1B2/3", "javascript:x": "https://example.org/a_%281%29?a=b#:~:text=Mayor%20Ost%20said%20the,would%20open%20in%20May.",
	} {
		if got := In("en", Options{Public: public}).address(r.ID, 3, c); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	c.Header.URL = ""
	if got := mark(2, english0.address(r.ID, 2, c)); got != `\[2\]` {
		t.Errorf("without an address: %s", got)
	}
}

func FuzzMarked(f *testing.F) {
	f.Add("https://example.org/a_(b)?q=[x]#y", "A quote, or two.")
	f.Add("http://user:pw@example.org", "")
	for _, text := range hostile {
		f.Add("https://example.org/"+text, text)
	}
	f.Fuzz(func(t *testing.T, address, quote string) {
		got := Marked(address, quote)
		if got == "" {
			return
		}
		u, err := url.Parse(got)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
			t.Fatalf("%q leads to %s (%v)", address, got, err)
		}
		if m := mark(1, got); linkHere.FindString(m) != m {
			t.Errorf("%q is no link: %s", address, m)
		}
		if before, _ := url.Parse(strings.TrimSpace(address)); before.Host != u.Host {
			t.Errorf("%q leads to the host %s", address, u.Host)
		}
	})
}
