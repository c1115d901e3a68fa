// Package turns answers one question: may a shard identify to Discord's gateway
// now?
//
// Discord lets one shard of a bucket identify in 5 s and a bot a thousand times a
// day, whichever of its programs does it; past that it resets the token. Programs
// that share [Turns], in an SQLite file on one machine or in a PostgreSQL database,
// keep to that together, and so does one that is started over and over. All go by
// one clock, the database's or the machine's.
//
// A bucket is taken for as long as connecting may last. Who has identified leaves
// it to the others 5 s later, whether or not the program still runs then; who was
// killed before holds the others up for [Hold] at most.
package turns

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/internal/tables"
)

// Hold is how long a bucket is taken for at most before its shard identifies. A
// shard dials for 15 s and waits for Hello for 10.
const Hold = 40 * time.Second

// day is the time in which sessions are counted.
const day = 24 * time.Hour

// StoreError is a store that can't be used as it is. Its text says what to do.
type StoreError = tables.StoreError

// Config says what is to be kept to. All fields are needed, and the same in all
// programs of a bot.
type Config struct {
	Bot     string        // that they have in common: 1 to 100 bytes
	Most    int           // sessions begun in 24 hours
	Spacing time.Duration // between two IDENTIFYs of a bucket
}

// Turns are the turns of one bot. They are safe for concurrent use.
type Turns struct {
	config Config
	db     *tables.DB
	clock  func(context.Context, *sql.Tx) (time.Time, error)
}

// OpenFile opens turns in an SQLite file, which is made where there is none.
func OpenFile(ctx context.Context, path string, c Config) (*Turns, error) {
	return open(ctx, c, tables.OpenFile, path)
}

// OpenDatabase opens turns in a PostgreSQL database; search_path in the address is
// the schema, or else it is "dateline".
func OpenDatabase(ctx context.Context, address string, c Config) (*Turns, error) {
	return open(ctx, c, tables.OpenDatabase, address)
}

type opening func(ctx context.Context, place string, l tables.Layout) (*tables.DB, error)

func open(ctx context.Context, c Config, at opening, place string) (*Turns, error) {
	if c.Bot == "" || len(c.Bot) > 100 || c.Most <= 0 || c.Spacing <= 0 || c.Spacing > Hold {
		return nil, fmt.Errorf("turns of %q, %d a day, %s apart: a name of 1 to 100 bytes, a number above 0 and a time up to %s are needed", c.Bot, c.Most, c.Spacing, Hold)
	}
	db, err := at(ctx, place, layout)
	if err != nil {
		return nil, err
	}
	return &Turns{c, db, db.Clock}, nil
}

// Close closes the store.
func (t *Turns) Close() error { return t.db.Close() }

// Turn is leave to identify once.
type Turn struct {
	of     *Turns
	bucket int
	id     string
}

// Take takes a bucket. Where somebody has it, or the day's sessions are used up,
// there is no Turn, and one is to ask again after a wait at the latest.
func (t *Turns) Take(ctx context.Context, bucket int) (turn *Turn, wait time.Duration, err error) {
	mine := &Turn{t, bucket, rand.Text()}
	err = t.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		turn = nil
		now, err := t.clock(ctx, tx)
		if err != nil {
			return err
		}
		if wait, err = t.spent(ctx, tx, now); err != nil || wait > 0 {
			return err
		}
		taken, err := mine.take(ctx, tx, now)
		if err == nil && !taken {
			wait, err = t.until(ctx, tx, bucket, now)
		} else if err == nil {
			turn = mine
		}
		return err
	})
	if err != nil {
		return nil, 0, err
	}
	return turn, wait, nil
}

// spent is how long the day's sessions are used up for.
func (t *Turns) spent(ctx context.Context, tx *sql.Tx, now time.Time) (time.Duration, error) {
	if _, err := t.db.Exec(ctx, tx, pruneStarts, ms(now.Add(-day)), ms(now.Add(day))); err != nil {
		return 0, err
	}
	var n int
	var first int64
	if err := tx.QueryRowContext(ctx, t.db.SQL(countStarts), t.config.Bot).Scan(&n, &first); err != nil || n < t.config.Most {
		return 0, err
	}
	return max(time.UnixMilli(first).Add(day).Sub(now), time.Millisecond), nil
}

func (t *Turn) take(ctx context.Context, tx *sql.Tx, now time.Time) (bool, error) {
	bot := t.of.config.Bot
	if _, err := t.of.db.Exec(ctx, tx, insertBucket, bot, t.bucket); err != nil {
		return false, err
	}
	n, err := t.of.db.Exec(ctx, tx, takeBucket, bot, t.bucket, t.id, ms(now), ms(now.Add(Hold)))
	return n > 0, err
}

// until is how long somebody has a bucket.
func (t *Turns) until(ctx context.Context, tx *sql.Tx, bucket int, now time.Time) (time.Duration, error) {
	var until int64
	err := tx.QueryRowContext(ctx, t.db.SQL(selectUntil), t.config.Bot, bucket).Scan(&until)
	return max(time.UnixMilli(until).Sub(now), time.Millisecond), err
}

// What keeps a shard from identifying that had a turn.
var (
	errLost  = errors.New("the bucket was somebody else's in the meantime")
	errSpent = errors.New("the day's gateway sessions were used up in the meantime")
)

// Spend counts an IDENTIFY that is about to be sent. With an error it must not be.
func (t *Turn) Spend(ctx context.Context) error {
	return t.of.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		now, err := t.of.clock(ctx, tx)
		if err != nil {
			return err
		}
		bot := t.of.config.Bot
		switch n, err := t.of.db.Exec(ctx, tx, spendBucket, bot, t.bucket, t.id, ms(now), ms(now.Add(t.of.config.Spacing))); {
		case err != nil:
			return err
		case n == 0:
			return tables.Undo(errLost)
		}
		switch wait, err := t.of.spent(ctx, tx, now); {
		case err != nil:
			return err
		case wait > 0:
			return tables.Undo(errSpent)
		}
		_, err = t.of.db.Exec(ctx, tx, insertStart, t.id, bot, ms(now))
		return err
	})
}

// Release gives back a turn that was not spent.
func (t *Turn) Release(ctx context.Context) error {
	return t.of.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := t.of.db.Exec(ctx, tx, giveBucket, t.of.config.Bot, t.bucket, t.id)
		return err
	})
}

func ms(t time.Time) int64 { return t.UnixMilli() }
