package quota

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"dateline/internal/tables"
)

// Ledger knows what may be asked and what was. It is safe for concurrent use.
type Ledger struct {
	config Config
	places *places
	store  *store // nil: there is no limit of a day
	now    func() time.Time
	own    atomic.Pointer[map[string]Share] // of servers, by id
	pruned atomic.Int64                     // the day on which old days were deleted last
}

// New makes a Ledger that stores nothing, for limits that need no store: it
// fails where one of a day is set.
func New(c Config) (*Ledger, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if len(c.accounts(Who{"anybody", "any"})) > 0 {
		return nil, errNoStore
	}
	return newLedger(c, nil, time.Now), nil
}

// OpenFile opens a Ledger kept in an SQLite file of its own, which it makes
// where there is none. Several programs may have it open. After a power failure
// the last questions may not be counted; the end of a program loses none.
// Every failure but the Config's is a *StoreError.
func OpenFile(ctx context.Context, path string, c Config) (*Ledger, error) {
	return open(ctx, c, time.Now, tables.OpenFile, path)
}

// OpenDatabase opens a Ledger kept in a PostgreSQL database; search_path in the
// address is the schema, or else it is "dateline". Tables are made where there
// are none. Every failure but the Config's is a *StoreError.
func OpenDatabase(ctx context.Context, address string, c Config) (*Ledger, error) {
	return open(ctx, c, time.Now, tables.OpenDatabase, address)
}

// opening opens the store at a path or an address.
type opening func(ctx context.Context, place string, l tables.Layout) (*tables.DB, error)

func open(ctx context.Context, c Config, now func() time.Time, at opening, place string) (*Ledger, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	db, err := at(ctx, place, layout)
	if err != nil {
		return nil, err
	}
	l := newLedger(c, &store{db}, now)
	if err := l.Prune(ctx); err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

func newLedger(c Config, s *store, now func() time.Time) *Ledger {
	if c.KeepDays == 0 {
		c.KeepDays = keepDays
	}
	return &Ledger{config: c, places: newPlaces(), store: s, now: now}
}

// Close closes the store.
func (l *Ledger) Close() error {
	if l.store == nil {
		return nil
	}
	return l.store.Close()
}

// Reservation is leave to answer a question. It holds a place until Settle or
// Cancel, one of which must be called.
type Reservation struct {
	ledger *Ledger
	booking
	leave func()

	mu    sync.Mutex
	ended bool // and stored
}

// Reserve asks for leave to answer a question that is estimated to cost so
// much. Estimate upwards: what a question really costs beyond is counted, but
// not prevented. The error is a *LimitError; ErrOverloaded; a *StoreError where
// a limit of a day can't be checked, after a few seconds at most; ctx's; or one
// of what was handed over. With a *LimitError or ErrOverloaded nothing is
// counted; whoever goes away in the middle may be.
func (l *Ledger) Reserve(ctx context.Context, who Who, estimate Cost) (*Reservation, error) {
	if err := errors.Join(who.validate(), estimate.validate()); err != nil {
		return nil, fmt.Errorf("reserve: %w", err)
	}
	if most := l.config.QuestionTokens; most > 0 && estimate.Tokens > most {
		return nil, &LimitError{Limit: TokensOfQuestion, Max: float64(most), Asked: float64(estimate.Tokens)}
	}
	leave, err := l.places.take(l.of(who), who)
	if err != nil {
		return nil, err
	}
	r := &Reservation{ledger: l, leave: leave, booking: booking{
		id: rand.Text(), day: dayOf(l.now()), accounts: l.of(who).accounts(who), counts: estimate.question(),
	}}
	if err := l.book(ctx, r.booking); err != nil {
		leave()
		return nil, err
	}
	return r, nil
}

// book stores a reservation, where there is something to store.
func (l *Ledger) book(ctx context.Context, b booking) error {
	if len(b.accounts) == 0 {
		return ctx.Err()
	}
	if l.pruned.Load() != int64(b.day) {
		if err := l.Prune(ctx); err != nil {
			return err
		}
	}
	return l.store.reserve(ctx, b)
}

// Settle gives the place back and counts what the question really cost in place
// of the estimate, on the day it was asked. It does so also when ctx is over,
// since whoever asked may have gone. The error, a *StoreError mostly, is one for
// the log: the answer is as good without, and the estimate stays counted. Then
// Settle may be tried again; once it has succeeded it does nothing.
func (r *Reservation) Settle(ctx context.Context, actual Cost) error {
	if err := actual.validate(); err != nil {
		r.leave()
		return fmt.Errorf("settle: %w", err)
	}
	return r.end(ctx, actual.question())
}

// Cancel gives the place back and counts nothing, for a question that was not
// answered and cost nothing. In all else it is like Settle.
func (r *Reservation) Cancel(ctx context.Context) error { return r.end(ctx, counts{}) }

func (r *Reservation) end(ctx context.Context, actual counts) error {
	r.leave()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.ended || len(r.accounts) == 0 {
		return nil
	}
	err := r.ledger.store.settle(context.WithoutCancel(ctx), r.booking, actual.minus(r.counts))
	r.ended = err == nil
	return err
}

// Used is what was used in a day.
type Used struct {
	Day       time.Time // when it began
	Questions int
	Tokens    int
	Dollars   float64
}

// Stored is all that is stored about a person, the latest day first. Questions
// that are being answered are in it as estimated.
func (l *Ledger) Stored(ctx context.Context, person string) ([]Used, error) {
	if l.store == nil {
		return nil, nil
	}
	return l.store.about(ctx, person)
}

// Forget deletes all that is stored about a person. Their limits of the day
// begin anew with it; what they used stays counted for their servers and for
// everybody, which bounds what can be had by that.
func (l *Ledger) Forget(ctx context.Context, person string) error {
	if l.store == nil {
		return nil
	}
	return l.store.forget(ctx, person)
}

// Prune deletes the days before those to keep. Open does it, and the first
// question of each day; a program that may be left alone for longer can call it
// daily.
func (l *Ledger) Prune(ctx context.Context) error {
	if l.store == nil {
		return nil
	}
	today := dayOf(l.now())
	if err := l.store.prune(ctx, dayOf(today.time().AddDate(0, 0, 1-l.config.KeepDays))); err != nil {
		return err
	}
	l.pruned.Store(int64(today))
	return nil
}
