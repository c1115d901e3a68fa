package uselite

import (
	"math"

	"dateline/internal/encoder/matrix"
)

// A Workspace is what one goroutine needs to use a model, about 2 MB.
type Workspace struct {
	tokenizer tokenizer
	multiply  *matrix.Multiplier
	ids       []int
	// Rows of numbers, MaxPieces each: what a layer works on and hands on, the
	// same normalised, queries with keys and values, and between the products.
	state, normal, attended []float32
	inner                   []float32
	attention               attention
}

// NewWorkspace is a Workspace of this model. Portable makes it do without what
// only some processors have.
func (m *Model) NewWorkspace(portable bool) *Workspace {
	rows := matrix.Rows(MaxPieces)
	w := &Workspace{
		tokenizer: tokenizer{vocabulary: m.vocabulary},
		multiply:  matrix.New(),
		state:     make([]float32, rows*Dimensions),
		normal:    make([]float32, rows*Dimensions),
		attended:  make([]float32, rows*Dimensions),
		inner:     make([]float32, rows*hidden),
		attention: newAttention(),
	}
	if portable {
		w.multiply = matrix.NewPortable()
	}
	return w
}

// Embed writes a text's vector of length 1. A text without words has one, too:
// that of no pieces at all.
func (m *Model) Embed(w *Workspace, out []float32, text string) {
	w.ids = w.tokenizer.pieces(w.ids[:0], text, MaxPieces)
	n := len(w.ids)
	m.look(w)
	for i := range m.layers {
		m.layers[i].apply(w, n)
	}
	w.pool(n)
	w.product(w.inner, w.state, 1, m.last, none)
	length := 0.0
	for i, x := range w.inner[:Dimensions] {
		t := math.Tanh(float64(x))
		out[i] = float32(t)
		length += t * t
	}
	length = math.Sqrt(length)
	for i := range out[:Dimensions] {
		out[i] = float32(float64(out[i]) / length)
	}
}

// none is a floor that changes nothing.
var none = float32(math.Inf(-1))

// product multiplies n rows that lie one behind the other.
func (w *Workspace) product(out, x []float32, n int, by *matrix.Weights, floor float32) {
	w.multiply.Multiply(matrix.View{Data: out, Stride: by.Out}, matrix.View{Data: x, Stride: by.In}, n, by, floor)
}

// look fills the state with twice each piece's vector and the signal of its
// place: the graph adds the vector to what has the signal added already.
func (m *Model) look(w *Workspace) {
	for place, id := range w.ids {
		row := w.state[place*pieceWidth:][:pieceWidth]
		m.pieces.row(row, id)
		for i, signal := range m.timing[place*pieceWidth:][:pieceWidth] {
			row[i] += row[i] + signal
		}
	}
}

// timing is the signal of each place: sines of place times frequency, then
// cosines (Vaswani and others, arXiv 1706.03762, section
// 3.5).
func timing(frequencies []float32) []float32 {
	out := make([]float32, MaxPieces*pieceWidth)
	for place := range MaxPieces {
		row := out[place*pieceWidth:][:pieceWidth]
		for i, f := range frequencies {
			sin, cos := math.Sincos(float64(float32(place) * f))
			row[i], row[len(frequencies)+i] = float32(sin), float32(cos)
		}
	}
	return out
}

// apply replaces the state by a layer's: attention, then two products, each on
// the normalised state and added to the state.
func (l *layer) apply(w *Workspace, n int) {
	l.before.apply(w.normal, w.state, n)
	w.product(w.inner, w.normal, n, l.attend, none)
	w.attend(n, l.attend.In)
	w.product(w.normal, w.attended, n, l.combine, none)
	if l.adapt != nil {
		w.product(w.inner, w.state, n, l.adapt, none)
		copy(w.state, w.inner[:n*Dimensions])
	}
	add(w.state[:n*Dimensions], w.normal)
	l.inside.apply(w.normal, w.state, n)
	w.product(w.inner, w.normal, n, l.widen, 0)
	w.product(w.normal, w.inner, n, l.narrow, none)
	add(w.state[:n*Dimensions], w.normal)
}

func add(to, from []float32) {
	from = from[:len(to)]
	for i, x := range from {
		to[i] += x
	}
}

// apply makes the numbers of each row have mean 0 and variance 1, then scales
// and shifts them (Ba, Kiros and Hinton, arXiv 1607.06450).
func (s *normalisation) apply(out, x []float32, n int) {
	const least = 1e-6 // so that equal numbers are not divided by 0
	width := len(s.scale)
	for row := range n {
		from, to := x[row*width:][:width], out[row*width:][:width]
		mean := sum(from) / float32(width)
		variance := float32(0)
		for i, x := range from {
			d := x - mean
			to[i] = d
			variance += d * d
		}
		by := float32(1 / math.Sqrt(float64(variance/float32(width)+least)))
		for i, d := range to {
			to[i] = d*by*s.scale[i] + s.bias[i]
		}
	}
}

func sum(list []float32) float32 {
	s := float32(0)
	for _, x := range list {
		s += x
	}
	return s
}

// pool leaves the mean of the state's rows in the first one.
func (w *Workspace) pool(n int) {
	first := w.state[:Dimensions]
	if n == 0 {
		clear(first)
		return
	}
	for row := 1; row < n; row++ {
		add(first, w.state[row*Dimensions:])
	}
	for i := range first {
		first[i] /= float32(n)
	}
}
