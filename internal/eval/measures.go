// Package eval answers one question: how good are the passages and the answers?
//
// It runs sets of questions with known evidence and computes the measures of
// the field. Every measure is a function of plain lists, so that its tests are
// numbers worked out by hand.
package eval

import (
	"math"
	"slices"
)

// NDCG is the normalised discounted cumulative gain at k as trec_eval counts
// it (ndcg_cut): the grade itself is the gain, the discount log2(rank+1).
// ranked are ids, best first; grades those that matter. It is 0 when none do.
func NDCG(ranked []string, grades map[string]int, k int) float64 {
	gain := 0.0
	for i, id := range first(ranked, k) {
		gain += float64(grades[id]) / math.Log2(float64(i)+2)
	}
	ideal := 0.0
	for i, g := range descending(grades, k) {
		ideal += float64(g) / math.Log2(float64(i)+2)
	}
	if ideal == 0 {
		return 0
	}
	return gain / ideal
}

// Recall is the share of the relevant ids among the first k.
func Recall(ranked []string, grades map[string]int, k int) float64 {
	return share(found(ranked, grades, k), relevant(grades))
}

// ReciprocalRank is 1/rank of the first relevant id among the first k, or 0.
func ReciprocalRank(ranked []string, grades map[string]int, k int) float64 {
	for i, id := range first(ranked, k) {
		if grades[id] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

// AveragePrecision is the mean over the relevant ids of the precision at the
// rank of each, 0 for one not among the first k.
func AveragePrecision(ranked []string, grades map[string]int, k int) float64 {
	sum, hits := 0.0, 0
	for i, id := range first(ranked, k) {
		if grades[id] > 0 {
			hits++
			sum += float64(hits) / float64(i+1)
		}
	}
	if n := relevant(grades); n > 0 {
		return sum / float64(n)
	}
	return 0
}

// Hit is 1 when any relevant id is among the first k, else 0.
func Hit(ranked []string, grades map[string]int, k int) float64 {
	return truth(found(ranked, grades, k) > 0)
}

// AllFound is 1 when every relevant id is among the first k, else 0.
func AllFound(ranked []string, grades map[string]int, k int) float64 {
	n := relevant(grades)
	return truth(n > 0 && found(ranked, grades, k) == n)
}

// MultiHopMAP is what MultiHop-RAG's own program calls MAP@k: over the ranks,
// the number of facts first found there divided by the rank, summed, divided
// by min(facts, k).
func MultiHopMAP(ranked []string, grades map[string]int, k int) float64 {
	sum := 0.0
	seen := map[string]bool{}
	for i, id := range first(ranked, k) {
		if grades[id] > 0 && !seen[id] {
			seen[id] = true
			sum += 1 / float64(i+1)
		}
	}
	if n := min(relevant(grades), k); n > 0 {
		return sum / float64(n)
	}
	return 0
}

func first(ranked []string, k int) []string { return ranked[:min(k, len(ranked))] }

func relevant(grades map[string]int) int {
	n := 0
	for _, g := range grades {
		if g > 0 {
			n++
		}
	}
	return n
}

func found(ranked []string, grades map[string]int, k int) int {
	n := 0
	for _, id := range first(ranked, k) {
		if grades[id] > 0 {
			n++
		}
	}
	return n
}

// descending are the k greatest positive grades.
func descending(grades map[string]int, k int) []int {
	var out []int
	for _, g := range grades {
		if g > 0 {
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b int) int { return b - a })
	return out[:min(k, len(out))]
}

func share(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
