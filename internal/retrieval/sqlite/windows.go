package sqlite

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// window is one of a document's, in whatever order.
type window struct {
	passage   int64 // its id
	embedding int64
}

// packWindows are ten bytes a window, the low ones first: two of the passage's
// ordinal, eight of the embedding's id.
func packWindows(list []window) []byte {
	out := make([]byte, 0, windowSize*len(list))
	for _, w := range list {
		out = binary.LittleEndian.AppendUint16(out, uint16(w.passage&(1<<passageBits-1)))
		out = binary.LittleEndian.AppendUint64(out, uint64(w.embedding))
	}
	return out
}

const windowSize = 10

func eachPacked(document int64, list []byte, f func(window)) error {
	if len(list)%windowSize != 0 {
		return fmt.Errorf("%w: the windows of a document", errDamaged)
	}
	for w := range slices.Chunk(list, windowSize) {
		f(window{document<<passageBits + int64(binary.LittleEndian.Uint16(w)), int64(binary.LittleEndian.Uint64(w[2:]))})
	}
	return nil
}

// newSpace forgets the windows of the space before, where the change has
// another or none, and learns whether there are any at all.
func (a *applying) newSpace(before retrieval.Space) error {
	var err error
	a.dense, err = hasTable(a.ctx, a.tx, "windows")
	if err != nil || !a.dense || a.embedder != nil && before == retrieval.SpaceOf(a.embedder) {
		return err
	}
	return a.exec(`DELETE FROM windows`)
}

// insertWindows writes which embeddings the passages of a document have.
func (a *applying) insertWindows(row int64, h corpus.Header, passages []corpus.Passage) error {
	if a.embedder == nil {
		return nil
	}
	var list []window
	for _, p := range passages {
		more, err := a.windows(row<<passageBits+int64(p.Ordinal), retrieval.Windows(h.Headline, p.Text, a.embedder.MaxWords()))
		if err != nil {
			return err
		}
		list = append(list, more...)
	}
	return a.exec(`INSERT INTO windows (document, list) VALUES (?, ?)`, row, packWindows(list))
}

// windows finds the embeddings of a passage's windows.
func (a *applying) windows(passage int64, texts map[retrieval.TextHash]string) ([]window, error) {
	var out []window
	for hash := range texts {
		id, err := embeddingOf(a.ctx, a.tx, a.space, hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil, retrieval.ErrStale // another change has swept it away: see sweep
		}
		if err != nil {
			return nil, err
		}
		out = append(out, window{passage, id})
	}
	return out, nil
}

// relate writes the windows of the documents that stay and have none yet.
func (a *applying) relate() error {
	if a.embedder == nil {
		return nil
	}
	var rows []int64
	err := query(a.ctx, a.tx, `SELECT id FROM documents WHERE id NOT IN (SELECT document FROM windows)`, nil, func(found *sql.Rows) error {
		var row int64
		err := found.Scan(&row)
		rows = append(rows, row)
		return err
	})
	for _, row := range rows {
		if err != nil {
			return err
		}
		var list []window
		err = eachPassage(a.ctx, a.tx, row, a.embedder.MaxWords(), func(id int64, texts map[retrieval.TextHash]string) error {
			more, err := a.windows(id, texts)
			list = append(list, more...)
			return err
		})
		if err == nil {
			err = a.exec(`INSERT INTO windows (document, list) VALUES (?, ?)`, row, packWindows(list))
		}
	}
	return err
}

// sweep deletes the embeddings of the generation's space that no window names,
// once there are twice as many of them as of the others: a document may come
// back, and what a broken synchronisation has embedded waits for the next. Those
// of other spaces stay, since a model that comes back would cost them again.
func (a *applying) sweep() error {
	if !a.dense {
		return nil
	}
	used := map[int64]bool{}
	err := eachWindow(a.ctx, a.tx, func(w window) { used[w.embedding] = true })
	if err != nil {
		return err
	}
	var unused []int64
	err = query(a.ctx, a.tx, `SELECT id FROM embeddings WHERE space = ?`, []any{a.space}, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		if !used[id] {
			unused = append(unused, id)
		}
		return err
	})
	if err != nil || len(unused) <= 2*len(used) {
		return err
	}
	for _, id := range unused {
		if err := a.exec(`DELETE FROM embeddings WHERE id = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// eachWindow goes through the windows of the generation, document by document.
func eachWindow(ctx context.Context, tx *sql.Tx, f func(window)) error {
	return query(ctx, tx, `SELECT document, list FROM windows ORDER BY document`, nil, func(rows *sql.Rows) error {
		var document int64
		var list sql.RawBytes
		if err := rows.Scan(&document, &list); err != nil {
			return err
		}
		return eachPacked(document, list, f)
	})
}
