package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/secret"

	"github.com/gorilla/websocket"
)

// fake is a Discord: REST and gateway, over pipes, which have a real HTTP and
// websocket on them and no network's time.
type fake struct {
	t      *testing.T
	server *http.Server
	pipes  *pipes
	// connection is called for each connection to the gateway, counted from 0.
	connection func(n int, c *conn)
	rest       http.HandlerFunc // what is not about the gateway
	bot        GatewayBot

	lock       sync.Mutex
	conns      int
	identifies []time.Time
	resumes    int
	queries    []url.Values
	hosts      []string
	payloads   []json.RawMessage // of IDENTIFY and RESUME
}

// pipes is a network of its own.
type pipes struct {
	calls chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.calls:
		return c, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.once.Do(func() { close(p.done) }); return nil }
func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "pipes"} }

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case p.calls <- far:
		return near, nil
	case <-p.done:
		return nil, &net.OpError{Op: "dial", Err: net.ErrClosed}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func newFake(t *testing.T, connection func(n int, c *conn)) *fake {
	t.Helper()
	f := &fake{
		t: t, connection: connection, pipes: &pipes{calls: make(chan net.Conn), done: make(chan struct{})},
		bot: GatewayBot{URL: "ws://gateway.test", Shards: 1, Limit: StartLimit{Total: 1000, Remaining: 1000, ResetAfter: 86_400_000, Concurrency: 1}},
	}
	f.server = &http.Server{Handler: http.HandlerFunc(f.serve)}
	go f.server.Serve(f.pipes)
	t.Cleanup(f.close)
	return f
}

func (f *fake) close() { f.server.Close(); f.pipes.Close() }

func (f *fake) serve(w http.ResponseWriter, req *http.Request) {
	switch {
	case websocket.IsWebSocketUpgrade(req):
		f.gateway(w, req)
	case strings.HasSuffix(req.URL.Path, "/gateway/bot"):
		f.lock.Lock()
		defer f.lock.Unlock()
		json.NewEncoder(w).Encode(f.bot)
	case f.rest != nil:
		f.rest(w, req)
	default:
		w.WriteHeader(http.StatusNoContent)
	}
}

func (f *fake) gateway(w http.ResponseWriter, req *http.Request) {
	var upgrade websocket.Upgrader
	ws, err := upgrade.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	defer ws.Close()
	f.lock.Lock()
	n := f.conns
	f.conns++
	f.queries = append(f.queries, req.URL.Query())
	f.hosts = append(f.hosts, req.Host)
	f.lock.Unlock()
	f.connection(n, &conn{Conn: ws, fake: f})
}

func (f *fake) counts() (identifies, resumes int) {
	f.lock.Lock()
	defer f.lock.Unlock()
	return len(f.identifies), f.resumes
}

// conn is a connection to the gateway, from its side.
type conn struct {
	*websocket.Conn
	fake *fake
	lock sync.Mutex
	mute bool // acknowledges nothing
}

func (c *conn) send(f string, args ...any) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.WriteMessage(websocket.TextMessage, fmt.Appendf(nil, f, args...))
}

func (c *conn) hello() { c.send(`{"op":10,"d":{"heartbeat_interval":41250}}`) }

// login reads what the client logs in with: 2 or 6; 0: it has gone.
func (c *conn) login() int {
	var f frame
	if err := c.ReadJSON(&f); err != nil {
		return 0
	}
	c.fake.lock.Lock()
	defer c.fake.lock.Unlock()
	c.fake.payloads = append(c.fake.payloads, f.Data)
	switch f.Op {
	case opIdentify:
		c.fake.identifies = append(c.fake.identifies, time.Now())
	case opResume:
		c.fake.resumes++
	}
	return f.Op
}

const readyEvent = `{"op":0,"s":1,"t":"READY","d":{"v":10,"session_id":"s1","resume_gateway_url":"ws://resume.test","user":{"id":"1","username":"Bot","bot":true},"application":{"id":"2"},"guilds":[{"id":"10","unavailable":true},{"id":"11","unavailable":true}]}}`

// join says Hello and answers the login as a gateway should.
func (c *conn) join() int {
	c.hello()
	op := c.login()
	switch op {
	case opIdentify:
		c.send(readyEvent)
	case opResume:
		c.send(`{"op":0,"s":9,"t":"RESUMED","d":{}}`)
	}
	return op
}

// stay acknowledges heartbeats until the client has gone, and gives the code that
// it closed with.
func (c *conn) stay() int {
	for {
		var f frame
		err := c.ReadJSON(&f)
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			return closed.Code
		} else if err != nil {
			return 0
		}
		if f.Op == opHeartbeat && !c.mute {
			c.send(`{"op":11}`)
		}
	}
}

func (c *conn) closeWith(code int) {
	c.lock.Lock()
	defer c.lock.Unlock()
	c.WriteMessage(websocket.CloseMessage, websocket.FormatCloseMessage(code, "because"))
}

// config reaches the fake.
func (f *fake) config() Config {
	return Config{
		Token: secret.New("a.very.secret-token"), API: "http://discord.test/api/v10", Dial: f.pipes.dial,
		Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// running is a link that runs against a fake.
type running struct {
	*Link
	result chan error
}

func (f *fake) run(c Config, h Handlers) *running {
	f.t.Helper()
	r := &running{Link: f.link(c, h), result: make(chan error, 1)}
	go func() { r.result <- r.Run(context.Background()) }()
	return r
}

func (f *fake) link(c Config, h Handlers) *Link {
	f.t.Helper()
	return New(f.client(c), h)
}

func (f *fake) client(c Config) *Client {
	f.t.Helper()
	client, err := NewClient(c)
	if err != nil {
		f.t.Fatal(err)
	}
	f.t.Cleanup(client.Close)
	return client
}

// end stops the link and all around it, as a bubble wants at its end.
func (f *fake) end(r *running) {
	f.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	if err := r.Stop(ctx); err != nil {
		f.t.Error(err)
	}
	r.client.Close()
	f.close()
}
