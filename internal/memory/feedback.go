package memory

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Feedback is what a person thought of an answer.
type Feedback struct {
	Answer  string // its id
	Person  string
	Helpful bool
	Reason  string // may be empty; of more than MaxReason characters, the first
}

// Rated is what became of feedback.
type Rated int

// What may become of it.
const (
	First    Rated = iota // the person's first on the answer
	Replaced              // in the place of what the person thought before
	Repeated              // the same is kept already, and stays
)

// Rate keeps what a person thought of an answer. It counts once for a person and
// answer: a second one replaces the first, since people change their minds. The
// same once more changes nothing, and one without a reason takes none back. The
// error may also be ErrNoAnswer, for a private answer of somebody else too, or an
// *InvalidError.
func (m *Memory) Rate(ctx context.Context, f Feedback) (rated Rated, err error) {
	if err := checkIDs(true, f.Answer, f.Person); err != nil {
		return First, err
	}
	f.Reason = reason(f.Reason)
	now := ms(m.now())
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		if err := m.hold(ctx, tx, holdVisible, f.Answer, ms(m.since()), f.Person); err != nil {
			return err
		}
		if rated, err = m.compare(ctx, tx, f); err != nil || rated == Repeated {
			return err
		}
		_, err := m.db.Exec(ctx, tx, putFeedback, f.Answer, f.Person, number(f.Helpful), f.Reason, now)
		return err
	})
	return rated, err
}

// compare tells what feedback is beside what is kept of its person.
func (m *Memory) compare(ctx context.Context, tx *sql.Tx, f Feedback) (Rated, error) {
	var helpful int64
	var why string
	err := tx.QueryRowContext(ctx, m.db.SQL(selectFeedback), f.Answer, f.Person).Scan(&helpful, &why)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return First, nil
	case err != nil:
		return First, err
	case helpful == number(f.Helpful) && (f.Reason == "" || f.Reason == why):
		return Repeated, nil
	}
	return Replaced, nil
}

// reason is a reason as it is kept.
func reason(s string) string {
	r := []rune(strings.TrimSpace(plain(s)))
	return string(r[:min(len(r), MaxReason)])
}

// exported is a line of Export: a question as bot eval reads it, with what it
// passes over.
type exported struct {
	ID       string     `json:"id"`
	Question string     `json:"question"`
	Type     string     `json:"type"`
	Evidence []evidence `json:"evidence"`
	AskedOn  string     `json:"asked_on"`
	Corpus   string     `json:"corpus"`
	Reason   string     `json:"reason"`
	Rated    time.Time  `json:"rated"`
	Claims   []string   `json:"claims"`
}

type evidence struct {
	Doc   string `json:"doc"`
	Quote string `json:"quote"`
}

// said is what Export reads of an answer's JSON.
type said struct {
	Rewritten string `json:"rewritten"`
	Claims    []struct {
		Text      string `json:"text"`
		Citations []struct {
			Document string `json:"document"`
			Quote    string `json:"quote"`
		} `json:"citations"`
	} `json:"claims"`
}

// rated is feedback with the answer that it is on.
type rated struct {
	Feedback
	corpus, question, answer string
	given, asked             int64
}

// exportPage is how many are read at a time, so that nobody waits for whoever
// reads what is exported.
const exportPage = 25

// Export writes the feedback on answers from a corpus, or from all where none is
// named, as JSON lines that bot eval reads: the question, of a follow-up as it
// was made to stand alone; as type "helpful" or "unhelpful"; of a helpful answer
// what it cited as evidence, of another none; the day on which it was asked; then
// the corpus, the reason, when it was given, and the claims. Who asked and who
// gave it is left out, and so are private answers. It returns how many there are.
func (m *Memory) Export(ctx context.Context, w io.Writer, corpus string) (n int, err error) {
	out := bufio.NewWriter(w)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	last, of := Feedback{}, 0
	for {
		page, err := m.page(ctx, last, corpus)
		if err != nil {
			return n, err
		}
		for _, r := range page {
			if of++; r.Answer != last.Answer {
				of = 1
			}
			last = r.Feedback
			line, err := r.export(of)
			if err != nil {
				return n, err
			}
			if err := lines.Encode(line); err != nil {
				return n, fmt.Errorf("write feedback: %w", err)
			}
			n++
		}
		if len(page) < exportPage {
			break
		}
	}
	if err := out.Flush(); err != nil {
		return n, fmt.Errorf("write feedback: %w", err)
	}
	return n, nil
}

// page is some feedback behind the last that was read.
func (m *Memory) page(ctx context.Context, last Feedback, corpus string) (out []rated, err error) {
	err = m.db.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		out = nil
		return m.db.Each(ctx, tx, func(scan func(...any) error) error {
			var r rated
			err := scan(&r.Answer, &r.Person, &r.Helpful, &r.Reason, &r.given, &r.corpus, &r.question, &r.answer, &r.asked)
			out = append(out, r)
			return err
		}, pageFeedback, last.Answer, last.Person, ms(m.since()), plain(corpus), exportPage)
	})
	return out, err
}

// export is feedback as a line, the n-th on its answer.
func (r rated) export(n int) (exported, error) {
	var s said
	if err := json.Unmarshal([]byte(r.answer), &s); err != nil {
		return exported{}, fmt.Errorf("the stored answer %s can't be read: %w", r.Answer, err)
	}
	out := exported{
		ID: fmt.Sprintf("%s-%d", r.Answer, n), Question: r.question, Type: "unhelpful", Evidence: []evidence{}, Claims: []string{},
		AskedOn: at(r.asked).Format(time.DateOnly), Corpus: r.corpus, Reason: r.Reason, Rated: at(r.given),
	}
	if s.Rewritten != "" {
		out.Question = s.Rewritten
	}
	for _, c := range s.Claims {
		out.Claims = append(out.Claims, c.Text)
		for _, q := range c.Citations {
			if r.Helpful {
				out.Evidence = append(out.Evidence, evidence{q.Document, q.Quote})
			}
		}
	}
	if r.Helpful {
		out.Type = "helpful"
	}
	return out, nil
}
