package discordtest

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// session is what an IDENTIFY begins; it outlives its connection.
type session struct {
	id      string
	shard   int
	of      int
	intents int
	seq     int
	acked   int // the last the client has named
	log     []logged
	link    *Link // nil while it is away
	over    bool
}

type logged struct {
	seq    int
	packet []byte
	handle *Handle
}

// kept is how many events a session keeps that the client has had, for Duplicates.
const kept = 100

// most is how many a session keeps for a client that is away; one that comes back
// after more has to begin anew, as at Discord.
const most = 20000

func (x *session) prune() {
	extra := slices.IndexFunc(x.log, func(e logged) bool { return e.seq > x.acked })
	if extra < 0 {
		extra = len(x.log)
	}
	x.log = slices.Delete(x.log, 0, max(extra-kept, len(x.log)-most, 0))
}

// event is something to tell the bot.
type event struct {
	name    string
	guild   string // empty: a direct message, which shard 0 gets
	needs   int    // one of these intents; 0: none
	data    object
	message *Message // in place of data: what of it may be read differs
	handle  *Handle
}

// shardOf is Discord's formula (topics/gateway, Sharding).
func shardOf(guild string, shards int) int {
	id, err := strconv.ParseUint(guild, 10, 64)
	if err != nil {
		return 0
	}
	return int((id >> 22) % uint64(shards))
}

// dispatch tells each session that an event is for. The lock is held.
func (s *Server) dispatch(e event) {
	told := false
	for _, x := range s.gateway.sessions {
		if !x.over && shardOf(e.guild, x.of) == x.shard && (e.needs == 0 || x.intents&e.needs != 0) {
			s.tell(x, e)
			told = true
		}
	}
	if e.handle != nil && !told {
		e.handle.lost = true
	}
}

func (s *Server) tell(x *session, e event) {
	data := e.data
	if e.message != nil {
		data = s.readable(x, e)
	}
	x.seq++
	entry := logged{x.seq, packed(e.name, x.seq, data), e.handle}
	x.log = append(x.log, entry)
	x.prune()
	if x.link != nil {
		x.link.raw(entry.packet)
		s.chaos.event(s, x.link)
	}
}

func packed(name string, seq int, data any) []byte {
	return must(object{"op": opDispatch, "s": seq, "t": name, "d": data})
}

// readable is a message as a session is told of it.
func (s *Server) readable(x *session, e event) object {
	out := s.legible(e.message, x.intents)
	if e.guild != "" {
		out["guild_id"] = e.guild
		out["member"] = memberJSON(e.message.Author, false)
	}
	return out
}

// legible leaves out what a bot may not read that has no privileged intent: the
// content of messages in a guild that neither mention it nor are its own. Whether
// that holds for what a message replies to, too, Discord's documentation leaves
// open: see WithReferenced.
func (s *Server) legible(m *Message, intents int) object {
	out := s.messageJSON(m)
	if s.hidden(m, intents) {
		hide(out)
	}
	if to := s.world.messages[m.ReplyTo]; to != nil && !s.config.referenced && s.hidden(to, intents) {
		hide(child(out, "referenced_message"))
	}
	return out
}

func (s *Server) hidden(m *Message, intents int) bool {
	mentioned := slices.ContainsFunc(s.mentioned(m), func(u any) bool { return u.(object)["id"] == s.ApplicationID })
	guild := s.world.channels[m.ChannelID].GuildID
	return guild != "" && !mentioned && m.Author.ID != s.ApplicationID && intents&intentMessageContent == 0
}

func hide(m object) {
	if m != nil {
		m["content"], m["embeds"], m["components"], m["attachments"] = "", []any{}, []any{}, []any{}
	}
}

type identification struct {
	Token      string
	Intents    *int
	Shard      *[2]int
	Properties map[string]string
}

// property may have a $ in front of its name, as it had in older versions; Discord
// takes both. The device may be empty.
func (in identification) property(name string) *string {
	for _, n := range []string{name, "$" + name} {
		if value, ok := in.Properties[n]; ok {
			return &value
		}
	}
	return nil
}

// identify is what a client begins a session with.
func (s *Server) identify(l *Link, data json.RawMessage) {
	s.gateway.count.Identifies++
	var in identification
	if err := json.Unmarshal(data, &in); err != nil {
		s.violate("gateway-decode", "an IDENTIFY that is none: %v", err)
		l.Close(closeDecode)
		return
	}
	if in.Shard == nil {
		in.Shard = &[2]int{0, 1}
	}
	l.Shard = in.Shard[0]
	if code := s.refuses(in); code != 0 {
		l.Close(code)
		return
	}
	if !s.inTime(l.Shard) {
		l.InvalidSession(false)
		return
	}
	l.session = &session{id: s.world.id(), shard: l.Shard, of: in.Shard[1], intents: *in.Intents}
	s.do(l, AtIdentify)
}

