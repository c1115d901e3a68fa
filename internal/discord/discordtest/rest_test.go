package discordtest

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestScriptedFaults(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t, WithLimit("PATCH @original", 100, time.Second))
	h := s.Slash(ada, at, "ask")
	c.want(204, "POST", h.callback(), object{"type": 5})
	s.On("PATCH @original", Fail(502), WrongToken, Forbidden, NoAccess, UnknownMessage, UnknownWebhook, InvalidToken, AlreadyAcknowledged, UnknownInteraction, Refuse(400, 1, "no"))
	for _, want := range [][2]int{{502, 0}, {401, 0}, {403, 50013}, {403, 50001}, {404, 10008}, {404, 10015}, {401, 50027}, {400, 40060}, {404, 10062}, {400, 1}} {
		if status, body, _ := c.rest("PATCH", original(h), saying("x")); status != want[0] || number(body, "code") != want[1] {
			t.Errorf("%d %v, not %v", status, body, want)
		}
	}
	if m := h.Messages()[0]; !m.Loading() || s.Invalid() != 4 {
		t.Errorf("%+v, %d invalid", m, s.Invalid())
	}
	s.On("*", Times(2, Fail(503))...)
	c.want(503, "GET", "/users/@me", nil)
	c.want(503, "PATCH", original(h), saying("x"))
	c.want(200, "PATCH", original(h), saying("x"))
	s.Always("PATCH @original", func(c *Call) Fault {
		if strings.Contains(string(c.Body), "bad") {
			return Fail(500)
		}
		return nil
	})
	c.want(500, "PATCH", original(h), saying("bad"))
	c.want(200, "PATCH", original(h), saying("good"))
	defer func() {
		if recover() == nil {
			t.Error("a route that there is not")
		}
	}()
	s.On("PATCH @orignal", Reset)
}

func TestBrokenConnections(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	h := s.Slash(ada, at, "ask")
	s.On("POST callback", Reset, ResetAfter)
	for range 2 {
		if _, err := c.try("POST", h.callback(), object{"type": 5}); err == nil {
			t.Error("an answer on a connection that was reset")
		}
	}
	// The second was done: who asks again is no sinner.
	if got := c.want(400, "POST", h.callback(), object{"type": 5}); number(got, "code") != 40060 || h.Responses() != 2 {
		t.Errorf("%v", got)
	}
	s.On("PATCH @original", Cut)
	a, err := c.try("PATCH", original(h), saying("They met."))
	if err == nil || a.Status != 200 || len(a.Body) == 0 {
		t.Errorf("%d %q %v", a.Status, a.Body, err)
	}
	if h.Messages()[0].Content != "They met." {
		t.Error("it was done before the answer was cut")
	}
}

func TestGates(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	h := s.Slash(ada, at, "ask")
	before, after := NewGate(), NewGate()
	s.On("POST callback", before.Before(Good))
	s.On("PATCH @original", after.After)
	var wait sync.WaitGroup
	wait.Go(func() { c.want(204, "POST", h.callback(), object{"type": 5}) })
	<-before.Reached()
	select {
	case <-h.Acknowledged():
		t.Error("acknowledged while held up")
	default:
	}
	before.Open()
	<-h.Acknowledged()
	wait.Wait()
	wait.Go(func() { c.want(200, "PATCH", original(h), saying("They met.")) })
	<-after.Reached()
	if got := h.Messages()[0].Content; got != "They met." {
		t.Errorf("%q", got)
	}
	after.Open()
	wait.Wait()
}

// Stopping frees who waits at a gate.
func TestStopWithAGateShut(t *testing.T) {
	t.Parallel()
	s, stop := Start(WithoutSpec())
	c := newClient(t, s).connect()
	gate := NewGate()
	s.On("GET me", gate.Before(Good))
	var wait sync.WaitGroup
	wait.Go(func() { _, _ = c.try("GET", "/users/@me", nil) })
	<-gate.Reached()
	stop()
	stop()
	wait.Wait()
	if got := s.Problems(); len(got) > 0 {
		t.Errorf("%q", got)
	}
	if err := s.Until(within(t), func() bool { return false }); err == nil {
		t.Error("nothing changes any more")
	}
}

