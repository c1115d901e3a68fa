package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Counts implements retrieval.Index.
func (s *Store) Counts(ctx context.Context, terms []string) (out []int, err error) {
	err = s.read(ctx, func(tx pgx.Tx) error {
		q := searching{ctx: ctx, tx: tx}
		found, err := q.counts(terms)
		if err != nil {
			return err
		}
		if err := q.countSpeakers(found); err != nil {
			return err
		}
		out = make([]int, len(terms))
		for i, t := range terms {
			out[i] = found[plain(t)].Documents
		}
		return nil
	})
	return out, err
}

// countSpeakers counts the documents of the terms that stand in speakers' names alone.
func (q *searching) countSpeakers(found map[string]retrieval.TermCount) error {
	var names []string
	for term, n := range found {
		if n.Documents == 0 {
			names = append(names, term)
		}
	}
	if len(names) == 0 {
		return nil
	}
	rows, _ := q.tx.Query(q.ctx, `SELECT term, count(DISTINCT d.id) FROM postings JOIN documents d ON d.id = passage >> 16
		WHERE term = ANY($2::text[]) AND `+seen("d")+` GROUP BY term`, q.visible, names)
	var term string
	var n int
	_, err := pgx.ForEachRow(rows, []any{&term, &n}, func() error {
		found[term] = retrieval.TermCount{Documents: n}
		return nil
	})
	return err
}

// Catalog implements retrieval.Index.
func (s *Store) Catalog(ctx context.Context) (c retrieval.Catalog, err error) {
	err = s.read(ctx, func(tx pgx.Tx) error {
		c = retrieval.Catalog{}
		var now current
		if err := now.read(ctx, tx, ""); err != nil || now.generation == 0 {
			return err
		}
		var description string
		err := tx.QueryRow(ctx, `SELECT description, documents, coalesce(model, ''), coalesce(dimensions, 0), coalesce(max_words, 0)
			FROM generations LEFT JOIN spaces ON spaces.id = space WHERE generation = $1::bigint`, now.generation).
			Scan(&description, &c.Documents, &c.Space.Model, &c.Space.Dimensions, &c.Space.MaxWords)
		if err != nil {
			return err
		}
		var d retrieval.Description
		if err := json.Unmarshal([]byte(description), &d); err != nil {
			return fmt.Errorf("store %s: the description of the corpus can't be read: %w", s.name, err)
		}
		c.Generation, c.Name, c.Outlets, c.Events = now.generation, d.Name, d.Outlets, d.Events
		return fillCatalog(ctx, tx, now.visible, &c)
	})
	return c, err
}

// fillCatalog adds what the documents say beside the description.
func fillCatalog(ctx context.Context, tx pgx.Tx, visible int64, c *retrieval.Catalog) error {
	outlets, err := texts(ctx, tx, `SELECT DISTINCT outlet FROM documents WHERE outlet <> '' AND `+seen("documents")+` ORDER BY 1`, visible)
	if err != nil {
		return err
	}
	for _, name := range outlets {
		if !slices.ContainsFunc(c.Outlets, func(o corpus.Outlet) bool { return o.Name == name }) {
			c.Outlets = append(c.Outlets, corpus.Outlet{Name: name})
		}
	}
	c.Authors, err = texts(ctx, tx, `SELECT DISTINCT unnest(authors) COLLATE "C" FROM documents WHERE `+seen("documents")+` ORDER BY 1`, visible)
	if err != nil {
		return err
	}
	names, err := texts(ctx, tx, `SELECT DISTINCT voices.name FROM voices JOIN documents ON documents.id = voices.passage >> 16
		WHERE `+seen("documents")+` ORDER BY 1`, visible)
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, author := slices.BinarySearch(c.Authors, name); !author {
			c.Speakers = append(c.Speakers, name)
		}
	}
	days, err := texts(ctx, tx, `SELECT happened FROM documents WHERE happened <> '' AND `+seen("documents")+`
		UNION SELECT published FROM documents WHERE published <> '' AND `+seen("documents")+` ORDER BY 1`, visible)
	for _, day := range days {
		if err == nil {
			var d corpus.Date
			d, err = corpus.ParseDate(day)
			c.Days = append(c.Days, d)
		}
	}
	return err
}

// texts are the rows of a statement with one column.
func texts(ctx context.Context, tx pgx.Tx, statement string, args ...any) ([]string, error) {
	rows, err := tx.Query(ctx, statement, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
