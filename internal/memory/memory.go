// Package memory answers one question: what did the bot say, to whom, and what
// did they think of it?
//
// A [Memory] keeps answers, so that their buttons work after a restart and a
// follow-up can be read with what was said before it; which messages show them;
// whether people found them helpful; and which interactions were begun, so that
// one question gets one answer whoever receives it twice. It lies in an SQLite
// file or in a PostgreSQL database, which several programs may share.
//
// # What is kept of people, and for how long
//
// Of each answer: who asked it (an id), where, when, the question and the
// answer's JSON, for Config.Keep. The question of a private answer is needed
// to choose a meeting, to share the answer or to ask on, all within minutes: it is
// kept for Config.PrivateFor, apart from the JSON, in which it does not stand; of
// that, what repeats words of the question is taken out as well. Of feedback: who
// gave it, on which answer, whether it was helpful, why, and when, as long as the
// answer is kept. Exported feedback names nobody, and private answers are not
// exported. Of an interaction: its id alone, for an hour. [Memory.Stored] counts
// what there is of a person, and [Memory.Forget] deletes all of it.
//
// In a file, what is deleted is overwritten at once. A database keeps it in pages
// and logs until it cleans up (VACUUM), and backups are the administrator's.
package memory

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"dateline/internal/tables"
)

// Config says how long things are kept.
type Config struct {
	// Keep is for answers and feedback on them; 0: 30 days. Less than an hour
	// would leave buttons without effect that people still look at.
	Keep time.Duration
	// PrivateFor is how long the question of a private answer is kept; 0: an hour.
	PrivateFor time.Duration
}

// Validate reports all that is wrong with a Config.
func (c Config) Validate() error {
	within := func(what string, d, least, most time.Duration) error {
		if d != 0 && (d < least || d > most) {
			return fmt.Errorf("%s is %s; it must be from %s to %d days", what, d, least, most/day)
		}
		return nil
	}
	d := c.withDefaults()
	err := errors.Join(within("Keep", c.Keep, leastKeep, mostKeep), within("PrivateFor", c.PrivateFor, leastPrivate, mostKeep))
	if err == nil && d.PrivateFor > d.Keep {
		err = fmt.Errorf("PrivateFor is %s, which is longer than Keep, %s", d.PrivateFor, d.Keep)
	}
	return err
}

func (c Config) withDefaults() Config {
	c.Keep = cmp.Or(c.Keep, defaultKeep)
	c.PrivateFor = cmp.Or(c.PrivateFor, defaultPrivate)
	return c
}

const (
	defaultKeep    = 30 * day
	leastKeep      = time.Hour
	mostKeep       = 3660 * day
	defaultPrivate = time.Hour
	leastPrivate   = time.Minute
	day            = 24 * time.Hour
	// remembered is for how long an interaction is known: its token is void after
	// 15 minutes, and nothing delivers it again later.
	remembered = time.Hour
	// tidied is how often what has expired is deleted.
	tidied = time.Hour
)

// What callers tell apart.
var (
	// ErrNoAnswer: there is none of that id that this person may see. It may have
	// expired or have been forgotten.
	ErrNoAnswer = errors.New("no such answer is kept, or no longer")
	// ErrNotYours: only who asked may do this.
	ErrNotYours = errors.New("the answer is somebody else's")
)

// StoreError is a store that can't be used as it is. Its text says what to do.
type StoreError = tables.StoreError

// InvalidError is something that can't be kept as it was given.
type InvalidError struct{ Reason string }

func (e *InvalidError) Error() string { return "can't be kept: " + e.Reason }

// Memory is what the bot remembers. It is safe for concurrent use. Every method
// that reaches the store takes a few seconds at most and fails with a
// *StoreError, or with ctx's error.
type Memory struct {
	config Config
	db     *tables.DB
	now    func() time.Time
}

// OpenFile opens a Memory kept in an SQLite file of its own, which it makes
// where there is none, readable by its owner alone.
func OpenFile(ctx context.Context, path string, c Config) (*Memory, error) {
	return open(ctx, c, time.Now, tables.OpenFile, path)
}

// OpenDatabase opens a Memory kept in a PostgreSQL database; search_path in the
// address is the schema, or else it is "dateline".
func OpenDatabase(ctx context.Context, address string, c Config) (*Memory, error) {
	return open(ctx, c, time.Now, tables.OpenDatabase, address)
}

// opening opens tables at a path or an address.
type opening func(ctx context.Context, place string, l tables.Layout) (*tables.DB, error)

func open(ctx context.Context, c Config, now func() time.Time, at opening, place string) (*Memory, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	db, err := at(ctx, place, layout)
	if err != nil {
		return nil, err
	}
	m := &Memory{config: c, db: db, now: now}
	if err = m.checkVersion(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return m, nil
}

// checkVersion notes the version of the tables, or refuses a newer one.
func (m *Memory) checkVersion(ctx context.Context) error {
	return m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := m.db.Exec(ctx, tx, insertVersion, version); err != nil {
			return err
		}
		var found int
		if err := tx.QueryRowContext(ctx, m.db.SQL(selectVersion)).Scan(&found); err != nil {
			return err
		}
		if found > version {
			return m.db.Fail(fmt.Sprintf("was written by a newer version of this program (schema %d, this one knows %d); use that version, or name another store", found, version))
		}
		return nil
	})
}

// Close closes the store.
func (m *Memory) Close() error { return m.db.Close() }

// Seen reports whether an interaction, or a message that asks, was begun before,
// by whichever program: of all calls with an id one returns false. After an hour
// an id is forgotten.
func (m *Memory) Seen(ctx context.Context, interaction string) (bool, error) {
	if err := checkIDs(true, interaction); err != nil {
		return false, err
	}
	// Whose insertion it was tells an attempt that was carried out, and whose end
	// was not heard of, from another program's.
	mine, first := rand.Text(), ""
	err := m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if _, err := m.db.Exec(ctx, tx, insertSeen, interaction, mine, ms(m.now())); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, m.db.SQL(selectSeen), interaction).Scan(&first)
	})
	return first != mine, err
}

// Tend prunes at once and every hour until ctx is over, and reports what fails. A
// program that runs for long calls it in a goroutine of its own.
func (m *Memory) Tend(ctx context.Context, report func(error)) {
	every := time.NewTicker(tidied)
	defer every.Stop()
	for {
		if err := m.Prune(ctx); err != nil && ctx.Err() == nil {
			report(err)
		}
		select {
		case <-ctx.Done():
			return
		case <-every.C:
		}
	}
}

// Prune deletes what has expired. Tend does it; opening does not, so that who only
// reads never deletes by another measure than whoever keeps.
func (m *Memory) Prune(ctx context.Context) error {
	return m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		for _, s := range []struct {
			statement string
			args      []any
		}{
			{pruneSeen, []any{ms(m.now().Add(-remembered))}},
			{blankQuestions, []any{ms(m.questionsSince())}},
			{pruneAnswers, []any{ms(m.since())}},
		} {
			if _, err := m.db.Exec(ctx, tx, s.statement, s.args...); err != nil {
				return err
			}
		}
		return m.drop(ctx, tx)
	})
}

// since is how old an answer may be; questionsSince, the question of a private
// one. What is older counts as gone also before it is deleted.
func (m *Memory) since() time.Time          { return m.now().Add(-m.config.Keep) }
func (m *Memory) questionsSince() time.Time { return m.now().Add(-m.config.PrivateFor) }

// Times are kept as milliseconds since 1970.
func ms(t time.Time) int64  { return t.UnixMilli() }
func at(ms int64) time.Time { return time.UnixMilli(ms).UTC() }
