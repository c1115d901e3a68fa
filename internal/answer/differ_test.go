package answer

import (
	"slices"
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