func TestBuckets(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	s, c, _, at := scene(t, WithClock(clock), WithLimit("POST messages", 2, 5*time.Second), WithGlobalLimit(3))
	other := s.Channel(s.Guild("newsroom"), "other")
	say := func(in Channel) (int, object, http.Header) {
		return c.rest("POST", "/channels/"+in.ID+"/messages", saying("hi"))
	}
	if status, _, h := say(at); status != 200 || h.Get("X-RateLimit-Limit") != "2" || h.Get("X-RateLimit-Remaining") != "1" || h.Get("X-RateLimit-Reset-After") != "5.000" || h.Get("X-RateLimit-Reset") != "1735689605.000" || h.Get("X-RateLimit-Bucket") == "" {
		t.Errorf("%d %v", status, h)
	}
	say(at)
	status, body, h := say(at)
	if status != 429 || h.Get("X-RateLimit-Scope") != "user" || h.Get("Retry-After") != "5" || body["retry_after"] != 5.0 || body["global"] != false || h.Get("X-RateLimit-Remaining") != "0" || h.Get("X-RateLimit-Global") != "" {
		t.Errorf("%d %v %v", status, body, h)
	}
	if status, body, h := say(other); status != 429 || h.Get("X-RateLimit-Scope") != "global" || h.Get("X-RateLimit-Global") != "true" || body["global"] != true || h.Get("Retry-After") != "1" {
		t.Errorf("%d %v %v", status, body, h)
	}
	clock.Advance(time.Second)
	if status, _, _ := say(other); status != 200 {
		t.Error("another channel has a bucket of its own")
	}
	clock.Advance(4 * time.Second)
	if status, _, _ := say(at); status != 200 {
		t.Error("the bucket is full again")
	}
	if s.TooManyRequests() != 2 || s.Invalid() != 2 {
		t.Errorf("%d, %d invalid", s.TooManyRequests(), s.Invalid())
	}
	s.On("GET me", TooMany(ScopeShared, 1500*time.Millisecond))
	if status, body, h := c.rest("GET", "/users/@me", nil); status != 429 || h.Get("X-RateLimit-Scope") != "shared" || h.Get("Retry-After") != "2" || body["retry_after"] != 1.5 || s.Invalid() != 2 {
		t.Errorf("%d %v %v", status, body, h)
	}
}

// Callbacks and what follows them are exempt from the global limit.
func TestExempt(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	s, c, ada, at := scene(t, WithClock(clock), WithGlobalLimit(0))
	h := s.Slash(ada, at, "ask")
	c.want(204, "POST", h.callback(), object{"type": 5})
	c.want(200, "PATCH", original(h), saying("hi"))
	c.want(200, "POST", h.hook(), saying("hi"))
	c.want(429, "GET", "/users/@me", nil)
}

