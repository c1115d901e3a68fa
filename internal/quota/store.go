package quota

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// StoreError is a store that can't be used as it is. Its text says what to do.
type StoreError struct {
	Store  string // its path, or its address without the password
	Reason string
	Err    error // may be nil
}

func (e *StoreError) Error() string { return fmt.Sprintf("quota store %s: %s", e.Store, e.Reason) }

// Unwrap is what the database said.
func (e *StoreError) Unwrap() error { return e.Err }

// patience is how long the store is tried for: a server may be starting anew,
// and whoever asks is waiting.
const patience = 3 * time.Second

// store keeps counts in a database. SQLite and PostgreSQL understand the same
// statements, so both behave alike.
type store struct {
	name   string
	db     *sql.DB
	prefix string             // of the tables: a schema and a dot, or nothing
	again  func(error) bool   // whether a failure may pass by itself
	reason func(error) string // what the database means, and what to do
	closes []func() error     // what else there is to close
	within time.Duration      // patience, but for tests
}

// booking is a reservation as it is stored: what was counted, and for whom.
type booking struct {
	id       string
	day      day
	accounts []account
	counts
}

// tables are made where they are missing. The id of a reservation says that it
// is open, so that settling it twice, or once more when nobody knows whether a
// lost connection carried it out, counts once. It names nobody. A column more
// is added with ADD COLUMN IF NOT EXISTS, so no version is kept.
const tables = `CREATE TABLE IF NOT EXISTS {}quota_counts (
	holder text NOT NULL,
	id text NOT NULL,
	day bigint NOT NULL,
	questions bigint NOT NULL,
	tokens bigint NOT NULL,
	nanodollars bigint NOT NULL,
	PRIMARY KEY (holder, id, day));
CREATE TABLE IF NOT EXISTS {}quota_reservations (
	id text PRIMARY KEY,
	day bigint NOT NULL)`

const (
	insertReservation = `INSERT INTO {}quota_reservations (id, day) VALUES (CAST($1 AS text), CAST($2 AS bigint)) ON CONFLICT (id) DO NOTHING`
	deleteReservation = `DELETE FROM {}quota_reservations WHERE id = CAST($1 AS text)`

	addCounts = `INSERT INTO {}quota_counts AS c (holder, id, day, questions, tokens, nanodollars)
		VALUES (CAST($1 AS text), CAST($2 AS text), CAST($3 AS bigint), CAST($4 AS bigint), CAST($5 AS bigint), CAST($6 AS bigint))
		ON CONFLICT (holder, id, day) DO UPDATE SET questions = c.questions + excluded.questions,
			tokens = c.tokens + excluded.tokens, nanodollars = c.nanodollars + excluded.nanodollars
		RETURNING questions, tokens, nanodollars`

	// Who was forgotten meanwhile may have less counted than is taken off.
	correctCounts = `UPDATE {}quota_counts SET
			questions = CASE WHEN questions + CAST($4 AS bigint) > 0 THEN questions + CAST($4 AS bigint) ELSE 0 END,
			tokens = CASE WHEN tokens + CAST($5 AS bigint) > 0 THEN tokens + CAST($5 AS bigint) ELSE 0 END,
			nanodollars = CASE WHEN nanodollars + CAST($6 AS bigint) > 0 THEN nanodollars + CAST($6 AS bigint) ELSE 0 END
		WHERE holder = CAST($1 AS text) AND id = CAST($2 AS text) AND day = CAST($3 AS bigint)`

	selectPerson = `SELECT day, questions, tokens, nanodollars FROM {}quota_counts
		WHERE holder = CAST($1 AS text) AND id = CAST($2 AS text) ORDER BY day DESC`
	deletePerson = `DELETE FROM {}quota_counts WHERE holder = CAST($1 AS text) AND id = CAST($2 AS text)`

	pruneCounts       = `DELETE FROM {}quota_counts WHERE day < CAST($1 AS bigint)`
	pruneReservations = `DELETE FROM {}quota_reservations WHERE day < CAST($1 AS bigint)`
)

