package corpus

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestNormalise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ read, want string }{
		"plain text":                 {"The talks\nbegan.", "The talks\nbegan."},
		"empty":                      {"", ""},
		"no-break space":             {"Emir\u00a0of Qatar", "Emir of Qatar"},
		"narrow and wide spaces":     {"a\u202fb\u2003c\u3000d\te", "a b c d e"},
		"line ends of Windows":       {"a\r\nb\r\n\r\nc", "a\nb\n\nc"},
		"line ends of old Macs":      {"a\rb\r\rc", "a\nb\n\nc"},
		"other line ends":            {"a\u2028b\u2029c\u0085d\ve\ff", "a\nb\nc\nd\ne\nf"},
		"zero-width space":           {"Mos\u200bcow", "Moscow"},
		"joiners carry meaning":      {"می\u200cخواهم", "می\u200cخواهم"},
		"soft hyphen":                {"Mos\u00adcow", "Moscow"},
		"marks of reading direction": {"\u202bAssad\u202c \u2067Putin\u2069\u200e", "Assad Putin"},
		"control characters":         {"a\x07b\x1bc\x7fd", "abcd"},
		"byte order mark":            {"\ufeffMoscow\ufeff", "Moscow"},
		"combining accents":          {"Erdog\u0306an, cafe\u0301", "Erdoğan, café"},
		"accents in the wrong order": {"a\u0301\u0323", "ạ\u0301"},
		"a letter that is two":       {"\ufb2c", "\u05e9\u05bc\u05c1"},
		"composed across a hyphen":   {"cafe\u00ad\u0301", "café"},
		"composed across a control":  {"cafe\x01\u0301", "café"},
		"Hangul across a zero width": {"\u1100\u200b\u1161", "가"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := Normalise(c.read)
			if diff := cmp.Diff(c.want, got.Body); diff != "" {
				t.Errorf("body (-want +got):\n%s", diff)
			}
			if got.AsRead() != c.read {
				t.Errorf("as read: %q", got.AsRead())
			}
			checkBody(t, got)
		})
	}
}

// TestOriginal: a citation shows a quote as it was written.
func TestOriginal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ read, quote, want string }{
		"plain text":                {"The talks began.", "talks", "talks"},
		"no-break space inside":     {"the\u00a0Emir\u00a0of Qatar", "Emir of", "Emir\u00a0of"},
		"no-break space before":     {"the\u00a0Emir\u00a0of Qatar", "of Qatar", "of Qatar"},
		"line end inside":           {"He said\r\nno.\r\nShe left.", "said\nno", "said\r\nno"},
		"line ends before":          {"He said\r\nno.\r\nShe left.", "She left.", "She left."},
		"dropped inside":            {"a Mos\u00adcow\u200b visit", "Moscow visit", "Mos\u00adcow\u200b visit"},
		"dropped before":            {"Mos\u00adcow visit", "visit", "visit"},
		"accent at the end":         {"a cafe\u0301 in town", "café", "cafe\u0301"},
		"accent at the start":       {"an e\u0301lite", "élite", "e\u0301lite"},
		"accent before":             {"e\u0301lite troops", "troops", "troops"},
		"half of a letter":          {"a \ufb2c b", "\u05c1 b", "\ufb2c b"},
		"half of swapped accents":   {"a\u1ddf\u0316 b", "a\u0316", "a\u1ddf\u0316"},
		"behind a letter that grew": {"\ufb2c\ufb2c talks", "talks", "talks"},
		"byte order mark":           {"\ufeffMoscow", "Moscow", "\ufeffMoscow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := Normalise(c.read)
			at := strings.Index(text.Body, c.quote)
			if at < 0 {
				t.Fatalf("%q does not stand in the body %q", c.quote, text.Body)
			}
			if got := text.Original(Span{at, at + len(c.quote)}); got != c.want {
				t.Errorf("original %q, expected %q", got, c.want)
			}
		})
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ one, other string }{
		"curly quotes":      {"“No,” he said", `"No," he said`},
		"low and angled":    {"„No“ «no»", `"No" "no"`},
		"doubled":           {"``No''", `"No"`},
		"apostrophes":       {"Assad’s ‘no’", "Assad's 'no'"},
		"primes":            {"5′ and 6″", `5' and 6"`},
		"spaces":            {"  a\u00a0 b\n\tc ", "a b c"},
		"ligatures":         {"ﬁve oﬃces", "five offices"},
		"ellipsis":          {"the army…", "the army..."},
		"combining accents": {"cafe\u0301", "café"},
		"wide digits":       {"２０１５", "2015"},
		"nothing to see":    {"\ufeffMos\u00adcow \u200e, 2015", "Moscow , 2015"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(Fold(c.other), Fold(c.one)); diff != "" {
				t.Errorf("%q and %q differ:\n%s", c.one, c.other, diff)
			}
		})
	}
	for _, pair := range [][2]string{{"Putin", "putin"}, {"2015", "2016"}, {"no", "n o"}} {
		if Fold(pair[0]) == Fold(pair[1]) {
			t.Errorf("%q and %q are the same", pair[0], pair[1])
		}
	}
}

