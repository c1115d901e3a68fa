package link

import (
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// signer is Discord, as far as the endpoint knows it.
type signer struct {
	key     ed25519.PrivateKey
	handler http.Handler
}

// endpointOf is a link's endpoint.
func endpointOf(t *testing.T, l *Link) *signer {
	t.Helper()
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	h, err := l.Endpoint(hex.EncodeToString(public))
	if err != nil {
		t.Fatal(err)
	}
	return &signer{private, h}
}

func (s *signer) request(body string, at time.Time) *http.Request {
	stamp := fmt.Sprint(at.Unix())
	req := httptest.NewRequest(http.MethodPost, "/interactions", strings.NewReader(body))
	req.Header.Set("X-Signature-Timestamp", stamp)
	req.Header.Set("X-Signature-Ed25519", hex.EncodeToString(ed25519.Sign(s.key, []byte(stamp+body))))
	return req
}

func (s *signer) send(req *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, req)
	return w
}

const overHTTP = `{"id":"1","application_id":"2","type":2,"token":"t","user":{"id":"30"},"data":{"name":"ask","type":1}}`

func TestEndpointRefusesWhatDiscordHasNotSigned(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, nil)
		l := f.link(f.config(), Handlers{Interaction: func(ctx context.Context, i *Interaction) {
			if i.first.give(i, json.RawMessage(`{"type":5}`)) != nil {
				t.Error("answered twice")
			}
			<-ctx.Done()
		}})
		s := endpointOf(t, l)
		forged := map[string]func(*http.Request){
			"no signature":        func(r *http.Request) { r.Header.Del("X-Signature-Ed25519") },
			"no timestamp":        func(r *http.Request) { r.Header.Del("X-Signature-Timestamp") },
			"another timestamp":   func(r *http.Request) { r.Header.Set("X-Signature-Timestamp", fmt.Sprint(time.Now().Unix()+1)) },
			"half a signature":    func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", r.Header.Get("X-Signature-Ed25519")[:64]) },
			"not hexadecimal":     func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", strings.Repeat("zz", 64)) },
			"another's signature": func(r *http.Request) { r.Header.Set("X-Signature-Ed25519", strings.Repeat("00", 64)) },
		}
		for name, forge := range forged {
			req := s.request(`{"type":1}`, time.Now())
			forge(req)
			if w := s.send(req); w.Code != http.StatusUnauthorized {
				t.Errorf("%s: %d", name, w.Code)
			}
		}
		for _, off := range []time.Duration{-31 * time.Second, 32 * time.Second, -time.Hour} {
			if w := s.send(s.request(`{"type":1}`, time.Now().Add(off))); w.Code != http.StatusUnauthorized {
				t.Errorf("%s off: %d", off, w.Code)
			}
		}
		if w := s.send(s.request(`{"type":1}`, time.Now())); w.Code != 200 || w.Body.String() != `{"type":1}` {
			t.Errorf("PING: %d %s", w.Code, w.Body)
		}
		ahead := time.Now().Add(29 * time.Second)
		if w := s.send(s.request(overHTTP, ahead)); w.Code != 200 || w.Body.String() != `{"type":5}` {
			t.Errorf("got %d %s", w.Code, w.Body)
		}
		for range 5 { // as long as its time is good
			if w := s.send(s.request(overHTTP, ahead)); w.Code != http.StatusUnauthorized {
				t.Errorf("replayed: %d", w.Code)
			}
			later(10 * time.Second)
			s.send(s.request(`{"type":1}`, time.Now()))
		}
		if w := s.send(s.request(strings.Repeat(" ", mostBody+1), time.Now())); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("too long: %d", w.Code)
		}
		for _, body := range []string{"", "{", "null", "[]", `{"type":2}`, `{"type":9,"id":"1","token":"x","user":{"id":"3"}}`} {
			if w := s.send(s.request(body, time.Now())); w.Code != http.StatusBadRequest {
				t.Errorf("%s: %d", body, w.Code)
			}
		}
		if w := s.send(httptest.NewRequest(http.MethodGet, "/", nil)); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("GET: %d", w.Code)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := l.Stop(ctx); err != nil {
			t.Error(err)
		}
		f.close()
	})
}

