package matrix

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func numbers(r *rand.Rand, n int) []float32 {
	out := make([]float32, n)
	for i := range out {
		out[i] = r.Float32()*2 - 1
	}
	return out
}

// naive is the product in double precision.
func naive(x View, n int, w *Weights, floor float32) []float64 {
	out := make([]float64, n*w.Out)
	for row := range n {
		for c := range w.Out {
			sum := 0.0
			for i := range w.In {
				at := c/Columns*w.In*Columns + i*Columns + c%Columns
				weight := func() float64 {
					if w.Whole != nil {
						return float64(w.Whole[at])
					}
					return float64(w.Exact[at])
				}
				sum += float64(x.Data[row*x.Stride+i]) * weight()
			}
			out[row*w.Out+c] = max(sum*float64(w.Scale[c])+float64(w.Bias[c]), float64(floor))
		}
	}
	return out
}

func TestKernelsMultiply(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 127, 128} {
		for _, in := range []int{1, 3, 64, 256} {
			exact := Pack(numbers(r, in*48), numbers(r, 48))
			x := View{numbers(r, Rows(n)*(in+5)), in + 5}
			for _, w := range []*Weights{exact, exact.Quantised()} {
				check(t, fmt.Sprintf("%d×%d", n, in), x, n, w, -.25)
			}
		}
	}
}

func check(t *testing.T, name string, x View, n int, w *Weights, floor float32) {
	t.Helper()
	want := naive(x, n, w, floor)
	for kind, m := range map[string]*Multiplier{"fastest": New(), "portable": NewPortable()} {
		out := View{make([]float32, Rows(n)*w.Out), w.Out}
		m.Multiply(out, x, n, w, floor)
		for i, x := range want {
			if math.Abs(x-float64(out.Data[i])) > 1e-4 {
				t.Fatalf("%s, %s: number %d is %g, wanted %g", name, kind, i, out.Data[i], x)
			}
		}
	}
}

// A row's numbers must not depend on the rows beside it: a question has to have
// the same vector on every run, in every batch.
func TestRowsDoNotDependOnOthers(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(3, 4))
	const n, in = 23, 96
	w := Pack(numbers(r, in*32), numbers(r, 32))
	x := View{numbers(r, Rows(n)*in), in}
	for kind, m := range map[string]*Multiplier{"fastest": New(), "portable": NewPortable()} {
		all, one := make([]float32, Rows(n)*32), make([]float32, Rows(1)*32)
		m.Multiply(View{all, 32}, x, n, w, -1)
		for row := range n - 3 {
			m.Multiply(View{one, 32}, View{x.Data[row*in:], in}, 1, w, -1)
			for c := range 32 {
				if one[c] != all[row*32+c] {
					t.Fatalf("%s: row %d alone gives %g, among others %g", kind, row, one[c], all[row*32+c])
				}
			}
		}
	}
}

func TestPackColumnsIsTheTranspose(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 6))
	const in, out = 7, 19
	rows, columns := make([]float32, in*out), numbers(r, in*out)
	for c := range out {
		for i := range in {
			rows[i*out+c] = columns[c*in+i]
		}
	}
	a, b := numbers(r, in*Padded(out)), numbers(r, in*Padded(out))
	PackRows(a, View{rows, out}, in, out)
	PackColumns(b, View{columns, in}, in, out)
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("number %d: %g by rows, %g by columns", i, a[i], b[i])
		}
	}
}

func TestQuantisedIsNear(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 8))
	w := Pack(numbers(r, 50*16), make([]float32, 16))
	q := w.Quantised()
	for i, x := range w.Exact {
		if d := math.Abs(float64(x - float32(q.Whole[i])*q.Scale[i%Columns])); d > .5/127+1e-6 {
			t.Fatalf("%g became %d times %g", x, q.Whole[i], q.Scale[i%Columns])
		}
	}
}

func BenchmarkMultiply(b *testing.B) {
	r := rand.New(rand.NewPCG(9, 10))
	w := Pack(numbers(r, 512*1536), make([]float32, 1536)).Quantised()
	for _, n := range []int{12, 120} {
		x, out := View{numbers(r, n*512), 512}, View{make([]float32, n*1536), 1536}
		for kind, m := range map[string]*Multiplier{"fastest": New(), "portable": NewPortable()} {
			b.Run(fmt.Sprintf("rows=%d/%s", n, kind), func(b *testing.B) {
				for b.Loop() {
					m.Multiply(out, x, n, w, 0)
				}
				b.ReportMetric(2e-9*float64(n*512*1536*b.N)/b.Elapsed().Seconds(), "GFLOP/s")
			})
		}
	}
}
