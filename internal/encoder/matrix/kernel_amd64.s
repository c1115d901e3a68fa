#include "textflag.h"

// Registers of the kernels: AX the first row of x, BX the stride of x, DX the row
// behind the first half of the block; SI the panel and R11 its whole numbers; CX
// how many rows of the panel are left; DI the place in out and R8 its stride; R9
// and R10 scale and bias. Y0 and Y1 hold a row of the panel, Y2 and Y3 numbers of
// x, Y4 to Y15 the sums, two for each row of x.

#define ARGUMENTS \
	MOVQ out+0(FP), DI       \
	MOVQ x+8(FP), AX         \
	MOVQ panel+16(FP), SI    \
	MOVQ scale+24(FP), R9    \
	MOVQ bias+32(FP), R10    \
	MOVQ in+40(FP), CX       \
	MOVQ xStride+48(FP), BX  \
	MOVQ outStride+56(FP), R8

// LOAD reads a row of the panel.
#define LOAD \
	VMOVUPS (SI), Y0   \
	VMOVUPS 32(SI), Y1

// WIDEN reads a row of the panel as whole numbers and writes it in floating
// point.
#define WIDEN(whole, panel) \
	VPMOVSXBD (whole), Y0   \
	VPMOVSXBD 8(whole), Y1  \
	VCVTDQ2PS Y0, Y0        \
	VCVTDQ2PS Y1, Y1        \
	VMOVUPS   Y0, (panel)   \
	VMOVUPS   Y1, 32(panel)

// ROW adds what one number of x contributes to the sums of its row.
#define ROW(address, number, left, right) \
	VBROADCASTSS address, number     \
	VFMADD231PS  Y0, number, left    \
	VFMADD231PS  Y1, number, right

#define NEXT \
	ADDQ $64, SI \
	ADDQ $4, AX  \
	ADDQ $4, DX  \
	DECQ CX

// FINISH reads what STORE needs: scale into Y0 and Y1, floor into Y2.
#define FINISH \
	VMOVUPS      (R9), Y0         \
	VMOVUPS      32(R9), Y1       \
	VBROADCASTSS floor+64(FP), Y2

// STORE writes max(sums*scale + bias, floor) and goes to the next row of out.
#define STORE(left, right) \
	VFMADD213PS (R10), Y0, left    \
	VFMADD213PS 32(R10), Y1, right \
	VMAXPS      Y2, left, left     \
	VMAXPS      Y2, right, right   \
	VMOVUPS     left, (DI)         \
	VMOVUPS     right, 32(DI)      \
	ADDQ        R8, DI

#define ZERO(sum) \
	VXORPS sum, sum, sum

// What six rows take, in a kernel and while widening.
#define SIXZEROS \
	ZERO(Y4)  \
	ZERO(Y5)  \
	ZERO(Y6)  \
	ZERO(Y7)  \
	ZERO(Y8)  \
	ZERO(Y9)  \
	ZERO(Y10) \
	ZERO(Y11) \
	ZERO(Y12) \
	ZERO(Y13) \
	ZERO(Y14) \
	ZERO(Y15)

#define SIXROWS \
	ROW((AX), Y2, Y4, Y5)         \
	ROW((AX)(BX*1), Y3, Y6, Y7)   \
	ROW((AX)(BX*2), Y2, Y8, Y9)   \
	ROW((DX), Y3, Y10, Y11)       \
	ROW((DX)(BX*1), Y2, Y12, Y13) \
	ROW((DX)(BX*2), Y3, Y14, Y15)

#define SIXSTORES \
	STORE(Y4, Y5)   \
	STORE(Y6, Y7)   \
	STORE(Y8, Y9)   \
	STORE(Y10, Y11) \
	STORE(Y12, Y13) \
	STORE(Y14, Y15)

// func rows6(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32)
TEXT ·rows6(SB), NOSPLIT, $0-68
	ARGUMENTS
	LEAQ (BX)(BX*2), DX
	ADDQ AX, DX
	SIXZEROS

six:
	LOAD
	SIXROWS
	NEXT
	JNZ six

	FINISH
	SIXSTORES
	VZEROUPPER
	RET

// func widen6(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32, whole *int8)
TEXT ·widen6(SB), NOSPLIT, $0-80
	ARGUMENTS
	MOVQ whole+72(FP), R11
	LEAQ (BX)(BX*2), DX
	ADDQ AX, DX
	SIXZEROS

widening:
	WIDEN(R11, SI)
	SIXROWS
	ADDQ $16, R11
	NEXT
	JNZ  widening

	FINISH
	SIXSTORES
	VZEROUPPER
	RET

// func rows4(out, x, panel, scale, bias *float32, in, xStride, outStride int, floor float32)
TEXT ·rows4(SB), NOSPLIT, $0-68
	ARGUMENTS
	LEAQ (AX)(BX*2), DX
	ZERO(Y4)
	ZERO(Y5)
	ZERO(Y6)
	ZERO(Y7)
	ZERO(Y8)
	ZERO(Y9)
	ZERO(Y10)
	ZERO(Y11)

four:
	LOAD
	ROW((AX), Y2, Y4, Y5)
	ROW((AX)(BX*1), Y3, Y6, Y7)
	ROW((DX), Y2, Y8, Y9)
	ROW((DX)(BX*1), Y3, Y10, Y11)
	NEXT
	JNZ four

	FINISH
	STORE(Y4, Y5)
	STORE(Y6, Y7)
	STORE(Y8, Y9)
	STORE(Y10, Y11)
	VZEROUPPER
	RET

// func widen16(out *float32, whole *int8, n int)
TEXT ·widen16(SB), NOSPLIT, $0-24
	MOVQ out+0(FP), DI
	MOVQ whole+8(FP), SI
	MOVQ n+16(FP), CX

sixteen:
	WIDEN(SI, DI)
	ADDQ $16, SI
	ADDQ $64, DI
	DECQ CX
	JNZ  sixteen
	VZEROUPPER
	RET
