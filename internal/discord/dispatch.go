package discord

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
)

// Port is how Discord is talked to. Each method has its deadline from ctx.
type Port interface {
	// Respond gives the first response to an interaction, of which there is one.
	Respond(ctx context.Context, i *link.Interaction, c layout.Callback) error
	// EditOriginal replaces what a deferred response or a button's message shows,
	// and gives the message's id.
	EditOriginal(ctx context.Context, i *link.Interaction, m layout.Message) (id string, err error)
	FollowUp(ctx context.Context, i *link.Interaction, m layout.Message) (id string, err error)
	// MadeBy gives the ids of the messages that an interaction has made and that
	// everybody in its channel sees, oldest first.
	MadeBy(ctx context.Context, i *link.Interaction) (ids []string, err error)
	EditFollowUp(ctx context.Context, i *link.Interaction, id string, m layout.Message) error
	Send(ctx context.Context, channel string, m layout.Message) (id string, err error)
	Edit(ctx context.Context, channel, id string, m layout.Message) error
	// Replied is the message that another replies to in its channel; nil: there is
	// none that can be read.
	Replied(ctx context.Context, m *link.Message) (*link.Message, error)
	Type(ctx context.Context, channel string) error
	// Parent is the channel that a thread hangs on; empty: it is no thread.
	Parent(ctx context.Context, channel string) (string, error)
	// StartThread makes a thread of a message and gives its channel.
	StartThread(ctx context.Context, channel, message, name string) (thread string, err error)
}

// Interaction handles an interaction: it is responded to once, whatever happens.
func (b *Bot) Interaction(ctx context.Context, i *link.Interaction) {
	l := b.in(i.Locale, i.Guild)
	what := "interaction " + i.ID
	var r reply
	if err := carefully(func() error { r = b.decide(i); return nil }); err != nil {
		r = b.refusal(i, b.sorry(l, what, err))
	}
	if err := b.Port.Respond(ctx, i, r.first); err != nil {
		// Nobody can be told: the token is void, or somebody else has responded.
		b.Log.Warn("an interaction was not responded to", "id", i.ID, "error", err)
		return
	}
	if r.later == nil {
		return
	}
	s := &below{port: b.Port, to: i, private: r.private, update: r.first.Type == layout.UpdateLater}
	if r.elsewhere != nil {
		r = b.settle(ctx, r, s)
	}
	b.play(ctx, l, what, r, s)
}

// settle finds out where the messages of a reply stand.
func (b *Bot) settle(ctx context.Context, r reply, s *below) reply {
	err := carefully(func() (err error) {
		s.own, err = r.elsewhere(ctx)
		return err
	})
	if err != nil {
		s.turnAside()
	}
	if err != nil && !errors.Is(err, errOthers) {
		r.later = func(context.Context, func(...layout.Message)) ([]layout.Message, error) { return nil, err }
	}
	return r
}

// play runs what is said later.
func (b *Bot) play(ctx context.Context, l layout.Layout, what string, r reply, s placedSurface) {
	screen := newScreen(s, b.Pause, func(err error) { b.Log.Warn("a state was not shown", "of", what, "error", err) })
	if err := screen.play(ctx, lastWords, b.carry(l, what, r, s.turnAside)); err != nil {
		b.Log.Error("an answer was not shown", "of", what, "error", err)
	}
	if ids := s.place(); r.answer != nil && *r.answer != "" && len(ids) > 0 {
		kept, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
		defer cancel()
		b.placed(kept, *r.answer, ids)
	}
}

// Refuse is what is said about an interaction that can't be handled.
func (b *Bot) Refuse(i *link.Interaction, why link.Reason) layout.Callback {
	return b.refusal(i, b.unhandled(b.in(i.Locale, i.Guild), why, "interaction "+i.ID)).first
}

// unhandled says why something is not handled.
func (b *Bot) unhandled(l layout.Layout, why link.Reason, what string) layout.Message {
	switch why {
	case link.Stopping:
		return l.Stopping()
	case link.Failed:
		return l.Failed(b.incident(errNothing, what))
	case link.Overloaded:
	}
	return l.Overloaded()
}

