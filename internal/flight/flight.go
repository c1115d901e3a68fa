// Package flight answers one question: is the same being answered already, or
// was it just now?
//
// Those who ask the same at the same time share one answer: the first one's
// question takes off, and the others join it. Each sees the events of the flight
// from its beginning, at a pace of its own: a slow one holds up nobody. A flight
// belongs to all who are on it, so it goes on when the first one leaves, and is
// cancelled when the last one does. An answer is kept for a while for those who
// come later; an error never is.
//
// golang.org/x/sync/singleflight shares results, but neither what came before
// the result nor the knowledge that nobody waits for it any more, and both are
// what this package is for. Answers are kept in a list whose time is looked at
// when one is asked for, because golang-lru's own list with expiry has a
// goroutine that never ends.
package flight

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"sync"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"
)

// ErrAbandoned is the cause with which a flight is cancelled that all have left.
var ErrAbandoned = errors.New("nobody waits for the answer any more")

// errExited is a function that ended its goroutine rather than return.
var errExited = errors.New("what answers ended without an answer")

// PanicError is a panic of what answers. All on its flight get it as an error,
// with what there is to find the reason by.
type PanicError struct {
	Value any
	Stack []byte
}

func (e *PanicError) Error() string { return fmt.Sprintf("panic: %v\n\n%s", e.Value, e.Stack) }

// Config says what is kept.
type Config[T any] struct {
	// Answers is how many are kept, those that were asked for last; 0: none.
	Answers int
	// Fresh is for how long an answer is kept; 0: until others take its room.
	Fresh time.Duration
	// Deadline is how long a flight may take; 0: as long as somebody waits. The
	// callers' own deadlines end their waiting only.
	Deadline time.Duration
	// Keep says whether an answer is worth keeping, as one is not that came
	// about by half; nil: each is. What came after the Deadline is not kept.
	Keep func(T) bool
}

// Shared shares answers of type T, with events of type E on the way. It is safe
// for concurrent use. Who gets what another caused must not change it.
type Shared[E, T any] struct {
	config Config[T]

	mu      sync.Mutex
	flights map[string]*flight[E, T]
	landed  *lru.Cache[string, kept[E, T]] // nil: none are kept
}

type kept[E, T any] struct {
	*flight[E, T]
	until time.Time // zero: for ever
}

// New makes a Shared. A negative number or duration counts as zero.
func New[E, T any](c Config[T]) *Shared[E, T] {
	s := &Shared[E, T]{config: c, flights: map[string]*flight[E, T]{}}
	if c.Answers > 0 {
		s.landed, _ = lru.New[string, kept[E, T]](c.Answers) // fails for sizes below 1 alone
	}
	return s
}

// Key makes a key of all that an answer depends on. It does not give away what
// that is.
func Key(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p)) //nolint:errcheck // a hash takes everything
		_, _ = io.WriteString(h, p)
	}
	return string(h.Sum(nil))
}

// Do answers with f, or with what another call answers or has answered that had
// the same key. Before it returns without an error, emit has been called with
// every event of the answer, in order and by this goroutine; nil: nobody wants
// them.
//
// reused is false exactly when f was called, so what f costs is this caller's
// affair. f is called in a goroutine of its own and may go on when this caller
// has left: let it settle its cost itself. Its context has the values of ctx,
// but ends by Config.Deadline, or with ErrAbandoned when all have left. What f
// emits after it has returned is lost.
//
// The error is f's, the cause of the end of ctx, or a *PanicError.
func (s *Shared[E, T]) Do(ctx context.Context, key string, emit func(E), f func(ctx context.Context, emit func(E)) (T, error)) (value T, reused bool, err error) {
	on, reused := s.board(ctx, key, f)
	defer s.leave(key, on)
	value, err = on.follow(ctx, emit)
	return value, reused, err
}

// board finds the flight of that key, or takes off.
func (s *Shared[E, T]) board(ctx context.Context, key string, f func(context.Context, func(E)) (T, error)) (on *flight[E, T], reused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if on := s.known(key); on != nil {
		return on, true
	}
	if on := s.flights[key]; on != nil {
		on.callers++
		return on, true
	}
	ctx, cancel := context.WithCancelCause(context.WithoutCancel(ctx))
	on = &flight[E, T]{callers: 1, cancel: cancel, changed: make(chan struct{})}
	s.flights[key] = on
	go s.fly(ctx, key, on, f)
	return on, false
}

// known is a flight that has landed and whose answer is fresh.
func (s *Shared[E, T]) known(key string) *flight[E, T] {
	if s.landed == nil {
		return nil
	}
	k, found := s.landed.Get(key)
	if found && !k.until.IsZero() && !time.Now().Before(k.until) {
		s.landed.Remove(key)
		return nil
	}
	return k.flight
}

func (s *Shared[E, T]) leave(key string, on *flight[E, T]) {
	s.mu.Lock()
	defer s.mu.Unlock()
	on.callers--
	if on.callers == 0 && s.flights[key] == on {
		delete(s.flights, key) // nobody shall join what is being given up
		on.cancel(ErrAbandoned)
	}
}

// fly answers. However f ends, the flight lands.
func (s *Shared[E, T]) fly(ctx context.Context, key string, on *flight[E, T], f func(context.Context, func(E)) (T, error)) {
	defer on.cancel(nil)
	if s.config.Deadline > 0 {
		limited, cancel := context.WithTimeout(ctx, s.config.Deadline)
		defer cancel()
		ctx = limited
	}
	var value T
	keep, err := false, errExited
	defer func() {
		if p := recover(); p != nil {
			keep, err = false, &PanicError{p, debug.Stack()}
		}
		s.land(key, on, value, err, keep)
	}()
	value, err = f(ctx, on.emit)
	keep = err == nil && ctx.Err() == nil && (s.config.Keep == nil || s.config.Keep(value))
}

func (s *Shared[E, T]) land(key string, on *flight[E, T], value T, err error, keep bool) {
	on.land(value, err)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flights[key] == on {
		delete(s.flights, key)
	}
	if !keep || s.landed == nil {
		return
	}
	k := kept[E, T]{flight: on}
	if s.config.Fresh > 0 {
		k.until = time.Now().Add(s.config.Fresh)
	}
	s.landed.Add(key, k)
}
