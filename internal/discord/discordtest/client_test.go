package discordtest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// within bounds what a test waits for.
func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// client is a bot as small as can be: it does one thing at a time, as told.
type client struct {
	t       *testing.T
	s       *Server
	conn    *websocket.Conn
	session string
	seq     int
	http    *http.Client
}

type received struct {
	Op   int            `json:"op"`
	Seq  int            `json:"s"`
	Type string         `json:"t"`
	Data map[string]any `json:"-"`
	Raw  json.RawMessage
}

func (r *received) UnmarshalJSON(text []byte) error {
	var in struct {
		Op int             `json:"op"`
		S  int             `json:"s"`
		T  string          `json:"t"`
		D  json.RawMessage `json:"d"`
	}
	err := json.Unmarshal(text, &in)
	*r = received{Op: in.Op, Seq: in.S, Type: in.T, Raw: in.D}
	_ = json.Unmarshal(in.D, &r.Data) // not all are objects
	return err
}

func newClient(t *testing.T, s *Server) *client {
	t.Helper()
	c := &client{t: t, s: s, http: &http.Client{Transport: &http.Transport{}}}
	t.Cleanup(c.http.CloseIdleConnections)
	return c
}

// dial connects, without waiting for Hello.
func (c *client) dial() {
	c.t.Helper()
	conn, response, err := websocket.DefaultDialer.DialContext(within(c.t), c.s.GatewayURL+"/?v=10&encoding=json", nil)
	if err != nil {
		c.t.Fatal(err)
	}
	response.Body.Close()
	c.conn = conn
	c.t.Cleanup(func() { conn.Close() })
}

func (c *client) send(op int, data any) {
	c.t.Helper()
	if err := c.conn.WriteJSON(object{"op": op, "d": data}); err != nil {
		c.t.Fatal(err)
	}
}

// next is the next packet.
func (c *client) next() received {
	c.t.Helper()
	r, err := c.read()
	if err != nil {
		c.t.Fatal(err)
	}
	return r
}

func (c *client) read() (received, error) {
	_ = c.conn.SetReadDeadline(time.Now().Add(20 * time.Second))
	_, text, err := c.conn.ReadMessage()
	if err != nil {
		return received{}, err
	}
	var r received
	if err := json.Unmarshal(text, &r); err != nil {
		return r, err
	}
	if r.Seq > 0 {
		c.seq = r.Seq
	}
	return r, nil
}

// until reads on to an event of a type.
func (c *client) until(kind string) received {
	c.t.Helper()
	for {
		if r := c.next(); r.Type == kind {
			return r
		}
	}
}

// op wants the next packet to be of an operation.
func (c *client) op(op int) {
	c.t.Helper()
	r := c.next()
	if r.Op != op {
		c.t.Fatalf("operation %d %s, not %d", r.Op, r.Type, op)
	}
}

// closed wants the connection to be closed with a code.
func (c *client) closed(code int) {
	c.t.Helper()
	for {
		_, err := c.read()
		if err == nil {
			continue
		}
		got := 0 // without a close frame: 1006 is what the library makes of an end
		if closing := new(websocket.CloseError); errors.As(err, &closing) && closing.Code != websocket.CloseAbnormalClosure {
			got = closing.Code
		}
		if got != code {
			c.t.Fatalf("closed by %v, not %d", err, code)
		}
		return
	}
}

const someIntents = intentGuilds | intentGuildMessages | intentDirectMessages

func (c *client) identification() object {
	return object{"token": c.s.Token, "intents": someIntents, "properties": object{"os": "linux", "browser": "t", "device": "t"}}
}

// connect goes all the way to READY and the guilds.
func (c *client) connect() *client {
	c.t.Helper()
	c.dial()
	c.op(opHello)
	c.send(opIdentify, c.identification())
	c.session = text(c.until("READY").Data, "session_id")
	return c
}

func (c *client) resume() {
	c.t.Helper()
	c.dial()
	c.op(opHello)
	c.send(opResume, object{"token": c.s.Token, "session_id": c.session, "seq": c.seq})
}

// rest sends a request, and gives the status and the answer.
func (c *client) rest(method, path string, body any) (int, object, http.Header) {
	c.t.Helper()
	a, err := c.try(method, path, body)
	if err != nil {
		c.t.Fatal(err)
	}
	out, _ := decode(a.Body)
	return a.Status, out, a.Header
}

func (c *client) try(method, path string, body any) (Answer, error) {
	var payload io.Reader
	if body != nil {
		payload = bytes.NewReader(must(body))
	}
	r, err := http.NewRequestWithContext(within(c.t), method, c.s.URL+path, payload)
	if err != nil {
		return Answer{}, err
	}
	r.Header.Set("Authorization", "Bot "+c.s.Token)
	r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	response, err := c.http.Do(r)
	if err != nil {
		return Answer{}, err
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	return Answer{response.StatusCode, response.Header, text}, err
}

// want is a request whose status matters.
func (c *client) want(status int, method, path string, body any) object {
	c.t.Helper()
	got, out, _ := c.rest(method, path, body)
	if got != status {
		c.t.Fatalf("%s %s was answered %d, not %d: %v", method, path, got, status, out)
	}
	return out
}

var none = object{"parse": []any{}}

func saying(content string) object { return object{"content": content, "allowed_mentions": none} }

func (h *Handle) callback() string { return "/interactions/" + h.ID + "/" + h.Token + "/callback" }

func (h *Handle) hook() string { return "/webhooks/" + h.s.ApplicationID + "/" + h.Token }

func original(h *Handle) string { return h.hook() + "/messages/@original" }

// reported records what New would make of a test's end.
type reported struct {
	testing.TB
	errors   []string
	cleanups []func()
}

func (r *reported) Helper()             {}
func (r *reported) Logf(string, ...any) {}
func (r *reported) Error(args ...any)   { r.errors = append(r.errors, args[0].(string)) }
func (r *reported) Cleanup(f func())    { r.cleanups = append(r.cleanups, f) }

// failing runs what breaks a rule with a server of its own, and gives what the test
// would have failed for.
func failing(t *testing.T, opts []Opt, breaks func(*Server, *client)) []string {
	t.Helper()
	r := &reported{TB: t}
	s := New(r, opts...)
	breaks(s, newClient(t, s))
	for _, f := range slices.Backward(r.cleanups) {
		f()
	}
	return r.errors
}

// mustFail wants exactly one rule to have been broken.
func mustFail(t *testing.T, rule string, opts []Opt, breaks func(*Server, *client)) {
	t.Helper()
	got := failing(t, opts, breaks)
	if len(got) == 0 || slices.ContainsFunc(got, func(s string) bool { return !strings.HasPrefix(s, rule+":") }) {
		t.Errorf("the test would fail for %q, not for %s", got, rule)
	}
}
