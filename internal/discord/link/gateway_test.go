package link

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
)

// bubble runs a test in a time of its own, which costs nothing. It fails if any
// goroutine, of discordgo's as well, is left at the end.
func bubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, test)
}

// settle waits in the bubble's time, and until nothing happens any more.
func settle(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

const interactionEvent = `{"op":0,"s":5,"t":"INTERACTION_CREATE","d":{"id":"100","application_id":"2","type":2,"token":"itoken","channel_id":"20","user":{"id":"30","username":"Asker"},"data":{"name":"ask","type":1,"options":[{"name":"question","type":3,"value":"What?"}]}}}`

func TestSessionIsReadyAndClosed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		code := make(chan int, 1)
		f := newFake(t, func(_ int, c *conn) { c.join(); code <- c.stay() })
		readies, guilds := make(chan Ready, 1), make(chan int, 4)
		r := f.run(f.config(), Handlers{
			Ready:  func(_ context.Context, r Ready) { readies <- r },
			Guilds: func(n int) { guilds <- n },
		})
		ready := <-readies
		if ready.User.ID != "1" || ready.Application != "2" || ready.Guilds != 2 || ready.Shards != 1 || ready.Resumed {
			t.Errorf("got %+v", ready)
		}
		if n := <-guilds; n != 2 {
			t.Errorf("got %d guilds", n)
		}
		settle(10 * time.Minute)
		if s := r.Status().Shards[0]; s.State != StateConnected || s.Sessions != 1 || s.Resumes != 0 {
			t.Errorf("got %+v", s)
		}
		f.end(r)
		if err := <-r.result; err != nil {
			t.Error(err)
		}
		if got := <-code; got != websocket.CloseNormalClosure {
			t.Errorf("closed with %d", got)
		}
		var identify struct {
			Token    string
			Intents  int
			Shard    [2]int
			Presence any
		}
		if err := json.Unmarshal(f.payloads[0], &identify); err != nil {
			t.Fatal(err)
		}
		if identify.Token != "a.very.secret-token" || identify.Intents != 1<<0|1<<9|1<<12 || identify.Shard != [2]int{0, 1} || identify.Presence != nil {
			t.Errorf("got %s", f.payloads[0])
		}
		if v := f.queries[0].Get("v"); v != "10" {
			t.Errorf("version %q of the gateway", v)
		}
	})
}

