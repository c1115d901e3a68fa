// Package postgrestest answers one question of tests: where is a PostgreSQL?
// scripts/with-postgres starts one and says so in DATABASE_URL_TEST.
package postgrestest

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// URL is the address of a database with a schema of the test's own, which goes
// with the test. Without a database the test is skipped, and in CI it fails.
func URL(tb testing.TB) string {
	tb.Helper()
	u := server(tb)
	address, schema := u.String(), newName()
	// The extension is one for all schemas, so it is made before any test.
	run(tb, address, "SELECT pg_advisory_lock(5077)", "CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public")
	tb.Cleanup(func() { run(tb, address, "DROP SCHEMA IF EXISTS "+schema+" CASCADE") })
	query := u.Query()
	query.Set("search_path", schema)
	query.Set("pool_max_conns", "6")
	u.RawQuery = query.Encode()
	return u.String()
}

// Database is the address of a database of the test's own, which goes with the
// test: for those that look at all that lies in one.
func Database(tb testing.TB) string {
	tb.Helper()
	u := server(tb)
	address, name := u.String(), newName()
	run(tb, address, "CREATE DATABASE "+name+" TEMPLATE template0")
	tb.Cleanup(func() { run(tb, address, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u.Path = "/" + name
	return u.String()
}

// server is the address of the server that tests use.
func server(tb testing.TB) *url.URL {
	tb.Helper()
	address := os.Getenv("DATABASE_URL_TEST")
	if address == "" {
		missing(tb, "needs PostgreSQL with pgvector: run scripts/with-postgres go test ./... (make test does), or set DATABASE_URL_TEST")
	}
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal("DATABASE_URL_TEST is no address of a database")
	}
	return u
}

func newName() string { return "test_" + strings.ToLower(rand.Text()[:16]) }

// Schemas are the schemas of a database whose names begin with a prefix.
func Schemas(ctx context.Context, address, prefix string) ([]string, error) {
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `SELECT nspname::text FROM pg_namespace WHERE starts_with(nspname::text, $1)`, prefix)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}

func missing(tb testing.TB, what string) {
	tb.Helper()
	if os.Getenv("CI") == "true" {
		tb.Fatal(what)
	}
	tb.Skip(what)
}

func run(tb testing.TB, address string, statements ...string) {
	tb.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(tb.Context()), time.Minute)
	defer cancel()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = conn.Close(ctx) }()
	for _, s := range statements {
		if _, err := conn.Exec(ctx, s); err != nil {
			tb.Fatal(err)
		}
	}
}
