package link

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestCallbackThatWasCarriedOutIsNoError(t *testing.T) {
	var n atomic.Int64
	answer := func(w http.ResponseWriter, _ *http.Request) {
		if n.Add(1) == 1 {
			panic(http.ErrAbortHandler)
		}
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `{"code":40060,"message":"Interaction has already been acknowledged."}`)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		i := asked(1)
		if err := c.Respond(t.Context(), i, DeferredMessage, nil); err != nil || !i.answered.Load() {
			t.Errorf("the repetition: %v", err)
		}
		if err := c.Respond(t.Context(), i, DeferredMessage, nil); !errors.Is(err, ErrAcknowledged) {
			t.Errorf("a second response: %v", err)
		}
	})
}

func TestExpiredTokens(t *testing.T) {
	code := "10015"
	var n atomic.Int64
	answer := func(w http.ResponseWriter, _ *http.Request) {
		n.Add(1)
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprintf(w, `{"code":%s,"message":"Unknown"}`, code)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		for _, code = range []string{"10015", "50027", "10062"} {
			if _, err := c.EditOriginal(t.Context(), asked(1), map[string]any{}); !errors.Is(err, ErrExpired) {
				t.Errorf("%s: %v", code, err)
			}
		}
		sent := n.Load()
		i := asked(1)
		later(FirstResponse)
		if err := c.Respond(t.Context(), i, DeferredMessage, nil); !errors.Is(err, ErrExpired) {
			t.Errorf("after 3 s: %v", err)
		}
		later(TokenLife)
		if _, err := c.EditOriginal(t.Context(), i, map[string]any{}); !errors.Is(err, ErrExpired) {
			t.Errorf("after 15 min: %v", err)
		}
		if n.Load() != sent {
			t.Error("requests were sent with tokens known to be void")
		}
	})
}

func TestResponseThatHangsEndsInTime(t *testing.T) {
	answer := func(_ http.ResponseWriter, req *http.Request) {
		io.Copy(io.Discard, req.Body) // until then nobody notices that the client has gone
		<-req.Context().Done()
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		began := time.Now()
		err := c.Respond(t.Context(), asked(1), DeferredMessage, nil)
		if took := time.Since(began); err == nil || took > FirstResponse {
			t.Errorf("%v after %s", err, took)
		}
	})
}

func TestEveryMessagePingsNobody(t *testing.T) {
	var bodies []string
	answer := func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		bodies = append(bodies, string(body))
		fmt.Fprint(w, `{}`)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		m := map[string]any{"content": "@everyone"}
		c.Send(t.Context(), "1", m)
		c.Edit(t.Context(), "1", "2", m)
		c.EditOriginal(t.Context(), asked(1), m)
		c.FollowUp(t.Context(), asked(1), m, true)
		c.Respond(t.Context(), asked(1), NewMessage, m)
		c.Respond(t.Context(), asked(1), UpdateMessage, struct {
			Mentions *int `json:"allowed_mentions"`
		}{})
		if len(bodies) != 6 {
			t.Fatalf("%d bodies", len(bodies))
		}
		for _, body := range bodies {
			if !strings.Contains(body, `"allowed_mentions":{"parse":[]}`) {
				t.Errorf("got %s", body)
			}
		}
		if !strings.Contains(bodies[3], `"flags":64`) {
			t.Errorf("not ephemeral: %s", bodies[3])
		}
	})
}
