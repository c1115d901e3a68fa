// Package matrix answers: what is this matrix times that one, on one core, fast
// enough for a language model on any machine?
package matrix
