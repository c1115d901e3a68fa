package link

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// buckets are Discord's rate limits, as its answers describe them. Routes share
// one if X-RateLimit-Bucket says so, for the same channel, server or token.
type buckets struct {
	most int

	lock  sync.Mutex
	names map[string]string // X-RateLimit-Bucket of routes; there are a dozen routes
	all   map[string]*bucket
}

// bucket is one limit.
type bucket struct {
	users int // with it in hand; guarded by buckets.lock

	lock      sync.Mutex
	known     bool // the limit
	free      bool // there is none
	limit     int
	remaining int
	reset     time.Time
	flying    int           // requests
	changed   chan struct{} // closed at the next change
}

const mostBuckets = 4096

func newBuckets() *buckets {
	return &buckets{most: mostBuckets, names: map[string]string{}, all: map[string]*bucket{}}
}

// find gives the bucket of a route; leave gives it back.
func (b *buckets) find(route, major string) *bucket {
	b.lock.Lock()
	defer b.lock.Unlock()
	key := b.key(route, major)
	found := b.all[key]
	if found == nil {
		b.room()
		found = &bucket{changed: make(chan struct{})}
		b.all[key] = found
	}
	found.users++
	return found
}

func (b *buckets) key(route, major string) string {
	name := b.names[route]
	if name == "" {
		name = route
	}
	return name + " " + major
}

// leave gives a bucket back, with the name that Discord has given it.
func (b *buckets) leave(used *bucket, route, major, name string) {
	b.lock.Lock()
	defer b.lock.Unlock()
	used.users--
	if name == "" || b.names[route] == name {
		return
	}
	old := b.key(route, major)
	b.names[route] = name
	delete(b.all, old)
	if key := b.key(route, major); b.all[key] == nil {
		b.all[key] = used
	}
}

// room forgets buckets while there are too many: first those that are full again,
// then others that nobody has in hand.
func (b *buckets) room() {
	if len(b.all) < b.most {
		return
	}
	now := time.Now()
	for key, one := range b.all {
		if one.users == 0 && one.idle(now) {
			delete(b.all, key)
		}
	}
	for key, one := range b.all {
		if len(b.all) < b.most {
			return
		}
		if one.users == 0 {
			delete(b.all, key)
		}
	}
}

func (b *bucket) idle(now time.Time) bool {
	b.lock.Lock()
	defer b.lock.Unlock()
	return !now.Before(b.reset)
}

// take waits for a request's turn. If that would be after the context's deadline
// it does not wait, and gives the time.
func (b *bucket) take(ctx context.Context) (time.Time, error) {
	for {
		at, changed, ok := b.try(time.Now())
		if ok {
			return time.Time{}, nil
		}
		if deadline, has := ctx.Deadline(); has && at.After(deadline) {
			return at, ErrLimited
		}
		if err := until(ctx, at, changed); err != nil {
			return at, err
		}
	}
}

// try takes a turn if there is one now. Otherwise it says when to look again, at
// a time (zero: none is known) or at a change.
func (b *bucket) try(now time.Time) (time.Time, <-chan struct{}, bool) {
	b.lock.Lock()
	defer b.lock.Unlock()
	if now.Before(b.reset) && b.remaining <= 0 {
		return b.reset, b.changed, false
	}
	switch {
	case b.free:
	case !b.known && b.flying > 0: // how many there may be is about to be known
		return time.Time{}, b.changed, false
	case b.known && !now.Before(b.reset):
		if b.remaining = max(1, b.limit) - b.flying; b.remaining <= 0 {
			return time.Time{}, b.changed, false
		}
	}
	b.remaining--
	b.flying++
	return time.Time{}, nil, true
}

