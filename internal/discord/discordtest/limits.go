package discordtest

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"time"
)

// Rate is how many requests a bucket holds, and for how long.
type Rate struct {
	N   int
	Per time.Duration
}

// Discord publishes no rates. These are what it has been seen to send; a bot has
// to obey the headers, whatever they say.
var rates = map[string]Rate{
	"POST messages": {5, 5 * time.Second}, "PATCH message": {5, 5 * time.Second},
	"PATCH @original": {5, 5 * time.Second}, "PATCH follow-up": {5, 5 * time.Second}, "POST follow-up": {5, 5 * time.Second},
	"PUT commands": {2, 20 * time.Second}, "POST thread": {50, 300 * time.Second}, "GET gateway/bot": {2, 5 * time.Second},
}

var usualRate = Rate{50, time.Second}

// Scope says whom a 429 is for.
type Scope string

// The scopes of topics/rate-limits. Shared ones do not count as invalid requests.
const (
	ScopeUser   Scope = "user"
	ScopeShared Scope = "shared"
	ScopeGlobal Scope = "global"
)

type bucket struct {
	used  int
	reset time.Time
	// A client can't know of a 429 that is on its way. Who asks later than this,
	// and before blocked has passed, has not obeyed.
	told    time.Time
	blocked time.Time
}

// grace is how long an answer may be on its way.
const grace = 250 * time.Millisecond

func (s *Server) rate(r *route) Rate {
	if rate, ok := s.config.limits[r.name]; ok {
		return rate
	}
	if rate, ok := rates[r.name]; ok {
		return rate
	}
	return usualRate
}

func (c *Call) bucketKey() string { return c.Route + " " + c.vars[c.route.major] }

func (s *Server) bucket(c *Call) *bucket {
	key := c.bucketKey()
	b := s.rest.buckets[key]
	if b == nil {
		if len(s.rest.buckets) > 1000 {
			s.pruneBuckets()
		}
		b = &bucket{}
		s.rest.buckets[key] = b
	}
	return b
}

func (s *Server) pruneBuckets() {
	now := s.clock.Now()
	for key, b := range s.rest.buckets {
		if now.After(b.reset) && now.After(b.blocked) {
			delete(s.rest.buckets, key)
		}
	}
}

// limited performs a request if the buckets have room for it.
func (s *Server) limited(c *Call, perform func() Answer) Answer {
	b := s.bucket(c)
	s.obeyed(c, b)
	if !c.route.exempt {
		s.obeyed(c, &s.rest.global)
		if wait := s.take(&s.rest.global, Rate{s.config.global, time.Second}); wait > 0 {
			return s.tooMany(c, &s.rest.global, ScopeGlobal, wait)
		}
	}
	if wait := s.take(b, s.rate(c.route)); wait > 0 {
		return s.tooMany(c, b, ScopeUser, wait)
	}
	a := perform()
	s.describe(c, b, a.Header)
	return a
}

// take gives how long to wait, 0 if there was room.
func (s *Server) take(b *bucket, rate Rate) time.Duration {
	now := s.clock.Now()
	if !now.Before(b.reset) {
		b.used, b.reset = 0, now.Add(rate.Per)
	}
	if b.used >= rate.N {
		return b.reset.Sub(now)
	}
	b.used++
	return 0
}

func (s *Server) obeyed(c *Call, b *bucket) {
	now := s.clock.Now()
	if now.Before(b.blocked) && now.Sub(b.told) > grace {
		s.violate("retry-after", "%s came %v before the time a 429 had named", c.Route, b.blocked.Sub(now))
	}
}

// describe adds the headers of a bucket.
func (s *Server) describe(c *Call, b *bucket, h http.Header) {
	rate := s.rate(c.route)
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(c.Route))
	h.Set("X-RateLimit-Bucket", fmt.Sprintf("%016x", sum.Sum64()))
	h.Set("X-RateLimit-Limit", strconv.Itoa(rate.N))
	h.Set("X-RateLimit-Remaining", strconv.Itoa(max(rate.N-b.used, 0)))
	h.Set("X-RateLimit-Reset", seconds(time.Duration(b.reset.UnixNano())))
	h.Set("X-RateLimit-Reset-After", seconds(max(b.reset.Sub(s.clock.Now()), 0)))
}

func seconds(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 3, 64) }

// tooMany is a 429. Retry-After has whole seconds, rounded up; the body has parts.
func (s *Server) tooMany(c *Call, b *bucket, scope Scope, wait time.Duration) Answer {
	s.rest.tooMany++
	now := s.clock.Now()
	b.told, b.blocked = now, now.Add(wait)
	if c.w.Header().Get("Date") == "" {
		c.w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
	}
	a := jsonAnswer(429, object{"message": "You are being rate limited.", "retry_after": wait.Seconds(), "global": scope == ScopeGlobal})
	if scope != ScopeGlobal && c.route != nil {
		own := *b
		own.used, own.reset = s.rate(c.route).N, b.blocked
		s.describe(c, &own, a.Header)
	} else {
		a.Header.Set("X-RateLimit-Global", "true")
		a.Header.Set("X-RateLimit-Reset-After", seconds(wait))
	}
	a.Header.Set("X-RateLimit-Scope", string(scope))
	a.Header.Set("Retry-After", strconv.Itoa(int((wait+time.Second-1)/time.Second)))
	return a
}

// TooManyRequests is how often the server has answered 429, on its own or as told.
func (s *Server) TooManyRequests() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.rest.tooMany
}
