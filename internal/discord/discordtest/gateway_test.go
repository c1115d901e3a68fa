package discordtest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// hasty lets clients identify as often as they like.
var hasty = WithIdentifyWindow(0, 0)

func TestResume(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t)
	c.until("GUILD_CREATE")
	s.Now(Drop)
	c.closed(0)
	first, second := s.Slash(ada, at, "ask"), s.Slash(ada, at, "ask")
	c.resume()
	for _, h := range []*Handle{first, second} {
		if r := c.next(); r.Data["id"] != h.ID {
			t.Errorf("%s %v", r.Type, r.Data)
		}
		c.want(204, "POST", h.callback(), object{"type": 5})
	}
	if r := c.next(); r.Type != "RESUMED" {
		t.Errorf("%+v", r)
	}
	s.At(AtResume, Duplicates)
	s.Now(CloseWith(4000))
	c.closed(4000)
	c.resume()
	var got []string
	for r := c.next(); r.Type != "RESUMED" || len(got) < 5; r = c.next() {
		got = append(got, r.Type)
	}
	if want := []string{"READY", "GUILD_CREATE", "INTERACTION_CREATE", "INTERACTION_CREATE", "RESUMED", "MESSAGE_CREATE", "MESSAGE_CREATE"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if n := s.Traffic(); n.Connections != 3 || n.Identifies != 1 || n.Resumed != 2 {
		t.Errorf("%+v", n)
	}
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t, hasty)
	c.until("GUILD_CREATE")
	s.Now(Drop)
	c.closed(0)
	h := s.Slash(ada, at, "ask")
	s.At(AtResume, InvalidSession(false))
	c.resume()
	if r := c.next(); r.Op != opInvalidSession || string(r.Raw) != "false" {
		t.Errorf("%+v", r)
	}
	if !h.Lost() || s.Tally().Lost != 1 {
		t.Error("what a session had to say is lost with it")
	}
	c.send(opIdentify, c.identification()) // on the same connection
	c.session = text(c.until("READY").Data, "session_id")
	for _, code := range []int{websocket.CloseNormalClosure, websocket.CloseGoingAway} {
		if err := c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second)); err != nil {
			t.Fatal(err)
		}
		c.closed(code)
		c.resume()
		c.op(opInvalidSession)
		c.connect()
	}
	if closes := s.Traffic().Closes; !slices.Contains(closes, 1000) || !slices.Contains(closes, 1001) {
		t.Errorf("%v", closes)
	}
	c.conn.Close() // without a close frame the session goes on
	c.resume()
	c.until("RESUMED")
}

func TestMovesAtEachStep(t *testing.T) {
	t.Parallel()
	s := New(t, hasty)
	s.Guild("g")
	c := newClient(t, s)
	s.At(AtConnect, Reconnect, CloseWith(4000), Drop, InvalidSession(true), Garbage)
	for _, check := range []func(){
		func() { c.op(opReconnect) }, func() { c.closed(4000) }, func() { c.closed(0) }, func() { c.op(opInvalidSession) },
		func() {
			if _, err := c.read(); err == nil {
				t.Error("garbage can be read")
			}
		},
	} {
		c.dial()
		check()
	}
	s.At(AtIdentify, Reconnect, InvalidSession(false), InvalidSession(true), CloseWith(4009), Drop, InTurn(Proceed, Reconnect))
	for _, check := range []func(){
		func() { c.op(opReconnect) }, func() { c.op(opInvalidSession) }, func() { c.op(opInvalidSession) }, func() { c.closed(4009) }, func() { c.closed(0) },
		func() { c.until("READY"); c.until("GUILD_CREATE"); c.op(opReconnect) },
	} {
		c.dial()
		c.op(opHello)
		c.send(opIdentify, c.identification())
		check()
	}
	s.At(AfterReady, InTurn(Undecodable, Unknown, AskHeartbeat, Event("TYPING_START", object{"user_id": "1"})))
	c.connect()
	c.until("GUILD_CREATE")
	if r := c.next(); r.Type != "MESSAGE_CREATE" || r.Data["author"] != 5.0 || r.Seq == 0 {
		t.Errorf("%+v", r)
	}
	c.until("QUANTUM_ENTANGLEMENT_UPDATE")
	c.op(99)
	c.op(opHeartbeat)
	c.until("TYPING_START")
	for i, move := range []Move{Reconnect, InvalidSession(true), Drop, CloseWith(4000)} {
		s.At([]Step{AtResume, AfterResume}[i%2], move)
		c.conn.Close()
		c.resume()
		if i%2 == 1 {
			c.until("RESUMED")
		}
		switch i {
		case 0:
			c.op(opReconnect)
		case 1:
			c.op(opInvalidSession)
		default:
			c.closed([]int{0, 0, 0, 4000}[i])
		}
	}
}