// misbehaviours are what a gateway does on its first connections; after those it
// behaves, and the session must be there within a time.
var misbehaviours = map[string]struct {
	bad         func(n int, c *conn)
	times       int
	within      time.Duration
	identifies  int
	resumes     int
	wantResumed bool
}{
	"op 7 in place of Hello":    {func(_ int, c *conn) { c.send(`{"op":7,"d":null}`); c.stay() }, 2, time.Minute, 1, 0, false},
	"op 9 in place of Hello":    {func(_ int, c *conn) { c.send(`{"op":9,"d":false}`); c.stay() }, 2, time.Minute, 1, 0, false},
	"silence before Hello":      {func(_ int, c *conn) { c.stay() }, 2, time.Minute, 1, 0, false},
	"silence after Hello":       {func(_ int, c *conn) { c.hello(); c.login(); c.stay() }, 2, 2 * time.Minute, 3, 0, false},
	"op 7 after IDENTIFY":       {func(_ int, c *conn) { c.hello(); c.login(); c.send(`{"op":7,"d":null}`); c.stay() }, 2, time.Minute, 3, 0, false},
	"op 9 after IDENTIFY":       {func(_ int, c *conn) { c.hello(); c.login(); c.send(`{"op":9,"d":false}`); c.stay() }, 2, time.Minute, 3, 0, false},
	"dropped at once":           {func(_ int, c *conn) { c.NetConn().Close() }, 3, time.Minute, 1, 0, false},
	"dropped after Hello":       {func(_ int, c *conn) { c.hello(); c.NetConn().Close() }, 3, time.Minute, 1, 0, false},
	"interval of 0":             {func(_ int, c *conn) { c.send(`{"op":10,"d":{"heartbeat_interval":0}}`); c.stay() }, 2, time.Minute, 1, 0, false},
	"a READY without a session": {func(_ int, c *conn) { c.hello(); c.login(); c.send(`{"op":0,"s":1,"t":"READY","d":null}`); c.stay() }, 1, time.Minute, 2, 0, false},
	"no JSON and binary": {func(_ int, c *conn) {
		c.hello()
		c.login()
		c.send("{")
		c.WriteMessage(websocket.BinaryMessage, []byte("x"))
		c.NetConn().Close()
	}, 1, time.Minute, 2, 0, false},
	"op 7 when ready":           {thenReady(func(c *conn) { c.send(`{"op":7,"d":null}`); c.stay() }), 1, time.Minute, 1, 1, true},
	"op 9 resumable":            {thenReady(func(c *conn) { c.send(`{"op":9,"d":true}`); c.stay() }), 1, time.Minute, 1, 1, true},
	"op 9 when ready":           {thenReady(func(c *conn) { c.send(`{"op":9,"d":false}`); c.stay() }), 1, time.Minute, 2, 0, false},
	"dropped when ready":        {thenReady(func(c *conn) { c.NetConn().Close() }), 1, time.Minute, 1, 1, true},
	"closed with 4000":          {thenReady(func(c *conn) { c.closeWith(4000); c.stay() }), 1, time.Minute, 1, 1, true},
	"closed with 1001":          {thenReady(func(c *conn) { c.closeWith(1001); c.stay() }), 1, time.Minute, 1, 1, true},
	"closed with 4009":          {thenReady(func(c *conn) { c.closeWith(4009); c.stay() }), 1, time.Minute, 2, 0, false},
	"no heartbeat acknowledged": {thenReady(func(c *conn) { c.mute = true; c.stay() }), 1, 3 * time.Minute, 1, 1, true},
	"op 7 while resuming": {func(n int, c *conn) {
		if n == 0 {
			c.join()
			c.NetConn().Close()
			return
		}
		c.hello()
		c.login()
		c.send(`{"op":7,"d":null}`)
		c.stay()
	}, 3, 2 * time.Minute, 1, 3, true},
	"op 9 while resuming": {func(n int, c *conn) {
		if n == 0 {
			c.join()
			c.NetConn().Close()
			return
		}
		c.hello()
		c.login()
		c.send(`{"op":9,"d":false}`)
		c.stay()
	}, 2, 2 * time.Minute, 2, 1, false},
	"silence while resuming": {func(n int, c *conn) {
		if n == 0 {
			c.join()
			c.NetConn().Close()
			return
		}
		c.hello()
		c.login()
		c.stay()
	}, 2, 2 * time.Minute, 1, 2, true},
	"events that are none": {thenReady(func(c *conn) {
		for _, d := range []string{`null`, `{}`, `[]`, `7`, `{"author":null}`, `{"id":5,"author":[]}`, `{"guilds":[null]}`} {
			for _, kind := range []string{"MESSAGE_CREATE", "INTERACTION_CREATE", "GUILD_CREATE", "GUILD_DELETE", "GUILD_UPDATE", "VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE", "RESUMED", "NEWS"} {
				c.send(`{"op":0,"s":3,"t":%q,"d":%s}`, kind, d)
			}
		}
		c.NetConn().Close()
	}), 1, time.Minute, 1, 1, true},
}

func thenReady(bad func(c *conn)) func(int, *conn) {
	return func(_ int, c *conn) { c.join(); bad(c) }
}

