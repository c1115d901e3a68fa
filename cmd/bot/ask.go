package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"dateline/internal/answer"
	"dateline/internal/eval"
	"dateline/internal/retrieval"
)

type askCommand struct {
	place
	filters
	limits
	writer
	JSON      bool     `name:"json" help:"Print one JSON object (docs/json.md describes it)."`
	Queries   string   `help:"Answer every question of this JSON Lines file; implies --json." placeholder:"FILE.jsonl"`
	Asked     string   `help:"The day on which the question counts as asked, for words like 'yesterday'. Today without it." placeholder:"YYYY-MM-DD"`
	AllEvents bool     `help:"Where the question fits several meetings and chooses none, answer for each rather than ask which one is meant."`
	Question  []string `arg:"" optional:"" help:"The question; '-' reads it from standard input."`
}

// question is the question of the command line, or an empty one with --queries.
func question(words []string, queries string, in io.Reader) (string, error) {
	switch {
	case queries != "" && len(words) > 0:
		return "", usageError{errors.New("give a question or --queries, not both")}
	case queries == "" && len(words) == 0:
		return "", usageError{errors.New("give a question, in quotation marks, or --queries FILE")}
	case len(words) == 1 && words[0] == "-":
		const most = 1 << 20 // far more than a question may have
		text, err := io.ReadAll(io.LimitReader(in, most))
		return string(text), err
	}
	return strings.Join(words, " "), nil
}

// Run answers.
func (c *askCommand) Run(ctx context.Context, s streams) error {
	text, err := question(c.Question, c.Queries, s.in)
	if err != nil {
		return err
	}
	var problems []error
	asked := day("asked", c.Asked, &problems)
	o, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer o.store.Close()
	o.warn(s)
	filter, err := c.filter(ctx, o.searcher, problems...)
	if err != nil {
		return err
	}
	asking, err := c.desk(ctx, o)
	if err != nil {
		return err
	}
	defer asking.Close()
	if c.Queries != "" {
		return each(ctx, s.out, c.Queries, func(ctx context.Context, q eval.Question) (any, error) {
			if err := exists(ctx, o.searcher, q); err != nil {
				return nil, err
			}
			return askOne(ctx, asking, q, answer.Question{Filter: filter, Asked: asked, AllEvents: c.AllEvents})
		})
	}
	return c.answer(ctx, s, asking, answer.Question{Text: text, Filter: filter, Asked: asked, AllEvents: c.AllEvents})
}

// answer asks, and writes the answer as it comes; or as JSON, once it is there.
func (c *askCommand) answer(ctx context.Context, s streams, asking *counter, q answer.Question) error {
	r := newPage(s.out).reply(q.Text)
	show := r.step
	if c.JSON {
		show = nil
	}
	a, err := asking.ask(ctx, q, show)
	switch {
	case err != nil:
		return errors.Join(err, r.broken())
	case c.JSON:
		err = json.NewEncoder(s.out).Encode(a)
	default:
		err = r.finish(a)
	}
	if err != nil {
		return err
	}
	warnOfFailure(s.err, a)
	switch a.Outcome() {
	case answer.Abstained:
		return statusError(exitAbstained)
	case answer.WhichEvent:
		return statusError(exitWhich)
	case answer.Answered:
	}
	return nil
}

// askOne answers a question of a file. What its line says goes before flags.
func askOne(ctx context.Context, asking *counter, q eval.Question, set answer.Question) (any, error) {
	if !q.Asked().IsZero() {
		set.Asked = q.Asked()
	}
	set.Text, set.Filter = q.Question, narrow(set.Filter, q)
	return asking.ask(ctx, set, nil)
}

// exists refuses a line of a file that names a document which is not there.
func exists(ctx context.Context, s *retrieval.Searcher, q eval.Question) error {
	if q.Document == "" {
		return nil
	}
	_, err := s.Document(ctx, q.Document)
	if errors.Is(err, retrieval.ErrNoDocument) {
		return &retrieval.QuestionError{Reason: fmt.Sprintf("is restricted to the document %q, which the corpus does not have", q.Document)}
	}
	return err
}

// narrow restricts a filter further by what a line of a file names.
func narrow(f retrieval.Filter, q eval.Question) retrieval.Filter {
	own := q.Filter()
	if own.Documents != nil {
		f.Documents = own.Documents
	}
	if own.Headlines != nil {
		f.Headlines = own.Headlines
	}
	return f
}

// each does work for every question of a file on all processors and prints
// the results in order, with the question's id in front. A question that
// can't be asked is reported in its place, and the others go on.
func each(ctx context.Context, w io.Writer, path string, work func(context.Context, eval.Question) (any, error)) error {
	questions, err := eval.ReadQuestions(path)
	if err != nil {
		return err
	}
	lines := make([][]byte, len(questions))
	failed := make([]bool, len(questions))
	err = eval.Parallel(ctx, len(questions), func(ctx context.Context, i int) error {
		result, err := work(ctx, questions[i])
		var wrong *retrieval.QuestionError
		if errors.As(err, &wrong) {
			failed[i] = true
			result, err = failedJSON{questions[i].Question, "failed", wrong.Error()}, nil
		}
		if err != nil {
			return fmt.Errorf("question %s: %w", questions[i].ID, err)
		}
		lines[i], err = withID(string(questions[i].ID), result)
		return err
	})
	if err != nil {
		return err
	}
	bad := 0
	for i, line := range lines {
		if failed[i] {
			bad++
		}
		if _, err := w.Write(append(line, '\n')); err != nil {
			return err
		}
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d questions of %s could not be asked; their lines say why", bad, len(questions), path)
	}
	return nil
}

// failedJSON stands for a question of a file that can't be asked.
type failedJSON struct {
	Question string `json:"question"`
	Outcome  string `json:"outcome"`
	Reason   string `json:"reason"`
}

// withID is the JSON object of v with the field id in front.
func withID(id string, v any) ([]byte, error) {
	object, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	name, err := json.Marshal(id)
	if err != nil {
		return nil, err
	}
	return append(append([]byte(`{"id":`), append(name, ',')...), object[1:]...), nil
}