func TestRESTRules(t *testing.T) {
	t.Parallel()
	ask := func(s *Server) (*Handle, Channel) {
		at := s.Channel(s.Guild("g"), "c")
		return s.Slash(s.User("ada"), at, "ask"), at
	}
	clock := NewClock(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	for _, tt := range []struct {
		rule   string
		opts   []Opt
		breaks func(*Server, *client)
	}{
		{"unanswered", nil, func(s *Server, c *client) { c.connect(); ask(s) }},
		{"unanswered", nil, func(s *Server, c *client) { c.connect(); h, _ := ask(s); h.Expire() }},
		{"second-response", nil, func(s *Server, c *client) {
			h, _ := ask(s)
			c.want(204, "POST", h.callback(), object{"type": 5})
			c.want(400, "POST", h.callback(), object{"type": 5})
		}},
		{"response", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
			c.connect()
			h, _ := ask(s)
			c.want(400, "POST", h.callback(), object{"type": 7, "data": saying("hi")})
		}},
		{"follow-up", nil, func(s *Server, c *client) {
			h, _ := ask(s)
			c.want(204, "POST", h.callback(), object{"type": 5})
			c.want(200, "POST", h.hook(), saying("hi"))
			if m := h.Messages(); len(m) != 1 || m[0].Loading() || m[0].Content != "hi" {
				t.Errorf("%+v", m)
			}
		}},
		{"v2-flag", nil, func(s *Server, c *client) {
			h, _ := ask(s)
			c.want(204, "POST", h.callback(), object{"type": 4, "data": v2(texts(1, 1)...)})
			c.want(400, "PATCH", original(h), object{"flags": 0, "components": texts(1, 1), "allowed_mentions": none})
		}},
		{"ping", nil, func(s *Server, c *client) {
			_, at := ask(s)
			c.want(200, "POST", "/channels/"+at.ID+"/messages", message("content", "<@"+s.User("ada").ID+">", "allowed_mentions", object{"parse": []any{"users"}}))
			if s.Tally().Pings != 1 {
				t.Error("a ping")
			}
		}},
		{"allowed-mentions", nil, func(s *Server, c *client) {
			_, at := ask(s)
			c.want(200, "POST", "/channels/"+at.ID+"/messages", object{"content": "hi"})
		}},
		{"content", []Opt{WithoutSpec()}, func(s *Server, c *client) {
			_, at := ask(s)
			c.want(400, "POST", "/channels/"+at.ID+"/messages", saying(x(2001)))
			if len(s.Messages(at)) != 0 {
				t.Error("what is refused is not seen")
			}
		}},
		{"route", nil, func(_ *Server, c *client) { c.want(404, "GET", "/voice/regions", nil) }},
		{"token", nil, func(s *Server, c *client) {
			c.s = &Server{URL: s.URL, Token: "other"}
			c.want(401, "GET", "/users/@me", nil)
		}},
		{"api-version", nil, func(s *Server, c *client) {
			c.s = &Server{URL: strings.Replace(s.URL, "v10", "v9", 1), Token: s.Token}
			c.want(200, "GET", "/users/@me", nil)
		}},
		{"user-agent", nil, func(s *Server, _ *client) {
			r, err := http.Get(s.URL + "/gateway")
			if err != nil {
				t.Fatal(err)
			}
			r.Body.Close()
		}},
		{"content-type", nil, func(s *Server, c *client) {
			r, _ := http.NewRequest(http.MethodPost, s.URL+"/users/@me/channels", strings.NewReader("x"))
			r.Header = http.Header{"Authorization": {"Bot " + s.Token}, "User-Agent": {"DiscordBot (a, 1)"}, "Content-Type": {"multipart/form-data"}}
			got, err := c.http.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			got.Body.Close()
		}},
		{"retry-after", []Opt{WithClock(clock)}, func(s *Server, c *client) {
			s.On("GET me", TooMany(ScopeUser, 10*time.Second))
			c.want(429, "GET", "/users/@me", nil)
			clock.Advance(time.Second)
			c.want(200, "GET", "/users/@me", nil)
		}},
		{"hand", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
			h, _ := ask(s)
			c.want(204, "POST", h.callback(), object{"type": 4, "data": saying("hi")})
			s.Click(s.User("ada"), h.Messages()[0], "nowhere")
		}},
		{"hand", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
			h, _ := ask(s)
			c.want(204, "POST", h.callback(), object{"type": 4, "data": message("flags", 64, "components", row(button("a", "a")))})
			s.Click(s.User("eve"), h.Messages()[0], "a")
		}},
		{"hand", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
			h, _ := ask(s)
			off := button("a", "a")
			off["disabled"] = true
			c.want(204, "POST", h.callback(), object{"type": 4, "data": message("components", row(off))})
			s.Click(s.User("ada"), h.Messages()[0], "a")
		}},
		{"hand", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
			h, _ := ask(s)
			c.want(204, "POST", h.callback(), object{"type": 5})
			s.Submit(h, nil)
		}},
		{"hand", []Opt{WithAllowed("unanswered")}, func(s *Server, c *client) {
			c.want(200, "PUT", "/applications/"+s.ApplicationID+"/commands", command("options", []any{option("question", true)}))
			s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "ask", With("qestion", "Who?"))
		}},
		{"invalid-requests", nil, func(s *Server, c *client) {
			for range 9999 { // as if they had come
				s.rest.invalid = append(s.rest.invalid, time.Now())
			}
			s.On("GET me", Forbidden)
			c.want(403, "GET", "/users/@me", nil)
		}},
		{"never", nil, func(s *Server, _ *client) { s.Expect("never") }},
	} {
		mustFail(t, tt.rule, tt.opts, tt.breaks)
	}
	mustFail(t, "spec", nil, func(s *Server, c *client) {
		loadSpec(t)
		h, _ := ask(s)
		c.want(204, "POST", h.callback(), object{"type": 5})
		c.want(400, "PATCH", original(h), message("components", "none"))
	})
	if got := failing(t, nil, func(s *Server, _ *client) { s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "ask") }); len(got) > 0 {
		t.Errorf("nobody was there to answer: %q", got)
	}
}

