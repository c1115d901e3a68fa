package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/x448/float16"

	"dateline/internal/retrieval"
)

// denseSchema is made before the first embedding is stored. Stores without any
// need none of it, and programs that know nothing of it go on using them.
const denseSchema = `
CREATE TABLE IF NOT EXISTS spaces (
	id         INTEGER PRIMARY KEY,
	model      TEXT NOT NULL,
	dimensions INTEGER NOT NULL,
	UNIQUE (model, dimensions)
);
CREATE TABLE IF NOT EXISTS embeddings (
	id     INTEGER PRIMARY KEY, -- in this order they are read into memory
	space  INTEGER NOT NULL,
	hash   BLOB NOT NULL,       -- of the text: see retrieval.Windows
	vector BLOB NOT NULL,       -- numbers of 16 bits, the low byte first
	UNIQUE (space, hash)
);
CREATE TABLE IF NOT EXISTS windows (  -- which embeddings the generation's passages have
	document INTEGER PRIMARY KEY,
	list     BLOB NOT NULL            -- see packWindows
);
`

// withoutWindows moves embeddings out of a table that said nothing of where they
// belong, so that no text is embedded again.
const withoutWindows = `
INSERT OR IGNORE INTO spaces (model, dimensions) SELECT DISTINCT model, dimensions FROM vectors;
INSERT OR IGNORE INTO embeddings (space, hash, vector) SELECT spaces.id, hash, vector FROM vectors JOIN spaces USING (model, dimensions);
DROP TABLE vectors;
`

func spaceOf(known map[string]string) (s retrieval.Space) {
	if s.Model = known["embedder"]; s.Model == "" {
		return s
	}
	s.Dimensions, _ = strconv.Atoi(known["dimensions"]) // absent: 0
	s.MaxWords, _ = strconv.Atoi(known["max_words"])
	return s
}

// vectors are those of one space.
type vectors struct {
	store *Store
	space int64
}

// embed stores the embeddings that the change's generation will have, each
// batch in a transaction of its own: what a broken synchronisation has
// embedded is not embedded again. It returns the space, 0 where the change has
// no embedder.
func (s *Store) embed(ctx context.Context, c retrieval.Change) (int64, error) {
	if c.Embedder == nil {
		return 0, nil
	}
	to := vectors{store: s}
	err := s.write(ctx, func(tx *sql.Tx) (err error) {
		to.space, err = makeSpace(ctx, tx, retrieval.SpaceOf(c.Embedder))
		return err
	})
	if err != nil {
		return 0, err
	}
	for chunk := range slices.Chunk(c.Put, 64) {
		texts := retrieval.PassageTexts(retrieval.PrepareAll(chunk), c.Embedder.MaxWords())
		if err := retrieval.EmbedMissing(ctx, c.Embedder, to, texts); err != nil {
			return 0, err
		}
	}
	return to.space, s.embedStored(ctx, c, to)
}

