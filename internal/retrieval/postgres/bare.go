package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"dateline/internal/retrieval"
)

// Bare are searches as the statements that they come down to, made before they
// are sent, over one connection. By how much a search takes longer is what the
// program itself adds: for measurements.
type Bare struct {
	tx         pgx.Tx
	statements []*statement
}

// Bare makes the statements of searches and gives them to f.
func (s *Store) Bare(ctx context.Context, requests []retrieval.Request, f func(Bare) error) error {
	return s.read(ctx, func(tx pgx.Tx) error {
		b := Bare{tx, make([]*statement, len(requests))}
		for i, r := range requests {
			q := searching{ctx: ctx, tx: tx, request: r}
			if err := q.prepare(); err != nil {
				return err
			}
			b.statements[i] = q.statement()
		}
		return f(b)
	})
}

// Send sends the statement of the search with this index, and counts its rows.
func (b Bare) Send(ctx context.Context, index int) (rows int, err error) {
	found, err := b.tx.Query(ctx, b.statements[index].sql.String(), b.statements[index].args...)
	if err != nil {
		return 0, err
	}
	for found.Next() {
		rows++
	}
	return rows, found.Err()
}
