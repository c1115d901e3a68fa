package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"

	"dateline/internal/retrieval"
)

const (
	// leaseTime is for how long nobody else synchronises when a program that
	// does has died without saying so.
	leaseTime = 30 * time.Second
	// leaseWait is how long one synchronisation waits for another to end: a
	// little longer than the lease of one that died.
	leaseWait = leaseTime + 5*time.Second
	leasePoll = 100 * time.Millisecond
)

// errLeaseLost is a synchronisation that was taken for dead.
var errLeaseLost = errors.New("another synchronisation has taken over; start again")

var owners atomic.Int64

// newOwner is a name that nobody else has, and that tells people who it is.
func newOwner() string {
	host, err := os.Hostname()
	if err != nil {
		host = "unknown host"
	}
	return fmt.Sprintf("%s, process %d, synchronisation %d of %d", host, os.Getpid(), owners.Add(1), time.Now().UnixNano())
}

// leased runs f while this program alone may synchronise. The lease is a row
// with an owner and an end, which the database's clock decides. f must hold
// the lease's row when it publishes: see held.
func (s *Store) leased(ctx context.Context, from int64, f func(ctx context.Context, owner string) error) error {
	owner := newOwner()
	if err := s.acquire(ctx, owner, from); err != nil {
		return err
	}
	defer s.release(ctx, owner)
	renewing, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.renew(renewing, owner)
	}()
	defer func() { stop(); <-done }()
	return f(ctx, owner)
}

// acquire takes the lease, or waits until it is free or expired.
func (s *Store) acquire(ctx context.Context, owner string, from int64) error {
	start := time.Now()
	for {
		var holder string
		taken := false
		err := s.write(ctx, func(tx pgx.Tx) error {
			var now current
			if err := now.read(ctx, tx, ""); err != nil {
				return err
			}
			if now.generation != from {
				return retrieval.ErrStale // another was faster; no need to wait
			}
			var free bool
			if err := tx.QueryRow(ctx, `SELECT owner, owner = '' OR expires < now() FROM lease FOR UPDATE`).Scan(&holder, &free); err != nil || !free {
				return err
			}
			taken = true
			_, err := tx.Exec(ctx, `UPDATE lease SET owner = $1::text, since = now(), expires = now() + $2::bigint * interval '1 millisecond'`, owner, leaseTime.Milliseconds())
			return err
		})
		switch {
		case err != nil || taken:
			return err
		case time.Since(start) > s.wait:
			return &retrieval.StoreError{Store: s.name, Reason: "is synchronised by another program (" + holder + "); try again when it is done; bot sync --status tells"}
		}
		select {
		case <-time.After(leasePoll):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// renew puts the lease's end off until it is stopped. A failure shows when the
// lease is asked for at the end.
func (s *Store) renew(ctx context.Context, owner string) {
	ticks := time.NewTicker(leaseTime / 3)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			_ = s.write(ctx, func(tx pgx.Tx) error {
				_, err := tx.Exec(ctx, `UPDATE lease SET expires = now() + $2::bigint * interval '1 millisecond' WHERE owner = $1::text`, owner, leaseTime.Milliseconds())
				return err
			})
		}
	}
}

// release gives the lease back, even when the synchronisation was given up.
func (s *Store) release(ctx context.Context, owner string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), readDeadline)
	defer cancel()
	// Where this fails the lease expires; a server that starts anew is waited for.
	_ = retry(ctx, s.name, func() error {
		return s.write(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE lease SET owner = '' WHERE owner = $1::text`, owner)
			return err
		})
	})
}

// held locks the lease's row until the end of tx, and fails when another owns it.
func held(ctx context.Context, tx pgx.Tx, owner string) error {
	var holder string
	if err := tx.QueryRow(ctx, `SELECT owner FROM lease FOR UPDATE`).Scan(&holder); err != nil {
		return err
	}
	if holder != owner {
		return errLeaseLost
	}
	return nil
}
