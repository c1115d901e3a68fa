package link

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"
)

// Reason is why an interaction is not handled.
type Reason int

// The reasons.
const (
	Overloaded Reason = iota + 1 // all places are taken
	Stopping                     // no new ones are taken any more
	Failed                       // its handler panicked, or ended without a response
)

// Handlers are told what happens. Each call has a goroutine of its own, but Guilds,
// which must return at once. Its context ends when the link has stopped, with the
// cause. Nil handlers are not called.
type Handlers struct {
	Interaction func(context.Context, *Interaction)
	// Message gets messages by people that mention the bot or are to it alone.
	Message func(context.Context, *Message)
	Ready   func(context.Context, Ready)
	// Guilds gets the number of servers that this process serves, when it changes.
	Guilds func(int)
	// RefuseMessage gets messages that are not handled, to say so perhaps.
	RefuseMessage func(context.Context, *Message, Reason)
	// Refuse says how to respond to an interaction that is not handled. Nil: a
	// deferred response that only the person sees, or no choices.
	Refuse func(*Interaction, Reason) (ResponseKind, any)
}

// Causes of the end of handlers' contexts.
var (
	ErrStopped = errors.New("the bot is stopping")
	errDone    = errors.New("handled")
)

const (
	// remembered is how many ids of interactions and messages are known again at
	// least. Discord replays what was sent while a session was not connected.
	remembered = 8192
	// refusals is how many refusals are sent at once; what comes on top of these
	// is let go.
	refusals = 64
	// lastWords is how long handlers have once their context has ended.
	lastWords = 2 * time.Second
)

// dispatcher runs handlers.
type dispatcher struct {
	handlers Handlers
	client   *Client
	log      *slog.Logger
	base     context.Context // of all handlers, until stop
	cancel   context.CancelCauseFunc
	places   chan struct{}
	spare    chan struct{} // places of refusals
	seen     *seen

	lock     sync.Mutex
	stopping bool
	running  int
	ended    chan struct{} // closed when none runs any more

	self atomic.Pointer[User] // the bot

	refused, lost, panics atomic.Int64
}

func newDispatcher(c *Client, h Handlers, config Config) *dispatcher {
	base, cancel := context.WithCancelCause(context.Background())
	return &dispatcher{
		handlers: h, client: c, log: config.Log, base: base, cancel: cancel, seen: newSeen(remembered), ended: make(chan struct{}),
		places: make(chan struct{}, config.Places), spare: make(chan struct{}, refusals),
	}
}

// start runs something on a goroutine of the dispatcher, if there is a place among
// some. It tells why not.
func (d *dispatcher) start(places chan struct{}, even Reason, run func(context.Context)) Reason {
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.stopping && even != Stopping {
		return Stopping
	}
	select {
	case places <- struct{}{}:
	default:
		return Overloaded
	}
	d.running++
	go func() {
		defer d.end(places)
		ctx, done := context.WithCancelCause(d.base)
		defer done(errDone)
		run(ctx)
	}()
	return 0
}

func (d *dispatcher) end(places chan struct{}) {
	<-places
	d.lock.Lock()
	defer d.lock.Unlock()
	if d.running--; d.running == 0 {
		close(d.ended)
		d.ended = make(chan struct{})
	}
}

// interaction handles an interaction, once.
func (d *dispatcher) interaction(i *Interaction) {
	if !i.known() || !d.seen.first(i.ID) {
		return
	}
	if why := d.start(d.places, 0, func(ctx context.Context) { d.handle(ctx, i) }); why != 0 {
		d.refuse(i, why)
	}
}

// known reports whether the interaction is of a kind that can be responded to.
func (i *Interaction) known() bool {
	return i.Kind >= Command && i.Kind <= Modal
}

// handle calls the handler, and sees to it that there is a response.
func (d *dispatcher) handle(ctx context.Context, i *Interaction) {
	if d.handlers.Interaction != nil {
		d.guard("interaction", i.ID, func() { d.handlers.Interaction(ctx, i) })
	}
	if !i.answered.Load() {
		d.respond(ctx, i, Failed)
	}
}

// guard calls a handler whose panic would end the process.
func (d *dispatcher) guard(what, id string, call func()) {
	defer func() {
		if r := recover(); r != nil {
			d.panics.Add(1)
			d.log.Error("a handler panicked", "of", what, "id", id, "panic", scrub(d.client.token, fmt.Sprint(r)), "stack", string(debug.Stack()))
		}
	}()
	call()
}

