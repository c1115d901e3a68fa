package discordtest

import (
	"slices"
	"testing"
	"time"
)

// scene is what most tests begin with.
func scene(t *testing.T, opts ...Opt) (*Server, *client, User, Channel) {
	t.Helper()
	s := New(t, opts...)
	at := s.Channel(s.Guild("newsroom"), "general")
	return s, newClient(t, s).connect(), s.User("ada"), at
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	h := s.Slash(ada, at, "ask", With("question", "Who met?"), With("private", true), With("n", 3))
	in := c.until("INTERACTION_CREATE").Data
	if in["id"] != h.ID || in["guild_id"] != at.GuildID || text(child(child(in, "member"), "user"), "id") != ada.ID {
		t.Fatalf("%v", in)
	}
	if o := children(child(in, "data"), "options"); text(o[0], "value") != "Who met?" || number(o[1], "type") != 5 || number(o[2], "type") != 4 {
		t.Fatalf("%v", o)
	}
	c.want(204, "POST", h.callback(), object{"type": 5})
	<-h.Acknowledged()
	if m := s.Messages(at); len(m) != 1 || !m[0].Loading() || h.ResponseType() != 5 {
		t.Fatalf("%+v", m)
	}
	c.want(200, "PATCH", original(h), saying("They"))
	c.want(200, "PATCH", original(h), saying("They met."))
	if got := c.want(200, "GET", original(h), nil); got["content"] != "They met." || got["edited_timestamp"] == nil {
		t.Errorf("%v", got)
	}
	c.want(200, "POST", h.hook(), object{"content": "hush", "flags": 64, "allowed_mentions": none})
	final, err := h.Final(within(t))
	if err != nil || final.Content != "They met." || len(final.Versions) != 2 || final.Versions[0].Text != "They" {
		t.Errorf("%+v, %v", final, err)
	}
	if mine, all := s.Seen(ada, at), s.Seen(s.User("eve"), at); len(mine) != 2 || len(all) != 1 {
		t.Errorf("she sees %d, others see %d", len(mine), len(all))
	}
	if got := s.Tally(); got.Once != 1 || got.Messages != 2 || got.Interactions != 1 || len(h.Messages()) != 2 {
		t.Errorf("%+v", got)
	}
	c.want(204, "DELETE", original(h), nil)
	c.want(404, "GET", original(h), nil)
}

func TestComponentsAndModals(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	h := s.Slash(ada, at, "ask")
	buttons := []any{object{"type": 1, "components": []any{
		object{"type": 2, "style": 2, "label": "Sources", "custom_id": "sources:1"},
		object{"type": 2, "style": 2, "label": "Not helpful", "custom_id": "bad:1"}}},
		object{"type": 1, "components": []any{object{"type": 3, "custom_id": "which", "options": []any{object{"label": "A", "value": "a"}}}}}}
	got := c.want(200, "POST", h.callback()+"?with_response=true", object{"type": 4, "data": object{"content": "They met.", "components": buttons, "allowed_mentions": none}})
	if m := child(child(got, "resource"), "message"); m["content"] != "They met." {
		t.Fatalf("%v", got)
	}
	m := h.Messages()[0]
	click := s.Click(ada, m, m.Button("Sources").CustomID)
	c.until("INTERACTION_CREATE")
	in := c.until("INTERACTION_CREATE").Data
	if text(child(in, "message"), "id") != m.ID || text(child(in, "data"), "custom_id") != "sources:1" {
		t.Fatalf("%v", in)
	}
	c.want(204, "POST", click.callback(), object{"type": 7, "data": object{"content": "They met in Lugano.", "allowed_mentions": none}})
	if now := s.Messages(at)[0]; now.Content != "They met in Lugano." || len(now.Buttons()) != 2 {
		t.Errorf("%+v", now)
	}
	chosen := s.Select(ada, m, "which", "a")
	if in = c.until("INTERACTION_CREATE").Data; !slices.Equal(strs(child(in, "data")["values"]), []string{"a"}) {
		t.Errorf("%v", in)
	}
	c.want(204, "POST", chosen.callback(), object{"type": 6})
	c.want(200, "PATCH", original(chosen), saying("chosen"))
	if now := s.Messages(at); len(now) != 1 || now[0].Content != "chosen" {
		t.Errorf("%+v", now)
	}
	modal := s.Click(ada, m, "bad:1")
	form := object{"custom_id": "why", "title": "Why?", "components": []any{object{"type": 18, "label": "Reason", "component": object{"type": 4, "custom_id": "reason", "style": 2}}}}
	c.want(204, "POST", modal.callback(), object{"type": 9, "data": form})
	sent := s.Submit(modal, map[string]string{"reason": "late"})
	c.until("INTERACTION_CREATE")
	in = child(c.until("INTERACTION_CREATE").Data, "data")
	if got := child(children(in, "components")[0], "component"); in["custom_id"] != "why" || got["value"] != "late" {
		t.Errorf("%v", in)
	}
	c.want(204, "POST", sent.callback(), object{"type": 4, "data": object{"content": "Thanks.", "flags": 64, "allowed_mentions": none}})
}

