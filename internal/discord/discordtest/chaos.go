package discordtest

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"time"
)

// Odds are how likely faults are in a long run, from 0 to 1.
type Odds struct {
	Request float64 // that a request is treated badly
	Event   float64 // that something happens on a connection after an event
	// Lossy lets sessions end for good, so that interactions are lost on their way
	// to the bot (Handle.Lost).
	Lossy bool
	// Wait is the Retry-After of a 429, and how long a slow answer takes at most.
	// 0 is 50 ms.
	Wait time.Duration
}

// WithChaos makes the server behave badly by chance: the same seed and the same
// order of requests and events give the same faults. What is queued by On, At or
// Next comes first.
func WithChaos(seed uint64, odds Odds) Opt {
	if odds.Wait == 0 {
		odds.Wait = 50 * time.Millisecond
	}
	return func(c *config) { c.seed, c.odds = seed, &odds }
}

type chaos struct {
	odds   Odds
	random *rand.Rand
	calm   bool
	busy   bool // a move of its own is being made
	faults int
	kinds  map[string]int
}

func newChaos(seed uint64, odds Odds) *chaos {
	return &chaos{odds: odds, random: rand.New(rand.NewPCG(seed, 1)), kinds: map[string]int{}}
}

// Calm ends the faults of WithChaos, so that what is under way can end.
func (s *Server) Calm() {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.chaos != nil {
		s.chaos.calm = true
	}
}

// Faults is how many things have gone wrong by chance.
func (s *Server) Faults() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.chaos == nil {
		return 0
	}
	return s.chaos.faults
}

// FaultsByKind is the same by what went wrong.
func (s *Server) FaultsByKind() map[string]int {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.chaos == nil {
		return nil
	}
	return maps.Clone(s.chaos.kinds)
}

func (x *chaos) strikes(odds float64) bool {
	if x == nil || x.calm || x.busy || x.random.Float64() >= odds {
		return false
	}
	x.faults++
	return true
}

// request chooses how to treat a request; nil for well. The lock is held.
func (x *chaos) request(s *Server, _ *Call) Fault {
	if x == nil || !x.strikes(x.odds.Request) {
		return nil
	}
	faults := []called[Fault]{
		{"429", TooMany(ScopeUser, x.odds.Wait)}, {"429 shared", TooMany(ScopeShared, x.odds.Wait)}, {"429 global", TooMany(ScopeGlobal, x.odds.Wait)},
		{"500", Fail(http.StatusInternalServerError)}, {"502", Fail(http.StatusBadGateway)}, {"503", Fail(http.StatusServiceUnavailable)},
		{"reset", Reset}, {"reset after", ResetAfter}, {"cut", Cut}, {"slow", s.slow(x.odds.Wait, Good)},
	}
	return oneOf(x, faults)
}

type called[T any] struct {
	name string
	what T
}

func oneOf[T any](x *chaos, of []called[T]) T {
	chosen := of[x.random.IntN(len(of))]
	x.kinds[chosen.name]++
	return chosen.what
}

// slow opens its gate by the clock.
func (s *Server) slow(wait time.Duration, f Fault) Fault {
	g := NewGate()
	s.clock.AfterFunc(wait, g.Open)
	return g.Before(f)
}

// event makes a move on a connection, sometimes, after it was told something.
func (x *chaos) event(_ *Server, l *Link) {
	if x == nil || !x.strikes(x.odds.Event) {
		return
	}
	moves := []called[Move]{
		{"op 7", Reconnect}, {"drop", Drop}, {"close 4000", CloseWith(4000)}, {"close 1012", CloseWith(1012)},
		{"undecodable", Undecodable}, {"unknown", Unknown}, {"heartbeat asked", AskHeartbeat}, {"op 9 resumable", InvalidSession(true)},
	}
	if x.odds.Lossy {
		moves = append(moves, called[Move]{"op 9", InvalidSession(false)}, called[Move]{"close 4009", CloseWith(4009)})
	}
	x.busy = true
	oneOf(x, moves)(l)
	x.busy = false
}
