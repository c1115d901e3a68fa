package answer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/prompts"
)

const (
	// MostClaims is how many claims of a generator are shown.
	MostClaims = 6
	// mostProposals is how many are looked at for a question: a generator that
	// writes without end is cut off.
	mostProposals = 40
	// mostRepaired is how many that failed are asked for once more.
	mostRepaired = 8
)

// errEnough ends a generator's work when no more of it is wanted.
var errEnough = errors.New("enough")

// writing is a generator's work on a question.
type writing struct {
	*asking
	checker  *checker
	ask      prompts.Ask
	system   string
	proposed int
	refused  []prompts.Refused
}

// write lets the generator answer, and shows each claim that passes. When none
// does the extractor answers, unless the generator itself found no answer.
func (s *asking) write(ctx context.Context) error {
	w, err := s.writing(ctx)
	if err != nil {
		return err
	}
	bounded, cancel := context.WithTimeout(ctx, s.a.config.Deadline)
	defer cancel()
	err = w.generate(bounded)
	s.out.stats.Draft += lap(&s.at)
	var broken *storeError
	switch {
	case context.Cause(ctx) != nil:
		return context.Cause(ctx)
	case errors.As(err, &broken):
		return broken.error
	case len(s.out.claims) > 0:
		s.out.writer = s.a.config.Generator.Name()
		if err != nil {
			s.out.note(CutShort)
			s.out.failure = s.late(bounded, err)
		}
		return nil
	case err == nil && w.proposed == 0:
		s.abstain(ctx)
		s.out.reason = reasonNoAnswer
		return nil
	case err != nil:
		s.out.note(ModelFailed)
		s.out.failure = s.late(bounded, err)
	default:
		s.out.note(NothingVerified)
	}
	return s.extract(ctx)
}

// late is why a generator failed, in words where its time was over.
func (s *asking) late(bounded context.Context, err error) error {
	if errors.Is(bounded.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("it took longer than %s: %w", s.a.config.Deadline, err)
	}
	return err
}

// storeError is an error that is no fault of the generator.
type storeError struct{ error }

// writing prepares what the generator is asked.
func (s *asking) writing(ctx context.Context) (*writing, error) {
	passages, whole := s.hits, false
	if all, err := s.whole(ctx); err != nil {
		return nil, err
	} else if all != nil {
		passages, whole = all, true
	}
	w := &writing{asking: s, ask: prompts.Ask{Question: s.q.query.Question, Asked: s.question.Asked.Words(), Compare: s.q.query.Compare, Whole: whole}}
	if w.ask.Original = s.question.Original; s.translated {
		w.ask.Original = s.question.Text
	}
	keys := map[string]retrieval.Hit{}
	var shown []prompts.Passage
	for i, h := range passages {
		key := fmt.Sprintf("p%d", i+1)
		keys[key] = h
		s.evidence[keyOf(h)] = h
		shown = append(shown, passageOf(key, h))
	}
	for _, h := range s.hits {
		if e := h.Header.Event; e != nil && slices.Contains(s.q.query.Events, e.ID) {
			if title := e.Title(); !slices.Contains(w.ask.Events, title) {
				w.ask.Events = append(w.ask.Events, title)
			}
		}
		for key, p := range keys {
			if whole && keyOf(p) == keyOf(h) {
				w.ask.Nearest = append(w.ask.Nearest, key)
			}
		}
	}
	if whole {
		w.system = prompts.System(MostClaims, shown)
	} else {
		w.system, w.ask.Passages = prompts.System(MostClaims, nil), shown
	}
	w.checker = newChecker(s.a.retriever, s.q.query, s.question.Filter, keys, s.a.retriever.Vectors)
	return w, nil
}

// passageOf is a passage as a generator sees it: a paragraph or turn a line.
func passageOf(key string, h retrieval.Hit) prompts.Passage {
	p := prompts.Passage{Key: key, Heading: heading(h.Header)}
	for _, u := range h.Passage.Units {
		text := h.Passage.Slice(u.Intersect(h.Passage.Span))
		if u.Speaker != "" {
			text = "[" + u.Speaker + "] " + text
		}
		p.Lines = append(p.Lines, text)
	}
	return p
}

