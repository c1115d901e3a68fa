package link

import (
	"encoding/json"
	"net/url"
	"time"
)

// State is how a shard stands.
type State string

// The states.
const (
	StateConnecting   State = "connecting"
	StateConnected    State = "connected"
	StateDisconnected State = "disconnected"
)

// ShardStatus is a shard as it is now.
type ShardStatus struct {
	Shard    int
	State    State
	Since    time.Time     // in this state
	Guilds   int           // servers
	Latency  time.Duration // of the last heartbeat; 0: none yet
	Sessions int           // begun
	Resumes  int
}

func (s *shard) setState(state State) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.status.State, s.status.Since = state, time.Now()
}

func (s *shard) snapshot() ShardStatus {
	s.lock.Lock()
	defer s.lock.Unlock()
	out := s.status
	out.Shard, out.Guilds = s.id, len(s.guilds)
	if s.relay != nil {
		out.Latency = time.Duration(s.relay.latency.Load())
	}
	return out
}

// ready takes over what begins a session. The relay has seen to it that there is
// one.
func (s *shard) ready(data json.RawMessage) {
	var r struct {
		User        lax[wireUser]                 `json:"user"`
		Resume      text                          `json:"resume_gateway_url"`
		Application lax[struct{ ID text }]        `json:"application"`
		Guilds      lax[[]lax[struct{ ID text }]] `json:"guilds"`
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return
	}
	s.resumeAt = s.resumeAddress(string(r.Resume))
	if self := r.User.is.user(""); self.ID != "" {
		s.link.dispatcher.self.Store(&self)
	}
	if id := string(r.Application.is.ID); id != "" {
		s.link.application.Store(&id)
	}
	guilds := map[string]bool{}
	for _, g := range r.Guilds.is {
		guilds[string(g.is.ID)] = true
	}
	s.lock.Lock()
	s.guilds = guilds
	s.lock.Unlock()
	s.joined(false)
	s.link.counted()
}

// resumeAddress is where to resume. One that does not look like the gateway's is
// not used, for the token is sent there.
func (s *shard) resumeAddress(text string) string {
	first, err := url.Parse(s.link.gateway)
	if err != nil {
		return s.link.gateway
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || u.Scheme != first.Scheme || s.link.config.Gateway != "" {
		return s.link.gateway
	}
	return text
}

func (s *shard) joined(resumed bool) {
	s.lock.Lock()
	s.status.State, s.status.Since = StateConnected, time.Now()
	if resumed {
		s.status.Resumes++
	} else {
		s.status.Sessions++
	}
	guilds := len(s.guilds)
	s.lock.Unlock()
	ready := Ready{Shard: s.id, Shards: s.link.shards, Guilds: guilds, Resumed: resumed}
	if self := s.link.dispatcher.self.Load(); self != nil {
		ready.User = *self
	}
	if id := s.link.application.Load(); id != nil {
		ready.Application = *id
	}
	s.link.dispatcher.ready(ready)
}

// guild keeps the number of servers. One that is unavailable is still the bot's.
func (s *shard) guild(kind string, data json.RawMessage) {
	var g struct {
		ID          text `json:"id"`
		Unavailable flag `json:"unavailable"`
	}
	if json.Unmarshal(data, &g) != nil || g.ID == "" || (kind == "GUILD_DELETE" && bool(g.Unavailable)) {
		return
	}
	s.lock.Lock()
	before := len(s.guilds)
	switch {
	case kind == "GUILD_DELETE":
		delete(s.guilds, string(g.ID))
	case s.guilds != nil:
		s.guilds[string(g.ID)] = true
	}
	changed := len(s.guilds) != before
	s.lock.Unlock()
	if changed {
		s.link.counted()
	}
}
