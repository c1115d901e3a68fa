package uselite

import (
	"math"

	"dateline/internal/encoder/matrix"
)

// attention is the room for one head's.
type attention struct {
	keys, values matrix.Weights // packed anew for each head
	scores       []float32      // of each place with each
}

// widest is the width of the widest head.
const widest = Dimensions / heads

func newAttention() attention {
	ones := make([]float32, widest)
	for i := range ones {
		ones[i] = 1
	}
	zeros := make([]float32, max(MaxPieces, widest))
	return attention{
		keys:   matrix.Weights{Bias: zeros, Scale: make([]float32, MaxPieces), Exact: make([]float32, MaxPieces*widest)},
		values: matrix.Weights{Bias: zeros, Scale: ones, Exact: make([]float32, MaxPieces*widest)},
		scores: make([]float32, matrix.Rows(MaxPieces)*MaxPieces),
	}
}

// attend fills w.attended from the n rows of queries, keys and values, width
// numbers each, in w.inner: each head takes the mean of the values, weighted by
// softmax(queries·keysᵀ/√width of a head) (arXiv 1706.03762, section
// 3.2).
func (w *Workspace) attend(n, width int) {
	a, size := &w.attention, width/heads
	at := func(column int) matrix.View { return matrix.View{Data: w.inner[column:], Stride: 3 * width} }
	scale(a.keys.Scale, size)
	a.keys.In, a.keys.Out = size, matrix.Padded(n)
	a.values.In, a.values.Out = n, size
	scores := matrix.View{Data: a.scores, Stride: a.keys.Out}
	for first := 0; n > 0 && first < width; first += size {
		matrix.PackColumns(a.keys.Exact, at(width+first), size, n)
		matrix.PackRows(a.values.Exact, at(2*width+first), n, size)
		w.multiply.Multiply(scores, at(first), n, &a.keys, none)
		for row := range n {
			softmax(a.scores[row*scores.Stride:][:n])
		}
		w.multiply.Multiply(matrix.View{Data: w.attended[first:], Stride: width}, scores, n, &a.values, none)
	}
}

// scale fills a list with 1/√size.
func scale(list []float32, size int) {
	by := float32(1 / math.Sqrt(float64(size)))
	for i := range list {
		list[i] = by
	}
}

// softmax turns scores into shares of 1.
func softmax(list []float32) {
	greatest := list[0]
	for _, x := range list {
		greatest = max(greatest, x)
	}
	total := float32(0)
	for i, x := range list {
		list[i] = float32(math.Exp(float64(x - greatest)))
		total += list[i]
	}
	for i := range list {
		list[i] /= total
	}
}
