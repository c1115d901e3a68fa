package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/eval"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

type evalCommand struct {
	storage
	writer
	Corpus  string `help:"The corpus that a file of questions is about. A folder has its own." placeholder:"PATH"`
	Store   string `help:"The SQLite file to keep the corpus in. Without one, memory." placeholder:"FILE" default:":memory:"`
	JSON    bool   `name:"json" help:"Print one JSON object."`
	Answers bool   `help:"Of a folder, measure the answers as well as the search."`
	Target  string `arg:"" help:"A folder with corpus.jsonl, queries.jsonl and qrels.tsv; or, with --corpus, a JSON Lines file of questions."`
}

// table is a result that can be printed for people.
type table interface {
	Table(w io.Writer) error
}

// Run measures.
func (c *evalCommand) Run(ctx context.Context, s streams) (err error) {
	info, err := os.Stat(c.Target)
	switch {
	case err != nil:
		return usageError{fmt.Errorf("%s: there is no such folder or file", c.Target)}
	case !info.IsDir() && c.Corpus == "":
		return usageError{errors.New("name the corpus that the questions are about with --corpus")}
	case info.IsDir():
		return c.folder(ctx, s)
	}
	questions, err := eval.ReadQuestions(c.Target)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, s, c.Corpus)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.store.Close()) }()
	result, err := c.answers(ctx, filepath.Base(c.Target), questions, o)
	if err != nil {
		return err
	}
	return c.print(s, result)
}

func (c *evalCommand) folder(ctx context.Context, s streams) (err error) {
	set, err := eval.ReadSet(c.Target)
	if err != nil {
		return err
	}
	o, err := c.open(ctx, s, set.Corpus)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, o.store.Close()) }()
	search, err := set.Search(ctx, o.searcher)
	if err != nil {
		return err
	}
	if !c.Answers {
		return c.print(s, search)
	}
	answers, err := c.answers(ctx, set.Name, set.Questions, o)
	if err != nil {
		return err
	}
	return c.print(s, both{search, answers})
}

// answers measures the answers of whatever the flags configure.
func (c *evalCommand) answers(ctx context.Context, name string, questions []eval.Question, o *opened) (eval.AnswerResult, error) {
	model, err := c.model(c.endpoint)
	if err != nil {
		return eval.AnswerResult{}, err
	}
	answerer := answer.New(o.searcher, model.Config)
	out, err := eval.Answers(ctx, name, questions, answerer, o.searcher)
	if err != nil {
		return out, err
	}
	if whole, err := answerer.GoesInWhole(ctx); err != nil || !whole {
		return out, err
	}
	model.WholeTokens = 0
	found, err := eval.Answers(ctx, name, questions, answer.New(o.searcher, model.Config), o.searcher)
	out.Found = &found
	return out, err
}

func (c *evalCommand) open(ctx context.Context, s streams, path string) (*opened, error) {
	src, err := corpus.Open(path)
	if err != nil {
		return nil, err
	}
	store := c.Store
	if store == "" {
		store = sqlite.Memory
	}
	apart, err := c.apart()
	if err != nil {
		return nil, err
	}
	o, err := storage{apart, c.endpoint, c.embedding}.openSource(ctx, src, store, s, retrieval.SyncOptions{AllowRemoval: true}, true)
	if err != nil {
		_ = apart.drop(context.WithoutCancel(ctx)) // what was begun; the first error says more
		return nil, err
	}
	o.store = temporary{o.store, apart}
	o.warn(s)
	return o, nil
}

// both is the result of a folder with its answers.
type both struct {
	eval.SearchResult
	Answers eval.AnswerResult `json:"answers"`
}

// Table writes one table below the other.
func (b both) Table(w io.Writer) error {
	if err := b.SearchResult.Table(w); err != nil {
		return err
	}
	return b.Answers.Table(w)
}

func (c *evalCommand) print(s streams, result table) error {
	if c.JSON {
		return json.NewEncoder(s.out).Encode(result)
	}
	return result.Table(s.out)
}