func FuzzNormalise(f *testing.F) {
	for _, s := range []string{
		"The talks began.", "\ufeffa\u00a0b\r\nc\rd", "cafe\u0301 e\u00ad\u0301", "\ufb2c\u0344", "a\u1ddf\u0316",
		"\u1100\u200b\u1161\u11a8", "a" + strings.Repeat("\u0301", 70), "\u0301 starts", "\u202bx\u202c", "=\u00ad\u0338\u0338",
	} {
		f.Add(s, uint(0), uint(3))
	}
	f.Fuzz(func(t *testing.T, read string, from, to uint) {
		if !utf8.ValidString(read) {
			t.Skip("checkText refuses it before")
		}
		text := Normalise(read)
		checkBody(t, text)
		if again := Normalise(text.Body).Body; again != text.Body {
			t.Errorf("%q became %q at first and %q at last", read, text.Body, again)
		}
		if Fold(read) != Fold(text.Body) {
			t.Errorf("%q folds to %q, and its body to %q", read, Fold(read), Fold(text.Body))
		}
		checkOriginal(t, text, from, to)
	})
}

// checkOriginal cuts the body in three at two characters. The originals of
// the parts are whole characters, and where no border cuts a letter of
// several characters, each says the same as its part.
func checkOriginal(t *testing.T, text Text, from, to uint) {
	t.Helper()
	a, b := runeStart(text.Body, from), runeStart(text.Body, to)
	if a > b {
		a, b = b, a
	}
	for _, s := range []Span{{0, a}, {a, b}, {b, len(text.Body)}} {
		part, original := text.Body[s.Start:s.End], text.Original(s)
		if !utf8.ValidString(original) {
			t.Fatalf("the original of %v, %q, cuts a character in two: %q", s, part, original)
		}
		if !strings.Contains(Normalise(original).Body, part) {
			t.Fatalf("the original of %v, %q, does not hold it: %q", s, part, original)
		}
	}
	if whole(text, a) && whole(text, b) {
		part, original := text.Body[a:b], text.Original(Span{a, b})
		if got := Normalise(original).Body; got != part {
			t.Errorf("the original of %q is %q, which reads %q", part, original, got)
		}
	}
}

// whole reports whether a border there lies between two characters as they
// were read, too.
func whole(text Text, at int) bool {
	return len(text.Original(Span{0, at}))+len(text.Original(Span{at, len(text.Body)})) == len(text.AsRead())
}

// runeStart is the start of some character of s, or its end.
func runeStart(s string, n uint) int {
	at := int(n % uint(len(s)+1))
	for at > 0 && at < len(s) && !utf8.RuneStart(s[at]) {
		at--
	}
	return at
}
