package answer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Retriever is what an Answerer needs of retrieval; *retrieval.Searcher is one.
type Retriever interface {
	Read(question string, asked corpus.Date) (retrieval.Query, error)
	Search(ctx context.Context, r retrieval.Request) ([]retrieval.Hit, error)
	Counts(ctx context.Context, terms []string) ([]int, error)
	Document(ctx context.Context, id string) (corpus.Document, error)
	Size() int
}

// Answerer answers questions from a corpus. It is safe for concurrent use.
type Answerer struct{ retriever Retriever }

// New makes an Answerer.
func New(r Retriever) *Answerer { return &Answerer{r} }

// Question is a question with what its asker set.
type Question struct {
	Text   string
	Filter retrieval.Filter
	Asked  corpus.Date // the day it was asked; the zero Date is today
}

// considered is how many passages are looked at for a question.
const considered = 24

// Ask answers a question: with claims, or with an abstention. The error is a
// *retrieval.QuestionError or one of the store; an abstention is none.
func (a *Answerer) Ask(ctx context.Context, question Question) (Answer, error) {
	start := time.Now()
	query, err := a.retriever.Read(question.Text, question.Asked)
	if err != nil {
		return Answer{}, err
	}
	out := Answer{query: query, events: map[string]corpus.Event{}}
	q, err := a.takeApart(ctx, query)
	if err != nil {
		return Answer{}, fmt.Errorf("read the question: %w", err)
	}
	q.speakers = question.Filter.Speakers
	out.stats.Read = lap(&start)

	hits, err := a.retriever.Search(ctx, retrieval.Request{Query: query, Filter: question.Filter, Limit: considered})
	if err != nil {
		return Answer{}, fmt.Errorf("search: %w", err)
	}
	out.stats.Search, out.stats.Passages = lap(&start), len(hits)

	draft := q.draft(hits)
	out.stats.Draft = lap(&start)

	err = a.prove(ctx, &out, q, draft, hits)
	out.stats.Verify = lap(&start)
	return out, err
}

// lap is the time since start, which begins anew.
func lap(start *time.Time) time.Duration {
	d := time.Since(*start)
	*start = start.Add(d)
	return d
}

// draft is the extractor's: each statement the smallest run of sentences that
// answers.
func (q asked) draft(hits []retrieval.Hit) Draft {
	var d Draft
	if len(q.unknown()) > 0 {
		return d
	}
	for _, r := range q.choose(q.candidates(hits)) {
		d.Statements = append(d.Statements, Statement{Quotes: []Quote{r.quote()}})
	}
	return d
}

// prove fills in what of the draft stands, or why nothing is said.
func (a *Answerer) prove(ctx context.Context, out *Answer, q asked, d Draft, hits []retrieval.Hit) error {
	evidence := Evidence{}
	for _, h := range hits {
		evidence[keyOf(h)] = h
	}
	claims, dropped := verify(d, evidence)
	claims, changed, err := a.originals(ctx, claims)
	if err != nil {
		return err
	}
	out.claims, out.dropped = claims, slices.Concat(dropped, changed)
	for _, c := range claims {
		if event := c.Citations[0].Header.Event; event != nil {
			out.events[event.ID] = *event
		}
	}
	if len(claims) == 0 {
		out.abstain(q, hits, evidence)
	}
	return nil
}

// abstain says why nothing is said, and what comes nearest.
func (out *Answer) abstain(q asked, hits []retrieval.Hit, e Evidence) {
	const shown = 3
	out.missing = q.unknown()
	switch {
	case len(out.dropped) > 0:
		out.reason = "No statement passed verification."
	case len(out.missing) > 0:
		out.reason = fmt.Sprintf("The corpus does not say: it has nothing about %s.", list(out.missing))
	case len(hits) == 0:
		out.reason = "The corpus does not say: no passage bears on the question."
	case q.query.Conflict:
		out.reason = "The corpus does not say: no meeting in it fits the place and the date together."
	default:
		out.missing = q.uncovered(hits)
		out.reason = "The corpus does not say: no passage covers enough of the question."
		if len(out.missing) > 0 {
			out.reason = fmt.Sprintf("The corpus does not say: nothing it has about this covers %s.", list(out.missing))
		}
	}
	open := q
	open.query.Cues = nil // what comes nearest need not be of the right outlet
	taken := map[string]bool{}
	for _, r := range open.candidates(hits) {
		if len(out.nearest) == shown {
			break
		}
		if id := documentOf(r); !taken[id] {
			taken[id] = true
			if c, err := verifyQuote(r.quote(), e); err == nil {
				out.nearest = append(out.nearest, c)
			}
		}
	}
}
