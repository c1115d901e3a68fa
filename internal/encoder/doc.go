// Package encoder answers: which texts mean the same, on a machine without a key
// or a network?
package encoder
