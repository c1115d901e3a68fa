//go:build !amd64

package matrix

func fastest() kernel { return multiplyPortable }
