package discordtest

import (
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
}

func newChaos(seed uint64, odds Odds) *chaos {
	return &chaos{odds: odds, random: rand.New(rand.NewPCG(seed, 1))}
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
	faults := []Fault{
		TooMany(ScopeUser, x.odds.Wait), TooMany(ScopeShared, x.odds.Wait), TooMany(ScopeGlobal, x.odds.Wait),
		Fail(http.StatusInternalServerError), Fail(http.StatusBadGateway), Fail(http.StatusServiceUnavailable),
		Reset, ResetAfter, Cut, s.slow(x.odds.Wait, Good),
	}
	return faults[x.random.IntN(len(faults))]
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
	moves := []Move{Reconnect, Drop, CloseWith(4000), CloseWith(1012), Undecodable, Unknown, AskHeartbeat, InvalidSession(true)}
	if x.odds.Lossy {
		moves = append(moves, InvalidSession(false), CloseWith(4009))
	}
	x.busy = true
	moves[x.random.IntN(len(moves))](l)
	x.busy = false
}
