package matrix

// panel is sixteen columns of a Weights. Where it has whole numbers, exact is
// the room to write them to in floating point.
type panel struct {
	exact       []float32
	whole       []int8
	scale, bias []float32
}

// A kernel sets 16 columns of n rows of out to max(x·panel·scale + bias, floor).
// There has to be room for Rows(n) rows in both views: those past n may be read,
// and filled with anything.
type kernel func(out, x View, n int, p panel, floor float32)

// Multiplier multiplies on one core. It is not safe for concurrent use: it owns
// the place where a panel is widened.
type Multiplier struct {
	kernel  kernel
	widened []float32
}

// New is a Multiplier with the fastest kernel of this machine.
func New() *Multiplier { return &Multiplier{kernel: fastest()} }

// NewPortable is a Multiplier that runs on every machine, to compare with.
func NewPortable() *Multiplier { return &Multiplier{kernel: multiplyPortable} }

// Rows is how many rows there has to be room for where n are multiplied: kernels
// take them by blocks.
func Rows(n int) int { return max(4, n+n%2) }

// Multiply sets the n rows of out, w.Out columns each, to
// max(x·w·Scale + Bias, floor). Each number is a sum in the order of w's rows,
// whatever n is.
func (m *Multiplier) Multiply(out, x View, n int, w *Weights, floor float32) {
	if n == 0 || w.In == 0 {
		return
	}
	for first := 0; first < w.Out; first += Columns {
		m.kernel(View{out.Data[first:], out.Stride}, x, n, m.panel(w, first), floor)
	}
}

// panel is the one that begins at a column.
func (m *Multiplier) panel(w *Weights, first int) panel {
	from, n := first*w.In, Columns*w.In
	p := panel{scale: w.Scale[first:][:Columns], bias: w.Bias[first:][:Columns]}
	if w.Whole == nil {
		p.exact = w.Exact[from:][:n]
		return p
	}
	if len(m.widened) < n {
		m.widened = make([]float32, n)
	}
	p.exact, p.whole = m.widened[:n], w.Whole[from:][:n]
	return p
}
