package answer

import (
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// evidence is one passage with two turns, and the key that names it.
func evidence() (Evidence, Key, corpus.Document) {
	d := corpus.Build(corpus.Record{
		Header: corpus.Header{ID: "d", Kind: corpus.Transcript, Event: &corpus.Event{ID: "e"}},
		Voices: corpus.Voices{First: "Ann", Speakers: map[string]string{"BOB": "Bob"}},
		Text:   "He said “yes” twice.\nBOB: The so-called “deal” fell through in April.",
	})
	hit := retrieval.Hit{Passage: d.Passages[0], Header: d.Header, Hash: "h"}
	return Evidence{keyOf(hit): hit}, keyOf(hit), d
}

// at is the span of text in the body.
func at(d corpus.Document, text string) corpus.Span {
	i := strings.Index(d.Body, text)
	return corpus.Span{Start: i, End: i + len(text)}
}

func TestVerifyQuote(t *testing.T) {
	t.Parallel()
	e, key, d := evidence()
	whole := at(d, "The so-called “deal” fell through in April.")
	for _, c := range []struct {
		name  string
		quote Quote
		want  string // part of the reason; empty: it passes
	}{
		{"verbatim", Quote{key, whole, "The so-called “deal” fell through in April."}, ""},
		{"other quotation marks and spaces", Quote{key, whole, "The  so-called \"deal\"\nfell through in April."}, ""},
		{"one word changed", Quote{key, whole, "The so-called “deal” fell through in March."}, "does not stand"},
		{"one word left out", Quote{key, whole, "The “deal” fell through in April."}, "does not stand"},
		{"shifted by a byte", Quote{key, corpus.Span{Start: whole.Start - 1, End: whole.End}, "The so-called “deal” fell through in April."}, "crosses the border"},
		{"over two turns", Quote{key, corpus.Span{Start: 0, End: whole.End}, d.Body[:whole.End]}, "crosses the border"},
		{"the label of a turn", Quote{key, at(d, "BOB: The"), "BOB: The"}, "crosses the border"},
		{"empty", Quote{key, corpus.Span{Start: 3, End: 3}, ""}, "outside"},
		{"white space alone", Quote{key, at(d, " "), " "}, "does not stand"},
		{"before the passage", Quote{key, corpus.Span{Start: -4, End: 2}, "He"}, "outside"},
		{"behind the passage", Quote{key, corpus.Span{Start: whole.Start, End: len(d.Body) + 9}, "The"}, "outside"},
		{"turned round", Quote{key, corpus.Span{Start: 9, End: 2}, "said"}, "outside"},
		{"unknown passage", Quote{Key{"d", "h", 7}, whole, "The"}, "names a passage"},
		{"another version", Quote{Key{"d", "older", 0}, whole, "The"}, "names a passage"},
		{"half a character", Quote{key, corpus.Span{Start: at(d, "“yes").Start + 1, End: at(d, "yes").End}, "yes"}, "does not stand"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := verifyQuote(c.quote, e)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("dropped: %v", err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want %q; citation %+v", err, c.want, got)
			case c.want == "" && (got.Quote != d.Body[whole.Start:whole.End] || got.Unit.Speaker != "Bob" || got.Unit.Number != 2):
				t.Errorf("citation %+v", got)
			}
		})
	}
}

func TestVerifyDropsOnlyWhatFails(t *testing.T) {
	t.Parallel()
	e, key, d := evidence()
	good := Quote{key, at(d, "He said “yes” twice."), "He said “yes” twice."}
	bad := Quote{key, good.Span, "He said “no” twice."}
	claims, dropped := verify(Draft{[]Statement{
		{Text: "Good.", Quotes: []Quote{good}}, {Text: "Half good.", Quotes: []Quote{good, bad}}, {Text: "Bare."}, {Quotes: []Quote{good}},
	}}, e)
	if len(claims) != 2 || claims[0].Text != "Good." || claims[0].Event != "e" {
		t.Errorf("claims %+v", claims)
	}
	if want := "Ann, an unattributed transcript: “He said “yes” twice.”"; claims[1].Text != want {
		t.Errorf("text %q, want %q", claims[1].Text, want)
	}
	if len(dropped) != 2 || dropped[0].Text != "Half good." || dropped[1].Reason != "the statement quotes nothing" {
		t.Errorf("dropped %+v", dropped)
	}
}

// FuzzVerify offers any quote at any place: what passes stands there.
func FuzzVerify(f *testing.F) {
	e, key, d := evidence()
	f.Add("He said “yes” twice.", 0, len("He said “yes” twice."), 0)
	f.Add("BOB", 20, 30, 0)
	f.Add("\xff", -1, 1<<40, 3)
	f.Fuzz(func(t *testing.T, text string, start, end, ordinal int) {
		key := key
		key.Ordinal = ordinal
		span := corpus.Span{Start: start, End: end}
		c, err := verifyQuote(Quote{key, span, text}, e)
		if err != nil {
			return
		}
		if d.Body[start:end] != c.Quote || corpus.Fold(text) != corpus.Fold(c.Quote) || c.Span != span {
			t.Errorf("%q at %v passed as %+v", text, span, c)
		}
		if c.Unit.Start > start || c.Unit.End < end {
			t.Errorf("%v is not inside its turn %v", span, c.Unit)
		}
	})
}

func TestOriginalIsShown(t *testing.T) {
	t.Parallel()
	searcher := filled(t, map[string]string{"a.txt": "The ferry\u00a0line was\u00a0closed\r\nin winter.\r\n"})
	a, err := New(searcher, Config{}).Ask(t.Context(), Question{Text: "When was the ferry line closed?"})
	if err != nil || len(a.Claims()) != 1 {
		t.Fatalf("error %v, answer %+v", err, a)
	}
	if c := a.Claims()[0].Citations[0]; !strings.Contains(c.Original, "ferry\u00a0line was\u00a0closed") || strings.Contains(c.Quote, "\u00a0") {
		t.Errorf("original %q of %q", c.Original, c.Quote)
	}
}
