package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Counts implements retrieval.Index.
func (s *Store) Counts(ctx context.Context, terms []string) ([]int, error) {
	out := make([]int, len(terms))
	err := s.read(ctx, func(tx *sql.Tx) error {
		for i, term := range terms {
			var speakers []byte // the passages, where the term is of names alone
			err := tx.QueryRowContext(ctx, `SELECT in_documents, CASE WHEN in_documents = 0 THEN passages END FROM postings WHERE term = ?`, term).Scan(&out[i], &speakers)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			last := int64(-1)
			err = each(speakers, func(id int64, _ int) {
				if id>>passageBits != last {
					last = id >> passageBits
					out[i]++
				}
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Catalog implements retrieval.Index.
func (s *Store) Catalog(ctx context.Context) (c retrieval.Catalog, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		known, err := facts(ctx, tx)
		if err != nil {
			return err
		}
		var d retrieval.Description
		if known["description"] != "" {
			if err := decode([]byte(known["description"]), &d); err != nil {
				return err
			}
		}
		c = retrieval.Catalog{Name: d.Name, Space: spaceOf(known), Outlets: d.Outlets, Events: d.Events}
		c.Generation, _ = strconv.ParseInt(known["generation"], 10, 64) // absent: 0
		return fillCatalog(ctx, tx, &c)
	})
	return c, err
}

// fillCatalog adds what the documents say beside the description.
func fillCatalog(ctx context.Context, tx *sql.Tx, c *retrieval.Catalog) error {
	if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM documents`).Scan(&c.Documents); err != nil {
		return err
	}
	err := texts(ctx, tx, `SELECT DISTINCT outlet FROM documents WHERE outlet <> '' ORDER BY outlet`, func(name string) error {
		if !slices.ContainsFunc(c.Outlets, func(o corpus.Outlet) bool { return o.Name == name }) {
			c.Outlets = append(c.Outlets, corpus.Outlet{Name: name})
		}
		return nil
	})
	if err != nil {
		return err
	}
	err = texts(ctx, tx, `SELECT DISTINCT authors FROM documents ORDER BY authors`, func(list string) error {
		var names []string
		err := decode([]byte(list), &names)
		for _, n := range names {
			if !slices.Contains(c.Authors, n) {
				c.Authors = append(c.Authors, n)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	err = texts(ctx, tx, `SELECT DISTINCT name FROM voices ORDER BY name`, func(name string) error {
		if !slices.Contains(c.Authors, name) {
			c.Speakers = append(c.Speakers, name)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return texts(ctx, tx, `SELECT happened FROM documents WHERE happened <> '' UNION SELECT published FROM documents WHERE published <> '' ORDER BY 1`, func(day string) error {
		d, err := corpus.ParseDate(day)
		if err != nil {
			return fmt.Errorf("%w: %w", errDamaged, err)
		}
		c.Days = append(c.Days, d)
		return nil
	})
}

// texts calls each for every row of a statement with one column.
func texts(ctx context.Context, tx *sql.Tx, statement string, each func(string) error) error {
	return query(ctx, tx, statement, nil, func(rows *sql.Rows) error {
		var text string
		if err := rows.Scan(&text); err != nil {
			return err
		}
		return each(text)
	})
}
