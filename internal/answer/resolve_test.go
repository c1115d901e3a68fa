package answer

import (
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// A quote's own "Saturday" is a day once the day of publication is known; that
// of somebody quoted is not, and neither is one that may be several.
func TestQuotesSayWhichDayTheyMean(t *testing.T) {
	t.Parallel()
	a := ask(t, "Where did Berg meet Torres in 2011?", retrieval.Filter{})
	found := false
	for _, c := range citationsOf(a) {
		for _, r := range c.Resolved {
			found = found || r.Text == "Saturday" && r.Days.From == day(2011, 5, 14)
		}
	}
	if !found {
		t.Errorf("Saturday is not resolved: %+v", citationsOf(a))
	}
	for _, quote := range []string{"“I leave tomorrow,” Berg said.", "They met last year.", "They met on 14 May 2011."} {
		c := Citation{Quote: quote, Header: corpus.Header{Published: day(2011, 5, 15)}}
		if r := resolved(c).Resolved; len(r) > 0 {
			t.Errorf("%s: resolved as %+v", quote, r)
		}
	}
}