func TestHeartbeats(t *testing.T) {
	t.Parallel()
	s, c, _, _ := scene(t, WithHeartbeat(45*time.Second))
	c.until("GUILD_CREATE")
	c.send(opHeartbeat, c.seq)
	c.op(opACK)
	s.At(AtHeartbeat, NoACK)
	c.send(opHeartbeat, c.seq)
	c.send(opHeartbeat, nil)
	s.Now(Reconnect)
	// Both heartbeats must have come before the gateway asks to reconnect.
	for n := 0; n < 1; {
		if r := c.next(); r.Op == opACK {
			t.Fatal("an ACK was withheld and came")
		} else if r.Op == opReconnect {
			n++
		}
	}
	if err := s.Until(within(t), func() bool { return s.Traffic().Heartbeats == 3 }); err != nil {
		t.Error(err)
	}
}

// Silence sends nothing; what happens meanwhile is told after a resume.
func TestSilence(t *testing.T) {
	t.Parallel()
	s, c, ada, at := scene(t, hasty)
	c.until("GUILD_CREATE")
	s.Now(Silence)
	h := s.Slash(ada, at, "ask")
	c.send(opHeartbeat, c.seq)
	if err := s.Until(within(t), func() bool { return s.Traffic().Heartbeats == 1 }); err != nil {
		t.Fatal(err)
	}
	s.Now(Drop)
	c.closed(0)
	c.resume()
	if r := c.next(); r.Data["id"] != h.ID {
		t.Errorf("%+v", r)
	}
	c.want(204, "POST", h.callback(), object{"type": 5})
	c.conn.Close()
	s.At(AtIdentify, Silence)
	c.dial()
	c.op(opHello)
	c.send(opIdentify, c.identification())
	if err := s.Until(within(t), func() bool { return s.Traffic().Identifies == 2 }); err != nil {
		t.Fatal(err)
	}
	s.Now(Reconnect, Drop) // that it is silent, the end of the connection shows
	c.closed(0)
	s.AlwaysAt(AtConnect, Silence)
	c.dial()
	s.Now(Drop)
	c.closed(0)
	s.AlwaysAt(AtConnect, nil)
	s.Next(Drop)
	c.dial()
	c.closed(0)
	c.connect()
}

