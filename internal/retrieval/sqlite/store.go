// Package sqlite is the embedded store: one SQLite file, written in pure Go,
// that needs no server and no set-up. Readers go on with the state they began
// with while a synchronisation writes the next one in a single transaction,
// so that one killed at any moment leaves the last complete state.
package sqlite

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

//go:embed schema.sql
var schema string

const (
	// applicationID marks a file as a store of this program ("DLNE").
	applicationID = 0x444c4e45
	// plainVersion is that of a store without embeddings, schemaVersion that of
	// one that has, or had, some: see denseSchema. A newer one is refused.
	plainVersion  = 1
	schemaVersion = 2

	// magic is how every file of SQLite begins.
	magic = "SQLite format 3\x00"

	// Memory names a store that lives no longer than the program.
	Memory = ":memory:"
)

// busyTimeout is how long one synchronisation waits for another to finish.
var busyTimeout = 30 * time.Second

// Store is a retrieval.Index in one file.
type Store struct {
	name  string
	db    *sql.DB
	dense matrix
}

var memories atomic.Int64

// Open opens the store at path, or makes it. Every failure is a
// *retrieval.StoreError.
func Open(ctx context.Context, path string) (*Store, error) {
	if path == Memory {
		// Each store in memory has a name of its own, which its connections share.
		return open(ctx, path, fmt.Sprintf("file:/dateline-%d", memories.Add(1)), "vfs=memdb")
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, &retrieval.StoreError{Store: path, Reason: "its folder can't be made; name another place with --store", Err: err}
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, &retrieval.StoreError{Store: path, Reason: "can't be opened: it is no file; name one with --store"}
	}
	if err := checkWhole(path); err != nil {
		return nil, err
	}
	at := (&url.URL{Scheme: "file", Opaque: url.PathEscape(path)}).String()
	s, err := open(ctx, path, at, "_pragma=synchronous(NORMAL)")
	if isCode(err, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN) {
		if _, statErr := os.Stat(path); statErr == nil && !hasLog(path) {
			return open(ctx, path, at, "mode=ro", "immutable=1") // it may still answer
		}
	}
	return s, err
}

// open opens the database at address, a URI without parameters.
func open(ctx context.Context, name, address string, parameters ...string) (*Store, error) {
	parameters = append(parameters, "_txlock=immediate", fmt.Sprintf("_pragma=busy_timeout(%d)", busyTimeout.Milliseconds()))
	db, err := sql.Open("sqlite", address+"?"+strings.Join(parameters, "&"))
	if err != nil {
		return nil, storeError(name, err)
	}
	s := &Store{name: name, db: db}
	if err := s.prepare(ctx); err != nil {
		return nil, errors.Join(storeError(name, err), db.Close())
	}
	return s, nil
}

// checkWhole refuses a file that is shorter than it says it is.
func checkWhole(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return nil // SQLite will say what is wrong, or make it
	}
	defer f.Close()
	head := make([]byte, 100)
	n, _ := f.ReadAt(head, 0)
	switch begun := min(n, len(magic)); {
	case n == 0 || string(head[:begun]) != magic[:begun]:
		return nil
	case n < len(head) && !hasLog(path):
		return damaged(path, errors.New("shorter than a header"))
	}
	if hasLog(path) {
		return nil // the rest may stand there
	}
	pageSize := int64(head[16])<<8 | int64(head[17])
	if pageSize == 1 {
		pageSize = 65536
	}
	pages := int64(head[28])<<24 | int64(head[29])<<16 | int64(head[30])<<8 | int64(head[31])
	info, err := f.Stat()
	if err == nil && info.Size() < pages*pageSize {
		return damaged(path, fmt.Errorf("%d bytes are missing", pages*pageSize-info.Size()))
	}
	return nil
}

// hasLog reports whether the newest of a store may stand in its log alone, or
// another program is just writing its first pages.
func hasLog(path string) bool {
	for _, log := range []string{"-wal", "-journal"} {
		if info, err := os.Stat(path + log); err == nil && info.Size() > 0 {
			return true
		}
	}
	return false
}

func damaged(name string, err error) error {
	return &retrieval.StoreError{Store: name, Reason: "is damaged; move it away, and the next sync builds it anew", Err: err}
}

