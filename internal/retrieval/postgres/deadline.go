package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// deadlineSlack is how much longer than the server's deadline the program waits
// for an answer. The server's says more; this one holds where the network has
// swallowed what either sent, which TCP notices after a quarter of an hour.
const deadlineSlack = 5 * time.Second

type deadlineKey struct{}

// withDeadline says how long each statement of a transaction may take that is
// begun with the context.
func withDeadline(ctx context.Context, d time.Duration) context.Context {
	return context.WithValue(ctx, deadlineKey{}, d)
}

// patient ends statements whose answer does not come, by the driver's hooks: it
// gives each the context to wait with.
type patient struct{ slack time.Duration }

type cancelKey struct{}

// begin gives a statement its deadline, that of its transaction: BEGIN brings it
// along, and the connection remembers it. A connection is used by one at a time.
func (p patient) begin(ctx context.Context, conn *pgx.Conn) context.Context {
	const name = "deadline"
	remembered := conn.PgConn().CustomData()
	if d, ok := ctx.Value(deadlineKey{}).(time.Duration); ok {
		remembered[name] = d
	}
	d, ok := remembered[name].(time.Duration)
	if !ok {
		d = buildDeadline // of statements outside of transactions
	}
	ctx, cancel := context.WithTimeout(ctx, d+p.slack)
	return context.WithValue(ctx, cancelKey{}, cancel)
}

func (patient) end(ctx context.Context) {
	if cancel, ok := ctx.Value(cancelKey{}).(context.CancelFunc); ok {
		cancel()
	}
}

// TraceQueryStart implements pgx.QueryTracer.
func (p patient) TraceQueryStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceQueryStartData) context.Context {
	return p.begin(ctx, conn)
}

// TraceQueryEnd implements pgx.QueryTracer.
func (p patient) TraceQueryEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceQueryEndData) { p.end(ctx) }

// TraceBatchStart implements pgx.BatchTracer.
func (p patient) TraceBatchStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return p.begin(ctx, conn)
}

// TraceBatchQuery implements pgx.BatchTracer.
func (patient) TraceBatchQuery(context.Context, *pgx.Conn, pgx.TraceBatchQueryData) {}

// TraceBatchEnd implements pgx.BatchTracer.
func (p patient) TraceBatchEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchEndData) { p.end(ctx) }

// TraceCopyFromStart implements pgx.CopyFromTracer.
func (p patient) TraceCopyFromStart(ctx context.Context, conn *pgx.Conn, _ pgx.TraceCopyFromStartData) context.Context {
	return p.begin(ctx, conn)
}

// TraceCopyFromEnd implements pgx.CopyFromTracer.
func (p patient) TraceCopyFromEnd(ctx context.Context, _ *pgx.Conn, _ pgx.TraceCopyFromEndData) {
	p.end(ctx)
}