func TestMessagesOfPeople(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	if h := s.Say(ada, at, "hello all"); text(c.until("MESSAGE_CREATE").Data, "content") != "" || h.Token != "" {
		t.Error("a bot without the privileged intent reads what is not for it")
	}
	h := s.Mention(ada, at, "who met?")
	if in := c.until("MESSAGE_CREATE").Data; in["content"] != "<@"+s.ApplicationID+"> who met?" || in["id"] != h.ID || in["guild_id"] != at.GuildID {
		t.Errorf("%v", in)
	}
	c.want(204, "POST", "/channels/"+at.ID+"/typing", nil)
	<-h.Acknowledged()
	reply := saying("They met.")
	reply["message_reference"] = object{"message_id": h.ID}
	c.want(200, "POST", "/channels/"+at.ID+"/messages", reply)
	if got := h.Messages(); len(got) != 1 || got[0].ReplyTo != h.ID || got[0].Pings.Any() || s.Typing(at) != 1 {
		t.Fatalf("%+v", got)
	}
	next := s.Reply(ada, h.Messages()[0], "where?")
	c.until("MESSAGE_CREATE")
	if in := c.until("MESSAGE_CREATE").Data; in["content"] != "where?" || child(in, "referenced_message")["content"] != "They met." {
		t.Errorf("%v", in)
	}
	thread := c.want(201, "POST", "/channels/"+at.ID+"/messages/"+h.Messages()[0].ID+"/threads", object{"name": "Meeting", "auto_archive_duration": 1440})
	c.want(200, "POST", "/channels/"+text(thread, "id")+"/messages", saying("Go on here."))
	if got := h.Messages(); len(got) != 2 || len(s.Threads(at)) != 1 || len(next.Messages()) != 0 {
		t.Errorf("%+v", got)
	}
	direct := s.DM(ada, "and then?")
	if in := c.until("MESSAGE_CREATE").Data; in["content"] == "and then?" && in["guild_id"] != nil {
		t.Errorf("%v", in)
	}
	c.want(200, "POST", "/channels/"+s.Direct(ada).ID+"/messages", saying("Nothing."))
	if got, err := direct.Final(within(t)); err != nil || got.Content != "Nothing." {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCommandsAndChoices(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	option := object{"type": 3, "name": "question", "description": "what to ask", "required": true, "autocomplete": true}
	c.want(200, "PUT", "/applications/"+s.ApplicationID+"/commands", []any{
		object{"name": "ask", "description": "Ask", "options": []any{option}},
		object{"name": "Ask about this", "type": 3},
		object{"name": "corpus", "description": "For admins", "default_member_permissions": "0", "options": []any{object{"type": 1, "name": "reload", "description": "Reload"}}}})
	if got := s.Visible(ada, s.Guild("newsroom")); !slices.Equal(got, []string{"ask", "Ask about this"}) || len(s.Visible(s.Admin("eve"), s.Guild("newsroom"))) != 3 {
		t.Errorf("%q", got)
	}
	h := s.Autocomplete(ada, at, "ask", With("question", "wh"))
	in := child(c.until("INTERACTION_CREATE").Data, "data")
	if o := children(in, "options")[0]; o["focused"] != true || in["id"] != s.Commands("")[0]["id"] {
		t.Errorf("%v", in)
	}
	c.want(204, "POST", h.callback(), object{"type": 8, "data": object{"choices": []any{object{"name": "who", "value": "who"}}}})
	if len(h.Choices()) != 1 {
		t.Errorf("%v", h.Choices())
	}
	sub := s.Slash(s.Admin("eve"), at, "corpus reload")
	if o := children(child(c.until("INTERACTION_CREATE").Data, "data"), "options")[0]; o["name"] != "reload" || number(o, "type") != 1 {
		t.Errorf("%v", o)
	}
	c.want(204, "POST", sub.callback(), object{"type": 5, "data": object{"flags": 64}})
	s.Say(ada, at, "They met in Lugano.")
	target := s.Messages(at)[0]
	menu := s.MessageCommand(ada, "Ask about this", target)
	in = child(c.until("INTERACTION_CREATE").Data, "data")
	if m := child(child(child(in, "resolved"), "messages"), target.ID); m["content"] != "They met in Lugano." {
		t.Errorf("%v", in)
	}
	c.want(204, "POST", menu.callback(), object{"type": 5})
	mustFail(t, "hand", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
		c.want(200, "PUT", "/applications/"+s.ApplicationID+"/commands", []any{object{"name": "ask", "description": "Ask"}})
		s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "aks")
	})
}

