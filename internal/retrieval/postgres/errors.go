package postgres

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"dateline/internal/retrieval"
)

// serializationFailure is the code of a transaction that ran into another and
// may be tried again.
const serializationFailure = "40001"

// pauses are how long to wait before each further attempt. A server that
// starts anew takes a second or two.
var pauses = []time.Duration{0, 100 * time.Millisecond, 400 * time.Millisecond, time.Second}

// retry runs f, and again where it ran into another transaction or lost the
// database. f must be safe to repeat. The error is one for people.
func retry(ctx context.Context, name string, f func() error) error {
	err := f()
	for _, pause := range pauses {
		if ctx.Err() != nil || !isConflict(err) && !isLost(err) {
			break
		}
		select {
		case <-time.After(pause):
			err = f()
		case <-ctx.Done():
		}
	}
	if ctx.Err() != nil && err != nil && !errors.Is(err, ctx.Err()) {
		return ctx.Err()
	}
	return storeError(name, err)
}

func isCode(err error, codes ...string) bool {
	var e *pgconn.PgError
	return errors.As(err, &e) && slices.Contains(codes, e.Code)
}

// isConflict: a transaction that ran into another, or a deadlock.
func isConflict(err error) bool { return isCode(err, serializationFailure, "40P01") }

// isLost reports that the database is not there, or no longer.
func isLost(err error) bool {
	var e *pgconn.PgError
	if errors.As(err, &e) { // class 08: connections; 57P: shutting down or starting
		return strings.HasPrefix(e.Code, "08") || slices.Contains([]string{"57P01", "57P02", "57P03"}, e.Code)
	}
	var connect *pgconn.ConnectError
	var network net.Error
	return errors.As(err, &connect) || errors.As(err, &network) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) ||
		errors.Is(err, net.ErrClosed) || err != nil && (pgconn.SafeToRetry(err) || strings.Contains(err.Error(), "conn closed"))
}

// reasons are what people are told of the server's codes.
var reasons = map[string]string{
	"28P01": "refuses the user or the password; check DATABASE_URL",
	"28000": "refuses the user; check DATABASE_URL",
	"3D000": "does not exist on this server; create it (createdb), or name another in DATABASE_URL",
	"42501": "does not let this user do what is needed; grant it CREATE on the database, or name another user in DATABASE_URL",
	"53300": "has no connection left; raise the server's max_connections, or say pool_max_conns=N in DATABASE_URL",
	"53100": "can't grow: the server's disk is full; nothing was changed",
	"57014": "took too long over a statement; try again, and look at the server's load",
	"25006": "can't be written: it is a read replica; name the primary in DATABASE_URL",
}

// storeError makes of what the database says a sentence that says what to do.
func storeError(name string, err error) error {
	var known *retrieval.StoreError
	var said *pgconn.PgError
	isCause := errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !isLost(err)
	if err == nil || errors.As(err, &known) || isCause {
		return err
	}
	refused := &retrieval.StoreError{Store: name, Err: err}
	switch isSaid := errors.As(err, &said); {
	case isSaid && reasons[said.Code] != "":
		refused.Reason = reasons[said.Code]
	case isConflict(err):
		refused.Reason = "is changed by others at this moment; try again"
	case isLost(err):
		refused.Reason = "can't be reached, or breaks connections off; check that the server runs and that DATABASE_URL names it"
	case errors.Is(err, pgx.ErrNoRows):
		refused.Reason = "lacks a row that must be there; restore it from a backup, or drop the schema and synchronise anew"
	case isSaid:
		refused.Reason = "reports: " + said.Message
	default:
		return err
	}
	return refused
}
