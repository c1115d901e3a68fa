package eval

import (
	"math/rand/v2"
	"slices"
)

// Difference is a mean difference between two ways of doing the same, with the
// bounds of its 95% confidence interval.
type Difference struct {
	Mean float64 `json:"mean"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// resamples is how often questions are drawn anew: enough for bounds that
// change in the fourth decimal place only.
const resamples = 10_000

// Bootstrap is the mean of a[i] − b[i] over the questions i, with the interval
// that the percentile bootstrap gives (Efron and Tibshirani, "An Introduction
// to the Bootstrap", 1993, chapter 13): questions are drawn with replacement,
// the same for both sides. The same numbers give the same interval.
func Bootstrap(a, b []float64) Difference {
	n := len(a)
	if n == 0 {
		return Difference{}
	}
	differences := make([]float64, n)
	for i := range a {
		differences[i] = a[i] - b[i]
	}
	r := rand.New(rand.NewPCG(1, uint64(n))) //nolint:gosec // the same every time, on purpose
	means := make([]float64, resamples)
	for i := range means {
		for range n {
			means[i] += differences[r.IntN(n)] / float64(n)
		}
	}
	slices.Sort(means)
	out := Difference{Low: means[resamples*25/1000], High: means[resamples*975/1000]}
	for _, d := range differences {
		out.Mean += d / float64(n)
	}
	return out
}
