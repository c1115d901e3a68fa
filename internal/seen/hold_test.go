package seen

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// holdUp is a server that keeps requests waiting which have a text in them.
type holdUp struct {
	then    http.Handler
	reached chan struct{}
	lock    sync.Mutex
	text    string
	opened  chan struct{}
}

func newHoldUp(then http.Handler) *holdUp {
	return &holdUp{then: then, reached: make(chan struct{}, 1000)}
}

// shut holds up what has a text in it, until it is opened.
func (h *holdUp) shut(text string) {
	h.lock.Lock()
	defer h.lock.Unlock()
	h.text, h.opened = text, make(chan struct{})
}

func (h *holdUp) open() {
	h.lock.Lock()
	defer h.lock.Unlock()
	close(h.opened)
	h.opened = nil
}

// wait waits until something is held up.
func (h *holdUp) wait(ctx context.Context) error {
	select {
	case <-h.reached:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// ServeHTTP implements http.Handler.
func (h *holdUp) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone away
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	h.lock.Lock()
	opened := h.opened
	held := opened != nil && strings.Contains(string(body), h.text)
	h.lock.Unlock()
	if held {
		h.reached <- struct{}{}
		select {
		case <-opened:
		case <-r.Context().Done():
			return
		}
	}
	h.then.ServeHTTP(w, r)
}

// serve serves on the loopback interface and gives OPENAI_BASE_URL for it.
func serve(t testing.TB, handler http.Handler) string {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL
}
