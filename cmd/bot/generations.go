package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"dateline/internal/retrieval/postgres"
)

// errNeedsDatabase is what is asked of a file that only a database can do.
var errNeedsDatabase = usageError{errors.New("only a database keeps generations; name one with DATABASE_URL or --database")}

type migrateCommand struct{ database }

// Run brings the database's schema up to date and says which steps that took.
func (c *migrateCommand) Run(ctx context.Context, s streams) error {
	if c.Database == "" {
		return usageError{errors.New("name the database with DATABASE_URL or --database")}
	}
	done, err := postgres.Migrate(ctx, c.Database)
	for _, step := range done {
		fmt.Fprintf(s.out, "migrated  %s\n", step)
	}
	if err == nil && len(done) == 0 {
		fmt.Fprintln(s.out, "the schema is up to date")
	}
	return err
}

// withDatabase opens the database for what only a database can do.
func (d database) withDatabase(ctx context.Context, f func(*postgres.Store) error) error {
	if d.Database == "" {
		return errNeedsDatabase
	}
	store, err := postgres.Open(ctx, d.Database)
	if err != nil {
		return err
	}
	return errors.Join(f(store), store.Close())
}

func (c *syncCommand) status(ctx context.Context, w io.Writer) error {
	return c.withDatabase(ctx, func(store *postgres.Store) error {
		status, err := store.Status(ctx)
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "store %s\n", store.Name())
		for i, g := range status.Generations {
			mark, back := "kept", ""
			if i == 0 {
				mark = "serving"
			}
			if g.Returned > 0 {
				back = fmt.Sprintf(", back to generation %d", g.Returned)
			}
			fmt.Fprintf(w, "%-9s generation %d, %s, %d documents, %d passages, from %s%s\n",
				mark, g.Number, g.Published.UTC().Format(time.RFC3339), g.Documents, g.Passages, g.Location, back)
		}
		if len(status.Generations) == 0 {
			fmt.Fprintln(w, "empty")
		}
		if status.Owner != "" {
			fmt.Fprintf(w, "synchronised by %s since %s\n", status.Owner, status.Since.UTC().Format(time.RFC3339))
		}
		return nil
	})
}

func (c *syncCommand) rollback(ctx context.Context, w io.Writer) error {
	return c.withDatabase(ctx, func(store *postgres.Store) error {
		generation, err := store.Rollback(ctx)
		if err == nil {
			fmt.Fprintf(w, "went back to what was before; store %s, generation %d\n", store.Name(), generation)
		}
		return err
	})
}
