package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
)

// swallowing is a network that from a moment on delivers nothing, and says so to
// nobody.
type swallowing struct {
	net.Conn
	gone *atomic.Bool
}

func (c swallowing) Write(p []byte) (int, error) {
	if c.gone.Load() {
		return len(p), nil
	}
	return c.Conn.Write(p)
}

// A network that swallows everything is noticed by the program's own deadline,
// which is the transaction's and a little more; the store comes back with it.
func TestSwallowed(t *testing.T) {
	t.Parallel()
	p, err := parse(postgrestest.URL(t))
	if err != nil {
		t.Fatal(err)
	}
	var gone atomic.Bool
	c := p.pool.ConnConfig
	c.Tracer = patient{50 * time.Millisecond}
	dial := c.DialFunc
	c.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		if gone.Load() {
			return nil, &net.OpError{Op: "dial", Err: io.ErrUnexpectedEOF}
		}
		conn, err := dial(ctx, network, address)
		return swallowing{Conn: conn, gone: &gone}, err
	}
	for name, do := range map[string]func(pgx.Tx) error{
		"a query": func(tx pgx.Tx) error {
			var n int
			return tx.QueryRow(t.Context(), `SELECT 1`).Scan(&n)
		},
		"a batch": func(tx pgx.Tx) error {
			b := &pgx.Batch{}
			b.Queue(`SELECT 1`)
			return tx.SendBatch(t.Context(), b).Close()
		},
		"a copy": func(tx pgx.Tx) error {
			_, err := tx.CopyFrom(t.Context(), pgx.Identifier{"files"}, []string{"path", "hash", "born"}, pgx.CopyFromRows([][]any{{"a", "b", 1}}))
			return err
		},
	} {
		gone.Store(false)
		conn, err := pgx.ConnectConfig(t.Context(), c)
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		err = p.transaction(t.Context(), conn, "BEGIN", 100*time.Millisecond, func(tx pgx.Tx) error {
			gone.Store(true)
			return do(tx)
		})
		if !isLost(err) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got the error %v", name, err)
		}
		var refused *retrieval.StoreError
		if said := storeError(p.name, err); !errors.As(said, &refused) || !strings.Contains(refused.Reason, "can't be reached") {
			t.Errorf("%s: people are told %v", name, said)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: it took %s to notice", name, took)
		}
		if !conn.IsClosed() {
			t.Errorf("%s: the connection is used on", name)
		}
	}
	gone.Store(false)
	if s := openStore(t, postgrestest.URL(t)); s.pool.Config().ConnConfig.Tracer == nil {
		t.Error("a store has no deadlines of its own")
	}
}