// At Discord a session begins where its client is told of guilds one by one, and of
// new ones as they come.
func TestGuildsLieOnTheirShards(t *testing.T) {
	t.Parallel()
	s := New(t, WithShards(2, 2))
	first, second := s.Guild("one"), s.Guild("two")
	clients := []*client{newClient(t, s), newClient(t, s)}
	for i, c := range clients {
		c.dial()
		c.op(opHello)
		id := c.identification()
		id["shard"] = []int{i, 2}
		c.send(opIdentify, id)
		c.until("READY")
	}
	if got := clients[0].until("GUILD_CREATE").Data["id"]; got != first.ID {
		t.Errorf("shard 0 has %v", got)
	}
	if got := clients[1].until("GUILD_CREATE").Data["id"]; got != second.ID {
		t.Errorf("shard 1 has %v", got)
	}
	if shards := s.Shards(); !slices.Equal(shards, []int{0, 1}) {
		t.Errorf("%v", shards)
	}
	h := s.Slash(s.User("ada"), s.Channel(second, "c"), "ask")
	clients[1].until("INTERACTION_CREATE")
	clients[1].want(204, "POST", h.callback(), object{"type": 5})
	third := s.Guild("three")
	if got := clients[0].until("GUILD_CREATE").Data["id"]; got != third.ID {
		t.Errorf("shard 0 has %v", got)
	}
}

func TestTimesOfAnInteraction(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	s, c, ada, at := scene(t, WithClock(clock))
	s.Expect("unanswered")
	h := s.Slash(ada, at, "ask")
	clock.Advance(answerWithin)
	if !h.Unanswered() || s.Tally().Unanswered != 1 {
		t.Error("3 s have passed")
	}
	c.want(404, "POST", h.callback(), object{"type": 5})
	h = s.Slash(ada, at, "ask")
	clock.Advance(2 * time.Second)
	if got := c.want(404, "PATCH", original(h), saying("early")); number(got, "code") != 10015 {
		t.Errorf("%v", got)
	}
	c.want(204, "POST", h.callback(), object{"type": 5})
	if h.Latency() != 2*time.Second {
		t.Errorf("%v", h.Latency())
	}
	clock.Advance(tokenLives - 3*time.Second)
	c.want(200, "PATCH", original(h), saying("late"))
	clock.Advance(time.Second)
	if got := c.want(401, "PATCH", original(h), saying("later")); number(got, "code") != 50027 {
		t.Errorf("%v", got)
	}
	h = s.Slash(ada, at, "ask")
	h.Expire()
	if !h.Unanswered() {
		t.Error("expired by hand")
	}
	h = s.Slash(ada, at, "ask")
	c.want(204, "POST", h.callback(), object{"type": 5})
	h.ExpireToken()
	c.want(401, "PATCH", original(h), saying("later"))
}
