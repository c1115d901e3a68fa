// Package matrix measures the encoder's products of matrices beside those of
// libraries, on one core, in one run:
//
//	cd bench && go test -cpu 1 -bench . ./matrix
package matrix
