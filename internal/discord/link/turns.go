package link

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

const (
	// Spacing is between two IDENTIFYs of a bucket; Discord's is 5 s, and the rest
	// is for how long they travel.
	Spacing = 5*time.Second + 250*time.Millisecond
	// MostIdentifies is how many are sent in a day. Past 1,000 of all processes
	// Discord resets the token.
	MostIdentifies = 900
	// reserve is the share of Discord's own count that is left alone.
	reserve = 10
	day     = 24 * time.Hour
	// fresh is for how long Discord's count is taken to hold.
	fresh = time.Minute
	// askAgain is how long a turn is waited for that others have, before it is
	// asked for again: they may give it back early.
	askAgain = time.Second
	// turnWait is for giving a turn back or noting that it is used.
	turnWait = 5 * time.Second
)

// turns sees to it that the shards of a process identify no sooner and no more
// often than Discord allows.
type turns struct {
	concurrency int
	ask         func(context.Context) (GatewayBot, error)
	shared      Turns
	log         *slog.Logger

	lock    sync.Mutex
	buckets map[int]chan struct{} // full while somebody has the bucket
	sent    []time.Time           // in the last day, oldest first
	asked   time.Time
	left    int       // by Discord's count, less the reserve
	reset   time.Time // of Discord's count
}

func newTurns(limit StartLimit, c Config, ask func(context.Context) (GatewayBot, error)) *turns {
	t := &turns{concurrency: max(1, limit.Concurrency), ask: ask, shared: c.Turns, log: c.Log, buckets: map[int]chan struct{}{}}
	t.learn(limit)
	return t
}

// learn takes over what Discord counts, for all processes.
func (t *turns) learn(l StartLimit) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.asked = time.Now()
	t.left = l.Remaining - l.Total/reserve
	t.reset = t.asked.Add(time.Duration(l.ResetAfter) * time.Millisecond)
}

// turn is leave to identify once.
type turn struct {
	turns   *turns
	once    sync.Once
	release func() // of the process's own bucket
	shared  Turn   // of all processes' bucket; nil: they share none
}

// take waits until a shard may identify. The bucket is its own until the turn is
// given back.
func (t *turns) take(ctx context.Context, shard int) (*turn, error) {
	bucket := shard % t.concurrency
	mine := t.bucket(bucket)
	select {
	case mine <- struct{}{}:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	release := func() { <-mine }
	if err := t.afford(ctx); err != nil {
		release()
		return nil, err
	}
	if t.shared == nil {
		return &turn{turns: t, release: release}, nil
	}
	shared, err := t.share(ctx, bucket)
	if err != nil {
		release()
		return nil, err
	}
	return &turn{turns: t, release: release, shared: shared}, nil
}

// share waits for a bucket among all processes.
func (t *turns) share(ctx context.Context, bucket int) (Turn, error) {
	said := false
	for {
		turn, wait, err := t.shared.Take(ctx, bucket)
		if err != nil || wait <= 0 {
			return turn, err
		}
		if wait > time.Minute && !said {
			said = true
			t.log.Error("all programs of the bot have begun too many gateway sessions today; the bot waits, since Discord would reset its token", "wait", wait.Round(time.Second))
		}
		if !pause(ctx, min(wait, askAgain)) {
			return nil, context.Cause(ctx)
		}
	}
}

func (t *turns) bucket(n int) chan struct{} {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.buckets[n] == nil {
		t.buckets[n] = make(chan struct{}, 1)
	}
	return t.buckets[n]
}

// afford waits until the day's budget allows another one.
func (t *turns) afford(ctx context.Context) error {
	for {
		t.refresh(ctx)
		wait := t.broke()
		if wait <= 0 {
			return ctx.Err()
		}
		t.log.Error("too many gateway sessions were begun today; the bot waits, since Discord would reset its token", "wait", wait.Round(time.Second))
		if !pause(ctx, min(wait, time.Hour)) {
			return context.Cause(ctx)
		}
	}
}

// refresh asks for Discord's count, if it is old. Without an answer the own count
// has to do.
func (t *turns) refresh(ctx context.Context) {
	t.lock.Lock()
	old := time.Since(t.asked) > fresh
	t.lock.Unlock()
	if !old {
		return
	}
	if bot, err := t.ask(ctx); err == nil {
		t.learn(bot.Limit)
	}
}

// broke is how long the budget is spent for.
func (t *turns) broke() time.Duration {
	t.lock.Lock()
	defer t.lock.Unlock()
	now := time.Now()
	for len(t.sent) > 0 && now.Sub(t.sent[0]) >= day {
		t.sent = t.sent[1:]
	}
	var wait time.Duration
	if len(t.sent) >= MostIdentifies {
		wait = t.sent[0].Add(day).Sub(now)
	}
	if t.left <= 0 {
		wait = max(wait, t.reset.Sub(now))
	}
	return wait
}

// errOutOfTurn is an IDENTIFY that nobody allowed.
var errOutOfTurn = errors.New("discordgo identifies out of turn")

// spend counts an IDENTIFY that is about to be sent. With an error it must not be:
// a turn is for one.
func (t *turn) spend() error {
	err := errOutOfTurn
	t.once.Do(func() {
		if err = t.spendShared(); err != nil {
			t.release()
			return
		}
		t.turns.lock.Lock()
		t.turns.sent = append(t.turns.sent, time.Now())
		t.turns.left--
		t.turns.lock.Unlock()
		time.AfterFunc(Spacing, t.release)
	})
	return err
}

func (t *turn) spendShared() error {
	if t.shared == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), turnWait)
	defer cancel()
	return t.shared.Spend(ctx)
}

// giveBack gives the bucket back, unless it was used.
func (t *turn) giveBack(ctx context.Context) {
	t.once.Do(func() {
		t.release()
		if t.shared == nil {
			return
		}
		late, cancel := context.WithTimeout(context.WithoutCancel(ctx), turnWait)
		defer cancel()
		if err := t.shared.Release(late); err != nil {
			t.turns.log.Warn("a turn to identify was not given back, so others wait until it ends", "error", err)
		}
	})
}

// pause waits, and tells whether to go on.
func pause(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}
