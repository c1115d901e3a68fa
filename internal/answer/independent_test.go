package answer

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"dateline/internal/encoder"
	"dateline/internal/retrieval"
)

// rates are how many drafts are shown: of the false ones, and of the honest ones.
type rates struct{ mistaken, honest int }

// independentThen is what was measured when this was last written down, by how
// claims are compared and by the library. Who changes them says what both figures
// were before, in docs/evaluation.md. The rules are never to be mended for one of
// these drafts, nor a draft for the rules: then the figures would say nothing of
// drafts nobody has seen.
var independentThen = map[string]map[string]rates{
	"words":   {"reports": {8, 21}, "sample": {2, 6}, "telescope": {4, 8}},
	"meaning": {"reports": {8, 21}, "sample": {2, 7}, "telescope": {4, 11}},
}

// TestIndependent measures how much of what was judged by reading alone is
// shown. No draft is ever named, only counts: see independentThen.
func TestIndependent(t *testing.T) {
	t.Parallel()
	at := libraries(t)
	s := filled(t, telescope)
	at["telescope"] = library{s, passagesOf(t, s)}
	for name, embed := range map[string]embedding{"words": nil, "meaning": offline} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			falsely, truly := tallied(t, at, embed, mistaken), tallied(t, at, embed, honest)
			t.Logf("false drafts shown:\n%s", falsely)
			t.Logf("honest drafts shown:\n%s", truly)
			for about, then := range independentThen[name] {
				if n := falsely.shown[about]; n > then.mistaken {
					t.Errorf("%s: %d false drafts shown, more than %d", about, n, then.mistaken)
				}
				if n := truly.shown[about]; at[about].searcher != nil && n < then.honest {
					t.Errorf("%s: %d honest drafts shown, fewer than %d", about, n, then.honest)
				}
			}
		})
	}
}

// offline compares meaning with the encoder that comes with the program.
func offline(ctx context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	err := encoder.New().Embed(ctx, texts, func(first int, vectors [][]float32) error {
		copy(out[first:], vectors)
		return nil
	})
	return out, err
}

// tally counts drafts by their library, by their kind, and all; and by the rule
// that those fail which are not shown.
type tally struct {
	shown, tried map[string]int
	failed       map[string]int
}

// tallied checks drafts as answers to a question that chooses no meeting. Those
// about a library that is not at hand are left out.
func tallied(t *testing.T, at map[string]library, embed embedding, drafts []judged) tally {
	t.Helper()
	out := tally{map[string]int{}, map[string]int{}, map[string]int{}}
	for _, d := range drafts {
		l, ok := at[d.about]
		if !ok {
			continue
		}
		p := Proposal{Text: d.text}
		for i := 0; i < len(d.evidence); i += 2 {
			p.Evidence = append(p.Evidence, l.sentence(t, d.evidence[i], d.evidence[i+1]))
		}
		c := newChecker(l.searcher, retrieval.Query{}, retrieval.Filter{}, l.passages, embed)
		rule, _, _ := ruleOf(t, c, p)
		out.count(rule, d.about, "kind "+d.kind, "all")
	}
	return out
}

func (c tally) count(rule string, groups ...string) {
	for _, g := range groups {
		c.tried[g]++
		if rule == "" {
			c.shown[g]++
		}
	}
	if rule != "" {
		c.failed[rule]++
	}
}

// String is a line for each group, and one for each rule.
func (c tally) String() string {
	var b strings.Builder
	for _, g := range slices.Sorted(maps.Keys(c.tried)) {
		fmt.Fprintf(&b, "%s: %d of %d\n", g, c.shown[g], c.tried[g])
	}
	for _, r := range slices.Sorted(maps.Keys(c.failed)) {
		fmt.Fprintf(&b, "not shown by rule %s: %d\n", r, c.failed[r])
	}
	return b.String()
}
