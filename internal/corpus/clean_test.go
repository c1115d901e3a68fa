package corpus

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// buildBy is the document of a text by a known author and outlet.
func buildBy(author, outlet, text string) Document {
	return Build(Record{Header: Header{ID: "d", Kind: Article, Outlet: outlet, Authors: []string{author}}, Text: text})
}

// TestHeadline: the header has the headline, so the body's copy would only
// be found twice; further down the same words can be a sentence.
func TestHeadline(t *testing.T) {
	t.Parallel()
	filler := strings.Repeat("The talks went on.\n", 12)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"first line":              {"A Truce at Last\nThe talks went on.", []string{"A Truce at Last"}},
		"in capitals":             {"A TRUCE AT LAST\nThe talks went on.", []string{"A TRUCE AT LAST"}},
		"behind a date":           {"1 May\n\nA Truce  at Last\nThe talks went on.", []string{"A Truce  at Last"}},
		"only the first copy":     {"A Truce at Last\nA Truce at Last\nThe talks went on.", []string{"A Truce at Last"}},
		"far down":                {filler + "A Truce at Last", nil},
		"the start of a sentence": {"A Truce at Last has come.", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Build(Record{Header: Header{ID: "d", Kind: Article, Headline: "A truce at last"}, Text: c.text})
			checkDocument(t, d)
			if diff := cmp.Diff(c.want, removedTexts(d), equateEmpty); diff != "" {
				t.Errorf("removed (-want +got):\n%s", diff)
			}
		})
	}
}

// TestOwnNames: rules that speak of the author and outlet mean the document's
// own, as they are written.
func TestOwnNames(t *testing.T) {
	t.Parallel()
	const text = "The talks began.\nJane Roe, Our Paper\nJane is a reporter and editor."
	for name, c := range map[string]struct {
		author, outlet string
		removed        int
	}{
		"both known":           {"Jane Roe", "Our Paper", 2},
		"no outlet":            {"Jane Roe", "", 0},
		"another author":       {"John Doe", "Our Paper", 0},
		"signs of a pattern":   {"Jane.*", "(Our", 0},
		"names with a capital": {"JANE ROE", "OUR PAPER", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := buildBy(c.author, c.outlet, text)
			checkDocument(t, d)
			if len(d.Removed) != c.removed {
				t.Errorf("removed %q, expected %d", removedTexts(d), c.removed)
			}
		})
	}
	if d := Build(Record{Header: Header{Kind: Article, Outlet: "Our Paper"}, Text: text}); len(d.Removed) != 0 {
		t.Errorf("without authors: removed %q", removedTexts(d))
	}
	two := Header{Kind: Article, Outlet: "Our Paper", Authors: []string{"John Doe", "Jane Roe"}}
	if d := Build(Record{Header: two, Text: text}); len(d.Removed) != 2 {
		t.Errorf("with two authors: removed %q", removedTexts(d))
	}
}

// TestButtonsBesideButtons: a button counts as one beside anything removed,
// so that a row of them goes from either end.
func TestButtonsBesideButtons(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		report(removedLine, "Once", "Monthly", "", "Continue"),
		report("Once", "Monthly", "", "Continue", removedLine),
		report("Transcript provided by Our Radio.", "Share", "Menu"),
	} {
		if d := buildText(Article, text); len(d.Units) != 2 {
			t.Errorf("%q: kept %q", text, unitTexts(d))
		}
	}
}

// TestRemovalsJoinAndNeverOverlap: a line that one rule shortens may meet
// another that takes all of it.
func TestRemovalsJoinAndNeverOverlap(t *testing.T) {
	t.Parallel()
	d := buildBy("Jane Roe", "Our Paper", report(
		"Jane Roe is a reporter at Our Paper. Transcript provided by Our Radio.", "", "Support us", "", "Donate now"))
	checkDocument(t, d)
	want := []string{
		"Jane Roe is a reporter at Our Paper. Transcript provided by Our Radio.",
		"Support us\n\nDonate now",
	}
	if diff := cmp.Diff(want, removedTexts(d)); diff != "" {
		t.Errorf("removed (-want +got):\n%s", diff)
	}
}

// TestOneLineIsNotLostToAnOffer: some sources put a whole article in a line.
func TestOneLineIsNotLostToAnOffer(t *testing.T) {
	t.Parallel()
	story := strings.Repeat("The talks went on for all of the day and for half of the night. ", 20)
	for _, offer := range []string{
		"Sign up for our weekly newsletter. ",
		"Get the best of Our Paper delivered to your inbox. ",
		"Jane Roe is a senior reporter at Our Paper. ",
	} {
		if d := buildBy("Jane Roe", "Our Paper", offer+story); len(d.Removed) != 0 {
			t.Errorf("%q took the article behind it away", offer)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	got := buildText(Article, report(removedLine, "Next up:")).Explain()
	want := "bytes 18–42, rule player: controls of an audio or video player\n" +
		"  - Play Live Radio\n  - Next up:\nremoved 24 of 60 bytes\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := buildText(Article, "The talks began.").Explain(); got != "removed 0 of 16 bytes\n" {
		t.Errorf("nothing removed: %q", got)
	}
}
