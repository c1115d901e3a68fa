package quota

import (
	"context"
	"database/sql"

	"dateline/internal/tables"
)

// StoreError is a store that can't be used as it is. Its text says what to do.
type StoreError = tables.StoreError

// store keeps counts in a database.
type store struct{ *tables.DB }

// booking is a reservation as it is stored: what was counted, and for whom.
type booking struct {
	id       string
	day      day
	accounts []account
	counts
}

// layout is the tables. The id of a reservation says that it is open, so that
// settling it twice, or once more when nobody knows whether a lost connection
// carried it out, counts once. It names nobody. A column more is added with ADD
// COLUMN IF NOT EXISTS, so no version is kept.
var layout = tables.Layout{
	Name: "quota", Application: 0x444c4e51, // "DLNQ"
	Damaged: "today's counts begin anew", Last: "quota_reservations",
	Make: `CREATE TABLE IF NOT EXISTS {}quota_counts (
	holder text NOT NULL,
	id text NOT NULL,
	day bigint NOT NULL,
	questions bigint NOT NULL,
	tokens bigint NOT NULL,
	nanodollars bigint NOT NULL,
	PRIMARY KEY (holder, id, day));
CREATE TABLE IF NOT EXISTS {}quota_reservations (
	id text PRIMARY KEY,
	day bigint NOT NULL)`,
}

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

// reserve counts a booking, unless one of its accounts has no room for it.
func (s *store) reserve(ctx context.Context, b booking) error {
	return s.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		isNew, err := s.exec(ctx, tx, insertReservation, b.id, b.day)
		if err != nil || !isNew {
			return err // an attempt whose end was not heard of has done it
		}
		for _, a := range b.accounts {
			var now counts
			err := tx.QueryRowContext(ctx, s.SQL(addCounts), a.holder, a.id, b.day, b.questions, b.tokens, b.nanodollars).
				Scan(&now.questions, &now.tokens, &now.nanodollars)
			if err == nil {
				err = tables.Undo(a.check(now, b.counts, b.day))
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
	return s.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
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
	err = s.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out = nil
		return s.Each(ctx, tx, func(scan func(...any) error) error {
			var d day
			var c counts
			err := scan(&d, &c.questions, &c.tokens, &c.nanodollars)
			out = append(out, Used{Day: d.time(), Questions: int(c.questions), Tokens: int(c.tokens), Dollars: dollarsOf(c.nanodollars)})
			return err
		}, selectPerson, Person, person)
	})
	return out, err
}

func (s *store) forget(ctx context.Context, person string) error {
	return s.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, deletePerson, Person, person)
		return err
	})
}

func (s *store) prune(ctx context.Context, before day) error {
	return s.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, pruneCounts, before)
		if err == nil {
			_, err = s.exec(ctx, tx, pruneReservations, before)
		}
		return err
	})
}

// exec reports whether a statement found a row to change.
func (s *store) exec(ctx context.Context, tx *sql.Tx, statement string, args ...any) (bool, error) {
	n, err := s.Exec(ctx, tx, statement, args...)
	return n > 0, err
}
