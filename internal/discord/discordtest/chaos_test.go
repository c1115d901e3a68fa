package discordtest

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// stubborn is a bot that comes back, and asks again until it is answered.
type stubborn struct {
	*client
	done map[string]bool
}

// serve answers whatever it is asked until the server has stopped.
func (b *stubborn) serve(stopped <-chan struct{}) {
	for fresh := true; ; {
		if !b.arrive(fresh) {
			select {
			case <-stopped:
				return
			default:
				continue
			}
		}
		fresh = b.listen()
		b.conn.Close()
	}
}

func (b *stubborn) arrive(fresh bool) bool {
	conn, response, err := websocket.DefaultDialer.Dial(b.s.GatewayURL+"/?v=10&encoding=json", nil)
	if err != nil {
		return false
	}
	response.Body.Close()
	b.conn = conn
	if _, err := b.read(); err != nil {
		return false
	}
	if fresh || b.session == "" {
		b.seq = 0
		return conn.WriteJSON(object{"op": opIdentify, "d": b.identification()}) == nil
	}
	return conn.WriteJSON(object{"op": opResume, "d": object{"token": b.s.Token, "session_id": b.session, "seq": b.seq}}) == nil
}

// listen says whether the session has ended.
func (b *stubborn) listen() bool {
	for {
		r, err := b.read()
		switch {
		case err != nil, r.Op == opReconnect:
			return false
		case r.Op == opInvalidSession:
			return string(r.Raw) == "false"
		case r.Type == "READY":
			b.session = text(r.Data, "session_id")
		case r.Type == "INTERACTION_CREATE" && !b.done[text(r.Data, "id")]:
			b.done[text(r.Data, "id")] = true
			b.answer(text(r.Data, "id"), text(r.Data, "token"))
		}
	}
}

func (b *stubborn) answer(id, token string) {
	b.insist("POST", "/interactions/"+id+"/"+token+"/callback", object{"type": 5})
	b.insist("PATCH", "/webhooks/"+b.s.ApplicationID+"/"+token+"/messages/@original", saying("They met."))
}

func (b *stubborn) insist(method, path string, body any) {
	for range 100 {
		a, err := b.try(method, path, body)
		switch {
		case err != nil || a.Status >= 500:
		case a.Status == 429:
			in, _ := decode(a.Body)
			wait, _ := in["retry_after"].(float64)
			<-time.After(time.Duration(wait * float64(time.Second)))
		default:
			return
		}
	}
}

func TestChaos(t *testing.T) {
	t.Parallel()
	s := New(t, hasty, WithChaos(7, Odds{Request: 0.3, Event: 0.1, Wait: 10 * time.Millisecond}), WithLimit("POST callback", 1000, time.Second))
	at := s.Channel(s.Guild("g"), "c")
	bot := &stubborn{newClient(t, s), map[string]bool{}}
	stopped := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() { bot.serve(stopped) })
	if err := s.Until(within(t), func() bool { return len(s.Shards()) == 1 }); err != nil {
		t.Fatal(err)
	}
	for i := range 40 {
		h := s.Slash(s.User(fmt.Sprint("user", i)), at, "ask")
		if _, err := h.Final(within(t)); err != nil || len(h.Finals()) != 1 {
			t.Errorf("%v, %d answers", err, len(h.Finals()))
		}
	}
	if got := s.Tally(); got.Once+got.Twice != 40 || s.Faults() < 20 {
		t.Errorf("%+v, %d faults", got, s.Faults())
	}
	s.Calm()
	faults := s.Faults()
	if _, err := s.Slash(s.User("ada"), at, "ask").Final(within(t)); err != nil || s.Faults() != faults {
		t.Error(err)
	}
	close(stopped)
	s.Now(CloseWith(4000))
	s.AlwaysAt(AtConnect, Drop)
	wait.Wait()
}

// The same seed gives the same faults.
func TestChaosIsRepeatable(t *testing.T) {
	t.Parallel()
	run := func(seed uint64) string {
		s, stop := Start(WithoutSpec(), WithChaos(seed, Odds{Request: 0.5, Wait: time.Millisecond}), WithLimit("GET me", 1000, time.Second), WithGlobalLimit(1000), WithAllowed("retry-after"))
		defer stop()
		c := newClient(t, s)
		var out strings.Builder
		for range 30 {
			a, err := c.try("GET", "/users/@me", nil)
			fmt.Fprint(&out, a.Status, err != nil, " ")
		}
		return out.String()
	}
	if a, b, other := run(1), run(1), run(2); a != b || a == other {
		t.Errorf("%s\n%s\n%s", a, b, other)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	s, c, _, at := scene(t)
	const n = 200
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() { s.Slash(s.User(fmt.Sprint("user", i)), at, "ask") })
	}
	for range n {
		in := c.until("INTERACTION_CREATE").Data
		wait.Go(func() {
			id, token := text(in, "id"), text(in, "token")
			c.want(204, "POST", "/interactions/"+id+"/"+token+"/callback", object{"type": 5})
			c.want(200, "PATCH", "/webhooks/"+s.ApplicationID+"/"+token+"/messages/@original", saying("They met."))
		})
	}
	wait.Wait()
	if got := s.Tally(); got.Once != n || got.Messages != n || len(s.Messages(at)) != n {
		t.Errorf("%+v", got)
	}
}

// Not parallel: it counts goroutines.
func TestNothingIsLeftRunning(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 5 {
		s, stop := Start(WithoutSpec(), hasty)
		c := newClient(t, s).connect()
		newClient(t, s).connect()
		h := s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "ask")
		c.want(204, "POST", h.callback(), object{"type": 5})
		c.http.CloseIdleConnections()
		stop()
		if err := s.Until(within(t), func() bool { return len(s.Shards()) == 0 }); err != nil {
			t.Error(err)
		}
	}
	for deadline := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+2 && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	if now := runtime.NumGoroutine(); now > before+2 {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines before, %d now:\n%s", before, now, stacks[:runtime.Stack(stacks, true)])
	}
}
