package discordtest

import (
	"sync"
	"time"
)

// Clock is what the server reads the time from. What Discord counts in seconds
// and minutes (an interaction's 3 s, a token's 15 min, buckets, the windows of
// the gateway) goes by it.
type Clock interface {
	Now() time.Time
	// AfterFunc calls f, not before d has passed, unless stopped.
	AfterFunc(d time.Duration, f func()) (stop func())
}

type realClock struct{}

func (realClock) Now() time.Time { return time.Now() }

func (realClock) AfterFunc(d time.Duration, f func()) func() {
	timer := time.AfterFunc(d, f)
	return func() { timer.Stop() }
}

// ManualClock stands still until it is told to advance.
type ManualClock struct {
	lock    sync.Mutex
	now     time.Time
	waiting map[*alarm]struct{}
}

type alarm struct {
	at time.Time
	do func()
}

// NewClock makes a clock that shows a time.
func NewClock(now time.Time) *ManualClock {
	return &ManualClock{now: now, waiting: map[*alarm]struct{}{}}
}

// Now implements Clock.
func (c *ManualClock) Now() time.Time {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.now
}

// AfterFunc implements Clock. What is due at once is called by the next Advance.
func (c *ManualClock) AfterFunc(d time.Duration, f func()) func() {
	c.lock.Lock()
	defer c.lock.Unlock()
	a := &alarm{c.now.Add(d), f}
	c.waiting[a] = struct{}{}
	return func() {
		c.lock.Lock()
		defer c.lock.Unlock()
		delete(c.waiting, a)
	}
}

// Advance moves the time on, and has called all that became due when it returns.
func (c *ManualClock) Advance(d time.Duration) {
	for _, do := range c.due(d) {
		do()
	}
}

func (c *ManualClock) due(d time.Duration) []func() {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.now = c.now.Add(d)
	var out []func()
	for a := range c.waiting {
		if !a.at.After(c.now) {
			out = append(out, a.do)
			delete(c.waiting, a)
		}
	}
	return out
}
