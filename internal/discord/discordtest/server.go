// Package discordtest is a Discord of our own: a gateway (a real websocket) and
// the REST interface, version 10, on the loopback interface, with hands of people
// who type and click. It judges what a bot sends, by Discord's OpenAPI document
// and by the rules which that lacks, and behaves as badly as it is told to.
//
// Numbers are those of Discord's documentation (developers/docs: topics/gateway,
// topics/rate-limits, interactions, components, resources/message).
package discordtest

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Server is Discord. Its methods may be called from any goroutine.
type Server struct {
	// URL is the start of every REST address, without a slash at its end;
	// GatewayURL is what GET /gateway/bot answers.
	URL, GatewayURL string
	// Token is the bot's, without "Bot " in front.
	Token string
	// ApplicationID is the bot's user ID as well.
	ApplicationID string
	// PublicKey verifies what is posted to an endpoint for interactions.
	PublicKey ed25519.PublicKey

	config  config
	clock   Clock
	web     *httptest.Server
	private ed25519.PrivateKey
	context context.Context // of what is delivered to an endpoint
	cancel  context.CancelFunc
	running sync.WaitGroup
	spec    *Spec

	lock    sync.Mutex
	changed chan struct{} // closed and made anew by every change
	closed  bool
	world   world
	gateway gateway
	rest    rest
	tasks   tasks
	record  record
	chaos   *chaos
}

type config struct {
	clock          Clock
	shards         int
	concurrency    int
	window         time.Duration
	wait           time.Duration
	starts         int
	heartbeat      time.Duration
	referenced     bool
	limits         map[string]Rate
	global         int
	endpoint       string
	noSpec         bool
	finished       func(Message) bool
	keep           int
	client         *http.Client
	allowedAtStart []string
	seed           uint64
	odds           *Odds
}

// Opt is an option of New and Start.
type Opt func(*config)

// WithClock makes the server go by another clock.
func WithClock(c Clock) Opt { return func(o *config) { o.clock = c } }

// WithShards sets how many shards GET /gateway/bot recommends, and max_concurrency.
func WithShards(n, concurrency int) Opt {
	return func(o *config) { o.shards, o.concurrency = n, concurrency }
}

// WithIdentifyWindow sets the window of max_concurrency (Discord's has 5 s) and how
// long a client has to wait after an invalid session (1 s at least). 0 allows all.
func WithIdentifyWindow(window, wait time.Duration) Opt {
	return func(o *config) { o.window, o.wait = window, wait }
}

// WithSessionStarts sets how many IDENTIFYs are left of a day's 1,000.
func WithSessionStarts(n int) Opt { return func(o *config) { o.starts = n } }

// WithHeartbeat sets the interval that Hello asks for; Discord's is 41.25 s.
func WithHeartbeat(d time.Duration) Opt { return func(o *config) { o.heartbeat = d } }

// WithReferenced lets the bot read what is replied to by a message that it may read.
func WithReferenced() Opt { return func(o *config) { o.referenced = true } }

// WithLimit sets the bucket of a route, as "POST messages"; see On for the names.
func WithLimit(route string, n int, per time.Duration) Opt {
	return func(o *config) { o.limits[route] = Rate{n, per} }
}

// WithGlobalLimit sets how many requests of all routes a second may have; Discord
// allows 50, callbacks and follow-ups not counted.
func WithGlobalLimit(n int) Opt { return func(o *config) { o.global = n } }

// WithoutSpec leaves Discord's OpenAPI document out.
func WithoutSpec() Opt { return func(o *config) { o.noSpec = true } }

// WithFinished says which message is a final answer, for Handle.Final. Without,
// each is that has something to read.
func WithFinished(f func(Message) bool) Opt { return func(o *config) { o.finished = f } }

// WithKept bounds how many requests are kept for Requests; 10,000 without.
func WithKept(n int) Opt { return func(o *config) { o.keep = n } }

// WithAllowed tolerates rules that are broken, as Allow does.
func WithAllowed(rules ...string) Opt {
	return func(o *config) { o.allowedAtStart = append(o.allowedAtStart, rules...) }
}

func defaults() config {
	return config{
		clock: realClock{}, shards: 1, concurrency: 1, window: 5 * time.Second, wait: time.Second,
		starts: 1000, heartbeat: 41250 * time.Millisecond, global: 50, keep: 10000, limits: map[string]Rate{},
		finished: func(m Message) bool { return m.Text() != "" },
		client:   &http.Client{Transport: &http.Transport{}},
	}
}

// New starts a server that stops with the test, and fails the test for every rule
// that the bot has broken until then.
func New(t testing.TB, opts ...Opt) *Server {
	t.Helper()
	s, stop := Start(opts...)
	if s.spec == nil && !s.config.noSpec {
		t.Logf("what the bot sends is not checked against Discord's document: %v", specMissing())
	}
	t.Cleanup(func() {
		stop()
		for _, problem := range s.Problems() {
			t.Error(problem)
		}
	})
	return s
}

// Start starts a server outside a test. Problems says, once stopped, what the bot
// has done wrong.
func Start(opts ...Opt) (s *Server, stop func()) {
	s = &Server{config: defaults(), Token: "MTA.discordtest.token", changed: make(chan struct{})}
	for _, opt := range opts {
		opt(&s.config)
	}
	s.clock = s.config.clock
	s.PublicKey, s.private, _ = ed25519.GenerateKey(nil) // it can't fail without a reader
	s.context, s.cancel = context.WithCancel(context.Background())
	if !s.config.noSpec {
		s.spec, _ = load()
	}
	s.begin()
	s.web = httptest.NewServer(s)
	s.URL = s.web.URL + "/api/v10"
	s.GatewayURL = "ws" + strings.TrimPrefix(s.web.URL, "http")
	return s, sync.OnceFunc(s.stop)
}

func (s *Server) begin() {
	s.world = newWorld(s.clock)
	s.gateway = newGateway(s.config.starts)
	s.rest = newRest()
	s.tasks = newTasks()
	s.record = newRecord(s.config.allowedAtStart)
	if s.config.odds != nil {
		s.chaos = newChaos(s.config.seed, *s.config.odds)
	}
	s.ApplicationID = s.world.bot.ID
}

func (s *Server) stop() {
	s.lock.Lock()
	s.closed = true
	for link := range s.gateway.links {
		link.drop()
	}
	for _, h := range s.tasks.all {
		h.stopTimer()
	}
	s.notify()
	s.lock.Unlock()
	s.cancel()
	s.web.CloseClientConnections()
	s.web.Close()
	s.running.Wait()
	s.config.client.CloseIdleConnections()
}

// notify wakes those who wait for a change. The lock is held.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// Until waits for a condition, which it tries after every change. The condition
// must not wait itself.
func (s *Server) Until(ctx context.Context, condition func() bool) error {
	for {
		s.lock.Lock()
		changed, closed := s.changed, s.closed
		s.lock.Unlock()
		if condition() {
			return nil
		}
		if closed {
			return fmt.Errorf("the server has stopped")
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("what was waited for has not come: %w", ctx.Err())
		}
	}
}
