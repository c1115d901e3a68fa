package matrix

func widen(out []float32, whole []int8) {
	out = out[:len(whole)]
	for i, x := range whole {
		out[i] = float32(x)
	}
}

// together is how many columns the portable kernel sums up at once, of two rows:
// their sums fit the registers of every kind of processor.
const together = 4

func multiplyPortable(out, x View, n int, p panel, floor float32) {
	if p.whole != nil {
		widen(p.exact, p.whole)
	}
	in := len(p.exact) / Columns
	for row := 0; row < n; row += 2 {
		other := min(row+1, n-1)
		x0, x1 := x.Data[row*x.Stride:][:in], x.Data[other*x.Stride:][:in]
		for c := 0; c < Columns; c += together {
			s0, s1 := dots(x0, x1, p.exact[c:])
			for i := range together {
				out.Data[row*out.Stride+c+i] = max(s0[i]*p.scale[c+i]+p.bias[c+i], floor)
				out.Data[other*out.Stride+c+i] = max(s1[i]*p.scale[c+i]+p.bias[c+i], floor)
			}
		}
	}
}

// dots are the products of two rows with four columns of a panel, the first of
// which begins at columns[0].
func dots(x0, x1, columns []float32) (s0, s1 [together]float32) {
	var a0, a1, a2, a3, b0, b1, b2, b3 float32
	x1 = x1[:len(x0)]
	for i, x := range x0 {
		y, w := x1[i], (*[together]float32)(columns[i*Columns:])
		a0 += x * w[0]
		a1 += x * w[1]
		a2 += x * w[2]
		a3 += x * w[3]
		b0 += y * w[0]
		b1 += y * w[1]
		b2 += y * w[2]
		b3 += y * w[3]
	}
	return [together]float32{a0, a1, a2, a3}, [together]float32{b0, b1, b2, b3}
}
