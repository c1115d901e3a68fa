package discord

import (
	"context"

	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/memory"
	"dateline/internal/quota"
)

// Place is where something is done.
type Place struct {
	Server  string // empty: none, as in direct messages
	Channel string
	Parent  string // the channel that a thread hangs on; empty: Channel is no thread
}

// Terms are what holds in a place at a moment.
type Terms struct {
	Library  Library  // that answers there; nil: none is given to it
	Closed   bool     // nothing is answered in this channel
	Language string   // of the bot's own words, as a locale; empty: each person's
	Roles    []string // ids of roles whose members may change the corpus, beside Config.Roles
	Admins   bool     // the corpus may be changed there, by those who may
	// Unmarked says that answers which name no corpus are of this one: there has
	// never been another.
	Unmarked bool
}

// Places say what holds where. They are asked anew about each thing that somebody
// does, so they may change.
type Places interface {
	At(p Place) Terms
}

// everywhere is one corpus for all places.
type everywhere struct{ corpus Library }

// At implements Places.
func (e everywhere) At(Place) Terms { return Terms{Library: e.corpus, Admins: true, Unmarked: true} }

// here is a place with who does something there.
type here struct {
	Place
	Terms
	who quota.Who
}

// here is where an interaction comes from. Discord says which channel a thread
// hangs on; where it does not, a thread counts as a channel that nobody named.
func (b *Bot) here(i *link.Interaction) here {
	p := Place{Server: i.Guild, Channel: i.Channel, Parent: i.Parent}
	return here{p, b.Places.At(p), who(i)}
}

// hereOf is where a message stands. Only of a channel that is not open itself it is
// asked whether it is a thread.
func (b *Bot) hereOf(ctx context.Context, m *link.Message) (here, error) {
	h := here{Place: Place{Server: m.Guild, Channel: m.Channel}, who: quota.Who{Person: m.Author.ID, Server: m.Guild}}
	h.Terms = b.Places.At(h.Place)
	if !h.Closed {
		return h, nil
	}
	var err error
	h.Parent, err = b.Port.Parent(ctx, m.Channel)
	h.Terms = b.Places.At(h.Place)
	return h, err
}

// stillGiven reports whether a place has what it had when somebody asked there, which
// may be a while ago.
func (b *Bot) stillGiven(h here) bool {
	now := b.Places.At(h.Place)
	return now.Library == h.Library && !now.Closed
}

// open reports whether anything is answered here.
func (h here) open() bool { return h.Library != nil && !h.Closed }

// serving is what questions are answered from here; nil: nothing is, or not yet.
func (h here) serving() *Serving {
	if !h.open() {
		return nil
	}
	return h.Library.Serving()
}

// may reports whether an answer may be used here: by whom, and in a place that is
// given the corpus that it is from.
func (h here) may(a memory.Answer, now *Serving) bool {
	if now == nil || !mayUse(a, h.who) {
		return false
	}
	if a.CorpusID == "" {
		return h.Unmarked
	}
	return a.CorpusID == now.ID
}

// absent says why nothing is answered here.
func (h here) absent(l layout.Layout) layout.Message {
	if h.Library == nil {
		return l.NotSetUp()
	}
	return l.NotHere()
}

// shut is what is said where nothing is answered. A button there does what one does
// whose answer is gone. What is stored about somebody is theirs to see and delete
// anywhere.
func (b *Bot) shut(i *link.Interaction) (reply, bool) {
	h, l := b.here(i), b.in(i.Locale, i.Guild)
	switch {
	case h.open(), i.Kind == link.Command && i.Name == layout.PrivacyCommand:
		return reply{}, false
	case i.Kind == link.Command:
		return b.refusal(i, h.absent(l)), true
	}
	return b.refusal(i, l.OldButton()), true
}
