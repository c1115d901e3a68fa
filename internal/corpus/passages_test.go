package corpus

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// prose is n sentences of ten words, per in a paragraph.
func prose(n, per int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Talk %d went on all day and half the night.", i)
		if (i+1)%per == 0 {
			b.WriteString("\n\n")
		} else {
			b.WriteString(" ")
		}
	}
	return b.String()
}

func TestParagraphs(t *testing.T) {
	t.Parallel()
	wrapped := "The talks in the palace began on Tuesday evening and\nwent on until the guests were tired and asked for\nsome rest, which" +
		" the host did not grant them until they\nhad signed what lay before them.\n"
	quotes := "“We shall stay here until the other side has signed.”\n“They will wait for a long time until we sign it.”\n" +
		"“Then let them wait for as long as they want to.”\n“We are in no hurry, as everybody ought to know.”\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"lines":               {"One.\nTwo.\n\nThree.", []string{"One.", "Two.", "Three."}},
		"nothing":             {"", nil},
		"lines without words": {"One.\n* * *\n\n—\nTwo.", []string{"One.", "Two."}},
		"a removed line":      {"One.\nPlay Live Radio\nTwo.", []string{"One.", "Two."}},
		"wrapped lines":       {wrapped + "\n" + wrapped, []string{strings.TrimSpace(wrapped), strings.TrimSpace(wrapped)}},
		"a wrapped paragraph interrupted": {wrapped + "Play Live Radio\n" + wrapped, []string{
			strings.TrimSpace(wrapped), strings.TrimSpace(wrapped),
		}},
		"quotations of one width": {quotes, strings.Split(strings.TrimSpace(quotes), "\n")},
		"a list":                  {"The talks\nThe truce\nThe war\nThe peace", []string{"The talks", "The truce", "The war", "The peace"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := buildText(Article, c.text)
			checkDocument(t, d)
			if diff := cmp.Diff(c.want, unitTexts(d), equateEmpty); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestPassageLengths: a long run comes to parts of about one size, so that
// none is a remainder too small to be found.
func TestPassageLengths(t *testing.T) {
	t.Parallel()
	const sentenceWords = 10
	slack := unitSlack + sentenceWords
	for _, per := range []int{1, 3, 7, 1000} {
		for n := 1; n <= 150; n += 4 { // sentences
			d := buildText(Article, prose(n, per))
			checkDocument(t, d)
			words := n * sentenceWords
			parts := max(1, (words+PassageWords/2)/PassageWords)
			if len(d.Passages) != parts {
				t.Errorf("%d words in paragraphs of %d: %d passages, expected %d", words, per, len(d.Passages), parts)
			}
			for _, p := range d.Passages {
				got, ideal := countWords(p.Text), words/parts
				if got < ideal-2*slack || got > ideal+2*slack {
					t.Errorf("%d words in paragraphs of %d: a passage of %d, expected about %d", words, per, got, ideal)
				}
			}
		}
	}
}

// TestPassagesEndWithParagraphs where one ends near the place for a cut.
func TestPassagesEndWithParagraphs(t *testing.T) {
	t.Parallel()
	d := buildText(Article, prose(36, 4)) // a cut at half, 18 sentences, would fall into a paragraph
	checkDocument(t, d)
	if len(d.Passages) != 2 {
		t.Fatalf("%d passages, expected 2", len(d.Passages))
	}
	for _, u := range d.Units {
		if !d.Passages[0].Contains(u.Span) && !d.Passages[1].Contains(u.Span) {
			t.Errorf("paragraph %d is cut in two", u.Number)
		}
	}
}

// TestPassagesAndRemovals: what stood on two sides of an offer is not one
// text, however short.
func TestPassagesAndRemovals(t *testing.T) {
	t.Parallel()
	d := buildText(Article, "Play Live Radio\nOne.\nTwo.\nPlay Live Radio\n* * *\nThree. Four.\nPlay Live Radio")
	checkDocument(t, d)
	var got []string
	for _, p := range d.Passages {
		got = append(got, p.Text)
	}
	if diff := cmp.Diff([]string{"One.\nTwo.", "Three. Four."}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	d = buildText(Article, "Play Live Radio\n\n* * *\n\nSupport us")
	checkDocument(t, d)
	if len(d.Passages) != 0 || len(d.Units) != 0 {
		t.Errorf("a text of nothing but offers has passages: %+v", d.Passages)
	}
}

// TestPassageParts: what a search result is shown and checked by.
func TestPassageParts(t *testing.T) {
	t.Parallel()
	d := buildText(Transcript, "Welcome.\nJANE ROWE: One. Two.\nJOHN DOWE: Three.\nROWE: Four.")
	checkDocument(t, d)
	p := d.Passages[0]
	if diff := cmp.Diff([]string{"Jane Rowe", "John Dowe"}, p.Speakers()); diff != "" {
		t.Errorf("speakers (-want +got):\n%s", diff)
	}
	find := func(s string) Span {
		at := strings.Index(d.Body, s)
		return Span{at, at + len(s)}
	}
	if s := find("One. Two."); p.Slice(s) != "One. Two." {
		t.Errorf("slice: %q", p.Slice(s))
	}
	if u, ok := p.UnitAt(find("Two.")); !ok || u.Number != 2 || u.Speaker != "Jane Rowe" {
		t.Errorf("the unit of a quote: %+v, %v", u, ok)
	}
	for _, s := range []string{"Two.\nJOHN DOWE: Three.", "JOHN DOWE: Three.", "JOHN"} {
		if u, ok := p.UnitAt(find(s)); ok {
			t.Errorf("%q lies in %+v", s, u)
		}
	}
	inside := Passage{Span: Span{10, 20}, Units: []Unit{{Span: Span{0, 40}, Number: 1}}}
	if _, ok := inside.UnitAt(Span{5, 15}); ok {
		t.Errorf("a quote that begins before the passage lies in it")
	}
}

func FuzzBuild(f *testing.F) {
	for _, s := range []string{
		twoVoices, prose(40, 3), prose(60, 100), report(removedLine, "Once"), "", "\n", "\ufeff", ":", "A:", "A: b\nA: ", "é:\u0301",
		"A message from Our Paper:\n\nWe need money.\n\nRemind me later.", "Hi. Transcript provided by Our Radio.", "Title\n\nJane Roe, Our Paper",
		"Jane Roe is a reporter and editor. Transcript provided by Our Radio.", "\u1100\u200b\u1161: x", strings.Repeat("word ", 500),
	} {
		for _, kind := range []string{Article, Transcript, ""} {
			f.Add(s, kind, "Title")
		}
	}
	f.Fuzz(func(t *testing.T, text, kind, headline string) {
		if !utf8.ValidString(text) || !utf8.ValidString(headline) {
			t.Skip("checkText refuses it before")
		}
		switch kind {
		case Article, Transcript, "":
		default:
			t.Skip("any other kind is built as an article")
		}
		r := Record{
			Header: Header{ID: "d", Kind: kind, Headline: headline, Authors: []string{"Jane Roe"}, Outlet: "Our Paper"},
			Voices: Voices{Speakers: map[string]string{"A": "Ann"}, First: "Bob"}, Text: text,
		}
		d := Build(r)
		checkDocument(t, d)
		if diff := cmp.Diff(d.Passages, Build(r).Passages); diff != "" {
			t.Errorf("built again, it has other passages:\n%s", diff)
		}
	})
}
