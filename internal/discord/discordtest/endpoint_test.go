package discordtest

import (
	"bytes"
	"crypto/ed25519"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"testing"
	"time"
)

// endpoint is a bot without a gateway: it checks signatures, and takes a body once.
type endpoint struct {
	s      *Server
	lock   sync.Mutex
	seen   map[string]bool
	answer func(object) (int, any)
}

func (e *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	signed, err := hex.DecodeString(r.Header.Get("X-Signature-Ed25519"))
	stamp := r.Header.Get("X-Signature-Timestamp")
	e.lock.Lock()
	replayed := e.seen[string(signed)]
	e.seen[string(signed)] = true
	e.lock.Unlock()
	at, _ := strconv.ParseInt(stamp, 10, 64)
	old := time.Since(time.Unix(at, 0)) > time.Minute
	if err != nil || len(signed) != ed25519.SignatureSize || replayed || old || !ed25519.Verify(e.s.PublicKey, append([]byte(stamp), body...), signed) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	in, _ := decode(body)
	status, out := e.answer(in)
	w.WriteHeader(status)
	if out != nil {
		_, _ = io.Copy(w, bytes.NewReader(must(out)))
	}
}

func served(t *testing.T, s *Server, answer func(object) (int, any)) {
	t.Helper()
	web := httptest.NewServer(&endpoint{s: s, seen: map[string]bool{}, answer: answer})
	t.Cleanup(web.Close)
	s.UseEndpoint(web.URL)
}

func TestEndpoint(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := newClient(t, s)
	served(t, s, func(in object) (int, any) {
		if number(in, "type") == kindPing {
			return 200, object{"type": 1}
		}
		return 200, object{"type": 5, "data": object{"flags": 64}}
	})
	ada, at := s.User("ada"), s.Channel(s.Guild("g"), "c")
	h := s.Slash(ada, at, "ask")
	<-h.Acknowledged()
	c.want(200, "PATCH", original(h), saying("They met."))
	if got := s.Seen(ada, at); len(got) != 1 || got[0].Content != "They met." {
		t.Errorf("%+v", got)
	}
	if err := s.Ping(within(t)); err != nil {
		t.Error(err)
	}
	for _, how := range []Forgery{Unsigned, WrongKey, ChangedBody, ChangedTime, NotHex, OldButGenuine} {
		if status, err := s.Forge(within(t), how); err != nil || status != 401 {
			t.Errorf("forgery %d: %d %v", how, status, err)
		}
	}
	if status, err := h.Replay(within(t)); err != nil || status != 401 {
		t.Errorf("%d %v", status, err)
	}
	if len(s.PublicKeyHex()) != 64 {
		t.Error(s.PublicKeyHex())
	}
}

func TestEndpointByREST(t *testing.T) {
	t.Parallel()
	s := New(t)
	c := newClient(t, s)
	served(t, s, func(object) (int, any) { return 202, nil })
	h := s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "ask")
	c.want(204, "POST", h.callback(), object{"type": 4, "data": saying("hi")})
	if err := h.Answered(within(t)); err != nil {
		t.Error(err)
	}
}

func TestEndpointRules(t *testing.T) {
	t.Parallel()
	for rule, answer := range map[string]func(object) (int, any){
		"endpoint":         func(object) (int, any) { return 500, nil },
		"allowed-mentions": func(object) (int, any) { return 200, object{"type": 4, "data": object{"content": "hi"}} },
		"content":          func(object) (int, any) { return 200, object{"type": 4, "data": saying(x(2001))} },
	} {
		mustFail(t, rule, []Opt{WithAllowed("unanswered")}, func(s *Server, _ *client) {
			served(t, s, answer)
			s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "ask")
			if err := s.Until(within(t), func() bool { return len(s.Violations()) > 0 }); err != nil {
				t.Error(err)
			}
		})
	}
	mustFail(t, "unanswered", nil, func(s *Server, _ *client) {
		gone := httptest.NewServer(http.NotFoundHandler())
		gone.Close()
		s.UseEndpoint(gone.URL)
		s.Slash(s.User("ada"), s.Channel(s.Guild("g"), "c"), "ask")
		if err := s.Ping(within(t)); err == nil {
			t.Error("nobody is there")
		}
	})
}
