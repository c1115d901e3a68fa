// Package link answers one question: how do we reach Discord, and how does
// Discord reach us?
//
// Discord reaches us through a gateway, a websocket for each shard ([Link.Run]),
// or by HTTP ([Link.Endpoint]); the same handlers get the same [Interaction]
// either way. We reach Discord through a [Client]. No type of discordgo leaves
// the package, and payloads pass through it as they are.
//
// # The gateway
//
// discordgo runs a session: it identifies or resumes, counts the sequence and
// sends heartbeats. It does not survive what a gateway may do: a reconnect (op 7)
// while resuming locks it up for ever, so does silence after Hello, an interval
// of 0 or a guild that is null ends the process, and an invalid session (op 9) is
// answered by identifying at once, without end. So it does not talk to Discord
// itself but to a relay in this process, which shows it a gateway that behaves
// well; all else the relay and the shard it belongs to deal with. Events are taken
// off at the relay and decoded here, for both ways in, by one decoder.
//
// # REST
//
// The client is net/http's and not discordgo's RequestWithBucketID, which waits
// for buckets and after 429 with time.Sleep, past any deadline and as often as it
// takes, keeps every bucket for ever, reads bodies of any size, knows no scope of
// a 429 and puts all interactions' edits in one bucket.
//
// # Limits
//
// From https://discord.com/developers/docs, sections Rate Limits, Gateway and
// Receiving and Responding to Interactions:
//
//   - the first response to an interaction within 3 s ([FirstResponse]), edits
//     and follow-ups for 15 min ([TokenLife]);
//   - 50 requests a second, interactions' own exempt; what else holds for a route
//     its answers' X-RateLimit headers say;
//   - 10,000 answers of 401, 403 and 429 (but scope shared) in 10 min, and the
//     address is banned: the client stops at 1,000;
//   - 1,000 IDENTIFYs a day, past which the token is reset: [MostIdentifies] are sent,
//     or fewer where Discord says that few remain; max_concurrency of them in 5 s,
//     shard modulo max_concurrency being the bucket. Processes that share [Turns]
//     keep to both together;
//   - 120 events a minute to the gateway: only heartbeats are ever sent;
//   - an invalid session is answered after 1 to 5 s.
package link

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/gorilla/websocket"
	"golang.org/x/sync/errgroup"
)

// Link is how Discord reaches the handlers, by gateway or HTTP.
type Link struct {
	config     Config
	client     *Client
	dispatcher *dispatcher

	// Of the gateway, set before shards run.
	gateway string
	shards  int
	turns   *turns

	lock    sync.Mutex
	own     []*shard
	stop    context.CancelCauseFunc
	running chan struct{} // closed when Run has returned

	application atomic.Pointer[string]
	undecodable atomic.Int64
}

// New makes a link that calls handlers. The client must be of the same Config.
func New(client *Client, h Handlers) *Link {
	settleDiscordgo(client.config)
	return &Link{config: client.config, client: client, dispatcher: newDispatcher(client, h, client.config)}
}

// Run keeps the gateway's sessions until the context ends or Stop is called, which
// returns nil, or Discord refuses for good: a [*FinalError]. While Discord can't be
// reached it goes on trying. It may be called once.
func (l *Link) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(ErrStopped)
	ended, err := l.begin(cancel)
	if err != nil {
		return err
	}
	defer close(ended)
	if err := l.prepare(ctx); err != nil {
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	all, ctx := errgroup.WithContext(ctx)
	for _, s := range l.all() {
		all.Go(func() error { return s.run(ctx) })
	}
	return all.Wait()
}

func (l *Link) begin(cancel context.CancelCauseFunc) (chan struct{}, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	if l.running != nil {
		return nil, errors.New("the gateway's sessions run already, or have")
	}
	l.stop, l.running = cancel, make(chan struct{})
	return l.running, nil
}

// prepare asks Discord for the gateway and its limits, until it answers.
func (l *Link) prepare(ctx context.Context) error {
	for n := 0; ; n++ {
		bot, err := l.client.GatewayBot(ctx)
		if err == nil {
			return l.plan(bot)
		}
		if errors.Is(err, ErrUnauthorized) {
			return finalError(http.StatusUnauthorized)
		}
		l.config.Log.Warn("Discord does not say where its gateway is", "error", err)
		if !pause(ctx, backOff(min(n, 6))) {
			return context.Cause(ctx)
		}
	}
}

// plan makes the shards of this process.
func (l *Link) plan(bot GatewayBot) error {
	wanted := l.config.Shards
	if wanted.Total == 0 {
		wanted.Total = max(1, bot.Shards)
	}
	if wanted.Count == 0 {
		wanted.Count = wanted.Total - wanted.First
	}
	if wanted.Count <= 0 || wanted.First+wanted.Count > wanted.Total {
		return fmt.Errorf("shards: %d from %d are not among the %d that Discord recommends", wanted.Count, wanted.First, wanted.Total)
	}
	l.gateway = bot.URL
	if l.config.Gateway != "" {
		l.gateway = l.config.Gateway
	}
	l.shards, l.turns = wanted.Total, newTurns(bot.Limit, l.config, l.client.GatewayBot)
	l.lock.Lock()
	defer l.lock.Unlock()
	for n := range wanted.Count {
		l.own = append(l.own, &shard{id: wanted.First + n, link: l, status: ShardStatus{State: StateConnecting}})
	}
	return nil
}

func (l *Link) all() []*shard {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.own
}

func (l *Link) dialer() *websocket.Dialer {
	return &websocket.Dialer{Proxy: l.config.Proxy, NetDialContext: l.config.Dial, HandshakeTimeout: dialWait}
}

// counted tells how many servers there are now.
func (l *Link) counted() {
	if l.dispatcher.handlers.Guilds == nil {
		return
	}
	total := 0
	for _, s := range l.all() {
		total += s.snapshot().Guilds
	}
	l.dispatcher.guard("guilds", "", func() { l.dispatcher.handlers.Guilds(total) })
}

// Stop refuses what still comes, waits for handlers until the context ends, then
// ends theirs with [ErrStopped] as its cause, and closes the gateway's sessions. It
// returns an error if handlers go on nevertheless.
func (l *Link) Stop(ctx context.Context) error {
	if !l.dispatcher.drain(ctx) {
		l.config.Log.Warn("not all handlers were done when the bot had to stop")
	}
	l.lock.Lock()
	stop, running := l.stop, l.running
	l.lock.Unlock()
	if stop != nil {
		stop(ErrStopped)
		<-running
	}
	return l.dispatcher.finish() //nolint:contextcheck // that context has ended, perhaps, and this is what comes then
}

// Status is what a health page shows.
type Status struct {
	Shards      []ShardStatus
	Handling    int   // handlers at work
	Refused     int64 // interactions and messages, for want of a place or when stopping
	Unanswered  int64 // interactions that not even a refusal was sent to
	Panics      int64 // of handlers
	Undecodable int64 // events
	Invalid     int   // answers of 401, 403 and 429 in ten minutes
}

// Status tells how the link stands.
func (l *Link) Status() Status {
	d := l.dispatcher
	out := Status{
		Handling: len(d.places), Refused: d.refused.Load(), Unanswered: d.lost.Load(), Panics: d.panics.Load(),
		Undecodable: l.undecodable.Load(), Invalid: l.client.brake.count(),
	}
	for _, s := range l.all() {
		out.Shards = append(out.Shards, s.snapshot())
	}
	return out
}
