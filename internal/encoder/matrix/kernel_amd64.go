package matrix

import "golang.org/x/sys/cpu"

func fastest() kernel {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA {
		return kernel{widenAVX2, multiplyPanelAVX2}
	}
	return kernel{widen, multiplyPanel}
}

func widenAVX2(out []float32, whole []int8) {
	if len(whole) > 0 {
		_ = out[len(whole)-1]
		widen16(&out[0], &whole[0], len(whole)/Columns)
	}
}

// multiplyPanelAVX2 takes rows by six, which fills the sixteen registers, and
// the last ones by four.
func multiplyPanelAVX2(out, x View, n int, panel, scale, bias []float32, floor float32) {
	in, n := len(panel)/Columns, Rows(n)
	if n == 0 || in == 0 {
		return
	}
	// The assembly checks no bounds: these are the last places it touches.
	_ = x.Data[(n-1)*x.Stride+in-1]
	_ = out.Data[(n-1)*out.Stride+Columns-1]
	_, _ = scale[Columns-1], bias[Columns-1]
	for row := 0; row < n; {
		x0, out0 := &x.Data[row*x.Stride], &out.Data[row*out.Stride]
		if left := n - row; left == 6 || left > 8 {
			rows6(out0, x0, &panel[0], &scale[0], &bias[0], in, 4*x.Stride, 4*out.Stride, floor)
			row += 6
		} else {
			rows4(out0, x0, &panel[0], &scale[0], &bias[0], in, 4*x.Stride, 4*out.Stride, floor)
			row += 4
		}
	}
}

// rows6 multiplies six rows of in numbers by a panel. Strides are in bytes.
//
//go:noescape
func rows6(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32)

// rows4 is rows6 for four rows.
//
//go:noescape
func rows4(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32)

// widen16 turns n times 16 whole numbers into floating point.
//
//go:noescape
func widen16(out *float32, whole *int8, n int)
