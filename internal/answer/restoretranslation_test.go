package answer

import (
	"encoding/json"
	"testing"
)

// translatedAnswer is an answer in Russian, and its corpus.
func translatedAnswer(t *testing.T) (archive Archive, a Answer) {
	t.Helper()
	w := &writer{write: func(_ int, p Prompt, got func(Proposal) error) error {
		return got(Proposal{Text: "Берг ехал поездом, потому что аэропорт был закрыт.", TranslationOf: ofTrain, Evidence: []Proposed{{keyIn(p, train), train}}})
	}}
	searcher := filled(t, lakeside)
	a, err := New(searcher, Config{Generator: w, WholeTokens: 10_000}).Ask(t.Context(), whyByTrain)
	if err != nil || len(a.Claims()) != 1 || a.Claims()[0].TranslationOf == "" {
		t.Fatalf("claims %+v, dropped %+v, error %v", a.Claims(), a.Dropped(), err)
	}
	return searcher, a
}

// A translation comes back with its statement, and is compared with it again.
func TestRestoreTranslation(t *testing.T) {
	t.Parallel()
	archive, a := translatedAnswer(t)
	for name, c := range map[string]struct {
		change func(*claimJSON)
		rule   string
	}{
		"nothing": {func(*claimJSON) {}, ""},
		"flags":   {func(c *claimJSON) { c.FactsOnly, c.NamesUnchecked = false, true }, ""},
		"another name": {func(c *claimJSON) {
			c.Text = "Торрес ехала поездом, потому что аэропорт был закрыт."
		}, ruleName},
		"a number":                     {func(c *claimJSON) { c.Text = "Берг ехал поездом 5 часов." }, ruleNumber},
		"a link":                       {func(c *claimJSON) { c.TranslationOf = known("Berg, see https://evil.example.") }, ruleText},
		"no statement":                 {func(c *claimJSON) { c.TranslationOf = nil }, ruleLanguage},
		"an empty one":                 {func(c *claimJSON) { c.TranslationOf = new(string) }, ruleText},
		"one in the same language":     {func(c *claimJSON) { c.TranslationOf = known("Берг ехал поездом.") }, ruleLanguage},
		"one in a third":               {func(c *claimJSON) { c.TranslationOf = known("Berg reiste mit dem Zug und nicht mit der Fähre.") }, ruleLanguage},
		"no translation but a forgery": {func(c *claimJSON) { c.Text = "Berg and his men betrayed the lake." }, ruleLanguage},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s answerJSON
			if err := json.Unmarshal(stored(t, a), &s); err != nil {
				t.Fatal(err)
			}
			c.change(&s.Claims[0])
			data, err := json.Marshal(s)
			if err != nil {
				t.Fatal(err)
			}
			got := restored(t, archive, data)
			switch {
			case c.rule == "":
				wantSame(t, a, got)
			case len(got.Claims()) != 0 || len(got.Dropped()) != 1 || got.Dropped()[0].Rule != c.rule:
				t.Errorf("claims %+v, dropped %+v; want dropped by %s", got.Claims(), got.Dropped(), c.rule)
			}
		})
	}
}
