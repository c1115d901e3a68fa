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

// isConflict: a serialization failure or a deadlock.
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

// storeError makes of what the database says a sentence that says what to do.
func storeError(name string, err error) error {
	var known *retrieval.StoreError
	var detail *pgconn.PgError
	reason := ""
	switch {
	case err == nil || errors.As(err, &known) || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) && !isLost(err):
		return err
	case isCode(err, "28P01", "28000"):
		reason = "refuses the user or the password; check DATABASE_URL"
	case isCode(err, "3D000"):
		reason = "does not exist on this server; create it (createdb), or name another in DATABASE_URL"
	case isCode(err, "42501"):
		reason = "does not let this user do what is needed; grant it CREATE on the database, or name another user in DATABASE_URL"
	case isCode(err, "53300"):
		reason = "has no connection left; raise the server's max_connections, or say pool_max_conns=N in DATABASE_URL"
	case isCode(err, "53100"):
		reason = "can't grow: the server's disk is full; nothing was changed"
	case isCode(err, "57014"):
		reason = "took too long over a statement; try again, and look at the server's load"
	case isCode(err, "25006"):
		reason = "can't be written: it is a read replica; name the primary in DATABASE_URL"
	case isConflict(err):
		reason = "is changed by others at this moment; try again"
	case isLost(err):
		reason = "can't be reached, or breaks connections off; check that the server runs and that DATABASE_URL names it"
	case errors.Is(err, pgx.ErrNoRows):
		reason = "lacks a row that must be there; restore it from a backup, or drop the schema and synchronise anew"
	case errors.As(err, &detail):
		reason = "reports: " + detail.Message
	default:
		return err
	}
	return &retrieval.StoreError{Store: name, Reason: reason, Err: err}
}
