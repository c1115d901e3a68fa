package discordtest

import (
	"context"
	"slices"
	"time"
)

// Times of an interaction (interactions/receiving-and-responding).
const (
	answerWithin = 3 * time.Second
	tokenLives   = 15 * time.Minute
)

// Kinds of an interaction.
const (
	kindPing         = 1
	kindCommand      = 2
	kindComponent    = 3
	kindAutocomplete = 4
	kindModal        = 5
)

// tasks are what people have asked of the bot.
type tasks struct {
	all     []*Handle
	byID    map[string]*Handle
	byToken map[string]*Handle
}

func newTasks() tasks {
	return tasks{byID: map[string]*Handle{}, byToken: map[string]*Handle{}}
}

// Handle is what one person has asked: an interaction, or a message that mentions
// the bot or is sent to it.
type Handle struct {
	ID      string
	Token   string // of an interaction; empty for a message
	User    User
	Channel Channel

	s            *Server
	kind         int // 0 for a message
	at           time.Time
	acknowledged chan struct{}
	acknowledge  time.Time
	first        int    // type of the first response
	responses    int    // how often one was tried
	original     string // the message that @original is
	source       string // the message that the component clicked stands on
	messages     []string
	choices      []map[string]any
	modal        map[string]any
	void         bool // 3 s have passed
	dead         bool // the token is expired
	lost         bool // the bot can't have got it
	lostAnswer   bool
	disarm       func()
	signed       signature
}

func (h *Handle) stopTimer() {
	if h.disarm != nil {
		h.disarm()
	}
}

// ask notes a request of somebody's. The lock is held.
func (s *Server) ask(u User, c Channel, kind int) *Handle {
	h := &Handle{ID: s.world.id(), User: s.world.users[u.ID], Channel: c, s: s, kind: kind, at: s.clock.Now(), acknowledged: make(chan struct{})}
	s.tasks.all = append(s.tasks.all, h)
	s.tasks.byID[h.ID] = h
	if kind != 0 {
		h.Token = "aW50ZXJhY3Rpb24" + h.ID
		s.tasks.byToken[h.Token] = h
		h.disarm = s.clock.AfterFunc(answerWithin, h.Expire)
	}
	return h
}

func (h *Handle) respond(kind int) {
	h.responses++
	if h.responses == 1 {
		h.first, h.acknowledge = kind, h.s.clock.Now()
		close(h.acknowledged)
		h.stopTimer()
	}
}

// acknowledgeOnce is for messages, to which there may be many answers.
func (h *Handle) acknowledgeOnce(kind int) {
	if h.responses == 0 {
		h.respond(kind)
	}
}

// Expire makes an interaction void that has no first response, as 3 s do.
func (h *Handle) Expire() {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	if h.responses > 0 || h.void || h.s.closed {
		return
	}
	h.void = true
	if !h.lost {
		h.s.violate("unanswered", "%s had no response within %v", h.name(), answerWithin)
	}
	h.s.notify()
}

// ExpireToken makes the token invalid, as 15 min do.
func (h *Handle) ExpireToken() {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	h.dead = true
}

func (h *Handle) name() string {
	kinds := map[int]string{0: "a message", kindCommand: "a command", kindComponent: "a click", kindAutocomplete: "an autocompletion", kindModal: "a modal"}
	return kinds[h.kind] + " of " + h.User.Name + " (" + h.ID + ")"
}

// leftUnanswered notes the interactions that never had a response, once the server
// has stopped.
func (s *Server) leftUnanswered() {
	if !s.closed {
		return
	}
	for _, h := range s.tasks.all {
		if h.kind != 0 && h.responses == 0 && !h.void && !h.lost {
			h.void = true
			s.violate("unanswered", "%s had no response until the end", h.name())
		}
	}
}

// Acknowledged is closed by the first response; to a message, by typing or by a reply.
func (h *Handle) Acknowledged() <-chan struct{} { return h.acknowledged }

// Latency is how long the first response took; 0 as long as there is none.
func (h *Handle) Latency() time.Duration {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	if h.responses == 0 {
		return 0
	}
	return h.acknowledge.Sub(h.at)
}

// Responses is how many first responses the bot has tried: 1 is right.
func (h *Handle) Responses() int {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	return h.responses
}

// ResponseType is the type of the first response, as 5 for a deferred one.
func (h *Handle) ResponseType() int {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	return h.first
}

// Unanswered says that there was no first response, and none is taken any more.
func (h *Handle) Unanswered() bool {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	return h.responses == 0 && h.void
}

// Lost says that the bot can't have got it: no session was there to tell it, or
// the session has ended before.
func (h *Handle) Lost() bool {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	return h.lost
}

// Choices are what an autocompletion offers.
func (h *Handle) Choices() []map[string]any {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	return h.choices
}

// Modal is the form that the bot has shown, nil if none.
func (h *Handle) Modal() map[string]any {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	return h.modal
}

// Messages are what the bot has said to it and is still to be seen, in order: the
// first response and the follow-ups; to a message, replies, replies to those, what
// follows in a direct conversation, and in a thread on any of these.
func (h *Handle) Messages() []Message {
	h.s.lock.Lock()
	defer h.s.lock.Unlock()
	var out []Message
	for _, id := range h.messages {
		if m := h.s.world.messages[id]; !m.Deleted {
			out = append(out, m.copied())
		}
	}
	return out
}

// Await waits until the messages meet a condition, and gives them.
func (h *Handle) Await(ctx context.Context, enough func([]Message) bool) ([]Message, error) {
	var got []Message
	err := h.s.Until(ctx, func() bool {
		got = h.Messages()
		return enough(got)
	})
	return got, err
}

// Final waits for a message that is a final answer (WithFinished), and gives it.
func (h *Handle) Final(ctx context.Context) (Message, error) {
	var finals []Message
	err := h.s.Until(ctx, func() bool {
		finals = h.Finals()
		return len(finals) > 0
	})
	if err != nil {
		return Message{}, err
	}
	return finals[0], nil
}

// Finals are the messages that are final answers: one, if all is well.
func (h *Handle) Finals() []Message {
	return slices.DeleteFunc(h.Messages(), func(m Message) bool { return m.Loading() || !h.s.config.finished(m) })
}

// Answered waits for the first response.
func (h *Handle) Answered(ctx context.Context) error {
	select {
	case <-h.acknowledged:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Tally counts what became of the interactions so far.
type Tally struct {
	Interactions int
	Once, Twice  int // with one first response, with more
	Unanswered   int // void without one
	Waiting      int
	Lost         int // without one, and the bot can't have got it
	Pings        int // messages that pinged somebody
	Messages     int // of the bot, deleted ones too
}

// Tally counts.
func (s *Server) Tally() Tally {
	s.lock.Lock()
	defer s.lock.Unlock()
	var t Tally
	for _, h := range s.tasks.all {
		if h.kind != 0 {
			t.count(h)
		}
	}
	for _, m := range s.world.messages {
		if m.Author.Bot {
			t.Messages++
		}
		if m.Pings.Any() {
			t.Pings++
		}
	}
	return t
}

func (t *Tally) count(h *Handle) {
	t.Interactions++
	switch {
	case h.responses == 1:
		t.Once++
	case h.responses > 1:
		t.Twice++
	case h.lost:
		t.Lost++
	case h.void:
		t.Unanswered++
	default:
		t.Waiting++
	}
}
