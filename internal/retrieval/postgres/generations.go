package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/internal/retrieval"
)

// DefaultKeep is how many generations are kept unless a change says how many.
const DefaultKeep = 3

// ErrNoGeneration says that there is nothing to go back to.
var ErrNoGeneration = errors.New("no generation before this one is kept")

// Status is what a store holds and who changes it.
type Status struct {
	Generations []Generation // the newest first; readers see the first
	Owner       string       // of the lease; empty: nobody synchronises
	Since       time.Time
	Expires     time.Time
}

// Generation is one state of the corpus.
type Generation struct {
	Number              int64
	Returned            int64 // the generation it goes back to; 0: none
	Published           time.Time
	Location            string
	Documents, Passages int
}

// Status tells what is kept and who synchronises.
func (s *Store) Status(ctx context.Context) (out Status, err error) {
	err = s.read(ctx, func(tx pgx.Tx) error {
		out = Status{}
		err := tx.QueryRow(ctx, `SELECT CASE WHEN expires < now() THEN '' ELSE owner END, since, expires FROM lease`).Scan(&out.Owner, &out.Since, &out.Expires)
		if err != nil {
			return err
		}
		var g Generation
		var visible int64
		rows, _ := tx.Query(ctx, `SELECT generation, visible, published, location, documents, passages FROM generations ORDER BY generation DESC`)
		_, err = pgx.ForEachRow(rows, []any{&g.Number, &visible, &g.Published, &g.Location, &g.Documents, &g.Passages}, func() error {
			if g.Returned = 0; visible != g.Number {
				g.Returned = visible
			}
			out.Generations = append(out.Generations, g)
			return nil
		})
		return err
	})
	return out, err
}

// Rollback makes what the generation before held a generation of its own, and
// returns its number. What was taken back is forgotten, but for its records.
func (s *Store) Rollback(ctx context.Context) (generation int64, err error) {
	m, err := s.Manifest(ctx)
	if err != nil {
		return 0, err
	}
	err = retry(ctx, s.name, func() error {
		return s.leased(ctx, m.Generation, func(ctx context.Context, owner string) error {
			return s.write(ctx, func(tx pgx.Tx) error {
				generation, err = rollBack(ctx, tx)
				return errors.Join(err, held(ctx, tx, owner))
			})
		})
	})
	return generation, err
}

func rollBack(ctx context.Context, tx pgx.Tx) (int64, error) {
	var now current
	if err := now.read(ctx, tx, "FOR UPDATE"); err != nil {
		return 0, err
	}
	var target int64
	err := tx.QueryRow(ctx, `SELECT generation FROM generations WHERE generation = visible AND generation < $1::bigint ORDER BY generation DESC LIMIT 1`, now.visible).Scan(&target)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, ErrNoGeneration
	}
	if err != nil {
		return 0, err
	}
	if err := forget(ctx, tx, `born > $1::bigint`, target); err != nil {
		return 0, err
	}
	for _, table := range []string{"documents", "files", "placements", "terms"} {
		if _, err := tx.Exec(ctx, `UPDATE `+table+` SET died = NULL WHERE died > $1::bigint`, target); err != nil {
			return 0, err
		}
	}
	next := now.generation + 1
	_, err = tx.Exec(ctx, `DELETE FROM generations WHERE visible > $1::bigint`, target)
	if err == nil {
		_, err = tx.Exec(ctx, `INSERT INTO generations (generation, visible, location, described, description, weighed, documents, passages, space)
			SELECT $2::bigint, generation, location, described, description, weighed, documents, passages, space FROM generations WHERE generation = $1::bigint`, target, next)
	}
	if err == nil {
		_, err = tx.Exec(ctx, `UPDATE state SET generation = $2::bigint, visible = $1::bigint`, target, next)
	}
	return next, err
}

// forget deletes the rows of documents, files, placements and terms of which a
// condition is true, with all that hangs on the documents.
func forget(ctx context.Context, tx pgx.Tx, condition string, generation int64) error {
	rows, err := tx.Query(ctx, `SELECT documents.id, record FROM documents JOIN records USING (hash) WHERE `+condition, generation)
	if err != nil {
		return err
	}
	type stored struct {
		ID     int64
		Record string
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return err
	}
	for _, d := range list {
		if err := forgetDocument(ctx, tx, d.ID, d.Record); err != nil {
			return err
		}
	}
	for _, table := range []string{"documents", "files", "placements", "terms"} {
		if _, err := tx.Exec(ctx, `DELETE FROM `+table+` WHERE `+condition, generation); err != nil {
			return err
		}
	}
	return nil
}

