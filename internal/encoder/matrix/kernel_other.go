//go:build !amd64

package matrix

func fastest() kernel { return kernel{widen, multiplyPanel} }
