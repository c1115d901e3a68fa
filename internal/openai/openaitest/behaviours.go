package openaitest

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"
)

// Reply is the answer to a request for embeddings.
type Reply struct {
	Object string `json:"object"`
	Data   []Item `json:"data"`
	Model  string `json:"model"`
	Usage  *Usage `json:"usage,omitempty"`
}

// Item is one vector.
type Item struct {
	Object    string `json:"object"`
	Index     int    `json:"index"`
	Embedding any    `json:"embedding"`
}

// Usage is the number of tokens.
type Usage struct {
	Prompt int `json:"prompt_tokens"`
	Total  int `json:"total_tokens"`
}

// Exchange is a request and the answer that would be right.
type Exchange struct {
	Writer  http.ResponseWriter
	Context context.Context // ends when the client goes away
	Request Request
	Reply   Reply

	server *Server
}

// Behaviour answers a request, or doesn't.
type Behaviour func(*Exchange)

// Good answers as OpenAI does.
func Good(e *Exchange) {
	if spec := e.server.Spec; spec != nil {
		if err := spec.Response("/embeddings", http.StatusOK, e.body()); err != nil {
			e.server.t.Errorf("the stand-in's answer is none of OpenAI's: %v", err)
		}
	}
	e.good()
}

// good sends the reply, whose vectors are right, and counts them.
func (e *Exchange) good() {
	e.server.lock.Lock()
	for _, text := range e.Request.Input {
		e.server.embedded[text]++
	}
	e.server.lock.Unlock()
	e.send(http.StatusOK, e.body())
}

func (e *Exchange) body() []byte {
	body, err := json.Marshal(e.Reply)
	if err != nil {
		panic(err) // nothing but numbers and texts
	}
	return body
}

func (e *Exchange) send(status int, body []byte) {
	e.Writer.Header().Set("Content-Type", "application/json")
	e.Writer.WriteHeader(status)
	_, _ = e.Writer.Write(body) // the client may be gone
}

// Changed answers well but for what change does.
func Changed(change func(*Reply)) Behaviour {
	return func(e *Exchange) {
		change(&e.Reply)
		e.send(http.StatusOK, e.body())
	}
}

// Backwards answers well, in another order.
func Backwards(e *Exchange) {
	slices.Reverse(e.Reply.Data)
	e.good()
}

// WithoutUsage answers well, as some servers do.
func WithoutUsage(e *Exchange) {
	e.Reply.Usage = nil
	e.good()
}

// InBase64 answers well, with vectors in base64 that nobody asked for.
func InBase64(e *Exchange) {
	for i := range e.Reply.Data {
		v, _ := e.Reply.Data[i].Embedding.([]float32)
		e.Reply.Data[i].Embedding = Base64(v)
	}
	e.good()
}

// Base64 is a vector as OpenAI writes it in base64.
func Base64(v []float32) string {
	var raw []byte
	for _, x := range v {
		raw = binary.LittleEndian.AppendUint32(raw, math.Float32bits(x))
	}
	return base64.StdEncoding.EncodeToString(raw)
}

// Slow answers well, after a time.
func Slow(d time.Duration) Behaviour {
	return func(e *Exchange) {
		select {
		case <-time.After(d):
			e.good()
		case <-e.Context.Done():
		}
	}
}

// Fails answers with an error as OpenAI writes it, and headers given by name
// and value.
func Fails(status int, code, message string, headers ...string) Behaviour {
	body, err := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": code, "param": nil, "code": code}})
	if err != nil {
		panic(err) // nothing but texts
	}
	return Says(status, string(body), headers...)
}

// Says answers with any text.
func Says(status int, body string, headers ...string) Behaviour {
	return func(e *Exchange) {
		for i := 0; i+1 < len(headers); i += 2 {
			e.Writer.Header().Set(headers[i], headers[i+1])
		}
		e.send(status, []byte(body))
	}
}

// Hangs never answers.
func Hangs(e *Exchange) { <-e.Context.Done() }

// HangsMidway begins an answer and stops.
func HangsMidway(e *Exchange) {
	body := e.body()
	e.send(http.StatusOK, body[:len(body)/2])
	_ = http.NewResponseController(e.Writer).Flush()
	<-e.Context.Done()
}

// Cuts breaks the connection in the middle of an answer whose length it has
// told.
func Cuts(e *Exchange) {
	body := e.body()
	e.raw(fmt.Sprintf("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body[:len(body)/2]))
}

// CutsUnnoticed does the same without telling the length, as old servers do.
func CutsUnnoticed(e *Exchange) {
	body := e.body()
	e.raw(fmt.Sprintf("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n%s", body[:len(body)/2]))
}

// Resets closes the connection without a word.
func Resets(e *Exchange) { e.raw("") }

func (e *Exchange) raw(text string) {
	connection, _, err := http.NewResponseController(e.Writer).Hijack()
	if err != nil {
		e.server.t.Errorf("hijack: %v", err)
		return
	}
	defer connection.Close()
	_, _ = connection.Write([]byte(text)) // the client may be gone
}

// Floods answers without end.
func Floods(e *Exchange) {
	e.send(http.StatusOK, []byte(`{"data": [`))
	for e.Context.Err() == nil {
		if _, err := e.Writer.Write([]byte(strings.Repeat(" ", 1<<16))); err != nil {
			return
		}
	}
}
