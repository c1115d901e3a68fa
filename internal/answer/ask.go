package answer

import (
	"cmp"
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
	// Vectors embeds texts; without an embedder there are none, and no error.
	Vectors(ctx context.Context, texts []string) ([][]float32, error)
	Manifest(ctx context.Context) (retrieval.Manifest, error)
	Size() int
}

// Config says how questions are answered.
type Config struct {
	// Generator writes answers from passages. Nil: the extractor quotes.
	Generator Generator
	// Deadline is how long the generator may take for a question, with all that
	// it is asked; what is verified by then is the answer. 0: 45 seconds.
	Deadline time.Duration
	// WholeTokens is up to how many tokens, estimated, a corpus goes into the
	// prompt as a whole; 0: never.
	WholeTokens int
	// Judge asks the generator of each claim once more whether its quotes
	// support it. That costs a request a claim, and the time it takes.
	Judge bool
}

// Answerer answers questions from a corpus. It is safe for concurrent use.
type Answerer struct {
	retriever Retriever
	config    Config
	languages languagesOfCorpus
}

// New makes an Answerer.
func New(r Retriever, c Config) *Answerer {
	c.Deadline = cmp.Or(c.Deadline, 45*time.Second)
	return &Answerer{retriever: r, config: c}
}

// Question is a question with what its asker set.
type Question struct {
	Text string
	// Original is the question as its asker put it, where Text is a reading of it
	// in another language; see [Answer.Again].
	Original string
	Filter   retrieval.Filter
	Asked    corpus.Date // the day it was asked; the zero Date is today
	// AllEvents asks for an answer for each meeting where the question fits
	// several and chose none, rather than to be asked which one is meant.
	AllEvents bool
	// History is the conversation so far, which a follow-up counts on.
	History []Exchange
}

// considered is how many passages are looked at for a question.
const considered = 24

// Ask answers a question: with claims, with the meetings it may mean, or with
// an abstention. The error is a *retrieval.QuestionError or one of the store;
// an abstention is none, and neither is a generator that fails.
func (a *Answerer) Ask(ctx context.Context, question Question) (Answer, error) {
	return a.Stream(ctx, question, func(Step) {})
}

// Step is what happens on the way to an answer; one of the fields is set.
type Step struct {
	Read  string // the question as it was read: rewritten if it was a follow-up, or in another language than the corpus
	Claim *Claim // verified, and to be shown
}

// Stream is Ask that shows each claim as soon as it is verified. The Answer has
// all that was shown, in that order.
func (a *Answerer) Stream(ctx context.Context, question Question, show func(Step)) (Answer, error) {
	s := &asking{a: a, question: question, show: show}
	if err := s.find(ctx); err != nil {
		return s.out, err
	}
	if s.which() {
		return s.out, nil
	}
	var err error
	if s.writable(ctx) {
		err = s.write(ctx)
	} else {
		err = s.extract(ctx)
	}
	s.differing()
	s.out.remark()
	return s.out, err
}

// asking is one question on its way to an answer.
type asking struct {
	a        *Answerer
	question Question
	show     func(Step)
	// translated says that the question is read in another language than it was
	// put in; unread, that it would have to be and could not.
	translated, unread bool
	q                  asked
	chosen             []run // by the extractor
	hits               []retrieval.Hit
	evidence           Evidence
	out                Answer
	at                 time.Time
}

// find reads the question and finds passages.
func (s *asking) find(ctx context.Context) error {
	s.at = time.Now()
	text, spent := s.standAlone(ctx)
	query, err := s.a.retriever.Read(text, s.question.Asked)
	if err != nil {
		return err
	}
	s.out = Answer{query: query, asked: s.question.Text, events: map[string]corpus.Event{}, bodies: map[string]string{}, spent: spent}
	s.show(Step{Read: query.Question})
	if s.q, err = s.a.takeApart(ctx, query); err != nil {
		return fmt.Errorf("read the question: %w", err)
	}
	s.q.speakers = s.question.Filter.Speakers
	s.out.stats.Read = lap(&s.at)
	s.hits, err = s.a.retriever.Search(ctx, retrieval.Request{Query: query, Filter: s.question.Filter, Limit: considered})
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	s.evidence = Evidence{}
	for _, h := range s.hits {
		s.evidence[keyOf(h)] = h
	}
	s.out.stats.Search, s.out.stats.Passages = lap(&s.at), len(s.hits)
	return nil
}

