package link

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/secret"
)

// proxy is one that connects whatever is asked for to one server.
func proxy(t *testing.T, to string) (*url.URL, *atomic.Int64) {
	t.Helper()
	var tunnels atomic.Int64
	var all sync.WaitGroup
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if req.Method != http.MethodConnect { // plain HTTP goes through as it is
			req.URL.Host, req.RequestURI = to, ""
			tunnels.Add(1)
			res, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				w.WriteHeader(http.StatusBadGateway)
				return
			}
			defer res.Body.Close()
			w.WriteHeader(res.StatusCode)
			io.Copy(w, res.Body)
			return
		}
		tunnels.Add(1)
		there, err := net.Dial("tcp", to)
		if err != nil {
			t.Error(err)
			return
		}
		here, both, err := w.(http.Hijacker).Hijack()
		if err != nil {
			t.Error(err)
			return
		}
		io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
		all.Go(func() { defer there.Close(); io.Copy(there, bufio.NewReader(both)) })
		all.Go(func() { defer here.Close(); io.Copy(here, there) })
	}))
	t.Cleanup(func() { server.Close(); all.Wait() })
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	return u, &tunnels
}

// TestOverTheNetwork goes through a proxy over TCP, and looks for the token in the
// log.
func TestOverTheNetwork(t *testing.T) {
	t.Parallel()
	f := newFake(t, nil)
	f.connection = func(n int, c *conn) {
		c.join()
		if n == 0 {
			c.NetConn().Close()
			return
		}
		c.send(interactionEvent)
		c.stay()
	}
	server := httptest.NewServer(http.HandlerFunc(f.serve))
	defer server.Close()
	through, tunnels := proxy(t, server.Listener.Addr().String())
	var log lines
	config := f.config()
	config.Dial, config.Proxy = nil, http.ProxyURL(through)
	config.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	handled := make(chan error, 1)
	client := f.client(config)
	l := New(client, Handlers{Interaction: func(ctx context.Context, i *Interaction) {
		handled <- client.Respond(ctx, i, DeferredMessage, nil)
	}})
	result := make(chan error, 1)
	go func() { result <- l.Run(context.Background()) }()
	if err := <-handled; err != nil {
		t.Error(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := l.Stop(ctx); err != nil {
		t.Error(err)
	}
	if err := <-result; err != nil {
		t.Error(err)
	}
	client.Close()
	if tunnels.Load() < 4 { // GET /gateway/bot, two connections, the response
		t.Errorf("%d connections through the proxy", tunnels.Load())
	}
	if text := log.String(); strings.Contains(text, "secret") || !strings.Contains(text, "resume=true") {
		t.Errorf("logged:\n%s", text)
	}
}

// lines is a log that may be read while it is written.
type lines struct {
	lock sync.Mutex
	bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.Buffer.Write(p)
}

func (l *lines) String() string {
	l.lock.Lock()
	defer l.lock.Unlock()
	return l.Buffer.String()
}

func TestWrongTokenEndsWithWhatToSet(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, nil)
		f.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusUnauthorized) })
		r := f.run(f.config(), Handlers{})
		if err := <-r.result; err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") || !strings.Contains(err.Error(), "401") {
			t.Errorf("got %v", err)
		}
		f.end(r)
	})
}

func TestDiscordThatIsAwayIsWaitedFor(t *testing.T) {
	bubble(t, func(t *testing.T) {
		ready := make(chan Ready, 1)
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		away := time.Now().Add(20 * time.Minute)
		f.server.Handler = http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
			if time.Now().Before(away) {
				w.WriteHeader(http.StatusServiceUnavailable)
				return
			}
			f.serve(w, req)
		})
		r := f.run(f.config(), Handlers{Ready: func(_ context.Context, r Ready) { ready <- r }})
		<-ready
		if late := time.Since(away); late > 2*time.Minute {
			t.Errorf("it came back %s later", late)
		}
		f.end(r)
	})
}

func TestConfigIsChecked(t *testing.T) {
	t.Parallel()
	good := Config{Token: secret.New("x"), API: "https://x/api/v10", Gateway: "wss://x", Shards: Shards{Total: 4, First: 2, Count: 2}}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	bad := Config{Token: secret.New("Bot x"), API: "discord.com", Gateway: "https://x", Shards: Shards{Total: 4, First: 2, Count: 3}, Places: -1}
	err := bad.Validate()
	for _, word := range []string{"Bot", "API", "gateway", "shards", "places"} {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("nothing about %s in %v", word, err)
		}
	}
	if err := (Config{}).Validate(); err == nil || !strings.Contains(err.Error(), "DISCORD_TOKEN") {
		t.Errorf("got %v", err)
	}
}
