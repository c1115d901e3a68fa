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
	address := os.Getenv("DATABASE_URL_TEST")
	if address == "" {
		missing(tb, "needs PostgreSQL with pgvector: run scripts/with-postgres go test ./... (make test does), or set DATABASE_URL_TEST")
	}
	schema := "test_" + strings.ToLower(rand.Text()[:16])
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal("DATABASE_URL_TEST is no address of a database")
	}
	// The extension is one for all schemas, so it is made before any test.
	run(tb, address, "SELECT pg_advisory_lock(5077)", "CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public")
	tb.Cleanup(func() { run(tb, address, "DROP SCHEMA IF EXISTS "+schema+" CASCADE") })
	query := u.Query()
	query.Set("search_path", schema)
	query.Set("pool_max_conns", "6")
	u.RawQuery = query.Encode()
	return u.String()
}

// Schemas are the database's schemas whose names begin with a prefix.
func Schemas(ctx context.Context, prefix string) ([]string, error) {
	conn, err := pgx.Connect(ctx, os.Getenv("DATABASE_URL_TEST"))
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
