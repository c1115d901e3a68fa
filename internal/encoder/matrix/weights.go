package matrix

import "math"

// Columns is how many columns lie together: the rows of a Weights are cut into
// panels of so many, and a panel holds row after row. A kernel then reads it
// from front to back.
const Columns = 16

// Weights is a matrix of In rows and Out columns that others are multiplied by.
// Out is a multiple of Columns.
type Weights struct {
	In, Out int
	// Scale and Bias hold a number for each column: a product is multiplied by
	// the first, then the second is added.
	Scale, Bias []float32
	// One of the two is set. Whole may lie in the program's own data.
	Exact []float32
	Whole []int8
}

// Pack is a matrix given row by row, in full precision, with Scale 1. The bias
// is kept, not copied.
func Pack(rows []float32, bias []float32) *Weights {
	w := &Weights{In: len(rows) / len(bias), Out: len(bias), Scale: make([]float32, len(bias)), Bias: bias}
	for i := range w.Scale {
		w.Scale[i] = 1
	}
	w.Exact = make([]float32, len(rows))
	PackRows(w.Exact, View{rows, w.Out}, w.In, w.Out)
	return w
}

// Quantised is the matrix with each column scaled to whole numbers from -127 to
// 127, rounded to the nearest. A column of zeros keeps scale 1.
func (w *Weights) Quantised() *Weights {
	q := &Weights{In: w.In, Out: w.Out, Scale: make([]float32, w.Out), Bias: w.Bias, Whole: make([]int8, len(w.Exact))}
	for column := range w.Out {
		at := column/Columns*w.In*Columns + column%Columns
		greatest := float32(0)
		for i := range w.In {
			greatest = max(greatest, float32(math.Abs(float64(w.Exact[at+i*Columns]))))
		}
		q.Scale[column] = ScaleOf(greatest)
		for i := range w.In {
			q.Whole[at+i*Columns] = Round(w.Exact[at+i*Columns], q.Scale[column])
		}
	}
	return q
}

// ScaleOf is what 1 is worth where 127 stands for the greatest value.
func ScaleOf(greatest float32) float32 {
	if greatest == 0 {
		return 1
	}
	return greatest / math.MaxInt8
}

// Round is a number in units of a scale.
func Round(x, scale float32) int8 {
	whole := math.RoundToEven(float64(x) / float64(scale))
	return int8(max(-math.MaxInt8, min(math.MaxInt8, whole)))
}

// View is rows within a longer list of numbers: row i begins at i*Stride.
type View struct {
	Data   []float32
	Stride int
}

// PackRows lays out a matrix of in rows and out columns in panels. What is left
// of the last panel is 0.
func PackRows(panels []float32, from View, in, out int) {
	for first := 0; first < out; first += Columns {
		width := min(Columns, out-first)
		for i := range in {
			row := panels[first*in+i*Columns:][:Columns]
			copy(row, from.Data[i*from.Stride+first:][:width])
			clear(row[width:])
		}
	}
}

// PackColumns is PackRows for a matrix whose columns are the rows of from.
func PackColumns(panels []float32, from View, in, out int) {
	for first := 0; first < out; first += Columns {
		panel := panels[first*in:][:in*Columns]
		if out-first < Columns {
			clear(panel)
		}
		for c := range min(Columns, out-first) {
			for i, x := range from.Data[(first+c)*from.Stride:][:in] {
				panel[i*Columns+c] = x
			}
		}
	}
}

// Padded is a number of columns rounded up to whole panels.
func Padded(out int) int { return (out + Columns - 1) / Columns * Columns }
