package matrix

// A kernel multiplies by one panel at a time.
type kernel struct {
	// widen turns whole numbers, a multiple of Columns, into floating point.
	widen func(out []float32, whole []int8)
	// panel sets 16 columns of n rows of out to max(x·panel·scale + bias, floor).
	// Its inner dimension is len(panel)/Columns. Where rows come in blocks, x and
	// out have Rows(n) of them.
	panel func(out, x View, n int, panel, scale, bias []float32, floor float32)
}

// Multiplier multiplies on one core. It is not safe for concurrent use: it owns
// the place where a panel is widened.
type Multiplier struct {
	kernel
	widened []float32
}

// New is a Multiplier with the fastest kernel of this machine.
func New() *Multiplier { return &Multiplier{kernel: fastest()} }

// NewPortable is a Multiplier that runs on every machine, to compare with.
func NewPortable() *Multiplier { return &Multiplier{kernel: kernel{widen, multiplyPanel}} }

// Rows is how many rows there has to be room for, where n are multiplied. A
// kernel may fill the rows past n with anything.
func Rows(n int) int { return max(4, n+n%2) }

// Multiply sets the n rows of out, w.Out columns each, to
// max(x·w·Scale + Bias, floor). Each number is a sum in the order of w's rows,
// whatever n is.
func (m *Multiplier) Multiply(out, x View, n int, w *Weights, floor float32) {
	for first := 0; first < w.Out; first += Columns {
		panel := m.load(w, first)
		to := View{out.Data[first:], out.Stride}
		m.panel(to, x, n, panel, w.Scale[first:][:Columns], w.Bias[first:][:Columns], floor)
	}
}

// load is the panel that begins at a column, in floating point.
func (m *Multiplier) load(w *Weights, first int) []float32 {
	from, n := first*w.In, Columns*w.In
	if w.Whole == nil {
		return w.Exact[from:][:n]
	}
	if len(m.widened) < n {
		m.widened = make([]float32, n)
	}
	m.widen(m.widened[:n], w.Whole[from:][:n])
	return m.widened[:n]
}
