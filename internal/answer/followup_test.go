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
