package matrix

import "golang.org/x/sys/cpu"

func fastest() kernel {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return multiplyAVX2
	}
	return multiplyPortable
}

// multiplyAVX2 takes rows by six, which fills the sixteen registers, and the
// last ones by four. The first six are multiplied while the panel is widened.
func multiplyAVX2(out, x View, n int, p panel, floor float32) {
	in, n := len(p.exact)/Columns, Rows(n)
	p.check(out, x, n, in)
	weights, scale, bias := &p.exact[0], &p.scale[0], &p.bias[0]
	for row := 0; row < n; {
		x0, out0 := &x.Data[row*x.Stride], &out.Data[row*out.Stride]
		left := n - row
		six := left == 6 || left > 8
		switch {
		case six && row == 0 && p.whole != nil:
			widen6(out0, x0, weights, scale, bias, in, 4*x.Stride, 4*out.Stride, floor, &p.whole[0])
		case six:
			rows6(out0, x0, weights, scale, bias, in, 4*x.Stride, 4*out.Stride, floor)
		default:
			if row == 0 && p.whole != nil {
				widen16(weights, &p.whole[0], in)
			}
			rows4(out0, x0, weights, scale, bias, in, 4*x.Stride, 4*out.Stride, floor)
		}
		row += 4
		if six {
			row += 2
		}
	}
}

// check touches the last places that the assembly does, since it checks no
// bounds itself.
func (p panel) check(out, x View, n, in int) {
	_ = x.Data[(n-1)*x.Stride+in-1]
	_ = out.Data[(n-1)*out.Stride+Columns-1]
	_, _, _ = p.exact[in*Columns-1], p.scale[Columns-1], p.bias[Columns-1]
	if p.whole != nil {
		_ = p.whole[in*Columns-1]
	}
}

// rows6 multiplies six rows of in numbers by a panel. Strides are in bytes.
//
//go:noescape
func rows6(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32)

// widen6 is rows6 for a panel of whole numbers, which it also writes to panel.
//
//go:noescape
func widen6(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32, whole *int8)

// rows4 is rows6 for four rows.
//
//go:noescape
func rows4(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32)

// widen16 turns n rows of a panel of whole numbers into floating point.
//
//go:noescape
func widen16(out *float32, whole *int8, n int)