// forgetDocument deletes what hangs on one document. Its postings are found by
// its terms: an index of them by passage would be as large as the one by term.
func forgetDocument(ctx context.Context, tx pgx.Tx, row int64, record string) error {
	var p retrieval.Put
	if err := json.Unmarshal([]byte(record), &p.Record); err != nil {
		return fmt.Errorf("a stored record can't be read: %w", err)
	}
	b := retrieval.Prepare(p)
	terms := slices.Concat(append(b.Terms, b.All)...)
	slices.Sort(terms)
	terms = slices.Compact(terms)
	first, last := row<<passageBits, (row+1)<<passageBits-1
	all := &pgx.Batch{}
	all.Queue(`DELETE FROM postings WHERE term = ANY($1::text[]) AND passage BETWEEN $2::bigint AND $3::bigint`, terms, first, last)
	all.Queue(`DELETE FROM document_postings WHERE term = ANY($1::text[]) AND document = $2::bigint`, terms, row)
	all.Queue(`DELETE FROM voices WHERE passage BETWEEN $1::bigint AND $2::bigint`, first, last)
	all.Queue(`DELETE FROM windows WHERE space IN (SELECT id FROM spaces) AND passage BETWEEN $1::bigint AND $2::bigint`, first, last)
	all.Queue(`DELETE FROM passages WHERE id BETWEEN $1::bigint AND $2::bigint`, first, last)
	return tx.SendBatch(ctx, all).Close()
}

// prune forgets all generations but the last keep, and the versions of
// documents that only those held. It keeps the lease's row all the while: a
// synchronisation beside it might just begin to use what is deleted.
func (s *Store) prune(ctx context.Context, keep int, owner string) error {
	return s.write(ctx, func(tx pgx.Tx) error {
		if err := held(ctx, tx, owner); err != nil {
			return err
		}
		var horizon int64 // the oldest that is kept
		err := tx.QueryRow(ctx, `SELECT coalesce(min(visible), 0) FROM (SELECT DISTINCT visible FROM generations ORDER BY visible DESC LIMIT $1::bigint) AS kept`, keep).Scan(&horizon)
		if err != nil {
			return err
		}
		var gone bool
		if err := tx.QueryRow(ctx, `SELECT EXISTS (SELECT FROM documents WHERE died <= $1::bigint)`, horizon).Scan(&gone); err != nil {
			return err
		}
		if err := forget(ctx, tx, `died <= $1::bigint`, horizon); err != nil {
			return err
		}
		if gone {
			if err := forgetVectors(ctx, tx); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `DELETE FROM records WHERE NOT EXISTS (SELECT FROM documents WHERE documents.hash = records.hash)`); err != nil {
			return err
		}
		if err := dropSpaces(ctx, tx); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `DELETE FROM generations WHERE visible < $1::bigint`, horizon)
		return err
	})
}

// dropSpaces drops the embeddings of models that no generation has any more.
// It is called while the generations to be pruned still stand there, so that a
// search that has just read one of them does not lose its table: that goes with
// the next change. A space younger than the newest generation's may be one that
// a synchronisation was broken off in, which goes on with what is in it.
func dropSpaces(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `DELETE FROM spaces WHERE id < (SELECT space FROM generations ORDER BY generation DESC LIMIT 1)
		AND NOT EXISTS (SELECT FROM generations WHERE generations.space = spaces.id) RETURNING id`)
	if err != nil {
		return err
	}
	unused, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range unused {
		if err == nil {
			_, err = tx.Exec(ctx, fmt.Sprintf(`DELETE FROM windows WHERE space = %[1]d; DROP TABLE vectors_%[1]d`, id))
		}
	}
	return err
}

// forgetVectors deletes the embeddings of texts that no window is of any more,
// but for spaces that no generation has yet: theirs may come still.
func forgetVectors(ctx context.Context, tx pgx.Tx) error {
	rows, err := tx.Query(ctx, `SELECT id FROM spaces WHERE id <= (SELECT max(space) FROM generations)`)
	if err != nil {
		return err
	}
	spaces, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	for _, id := range spaces {
		if err == nil {
			_, err = tx.Exec(ctx, fmt.Sprintf(`DELETE FROM vectors_%d AS v WHERE NOT EXISTS (SELECT FROM windows WHERE space = $1::bigint AND hash = v.hash)`, id), id)
		}
	}
	return err
}
