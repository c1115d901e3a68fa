package openai

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// longestWait bounds what a header can ask for, so that sums stay in range.
const longestWait = 365 * 24 * time.Hour

// retryAfter is how long the server asks to wait, by OpenAI's header in
// milliseconds or HTTP's in seconds or with a date (RFC 9110, 10.2.3).
// Negative: it doesn't say, or nothing that can be read.
func retryAfter(header http.Header, now time.Time) time.Duration {
	if d := units(header.Get("Retry-After-Ms"), time.Millisecond); d >= 0 {
		return d
	}
	text := strings.TrimSpace(header.Get("Retry-After"))
	if d := units(text, time.Second); d >= 0 {
		return d
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(at.Sub(now), 0), longestWait)
	}
	return -1
}

// units reads a number of units, whole or not; negative: it is none.
func units(text string, unit time.Duration) time.Duration {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(n >= 0) {
		return -1
	}
	if n > float64(longestWait/unit) {
		return longestWait
	}
	return time.Duration(n * float64(unit))
}

const (
	firstWait = 500 * time.Millisecond
	mostWait  = 30 * time.Second
)

// backOff is how long to wait before a request is sent again that was sent n
// times: twice as long each time, less up to half of it by chance, so that
// those that failed together don't come back together.
func backOff(n int) time.Duration {
	d := mostWait
	if n < 8 { // 2⁷ · firstWait is above mostWait
		d = min(mostWait, firstWait<<(n-1))
	}
	return d - rand.N(d/2) //nolint:gosec // chance, not secrecy
}

// mostQuiet is how long the gate stays closed at most: a server that names a
// time far off is asked again before.
const mostQuiet = time.Hour

// gate holds all requests back while the server asks for quiet: what one was
// told holds for the others, too.
type gate struct {
	lock  sync.Mutex
	until time.Time
}

func (g *gate) close(d time.Duration) {
	g.lock.Lock()
	defer g.lock.Unlock()
	if until := time.Now().Add(d); until.After(g.until) {
		g.until = until
	}
}

// left is how long the gate stays closed; negative: it is open.
func (g *gate) left() time.Duration {
	g.lock.Lock()
	defer g.lock.Unlock()
	return time.Until(g.until)
}

// pause waits, unless the context ends or the call is given up. It tells
// whether to go on.
func pause(ctx context.Context, giveUp <-chan struct{}, d time.Duration) bool {
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
	case <-giveUp:
		return false
	}
}
