// Package postgres is the store that grows: PostgreSQL with pgvector, shared
// by several programs. Every row is visible from one generation until another,
// and a synchronisation is one transaction that ends by moving the number of
// the generation that readers see. What a generation before held stays until
// it is pruned, so that a change can be taken back and a citation be followed.
package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	pgxvec "github.com/pgvector/pgvector-go/pgx"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

const (
	// DefaultSchema is where the tables lie unless the address says
	// search_path=ANOTHER.
	DefaultSchema = "dateline"

	maxConnections = 10 // unless the address says pool_max_conns

	buildMemory = "1GB" // unless the address says maintenance_work_mem

	readDeadline  = 10 * time.Second
	writeDeadline = 5 * time.Minute // of one statement of a synchronisation
	buildDeadline = 2 * time.Hour   // of making an index
)

// Store is a retrieval.Index in a database.
type Store struct {
	place
	pool *pgxpool.Pool
	wait time.Duration // for another synchronisation
}

// place is a database and the schema in it.
type place struct {
	name   string // as people may see it: without the password
	schema string
	memory string // for building an index of vectors, at most
	pool   *pgxpool.Config
}

var schemaName = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)

// parse reads the address of a database. Its search_path is the schema.
func parse(address string) (place, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		// What the driver says may hold the password.
		return place{}, &retrieval.StoreError{Store: "DATABASE_URL", Reason: "is no address of a PostgreSQL database; write postgres://user:password@host:5432/database", Err: nil}
	}
	c := config.ConnConfig
	p := place{schema: DefaultSchema, memory: buildMemory, pool: config}
	if schema := c.RuntimeParams["search_path"]; schema != "" {
		p.schema = schema
		// Each transaction says so itself: a pooler between may not keep it.
		delete(c.RuntimeParams, "search_path")
	}
	if memory := c.RuntimeParams["maintenance_work_mem"]; memory != "" {
		p.memory = memory
		delete(c.RuntimeParams, "maintenance_work_mem")
	}
	p.name = (&url.URL{Scheme: "postgres", Host: net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))), Path: "/" + c.Database, RawQuery: "search_path=" + p.schema}).Redacted()
	if c.Host != "" && c.Host[0] == '/' {
		p.name = fmt.Sprintf("postgres:///%s?host=%s&search_path=%s", c.Database, c.Host, p.schema)
	}
	if !schemaName.MatchString(p.schema) {
		return place{}, &retrieval.StoreError{Store: p.name, Reason: "search_path in DATABASE_URL must be one name of small letters, digits and _"}
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "dateline " + p.schema // as administrators see it
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 5 * time.Second
	}
	c.Tracer = patient{deadlineSlack}
	config.PingTimeout = c.ConnectTimeout              // of a connection that lay idle
	if !strings.Contains(address, "pool_max_conns=") { // an address has one of two forms
		config.MaxConns = maxConnections
	}
	return p, nil
}

// Open opens the store in the database at an address, and brings its schema up
// to date.
func Open(ctx context.Context, address string) (*Store, error) {
	if _, err := Migrate(ctx, address); err != nil {
		return nil, err
	}
	p, err := parse(address)
	if err != nil {
		return nil, err
	}
	// The extension is there by now, so its types can be learnt.
	p.pool.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		return pgxvec.RegisterTypes(withDeadline(ctx, readDeadline), conn)
	}
	pool, err := pgxpool.NewWithConfig(ctx, p.pool)
	if err != nil {
		return nil, storeError(p.name, err)
	}
	return &Store{place: p, pool: pool, wait: leaseWait}, nil
}

// Name is the store's address as people may see it.
func (s *Store) Name() string { return s.name }

// Close gives the connections back.
func (s *Store) Close() error {
	s.pool.Close()
	return nil
}

// beginner is a connection or a pool of them.
type beginner interface {
	BeginTx(ctx context.Context, o pgx.TxOptions) (pgx.Tx, error)
}

// transaction runs f. What each statement needs to know is said with BEGIN, in
// one message, and is forgotten at the end.
func (p place) transaction(ctx context.Context, on beginner, begin string, deadline time.Duration, f func(pgx.Tx) error) error {
	begin += fmt.Sprintf("; SET LOCAL search_path = %s, public; SET LOCAL statement_timeout = %d", p.schema, deadline.Milliseconds())
	return pgx.BeginTxFunc(withDeadline(ctx, deadline), on, pgx.TxOptions{BeginQuery: begin}, f)
}