// heading says where a passage comes from.
func heading(h corpus.Header) string {
	outlet := h.Outlet
	if outlet == "" {
		outlet = "outlet not known"
	}
	parts := []string{outlet, h.Kind}
	if h.Headline != "" {
		parts = append(parts, "“"+h.Headline+"”")
	}
	if len(h.Authors) > 0 {
		parts = append(parts, "by "+strings.Join(h.Authors, " and "))
	}
	if !h.Published.IsZero() {
		parts = append(parts, "published "+h.Published.Words())
	}
	if h.Event != nil {
		about := "on " + h.Event.Title()
		if h.Event.Place != "" {
			about += ", " + h.Event.Place
		}
		parts = append(parts, about)
	}
	return strings.Join(parts, ", ")
}

// generate asks, and once more for what did not pass.
func (w *writing) generate(ctx context.Context) error {
	go w.checker.known() // while the model begins to write, so that its first claim need not wait
	err := w.request(ctx, prompts.User(w.ask))
	if err != nil || len(w.refused) == 0 || len(w.out.claims) >= MostClaims {
		return err
	}
	refused := w.refused[:min(mostRepaired, len(w.refused))]
	w.refused = nil
	return w.request(ctx, prompts.Repair(w.ask, refused))
}

func (w *writing) request(ctx context.Context, user string) error {
	left := mostProposals
	spent, err := w.a.config.Generator.Generate(ctx, Prompt{
		Version: prompts.Version(), System: w.system, User: user,
		AsObject: prompts.Output(prompts.Object), AsLines: prompts.Output(prompts.Lines),
	}, func(p Proposal) error {
		if left--; left < 0 || len(w.out.claims) >= MostClaims {
			return errEnough
		}
		return w.take(ctx, p)
	})
	w.out.spent.Add(spent)
	if errors.Is(err, errEnough) {
		return nil
	}
	return err
}

// take shows a proposal if it passes, and keeps why it does not.
func (w *writing) take(ctx context.Context, p Proposal) error {
	w.proposed++
	claim, err := w.checker.check(ctx, p)
	if err == nil {
		claim, err = w.settle(ctx, claim)
	}
	var rejected *RejectedError
	switch {
	case errors.As(err, &rejected):
		w.out.dropped = append(w.out.dropped, Dropped{p.Text, rejected.Rule, rejected.Reason})
		w.refused = append(w.refused, prompts.Refused{Text: p.Text, Reason: rejected.Reason})
	case err != nil:
		return err
	case !w.repeats(claim):
		w.add(claim)
	}
	return nil
}

// settle compares a claim with the documents as they are now, and has it judged
// where that is wanted.
func (w *writing) settle(ctx context.Context, c Claim) (Claim, error) {
	kept, dropped, err := w.originals(ctx, []Claim{c})
	switch {
	case err != nil:
		return c, &storeError{err}
	case len(dropped) > 0:
		return c, &RejectedError{"changed", dropped[0].Reason}
	case w.a.config.Judge:
		return kept[0], w.judge(ctx, kept[0])
	}
	return kept[0], nil
}

// judge asks the generator whether the quotes support the claim. Whatever is
// not a plain yes is a no.
func (w *writing) judge(ctx context.Context, c Claim) error {
	quotes := make([]prompts.Quote, 0, len(c.Citations))
	for _, citation := range c.Citations {
		quotes = append(quotes, prompts.Quote{From: citation.Attribution(), Text: citation.Quote})
	}
	system, user := prompts.Judge(c.Text, quotes)
	verdict, spent, err := w.a.config.Generator.Complete(ctx, Prompt{Version: prompts.Version(), System: system, User: user}, 4)
	w.out.spent.Add(spent)
	if err != nil {
		return err
	}
	if !strings.EqualFold(strings.Trim(strings.TrimSpace(verdict), `."'`), "yes") {
		return &RejectedError{"judged", "a second reading found that the quotes do not support the statement"}
	}
	return nil
}

// repeats reports whether an equal claim is shown already.
func (w *writing) repeats(c Claim) bool {
	return slices.ContainsFunc(w.out.claims, func(o Claim) bool { return corpus.Fold(o.Text) == corpus.Fold(c.Text) })
}

// Add adds what another request cost.
func (s *Spent) Add(o Spent) {
	s.Requests += o.Requests
	s.TokensIn += o.TokensIn
	s.TokensCached += o.TokensCached
	s.TokensOut += o.TokensOut
	s.Dollars += o.Dollars
}
