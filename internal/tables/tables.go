// Package tables answers one question: was this change to what the program
// keeps for itself carried out?
//
// What that is, counts or answers, is each caller's own: a [Layout] says which
// tables it has. They lie in an SQLite file of their own or in a PostgreSQL
// database that several programs share, are made where they are missing, and
// understand the same statements, so that both behave alike. A transaction that
// ran into another, or into a server that starts anew, is tried again as long as
// whoever asked waits; what then still fails is a [StoreError] that says what to
// do. Statements use nothing that only one server has: no advisory locks, no
// listening, a cast around each parameter.
package tables

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Layout is the tables that a package keeps.
type Layout struct {
	// Name is what errors call them: "quota" makes "quota store FILE: …".
	Name string
	// Application marks an SQLite file as holding them, so that nothing is
	// written into a file that is named by mistake.
	Application uint32
	// Make makes them where they are missing: statements with {} before each
	// name of a table, and a semicolon between two.
	Make string
	// Last is the name of the table that Make makes last. Where a database has
	// it, nothing is made.
	Last string
	// Added are columns that came later than their tables, which are added to those
	// that were made before. What is stored stays.
	Added []Column
	// Damaged says what becomes of a file that is damaged, after "move it away,
	// and".
	Damaged string
}

// Column is a column of a table.
type Column struct{ Table, Name, Definition string }

func (c Column) add(d *DB, unless string) string {
	return fmt.Sprintf("ALTER TABLE %s%s ADD COLUMN %s%s %s", d.prefix, c.Table, unless, c.Name, c.Definition)
}

// StoreError is a store that can't be used as it is. Its text says what to do.
type StoreError struct {
	What   string // the name of its Layout
	Store  string // its path, or its address without the password
	Reason string
	Err    error // may be nil
}

func (e *StoreError) Error() string {
	return fmt.Sprintf("%s store %s: %s", e.What, e.Store, e.Reason)
}

// Unwrap is what the database said.
func (e *StoreError) Unwrap() error { return e.Err }

// Patience is how long a store is tried for: a server may be starting anew, and
// whoever asks is waiting.
const Patience = 3 * time.Second

// DB is open tables. It is safe for concurrent use.
type DB struct {
	// Within is how long a transaction may take with all attempts; Patience
	// unless it is set before the first.
	Within time.Duration

	layout Layout
	name   string
	db     *sql.DB
	prefix string             // of the tables: a schema and a dot, or nothing
	again  func(error) bool   // whether a failure may pass by itself
	reason func(error) string // what the database means, and what to do
	flush  string             // the statement that lets go of what was deleted; empty: none is needed
	clock  string             // the statement that asks the database for the time; empty: the machine's
	closes []func() error     // what else there is to close
}

// SQL is a statement with the tables where they lie, for {} before their names.
func (d *DB) SQL(statement string) string { return strings.ReplaceAll(statement, "{}", d.prefix) }

// Fail makes an error of this store, for what only its owner can know.
func (d *DB) Fail(reason string) error { return d.fail(reason, nil) }

func (d *DB) fail(reason string, err error) error {
	return &StoreError{What: d.layout.Name, Store: d.name, Reason: reason, Err: err}
}

// undone is an error that is not the database's.
type undone struct{ error }

func (u undone) Unwrap() error { return u.error }

// Undo undoes a transaction for a reason that is no failure of the store: Do
// then returns err as it is.
func Undo(err error) error {
	if err == nil {
		return nil
	}
	return undone{err}
}

// Do runs f in a transaction, again while that may help and somebody waits. f
// must be safe to repeat even after it was carried out. The error is a
// *StoreError, ctx's, or what f gave to Undo.
func (d *DB) Do(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	return d.try(ctx, func(ctx context.Context) error {
		tx, err := d.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := f(ctx, tx); err != nil {
			return err
		}
		return tx.Commit()
	})
}

// Exec says how many rows a statement changed.
func (d *DB) Exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (int, error) {
	result, err := tx.ExecContext(ctx, d.SQL(statement), args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// Each calls f at each row of a statement's result.
func (d *DB) Each(ctx context.Context, tx *sql.Tx, f func(scan func(...any) error) error, statement string, args ...any) error {
	rows, err := tx.QueryContext(ctx, d.SQL(statement), args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Flush has what was deleted leave a file's log as well, which otherwise keeps
// it until it is written over. A database has its own ways.
func (d *DB) Flush(ctx context.Context) error {
	if d.flush == "" {
		return nil
	}
	return d.try(ctx, func(ctx context.Context) error {
		_, err := d.db.ExecContext(ctx, d.flush)
		return err
	})
}

func (d *DB) try(ctx context.Context, f func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, d.Within)
	defer cancel()
	err := f(limited)
	for pause := 5 * time.Millisecond; err != nil && d.again(err) && wait(limited, pause); pause = min(2*pause, 200*time.Millisecond) {
		err = f(limited)
	}
	return d.explain(ctx, limited, err)
}

// wait waits about so long, unless ctx is over. Those who ran into each other do
// not come back at the same time.
func wait(ctx context.Context, pause time.Duration) bool {
	select {
	case <-time.After(pause/2 + rand.N(pause)): //nolint:gosec // nobody gains by guessing it
		return true
	case <-ctx.Done():
		return false
	}
}

// explain makes of a failure an error for whoever runs the program.
func (d *DB) explain(ctx, limited context.Context, err error) error {
	var own undone
	var known *StoreError
	switch {
	case errors.As(err, &own):
		return own.error
	case err == nil || errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	reason := d.reason(err)
	if reason == "" && limited.Err() != nil {
		reason = fmt.Sprintf("does not answer within %s; see whether it runs, and what keeps it busy", d.Within)
	}
	if reason == "" {
		reason = "reports: " + err.Error()
	}
	return d.fail(reason, err)
}

// Close closes the store.
func (d *DB) Close() error {
	err := d.db.Close()
	for _, f := range d.closes {
		err = errors.Join(err, f())
	}
	return err
}
