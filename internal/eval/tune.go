package eval

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"dateline/internal/retrieval"
)

// Tuning is what each weight of an embedder gives on a set: nDCG@10 of the
// questions that a weight is chosen by, every other one, and of the rest.
type Tuning struct {
	Set     string    `json:"set"`
	Weights []float64 `json:"weights"`
	Chosen  []float64 `json:"chosen_by"`
	Rest    []float64 `json:"rest"`
}

// TuneMeasure is what a weight is chosen by.
const TuneMeasure = "nDCG@10"

// Tune measures the weights. The searcher must have an embedder.
func (s Set) Tune(ctx context.Context, searcher *retrieval.Searcher, weights []float64) (Tuning, error) {
	gold := s.graded()
	asked := make([]*retrieval.Dense, len(gold))
	err := Parallel(ctx, len(gold), func(ctx context.Context, i int) (err error) {
		asked[i], err = searcher.Dense(ctx, gold[i].Question)
		return err
	})
	out := Tuning{Set: s.Name, Weights: weights}
	for _, w := range weights {
		if err != nil {
			return out, err
		}
		values := make([]float64, len(gold))
		err = Parallel(ctx, len(gold), func(ctx context.Context, i int) error {
			d := *asked[i]
			d.Weight = w
			ids, err := rank(ctx, searcher, gold[i], &d)
			values[i] = measures(ids, s.Grades[string(gold[i].ID)])[TuneMeasure]
			return err
		})
		chosen, rest := halves(values)
		out.Chosen, out.Rest = append(out.Chosen, chosen), append(out.Rest, rest)
	}
	return out, err
}

// halves are the means of the values at even and at odd places.
func halves(values []float64) (even, odd float64) {
	var sum [2]float64
	for i, v := range values {
		sum[i%2] += v
	}
	return sum[0] / float64(max(1, (len(values)+1)/2)), sum[1] / float64(max(1, len(values)/2))
}

// Best is the weight with the greatest mean over all sets on the questions
// that it is chosen by; of equals the smallest.
func Best(list []Tuning) (weight float64) {
	greatest := -1.0
	for i, w := range list[0].Weights {
		if m := meanAt(list, i, false); m > greatest {
			weight, greatest = w, m
		}
	}
	return weight
}

func meanAt(list []Tuning, weight int, rest bool) float64 {
	sum := 0.0
	for _, t := range list {
		if rest {
			sum += t.Rest[weight]
		} else {
			sum += t.Chosen[weight]
		}
	}
	return sum / float64(len(list))
}

// TuningTable writes what was measured as a table for people.
func TuningTable(w io.Writer, model string, list []Tuning) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\t", TuneMeasure)
	for _, weight := range list[0].Weights {
		fmt.Fprintf(t, "%.2f\t", weight)
	}
	fmt.Fprintln(t)
	row := func(name string, value func(i int) float64) {
		fmt.Fprintf(t, "%s\t", name)
		for i := range list[0].Weights {
			fmt.Fprintf(t, "%.3f\t", value(i))
		}
		fmt.Fprintln(t)
	}
	for _, rest := range []bool{false, true} {
		suffix := ", chosen by"
		if rest {
			suffix = ", the rest"
		}
		for _, set := range list {
			row(set.Set+suffix, func(i int) float64 { return meanAt([]Tuning{set}, i, rest) })
		}
		row("mean"+suffix, func(i int) float64 { return meanAt(list, i, rest) })
	}
	if err := t.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "the best weight for %s: %.2f\n", model, Best(list))
	return err
}
