package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/x448/float16"

	"dateline/internal/retrieval"
)

// denseSchema is made when the first embedding is stored: stores without any
// need none of it.
const denseSchema = `CREATE TABLE IF NOT EXISTS vectors (
	model      TEXT NOT NULL,
	dimensions INTEGER NOT NULL,
	hash       BLOB NOT NULL,    -- of the text: see retrieval.Windows
	vector     BLOB NOT NULL,    -- numbers of 16 bits, the low byte first
	PRIMARY KEY (model, dimensions, hash)
) WITHOUT ROWID`

// matrix is the embeddings of one generation in memory, where comparing all of
// 20,000 takes some milliseconds.
type matrix struct {
	sync.Mutex
	generation int64
	space      retrieval.Space
	ids        []int64 // of the passages that the vectors' windows lie in
	vectors    [][]float32
}

func spaceOf(known map[string]string) (s retrieval.Space) {
	s.Model = known["model"]
	s.Dimensions, _ = strconv.Atoi(known["dimensions"]) // absent: 0
	s.MaxWords, _ = strconv.Atoi(known["max_words"])
	return s
}

// embed stores the embeddings that the change's generation will have, each
// batch in a transaction of its own: what a broken synchronisation has
// embedded is not embedded again.
func (s *Store) embed(ctx context.Context, c retrieval.Change) error {
	if c.Embedder == nil {
		return nil
	}
	if _, err := s.db.ExecContext(ctx, denseSchema); err != nil {
		return err
	}
	to := vectors{s, retrieval.SpaceOf(c.Embedder)}
	for chunk := range slices.Chunk(c.Put, 64) {
		if err := retrieval.EmbedMissing(ctx, c.Embedder, to, retrieval.PassageTexts(retrieval.PrepareAll(chunk), to.space.MaxWords)); err != nil {
			return err
		}
	}
	return s.embedStored(ctx, c.Embedder, to)
}

// embedStored embeds what is stored already and has no vector of the space.
func (s *Store) embedStored(ctx context.Context, e retrieval.Embedder, to vectors) error {
	var texts []map[retrieval.TextHash]string
	err := s.read(ctx, func(tx *sql.Tx) error {
		return eachWindow(ctx, tx, to.space.MaxWords, func(_ int64, windows map[retrieval.TextHash]string) { texts = append(texts, windows) })
	})
	for chunk := range slices.Chunk(texts, 256) {
		if err != nil {
			return err
		}
		wanted := map[retrieval.TextHash]string{}
		for _, windows := range chunk {
			maps.Copy(wanted, windows)
		}
		err = retrieval.EmbedMissing(ctx, e, to, wanted)
	}
	return err
}

// eachWindow goes through the texts that are embedded, passage by passage.
func eachWindow(ctx context.Context, tx *sql.Tx, maxWords int, f func(id int64, windows map[retrieval.TextHash]string)) error {
	return query(ctx, tx, `SELECT passages.id, headline, text FROM passages JOIN documents ON documents.id = passages.id >> 16 ORDER BY passages.id`, nil, func(rows *sql.Rows) error {
		var id int64
		var headline, text string
		err := rows.Scan(&id, &headline, &text)
		f(id, retrieval.Windows(headline, text, maxWords))
		return err
	})
}

