package answer

import (
	"slices"
	"strings"
	"testing"

	"dateline/internal/retrieval"
)

// Two outlets that give another number for the same are both quoted, and the
// answer says that they differ; where they agree it does not.
func TestOutletsDiffer(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{
		"How long did the talks about the ferry line in Lugano take?": true,
		"How many tonnes of perch may be caught?":                     false,
	} {
		a := ask(t, question, retrieval.Filter{})
		if got := slices.Contains(a.Notes(), OutletsDiffer); got != want {
			t.Errorf("%s: says that outlets differ: %t, want %t; %+v", question, got, want, a.Claims())
		}
	}
}

// disputed is a meeting whose length three outlets report: two of them one from
// the other, so that their agreement counts for little, and a third otherwise.
func disputed(third string) map[string]string {
	const wire = "Nils Berg and Ana Torres talked about the ferry line in Lugano on Wednesday. The talks about the ferry line in Lugano took four hours and ended without a result, officials of both countries said."
	return map[string]string{
		"corpus.yaml": `
events:
  - {id: lugano-2016, name: "Lugano, March 2016", date: 2016-03-02, place: Lugano, participants: [Nils Berg, Ana Torres]}
documents:
  - {file: a.txt, outlet: The Lantern, published: 2016-03-03, event: lugano-2016}
  - {file: b.txt, outlet: Evening Mail, published: 2016-03-03, event: lugano-2016, provenance: Rewritten from The Lantern.}
  - {file: c.txt, outlet: Radio Nord, published: 2016-03-03, event: lugano-2016}
`,
		"a.txt": wire, "b.txt": wire + " Snow fell.", "c.txt": third,
	}
}

// Where outlets that depend on each other agree and another one differs, that one
// is shown, however it puts it; where it agrees, or is on something else, it
// changes nothing.
func TestTheOutletThatDiffersIsShown(t *testing.T) {
	t.Parallel()
	const question = "How long did the talks about the ferry line in Lugano take?"
	for third, differs := range map[string]bool{
		"Berg and Torres left the hotel late. After three hours of talks on the ferry line they had nothing to sign.":                                                               true,
		"It was snowing. The two discussed the ferry line for three hours, and the talks brought nothing.":                                                                          true,
		"Snow fell on Lugano. The leaders needed three hours for the ferry line, a spokesman told reporters, and then both of them went to dinner without another word to anybody.": true,
		"The summit in Lugano was about a ferry line. Talks ended after three hours.":                                                                                               true,
		"The talks about the ferry line went on for 4 hours.":                                                                                                                       false,
		"Berg and Torres left the hotel late. After four hours of talks on the ferry line they had nothing to sign.":                                                                false,
		"The ferry to the islands takes three hours. It has been out of service since autumn.":                                                                                      false,
		"Berg slept for three hours on the train. He likes trains, and the food that is served on them.":                                                                            false,
		"After four hours of talks on the ferry line they had nothing to sign. They had met for two hours of talks on ferry fares.":                                                 false,
	} {
		a, err := New(filled(t, disputed(third)), Config{}).Ask(t.Context(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		shown := slices.ContainsFunc(a.Claims(), func(c Claim) bool {
			return c.Citations[0].Header.Outlet == "Radio Nord"
		})
		if said := slices.Contains(a.Notes(), OutletsDiffer); said != differs || differs && !shown {
			t.Errorf("%s\nRadio Nord is shown: %t; says that outlets differ: %t, want %t; %+v", third, shown, said, differs, a.Claims())
		}
	}
}

// However many repeat each other, one that differs is among those shown.
func TestTheOutletThatDiffersIsNotCrowdedOut(t *testing.T) {
	t.Parallel()
	files := disputed("Snow fell on Lugano. The leaders needed three hours for the ferry line, a spokesman told reporters.")
	for _, n := range []string{"d", "e", "f"} {
		files["corpus.yaml"] += "  - {file: " + n + ".txt, outlet: Copy " + n + ", published: 2016-03-03, event: lugano-2016}\n"
		files[n+".txt"] = files["a.txt"]
	}
	a, err := New(filled(t, files), Config{}).Ask(t.Context(), Question{Text: "How long did the talks about the ferry line in Lugano take?"})
	if err != nil {
		t.Fatal(err)
	}
	if n := len(a.Claims()); n != MostStatements || a.Claims()[n-1].Citations[0].Header.Outlet != "Radio Nord" || !slices.Contains(a.Notes(), OutletsDiffer) {
		t.Errorf("notes %v, claims %+v", a.Notes(), a.Claims())
	}
}

// Of several meetings each has its own who differ.
func TestTheOutletThatDiffersOfEachMeeting(t *testing.T) {
	t.Parallel()
	files := disputed("Snow fell on Lugano. The leaders needed three hours for the ferry line, a spokesman told reporters.")
	files["corpus.yaml"] = strings.Replace(files["corpus.yaml"], "documents:", `  - {id: oslo-2018, name: "Oslo, June 2018", date: 2018-06-02, place: Oslo, participants: [Nils Berg, Ana Torres]}
documents:
  - {file: o.txt, outlet: The Lantern, published: 2018-06-03, event: oslo-2018}`, 1)
	files["o.txt"] = "The talks about the ferry line took five hours and ended without a result, officials of both countries said."
	a, err := New(filled(t, files), Config{}).Ask(t.Context(), Question{Text: "How long did the talks about the ferry line take?", AllEvents: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := events(a); !slices.Equal(got, []string{"lugano-2016", "lugano-2016", "oslo-2018"}) || !slices.Contains(a.Notes(), OutletsDiffer) {
		t.Errorf("%q, notes %v, claims %+v", got, a.Notes(), a.Claims())
	}
}