func TestGatewayThatMisbehavesIsSurvived(t *testing.T) {
	t.Parallel()
	for name, m := range misbehaviours {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				good := make(chan int, 1)
				f := newFake(t, func(n int, c *conn) {
					if n < m.times {
						m.bad(n, c)
						return
					}
					op := c.join()
					c.send(interactionEvent)
					good <- op
					c.stay()
				})
				handled := make(chan *Interaction, 1)
				began := time.Now()
				r := f.run(f.config(), Handlers{Interaction: func(_ context.Context, i *Interaction) { handled <- i }})
				if op := <-good; (op == opResume) != m.wantResumed {
					t.Errorf("it came back with op %d", op)
				}
				if i := <-handled; i.Option("question") != "What?" || i.User.Name != "Asker" {
					t.Errorf("got %+v", i)
				}
				took := time.Since(began)
				identifies, resumes := f.counts()
				if took > m.within || identifies != m.identifies || resumes != m.resumes {
					t.Errorf("after %s, %d IDENTIFYs and %d RESUMEs; want at most %s, %d and %d", took, identifies, resumes, m.within, m.identifies, m.resumes)
				}
				t.Logf("back after %s with %d IDENTIFYs and %d RESUMEs", took.Round(time.Millisecond), identifies, resumes)
				f.end(r)
			})
		})
	}
}

func TestInvalidSessionIsAnsweredAfterASecond(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var told, back time.Time
		done := make(chan struct{})
		f := newFake(t, func(n int, c *conn) {
			if n == 0 {
				c.join()
				told = time.Now()
				c.send(`{"op":9,"d":true}`)
				c.stay()
				return
			}
			back = time.Now()
			close(done)
			c.join()
			c.stay()
		})
		r := f.run(f.config(), Handlers{})
		<-done
		if waited := back.Sub(told); waited < time.Second || waited > 7*time.Second {
			t.Errorf("waited %s", waited)
		}
		f.end(r)
	})
}

func TestReconnectingKeepsTheSession(t *testing.T) {
	bubble(t, func(t *testing.T) {
		codes := make(chan int, 2)
		f := newFake(t, func(n int, c *conn) {
			c.join()
			if n == 0 { // once it reads again: a pipe holds nothing
				time.AfterFunc(time.Second, func() { c.send(`{"op":7,"d":null}`) })
			}
			codes <- c.stay()
		})
		r := f.run(f.config(), Handlers{})
		if code := <-codes; code != closeAgain {
			t.Errorf("closed with %d, which may end the session", code)
		}
		settle(time.Minute)
		var resume struct {
			Token   string
			Session string `json:"session_id"`
			Seq     int
		}
		if err := json.Unmarshal(f.payloads[1], &resume); err != nil || resume.Token != "a.very.secret-token" || resume.Session != "s1" || resume.Seq != 1 {
			t.Errorf("resumed with %s", f.payloads[1])
		}
		if f.hosts[0] != "gateway.test" || f.hosts[1] != "resume.test" {
			t.Errorf("at %v", f.hosts)
		}
		f.end(r)
	})
}

func TestSessionThatDoesNotEndIsDropped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		s, began := &shard{ended: make(chan struct{})}, time.Now()
		opened := make(chan error, 1)
		if s.quiet(opened) || time.Since(began) != patience {
			t.Errorf("Open that hangs: %s", time.Since(began))
		}
		opened <- nil
		if s.quiet(opened) || time.Since(began) != 2*patience {
			t.Errorf("Close that hangs: %s", time.Since(began))
		}
	})
}

func TestFinalClosingsSayWhatToSet(t *testing.T) {
	t.Parallel()
	for code, word := range map[int]string{4004: "DISCORD_TOKEN", 4010: "DISCORD_SHARDS", 4011: "DISCORD_SHARDS", 4012: "version", 4013: "intents", 4014: "intents"} {
		t.Run(word, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newFake(t, func(_ int, c *conn) { c.hello(); c.login(); c.closeWith(code); c.stay() })
				r := f.run(f.config(), Handlers{})
				err := <-r.result
				var final *FinalError
				if !errors.As(err, &final) || final.Code != code || !strings.Contains(err.Error(), word) {
					t.Errorf("got %v", err)
				}
				if n, _ := f.counts(); n != 1 {
					t.Errorf("%d IDENTIFYs", n)
				}
				f.end(r)
			})
		})
	}
}
