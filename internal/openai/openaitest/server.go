// Package openaitest is a stand-in for a server with OpenAI's protocol that
// behaves as badly as it is told to. It needs no network, so that it can serve
// in a bubble of testing/synctest.
package openaitest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
)

// Request is a request as it arrived.
type Request struct {
	Path   string // with the query
	Header http.Header
	Body   []byte
	Input  []string
}

// Server answers requests for embeddings, each by the next behaviour of its
// script, or well where that has come to its end.
type Server struct {
	// Dimensions is how many numbers a vector has.
	Dimensions int
	// Spec, if set, checks each request, and each answer of Good.
	Spec *Spec
	// Always, if set, decides how to behave once the script has come to its end.
	Always func(Request) Behaviour

	t         testing.TB
	transport *http.Transport

	lock     sync.Mutex
	script   []Behaviour
	requests []Request
	embedded map[string]int
	running  int
	most     int
}

// New starts a server that stops with the test, or when the context of it ends.
func New(t testing.TB, script ...Behaviour) *Server {
	s := &Server{Dimensions: 8, t: t, script: script, embedded: map[string]int{}}
	s.transport = within(t, s)
	return s
}

// within serves within the process until the test, or the bubble it runs in, has
// ended, and gives what carries requests there.
func within(t testing.TB, handler http.Handler) *http.Transport {
	arrivals := &listener{arrived: make(chan net.Conn), closed: make(chan struct{})}
	transport := &http.Transport{DialContext: arrivals.dial}
	server := &http.Server{Handler: handler}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := server.Serve(arrivals); !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the stand-in: %v", err)
		}
	}()
	t.Cleanup(func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		<-done
	})
	return transport
}

// Transport carries requests for any address to the server.
func (s *Server) Transport() http.RoundTripper { return s.transport }

// Then adds to the script.
func (s *Server) Then(script ...Behaviour) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.script = append(s.script, script...)
}

// Requests are all that have arrived.
func (s *Server) Requests() []Request {
	s.lock.Lock()
	defer s.lock.Unlock()
	return append([]Request(nil), s.requests...)
}

// Embedded says how often the server has sent a good vector of each text, in an
// answer that it sent whole.
func (s *Server) Embedded() map[string]int {
	s.lock.Lock()
	defer s.lock.Unlock()
	out := map[string]int{}
	for text, n := range s.embedded {
		out[text] = n
	}
	return out
}

// MostAtOnce is how many requests were under way at a time, at most.
func (s *Server) MostAtOnce() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.most
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone away
	}
	var in struct {
		Input []string
		Model string
	}
	if err := json.Unmarshal(body, &in); err != nil {
		s.t.Errorf("a request that is none: %v: %.200s", err, body)
	}
	request := Request{r.URL.RequestURI(), r.Header.Clone(), body, in.Input}
	if s.Spec != nil {
		if err := s.Spec.Request("/embeddings", body); err != nil {
			s.t.Errorf("a request that OpenAI would refuse: %v", err)
		}
	}
	behave := s.enter(request)
	defer s.leave()
	behave(&Exchange{Writer: w, Context: r.Context(), Request: request, Reply: s.reply(in.Model, in.Input), server: s})
}

func (s *Server) enter(r Request) Behaviour {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.requests = append(s.requests, r)
	s.running++
	s.most = max(s.most, s.running)
	switch {
	case len(s.script) > 0:
		next := s.script[0]
		s.script = s.script[1:]
		return next
	case s.Always != nil:
		return s.Always(r)
	}
	return Good
}

func (s *Server) leave() {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.running--
}

func (s *Server) reply(model string, input []string) Reply {
	r := Reply{Object: "list", Model: model, Data: make([]Item, len(input)), Usage: &Usage{}}
	for i, text := range input {
		r.Data[i] = Item{"embedding", i, Vector(text, s.Dimensions)}
		r.Usage.Prompt += len(strings.Fields(text))
	}
	r.Usage.Total = r.Usage.Prompt
	return r
}

// Vector is what the server sends for a text: numbers that look like chance, not
// of length 1.
func Vector(text string, dimensions int) []float32 {
	out := make([]float32, dimensions)
	sum := sha256.Sum256([]byte(text))
	for i := range out {
		if i > 0 && i%len(sum) == 0 {
			sum = sha256.Sum256(sum[:])
		}
		out[i] = float32(sum[i%len(sum)])/32 - 4.015625 // never 0
	}
	return out
}

// Embedding answers requests for embeddings well, for programs that are tested
// as a whole.
func Embedding(dimensions int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s := Server{Dimensions: dimensions, embedded: map[string]int{}}
		var in struct {
			Input []string
			Model string
		}
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		(&Exchange{Writer: w, Request: Request{Input: in.Input}, Reply: s.reply(in.Model, in.Input), server: &s}).good()
	})
}

// listener accepts connections within the process.
type listener struct {
	arrived chan net.Conn
	closed  chan struct{}
	once    sync.Once
}

func (l *listener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	select {
	case l.arrived <- theirs:
		return ours, nil
	case <-l.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements net.Listener.
func (l *listener) Accept() (net.Conn, error) {
	select {
	case c := <-l.arrived:
		return c, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

// Close implements net.Listener.
func (l *listener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

// Addr implements net.Listener.
func (l *listener) Addr() net.Addr { return &net.UnixAddr{Name: "stand-in", Net: "pipe"} }