// until waits for a time or a change.
func until(ctx context.Context, at time.Time, changed <-chan struct{}) error {
	var due <-chan time.Time
	if !at.IsZero() {
		timer := time.NewTimer(time.Until(at))
		defer timer.Stop()
		due = timer.C
	}
	select {
	case <-due:
	case <-changed:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// sameWindow is how much the end of a window may differ between two answers that
// speak of the same one.
const sameWindow = 200 * time.Millisecond

// learn takes over what an answer says; nil: there was none.
func (b *bucket) learn(h http.Header) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.flying--
	defer b.wake()
	if h == nil {
		return
	}
	remaining, err := strconv.Atoi(h.Get("X-RateLimit-Remaining"))
	after := seconds(h.Get("X-RateLimit-Reset-After"))
	if err != nil || after < 0 {
		b.free = !b.known
		return
	}
	b.free, b.known = false, true
	if limit, err := strconv.Atoi(h.Get("X-RateLimit-Limit")); err == nil {
		b.limit = limit
	}
	b.window(remaining, time.Now().Add(after))
}

// window takes over what remains until a time. Answers of one window may come in
// any order, so that the least counts; in a new one those that are under way are
// not yet counted.
func (b *bucket) window(remaining int, reset time.Time) {
	if reset.Sub(b.reset) > sameWindow {
		b.remaining = remaining - b.flying
	} else {
		b.remaining = min(b.remaining, remaining)
	}
	if reset.After(b.reset) {
		b.reset = reset
	}
}

// close lets nothing through for a time.
func (b *bucket) close(d time.Duration) {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.remaining = 0
	if reset := time.Now().Add(d); reset.After(b.reset) {
		b.reset = reset
	}
	b.wake()
}

func (b *bucket) wake() {
	close(b.changed)
	b.changed = make(chan struct{})
}

// global is the limit for all of a bot's requests.
type global struct {
	lock  sync.Mutex
	sent  [globalRate]time.Time // the last ones, in a ring
	next  int
	quiet time.Time
}

const globalRate = 50 // in a second

// take waits for a request's turn, or gives the time if that is too late.
func (g *global) take(ctx context.Context) (time.Time, error) {
	at, ok := g.book(ctx)
	if !ok {
		return at, ErrLimited
	}
	if !pause(ctx, time.Until(at)) {
		return at, context.Cause(ctx)
	}
	return at, nil
}

func (g *global) book(ctx context.Context) (time.Time, bool) {
	g.lock.Lock()
	defer g.lock.Unlock()
	at := time.Now()
	for _, earliest := range []time.Time{g.quiet, g.sent[g.next].Add(time.Second)} {
		if earliest.After(at) {
			at = earliest
		}
	}
	if deadline, has := ctx.Deadline(); has && at.After(deadline) {
		return at, false
	}
	g.sent[g.next] = at
	g.next = (g.next + 1) % globalRate
	return at, true
}

func (g *global) close(d time.Duration) {
	g.lock.Lock()
	defer g.lock.Unlock()
	if until := time.Now().Add(d); until.After(g.quiet) {
		g.quiet = until
	}
}

// brake counts invalid requests, by the minute.
type brake struct {
	lock    sync.Mutex
	minutes [invalidWindow]int
	at      int64 // the minute of the last change
}

const (
	invalidWindow = 10    // minutes
	mostInvalid   = 1_000 // in these; Discord's own limit is 10,000, for an address
)

func (b *brake) add() {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.advance()
	b.minutes[b.at%invalidWindow]++
}

func (b *brake) count() int {
	b.lock.Lock()
	defer b.lock.Unlock()
	b.advance()
	sum := 0
	for _, n := range b.minutes {
		sum += n
	}
	return sum
}

// advance empties the minutes that have passed.
func (b *brake) advance() {
	now := time.Now().Unix() / 60
	for m := max(b.at+1, now-invalidWindow+1); m <= now; m++ {
		b.minutes[m%invalidWindow] = 0
	}
	b.at = max(b.at, now)
}

func (b *brake) on() bool { return b.count() >= mostInvalid }