func TestEndpointAnswersWithTheFirstResponse(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		body    string
		handle  func(context.Context, *Client, *Interaction) error
		want    string
		after   time.Duration
		refused bool
	}{
		"at once": {overHTTP, func(ctx context.Context, c *Client, i *Interaction) error {
			return c.Respond(ctx, i, DeferredMessage, nil)
		}, `{"type":5}`, 0, false},
		"a message": {overHTTP, func(ctx context.Context, c *Client, i *Interaction) error {
			return c.Respond(ctx, i, NewMessage, map[string]any{"content": "x"})
		}, `{"data":{"allowed_mentions":{"parse":[]},"content":"x"},"type":4}`, 0, false},
		"too late": {overHTTP, func(ctx context.Context, c *Client, i *Interaction) error {
			pause(ctx, 2800*time.Millisecond)
			return c.Respond(ctx, i, DeferredMessage, nil)
		}, `{"data":{"flags":64},"type":5}`, hold, true},
		"a button, too late": {`{"id":"1","type":3,"token":"t","user":{"id":"30"},"data":{"custom_id":"x"}}`, func(ctx context.Context, c *Client, i *Interaction) error {
			pause(ctx, 2800*time.Millisecond)
			return c.Respond(ctx, i, DeferredMessage, nil)
		}, `{"type":6}`, hold, true},
		"never":   {overHTTP, func(context.Context, *Client, *Interaction) error { return nil }, `{"data":{"flags":64},"type":5}`, 0, false},
		"a panic": {overHTTP, func(context.Context, *Client, *Interaction) error { panic("a bug") }, `{"data":{"flags":64},"type":5}`, 0, false},
	}
	for name, m := range cases {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T) {
				f := newFake(t, nil)
				client := f.client(f.config())
				result := make(chan error, 1)
				l := New(client, Handlers{Interaction: func(ctx context.Context, i *Interaction) {
					result <- m.handle(ctx, client, i)
				}})
				s := endpointOf(t, l)
				began := time.Now()
				w := s.send(s.request(m.body, time.Now()))
				if w.Code != 200 || w.Body.String() != m.want || time.Since(began) != m.after {
					t.Errorf("%d %s after %s", w.Code, w.Body, time.Since(began))
				}
				if name != "a panic" {
					if err := <-result; (err != nil) != m.refused {
						t.Errorf("the handler was told %v", err)
					}
				}
				l.Stop(t.Context())
				client.Close()
				f.close()
			})
		})
	}
}

func TestEndpointNeedsAKey(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "xx", strings.Repeat("ab", 31)} {
		if _, err := (&Link{}).Endpoint(key); err == nil {
			t.Errorf("%q is taken", key)
		}
	}
}

func FuzzSignature(f *testing.F) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		f.Fatal(err)
	}
	now := time.Unix(1_800_000_000, 0)
	f.Add("", "", []byte(nil))
	f.Add(strings.Repeat("0", 128), "1800000000", []byte(`{"type":1}`))
	f.Add(hex.EncodeToString(ed25519.Sign(private, []byte("1800000000x"))), "18000000000", []byte("x"))
	f.Fuzz(func(t *testing.T, signature, stamp string, body []byte) {
		e := &endpoint{key: public, turned: now, seen: newSeen(1 << 30)}
		if e.genuine(signature, stamp, body, now) {
			t.Error("a signature was forged")
		}
		own := hex.EncodeToString(ed25519.Sign(private, append([]byte("1800000000"), body...)))
		if !e.genuine(own, "1800000000", body, now) || e.genuine(own, "1800000000", body, now) {
			t.Error("a genuine request is not taken once")
		}
	})
}