func makeSpace(ctx context.Context, tx *sql.Tx, wanted retrieval.Space) (id int64, err error) {
	if _, err := tx.ExecContext(ctx, denseSchema+fmt.Sprintf("PRAGMA user_version = %d", schemaVersion)); err != nil {
		return 0, err
	}
	if old, err := hasTable(ctx, tx, "vectors"); err != nil {
		return 0, err
	} else if old {
		if _, err := tx.ExecContext(ctx, withoutWindows); err != nil {
			return 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `INSERT OR IGNORE INTO spaces (model, dimensions) VALUES (?, ?)`, wanted.Model, wanted.Dimensions)
	if err == nil {
		err = tx.QueryRowContext(ctx, `SELECT id FROM spaces WHERE model = ? AND dimensions = ?`, wanted.Model, wanted.Dimensions).Scan(&id)
	}
	return id, err
}

// embedStored embeds the documents that stay, where they have embeddings of
// another space or none.
func (s *Store) embedStored(ctx context.Context, c retrieval.Change, to vectors) error {
	var stay []int64
	err := s.read(ctx, func(tx *sql.Tx) (err error) {
		known, err := facts(ctx, tx)
		if err == nil && spaceOf(known) != retrieval.SpaceOf(c.Embedder) {
			stay, err = staying(ctx, tx, c)
		}
		return err
	})
	for rows := range slices.Chunk(stay, 64) {
		if err != nil {
			return err
		}
		texts := map[retrieval.TextHash]string{}
		err = s.read(ctx, func(tx *sql.Tx) error {
			for _, row := range rows {
				err := eachPassage(ctx, tx, row, c.Embedder.MaxWords(), func(_ int64, windows map[retrieval.TextHash]string) error {
					maps.Copy(texts, windows)
					return nil
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			err = retrieval.EmbedMissing(ctx, c.Embedder, to, texts)
		}
	}
	return err
}

// staying are the rows of the documents that a change neither replaces nor removes.
func staying(ctx context.Context, tx *sql.Tx, c retrieval.Change) (rows []int64, err error) {
	gone := map[string]bool{}
	for _, p := range c.Put {
		gone[p.Record.ID] = true
	}
	for _, id := range c.Remove {
		gone[id] = true
	}
	err = query(ctx, tx, `SELECT id, name FROM documents ORDER BY id`, nil, func(found *sql.Rows) error {
		var row int64
		var name string
		err := found.Scan(&row, &name)
		if !gone[name] {
			rows = append(rows, row)
		}
		return err
	})
	return rows, err
}

// eachPassage goes through a stored document's texts to embed, passage by passage.
func eachPassage(ctx context.Context, tx *sql.Tx, row int64, maxWords int, f func(id int64, windows map[retrieval.TextHash]string) error) error {
	return query(ctx, tx, `SELECT passages.id, headline, text FROM documents JOIN passages ON passages.id BETWEEN ? AND ? WHERE documents.id = ? ORDER BY passages.id`,
		[]any{row << passageBits, (row+1)<<passageBits - 1, row}, func(rows *sql.Rows) error {
			var id int64
			var headline, text string
			if err := rows.Scan(&id, &headline, &text); err != nil {
				return err
			}
			return f(id, retrieval.Windows(headline, text, maxWords))
		})
}

func hasTable(ctx context.Context, tx *sql.Tx, name string) (has bool, err error) {
	err = tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?`, name).Scan(&has)
	return has, err
}

// Lacks implements retrieval.Index.
func (s *Store) Lacks(ctx context.Context, space retrieval.Space, hashes []retrieval.TextHash) (map[retrieval.TextHash]bool, error) {
	to := vectors{store: s}
	err := s.read(ctx, func(tx *sql.Tx) error {
		made, err := hasTable(ctx, tx, "spaces")
		if err != nil || !made {
			return err
		}
		return tx.QueryRowContext(ctx, `SELECT coalesce((SELECT id FROM spaces WHERE model = ? AND dimensions = ?), 0)`, space.Model, space.Dimensions).Scan(&to.space)
	})
	if err != nil || to.space == 0 {
		return retrieval.LacksAll(hashes), err
	}
	return to.Lacks(ctx, hashes)
}

// Lacks implements retrieval.Embeddings.
func (v vectors) Lacks(ctx context.Context, hashes []retrieval.TextHash) (map[retrieval.TextHash]bool, error) {
	out := map[retrieval.TextHash]bool{}
	err := v.store.read(ctx, func(tx *sql.Tx) error {
		for _, h := range hashes {
			if _, err := embeddingOf(ctx, tx, v.space, h); errors.Is(err, sql.ErrNoRows) {
				out[h] = true
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// embeddingOf is the number of a text's embedding.
func embeddingOf(ctx context.Context, tx *sql.Tx, space int64, h retrieval.TextHash) (id int64, err error) {
	err = tx.QueryRowContext(ctx, `SELECT id FROM embeddings WHERE space = ? AND hash = ?`, space, h[:]).Scan(&id)
	return id, err
}

// Save implements retrieval.Embeddings.
func (v vectors) Save(ctx context.Context, list []retrieval.Embedded) error {
	return v.store.write(ctx, func(tx *sql.Tx) error {
		for _, e := range list {
			if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO embeddings (space, hash, vector) VALUES (?, ?, ?)`, v.space, e.Hash[:], pack(e.Vector)); err != nil {
				return err
			}
		}
		return nil
	})
}

func pack(vector []float32) []byte {
	out := make([]byte, 0, 2*len(vector))
	for _, x := range vector {
		out = binary.LittleEndian.AppendUint16(out, float16.Fromfloat32(x).Bits())
	}
	return out
}

// setSpace writes which embeddings the generation in the making has.
func (a *applying) setSpace(e retrieval.Embedder) error {
	if e == nil {
		return a.exec(`DELETE FROM facts WHERE name IN ('embedder', 'dimensions', 'max_words')`)
	}
	s := retrieval.SpaceOf(e)
	return a.exec(`INSERT OR REPLACE INTO facts (name, value) VALUES ('embedder', ?), ('dimensions', ?), ('max_words', ?)`,
		s.Model, strconv.Itoa(s.Dimensions), strconv.Itoa(s.MaxWords))
}
