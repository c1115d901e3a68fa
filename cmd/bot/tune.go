package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"dateline/internal/corpus"
	"dateline/internal/eval"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

type tuneCommand struct {
	endpoint
	embedding
	Stores  string   `help:"Keep the stores of the sets in this folder, for another time. Without one, in memory." placeholder:"FOLDER"`
	JSON    bool     `name:"json" help:"Print one JSON object."`
	Folders []string `arg:"" name:"folder" help:"Folders with corpus.jsonl, queries.jsonl and qrels.tsv."`
}

func (c *tuneCommand) storage() storage { return storage{endpoint: c.endpoint, embedding: c.embedding} }

// weights are those that are tried.
var weights = []float64{0, .05, .1, .15, .2, .25, .3, .4, .5, .7, 1}

// tuningJSON is what tune prints with --json.
type tuningJSON struct {
	Model string        `json:"model"`
	Best  float64       `json:"best"`
	Sets  []eval.Tuning `json:"sets"`
}

// Run measures the weights.
func (c *tuneCommand) Run(ctx context.Context, s streams) error {
	if err := c.storage().checkEmbedding(); err != nil {
		return err
	}
	sets, err := c.sets()
	if err != nil {
		return err
	}
	by, err := c.storage().embedder(ctx, retrieval.Space{}, false)
	switch {
	case err != nil:
		return err
	case by == nil:
		return usageError{errors.New("--embedder is none, which has no weight to tune")}
	case c.Stores != "":
		if err := os.MkdirAll(c.Stores, 0o755); err != nil {
			return fmt.Errorf("--stores: %w", err)
		}
	}
	out := tuningJSON{Model: by.Name()}
	for _, set := range sets {
		t, err := c.tune(ctx, s, set)
		if err != nil {
			return err
		}
		out.Sets = append(out.Sets, t)
	}
	if out.Best = eval.Best(out.Sets); c.JSON {
		return json.NewEncoder(s.out).Encode(out)
	}
	return eval.TuningTable(s.out, out.Model, out.Sets)
}

// sets reads all sets before any is embedded, which takes its time, and reports
// all that can't be read.
func (c *tuneCommand) sets() ([]eval.Set, error) {
	sets, problems := make([]eval.Set, len(c.Folders)), make([]error, len(c.Folders))
	for i, folder := range c.Folders {
		sets[i], problems[i] = eval.ReadSet(folder)
	}
	return sets, errors.Join(problems...)
}

func (c *tuneCommand) tune(ctx context.Context, s streams, set eval.Set) (t eval.Tuning, err error) {
	src, err := corpus.Open(set.Corpus)
	if err != nil {
		return t, err
	}
	path := sqlite.Memory
	if c.Stores != "" {
		path = filepath.Join(c.Stores, set.Name+".db")
	}
	o, err := c.storage().openSource(ctx, src, path, s, retrieval.SyncOptions{AllowRemoval: true}, true)
	if err != nil {
		return t, err
	}
	defer func() { err = errors.Join(err, o.store.Close()) }()
	o.warn(s)
	return set.Tune(ctx, o.searcher, weights)
}
