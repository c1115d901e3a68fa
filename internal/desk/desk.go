// Package desk answers one question: may this be asked now, and has it been
// answered already?
//
// It stands between whoever asks and the answerer: it checks the limits before
// anything is spent, lets those who ask the same share one answer, and settles
// what was spent, whoever is still there by then.
package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/flight"
	"dateline/internal/quota"
	"dateline/prompts"
)

// Answerer answers questions; *answer.Answerer is one.
type Answerer interface {
	Stream(ctx context.Context, q answer.Question, show func(answer.Step)) (answer.Answer, error)
}

// Config says what answers depend on, and for how long they are shared.
type Config struct {
	Generation int64  // of the corpus: another one has other answers
	Model      string // that writes them, with its settings; empty: none
	// Estimate is what a question is taken to cost until it is known.
	Estimate quota.Cost
	// Answers is how many are kept for those who ask the same later; 0: none.
	Answers int
	// Fresh is for how long they are kept; 0: until others take their room.
	Fresh time.Duration
	// Deadline is how long an answer may take; 0: as long as somebody waits.
	Deadline time.Duration
	// Log, if set, is told what failed beside a question, whose asker got an
	// answer all the same. It must be safe for concurrent use.
	Log func(error)
}

// Desk takes questions. It is safe for concurrent use.
type Desk struct {
	answerer Answerer
	ledger   *quota.Ledger
	config   Config
	shared   *flight.Shared[answer.Step, answer.Answer]
}

// New opens a desk before an answerer.
func New(a Answerer, l *quota.Ledger, c Config) *Desk {
	return &Desk{a, l, c, flight.New[answer.Step](flight.Config[answer.Answer]{Answers: c.Answers, Fresh: c.Fresh, Deadline: c.Deadline, Keep: whole})}
}

// whole reports whether an answer is as good as another attempt would be.
func whole(a answer.Answer) bool {
	return !slices.ContainsFunc(a.Notes(), func(n answer.Note) bool {
		return n == answer.ModelFailed || n == answer.CutShort || n == answer.NothingVerified
	})
}

// Ask answers a question that somebody asks. The steps of the answer are shown
// as they come, also of one that somebody else's question has led to; reused
// says that it was. The error is a *quota.LimitError, quota.ErrOverloaded or a
// *quota.StoreError before anything was done, or what the answerer gives.
func (d *Desk) Ask(ctx context.Context, who quota.Who, q answer.Question, show func(answer.Step)) (a answer.Answer, reused bool, err error) {
	place, err := d.ledger.Reserve(ctx, who, d.config.Estimate)
	if err != nil {
		return answer.Answer{}, false, err
	}
	if q.Asked.IsZero() {
		q.Asked = corpus.DateOf(time.Now())
	}
	a, reused, err = d.shared.Do(ctx, d.key(q), show, func(ctx context.Context, show func(answer.Step)) (answer.Answer, error) {
		// Of what ends in a panic nobody knows the cost. Its place is free again.
		cost := d.config.Estimate
		defer func() { d.log(place.Settle(ctx, cost)) }()
		a, err := d.answerer.Stream(ctx, q, show)
		spent := a.Spent()
		cost = quota.Cost{Tokens: spent.TokensIn + spent.TokensOut, Dollars: spent.Dollars}
		return a, err
	})
	if reused {
		d.log(place.Settle(ctx, quota.Cost{}))
	}
	return a, reused, err
}

func (d *Desk) log(err error) {
	if err != nil && d.config.Log != nil {
		d.config.Log(fmt.Errorf("settle what a question cost: %w", err))
	}
}

// key names all that an answer depends on.
func (d *Desk) key(q answer.Question) string {
	set, err := json.Marshal(q)
	if err != nil {
		panic("a question is texts and days: " + err.Error())
	}
	return flight.Key(strconv.FormatInt(d.config.Generation, 10), prompts.Version(), d.config.Model, string(set))
}
