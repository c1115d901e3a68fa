package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"dateline/internal/memory"
)

// recollection is the flags that say where the bot remembers what it said.
type recollection struct {
	database
	Memory string `help:"The SQLite file of what the bot said and what people thought of it; a database keeps that itself. Without one, in your data folder." placeholder:"FILE"`
}

// remembered opens what the bot remembers, where it has remembered anything.
func (r recollection) remembered(ctx context.Context) (*memory.Memory, error) {
	if _, err := os.Stat(r.path()); r.Database == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Errorf("there is no %s, so nothing is remembered yet; name the file with --memory, or the database with --database", r.path())}
	}
	return r.open(ctx)
}

func (r recollection) path() string {
	return cmp.Or(r.Memory, filepath.Join(xdg.DataHome, "dateline", "memory.db"))
}

// open opens it, and makes it where there is none.
func (r recollection) open(ctx context.Context) (*memory.Memory, error) {
	if r.Database != "" {
		return memory.OpenDatabase(ctx, r.Database, memory.Config{})
	}
	return memory.OpenFile(ctx, r.path(), memory.Config{})
}

type feedbackCommand struct {
	Export exportCommand `cmd:"" help:"Write what people thought of answers as JSON lines that bot eval reads (docs/json.md describes them)."`
}

type exportCommand struct {
	recollection
	Of string `help:"Only feedback on answers from the corpus of this name." placeholder:"NAME"`
}

// Run writes the feedback to standard output.
func (c *exportCommand) Run(ctx context.Context, s streams) (err error) {
	m, err := c.remembered(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	n, err := m.Export(ctx, s.out, c.Of)
	if err == nil && n == 0 {
		fmt.Fprintln(s.err, "bot: there is no feedback")
	}
	return err
}
