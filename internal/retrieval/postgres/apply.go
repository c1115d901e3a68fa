package postgres

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

const (
	// passageBits is how many bits of a passage's id are its ordinal.
	passageBits = 16
	// batch is how many documents are made ready and copied at a time.
	batch = 64
)

// Apply implements retrieval.Index. The change is one transaction, so that
// nothing of it stays when it is given up; its rows belong to a generation
// that readers see once state says so, in the last statement.
func (s *Store) Apply(ctx context.Context, c retrieval.Change) error {
	return retry(ctx, s.name, func() error {
		// Should the connection be lost after the change was made, the second
		// attempt finds the store at another generation and says ErrStale.
		return s.leased(ctx, c.From, func(ctx context.Context, owner string) error {
			space, err := s.embed(ctx, c, owner)
			if err != nil {
				return err
			}
			err = s.write(ctx, func(tx pgx.Tx) error {
				a := applying{ctx: ctx, tx: tx, change: c, space: space, words: retrieval.NewVocabulary(), delta: map[int32]*retrieval.TermCount{}}
				if err := a.run(); err != nil {
					return err
				}
				return held(ctx, tx, owner)
			})
			if err != nil {
				return err
			}
			if err := s.prune(ctx, cmp.Or(c.Generations, DefaultKeep), owner); err != nil {
				return err
			}
			s.tidy(ctx, len(c.Put))
			return nil
		})
	})
}

// applying is one change on its way into the store.
type applying struct {
	ctx     context.Context
	tx      pgx.Tx
	change  retrieval.Change
	space   int64   // of the embeddings; 0: none
	now     current // what is there
	born    int64   // what is made
	words   *retrieval.Vocabulary
	delta   map[int32]*retrieval.TermCount // by how much the counts of terms change
	put     []retrieval.Counted            // documents that are stored anew
	nextRow int64
	done    int
}

func (a *applying) exec(statement string, args ...any) error {
	_, err := a.tx.Exec(a.ctx, statement, args...)
	return err
}

