package layout

import (
	"strings"
	"testing"
	"unicode/utf8"

	"dateline/internal/corpus"
)

// reads holds an escaped text to what is asked of it: it reads as it was
// written, and means nothing.
func reads(t *testing.T, text string) {
	t.Helper()
	escaped := Escape(text)
	r := read(escaped)
	if got, want := r.text.String(), Plain(text); got != want {
		t.Errorf("%q is shown as %q, not %q", text, got, want)
	}
	if len(r.means) > 0 {
		t.Errorf("%q means %q as %q", text, r.means, escaped)
	}
	if strings.ContainsAny(escaped, "\n\r\u202e\u202d\u2066\u200f\x00") || !utf8.ValidString(escaped) {
		t.Errorf("%q leaves more than text: %q", text, escaped)
	}
}

func TestEscape(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		reads(t, text)
		for _, other := range hostile {
			reads(t, text+" "+other)
			reads(t, text+other)
		}
	}
	if got := Escape("He said: wait."); got != `He said\: wait.` {
		t.Errorf("got %s", got)
	}
}

// What shows nothing is nothing, so that something else can stand in its place.
func TestPlainOfNothing(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"\u200d", " \u200c \u200d", "\u3164", "\u115f\u1160", "\uffa0 \u200b"} {
		if got := Plain(text); got != "" {
			t.Errorf("%+q is %+q", text, got)
		}
	}
	if e := (corpus.Event{ID: "fair", Name: "\u3164\u200d"}); english0.title(e) != "fair" {
		t.Errorf("the meeting is called %+q", english0.title(e))
	}
	for _, text := range []string{"می\u200cخواهم", "👩\u200d👧", "❤\ufe0f"} {
		if got := Plain(text); got != text {
			t.Errorf("%+q becomes %+q", text, got)
		}
	}
}

// A text of the corpus loses nothing that prints.
func TestPlainLosesNoWord(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		body := corpus.Normalise(strings.ToValidUTF8(text, "\ufffd")).Body
		if got, want := strings.Join(strings.Fields(Plain(body)), " "), Plain(text); got != want {
			t.Errorf("%q is shown as %q, %q", text, got, want)
		}
	}
}

func TestShort(t *testing.T) {
	t.Parallel()
	family := "👩‍👩‍👧‍👦"
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {"ab cd", 4, "ab…"}, {family + family, 12, family + "…"},
		{family + family, 11, "…"}, {"e\u0301e\u0301", 3, "e\u0301…"}, {"", 5, ""},
	} {
		if got := short(test.text, test.most); got != test.want || size(got) > test.most {
			t.Errorf("%q in %d is %q, not %q", test.text, test.most, got, test.want)
		}
	}
}

func FuzzEscape(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		reads(t, text)
		if s := short(text, 80); size(s) > 80 || !utf8.ValidString(s) {
			t.Errorf("%q is cut to %q", text, s)
		}
	})
}