// Lacks implements retrieval.Index.
func (s *Store) Lacks(ctx context.Context, space retrieval.Space, hashes []retrieval.TextHash) (map[retrieval.TextHash]bool, error) {
	made := 0
	err := s.read(ctx, func(tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_master WHERE name = 'vectors'`).Scan(&made)
	})
	if err != nil || made == 0 {
		return retrieval.LacksAll(hashes), err
	}
	return vectors{s, space}.Lacks(ctx, hashes)
}

// vectors are those of one space.
type vectors struct {
	store *Store
	space retrieval.Space
}

// Lacks implements retrieval.Embeddings.
func (v vectors) Lacks(ctx context.Context, hashes []retrieval.TextHash) (map[retrieval.TextHash]bool, error) {
	out := map[retrieval.TextHash]bool{}
	err := v.store.read(ctx, func(tx *sql.Tx) error {
		for _, h := range hashes {
			var one int
			err := tx.QueryRowContext(ctx, `SELECT 1 FROM vectors WHERE model = ? AND dimensions = ? AND hash = ?`, v.space.Model, v.space.Dimensions, h[:]).Scan(&one)
			if errors.Is(err, sql.ErrNoRows) {
				out[h] = true
			} else if err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// Save implements retrieval.Embeddings.
func (v vectors) Save(ctx context.Context, list []retrieval.Embedded) error {
	return v.store.write(ctx, func(tx *sql.Tx) error {
		for _, e := range list {
			_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO vectors (model, dimensions, hash, vector) VALUES (?, ?, ?, ?)`,
				v.space.Model, v.space.Dimensions, e.Hash[:], pack(e.Vector))
			if err != nil {
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

func halves(data []byte) []float32 {
	out := make([]float32, len(data)/2)
	for i := range out {
		out[i] = float16.Frombits(binary.LittleEndian.Uint16(data[2*i:])).Float32()
	}
	return out
}

// cosines are those of all passages with the question's vector, in whole
// units, or nil where the generation has no embeddings of the question's space.
func (q *searching) cosines(m *matrix) (map[int64]int64, error) {
	d := q.request.Dense
	if d == nil {
		return nil, nil
	}
	known, err := facts(q.ctx, q.tx)
	if err != nil || spaceOf(known) != d.Space {
		return nil, err
	}
	if len(d.Vector) != d.Space.Dimensions {
		return nil, fmt.Errorf("the question's embedding has %d dimensions, its model %s has %d", len(d.Vector), d.Space.Model, d.Space.Dimensions)
	}
	generation, _ := strconv.ParseInt(known["generation"], 10, 64)
	ids, all, err := m.of(q.ctx, q.tx, generation, d.Space)
	if err != nil {
		return nil, err
	}
	asked := retrieval.Half(d.Vector)
	out := make(map[int64]int64, len(ids))
	for i, id := range ids {
		c := retrieval.Cosine(cosine(asked, all[i]))
		if nearest, known := out[id]; !known || c > nearest {
			out[id] = c
		}
	}
	return out, nil
}

func cosine(a, b []float32) float64 {
	var dot, aa, bb float32
	for i, x := range a {
		dot += x * b[i]
		aa += x * x
		bb += b[i] * b[i]
	}
	return float64(dot) / math.Sqrt(float64(aa)*float64(bb))
}

// of are the embeddings of a generation, read once.
func (m *matrix) of(ctx context.Context, tx *sql.Tx, generation int64, space retrieval.Space) ([]int64, [][]float32, error) {
	m.Lock()
	defer m.Unlock()
	if m.generation == generation && m.space == space {
		return m.ids, m.vectors, nil
	}
	byHash := map[retrieval.TextHash][]float32{}
	err := query(ctx, tx, `SELECT hash, vector FROM vectors WHERE model = ? AND dimensions = ?`, []any{space.Model, space.Dimensions}, func(rows *sql.Rows) error {
		var hash, vector []byte
		err := rows.Scan(&hash, &vector)
		if err == nil && (len(hash) != len(retrieval.TextHash{}) || len(vector) != 2*space.Dimensions) {
			return fmt.Errorf("%w: an embedding", errDamaged)
		}
		byHash[retrieval.TextHash(hash)] = halves(vector)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	var ids []int64
	var all [][]float32
	err = eachWindow(ctx, tx, space.MaxWords, func(id int64, windows map[retrieval.TextHash]string) {
		for hash := range windows {
			if v, known := byHash[hash]; known {
				ids, all = append(ids, id), append(all, v)
			}
		}
	})
	if err == nil {
		m.generation, m.space, m.ids, m.vectors = generation, space, ids, all
	}
	return ids, all, err
}

// joined are the candidates of both ways of searching: the best of list, which
// are found by their words, and the nearest by meaning, each with both scores.
func (q *searching) joined(list []candidate, cosines map[int64]int64, rate func(id int64) (candidate, bool)) ([]candidate, error) {
	most := retrieval.Candidates(q.request.Limit)
	out, err := q.first(list, most, 0)
	if err != nil {
		return nil, err
	}
	have := map[int64]bool{}
	for _, c := range out {
		have[c.id] = true
	}
	var near []candidate
	for id := range cosines {
		if c, allowed := rate(id); allowed {
			near = append(near, c)
		}
	}
	slices.SortFunc(near, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(cosines[b.id], cosines[a.id]), cmp.Compare(a.id, b.id))
	})
	for _, c := range near[:min(most, len(near))] {
		if !have[c.id] {
			out = append(out, c)
		}
	}
	worth := retrieval.DenseWorth(q.request.Dense.Weight, q.greatest)
	for i := range out {
		c := &out[i]
		c.dense = cosines[c.id] * worth
		c.points, _ = retrieval.Score(c.passage, c.document, c.cues, c.dense, q.greatest)
	}
	return out, nil
}

// setSpace writes which embeddings the generation in the making has.
func (a *applying) setSpace(e retrieval.Embedder) error {
	if e == nil {
		return a.exec(`DELETE FROM facts WHERE name IN ('model', 'dimensions', 'max_words')`)
	}
	s := retrieval.SpaceOf(e)
	return a.exec(`INSERT OR REPLACE INTO facts (name, value) VALUES ('model', ?), ('dimensions', ?), ('max_words', ?)`,
		s.Model, strconv.Itoa(s.Dimensions), strconv.Itoa(s.MaxWords))
}