func (a *applying) run() error {
	if err := a.now.read(a.ctx, a.tx, "FOR UPDATE"); err != nil {
		return err
	}
	if a.now.generation != a.change.From {
		return retrieval.ErrStale
	}
	a.born = a.now.generation + 1
	if err := a.tx.QueryRow(a.ctx, `SELECT coalesce(max(id), 0) + 1 FROM documents`).Scan(&a.nextRow); err != nil {
		return err
	}
	for _, step := range []func() error{a.files, a.withdraw, a.store, a.weigh, a.countTerms, a.publish} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// gone are the names of what a change removes or replaces, as they are stored.
func gone(c retrieval.Change) []string {
	names := slices.Clone(c.Remove)
	for _, p := range c.Put {
		names = append(names, p.Record.ID)
	}
	return plains(names)
}

// withdraw ends the documents that go and those that are replaced.
func (a *applying) withdraw() error {
	var records []string
	for names := range slices.Chunk(gone(a.change), 1000) {
		found, err := texts(a.ctx, a.tx, `UPDATE documents SET died = $1::bigint FROM records
			WHERE documents.name = ANY($2::text[]) AND documents.died IS NULL AND records.hash = documents.hash RETURNING record`, a.born, names)
		if err != nil {
			return err
		}
		records = append(records, found...)
	}
	return a.eachRecord(records, func(b *retrieval.Prepared) error {
		a.count(a.words.Count(0, b), -1)
		return nil
	})
}

// eachRecord makes stored records ready again.
func (a *applying) eachRecord(records []string, f func(*retrieval.Prepared) error) error {
	for chunk := range slices.Chunk(records, batch) {
		puts := make([]retrieval.Put, len(chunk))
		for i, data := range chunk {
			if err := json.Unmarshal([]byte(data), &puts[i].Record); err != nil {
				return fmt.Errorf("a stored record can't be read: %w", err)
			}
			puts[i].Hash = puts[i].Record.Hash()
		}
		for _, b := range retrieval.PrepareAll(puts) {
			if err := f(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// count notes that a document's terms come (1) or go (-1).
func (a *applying) count(c retrieval.Counted, by int) {
	note := func(t retrieval.Times, passages, documents int) {
		n := a.delta[t.Term]
		if n == nil {
			n = &retrieval.TermCount{}
			a.delta[t.Term] = n
		}
		n.Passages, n.Documents = n.Passages+passages, n.Documents+documents
	}
	for _, t := range c.Whole.Terms {
		note(t, 0, by)
	}
	for _, p := range c.Passages {
		for _, t := range p.Terms {
			note(t, by, 0)
		}
	}
}

// store writes what is put, all but the postings.
func (a *applying) store() error {
	for chunk := range slices.Chunk(a.change.Put, batch) {
		list := retrieval.PrepareAll(chunk)
		for _, b := range list {
			if n := len(b.Document.Passages); n >= 1<<passageBits {
				return fmt.Errorf("store document %s: it has more than %d passages; split it", b.Document.ID, 1<<passageBits-1)
			}
		}
		if err := a.insert(list); err != nil {
			return err
		}
		for _, c := range a.put[len(a.put)-len(list):] {
			a.count(c, 1)
		}
		if a.done += len(chunk); a.change.Done != nil {
			a.change.Done(a.done)
		}
	}
	return nil
}

// insert copies the rows of documents and of their passages.
func (a *applying) insert(list []*retrieval.Prepared) error {
	var documents, passages, voices, windows [][]any
	records := &pgx.Batch{}
	for _, b := range list {
		row := a.nextRow
		a.nextRow++
		d := b.Document
		header, record, err := encode(d.Header, b.Put.Record)
		if err != nil {
			return err
		}
		records.Queue(`INSERT INTO records (hash, name, header, record) VALUES ($1::text, $2::text, $3::text, $4::text) ON CONFLICT DO NOTHING`,
			b.Put.Hash, plain(d.ID), header, record)
		documents = append(documents, []any{row, plain(d.ID), b.Put.Hash, plain(d.Outlet), plain(d.Headline), plain(d.EventID()),
			d.When().String(), d.Published.String(), plains(d.Authors), len(b.All), len(d.Passages), countAll(b.Terms), a.born})
		for i, p := range d.Passages {
			units, err := json.Marshal(p.Units)
			if err != nil {
				return err
			}
			id := row<<passageBits + int64(p.Ordinal)
			passages = append(passages, []any{id, p.Start, p.Text, string(units), len(b.Terms[i])})
			if a.space != 0 {
				windows = append(windows, windowRows(a.space, id, retrieval.Windows(d.Headline, p.Text, a.change.Embedder.MaxWords()))...)
			}
			for _, name := range retrieval.Voices(d.Header, p) {
				voices = append(voices, []any{plain(name), id})
			}
		}
		a.put = append(a.put, a.words.Count(row, b))
	}
	if err := a.tx.SendBatch(a.ctx, records).Close(); err != nil {
		return err
	}
	if err := a.copy("documents", "id name hash outlet headline event happened published authors length passages passage_length born", pgx.CopyFromRows(documents)); err != nil {
		return err
	}
	if err := a.copy("passages", "id start text units length", pgx.CopyFromRows(passages)); err != nil {
		return err
	}
	if err := a.copy("windows", "space passage hash", pgx.CopyFromRows(windows)); err != nil {
		return err
	}
	return a.copy("voices", "name passage", pgx.CopyFromRows(voices))
}

func countAll(lists [][]string) int {
	n := 0
	for _, l := range lists {
		n += len(l)
	}
	return n
}

func encode(h corpus.Header, r corpus.Record) (header, record string, err error) {
	a, err := json.Marshal(h)
	if err != nil {
		return "", "", err
	}
	b, err := json.Marshal(r)
	return string(a), string(b), err
}

// files brings the lists of files, and of what lies where, in step.
func (a *applying) files() error {
	moved := maps.Clone(a.change.Keep)
	if moved == nil {
		moved = map[string]string{}
	}
	for _, id := range a.change.Remove {
		moved[id] = ""
	}
	for _, p := range a.change.Put {
		moved[p.Record.ID] = p.File
	}
	if err := a.place("placements", "name", "file", moved); err != nil {
		return err
	}
	files := maps.Clone(a.change.Files)
	if files == nil {
		files = map[string]string{}
	}
	stored, err := texts(a.ctx, a.tx, `SELECT path FROM files WHERE died IS NULL`)
	for _, path := range stored {
		if _, stays := files[path]; !stays {
			files[path] = ""
		}
	}
	if err != nil {
		return err
	}
	return a.place("files", "path", "hash", files)
}

// place gives keys of a table their values from this generation on; one
// without a value is withdrawn.
func (a *applying) place(table, key, value string, wanted map[string]string) error {
	for keys := range slices.Chunk(slices.Sorted(maps.Keys(wanted)), 5000) {
		values := make([]string, len(keys))
		for i, k := range keys {
			values[i] = plain(wanted[k])
		}
		err := a.exec(fmt.Sprintf(`WITH wanted AS (SELECT * FROM unnest($2::text[], $3::text[]) AS wanted (k, v)),
			same AS (SELECT k FROM wanted JOIN %[1]s ON %[1]s.%[2]s = k AND %[1]s.%[3]s = v AND %[1]s.died IS NULL),
			ended AS (UPDATE %[1]s SET died = $1::bigint FROM wanted WHERE %[1]s.%[2]s = k AND %[1]s.%[3]s <> v AND %[1]s.died IS NULL)
			INSERT INTO %[1]s (%[2]s, %[3]s, born) SELECT k, v, $1::bigint FROM wanted WHERE v <> '' AND k NOT IN (SELECT k FROM same)`,
			table, key, value), a.born, plains(keys), values)
		if err != nil {
			return err
		}
	}
	return nil
}

// publish writes what is known of the whole, and then shows it.
func (a *applying) publish() error {
	d := a.change.Description
	description, err := json.Marshal(d)
	if err != nil {
		return err
	}
	_, weighed, totals, err := a.means()
	if err != nil {
		return err
	}
	err = a.exec(`INSERT INTO generations (generation, visible, location, described, description, weighed, documents, passages, space)
		VALUES ($1::bigint, $1::bigint, $2::text, $3::text, $4::text, $5::text, $6::bigint, $7::bigint, $8::bigint)`,
		a.born, plain(d.Location), d.Hash, string(description), weighed, totals.Documents, totals.Passages, a.space)
	if err != nil {
		return err
	}
	return a.exec(`UPDATE state SET generation = $1::bigint, visible = $1::bigint`, a.born)
}

// tidyFrom is how many documents a change must have for the tables to be
// tidied at once; the server's own autovacuum follows smaller ones.
const tidyFrom = 500

// tidy tells the planner what there is now, and lets indexes be read without
// their tables. Without it searches are slower and right, so nobody is told
// where it fails.
func (s *Store) tidy(ctx context.Context, put int) {
	if put < tidyFrom {
		return
	}
	ctx, cancel := context.WithTimeout(withDeadline(ctx, buildDeadline), buildDeadline)
	defer cancel()
	for _, table := range []string{"postings", "document_postings", "documents", "passages", "windows", "voices", "terms"} {
		_, _ = s.pool.Exec(ctx, "VACUUM (ANALYZE) "+s.schema+"."+table)
	}
}