// reading begins a transaction that sees one state. The planner is told to
// look at the values of each search: how many rows a term or a filter has is
// what a plan depends on. What all passages with a common word add up to must
// fit into memory: 64 MB hold about a million.
const reading = "BEGIN READ ONLY, ISOLATION LEVEL REPEATABLE READ; SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'" + nearest

// read runs f on one state of the store, again where a lost connection or a
// conflict kept it from its end.
func (s *Store) read(ctx context.Context, f func(pgx.Tx) error) error {
	return retry(ctx, s.name, func() error { return s.transaction(ctx, s.pool, reading, readDeadline, f) })
}

// write runs f in a transaction, once.
func (s *Store) write(ctx context.Context, f func(pgx.Tx) error) error {
	return s.transaction(ctx, s.pool, "BEGIN", writeDeadline, f)
}

// current is the state as readers see it.
type current struct {
	generation, visible int64
}

func (c *current) read(ctx context.Context, tx pgx.Tx, lock string) error {
	return tx.QueryRow(ctx, `SELECT generation, visible FROM state `+lock).Scan(&c.generation, &c.visible)
}

// seen is the condition that a row of a table is part of generation $1.
func seen(table string) string {
	return fmt.Sprintf("(%[1]s.born <= $1::bigint AND (%[1]s.died IS NULL OR %[1]s.died > $1::bigint))", table)
}

// Generation implements retrieval.Index.
func (s *Store) Generation(ctx context.Context) (int64, error) {
	var now current
	err := s.read(ctx, func(tx pgx.Tx) error { return now.read(ctx, tx, "") })
	return now.generation, err
}

// Manifest implements retrieval.Index.
func (s *Store) Manifest(ctx context.Context) (m retrieval.Manifest, err error) {
	err = s.read(ctx, func(tx pgx.Tx) error {
		m = retrieval.Manifest{Files: map[string]string{}, Documents: map[string]retrieval.Stored{}}
		var now current
		if err := now.read(ctx, tx, ""); err != nil || now.generation == 0 {
			return err
		}
		m.Generation = now.generation
		err := tx.QueryRow(ctx, `SELECT location, described, coalesce(model, ''), coalesce(dimensions, 0), coalesce(max_words, 0) FROM generations LEFT JOIN spaces ON spaces.id = space
			WHERE generation = $1::bigint`, now.generation).Scan(&m.Location, &m.Described, &m.Space.Model, &m.Space.Dimensions, &m.Space.MaxWords)
		if err != nil {
			return err
		}
		var a, b, c string
		rows, _ := tx.Query(ctx, `SELECT path, hash FROM files WHERE `+seen("files"), now.visible)
		if _, err := pgx.ForEachRow(rows, []any{&a, &b}, func() error { m.Files[a] = b; return nil }); err != nil {
			return err
		}
		rows, _ = tx.Query(ctx, `SELECT documents.name, placements.file, documents.hash FROM documents JOIN placements USING (name)
			WHERE `+seen("documents")+` AND `+seen("placements"), now.visible)
		_, err = pgx.ForEachRow(rows, []any{&a, &b, &c}, func() error { m.Documents[a] = retrieval.Stored{File: b, Hash: c}; return nil })
		return err
	})
	return m, err
}

// Document implements retrieval.Index.
func (s *Store) Document(ctx context.Context, id string) (corpus.Document, error) {
	return s.document(ctx, id, `SELECT record FROM records WHERE hash = (SELECT hash FROM documents, state
		WHERE documents.name = $1::text AND documents.born <= visible AND (documents.died IS NULL OR documents.died > visible))`)
}

// Version implements retrieval.Index.
func (s *Store) Version(ctx context.Context, hash string) (corpus.Document, error) {
	return s.document(ctx, hash, `SELECT record FROM records WHERE hash = $1::text`)
}

func (s *Store) document(ctx context.Context, key, statement string) (d corpus.Document, err error) {
	var data string
	err = s.read(ctx, func(tx pgx.Tx) error {
		err := tx.QueryRow(ctx, statement, plain(key)).Scan(&data)
		if errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("%w: %s", retrieval.ErrNoDocument, key)
		}
		return err
	})
	if err != nil {
		return d, err
	}
	var r corpus.Record
	if err := json.Unmarshal([]byte(data), &r); err != nil {
		return d, fmt.Errorf("store %s: the record of document %s can't be read: %w", s.name, key, err)
	}
	return corpus.Build(r), nil
}
