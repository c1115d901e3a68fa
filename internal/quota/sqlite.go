package quota

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// applicationID marks a file as this package's ("DLNQ"), so that counts are not
// written into a store of a corpus that is named by mistake.
const applicationID = 0x444c4e51

// openSQLite opens the file at path, or makes it, readable by its owner alone:
// it says who asked when.
func openSQLite(ctx context.Context, path string) (*store, error) {
	if err := makeFile(path); err != nil {
		return nil, &StoreError{Store: path, Reason: "can't be made or written; name another file, or change the permissions", Err: err}
	}
	at := (&url.URL{Scheme: "file", Opaque: url.PathEscape(path)}).String()
	db, err := sql.Open("sqlite", fmt.Sprintf("%s?_txlock=immediate&_pragma=synchronous(NORMAL)&_pragma=busy_timeout(%d)", at, patience.Milliseconds()))
	if err != nil {
		return nil, &StoreError{Store: path, Reason: "can't be opened", Err: err}
	}
	// Only one can write at a time. Here they queue; in the file they would look
	// now and then whether it is free.
	db.SetMaxOpenConns(1)
	s := &store{name: path, db: db, again: sqliteAgain, reason: sqliteReason, within: patience}
	if err := s.try(ctx, s.prepareFile); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

func makeFile(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// prepareFile makes the tables in an empty file and refuses one that is not
// ours.
func (s *store) prepareFile(ctx context.Context) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var application, found int
	err = tx.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &found)
	switch {
	case err != nil:
		return err
	case found > 0 && application == applicationID:
		return nil
	case found > 0:
		return &StoreError{Store: s.name, Reason: "is an SQLite file for something else; name a file of its own"}
	}
	if _, err := tx.ExecContext(ctx, s.sql(tables)+fmt.Sprintf("; PRAGMA application_id = %d", applicationID)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return s.keepLog(ctx)
}

// keepLog has the file remember that it is written by a log, which is several
// times as fast. Of several programs that make a file at once, the last is alone
// with it; the others need not care.
func (s *store) keepLog(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
	if isSQLite(err, codes.SQLITE_BUSY, codes.SQLITE_LOCKED) {
		return nil
	}
	return err
}

func isSQLite(err error, wanted ...int) bool {
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

// sqliteAgain: locked in a way that SQLite does not wait for by itself.
func sqliteAgain(err error) bool { return isSQLite(err, codes.SQLITE_BUSY, codes.SQLITE_LOCKED) }

func sqliteReason(err error) string {
	switch {
	case isSQLite(err, codes.SQLITE_BUSY, codes.SQLITE_LOCKED):
		return "is locked by another program; end that, or try again later"
	case isSQLite(err, codes.SQLITE_READONLY, codes.SQLITE_CANTOPEN, codes.SQLITE_PERM, codes.SQLITE_AUTH):
		return "can't be opened or written; change its permissions, or name another file"
	case isSQLite(err, codes.SQLITE_FULL):
		return "can't grow: the disk is full"
	case isSQLite(err, codes.SQLITE_IOERR):
		return "can't be read or written: the disk reports an error"
	case isSQLite(err, codes.SQLITE_NOTADB, codes.SQLITE_CORRUPT):
		return "is damaged, or no SQLite file; move it away, and today's counts begin anew"
	}
	return ""
}