// refuse responds in one of the spare places.
func (d *dispatcher) refuse(i *Interaction, why Reason) {
	d.refused.Add(1)
	if d.start(d.spare, Stopping, func(ctx context.Context) { d.respond(ctx, i, why) }) != 0 {
		d.lost.Add(1)
		d.log.Warn("an interaction was left unanswered: no place even to refuse it", "id", i.ID)
	}
}

func (d *dispatcher) respond(ctx context.Context, i *Interaction, why Reason) {
	kind, data := i.deferred()
	if d.handlers.Refuse != nil {
		d.guard("refusal", i.ID, func() { kind, data = d.handlers.Refuse(i, why) })
	}
	if err := d.client.Respond(ctx, i, kind, data); err != nil {
		d.log.Warn("an interaction was not refused", "id", i.ID, "error", err)
	}
}

// deferred is a response that says nothing yet. It is for the person alone, since
// what follows may be.
func (i *Interaction) deferred() (ResponseKind, any) {
	switch {
	case i.Kind == Autocomplete:
		return Choices, map[string]any{"choices": []any{}}
	case i.Kind == Component, i.Kind == Modal && i.Message != nil:
		return DeferredUpdate, nil
	}
	return DeferredMessage, map[string]any{"flags": Ephemeral}
}

// message handles a message, once, if it is for the bot and by a person.
func (d *dispatcher) message(m *Message) {
	if d.handlers.Message == nil || !d.meant(m) || !d.seen.first("message "+m.ID) {
		return
	}
	run := func(ctx context.Context) {
		d.guard("message", m.ID, func() { d.handlers.Message(ctx, m) })
	}
	if why := d.start(d.places, 0, run); why != 0 {
		d.refuseMessage(m, why)
	}
}

func (d *dispatcher) refuseMessage(m *Message, why Reason) {
	d.refused.Add(1)
	if d.handlers.RefuseMessage == nil {
		return
	}
	d.start(d.spare, Stopping, func(ctx context.Context) {
		d.guard("refusal", m.ID, func() { d.handlers.RefuseMessage(ctx, m, why) })
	})
}

const (
	plainMessage = 0
	replyMessage = 19
)

func (d *dispatcher) meant(m *Message) bool {
	if m.Author.Bot || m.webhook || (m.kind != plainMessage && m.kind != replyMessage) {
		return false
	}
	self := d.self.Load()
	if self == nil || m.Author.ID == self.ID {
		return false
	}
	for _, id := range m.Mentions {
		if id == self.ID {
			return true
		}
	}
	return m.Direct()
}

func (d *dispatcher) ready(r Ready) {
	if d.handlers.Ready == nil {
		return
	}
	if d.start(d.places, 0, func(ctx context.Context) { d.guard("ready", "", func() { d.handlers.Ready(ctx, r) }) }) != 0 {
		d.refused.Add(1)
	}
}

// drain takes nothing more and waits for handlers until the context ends; then it
// tells them to. False: it had to.
func (d *dispatcher) drain(ctx context.Context) bool {
	d.lock.Lock()
	d.stopping = true
	d.lock.Unlock()
	if d.quiet(ctx) {
		return true
	}
	d.cancel(ErrStopped)
	return false
}

// finish ends what still runs, refusals of the last moment among it.
func (d *dispatcher) finish() error {
	ctx, cancel := context.WithTimeout(context.Background(), lastWords)
	defer cancel()
	defer d.cancel(ErrStopped)
	if !d.quiet(ctx) {
		return errors.New("handlers go on though they were told to stop")
	}
	return nil
}

// quiet waits until nothing runs.
func (d *dispatcher) quiet(ctx context.Context) bool {
	for {
		d.lock.Lock()
		running, ended := d.running, d.ended
		d.lock.Unlock()
		if running == 0 {
			return true
		}
		select {
		case <-ended:
		case <-ctx.Done():
			return false
		}
	}
}

// seen remembers ids, the last most of them at least and twice as many at most.
type seen struct {
	lock     sync.Mutex
	most     int
	now, old map[string]struct{}
}

func newSeen(most int) *seen {
	return &seen{most: most, now: map[string]struct{}{}}
}

// first reports whether an id is new, and remembers it.
func (s *seen) first(id string) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	_, now := s.now[id]
	_, old := s.old[id]
	if now || old {
		return false
	}
	if len(s.now) >= s.most {
		s.turn()
	}
	s.now[id] = struct{}{}
	return true
}

// turn forgets what is older than the generation of now.
func (s *seen) turn() { s.old, s.now = s.now, map[string]struct{}{} }
