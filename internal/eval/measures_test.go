package eval

import (
	"math"
	"testing"
)

// ranked has the relevant documents at ranks 1, 3 and 6; e is relevant and
// was not found. With grades 2, 1, 1, 1:
//
//	DCG  = 2/log2(2) + 1/log2(4) + 1/log2(7) = 2 + .5 + .35621 = 2.85621
//	IDCG = 2/log2(2) + 1/log2(3) + 1/log2(4) + 1/log2(5) = 2 + .63093 + .5 + .43068 = 3.56161
var (
	ranked = []string{"a", "x", "b", "y", "z", "c", "v"}
	grades = map[string]int{"a": 2, "b": 1, "c": 1, "e": 1, "x": 0}
)

func TestMeasures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		got, want float64
	}{
		{"nDCG@10", NDCG(ranked, grades, 10), 2.85621 / 3.56161},
		{"nDCG@3: the ideal has three, too", NDCG(ranked, grades, 3), 2.5 / 3.13093},
		{"nDCG without a relevant document", NDCG(ranked, map[string]int{"x": 0}, 10), 0},
		{"recall@10: three of four", Recall(ranked, grades, 10), .75},
		{"recall@2: one of four", Recall(ranked, grades, 2), .25},
		{"reciprocal rank of the first", ReciprocalRank(ranked, grades, 10), 1},
		{"reciprocal rank of the third", ReciprocalRank(ranked[1:], grades, 10), .5},
		{"reciprocal rank beyond k", ReciprocalRank(ranked[1:], grades, 1), 0},
		{"average precision: (1/1 + 2/3 + 3/6) / 4", AveragePrecision(ranked, grades, 10), (1 + 2./3 + .5) / 4},
		{"hit among the first", Hit(ranked, grades, 1), 1},
		{"no hit among none", Hit(nil, grades, 10), 0},
		{"all found: one is missing", AllFound(ranked, grades, 10), 0},
		{"all found", AllFound(ranked, map[string]int{"a": 1, "c": 1}, 6), 1},
		{"all found, not yet", AllFound(ranked, map[string]int{"a": 1, "c": 1}, 5), 0},
		{"all of nothing", AllFound(ranked, nil, 10), 0},
		{"MultiHop-RAG: (1 + 1/3 + 1/6) / min(4, 10)", MultiHopMAP(ranked, grades, 10), 1.5 / 4},
		{"MultiHop-RAG: (1 + 1/3) / min(4, 3)", MultiHopMAP(ranked, grades, 3), (4. / 3) / 3},
		{"MultiHop-RAG counts a fact once", MultiHopMAP([]string{"a", "a"}, grades, 10), 1. / 4},
	} {
		if math.Abs(c.got-c.want) > 1e-4 {
			t.Errorf("%s: got %.5f, want %.5f", c.name, c.got, c.want)
		}
	}
}

func TestCommonRun(t *testing.T) {
	t.Parallel()
	words := func(s string) []string {
		var out []string
		for _, r := range s {
			out = append(out, string(r))
		}
		return out
	}
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"abcdef", "xbcdy", 3}, {"abc", "abc", 3}, {"abc", "def", 0}, {"", "abc", 0}, {"aab", "aaab", 3}, {"abcab", "ab", 2},
	} {
		if got := commonRun(words(c.a), words(c.b)); got != c.want {
			t.Errorf("%q and %q: got %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
