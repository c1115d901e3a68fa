package matrix

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"testing"
	"time"

	"github.com/viterin/vek/vek32"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"

	"dateline/internal/encoder/matrix"
)

// The product that takes most of the encoder's time: of a row for each piece.
const in, out = 512, 1536

// operands are the matrices of a product, with the weights in each way that one
// of the multipliers wants them. Those of the libraries are in full precision,
// which spares them the widening.
type operands struct {
	n             int
	x, result     []float32
	rows, columns []float32
	packed        *matrix.Weights
}

func newOperands(n int) *operands {
	r := rand.New(rand.NewPCG(1, 2))
	numbers := func(n int) []float32 {
		list := make([]float32, n)
		for i := range list {
			list[i] = r.Float32()*2 - 1
		}
		return list
	}
	room := matrix.Rows(n)
	o := &operands{n: n, x: numbers(room * in), result: make([]float32, room*out), rows: numbers(in * out), columns: make([]float32, in*out)}
	o.packed = matrix.Pack(o.rows, make([]float32, out)).Quantised()
	for i := range in {
		for c := range out {
			o.columns[c*in+i] = o.rows[i*out+c]
		}
	}
	return o
}

func (o *operands) multiply(m *matrix.Multiplier) {
	m.Multiply(matrix.View{Data: o.result, Stride: out}, matrix.View{Data: o.x, Stride: in}, o.n, o.packed, float32(math.Inf(-1)))
}

func (o *operands) vekDot() {
	for row := range o.n {
		for c := range out {
			o.result[row*out+c] = vek32.Dot(o.x[row*in:][:in], o.columns[c*in:][:in])
		}
	}
}

func (o *operands) vekMatMul() { vek32.MatMul_Into(o.result[:o.n*out], o.x[:o.n*in], o.rows, in) }

func (o *operands) gonum() {
	general := func(data []float32, rows, columns int) blas32.General {
		return blas32.General{Rows: rows, Cols: columns, Stride: columns, Data: data}
	}
	blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, general(o.x, o.n, in), general(o.rows, in, out), 0, general(o.result, o.n, out))
}

func BenchmarkProduct(b *testing.B) {
	if runtime.GOMAXPROCS(0) > 1 {
		b.Skip("run with -cpu 1: vek's MatMul and gonum's Gemm would take all cores")
	}
	own, portable := matrix.New(), matrix.NewPortable()
	for _, n := range []int{14, 120} {
		o := newOperands(n)
		for _, c := range []struct {
			name string
			run  func()
		}{
			{"own", func() { o.multiply(own) }},
			{"own portable", func() { o.multiply(portable) }},
			{"vek Dot", o.vekDot},
			{"vek MatMul", o.vekMatMul},
			{"gonum Gemm", o.gonum},
		} {
			b.Run(fmt.Sprintf("rows=%d/%s", n, c.name), func(b *testing.B) {
				best := time.Hour
				for b.Loop() {
					began := time.Now()
					c.run()
					best = min(best, time.Since(began))
				}
				// The best run is what a busy machine disturbs least.
				b.ReportMetric(2e-9*float64(n*in*out)/best.Seconds(), "best-GFLOP/s")
			})
		}
	}
}

// All multiply the same, up to rounding and the precision of the weights.
func TestProductsAgree(t *testing.T) {
	o := newOperands(14)
	o.multiply(matrix.New())
	want := append([]float32(nil), o.result[:o.n*out]...)
	for name, run := range map[string]func(){"vek Dot": o.vekDot, "vek MatMul": o.vekMatMul, "gonum Gemm": o.gonum} {
		run()
		for i, x := range want {
			if math.Abs(float64(x-o.result[i])) > .5 {
				t.Fatalf("%s: number %d is %g, wanted %g", name, i, o.result[i], x)
			}
		}
	}
}
