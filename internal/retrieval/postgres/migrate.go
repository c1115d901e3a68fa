package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dateline/internal/retrieval"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migration is one step of the schema, forward only.
type migration struct {
	version int
	name    string
	sql     string
}

// steps are all migrations in order. Their names begin with their version.
func steps() []migration {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		panic("the migrations are part of the program: " + err.Error())
	}
	out := make([]migration, len(files))
	for i, f := range files {
		text, err := migrations.ReadFile(path.Join("migrations", f.Name()))
		if err != nil {
			panic("the migrations are part of the program: " + err.Error())
		}
		digits, _, _ := strings.Cut(f.Name(), "_")
		version, err := strconv.Atoi(digits)
		if err != nil || version != i+1 {
			panic("migration " + f.Name() + " is out of order")
		}
		out[i] = migration{version, strings.TrimSuffix(f.Name(), ".sql"), string(text)}
	}
	return out
}

// Migrate brings the schema of the database up to date and returns the names
// of the steps it took. Several programs may do so at the same time: the row
// that holds the version is locked for each step.
func Migrate(ctx context.Context, url string) ([]string, error) {
	p, err := parse(url)
	if err != nil {
		return nil, err
	}
	var done []string
	err = retry(ctx, p.name, func() error {
		applied, err := p.migrate(ctx)
		done = append(done, applied...)
		return err
	})
	return done, err
}

func (p place) migrate(ctx context.Context) ([]string, error) {
	ctx, cancel := context.WithTimeout(ctx, buildDeadline)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, p.pool.ConnConfig)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }() // nobody is left to tell
	if err := p.makeVersion(ctx, conn); err != nil {
		return nil, err
	}
	var done []string
	for _, step := range steps() {
		applied, err := p.step(ctx, conn, step)
		if err != nil {
			return done, fmt.Errorf("migration %s: %w", step.name, err)
		}
		if applied {
			done = append(done, step.name)
		}
	}
	return done, nil
}

// Drop deletes the schema that an address names, with all that lies in it.
func Drop(ctx context.Context, url string) error {
	p, err := parse(url)
	if err != nil {
		return err
	}
	return retry(ctx, p.name, func() error {
		ctx, cancel := context.WithTimeout(ctx, writeDeadline)
		defer cancel()
		conn, err := pgx.ConnectConfig(ctx, p.pool.ConnConfig)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, `DROP SCHEMA IF EXISTS `+p.schema+` CASCADE`)
		return errors.Join(err, conn.Close(ctx))
	})
}

// makeVersion makes the schema and the row that every step locks.
func (p place) makeVersion(ctx context.Context, conn *pgx.Conn) error {
	var found bool
	err := conn.QueryRow(ctx, `SELECT to_regclass($1::text) IS NOT NULL`, p.schema+".schema_version").Scan(&found)
	if err != nil || found {
		return err
	}
	_, err = conn.Exec(ctx, `CREATE SCHEMA IF NOT EXISTS `+p.schema+`;
		CREATE TABLE IF NOT EXISTS `+p.schema+`.schema_version (only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row), version integer NOT NULL);
		INSERT INTO `+p.schema+`.schema_version (version) VALUES (0) ON CONFLICT DO NOTHING`)
	// IF NOT EXISTS does not keep two programs from making the same thing at
	// the same moment; the second is told that it exists, which is as good.
	if isCode(err, "23505", "42P06", "42P07", "42710") {
		return &pgconn.PgError{Code: serializationFailure, Message: "another program makes the schema"}
	}
	return err
}

// step takes one step, unless another program has.
func (p place) step(ctx context.Context, conn *pgx.Conn, m migration) (applied bool, err error) {
	err = p.transaction(ctx, conn, "BEGIN", buildDeadline, func(tx pgx.Tx) error {
		var version int
		if err := tx.QueryRow(ctx, `SELECT version FROM schema_version FOR UPDATE`).Scan(&version); err != nil {
			return err
		}
		if err := p.refuseNewer(version); err != nil || version >= m.version {
			return err
		}
		if _, err := tx.Exec(ctx, m.sql); err != nil {
			return explainExtension(p.name, err)
		}
		applied = true
		_, err := tx.Exec(ctx, `UPDATE schema_version SET version = $1::integer`, m.version)
		return err
	})
	return applied && err == nil, err
}

func (p place) refuseNewer(version int) error {
	if newest := len(steps()); version > newest {
		return &retrieval.StoreError{Store: p.name, Reason: fmt.Sprintf(
			"was made by a newer version of this program (schema %d, this one knows %d); use that version, or name another database or search_path in DATABASE_URL", version, newest)}
	}
	return nil
}

// explainExtension says what to do where pgvector is missing.
func explainExtension(name string, err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && strings.Contains(e.Message+e.Detail, "vector") && isCode(err, "0A000", "58P01", "42501", "42704") {
		return &retrieval.StoreError{Store: name, Err: err, Reason: "has no pgvector (" + e.Message +
			"); install it on the server, and let somebody who may say CREATE EXTENSION vector in this database"}
	}
	return err
}
