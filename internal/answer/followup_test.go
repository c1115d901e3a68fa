package answer

import "testing"

// Without a model a follow-up is made to stand alone by rule.
func TestFollowUpsByRule(t *testing.T) {
	t.Parallel()
	answerer := New(filled(t, lakeside), Config{})
	for _, c := range []struct{ before, answer, next, want string }{
		{"What did Berg and Torres discuss in 2011?", "", "And in 2016?", "What did Berg and Torres discuss in 2016?"},
		{"What did Berg and Torres discuss in Arvika in May 2011?", "", "what about Lugano?", "What did Berg and Torres discuss in Lugano?"},
		{"What did Berg and Torres discuss?", "", "and in 2016?", "What did Berg and Torres discuss, in 2016?"},
		{"What did The Lantern report about the treaty?", "", "And Radio Nord?", "What did Radio Nord report about the treaty?"},
		{"According to The Lantern, what was signed in 2011?", "", "And in 2016?", "According to The Lantern, what was signed in 2016?"},
		{"Why did Berg travel by train in 2011?", "", "When did he leave?", "When did Berg leave in 2011?"},
		{"Why did Berg travel to Arvika?", "", "How was his mood?", "How was Berg's mood in Arvika?"},
		{"Who was unhappy in Arvika?", "", "Why were the fishermen unhappy?", "Why were the fishermen unhappy in Arvika?"},
		{"What did Berg say?", "The Lantern: “The harbour is a matter for both shores,”", "Who said that?", "Who said “The harbour is a matter for both shores,”?"},
		{"What did Berg say in 2011?", "", "What was agreed in Lugano?", "What was agreed in Lugano?"},
		{"Who reported on the May 2011 meeting?", "", "What did The Lantern say of it?", "What did The Lantern say of it in May 2011?"},
		{"Who was unhappy, lugano-2016?", "", "Why was that?", "Why was that lugano-2016?"},
		{"What did Berg say in Arvika?", "", "And Torres?", "What did Torres say in Arvika?"},
		{"What did Berg say about Norland in 2011?", "", "Where did he travel?", "Where did Berg travel in 2011?"},
		{"Where did Berg and Torres meet in 2011?", "", "What did they sign?", "What did Berg and Torres sign in 2011?"},
		{"What did The Lantern report in 2011?", "", "What did they sign?", "What did they sign in 2011?"},
		{"In 2011, what was signed in Arvika?", "", "And in 2016?", "in 2016, what was signed?"},
		{"Who was unhappy, lugano-2016?", "", "And in 2011?", "Who was unhappy, in 2011?"},
		{"", "", "And in 2016?", "And in 2016?"}, // what is no question has nothing to carry over
	} {
		a, err := answerer.Ask(t.Context(), Question{Text: c.next, History: []Exchange{{c.before, c.answer}}})
		if err != nil {
			t.Fatal(err)
		}
		if a.Question() != c.want || a.Asked() != c.next {
			t.Errorf("after %q, %q became %q, want %q", c.before, c.next, a.Question(), c.want)
		}
	}
}

// What follows a question for the speaker follows the question before that.
func TestFollowUpOfWhoSaidThat(t *testing.T) {
	t.Parallel()
	history := []Exchange{{Question: "What did Berg say in Lugano?"}, {Question: "Who said “The harbour is a matter for both shores,”?"}}
	a, err := New(filled(t, lakeside), Config{}).Ask(t.Context(), Question{Text: "And in Arvika?", History: history})
	if want := "What did Berg say in Arvika?"; err != nil || a.Question() != want {
		t.Errorf("it became %q, error %v; want %q", a.Question(), err, want)
	}
}

func FuzzFollowUp(f *testing.F) {
	f.Add("In 2011, what did Berg sign in Arvika, lugano-2016?", "And in Lugano in 2016, Radio Nord?")
	answerer := New(filled(f, lakeside), Config{})
	f.Fuzz(func(t *testing.T, before, next string) {
		text := answerer.byRule([]Exchange{{Question: before}}, Question{Text: next})
		if most := len(before) + len(next) + 200; len(text) > most+3*len(before) {
			t.Errorf("%q became %q", next, text)
		}
	})
}
