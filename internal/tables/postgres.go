package tables

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	defaultSchema  = "dateline"
	maxConnections = 4 // of a DB, unless the address says pool_max_conns; they are held for milliseconds
)

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// parseAddress reads the address of a database: how to reach it, its schema, and
// its name as people may see it.
func (l Layout) parseAddress(address string) (config *pgxpool.Config, schema, name string, err error) {
	config, err = pgxpool.ParseConfig(address)
	if err != nil {
		// What the driver says may hold the password.
		return nil, "", "", &StoreError{What: l.Name, Store: "DATABASE_URL", Reason: "is no address of a PostgreSQL database; write postgres://user:password@host:5432/database"}
	}
	c := config.ConnConfig
	schema = defaultSchema
	if path := c.RuntimeParams["search_path"]; path != "" {
		schema = path
		delete(c.RuntimeParams, "search_path") // each statement names the schema
	}
	name = (&url.URL{Scheme: "postgres", Host: net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))), Path: "/" + c.Database, RawQuery: "search_path=" + url.QueryEscape(schema)}).String()
	if !schemaName.MatchString(schema) {
		return nil, "", "", &StoreError{What: l.Name, Store: name, Reason: "search_path in DATABASE_URL must be one name of small letters, digits and _"}
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "dateline " + l.Name // as administrators see it
	}
	if u, err := url.Parse(address); err != nil || !u.Query().Has("pool_max_conns") {
		config.MaxConns = maxConnections
	}
	return config, schema, name, nil
}

// OpenDatabase opens tables in a PostgreSQL database; search_path in the address
// is the schema, or else it is "dateline". Every failure is a *StoreError.
func OpenDatabase(ctx context.Context, address string, l Layout) (*DB, error) {
	config, schema, name, err := l.parseAddress(address)
	if err != nil {
		return nil, err
	}
	d := &DB{Within: Patience, layout: l, name: name, prefix: schema + ".", again: postgresAgain, reason: postgresReason, clock: clockStatement}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, d.fail("can't be opened", err)
	}
	d.db = stdlib.OpenDBFromPool(pool)
	d.closes = []func() error{func() error { pool.Close(); return nil }}
	// Whoever makes the tables at the same moment is waited for.
	if err := d.try(ctx, func(ctx context.Context) error { return d.makeTables(ctx, schema) }); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// makeTables makes what is missing. It looks first, since whoever may not make a
// schema may not even say so of one that is there.
func (d *DB) makeTables(ctx context.Context, schema string) error {
	const (
		hasSchema = `SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = CAST($1 AS text))`
		hasTable  = `SELECT EXISTS (SELECT 1 FROM information_schema.tables WHERE table_schema = CAST($1 AS text) AND table_name = CAST($2 AS text))`
	)
	if err := d.unless(ctx, `CREATE SCHEMA IF NOT EXISTS `+schema, hasSchema, schema); err != nil {
		return err
	}
	if err := d.unless(ctx, d.SQL(d.layout.Make), hasTable, schema, d.layout.Last); err != nil {
		return err
	}
	for _, c := range d.layout.Added {
		const hasColumn = `SELECT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_schema = CAST($1 AS text) AND table_name = CAST($2 AS text) AND column_name = CAST($3 AS text))`
		if err := d.unless(ctx, c.add(d, "IF NOT EXISTS "), hasColumn, schema, c.Table, c.Name); err != nil {
			return err
		}
	}
	return nil
}

// unless carries out statements unless another finds that it was done.
func (d *DB) unless(ctx context.Context, statements, found string, args ...any) error {
	var done bool
	if err := d.db.QueryRowContext(ctx, found, args...).Scan(&done); err != nil || done {
		return err
	}
	for statement := range strings.SplitSeq(statements, ";") {
		if _, err := d.db.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// conflicts are codes of what another transaction was in the way of: 23505 and
// the 42s come from IF NOT EXISTS, which does not keep two programs from making
// the same thing at the same moment.
var conflicts = []string{"40001", "40P01", "23505", "42P06", "42P07", "42701", "42710"}

// postgresAgain: a transaction that ran into another, or a database that is not
// there, or no longer. A server that starts anew is back soon.
func postgresAgain(err error) bool {
	var said *pgconn.PgError
	if errors.As(err, &said) {
		return slices.Contains(conflicts, said.Code) || postgresGone(said.Code)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || errors.Is(err, driver.ErrBadConn) || pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed")
}

// postgresGone: class 08 is of connections; 57P, shutting down or starting.
func postgresGone(code string) bool {
	return strings.HasPrefix(code, "08") || slices.Contains([]string{"57P01", "57P02", "57P03"}, code)
}

var postgresReasons = map[string]string{
	"28P01": "refuses the user or the password; check DATABASE_URL",
	"28000": "refuses the user; check DATABASE_URL",
	"3D000": "does not exist on this server; create it (createdb), or name another in DATABASE_URL",
	"42501": "does not let this user do what is needed; grant it CREATE on the database, or name another user in DATABASE_URL",
	"53300": "has no connection left; raise the server's max_connections, or say pool_max_conns=N in DATABASE_URL",
	"53100": "can't grow: the server's disk is full",
	"25006": "can't be written: it is a read replica; name the primary in DATABASE_URL",
}

func postgresReason(err error) string {
	var said *pgconn.PgError
	switch isSaid := errors.As(err, &said); {
	case isSaid && postgresReasons[said.Code] != "":
		return postgresReasons[said.Code]
	case isSaid && slices.Contains(conflicts, said.Code):
		return fmt.Sprintf("is changed by others all the time (%s); try again", said.Message)
	case isSaid && !postgresGone(said.Code):
		return "reports: " + said.Message
	case errors.Is(err, context.DeadlineExceeded) && !isConnecting(err):
		return "" // it was too slow
	case postgresAgain(err):
		return "can't be reached, or breaks connections off; check that the server runs and that DATABASE_URL names it"
	}
	return ""
}

func isConnecting(err error) bool {
	var connect *pgconn.ConnectError
	return errors.As(err, &connect)
}
