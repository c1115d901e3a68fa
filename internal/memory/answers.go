package memory

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The bounds of what is kept.
const (
	MaxQuestion = 8000    // bytes of a question
	MaxJSON     = 1 << 20 // bytes of an answer's JSON
	MaxReason   = 1000    // characters of a reason; the rest is cut off
	MaxHistory  = 20      // exchanges that History gives at most
	MaxMessages = 20      // messages that show one answer
	maxID       = 200     // bytes of an id, and of a corpus's name
	idLength    = 20      // characters of an answer's id: 100 bits, which nobody guesses
)

// Answer is what was said to a question, or the choice between meetings that its
// asker still has to make.
type Answer struct {
	ID      string // capital letters and digits; Put chooses it
	Person  string // who asked; must not be empty
	Server  string // empty: in a direct message
	Channel string
	Thread  string // that it can be asked on in; empty: none. Of direct messages, the channel
	Follows string // id of the answer that the question follows; empty: none
	// Private says that it was shown to its asker alone.
	Private bool
	Corpus  string // the name of the corpus asked
	// CorpusID tells that corpus from every other, by whatever is the caller's own
	// way; empty: of an answer that was kept before this was noted.
	CorpusID string
	// Question is the question as asked. Of a private answer it is empty when
	// Config.PrivateFor is over.
	Question string
	// JSON is the answer's own, with fields as docs/json.md describes them. Of a
	// private answer nothing that repeats words of its question is in it, but for
	// its claims and the question itself as long as that is kept.
	JSON     json.RawMessage
	Asked    time.Time // when it was kept
	Chosen   bool      // its meeting is chosen
	Messages []string  // that show it, of Get and ByMessage alone
}

func (a Answer) validate() error {
	switch {
	case len(a.Question) > MaxQuestion || !utf8.ValidString(a.Question) || strings.ContainsRune(a.Question, 0):
		return &InvalidError{fmt.Sprintf("the question is no text of at most %d bytes", MaxQuestion)}
	case len(a.JSON) > MaxJSON:
		return &InvalidError{fmt.Sprintf("the answer has %d bytes; at most %d are kept", len(a.JSON), MaxJSON)}
	}
	return errors.Join(checkIDs(true, a.Person), checkIDs(false, a.Server, a.Channel, a.Thread, a.Follows, a.Corpus, a.CorpusID))
}

func checkIDs(needed bool, ids ...string) error {
	for _, id := range ids {
		if len(id) > maxID || !utf8.ValidString(id) || strings.ContainsRune(id, 0) || needed && id == "" {
			return &InvalidError{fmt.Sprintf("%.40q is no id or name: it must be text of 1 to %d bytes", id, maxID)}
		}
	}
	return nil
}

// Put keeps an answer and returns the id that it gave it. It sets ID and Asked
// itself; Chosen and Messages come later. The error may also be
// an *InvalidError.
func (m *Memory) Put(ctx context.Context, a Answer) (id string, err error) {
	if err := a.validate(); err != nil {
		return "", err
	}
	data, err := kept(a)
	if err != nil {
		return "", err
	}
	id = rand.Text()[:idLength]
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := m.db.Exec(ctx, tx, insertAnswer, id, a.Person, a.Server, a.Channel, a.Thread, a.Follows,
			number(a.Private), a.Corpus, a.Question, string(data), ms(m.now()), a.CorpusID)
		return err
	})
	if err != nil {
		return "", err
	}
	return id, nil
}

// telling are the fields of an answer's JSON that repeat words of its question.
var telling = []string{"question", "rewritten", "read", "missing", "reason", "dropped"}

// kept is an answer's JSON as it is kept.
func kept(a Answer) (json.RawMessage, error) {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(a.JSON, &fields); err != nil || fields == nil {
		return nil, &InvalidError{"the answer is no JSON object"}
	}
	if !a.Private {
		return a.JSON, nil
	}
	for _, f := range telling {
		delete(fields, f)
	}
	return json.Marshal(fields)
}

// reveal puts back the question of a private answer, or takes it out when its
// time is over.
func (m *Memory) reveal(a *Answer) error {
	if !a.Private {
		return nil
	}
	if a.Asked.Before(m.questionsSince()) {
		a.Question = ""
		return nil
	}
	var fields map[string]json.RawMessage
	err := json.Unmarshal(a.JSON, &fields)
	if err == nil {
		if fields["question"], err = json.Marshal(a.Question); err == nil {
			a.JSON, err = json.Marshal(fields)
		}
	}
	return err
}

// number is how a truth is kept: SQLite has no other.
func number(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Get is an answer as a person may see it: a private one only its asker may. For
// what everybody may see, person is empty. The error may also be ErrNoAnswer.
func (m *Memory) Get(ctx context.Context, id, person string) (a Answer, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		a, err = m.get(ctx, tx, id, person)
		if err == nil {
			a.Messages, err = m.messages(ctx, tx, id)
		}
		return err
	})
	return a, err
}

// ByMessage is the answer that a message shows.
func (m *Memory) ByMessage(ctx context.Context, message, person string) (a Answer, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		var id string
		err := tx.QueryRowContext(ctx, m.db.SQL(selectMessage), plain(message)).Scan(&id)
		if err != nil {
			return none(err)
		}
		if a, err = m.get(ctx, tx, id, person); err == nil {
			a.Messages, err = m.messages(ctx, tx, id)
		}
		return err
	})
	return a, err
}

// Thread is the last n answers of a thread that everybody there saw, at most
// MaxHistory, the latest last.
func (m *Memory) Thread(ctx context.Context, thread string, n int) (out []Answer, err error) {
	if thread == "" || n <= 0 {
		return nil, nil
	}
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out = nil
		return m.db.Each(ctx, tx, func(scan func(...any) error) error {
			a, err := m.scan(scan)
			out = append(out, a)
			return err
		}, selectThread, plain(thread), ms(m.since()), min(n, MaxHistory))
	})
	slices.Reverse(out)
	return out, err
}

// Chain is an answer and those before it that it follows, up to n and at most
// MaxHistory of them, the latest last, as far as a person may see them. Of an
// answer that is not there it is empty.
func (m *Memory) Chain(ctx context.Context, id, person string, n int) (out []Answer, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out = nil
		for next := id; next != "" && len(out) < min(n, MaxHistory); {
			a, err := m.get(ctx, tx, next, person)
			if isGone(err) {
				return nil
			}
			if err != nil {
				return err
			}
			out, next = append(out, a), a.Follows
		}
		return nil
	})
	slices.Reverse(out)
	return out, err
}
