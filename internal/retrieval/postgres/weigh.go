package postgres

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// copy loads rows in bulk. columns are separated by spaces.
func (a *applying) copy(table, columns string, rows pgx.CopyFromSource) error {
	_, err := a.tx.CopyFrom(a.ctx, pgx.Identifier{table}, strings.Fields(columns), rows)
	if err != nil {
		return fmt.Errorf("fill %s: %w", table, err)
	}
	return nil
}

// means are the mean lengths of the generation in the making, a name for what
// weights are made with, and how much there is.
func (a *applying) means() (m retrieval.Means, name string, all retrieval.TermCount, err error) {
	var passageTerms, documentTerms int
	err = a.tx.QueryRow(a.ctx, `SELECT count(*), coalesce(sum(length), 0)::bigint, coalesce(sum(passages), 0)::bigint,
		coalesce(sum(passage_length), 0)::bigint
		FROM documents WHERE died IS NULL`).Scan(&all.Documents, &documentTerms, &all.Passages, &passageTerms)
	m = retrieval.Means{Passage: retrieval.MeanLength(passageTerms, all.Passages), Document: retrieval.MeanLength(documentTerms, all.Documents)}
	return m, fmt.Sprintf("version %s, mean lengths %.3f and %.3f", corpus.Version, m.Passage, m.Document), all, err
}

// weigh writes the postings of what was put. Where the mean lengths or the
// rules have changed, all other documents are stored anew, too: a version of
// a document keeps the weights it was made with.
func (a *applying) weigh() error {
	m, weighed, _, err := a.means()
	if err != nil {
		return err
	}
	var before string
	err = a.tx.QueryRow(a.ctx, `SELECT weighed FROM generations WHERE generation = $1::bigint`, a.now.generation).Scan(&before)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if before != "" && before != weighed {
		if err := a.renew(); err != nil {
			return err
		}
	}
	if err := a.copy("postings", "term passage weight", a.passageWeights(m.Passage)); err != nil {
		return err
	}
	return a.copy("document_postings", "term document weight", a.documentWeights(m.Document))
}

// renew stores anew what is neither put nor withdrawn.
func (a *applying) renew() error {
	records, err := texts(a.ctx, a.tx, `UPDATE documents SET died = $1::bigint FROM records
		WHERE documents.died IS NULL AND documents.born < $1::bigint AND records.hash = documents.hash RETURNING record`, a.born)
	if err != nil {
		return err
	}
	var list []*retrieval.Prepared
	err = a.eachRecord(records, func(b *retrieval.Prepared) error {
		if list = append(list, b); len(list) < batch {
			return nil
		}
		err := a.insert(list)
		list = nil
		return err
	})
	if err != nil {
		return err
	}
	return a.insert(list)
}

// weight is a row of postings in the making.
type weight struct {
	term   int32
	id     int64
	weight int
}

func (a *applying) passageWeights(mean float64) pgx.CopyFromSource {
	return a.source(func(yield func(weight) bool) {
		for _, c := range a.put {
			for ordinal, t := range c.Passages {
				for _, x := range t.Terms {
					if !yield(weight{x.Term, c.Row<<passageBits + int64(ordinal), retrieval.Weight(int(x.N), t.Length, mean)}) {
						return
					}
				}
			}
		}
	})
}

func (a *applying) documentWeights(mean float64) pgx.CopyFromSource {
	return a.source(func(yield func(weight) bool) {
		for _, c := range a.put {
			for _, x := range c.Whole.Terms {
				if !yield(weight{x.Term, c.Row, retrieval.Weight(int(x.N), c.Whole.Length, mean)}) {
					return
				}
			}
		}
	})
}

// rows gives weights to a COPY one after another.
type rows struct {
	terms []string
	next  func() (weight, bool)
	row   weight
}

func (a *applying) source(weights func(func(weight) bool)) *rows {
	var sorted []weight
	for w := range weights {
		sorted = append(sorted, w)
	}
	// In the order of the index, which then grows at its end.
	place := make([]int32, len(a.words.Terms))
	for i, t := range a.words.InOrder() {
		place[t] = int32(i)
	}
	slices.SortFunc(sorted, func(x, y weight) int {
		return cmp.Or(cmp.Compare(place[x.term], place[y.term]), cmp.Compare(x.id, y.id))
	})
	i := -1
	return &rows{terms: a.words.Terms, next: func() (weight, bool) {
		if i++; i < len(sorted) {
			return sorted[i], true
		}
		return weight{}, false
	}}
}

// Next implements pgx.CopyFromSource.
func (r *rows) Next() (more bool) {
	r.row, more = r.next()
	return more
}

// Values implements pgx.CopyFromSource.
func (r *rows) Values() ([]any, error) {
	return []any{r.terms[r.row.term], r.row.id, r.row.weight}, nil
}

// Err implements pgx.CopyFromSource.
func (r *rows) Err() error { return nil }

// countTerms writes the counts that change.
func (a *applying) countTerms() error {
	maps.DeleteFunc(a.delta, func(_ int32, n *retrieval.TermCount) bool { return *n == retrieval.TermCount{} })
	for chunk := range slices.Chunk(slices.Sorted(maps.Keys(a.delta)), 20_000) {
		terms, passages, documents := make([]string, len(chunk)), make([]int, len(chunk)), make([]int, len(chunk))
		for i, t := range chunk {
			terms[i], passages[i], documents[i] = a.words.Terms[t], a.delta[t].Passages, a.delta[t].Documents
		}
		err := a.exec(`WITH delta AS (SELECT * FROM unnest($2::text[], $3::bigint[], $4::bigint[]) AS delta (term, p, d)),
			old AS (UPDATE terms SET died = $1::bigint FROM delta WHERE terms.term = delta.term AND terms.died IS NULL RETURNING terms.*)
			INSERT INTO terms (term, in_passages, in_documents, born)
			SELECT term, p + coalesce(in_passages, 0), d + coalesce(in_documents, 0), $1::bigint FROM delta LEFT JOIN old USING (term)
			WHERE p + coalesce(in_passages, 0) > 0 OR d + coalesce(in_documents, 0) > 0`, a.born, terms, passages, documents)
		if err != nil {
			return err
		}
	}
	return nil
}
