package main

import (
	"context"
	"fmt"
	"io"

	"dateline/internal/encoder"
	"dateline/internal/retrieval"
)

// embedding is the flags that say which model finds what means the same.
type embedding struct {
	Embedder string `help:"What finds passages that mean what the question means: 'offline' (comes with the program), or 'none'." enum:"offline,none" default:"offline"`
}

// embedder is the one that the flags name; nil: none.
func (e embedding) embedder(_ context.Context) (retrieval.Embedder, error) {
	if e.Embedder == "none" {
		return nil, nil //nolint:nilnil // none is a value here, and no error
	}
	return encoder.New(), nil
}

// embedWith lets a synchronisation embed, and show how far it is with that.
func (e embedding) embedWith(by retrieval.Embedder, o *retrieval.SyncOptions, w io.Writer) {
	if by == nil {
		return
	}
	o.Embedder = by
	all, show := 0, progress(w, "texts", "embedded")
	o.Estimate = func(texts, bytes int) error {
		all = texts
		return nil
	}
	o.Embedded = func(n int) { show(n, all) }
}

// wordsAlone says why meaning did not count, once.
func wordsAlone(w io.Writer) func(error) {
	said := false
	return func(err error) {
		if !said {
			said = true
			fmt.Fprintf(w, "bot: searching by words alone: %s\n", plain(err.Error()))
		}
	}
}
