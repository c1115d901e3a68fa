package tables

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

// OpenFile opens the SQLite file at path, or makes it, readable by its owner
// alone: it says who asked when. Several programs may have it open. After a power
// failure the last transactions may be missing; the end of a program loses none.
// What is deleted is overwritten. Every failure is a *StoreError.
func OpenFile(ctx context.Context, path string, l Layout) (*DB, error) {
	d := &DB{Within: Patience, layout: l, name: path, again: sqliteAgain, flush: "PRAGMA wal_checkpoint(TRUNCATE)"}
	d.reason = d.sqliteReason
	if err := makeFile(path); err != nil {
		return nil, d.fail("can't be made or written; name another file, or change the permissions", err)
	}
	at := (&url.URL{Scheme: "file", Opaque: url.PathEscape(path)}).String()
	db, err := sql.Open("sqlite", fmt.Sprintf("%s?_txlock=immediate&_pragma=synchronous(NORMAL)&_pragma=secure_delete(1)&_pragma=busy_timeout(%d)", at, Patience.Milliseconds()))
	if err != nil {
		return nil, d.fail("can't be opened", err)
	}
	// Only one can write at a time. Here they queue; in the file they would look
	// now and then whether it is free.
	db.SetMaxOpenConns(1)
	d.db = db
	if err := d.try(ctx, d.prepareFile); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return d, nil
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
func (d *DB) prepareFile(ctx context.Context) error {
	tx, err := d.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var application, found int64
	err = tx.QueryRowContext(ctx, `SELECT (SELECT application_id FROM pragma_application_id), (SELECT count(*) FROM sqlite_schema)`).Scan(&application, &found)
	switch {
	case err != nil:
		return err
	case found > 0 && application == int64(d.layout.Application):
		if err := d.addColumns(ctx, tx); err != nil {
			return err
		}
		return tx.Commit()
	case found > 0:
		return d.fail("is an SQLite file for something else; name a file of its own", nil)
	}
	if _, err := tx.ExecContext(ctx, d.SQL(d.layout.Make)+fmt.Sprintf("; PRAGMA application_id = %d", d.layout.Application)); err != nil {
		return err
	}
	if err := d.addColumns(ctx, tx); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return d.keepLog(ctx)
}

// addColumns adds those that tables of an older program have not got.
func (d *DB) addColumns(ctx context.Context, tx *sql.Tx) error {
	for _, c := range d.layout.Added {
		var there bool
		err := tx.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM pragma_table_info($1) WHERE name = $2)`, c.Table, c.Name).Scan(&there)
		if err == nil && !there {
			_, err = tx.ExecContext(ctx, c.add(d, ""))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// keepLog has the file remember that it is written by a log, which is several
// times as fast. Of several programs that make a file at once, the last is alone
// with it; the others need not care.
func (d *DB) keepLog(ctx context.Context) error {
	_, err := d.db.ExecContext(ctx, `PRAGMA journal_mode = WAL`)
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

func (d *DB) sqliteReason(err error) string {
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
		return "is damaged, or no SQLite file; move it away, and " + d.layout.Damaged
	}
	return ""
}
