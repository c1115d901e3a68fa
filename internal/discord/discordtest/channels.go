package discordtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// found gives the channel of a request, if the bot may write there.
func (s *Server) found(c *Call) (Channel, *Answer) {
	at, ok := s.world.channels[c.vars["channel_id"]]
	var a Answer
	switch {
	case !ok:
		a = refusal(404, 10003, "Unknown Channel")
	case s.world.banned[at.ID]:
		a = refusal(403, 50001, "Missing Access")
	default:
		return at, nil
	}
	return at, &a
}

// say is POST /channels/{id}/messages.
func (s *Server) say(c *Call) Answer {
	at, refused := s.found(c)
	if refused != nil {
		return *refused
	}
	if a := s.judge(c.Route, Check(ChannelMessage, c.Body, nil)); a != nil {
		return *a
	}
	nonce := nonceOf(c.input)
	if was := s.sentBefore(at, nonce); was != nil {
		return jsonAnswer(http.StatusOK, s.messageJSON(was))
	}
	m := &Message{ChannelID: at.ID, Author: s.world.bot, nonce: nonce, ReplyTo: text(child(c.input, "message_reference"), "message_id")}
	if to := s.world.messages[m.ReplyTo]; m.ReplyTo != "" && (to == nil || to.Deleted || to.ChannelID != at.ID) {
		if child(c.input, "message_reference")["fail_if_not_exists"] != false {
			return refusal(400, 50035, "Invalid Form Body: Unknown message")
		}
		m.ReplyTo = ""
	}
	m.fill(c.input)
	h := s.addressee(m)
	s.post(m)
	if has(c.input, "nonce") {
		s.world.nonces[nonce] = m.ID
	}
	if h != nil {
		h.messages = append(h.messages, m.ID)
		h.acknowledgeOnce(answerMessage)
	}
	return jsonAnswer(http.StatusOK, s.messageJSON(m))
}

// nonceOf is the nonce that Discord is asked to know a repetition by.
func nonceOf(in object) string {
	if in["enforce_nonce"] != true || in["nonce"] == nil {
		return ""
	}
	return fmt.Sprint(in["nonce"])
}

// nonceLives is for how long a repetition is known: "the past few minutes"
// (resources/message, Create Message).
const nonceLives = 3 * time.Minute

// sentBefore is the bot's message in a channel with the same nonce.
func (s *Server) sentBefore(at Channel, nonce string) *Message {
	for _, id := range slices.Backward(s.world.posted[at.ID]) {
		m := s.world.messages[id]
		if nonce != "" && m.nonce == nonce && s.clock.Now().Sub(s.created(m)) < nonceLives {
			return m
		}
	}
	return nil
}

// addressee is whose message the bot answers by one of its own.
func (s *Server) addressee(m *Message) *Handle {
	root := m.ReplyTo
	if at := s.world.channels[m.ChannelID]; root == "" && at.Kind == kindThread {
		root = s.threadRoot(at)
	}
	for _, h := range slices.Backward(s.tasks.all) {
		direct := h.Channel.Kind == kindDM && h.Channel.ID == m.ChannelID && root == ""
		if h.kind == 0 && (h.ID == root || slices.Contains(h.messages, root) && root != "" || direct) {
			return h
		}
	}
	return nil
}

// threadRoot is what was said last by somebody else in a thread, or what that
// hangs on.
func (s *Server) threadRoot(thread Channel) string {
	for _, id := range slices.Backward(s.world.posted[thread.ID]) {
		if !s.world.messages[id].Author.Bot {
			return id
		}
	}
	return thread.ID // a thread has the ID of its message
}

// list is GET /channels/{id}/messages: newest first, what everybody sees.
func (s *Server) list(c *Call) Answer {
	at, refused := s.found(c)
	if refused != nil {
		return *refused
	}
	query := c.http.URL.Query()
	limit := 50
	if n, err := strconv.Atoi(query.Get("limit")); err == nil {
		limit = n
	}
	if limit < 1 || limit > 100 {
		return refusal(400, 50035, "Invalid Form Body: limit is 1 to 100")
	}
	out := []any{}
	for _, id := range slices.Backward(s.world.posted[at.ID]) {
		m := s.world.messages[id]
		if before := query.Get("before"); m.Deleted || m.For != "" || before != "" && !earlier(id, before) {
			continue
		}
		if after := query.Get("after"); after != "" && !earlier(after, id) || len(out) == limit {
			break
		}
		out = append(out, s.legible(m, 0))
	}
	return jsonAnswer(http.StatusOK, out)
}