// prepare makes the schema in an empty file and refuses a file that is not ours.
func (s *Store) prepare(ctx context.Context) error {
	var version, application, tables int
	err := s.db.QueryRowContext(ctx, `SELECT (SELECT user_version FROM pragma_user_version),
		(SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&version, &application, &tables)
	switch {
	case err != nil:
		return err
	case tables > 0 && application != applicationID:
		return &retrieval.StoreError{Store: s.name, Reason: "is an SQLite file of another program; name another file with --store"}
	case version > schemaVersion:
		return &retrieval.StoreError{Store: s.name, Reason: fmt.Sprintf(
			"was written by a newer version of this program (schema %d, this one knows %d); use that version, or name another file with --store", version, schemaVersion)}
	case tables > 0:
		return nil
	}
	err = s.write(ctx, func(tx *sql.Tx) error {
		// Another program may have been first.
		if err := tx.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil || tables > 0 {
			return err
		}
		_, err := tx.ExecContext(ctx, schema+fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, plainVersion))
		return err
	})
	if err != nil {
		return err
	}
	return s.keepLog(ctx)
}

// keepLog has the file remember that it is written by a log, so that readers
// do not wait for a writer. SQLite does not wait for others here but fails; of
// several that make a store at once, the last is alone with it.
func (s *Store) keepLog(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	if isCode(err, codes.SQLITE_BUSY, codes.SQLITE_LOCKED) {
		return nil
	}
	return err
}

// Close closes the file.
func (s *Store) Close() error { return s.db.Close() }

// write runs f in a transaction that no other can write beside.
func (s *Store) write(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := f(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// read runs f on one state of the store.
func (s *Store) read(ctx context.Context, f func(*sql.Tx) error) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return storeError(s.name, err)
	}
	defer tx.Rollback()
	return storeError(s.name, f(tx))
}

func isCode(err error, wanted ...int) bool {
	var e *driver.Error
	if !errors.As(err, &e) {
		return false
	}
	for _, code := range wanted {
		if e.Code()&0xff == code {
			return true
		}
	}
	return false
}

// storeError makes of what SQLite says a sentence that says what to do.
func storeError(name string, err error) error {
	var reason string
	var known *retrieval.StoreError
	switch {
	case err == nil || errors.As(err, &known):
		return err
	case isCode(err, codes.SQLITE_BUSY, codes.SQLITE_LOCKED):
		reason = "is locked by another program that writes to it; try again when that is done"
	case isCode(err, codes.SQLITE_READONLY):
		reason = "can't be written; change its permissions, or name another file with --store"
	case isCode(err, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM, codes.SQLITE_AUTH):
		reason = "can't be opened; name another file with --store"
	case isCode(err, codes.SQLITE_FULL):
		reason = "can't grow: the disk is full; nothing was changed"
	case isCode(err, codes.SQLITE_IOERR):
		reason = "can't be read or written: the disk reports an error; name another file with --store"
	case isCode(err, codes.SQLITE_NOTADB):
		reason = "is no store of this program; name another file with --store"
	case isCode(err, codes.SQLITE_CORRUPT), errors.Is(err, errDamaged), errors.Is(err, sql.ErrNoRows):
		return damaged(name, err)
	default:
		return err
	}
	return &retrieval.StoreError{Store: name, Reason: reason, Err: err}
}

// errDamaged is what no store gives cause for that is as it was written; so is
// a row that is missing while another names it.
var errDamaged = errors.New("what is stored can't be read")

// decode reads JSON that the store wrote.
func decode(data []byte, v any) error {
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%w: %w", errDamaged, err)
	}
	return nil
}

// facts reads the table of that name.
func facts(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	out := map[string]string{}
	err := query(ctx, tx, `SELECT name, value FROM facts`, nil, func(rows *sql.Rows) error {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		out[name] = value
		return nil
	})
	return out, err
}

// query calls each for every row of a statement.
func query(ctx context.Context, tx *sql.Tx, statement string, args []any, each func(*sql.Rows) error) error {
	rows, err := tx.QueryContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := each(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Generation implements retrieval.Index.
func (s *Store) Generation(ctx context.Context) (generation int64, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		var value string
		err := tx.QueryRowContext(ctx, `SELECT value FROM facts WHERE name = 'generation'`).Scan(&value)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // absent: 0
		}
		generation, _ = strconv.ParseInt(value, 10, 64)
		return err
	})
	return generation, err
}

// Manifest implements retrieval.Index.
func (s *Store) Manifest(ctx context.Context) (m retrieval.Manifest, err error) {
	m.Files, m.Documents = map[string]string{}, map[string]retrieval.Stored{}
	err = s.read(ctx, func(tx *sql.Tx) error {
		known, err := facts(ctx, tx)
		if err != nil {
			return err
		}
		m.Generation, _ = strconv.ParseInt(known["generation"], 10, 64) // absent: 0
		m.Location, m.Described = known["location"], known["described"]
		m.Space = spaceOf(known)
		err = query(ctx, tx, `SELECT path, hash FROM files`, nil, func(rows *sql.Rows) error {
			var path, hash string
			err := rows.Scan(&path, &hash)
			m.Files[path] = hash
			return err
		})
		if err != nil {
			return err
		}
		return query(ctx, tx, `SELECT name, file, hash FROM documents`, nil, func(rows *sql.Rows) error {
			var id string
			var d retrieval.Stored
			err := rows.Scan(&id, &d.File, &d.Hash)
			m.Documents[id] = d
			return err
		})
	})
	return m, err
}

// Document implements retrieval.Index.
func (s *Store) Document(ctx context.Context, id string) (corpus.Document, error) {
	return s.document(ctx, `SELECT record FROM documents WHERE name = ?`, id)
}

// Version implements retrieval.Index. A file keeps no version that was replaced.
func (s *Store) Version(ctx context.Context, hash string) (corpus.Document, error) {
	return s.document(ctx, `SELECT record FROM documents WHERE hash = ?`, hash)
}

func (s *Store) document(ctx context.Context, statement, key string) (d corpus.Document, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		var data []byte
		err := tx.QueryRowContext(ctx, statement, key).Scan(&data)
		if errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("%w: %s", retrieval.ErrNoDocument, key)
		}
		if err != nil {
			return err
		}
		var r corpus.Record
		if err := decode(data, &r); err != nil {
			return err
		}
		d = corpus.Build(r)
		return nil
	})
	return d, err
}
