package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// passageBits is how many bits of a passage's id are its ordinal.
const passageBits = 16

// Apply implements retrieval.Index.
func (s *Store) Apply(ctx context.Context, c retrieval.Change) error {
	space, err := s.embed(ctx, c)
	if err != nil {
		return storeError(s.name, err)
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		known, err := facts(ctx, tx)
		if err != nil {
			return err
		}
		if generation, _ := strconv.ParseInt(known["generation"], 10, 64); generation != c.From {
			return retrieval.ErrStale
		}
		a := applying{ctx: ctx, tx: tx, embedder: c.Embedder, space: space, words: retrieval.NewVocabulary(), gone: map[int64]bool{}}
		if err := a.newSpace(spaceOf(known)); err != nil {
			return err
		}
		if err := a.change(c); err != nil {
			return err
		}
		if err := errors.Join(a.relate(), a.sweep()); err != nil {
			return err
		}
		weighed, err := a.index(known["weighed"])
		if err != nil {
			return err
		}
		return a.conclude(c, weighed)
	})
	return storeError(s.name, err)
}

// applying is one change on its way into the store.
type applying struct {
	ctx      context.Context
	tx       *sql.Tx
	embedder retrieval.Embedder // nil: none
	space    int64              // of its embeddings
	dense    bool               // there are tables of embeddings
	words    *retrieval.Vocabulary
	gone     map[int64]bool      // rows of documents whose postings of before must go
	put      []retrieval.Counted // what is stored anew
}

func (a *applying) exec(statement string, args ...any) error {
	_, err := a.tx.ExecContext(a.ctx, statement, args...)
	return err
}

// change replaces the rows of documents; the postings follow in index.
func (a *applying) change(c retrieval.Change) error {
	for id, file := range c.Keep {
		if err := a.exec(`UPDATE documents SET file = ? WHERE name = ?`, file, id); err != nil {
			return err
		}
	}
	for _, id := range c.Remove {
		if _, err := a.remove(id); err != nil {
			return err
		}
	}
	const batch = 64
	next := int64(0)
	if err := a.tx.QueryRowContext(a.ctx, `SELECT coalesce(max(id), 0) FROM documents`).Scan(&next); err != nil {
		return err
	}
	done := 0
	for chunk := range slices.Chunk(c.Put, batch) {
		for _, b := range retrieval.PrepareAll(chunk) {
			row, err := a.remove(b.Document.ID)
			if err != nil {
				return err
			}
			if row == 0 {
				next++
				row = next
			}
			if err := a.insert(row, b); err != nil {
				return fmt.Errorf("store document %s: %w", b.Document.ID, err)
			}
			a.put = append(a.put, a.words.Count(row, b))
		}
		if done += len(chunk); c.Done != nil {
			c.Done(done)
		}
	}
	return nil
}

// remove deletes a document's rows and notes the terms whose postings name
// it. It returns the row it had, or 0.
func (a *applying) remove(name string) (int64, error) {
	var row int64
	err := a.tx.QueryRowContext(a.ctx, `SELECT id FROM documents WHERE name = ?`, name).Scan(&row)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	old, err := a.load(row)
	if err != nil {
		return 0, err
	}
	a.words.Count(row, old) // so that index goes through the terms it had
	a.gone[row] = true
	low, high := row<<passageBits, (row+1)<<passageBits-1
	for _, statement := range []string{`DELETE FROM voices WHERE passage BETWEEN ? AND ?`, `DELETE FROM passages WHERE id BETWEEN ? AND ?`} {
		if err := a.exec(statement, low, high); err != nil {
			return 0, err
		}
	}
	if a.dense {
		if err := a.exec(`DELETE FROM windows WHERE document = ?`, row); err != nil {
			return 0, err
		}
	}
	return row, a.exec(`DELETE FROM documents WHERE id = ?`, row)
}

// load makes ready again what is stored of a document.
func (a *applying) load(row int64) (*retrieval.Prepared, error) {
	var data []byte
	if err := a.tx.QueryRowContext(a.ctx, `SELECT record FROM documents WHERE id = ?`, row).Scan(&data); err != nil {
		return nil, err
	}
	var r corpus.Record
	if err := decode(data, &r); err != nil {
		return nil, err
	}
	return retrieval.Prepare(retrieval.Put{Record: r}), nil
}

func (a *applying) insert(row int64, b *retrieval.Prepared) error {
	d := b.Document
	if len(d.Passages) >= 1<<passageBits {
		return fmt.Errorf("it has more than %d passages; split it", 1<<passageBits-1)
	}
	header, err := json.Marshal(d.Header)
	if err != nil {
		return err
	}
	record, err := json.Marshal(b.Put.Record)
	if err != nil {
		return err
	}
	authors, err := json.Marshal(d.Authors)
	if err != nil {
		return err
	}
	err = a.exec(`INSERT INTO documents (id, name, file, hash, outlet, headline, event, happened, published, authors, length, header, record)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, row, d.ID, b.Put.File, b.Put.Hash, d.Outlet, d.Headline, d.EventID(),
		d.When().String(), d.Published.String(), string(authors), len(b.All), header, record)
	for i, p := range d.Passages {
		if err != nil {
			return err
		}
		err = a.insertPassage(row<<passageBits+int64(p.Ordinal), d.Header, p, len(b.Terms[i]))
	}
	if err != nil {
		return err
	}
	return a.insertWindows(row, d.Header, d.Passages)
}

func (a *applying) insertPassage(id int64, h corpus.Header, p corpus.Passage, length int) error {
	units, err := json.Marshal(p.Units)
	if err != nil {
		return err
	}
	if err := a.exec(`INSERT INTO passages (id, start, text, units, length) VALUES (?, ?, ?, ?, ?)`, id, p.Start, p.Text, units, length); err != nil {
		return err
	}
	for _, name := range retrieval.Voices(h, p) {
		if err := a.exec(`INSERT OR IGNORE INTO voices (name, passage) VALUES (?, ?)`, name, id); err != nil {
			return err
		}
	}
	return nil
}

// conclude writes what is known of the whole.
func (a *applying) conclude(c retrieval.Change, weighed string) error {
	if err := a.exec(`DELETE FROM files`); err != nil {
		return err
	}
	for path, hash := range c.Files {
		if err := a.exec(`INSERT INTO files (path, hash) VALUES (?, ?)`, path, hash); err != nil {
			return err
		}
	}
	description, err := json.Marshal(c.Description)
	if err != nil {
		return err
	}
	if err := a.setSpace(c.Embedder); err != nil {
		return err
	}
	for name, value := range map[string]string{
		"generation": strconv.FormatInt(c.From+1, 10), "location": c.Description.Location,
		"described": c.Description.Hash, "description": string(description), "weighed": weighed,
	} {
		if err := a.exec(`INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)`, name, value); err != nil {
			return err
		}
	}
	return nil
}