// earlier compares snowflakes.
func earlier(a, b string) bool {
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// one finds the message of an address, which an ephemeral one has none of.
func (s *Server) one(c *Call) (*Message, *Answer) {
	m := s.world.messages[c.vars["message_id"]]
	if m == nil || m.Deleted || m.For != "" || m.ChannelID != c.vars["channel_id"] {
		a := refusal(404, 10008, "Unknown Message")
		return nil, &a
	}
	return m, nil
}

func (s *Server) get(c *Call) Answer {
	m, refused := s.one(c)
	if refused != nil {
		return *refused
	}
	return jsonAnswer(http.StatusOK, s.legible(m, 0))
}

func (s *Server) edit(c *Call) Answer {
	m, refused := s.one(c)
	if refused != nil {
		return *refused
	}
	if m.Author.ID != s.ApplicationID {
		return refusal(403, 50005, "Cannot edit a message authored by another user")
	}
	if a := s.judge(c.Route, Check(Edit, c.Body, m)); a != nil {
		return *a
	}
	s.change(m, c.input)
	return jsonAnswer(http.StatusOK, s.messageJSON(m))
}

func (s *Server) remove(c *Call) Answer {
	m, refused := s.one(c)
	if refused != nil {
		return *refused
	}
	if m.Author.ID != s.ApplicationID {
		return refusal(403, 50013, "Missing Permissions")
	}
	m.Deleted = true
	return Answer{nothing.Status, http.Header{}, nil}
}

// threadOn is POST /channels/{id}/messages/{id}/threads; a message has one at most.
func (s *Server) threadOn(c *Call) Answer {
	m, refused := s.one(c)
	if refused != nil {
		return *refused
	}
	if m.Thread != "" {
		return refusal(400, 160004, "A thread has already been created for this message")
	}
	a, made := s.makeThread(c, m.ID)
	if made {
		m.Thread = m.ID
	}
	return a
}

func (s *Server) thread(c *Call) Answer {
	a, _ := s.makeThread(c, "")
	return a
}

func (s *Server) makeThread(c *Call, id string) (Answer, bool) {
	at, refused := s.found(c)
	if refused != nil {
		return *refused, false
	}
	if a := s.judge(c.Route, Check(Thread, c.Body, nil)); a != nil {
		return *a, false
	}
	if at.Kind != kindText {
		return refusal(400, 50024, "Cannot execute action on this channel type"), false
	}
	t := s.addChannel(Channel{ID: id, Name: text(c.input, "name"), GuildID: at.GuildID, Kind: kindThread, Parent: at.ID})
	out := s.threadJSON(t)
	s.dispatch(event{name: "THREAD_CREATE", guild: t.GuildID, needs: intentGuilds, data: out})
	return jsonAnswer(http.StatusCreated, out), true
}

func (s *Server) threadJSON(t Channel) object {
	out := channelJSON(t)
	out["owner_id"] = s.ApplicationID
	out["total_message_sent"], out["rate_limit_per_user"] = 0, 0
	return out
}

func (s *Server) typing(c *Call) Answer {
	at, refused := s.found(c)
	if refused != nil {
		return *refused
	}
	s.world.typing[at.ID]++
	for _, h := range slices.Backward(s.tasks.all) {
		if h.kind == 0 && h.Channel.ID == at.ID {
			h.acknowledgeOnce(answerDeferred)
			break
		}
	}
	return Answer{nothing.Status, http.Header{}, nil}
}

func (s *Server) getChannel(c *Call) Answer {
	at, ok := s.world.channels[c.vars["channel_id"]]
	if !ok {
		return refusal(404, 10003, "Unknown Channel")
	}
	out := channelJSON(at)
	if at.Kind == kindThread {
		out = s.threadJSON(at)
	}
	return jsonAnswer(http.StatusOK, out)
}

func (s *Server) getGuild(c *Call) Answer {
	for _, g := range s.world.guilds {
		if g.ID == c.vars["guild_id"] {
			return jsonAnswer(http.StatusOK, s.guildJSON(g))
		}
	}
	return refusal(404, 10004, "Unknown Guild")
}

func (s *Server) getMember(c *Call) Answer {
	u, ok := s.world.users[c.vars["user_id"]]
	if !ok {
		return refusal(404, 10007, "Unknown Member")
	}
	return jsonAnswer(http.StatusOK, memberJSON(u, true))
}

func (s *Server) me(*Call) Answer {
	out := userJSON(s.world.bot)
	out["mfa_enabled"], out["locale"], out["verified"] = false, "en-US", true
	return jsonAnswer(http.StatusOK, out)
}

func (s *Server) openDirect(c *Call) Answer {
	u, ok := s.world.users[text(c.input, "recipient_id")]
	if !ok {
		return refusal(400, 50033, "Invalid Recipient(s)")
	}
	out := channelJSON(s.direct(u.ID))
	out["recipients"] = []any{userJSON(u)}
	return jsonAnswer(http.StatusOK, out)
}

func (s *Server) application(*Call) Answer {
	return jsonAnswer(http.StatusOK, object{"id": s.ApplicationID, "name": s.world.bot.Name, "description": "", "icon": nil, "flags": 0,
		"verify_key": hexKey(s.PublicKey), "bot": userJSON(s.world.bot)})
}

// putCommands replaces all: those of a name and type that were there keep their ID.
func (s *Server) putCommands(c *Call) Answer {
	var list []object
	if err := json.Unmarshal(c.Body, &list); err != nil {
		return refusal(400, 50109, "The request body contains invalid JSON.")
	}
	guild := c.vars["guild_id"]
	kept := slices.DeleteFunc(slices.Clone(s.world.commands), func(o object) bool { return text(o, "guild_id") == guild })
	for _, command := range list {
		kept = append(kept, s.command(command, guild))
	}
	s.world.commands = kept
	return s.getCommands(c)
}

func (s *Server) command(in object, guild string) object {
	out := object{"id": s.world.id(), "application_id": s.ApplicationID, "version": s.world.id(), "type": 1, "description": "",
		"default_member_permissions": nil, "nsfw": false}
	if guild != "" {
		out["guild_id"] = guild
	}
	for k, v := range in {
		out[k] = v
	}
	if was := s.registered(text(in, "name"), max(number(in, "type"), 1), guild); was != nil && text(was, "guild_id") == guild {
		out["id"] = was["id"]
	}
	return out
}

func (s *Server) getCommands(c *Call) Answer {
	out := []any{}
	for _, command := range s.world.commands {
		if text(command, "guild_id") == c.vars["guild_id"] {
			out = append(out, command)
		}
	}
	return jsonAnswer(http.StatusOK, out)
}

// registered finds a command: a guild's own, or one that all have.
func (s *Server) registered(name string, kind int, guild string) (out object) {
	for _, command := range s.world.commands {
		of := text(command, "guild_id")
		if text(command, "name") == name && max(number(command, "type"), 1) == kind && (of == "" && out == nil || of == guild) {
			out = command
		}
	}
	return out
}

// Commands are those registered now, of all guilds ("") or of one.
func (s *Server) Commands(guild string) []map[string]any {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []map[string]any
	for _, command := range s.world.commands {
		if text(command, "guild_id") == guild {
			out = append(out, command)
		}
	}
	return out
}

func (s *Server) gatewayOpen(*Call) Answer {
	return jsonAnswer(http.StatusOK, object{"url": s.GatewayURL})
}

func (s *Server) gatewayBot(*Call) Answer {
	return jsonAnswer(http.StatusOK, object{"url": s.GatewayURL, "shards": s.config.shards, "session_start_limit": object{
		"total": max(1000, s.config.starts), "remaining": s.gateway.starts, "reset_after": 86400000, "max_concurrency": s.config.concurrency}})
}
