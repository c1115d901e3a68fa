package discord

import (
	"cmp"
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"sync"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
)

// Desk answers questions; *desk.Desk is one.
type Desk interface {
	Ask(ctx context.Context, who quota.Who, q answer.Question, show func(answer.Step)) (a answer.Answer, reused bool, err error)
}

// Serving is what questions are answered from: the corpus as it was at one time.
// It never changes.
type Serving struct {
	// ID tells the corpus from every other, and stays the same when it changes or
	// the program is started anew; at most 200 bytes.
	ID        string
	Desk      Desk
	Catalog   retrieval.Catalog
	Documents []corpus.Header // all
	Archive   answer.Archive  // their texts, for answers that were given before
	Writer    string          // the model's name; empty: none
	Loaded    time.Time
}

// Library has the corpus, and changes it.
type Library interface {
	// Serving is what serves now; nil: nothing does yet.
	Serving() *Serving
	// Reload brings the store in step with the corpus, and serves that. It tells
	// how many documents of how many are stored. The error is a
	// *retrieval.RemovalError where much would be removed and that is not allowed.
	Reload(ctx context.Context, allowRemoval bool, progress func(done, all int)) (report retrieval.Report, tokens int, err error)
	// Rollback serves what served before; ErrNoEarlier where nothing did.
	Rollback(ctx context.Context) (from, to int64, err error)
}

// Usage knows what people have used; *quota.Ledger is one.
type Usage interface {
	Stored(ctx context.Context, person string) ([]quota.Used, error)
	Forget(ctx context.Context, person string) error
}

// Config says what a bot works with.
type Config struct {
	Port    Port
	Library Library // of all places, unless Places says otherwise
	Places  Places  // nil: all have the Library
	Memory  Memory
	Usage   Usage
	// Roles are the ids of roles whose members may change the corpus, as those
	// may who administer the server.
	Roles []string
	// Servers are the ids of the servers in which the corpus may be changed;
	// none: in all.
	Servers []string
	Layout  layout.Options
	Log     *slog.Logger // nil: slog.Default
	// Pause is the time between two states of an answer; 0: 1.2 s.
	Pause time.Duration
	// Deadline is how long an answer may take; 0: 2 minutes. Discord takes edits
	// for 15.
	Deadline time.Duration
}

// Bot answers people. It is safe for concurrent use.
type Bot struct {
	Config
	reloads sync.Map // the libraries that are being changed
}

// lastWords is how long it may take to tell somebody how it ended.
const lastWords = 10 * time.Second

// longest is how long a job may take: Discord takes edits for 15 minutes.
const longest = 14 * time.Minute

// New makes a Bot.
func New(c Config) *Bot {
	c.Pause = cmp.Or(c.Pause, 1200*time.Millisecond)
	c.Deadline = cmp.Or(c.Deadline, 2*time.Minute)
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Places == nil {
		c.Places = everywhere{c.Library}
	}
	return &Bot{Config: c}
}

// in is the layout for a language and a place.
func (b *Bot) in(locale, server string) layout.Layout {
	locale = cmp.Or(b.Places.At(Place{Server: server}).Language, locale)
	o := b.Layout
	o.NoThreads = o.NoThreads || server == ""
	return layout.In(locale, o)
}

// who asks, for the limits.
func who(i *link.Interaction) quota.Who { return quota.Who{Person: i.User.ID, Server: i.Guild} }

// administers reports whether somebody may change the corpus.
func (b *Bot) administers(i *link.Interaction) bool {
	h := b.here(i)
	if i.Guild == "" || !h.Admins || len(b.Servers) > 0 && !slices.Contains(b.Servers, i.Guild) {
		return false
	}
	return i.Permissions.Has(link.Administrator) || slices.ContainsFunc(i.Roles, func(role string) bool { return slices.Contains(b.Roles, role) || slices.Contains(h.Roles, role) })
}

// incident writes down what went wrong, and gives the number that the asker is
// told.
func (b *Bot) incident(err error, what string) string {
	number := rand.Text()[:8]
	b.Log.Error("incident", "number", number, "of", what, "error", err)
	return number
}
