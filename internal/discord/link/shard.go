package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

const (
	// steady is how long a connection has to last for what was before to be
	// forgiven.
	steady = time.Minute
	// settled is the same for a session that can be resumed: Discord counts no
	// resuming, and asks for it whenever it likes. What is sent meanwhile comes then,
	// as long as that is soon.
	settled = 10 * time.Second
	// mostResumes is how often resuming may fail before a new session is begun.
	mostResumes = 5
	// mostBackOff is between attempts at most: at that pace a day has about 200
	// of them.
	mostBackOff = 10 * time.Minute
	// patience is how long discordgo may take to notice that its connection is
	// closed; of that a second is its own sleep.
	patience = 5 * time.Second
)

// shard keeps one session with the gateway, over one connection after another.
type shard struct {
	id   int
	link *Link

	session  *discordgo.Session // nil: the next one has to be begun
	ended    chan struct{}      // discordgo says that a connection has ended
	failures int                // connections in a row that did not last
	wait     time.Duration      // before the next one
	resumeAt string             // the gateway's address for that

	lock   sync.Mutex
	status ShardStatus
	relay  *relay
	guilds map[string]bool
}

// run connects until the context ends or Discord refuses for good.
func (s *shard) run(ctx context.Context) error {
	for {
		end, err := s.once(ctx)
		if ctx.Err() != nil {
			return nil //nolint:nilerr // we wanted the end
		}
		if err == nil {
			err = finalError(end.code)
		}
		if err != nil {
			return err
		}
		s.after(end)
	}
}

// once waits for its time and makes one connection.
func (s *shard) once(ctx context.Context) (ending, error) {
	if !pause(ctx, s.wait) {
		return ending{finished: true}, nil
	}
	allow := func() error { return errOutOfTurn } // a session that is resumed does not identify
	if s.session == nil {
		turn, err := s.link.turns.take(ctx, s.id)
		if err != nil {
			if ctx.Err() == nil {
				s.link.config.Log.Error("a gateway session can't be begun, since it is not known whose turn it is; this is tried again", "shard", s.id, "error", err)
			}
			return ending{err: err}, nil
		}
		defer turn.giveBack(ctx)
		allow = turn.spend
		if err := s.begin(); err != nil {
			return ending{}, err
		}
	}
	return s.connect(ctx, allow), nil
}

// begin makes a new session.
func (s *shard) begin() (err error) {
	s.resumeAt = ""
	ended := make(chan struct{}, 2)
	s.ended = ended
	if s.session, err = newSession(s.link.config, s.id, s.link.shards); err != nil {
		return err
	}
	s.session.AddHandler(func(*discordgo.Session, *discordgo.Disconnect) {
		select {
		case ended <- struct{}{}:
		default:
		}
	})
	return nil
}

// connect makes a connection and waits for its end, and for discordgo to be ready
// for another. If it isn't soon, the session is dropped: its goroutines end by
// themselves, as their connection is closed.
func (s *shard) connect(ctx context.Context, allow func() error) ending {
	r := s.newRelay(ctx, allow)
	s.session.Dialer.NetDialContext = r.dial
	opened := make(chan error, 1)
	go func(session *discordgo.Session) {
		err := session.Open()
		if err != nil {
			r.abandon(err)
		}
		opened <- err
	}(s.session)
	<-r.done
	s.setState(StateDisconnected)
	if !s.quiet(opened) {
		s.session = nil
	}
	end := r.end
	if at := r.joined.Load(); at != 0 {
		end.joined = time.Unix(0, at)
	}
	return end
}

// quiet waits until discordgo has noticed that the connection has ended.
func (s *shard) quiet(opened <-chan error) bool {
	late := time.NewTimer(patience)
	defer late.Stop()
	select {
	case err := <-opened:
		if err != nil {
			return !errors.Is(err, discordgo.ErrWSAlreadyOpen)
		}
	case <-late.C:
		return false
	}
	select {
	case <-s.ended:
		return true
	case <-late.C:
		return false
	}
}

func (s *shard) newRelay(ctx context.Context, allow func() error) *relay {
	for len(s.ended) > 0 {
		<-s.ended // a connection's end is reported twice, at times
	}
	r := &relay{
		ctx: ctx, over: make(chan struct{}), done: make(chan struct{}),
		upstream: s.dial, identify: allow, payload: identifyPayload, dispatch: s.dispatch,
	}
	s.lock.Lock()
	defer s.lock.Unlock()
	s.relay = r
	s.status.State = StateConnecting
	return r
}

// after draws the conclusions of an ending.
func (s *shard) after(end ending) {
	s.failures++
	if long := lasted(end); long >= steady || long >= settled && !end.lost {
		s.failures = 0
	}
	if end.lost || s.resumeAt == "" || s.failures >= mostResumes {
		s.session = nil
	}
	s.wait = backOff(s.failures)
	if end.invalid {
		s.wait = max(s.wait, time.Second+rand.N(4*time.Second)) //nolint:gosec // chance, not secrecy
	}
	s.link.config.Log.Info("a gateway connection has ended", "shard", s.id, "why", scrub(s.link.config.Token, fmt.Sprint(end.err)),
		"resume", s.session != nil, "wait", s.wait.Round(time.Millisecond))
}

// lasted is how long a session was there on a connection.
func lasted(end ending) time.Duration {
	if end.joined.IsZero() {
		return 0
	}
	return time.Since(end.joined)
}

// backOff is how long to wait after so many failures: twice as long each time,
// less up to half of it by chance.
func backOff(failures int) time.Duration {
	d := mostBackOff
	if failures < 10 { // 2¹⁰ s is above mostBackOff
		d = min(d, time.Second<<failures)
	}
	return d - rand.N(d/2) //nolint:gosec // chance, not secrecy
}

// dial connects to the gateway: where the session is to be resumed, or where all
// begin.
func (s *shard) dial(ctx context.Context, query url.Values) (*websocket.Conn, error) {
	where := s.link.gateway
	if s.resumeAt != "" {
		where = s.resumeAt
	}
	u, err := url.Parse(where)
	if err != nil {
		return nil, err
	}
	u.RawQuery = query.Encode()
	if u.Path == "" {
		u.Path = "/"
	}
	ctx, cancel := context.WithTimeout(ctx, dialWait)
	defer cancel()
	conn, res, err := s.link.dialer().DialContext(ctx, u.String(), http.Header{"User-Agent": {s.link.config.Agent}})
	if res != nil {
		defer res.Body.Close()
	}
	if err != nil && res != nil {
		return nil, fmt.Errorf("%w (status %d)", err, res.StatusCode)
	}
	return conn, err
}

// dispatch takes an event, in the order that they come.
func (s *shard) dispatch(kind string, data json.RawMessage) {
	s.link.dispatcher.guard("event", kind, func() { s.event(kind, data) })
}

func (s *shard) event(kind string, data json.RawMessage) {
	switch kind {
	case "READY":
		s.ready(data)
	case "RESUMED":
		s.joined(true)
	case "GUILD_CREATE", "GUILD_DELETE":
		s.guild(kind, data)
	case "INTERACTION_CREATE":
		if i, err := decodeInteraction(data); s.decoded(kind, err) {
			s.link.dispatcher.interaction(i)
		}
	case "MESSAGE_CREATE":
		if m, err := decodeMessage(data); s.decoded(kind, err) {
			s.link.dispatcher.message(m)
		}
	}
}

func (s *shard) decoded(kind string, err error) bool {
	if err != nil {
		s.link.undecodable.Add(1)
		s.link.config.Log.Warn("an event can't be read", "shard", s.id, "event", kind, "error", err)
	}
	return err == nil
}