func TestForbiddenAndUnknown(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	s.Forbid(at)
	c.want(403, "POST", "/channels/"+at.ID+"/messages", saying("hi"))
	c.want(404, "POST", "/channels/5/messages", saying("hi"))
	c.want(404, "POST", "/interactions/5/token/callback", object{"type": 5})
	c.want(404, "PATCH", "/webhooks/"+s.ApplicationID+"/none/messages/@original", saying("hi"))
	c.want(403, "GET", "/applications/5/commands", nil)
	other := s.Channel(s.Guild("newsroom"), "other")
	h := s.Say(ada, other, "mine")
	c.want(403, "PATCH", "/channels/"+other.ID+"/messages/"+h.ID, saying("yours"))
	c.want(403, "DELETE", "/channels/"+other.ID+"/messages/"+h.ID, nil)
	said := c.want(200, "POST", "/channels/"+other.ID+"/messages", saying("hi"))
	c.want(200, "PATCH", "/channels/"+other.ID+"/messages/"+text(said, "id"), saying("ho"))
	c.want(204, "DELETE", "/channels/"+other.ID+"/messages/"+text(said, "id"), nil)
	if m, ok := s.Message(text(said, "id")); !ok || !m.Deleted || len(m.Versions) != 2 || len(s.Messages(other)) != 1 {
		t.Errorf("%+v", m)
	}
	c.want(400, "POST", "/channels/"+other.ID+"/messages", message("message_reference", object{"message_id": "5"}))
	c.want(200, "POST", "/channels/"+other.ID+"/messages", message("message_reference", object{"message_id": "5", "fail_if_not_exists": false}))
}

// A message that is sent again with its nonce is the one that is there already.
func TestNonce(t *testing.T) {
	t.Parallel()
	s, c, _, at := scene(t)
	path := "/channels/" + at.ID + "/messages"
	send := func(nonce string, enforce bool) any {
		payload := saying("They met.")
		payload["nonce"], payload["enforce_nonce"] = nonce, enforce
		return c.want(200, "POST", path, payload)["id"]
	}
	first := send("a", true)
	if again := send("a", true); again != first {
		t.Errorf("a second message: %v, %v", first, again)
	}
	if send("a", false) == first || send("b", true) == first || len(s.Messages(at)) != 3 {
		t.Errorf("%d messages, not 3", len(s.Messages(at)))
	}
}
