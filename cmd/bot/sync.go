package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"dateline/internal/retrieval"
)

type syncCommand struct {
	place
	Yes      bool   `help:"Allow removing more than half of what is stored."`
	Status   bool   `help:"Change nothing; print what the database keeps and who synchronises it."`
	Rollback bool   `help:"Go back to the generation before. Questions are answered from it until the next sync."`
	Keep     int    `help:"How many generations the database keeps, the one that serves included." default:"3" placeholder:"N"`
	Explain  string `help:"Change nothing; print what cleaning takes out of this file of the corpus, and why." placeholder:"FILE"`
}

// Run synchronises. A file that could not be read makes it fail in the end,
// after all others are stored.
func (c *syncCommand) Run(ctx context.Context, s streams) error {
	switch {
	case c.Keep < 1:
		return usageError{fmt.Errorf("--keep is %d; at least 1 must be kept", c.Keep)}
	case c.Explain != "":
		return c.explain(s.out)
	case c.Status:
		return c.status(ctx, s.out)
	case c.Rollback:
		return c.rollback(ctx, s.out)
	}
	src, err := c.source()
	if err != nil {
		return err
	}
	o, err := c.openSource(ctx, src, c.storePath(src), s, retrieval.SyncOptions{AllowRemoval: c.Yes, Keep: c.Keep}, true)
	if err != nil {
		return err
	}
	defer o.store.Close()
	return c.print(s, o)
}

// print says what changed.
func (c *syncCommand) print(s streams, o *opened) error {
	print := func(mark string, ids []string) {
		for _, id := range ids {
			fmt.Fprintf(s.out, "%-9s %s\n", mark, plain(id))
		}
	}
	r := o.report
	print("added", r.Added)
	print("changed", r.Changed)
	print("removed", r.Removed)
	for _, k := range r.Skipped {
		fmt.Fprintf(s.out, "%-9s %s: %s\n", "skipped", plain(k.File), k.Reason)
	}
	for _, f := range r.Failed {
		fmt.Fprintf(s.out, "%-9s %s\n", "failed", plain(f.Error()))
	}
	fmt.Fprintf(s.out, "%d added, %d changed, %d removed, %d unchanged; %d files skipped, %d failed\n",
		len(r.Added), len(r.Changed), len(r.Removed), r.Unchanged, len(r.Skipped), len(r.Failed))
	fmt.Fprintf(s.out, "store %s, generation %d\n", o.path, r.Generation)
	if len(r.Failed) > 0 {
		return errors.New("some files could not be read; what was stored of them before is kept")
	}
	return nil
}

func (c *syncCommand) explain(w io.Writer) error {
	src, err := c.source()
	if err != nil {
		return err
	}
	text, err := src.Explain(c.Explain)
	for line := range strings.Lines(text) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		fmt.Fprintf(w, "%s%s\n", line[:indent], plain(line))
	}
	return err
}
