package retrieval_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/retrieval"
)

func TestTerms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"  \n ?! — ", ""},
		{"the of and IT'S a", ""},
		{"Marlow's boat, the boat of Marlow", "marlow boat boat marlow"},
		{"Marlow’s boat", "marlow boat"},
		{"the writers' union", "writer union"},
		{"Don't, don’t", "dont dont"},
		{"the U.S. and the U.S.A., US", "us usa us"},
		{"4,000 seats or 4000", "4000 seat 4000"},
		{"3.5 degrees, 35", "3.5 degre 35"},
		{"café cafe\u0301 CAFÉ", "cafe cafe cafe"},
		{"Čapek, Øst", "capek øst"},
		{"well-known", "well known"},
		{"ferries, FERRY", "ferri ferri"},
		{"ﬁne fine", "fine fine"},
		{"１２ 12", "12 12"},
		{"2017-11-20", "2017 11 20"},
		{"Straße", "straße"},
	} {
		if diff := cmp.Diff(strings.Fields(c.want), retrieval.Terms(c.text), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

// Scripts without spaces are cut somewhere, and each piece is found again.
func TestTermsOfOtherScripts(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"東京で会談があった", "서울에서 만났다", "встреча в Сочи", "اجتماع في موسكو", "ประชุมที่มอสโก"} {
		tokens := retrieval.Tokens(text)
		if len(tokens) == 0 {
			t.Errorf("%q has no words", text)
		}
		for _, token := range tokens {
			if found := retrieval.Terms(token.Text); len(found) != 1 || found[0] != token.Term {
				t.Errorf("%q: the word %q is %q in the text and %q alone", text, token.Text, token.Term, found)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	want := []retrieval.Token{
		{Term: "", Text: "The", Start: 0, End: 3},
		{Term: "cafe", Text: "Café's", Start: 4, End: 11},
		{Term: "us", Text: "U.S", Start: 13, End: 16},
		{Term: "guest", Text: "guests", Start: 18, End: 24},
	}
	if diff := cmp.Diff(want, retrieval.Tokens("The Café's (U.S. guests)")); diff != "" {
		t.Errorf("tokens (-want +got):\n%s", diff)
	}
}

func FuzzTokens(f *testing.F) {
	for _, seed := range []string{"The Café's (U.S. guests)", "4,000 and 3.5", "東京で会談", "a\xffb", "’s 's s's", "ﷺ ʼn ß İ", "x\u0301\u200d'"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var terms []string
		end := 0
		for _, token := range retrieval.Tokens(text) {
			if token.Start < end || token.End <= token.Start || token.End > len(text) {
				t.Fatalf("the word from %d to %d of %d bytes follows one that ends at %d", token.Start, token.End, len(text), end)
			}
			if token.Text != text[token.Start:token.End] {
				t.Fatalf("the word is %q, and %q stands there", token.Text, text[token.Start:token.End])
			}
			end = token.End
			if token.Term != "" {
				terms = append(terms, token.Term)
			}
		}
		if diff := cmp.Diff(terms, retrieval.Terms(text), cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("the terms are not those of the words (-words +terms):\n%s", diff)
		}
	})
}