func TestGatewayRules(t *testing.T) {
	t.Parallel()
	identify := func(change func(object), then func(*client)) func(*Server, *client) {
		return func(_ *Server, c *client) {
			c.dial()
			c.op(opHello)
			id := c.identification()
			change(id)
			c.send(opIdentify, id)
			then(c)
		}
	}
	ready := func(c *client) { c.until("READY") }
	closes := func(code int) func(*client) { return func(c *client) { c.closed(code) } }
	for _, tt := range []struct {
		rule   string
		opts   []Opt
		breaks func(*Server, *client)
	}{
		{"token", nil, identify(func(o object) { o["token"] = "other" }, closes(4004))},
		{"identify-intents", nil, identify(func(o object) { o["intents"] = someIntents | intentMessageContent }, closes(4014))},
		{"identify-intents", nil, identify(func(o object) { delete(o, "intents") }, closes(4013))},
		{"identify-properties", nil, identify(func(o object) { delete(o, "properties") }, ready)},
		{"identify-properties", nil, identify(func(o object) { o["properties"] = object{"os": "linux", "device": "t"} }, ready)},
		{"identify-properties", nil, identify(func(o object) { o["properties"] = object{"$os": "linux", "$browser": "t"} }, ready)},
		{"identify-shard", nil, identify(func(o object) { o["shard"] = []int{2, 2} }, closes(4010))},
		{"gateway-decode", nil, identify(func(o object) { o["shard"] = "all" }, closes(4002))},
		{"identify-window", nil, func(_ *Server, c *client) {
			c.connect()
			c.dial()
			c.op(opHello)
			c.send(opIdentify, c.identification())
			c.op(opInvalidSession)
		}},
		{"identify-wait", []Opt{WithIdentifyWindow(0, time.Minute)}, func(s *Server, c *client) {
			s.At(AtIdentify, InvalidSession(false))
			c.dial()
			c.op(opHello)
			c.send(opIdentify, c.identification())
			c.op(opInvalidSession)
			c.send(opIdentify, c.identification())
			c.until("READY")
		}},
		{"identify-budget", []Opt{hasty, WithSessionStarts(1)}, func(_ *Server, c *client) {
			c.connect()
			if got := child(c.want(200, "GET", "/gateway/bot", nil), "session_start_limit"); number(got, "remaining") != 0 || number(got, "total") != 1000 {
				t.Errorf("%v", got)
			}
			c.dial()
			c.op(opHello)
			c.send(opIdentify, c.identification())
			c.op(opInvalidSession)
		}},
		{"gateway-rate", nil, func(_ *Server, c *client) {
			c.connect()
			for range perMinute {
				c.send(opHeartbeat, 1)
			}
			c.closed(4008)
		}},
		{"gateway-op", nil, func(_ *Server, c *client) {
			c.connect().send(77, nil)
			c.closed(4001)
		}},
		{"gateway-decode", nil, func(_ *Server, c *client) {
			c.connect()
			_ = c.conn.WriteMessage(websocket.TextMessage, []byte("{"))
			c.closed(4002)
		}},
		{"gateway-decode", nil, func(_ *Server, c *client) {
			c.dial()
			c.op(opHello)
			c.send(opResume, object{"seq": "last"})
			c.closed(4002)
		}},
		{"gateway-address", nil, func(s *Server, _ *client) {
			conn, response, err := websocket.DefaultDialer.Dial(s.GatewayURL+"/?v=9&encoding=json", nil)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			conn.Close()
		}},
	} {
		mustFail(t, tt.rule, tt.opts, tt.breaks)
	}
}

func TestGatewayRefuses(t *testing.T) {
	t.Parallel()
	s, c, _, _ := scene(t, hasty)
	c.send(opIdentify, c.identification())
	c.closed(4005)
	c.dial()
	c.op(opHello)
	c.send(opPresence, object{})
	c.closed(4003)
	c.connect()
	seq := c.seq
	c.conn.Close()
	c.seq = seq + 50
	c.resume()
	c.closed(4007)
	c.session = "unknown"
	c.resume()
	c.op(opInvalidSession)
	s.Expect("token")
	c.dial()
	c.op(opHello)
	c.send(opResume, object{"token": "other", "session_id": c.session, "seq": 1})
	c.closed(4004)
}

// With two places at once, shards of different buckets may begin together.
func TestConcurrencyHasBuckets(t *testing.T) {
	t.Parallel()
	clock := NewClock(time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC))
	s := New(t, WithShards(3, 2), WithClock(clock))
	begin := func(shard int) received {
		c := newClient(t, s)
		c.dial()
		c.op(opHello)
		id := c.identification()
		id["shard"] = []int{shard, 3}
		c.send(opIdentify, id)
		return c.next()
	}
	s.Expect("identify-window")
	for i, want := range []int{opDispatch, opDispatch, opInvalidSession} {
		if got := begin(i); got.Op != want {
			t.Errorf("shard %d: %+v", i, got)
		}
	}
	clock.Advance(5 * time.Second)
	if got := begin(2); got.Type != "READY" || fmt.Sprint(got.Data["shard"]) != "[2 3]" {
		t.Errorf("%+v", got)
	}
}