// sql is a statement with the tables where they lie.
func (s *store) sql(statement string) string { return strings.ReplaceAll(statement, "{}", s.prefix) }

// reserve counts a booking, unless one of its accounts has no room for it.
func (s *store) reserve(ctx context.Context, b booking) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		isNew, err := s.exec(ctx, tx, insertReservation, b.id, b.day)
		if err != nil || !isNew {
			return err // an attempt whose end was not heard of has done it
		}
		for _, a := range b.accounts {
			var now counts
			err := tx.QueryRowContext(ctx, s.sql(addCounts), a.holder, a.id, b.day, b.questions, b.tokens, b.nanodollars).
				Scan(&now.questions, &now.tokens, &now.nanodollars)
			if err == nil {
				err = a.check(now, b.counts, b.day)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// settle corrects what was counted by the difference, once.
func (s *store) settle(ctx context.Context, b booking, by counts) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		isOpen, err := s.exec(ctx, tx, deleteReservation, b.id)
		if err != nil || !isOpen {
			return err
		}
		for _, a := range b.accounts {
			if _, err := s.exec(ctx, tx, correctCounts, a.holder, a.id, b.day, by.questions, by.tokens, by.nanodollars); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *store) about(ctx context.Context, person string) (out []Used, err error) {
	err = s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out = nil
		rows, err := tx.QueryContext(ctx, s.sql(selectPerson), Person, person)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var d day
			var c counts
			if err := rows.Scan(&d, &c.questions, &c.tokens, &c.nanodollars); err != nil {
				return err
			}
			out = append(out, Used{Day: d.time(), Questions: int(c.questions), Tokens: int(c.tokens), Dollars: dollarsOf(c.nanodollars)})
		}
		return rows.Err()
	})
	return out, err
}

func (s *store) forget(ctx context.Context, person string) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, deletePerson, Person, person)
		return err
	})
}

func (s *store) prune(ctx context.Context, before day) error {
	return s.write(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, pruneCounts, before)
		if err == nil {
			_, err = s.exec(ctx, tx, pruneReservations, before)
		}
		return err
	})
}

// exec reports whether a statement found a row to change.
func (s *store) exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (bool, error) {
	result, err := tx.ExecContext(ctx, s.sql(statement), args...)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n > 0, err
}

// write runs f in a transaction, again while that may help and somebody waits.
// f must be safe to repeat even after it was carried out.
func (s *store) write(ctx context.Context, f func(context.Context, *sql.Tx) error) error {
	return s.try(ctx, func(ctx context.Context) error {
		tx, err := s.db.BeginTx(ctx, nil)
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

func (s *store) try(ctx context.Context, f func(context.Context) error) error {
	limited, cancel := context.WithTimeout(ctx, s.within)
	defer cancel()
	err := f(limited)
	for pause := 5 * time.Millisecond; err != nil && s.again(err) && wait(limited, pause); pause = min(2*pause, 200*time.Millisecond) {
		err = f(limited)
	}
	return s.explain(ctx, limited, err)
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
func (s *store) explain(ctx, limited context.Context, err error) error {
	var limit *LimitError
	var known *StoreError
	switch {
	case err == nil || errors.As(err, &limit) || errors.As(err, &known):
		return err
	case ctx.Err() != nil:
		return ctx.Err()
	}
	reason := s.reason(err)
	if reason == "" && limited.Err() != nil {
		reason = fmt.Sprintf("does not answer within %s; see whether it runs, and what keeps it busy", s.within)
	}
	if reason == "" {
		reason = "reports: " + err.Error()
	}
	return &StoreError{Store: s.name, Reason: reason, Err: err}
}

func (s *store) close() error {
	err := s.db.Close()
	for _, f := range s.closes {
		err = errors.Join(err, f())
	}
	return err
}