// refuses gives the code to close with, 0 for an IDENTIFY that is right.
func (s *Server) refuses(in identification) int {
	if os, browser := in.property("os"), in.property("browser"); in.property("device") == nil || os == nil || *os == "" || browser == nil || *browser == "" {
		s.violate("identify-properties", "properties lack os, browser or device: %v", in.Properties)
	}
	switch {
	case !s.authentic(in.Token):
		return closeToken
	case in.Shard[1] < 1 || in.Shard[0] < 0 || in.Shard[0] >= in.Shard[1]:
		s.violate("identify-shard", "there is no shard %d of %d", in.Shard[0], in.Shard[1])
		return closeShard
	case in.Intents == nil || *in.Intents&^allIntents != 0:
		s.violate("identify-intents", "intents are missing, or there are no such")
		return closeIntents
	case *in.Intents&privilegedIntents != 0:
		s.violate("identify-intents", "intents %#x are privileged", *in.Intents&privilegedIntents)
		return closeNotAllowed
	}
	return 0
}

func (s *Server) authentic(token string) bool {
	if strings.TrimPrefix(token, "Bot ") == s.Token {
		return true
	}
	s.violate("token", "not the bot's token, at the gateway")
	return false
}

// inTime obeys the three limits of IDENTIFY: max_concurrency buckets of one each
// window, the wait after an invalid session, and the day's 1,000.
func (s *Server) inTime(shard int) bool {
	now := s.clock.Now()
	bucket := shard % s.config.concurrency
	recent := slices.DeleteFunc(s.gateway.windows[bucket], func(at time.Time) bool { return now.Sub(at) >= s.config.window })
	s.gateway.windows[bucket] = append(recent, now)
	if at, told := s.gateway.invalid[shard]; told && now.Sub(at) < s.config.wait {
		s.violate("identify-wait", "shard %d identified %v after an invalid session; %v to 5 s are wanted", shard, now.Sub(at), s.config.wait)
	}
	s.gateway.starts--
	switch {
	case s.gateway.starts < 0:
		s.violate("identify-budget", "more IDENTIFYs than a day has: Discord resets the token")
		return false
	case len(recent) > 0:
		s.violate("identify-window", "shard %d identified within %v of another of its bucket", shard, s.config.window)
		return false
	}
	return true
}

// ready begins the session.
func (s *Server) ready(l *Link) {
	x := l.session
	x.link = l
	s.gateway.sessions[x.id] = x
	var here []Guild
	unavailable := []any{}
	for _, g := range s.world.guilds {
		if shardOf(g.ID, x.of) == x.shard {
			here = append(here, g)
			unavailable = append(unavailable, object{"id": g.ID, "unavailable": true})
		}
	}
	s.tell(x, event{name: "READY", data: object{"v": 10, "user": userJSON(s.world.bot), "guilds": unavailable, "session_id": x.id,
		"resume_gateway_url": s.GatewayURL, "shard": []int{x.shard, x.of}, "application": object{"id": s.ApplicationID, "flags": 0},
		"private_channels": []any{}, "_trace": []any{}}})
	for _, g := range here {
		if x.intents&intentGuilds != 0 {
			s.tell(x, event{name: "GUILD_CREATE", data: s.guildJSON(g)})
		}
	}
}

// resume continues a session, if it is not over and the client's token is right.
func (s *Server) resume(l *Link, data json.RawMessage) {
	s.gateway.count.Resumes++
	var in struct {
		Token     string
		SessionID string `json:"session_id"`
		Seq       int
	}
	if err := json.Unmarshal(data, &in); err != nil {
		s.violate("gateway-decode", "a RESUME that is none: %v", err)
		l.Close(closeDecode)
		return
	}
	if !s.authentic(in.Token) {
		l.Close(closeToken)
		return
	}
	x := s.gateway.sessions[in.SessionID]
	switch {
	case x == nil || x.over || len(x.log) > 0 && x.log[0].seq > in.Seq+1:
		s.end(x)
		l.InvalidSession(false)
		return
	case in.Seq > x.seq:
		l.Close(closeSequence)
		return
	}
	x.acked = max(x.acked, in.Seq)
	l.session, l.Shard = x, x.shard
	s.do(l, AtResume)
}

// replay sends what the client has missed, from a sequence number on, and RESUMED.
func (s *Server) replay(l *Link, from int) {
	x := l.session
	if x.link != nil && x.link != l {
		x.link.queue(outgoing{drop: true})
	}
	x.link = l
	for _, e := range x.log {
		if e.seq > from {
			l.raw(e.packet)
		}
	}
	s.gateway.count.Resumed++
	s.tell(x, event{name: "RESUMED", data: object{"_trace": []any{}}})
}

// end ends a session for good. What the client had not had yet is lost.
func (s *Server) end(x *session) {
	if x == nil || x.over {
		return
	}
	x.over = true
	delete(s.gateway.sessions, x.id)
	for _, e := range x.log {
		if e.handle != nil && e.seq > x.acked && e.handle.responses == 0 {
			e.handle.lost = true
		}
	}
	x.log = nil
}

// Shards says which shards are connected now, in order.
func (s *Server) Shards() []int {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []int
	for _, x := range s.gateway.sessions {
		if x.link != nil {
			out = append(out, x.shard)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
