package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/eval"
	"dateline/internal/retrieval"
)

type searchCommand struct {
	place
	filters
	JSON     bool     `name:"json" help:"Print a JSON object a line."`
	K        int      `short:"k" name:"k" help:"How many passages." default:"10"`
	Queries  string   `help:"Search for every question of this JSON Lines file; implies --json." placeholder:"FILE.jsonl"`
	Question []string `arg:"" optional:"" help:"The question; '-' reads it from standard input."`
}

// maxK bounds what a search returns, since all of it is held in memory.
const maxK = 1000

// hitJSON is a passage that was found; docs/json.md describes the fields.
type hitJSON struct {
	Rank      int              `json:"rank"`
	Document  string           `json:"document"`
	Passage   int              `json:"passage"`
	Start     int              `json:"start"`
	End       int              `json:"end"`
	Outlet    *string          `json:"outlet"`
	Headline  *string          `json:"headline"`
	Published *string          `json:"published"`
	Event     *string          `json:"event"`
	Speaker   *string          `json:"speaker"`
	Text      string           `json:"text"`
	Scores    retrieval.Scores `json:"scores"`
}

// hitsJSON is what was found for a question of a file.
type hitsJSON struct {
	Question string    `json:"question"`
	Hits     []hitJSON `json:"hits"`
}

// Run searches.
func (c *searchCommand) Run(ctx context.Context, s streams) error {
	text, err := question(c.Question, c.Queries, s.in)
	if err != nil {
		return err
	}
	if c.K < 1 || c.K > maxK {
		return usageError{fmt.Errorf("-k is %d; it must be from 1 to %d", c.K, maxK)}
	}
	o, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer o.store.Close()
	o.warn(s)
	filter, err := c.filter(ctx, o.searcher)
	if err != nil {
		return err
	}
	if c.Queries != "" {
		return each(ctx, s.out, c.Queries, func(ctx context.Context, q eval.Question) (any, error) {
			if err := exists(ctx, o.searcher, q); err != nil {
				return nil, err
			}
			hits, err := find(ctx, o.searcher, q.Question, q.Asked(), narrow(filter, q), c.K)
			return hitsJSON{q.Question, hits}, err
		})
	}
	hits, err := find(ctx, o.searcher, text, corpus.Date{}, filter, c.K)
	if err != nil {
		return err
	}
	if !c.JSON {
		return newPage(s.out).hits(hits)
	}
	lines := json.NewEncoder(s.out)
	for _, h := range hits {
		if err := lines.Encode(h); err != nil {
			return err
		}
	}
	return nil
}

func find(ctx context.Context, searcher *retrieval.Searcher, text string, asked corpus.Date, filter retrieval.Filter, k int) ([]hitJSON, error) {
	query, err := searcher.Read(text, asked)
	if err != nil {
		return nil, err
	}
	found, err := searcher.Search(ctx, retrieval.Request{Query: query, Filter: filter, Limit: k})
	if err != nil {
		return nil, err
	}
	hits := make([]hitJSON, len(found))
	for i, h := range found {
		hits[i] = hitJSON{
			Rank: i + 1, Document: h.Header.ID, Passage: h.Passage.Ordinal, Start: h.Passage.Start, End: h.Passage.End,
			Outlet: orNull(h.Header.Outlet), Headline: orNull(h.Header.Headline), Published: orNull(h.Header.Published.String()),
			Event: orNull(h.Header.EventID()), Speaker: orNull(strings.Join(h.Passage.Speakers(), ", ")),
			Text: h.Passage.Text, Scores: h.Scores,
		}
	}
	return hits, nil
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
