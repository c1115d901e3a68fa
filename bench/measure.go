package main

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// nearest is how many of the nearest passages recall looks at, and how many a
// search asks for.
const nearest = 20

// way is one way to search: it answers the question with this index.
type way struct {
	name   string
	search func(question int) error
	took   []time.Duration
}

// inTurns measures ways of searching, question by question, another one first
// each time. A round before is not counted, so that none finds the pages
// that another has read. It ends after so many rounds, or when the time is up.
func inTurns(questions int, budget time.Duration, ways ...*way) error {
	const rounds = 3
	start := time.Now()
	for round := range rounds {
		for q := range questions {
			if round > 0 && time.Since(start) > budget && len(ways[0].took) >= 20 {
				return nil
			}
			for i := range ways {
				w := ways[(q+i)%len(ways)]
				begun := time.Now()
				if err := w.search(q); err != nil {
					return fmt.Errorf("%s: %w", w.name, err)
				}
				if round > 0 {
					w.took = append(w.took, time.Since(begun))
				}
			}
			if round == 0 && time.Since(start) > budget/2 && q >= 10 {
				break // slow, and warm enough
			}
		}
	}
	return nil
}

// at is the time, in milliseconds, that a share of the searches took at most.
func (w *way) at(share float64) float64 {
	slices.Sort(w.took)
	return float64(w.took[int(share*float64(len(w.took)-1))].Microseconds()) / 1000
}

func (w *way) String() string {
	return fmt.Sprintf("  %-34s p50 %9.2f ms   p95 %9.2f ms   (%d searches)", w.name, w.at(.5), w.at(.95), len(w.took))
}

// exact are the nearest passages of each question, by comparing all.
func (d data) exact(questions int) []map[int]bool {
	out := make([]map[int]bool, questions)
	for q := range out {
		type near struct {
			passage int
			cosine  float64
		}
		all := make([]near, len(d.stored))
		for i, v := range d.stored {
			all[i] = near{i, dot(v, d.embedded[q])}
		}
		slices.SortFunc(all, func(a, b near) int { return cmp.Compare(b.cosine, a.cosine) })
		out[q] = map[int]bool{}
		for _, n := range all[:nearest] {
			out[q][n.passage] = true
		}
	}
	return out
}

// recall is the share of the nearest that a way of searching finds among its first.
func recall(exact []map[int]bool, find func(question int) ([]int, error)) (float64, error) {
	found := 0
	for q, want := range exact {
		got, err := find(q)
		if err != nil {
			return 0, err
		}
		for _, n := range got {
			if want[n] {
				found++
			}
		}
	}
	return float64(found) / float64(nearest*len(exact)), nil
}