// refusal is a message in the form that the interaction takes.
func (b *Bot) refusal(i *link.Interaction, m layout.Message) reply {
	if i.Kind == link.Autocomplete {
		return reply{first: layout.Offer(layout.Choices{Choices: []layout.Choice{}})}
	}
	return say(m)
}

// placedSurface is a surface that knows where its messages stand.
type placedSurface interface {
	surface
	// turnAside lets what is said not take the place of what stands there, as far
	// as it has not yet.
	turnAside()
	place() []string
}

// below is the messages of an interaction: its first one and what follows.
type below struct {
	port    Port
	to      *link.Interaction
	private bool
	update  bool // the first one is the message that a button belongs to
	aside   atomic.Bool
	own     bool // the first one is a message of its own
	doubt   bool // nobody knows what became of the message behind the last of ids
	ids     []string
}

func (s *below) turnAside() { s.aside.Store(s.update) }

func (s *below) put(ctx context.Context, n int, m layout.Message) error {
	switch {
	case n == 0 && len(s.ids) == 0 && s.aside.Load():
		s.own, s.private = true, true
	case n == 0 && !s.own:
		id, err := s.port.EditOriginal(ctx, s.to, m)
		if err == nil && len(s.ids) == 0 {
			s.ids = append(s.ids, id)
		}
		return err
	}
	if n < len(s.ids) {
		return s.port.EditFollowUp(ctx, s.to, s.ids[n], m)
	}
	if s.doubt {
		found, err := s.find(ctx)
		switch {
		case err != nil:
			return err
		case found:
			return s.port.EditFollowUp(ctx, s.to, s.ids[n], m)
		}
	}
	return s.follow(ctx, m)
}

// follow sends a message behind those that are there.
func (s *below) follow(ctx context.Context, m layout.Message) error {
	if s.private {
		m = m.Private()
	}
	id, err := s.port.FollowUp(ctx, s.to, m)
	if s.doubt = link.Uncertain(err); err == nil {
		s.ids = append(s.ids, id)
	}
	return err
}

// errDoubt is a message that was perhaps sent, and that only its reader can see.
var errDoubt = errors.New("it is not known whether a message came through, so it is not sent again")

// find looks whether the message in doubt is there. Discord tells only of those
// that everybody sees; one in doubt that it does not tell of must not be repeated.
func (s *below) find(ctx context.Context) (bool, error) {
	if s.private {
		return false, errDoubt
	}
	ids, err := s.port.MadeBy(ctx, s.to)
	if err != nil {
		return false, errors.Join(errDoubt, err)
	}
	ids = slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(s.ids, id) })
	if s.doubt = false; len(ids) == 0 {
		return false, nil
	}
	s.ids = append(s.ids, ids[0])
	return true, nil
}

func (s *below) place() []string { return s.ids }

// channel is messages that answer one in a channel.
type channel struct {
	port Port
	to   *link.Message
	ids  []string
	// unknown says that nobody knows what became of a message.
	unknown bool
}

func (s *channel) put(ctx context.Context, n int, m layout.Message) error {
	if n < len(s.ids) {
		return s.port.Edit(ctx, s.to.Channel, s.ids[n], m)
	}
	if n == 0 {
		m = m.ReplyTo(s.to.ID)
	}
	// Discord makes one message of those that have the same nonce, so trying
	// again never makes a second one.
	m.Nonce, m.Enforce = nonce(s.to.ID, n), true
	id, err := s.port.Send(ctx, s.to.Channel, m)
	if err != nil {
		s.unknown = true
		return err
	}
	s.ids = append(s.ids, id)
	if !s.unknown {
		return nil
	}
	// The attempt before may have come through, with an earlier text.
	m.Reference, m.Nonce, m.Enforce = nil, "", false
	return s.port.Edit(ctx, s.to.Channel, id, m)
}

func (s *channel) turnAside() {}

func (s *channel) place() []string { return s.ids }
