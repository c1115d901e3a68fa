package memory

import (
	"context"
	"database/sql"
	"time"
)

// Stored is what is kept of a person.
type Stored struct {
	Answers   int // to their questions
	Private   int // of these, shown to them alone
	Questions int // of these, those whose question is still kept
	Feedback  int // that they gave
	// First and Last are when the oldest and the latest of it was kept; zero where
	// there is nothing.
	First, Last time.Time
}

// Stored counts what is kept of a person.
func (m *Memory) Stored(ctx context.Context, person string) (out Stored, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out, err = m.count(ctx, tx, person)
		return err
	})
	return out, err
}

func (m *Memory) count(ctx context.Context, tx *sql.Tx, person string) (s Stored, err error) {
	var first, last [2]int64
	err = tx.QueryRowContext(ctx, m.db.SQL(countAnswers), plain(person)).Scan(&s.Answers, &s.Private, &s.Questions, &first[0], &last[0])
	if err == nil {
		err = tx.QueryRowContext(ctx, m.db.SQL(countFeedback), plain(person)).Scan(&s.Feedback, &first[1], &last[1])
	}
	for i, n := range []int{s.Answers, s.Feedback} {
		if n > 0 && (s.First.IsZero() || at(first[i]).Before(s.First)) {
			s.First = at(first[i])
		}
		if n > 0 && at(last[i]).After(s.Last) {
			s.Last = at(last[i])
		}
	}
	return s, err
}

// Forget deletes all that is kept of a person and says what that was: their
// questions and the answers to them, with what others thought of these, and the
// feedback that they gave. Messages in Discord are not its affair. A question
// that is being answered at this moment is kept when it is answered.
func (m *Memory) Forget(ctx context.Context, person string) (out Stored, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		found, err := m.count(ctx, tx, person)
		if err != nil {
			return err
		}
		if found != (Stored{}) { // or an attempt that was not heard of has deleted it
			out = found
		}
		for _, s := range []string{forgetAnswers, forgetFeedback} {
			if _, err := m.db.Exec(ctx, tx, s, plain(person)); err != nil {
				return err
			}
		}
		return m.drop(ctx, tx)
	})
	if err != nil {
		return Stored{}, err
	}
	return out, m.db.Flush(ctx)
}

// drop deletes what hangs on answers that are gone.
func (m *Memory) drop(ctx context.Context, tx *sql.Tx) error {
	for _, s := range []string{pruneMessages, pruneFeedback} {
		if _, err := m.db.Exec(ctx, tx, s); err != nil {
			return err
		}
	}
	return nil
}
