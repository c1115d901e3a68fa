package openaitest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Turn is a request for a chat as it arrived.
type Turn struct {
	Path     string // with the query
	Header   http.Header
	Body     []byte
	Model    string
	Messages []Message
	Stream   bool
	Schema   bool // a schema of the answer is given
	Usage    bool // is wanted in the stream
	Limit    int  // of tokens
}

// Message is a message of it.
type Message struct {
	Role    string
	Content string
}

// User is the text of the last message.
func (t Turn) User() string {
	if len(t.Messages) == 0 {
		return ""
	}
	return t.Messages[len(t.Messages)-1].Content
}

// Question is what is asked, as Dateline marks it: the lines behind "? ", and
// those behind "! ", which are statements to judge or to put better.
func (t Turn) Question() string {
	var found []string
	for line := range strings.Lines(t.User()) {
		if text := strings.TrimSpace(line); strings.HasPrefix(text, "? ") || strings.HasPrefix(text, "! ") {
			found = append(found, text[2:])
		}
	}
	return strings.Join(found, "\n")
}

// Key is the key of a passage that has a quote on one of its lines; empty: none.
func (t Turn) Key(quote string) string {
	for _, m := range t.Messages {
		for line := range strings.Lines(m.Content) {
			key, text, ok := strings.Cut(line, "| ")
			if ok && !strings.Contains(key, " ") && strings.Contains(text, quote) {
				return key
			}
		}
	}
	return ""
}

// Model decides what happens, one act after the other. It is called from several
// goroutines.
type Model func(Turn) []Act

// Always is a model that does the same each time.
func Always(acts ...Act) Model { return func(Turn) []Act { return acts } }

// InTurn is a model that does the one, then the other, and stays with the last.
func InTurn(models ...Model) Model {
	var lock sync.Mutex
	n := 0
	return func(t Turn) []Act {
		lock.Lock()
		m := models[min(n, len(models)-1)]
		n++
		lock.Unlock()
		return m(t)
	}
}

// Refusing is a model behind a server that refuses requests with certain parts,
// named as in JSON, in the words of OpenAI.
func Refusing(m Model, parts ...string) Model {
	return func(t Turn) []Act {
		var body map[string]json.RawMessage
		if err := json.Unmarshal(t.Body, &body); err != nil {
			return []Act{Fail(http.StatusBadRequest, "", err.Error())}
		}
		for _, part := range parts {
			if _, there := body[part]; there {
				return []Act{Fail(http.StatusBadRequest, "unsupported_parameter", "Unsupported parameter: '"+part+"' is not supported with this model.")}
			}
		}
		return m(t)
	}
}

// Chat answers requests for chats as its model does.
type Chat struct {
	// Spec, if set, checks each request, and each answer that is none of the bad
	// ones.
	Spec *Spec

	model     Model
	fail      func(format string, values ...any)
	transport *http.Transport

	lock   sync.Mutex
	turns  []Turn
	gone   int
	closed chan struct{}
}

// NewChat starts a server within the process, which stops with the test or the
// bubble. Requests reach it by its Transport.
func NewChat(t testing.TB, model Model) *Chat {
	c := &Chat{model: model, fail: t.Errorf, closed: make(chan struct{})}
	c.transport = within(t, c)
	t.Cleanup(func() { close(c.closed) }) // before the server is closed, which waits
	return c
}

// Serve starts one on the loopback interface and gives OPENAI_BASE_URL for it.
func Serve(t testing.TB, model Model) string {
	c := &Chat{model: model, fail: t.Errorf, closed: make(chan struct{})}
	server := httptest.NewServer(c)
	t.Cleanup(func() {
		close(c.closed)
		server.CloseClientConnections()
		server.Close()
	})
	return server.URL + "/v1"
}

// Transport carries requests for any address to the server.
func (c *Chat) Transport() http.RoundTripper { return c.transport }

// Turns are all requests that have arrived.
func (c *Chat) Turns() []Turn {
	c.lock.Lock()
	defer c.lock.Unlock()
	return append([]Turn(nil), c.turns...)
}

// Gone is how many answers were broken off by the client.
func (c *Chat) Gone() int {
	c.lock.Lock()
	defer c.lock.Unlock()
	return c.gone
}

// ServeHTTP implements http.Handler.
func (c *Chat) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone away
	}
	if r.Method != http.MethodPost || !strings.HasSuffix(r.URL.Path, "/chat/completions") {
		http.NotFound(w, r)
		return
	}
	turn, err := readTurn(r, body)
	if err == nil && c.Spec != nil {
		err = c.Spec.Request("/chat/completions", body)
	}
	if err != nil {
		c.fail("a request that OpenAI would refuse: %v: %.300s", err, body)
	}
	c.lock.Lock()
	c.turns = append(c.turns, turn)
	c.lock.Unlock()
	ctx, cancel := context.WithCancelCause(r.Context())
	defer cancel(nil)
	go func() { // ends with the request
		select {
		case <-c.closed:
			cancel(errClosed)
		case <-ctx.Done():
		}
	}()
	talk := &Talk{Turn: turn, Context: ctx, writer: w, chat: c, finish: "stop"}
	defer talk.left()
	talk.play(c.model(turn))
}

var errClosed = errors.New("the stand-in is closed")

func readTurn(r *http.Request, body []byte) (Turn, error) {
	var in struct {
		Model    string
		Messages []Message
		Stream   bool
		Format   struct{ Type string } `json:"response_format"`
		Options  struct {
			Usage bool `json:"include_usage"`
		} `json:"stream_options"`
		Old int `json:"max_tokens"`
		New int `json:"max_completion_tokens"`
	}
	err := json.Unmarshal(body, &in)
	return Turn{
		Path: r.URL.RequestURI(), Header: r.Header.Clone(), Body: body, Model: in.Model, Messages: in.Messages,
		Stream: in.Stream, Schema: in.Format.Type == "json_schema", Usage: in.Options.Usage, Limit: max(in.Old, in.New),
	}, err
}