// extract answers with quotes alone.
func (s *asking) extract(ctx context.Context) error {
	draft := s.draft(ctx)
	s.out.stats.Draft += lap(&s.at)
	err := s.prove(ctx, draft)
	s.out.stats.Verify += lap(&s.at)
	return err
}

// lap is the time since start, which begins anew.
func lap(start *time.Time) time.Duration {
	d := time.Since(*start)
	*start = start.Add(d)
	return d
}

// draft is the extractor's: each statement the smallest run of sentences that
// answers.
func (s *asking) draft(ctx context.Context) Draft {
	var d Draft
	for _, r := range s.completed(ctx, s.best()) {
		d.Statements = append(d.Statements, Statement{Quotes: []Quote{r.quote()}})
	}
	return d
}

// prove fills in what of the draft stands, or why nothing is said.
func (s *asking) prove(ctx context.Context, d Draft) error {
	claims, dropped := verify(d, s.evidence)
	claims, changed, err := s.originals(ctx, claims)
	if err != nil {
		return err
	}
	s.out.dropped = slices.Concat(s.out.dropped, dropped, changed)
	for _, c := range claims {
		s.add(c)
	}
	if len(s.out.claims) == 0 {
		s.abstain(ctx)
	}
	return nil
}

// add makes a verified claim part of the answer, and shows it.
func (s *asking) add(c Claim) {
	for _, citation := range c.Citations {
		if event := citation.Header.Event; event != nil {
			s.out.events[event.ID] = *event
		}
	}
	s.out.claims = append(s.out.claims, c)
	s.show(Step{Claim: &c})
}

// abstain says why nothing is said, and what comes nearest.
func (s *asking) abstain(ctx context.Context) {
	q, out := s.q, &s.out
	switch {
	case len(out.dropped) > 0:
	case len(q.words)+len(q.query.Cues) == 0:
		out.reason = reasonNoWord
		return
	case otherScript(q.query.Question, s.hits):
		out.reason = reasonScript
		return
	}
	s.whyNot()
	s.showNearest(ctx)
}

// whyNot says why nothing is said.
func (s *asking) whyNot() {
	q, out := s.q, &s.out
	out.missing = q.unknown()
	switch {
	case len(out.dropped) > 0:
		out.reason = reasonUnverified
	case len(out.missing) > 0:
		out.reason = fmt.Sprintf(reasonUnknown, list(out.missing))
	case len(s.hits) == 0:
		out.reason = reasonNothing
	case q.query.Conflict:
		out.reason = reasonConflict
	default:
		out.missing = q.uncovered(s.hits)
		out.reason = reasonTooLittle
		if len(out.missing) > 0 {
			out.reason = fmt.Sprintf(reasonUncovered, list(out.missing))
		}
	}
}

// showNearest shows what comes nearest, a passage a document.
func (s *asking) showNearest(ctx context.Context) {
	const shown = 3
	out, open := &s.out, s.q
	open.query.Cues = nil // what comes nearest need not be of the right outlet
	taken := map[string]bool{}
	candidates, cosine := s.byMeaning(ctx, open.candidates(s.hits))
	if cosine >= worthShowing && len(open.unknown()) == 0 && !open.query.Conflict {
		out.reason = reasonNearest
	}
	for _, r := range candidates {
		if len(out.nearest) == shown {
			break
		}
		if id := documentOf(r); !taken[id] {
			taken[id] = true
			if c, err := verifyQuote(r.quote(), s.evidence); err == nil {
				out.nearest = append(out.nearest, c)
			}
		}
	}
}
