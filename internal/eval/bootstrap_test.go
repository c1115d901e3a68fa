package eval

import (
	"math"
	"testing"
)

// The interval of many independent differences is that of the normal
// distribution: the mean ± 1.96 standard errors.
func TestBootstrap(t *testing.T) {
	t.Parallel()
	const n = 400
	a, b := make([]float64, n), make([]float64, n)
	for i := range a {
		b[i] = float64(i%7) / 7
		a[i] = b[i] + .1 + float64(i%4)/10 // .1 to .4 more: mean .25
	}
	got := Bootstrap(a, b)
	error95 := 1.96 * math.Sqrt(.0125) / math.Sqrt(n)
	for name, pair := range map[string][2]float64{"mean": {got.Mean, .25}, "low": {got.Low, .25 - error95}, "high": {got.High, .25 + error95}} {
		if math.Abs(pair[0]-pair[1]) > .001 {
			t.Errorf("%s is %.4f, want %.4f", name, pair[0], pair[1])
		}
	}
	if again := Bootstrap(a, b); again != got {
		t.Errorf("the same numbers gave %+v, then %+v", got, again)
	}
	if got := Bootstrap(nil, nil); got != (Difference{}) {
		t.Errorf("of nothing: %+v", got)
	}
}
