package link

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// answers counts what each interaction got, by its id.
type answers struct {
	lock sync.Mutex
	by   map[string][]string
}

func (a *answers) serve(w http.ResponseWriter, req *http.Request) {
	a.lock.Lock()
	defer a.lock.Unlock()
	if parts := strings.Split(req.URL.Path, "/"); strings.HasSuffix(req.URL.Path, "/callback") {
		a.by[parts[4]] = append(a.by[parts[4]], req.URL.Path)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (a *answers) check(t *testing.T, ids int) {
	t.Helper()
	a.lock.Lock()
	defer a.lock.Unlock()
	for id := range ids {
		if n := len(a.by[fmt.Sprint(id)]); n != 1 {
			t.Errorf("interaction %d got %d responses", id, n)
		}
	}
}

// sending is a fake whose gateway sends so many interactions, each twice.
func sending(t *testing.T, n int) (*fake, *answers) {
	t.Helper()
	a := &answers{by: map[string][]string{}}
	f := newFake(t, func(_ int, c *conn) {
		c.join()
		for id := range n {
			for range 2 {
				c.send(`{"op":0,"s":5,"t":"INTERACTION_CREATE","d":{"id":"%d","application_id":"2","type":2,"token":"t%d","user":{"id":"30"},"data":{"name":"ask"}}}`, id, id)
			}
		}
		c.stay()
	})
	f.rest = a.serve
	return f, a
}

func TestEveryInteractionGetsOneResponse(t *testing.T) {
	t.Parallel()
	handlers := map[string]func(*Client, context.Context, *Interaction){
		"answered":   func(c *Client, ctx context.Context, i *Interaction) { c.Respond(ctx, i, DeferredMessage, nil) },
		"unanswered": func(*Client, context.Context, *Interaction) {},
		"panicking":  func(*Client, context.Context, *Interaction) { panic("a bug") },
		"panicking late": func(c *Client, ctx context.Context, i *Interaction) {
			c.Respond(ctx, i, DeferredMessage, nil)
			panic("a bug")
		},
		"slow": func(_ *Client, ctx context.Context, _ *Interaction) { pause(ctx, 2*time.Second) },
	}
	for name, handle := range handlers {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f, got := sending(t, 40)
				config := f.config()
				config.Places = 10
				var calls atomic.Int64
				client := f.client(config)
				r := &running{result: make(chan error, 1)}
				r.Link = New(client, Handlers{Interaction: func(ctx context.Context, i *Interaction) { calls.Add(1); handle(client, ctx, i) }})
				go func() { r.result <- r.Run(context.Background()) }()
				settle(10 * time.Second)
				got.check(t, 40)
				s := r.Status()
				if int(calls.Load())+int(s.Refused) != 40 || s.Unanswered != 0 {
					t.Errorf("%d calls, %+v", calls.Load(), s)
				}
				if name == "slow" && calls.Load() != 10 {
					t.Errorf("%d at once in 10 places", calls.Load())
				}
				f.end(r)
			})
		})
	}
}

func TestStopInMidHandler(t *testing.T) {
	t.Parallel()
	for name, takes := range map[string]time.Duration{"in time": 5 * time.Second, "too slow": time.Hour} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				var from *conn
				begun, code := make(chan struct{}), make(chan int, 1)
				f := newFake(t, func(_ int, c *conn) {
					from = c
					c.join()
					c.send(interactionEvent)
					code <- c.stay()
				})
				got := &answers{by: map[string][]string{}}
				f.rest = got.serve
				var cause error
				reasons := make(chan Reason, 2)
				r := f.run(f.config(), Handlers{
					Interaction: func(ctx context.Context, _ *Interaction) {
						close(begun)
						pause(ctx, takes)
						cause = context.Cause(ctx)
					},
					Refuse: func(_ *Interaction, why Reason) (ResponseKind, any) {
						reasons <- why
						return DeferredMessage, nil
					},
				})
				<-begun
				time.AfterFunc(time.Second, func() { from.send("%s", strings.ReplaceAll(interactionEvent, `"100"`, `"101"`)) })
				ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
				defer cancel()
				began := time.Now()
				if err := r.Stop(ctx); err != nil {
					t.Error(err)
				}
				took := time.Since(began)
				if slow := takes > time.Minute; slow != errors.Is(cause, ErrStopped) || (slow && took < 10*time.Second) || took > 15*time.Second {
					t.Errorf("stopped after %s with cause %v", took, cause)
				}
				if <-code != 1000 || <-reasons != Stopping || len(got.by["101"]) != 1 {
					t.Errorf("who came while stopping: %v", got.by)
				}
				f.end(r)
			})
		})
	}
}

