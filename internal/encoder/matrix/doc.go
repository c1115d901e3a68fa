// Package matrix answers: what is this matrix times that one, on one core, fast
// enough for a language model on any machine?
//
// The right-hand side is fixed, and kept with eight bits a number in panels of
// sixteen columns. On a processor with AVX2 and FMA a panel is widened while it
// is multiplied by the first six rows, then multiplied by the others; elsewhere
// plain Go does the same. Both take each sum in the order of the rows.
//
// No library served as well. On one core, in one run, a product with 512×1536
// weights took, compared with this package (bench/matrix):
//
//	                            14 rows   120 rows
//	vek32.MatMul (AVX2)            2.1×       2.7×
//	vek32.Dot (AVX2)               2.6×       3.0×
//	blas32.Gemm of gonum (SSE)     7.9×        17×
//	this package in plain Go        23×        25×
//
// although the libraries were given weights in full precision, which take four
// times the memory and have to be unpacked first. The standard library's own
// vector instructions need an experiment switched on.
package matrix
