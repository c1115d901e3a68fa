package memory

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"dateline/internal/tables"
)

// Published notes which messages show an answer, for those who reply to one. The
// error may also be ErrNoAnswer or an *InvalidError.
func (m *Memory) Published(ctx context.Context, id string, messages ...string) error {
	if len(messages) > MaxMessages {
		return &InvalidError{"an answer is not shown in so many messages"}
	}
	if err := checkIDs(true, messages...); err != nil {
		return err
	}
	return m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := m.hold(ctx, tx, holdAnswer, plain(id), ms(m.since())); err != nil {
			return err
		}
		for _, message := range messages {
			if _, err := m.db.Exec(ctx, tx, insertMessage, message, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// Share makes a private answer one that everybody may see, with its question if
// that is still kept, and returns it. The error may also be ErrNoAnswer, for
// anybody but its asker too.
func (m *Memory) Share(ctx context.Context, id, person string) (a Answer, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		a, err = m.get(ctx, tx, id, person)
		switch {
		case err != nil:
			return err
		case a.Person != person:
			return tables.Undo(ErrNotYours)
		case !a.Private:
			return nil
		}
		a.Private = false
		_, err = m.db.Exec(ctx, tx, shareAnswer, id, person, a.Question, string(a.JSON))
		return err
	})
	return a, err
}

// Choose takes the choice between meetings that an answer asks for, and returns
// it. Of all calls one succeeds, so that two clicks, in whichever program, don't
// make two answers: first is false for the others. The error may also be
// ErrNoAnswer, or ErrNotYours for anybody but its asker.
func (m *Memory) Choose(ctx context.Context, id, person string) (a Answer, first bool, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if a, err = m.get(ctx, tx, id, person); err != nil {
			return err
		}
		if a.Person != person {
			return tables.Undo(ErrNotYours)
		}
		n, err := m.db.Exec(ctx, tx, chooseAnswer, id, person, 1)
		first, a.Chosen = n > 0, true
		return err
	})
	return a, first && err == nil, err
}

// Reopen gives a choice back that could not be answered.
func (m *Memory) Reopen(ctx context.Context, id, person string) error {
	return m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := m.db.Exec(ctx, tx, chooseAnswer, plain(id), plain(person), 0)
		return err
	})
}

// hold makes sure by one of two statements that an answer is there until the
// transaction is over.
func (m *Memory) hold(ctx context.Context, tx *sql.Tx, statement string, args ...any) error {
	n, err := m.db.Exec(ctx, tx, statement, args...)
	if err == nil && n == 0 {
		err = tables.Undo(ErrNoAnswer)
	}
	return err
}

func (m *Memory) get(ctx context.Context, tx *sql.Tx, id, person string) (Answer, error) {
	a, err := m.scan(tx.QueryRowContext(ctx, m.db.SQL(selectAnswer), plain(id), ms(m.since()), plain(person)).Scan)
	return a, none(err)
}

func (m *Memory) scan(scan func(...any) error) (a Answer, err error) {
	var hidden, asked, chosen int64
	var data string
	err = scan(&a.ID, &a.Person, &a.Server, &a.Channel, &a.Thread, &a.Follows, &hidden, &a.Corpus, &a.Question, &data, &asked, &chosen, &a.CorpusID)
	if err != nil {
		return a, err
	}
	a.Private, a.JSON, a.Asked, a.Chosen = hidden != 0, []byte(data), at(asked), chosen != 0
	return a, m.reveal(&a)
}

func (m *Memory) messages(ctx context.Context, tx *sql.Tx, id string) (out []string, err error) {
	err = m.db.Each(ctx, tx, func(scan func(...any) error) error {
		var message string
		err := scan(&message)
		out = append(out, message)
		return err
	}, selectMessages, id)
	return out, err
}

// none is the error of an answer that is not there.
func none(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return tables.Undo(ErrNoAnswer)
	}
	return err
}

func isGone(err error) bool { return err != nil && errors.Is(err, ErrNoAnswer) }

// plain is an id as a database can compare it: PostgreSQL has no text with a
// zero byte, nor one that is not valid.
func plain(id string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(id, "\ufffd"), "\x00", "\ufffd")
}