func TestMessagesMeantForTheBot(t *testing.T) {
	t.Parallel()
	for data, meant := range map[string]bool{
		`"guild_id":"9","mentions":[{"id":"1"}],"content":"<@1> who?","author":{"id":"30"}`:                          true,
		`"content":"who?","author":{"id":"30"}`:                                                                      true,
		`"guild_id":"9","content":"chat","author":{"id":"30"}`:                                                       false,
		`"guild_id":"9","mentions":[{"id":"1"}],"author":{"id":"31","bot":true}`:                                     false,
		`"guild_id":"9","mentions":[{"id":"1"}],"author":{"id":"30"},"webhook_id":"5"`:                               false,
		`"guild_id":"9","mentions":[{"id":"1"}],"author":null`:                                                       false,
		`"guild_id":"9","mentions":[{"id":"1"}]`:                                                                     false,
		`"author":{"id":"1"}`:                                                                                        false,
		`"type":7,"author":{"id":"30"}`:                                                                              false,
		`"type":19,"author":{"id":"30"},"content":"x","message_reference":{"message_id":"4"},"referenced_message":5`: true,
		`"author":{"id":"30"},"content":"x","components":[{"type":99}],"embeds":7,"mentions":"none","timestamp":1`:   true,
	} {
		t.Run(data, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newFake(t, func(_ int, c *conn) {
					c.join()
					for range 2 {
						c.send(`{"op":0,"s":3,"t":"MESSAGE_CREATE","d":{"id":"77","channel_id":"8",%s}}`, data)
					}
					c.stay()
				})
				var got []*Message
				r := f.run(f.config(), Handlers{Message: func(_ context.Context, m *Message) { got = append(got, m) }})
				settle(time.Second)
				if (len(got) == 1) != meant || len(got) > 1 {
					t.Errorf("handled %d times", len(got))
				}
				if len(got) > 0 && strings.Contains(got[0].Without("1"), "<@") {
					t.Errorf("got %q", got[0].Without("1"))
				}
				f.end(r)
			})
		})
	}
}

func TestReplayAfterResumeIsHandledOnce(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(n int, c *conn) {
			if n == 0 {
				c.join()
				c.send(interactionEvent)
				c.NetConn().Close()
				return
			}
			c.hello()
			c.login()
			c.send(interactionEvent) // replayed, and before RESUMED
			c.send("%s", strings.ReplaceAll(interactionEvent, `"100"`, `"101"`))
			c.send(`{"op":0,"s":9,"t":"RESUMED","d":{}}`)
			c.stay()
		})
		var handled atomic.Int64
		resumed := make(chan struct{})
		r := f.run(f.config(), Handlers{
			Interaction: func(context.Context, *Interaction) { handled.Add(1) },
			Ready: func(_ context.Context, r Ready) {
				if r.Resumed {
					close(resumed)
				}
			},
		})
		<-resumed
		settle(time.Second)
		if handled.Load() != 2 {
			t.Errorf("two interactions were handled %d times", handled.Load())
		}
		f.end(r)
		if len(f.queries) != 2 {
			t.Errorf("%d connections", len(f.queries))
		}
	})
}
