package answer

import (
	"slices"
	"strings"
	"testing"
)

const talks = "Berg and Torres talked about the ferry line for five hours on Wednesday, and in the end the talks failed because neither would pay for the new harbour wall. "

// Of reports on one meeting that say the same, only those count that stand for
// themselves.
func TestCopiesDoNotCountTwice(t *testing.T) {
	t.Parallel()
	lines := strings.Index(lakeside["corpus.yaml"], "documents:")
	for _, c := range []struct {
		name, provenance, second string
		independent              int
	}{
		{"two reports", "", "For five hours Berg and Torres talked about the ferry line; the talks failed, and no money for the harbour wall was found.", 2},
		{"a copy", "", "LUGANO – " + talks + "More soon.", 1},
		{"one that says so", "It rewrites another paper's report, so it is no independent source.", "For five hours Berg and Torres talked about the ferry line; the talks failed, and no money for the harbour wall was found.", 1},
	} {
		a, err := New(filled(t, map[string]string{
			"corpus.yaml": lakeside["corpus.yaml"][:lines] + `
documents:
  - {file: one.txt, outlet: Radio Nord, published: 2016-03-03, event: lugano-2016}
  - {file: two.txt, outlet: The Lantern, published: 2016-03-03, event: lugano-2016, provenance: "` + c.provenance + `"}`,
			"one.txt": talks, "two.txt": c.second,
		}), Config{}).Ask(t.Context(), Question{Text: "How many hours did Berg and Torres talk about the ferry line?"})
		if err != nil {
			t.Fatal(err)
		}
		if len(a.Sources()) != 2 || a.Independent() != c.independent || slices.Contains(a.Notes(), NotIndependent) != (c.independent == 1) {
			t.Errorf("%s: %d of the sources %+v count, want %d; notes %v", c.name, a.Independent(), a.Sources(), c.independent, a.Notes())
		}
	}
}

func TestNotesHaveSentences(t *testing.T) {
	t.Parallel()
	for _, n := range []Note{ModelFailed, NothingVerified, CutShort, OutletsDiffer, NotIndependent} {
		if text := n.Text(); !strings.HasSuffix(text, ".") {
			t.Errorf("%s reads %q", n, text)
		}
	}
}
