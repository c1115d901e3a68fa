package answer

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/internal/corpus"
)

func TestRelativeDatesAreSaid(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	_, reason, claim := ruleOf(t, c, Proposal{Text: "Berg left on 15 May 2011.", Evidence: []Proposed{{"lantern-2011", "He left on Sunday."}}})
	if reason != "" {
		t.Fatal(reason)
	}
	got := claim.Citations[0].Resolved
	want := Resolution{Text: "Sunday", Published: day(2011, 5, 15)}
	want.Days.From, want.Days.To = day(2011, 5, 15), day(2011, 5, 15)
	if len(got) != 1 || got[0] != want {
		t.Errorf("resolved %+v, want %+v", got, want)
	}
}

func TestQuotesLeavingSomethingOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	p := Proposal{Text: "Berg and Torres met in Arvika and signed a fishing treaty.", Evidence: []Proposed{{"lantern-2011", "Nils Berg and Ana Torres … signed a fishing treaty"}}}
	_, reason, claim := ruleOf(t, c, p)
	if reason != "" || len(claim.Citations) != 2 {
		t.Fatalf("%q, citations %+v", reason, claim.Citations)
	}
	p.Evidence[0].Quote = "signed a fishing treaty … Nils Berg and Ana Torres"
	if rule, _, _ := ruleOf(t, c, p); rule != ruleQuote {
		t.Errorf("parts in another order fail %q", rule)
	}
}

func TestOtherLanguages(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	for _, p := range []Proposal{
		{Text: "Berg und Torres trafen sich am 14. Mai 2011 in Arvika und unterzeichneten einen Vertrag.", Evidence: []Proposed{{"lantern-2011", "Nils Berg and Ana Torres met in Arvika on Saturday and signed a fishing treaty."}}},
		{Text: "Le traité limite la pêche de la perche à 900 tonnes par an.", Evidence: []Proposed{{"lantern-2011", "The treaty limits the catch of perch to 900 tonnes a year."}}},
	} {
		if _, reason, claim := ruleOf(t, c, p); reason != "" || !claim.FactsOnly {
			t.Errorf("%q: %s, facts only %v", p.Text, reason, claim.FactsOnly)
		}
		p.Evidence[0].Quote = strings.Join(strings.Fields(p.Evidence[0].Quote)[:5], " ")
		if rule, _, _ := ruleOf(t, c, p); rule != ruleLanguage {
			t.Errorf("%q with a part of a sentence fails %q", p.Text, rule)
		}
	}
}

// TestMeaning gives the checker an embedder: it makes up for words, and for
// nothing else; one that fails is one that is not there.
func TestMeaning(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	close := func(_ context.Context, texts []string) ([][]float32, error) {
		out := make([][]float32, len(texts))
		for i := range out {
			out[i] = []float32{1, 0}
		}
		return out, nil
	}
	broken := func(context.Context, []string) ([][]float32, error) { return nil, errors.New("down") }
	loose := Proposal{Text: "The fishing pact restricts how much perch anglers may harvest yearly, to 900 tonnes.", Evidence: []Proposed{{"lantern-2011", "The treaty limits the catch of perch to 900 tonnes a year."}}}
	for _, c := range []struct {
		name  string
		embed embedding
		text  string
		rule  string
	}{
		{"close", close, "", ""},
		{"altered", close, strings.Replace(loose.Text, "900", "800", 1), ruleNumber},
		{"none", nil, "Trawlers were impounded over perch.", ruleSupport},
		{"broken", broken, "Trawlers were impounded over perch.", ruleSupport},
	} {
		p := loose
		if c.text != "" {
			p.Text = c.text
		}
		if rule, reason, _ := ruleOf(t, d.checker(t, "", c.embed), p); rule != c.rule {
			t.Errorf("%s: fails %q (%s), want %q", c.name, rule, reason, c.rule)
		}
	}
}

func TestManyRejectedClaims(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	most := 10000
	if testing.Short() {
		most = 500
	}
	for i := range most {
		p := Proposal{Text: fmt.Sprintf("Berg travelled with %d suitcases.", 3000+i), Evidence: []Proposed{{"lantern-2011", "Berg travelled by train because the airport was closed."}}}
		if rule, _, _ := ruleOf(t, c, p); rule != ruleNumber {
			t.Fatalf("claim %d fails %q", i, rule)
		}
	}
}

func TestCheckCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := newDesk(t).checker(t, "", nil).check(ctx, good[0].proposal())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// TestLongClaimsTakeBoundedTime repeats what makes the rules work most.
func TestLongClaimsTakeBoundedTime(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	c := d.checker(t, "", nil)
	for _, pattern := range []string{"Berg said, and ", "Lugano 2016, ", "the day before ", "four hundred 5 ", "“a ” ", "and because ", "not said Berg ", "Ana, Nils "} {
		p := Proposal{Text: strings.Repeat(pattern, maxText/len([]rune(pattern))-1) + "."}
		for range maxQuotes {
			p.Evidence = append(p.Evidence, Proposed{"lantern-2016", "Torres said she would not pay for the harbour."})
		}
		start := time.Now()
		rule, _, _ := ruleOf(t, c, p)
		if took := time.Since(start); rule == "" || took > 5*time.Second {
			t.Errorf("%q: rule %q after %v", pattern, rule, took)
		}
	}
}

// FuzzCheck proposes anything: what is shown quotes the stored words at their
// place, inside one turn or paragraph, as they were proposed.
func FuzzCheck(f *testing.F) {
	for _, rows := range [][]row{good, bad} {
		for _, r := range rows {
			if len(r.evidence) > 0 {
				f.Add(r.text, r.evidence[0], r.evidence[1])
			}
		}
	}
	f.Add("Berg met Torres.", "lantern-2011", "\ufb01shing treaty \u2014 \u0130\u00b4 ...")
	d := newDesk(f)
	c := d.checker(f, "", nil)
	f.Fuzz(func(t *testing.T, text, passage, quote string) {
		claim, err := c.check(context.Background(), Proposal{Text: text, Evidence: []Proposed{{passage, quote}}})
		if err != nil {
			return
		}
		hit := d.passages[passage]
		var parts []string
		for _, citation := range claim.Citations {
			unit, inside := hit.Passage.UnitAt(citation.Span)
			if !inside || unit != citation.Unit || hit.Passage.Slice(citation.Span) != citation.Quote {
				t.Errorf("%q is not the text of one unit at %v", citation.Quote, citation.Span)
			}
			if corpus.Fold(citation.Quote) == "" {
				t.Error("an empty quote was shown")
			}
			parts = append(parts, citation.Quote)
		}
		if !foldsTo(quote, parts) {
			t.Errorf("%q was shown as %q", quote, parts)
		}
		if strings.ContainsAny(claim.Text, "\n\r\u202e<>`") || strings.Contains(claim.Text, "://") {
			t.Errorf("shown: %q", claim.Text)
		}
	})
}

// foldsTo reports whether a proposed quote is the quotes shown, or what stands
// around its ellipses is.
func foldsTo(quote string, shown []string) bool {
	whole := trimQuote(foldQuote(quote).text)
	same := func(a, b string) bool { return strings.EqualFold(trimQuote(a), trimQuote(foldQuote(b).text)) }
	if len(shown) == 1 && same(whole, shown[0]) {
		return true
	}
	i := 0
	for _, part := range ellipsis.Split(whole, -1) {
		if trimQuote(part) == "" {
			continue
		}
		if i == len(shown) || !same(part, shown[i]) {
			return false
		}
		i++
	}
	return i == len(shown)
}

func BenchmarkCheck(b *testing.B) {
	d := newDesk(b)
	p := good[len(good)-1].proposal()
	for b.Loop() {
		// A checker of its own each time: the first claim of a request is the
		// one that somebody waits for.
		if _, err := d.checker(b, "", nil).check(context.Background(), p); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckRejected(b *testing.B) {
	d := newDesk(b)
	c := d.checker(b, "", nil)
	for b.Loop() {
		for i := range 10000 {
			p := Proposal{Text: fmt.Sprintf("Berg travelled %d times.", i), Evidence: []Proposed{{"lantern-2011", "Berg travelled by train because the airport was closed."}}}
			if _, err := c.check(context.Background(), p); err == nil {
				b.Fatal("shown")
			}
		}
	}
}
