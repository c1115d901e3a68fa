package openaitest

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"
)

// Line is a line of a script, which says what a model answers to which question.
// Of the lines that fit, the first counts.
//
//	{"match": "Lugano", "claims": [{"text": "They met.", "evidence": [{"quote": "met in Lugano"}]}]}
//	{"match": "Lugano", "task": "judge", "text": "no", "times": 1}
//	{"behaviour": "cut"}
//
// What no line fits is answered without a claim; a rewriting repeats the
// question, and a judge says yes.
type Line struct {
	Match     string  // what the question has in it, in any case; empty: each does
	Task      string  // answer, repair, judge or rewrite; empty: each
	Times     int     // how often the line counts; 0: always
	Claims    []Claim // written first; without a passage's key, that is looked up
	Text      string  // written then, as it is
	Behaviour string  // at last, one of Behaviours; empty: it ends well
}

// Behaviours are those that a script can name.
var Behaviours = map[string][]Act{
	"busy":       {Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "Rate limit reached", "Retry-After", "1")},
	"busy long":  {Fail(http.StatusTooManyRequests, "rate_limit_exceeded", "Rate limit reached", "Retry-After", "3600")},
	"failing":    {Fail(http.StatusInternalServerError, "server_error", "The server had an error", "X-Should-Retry", "false")},
	"bad key":    {Fail(http.StatusUnauthorized, "invalid_api_key", "Incorrect API key provided")},
	"no model":   {Fail(http.StatusNotFound, "model_not_found", "The model does not exist")},
	"too long":   {Fail(http.StatusBadRequest, "context_length_exceeded", "This model's maximum context length is 8192 tokens")},
	"refusal":    {Refuse("I can't help with that.")},
	"filtered":   {Finish("content_filter")},
	"empty":      {},
	"length":     {Text(`{"text":"This is cut`), Finish("length")},
	"prose":      {Text("I think that they met in spring, but I am ", "not sure.")},
	"garbage":    {Raw("data: {\"choices\": [{\"del\n\n")},
	"error":      {FailMidway("server_error", "The server had an error")},
	"cut":        {Cut},
	"stop":       {Stop},
	"hang":       {Hang},
	"slow":       {Pause(3 * time.Second)},
	"not a chat": {Answer(http.StatusOK, "text/html", "<html>Welcome</html>")},
}

// Task is what a request of Dateline asks a model to do.
func (t Turn) Task() string {
	has := func(mark string) bool { return strings.Contains("\n"+t.User(), "\n"+mark) }
	switch {
	case has("! ") && has("? "):
		return "repair"
	case has("! "):
		return "judge"
	case has("asked| "), has("corpus| "):
		return "rewrite"
	}
	return "answer"
}

// Scripted is the model of a script.
func Scripted(lines ...Line) Model {
	var lock sync.Mutex
	used := make([]int, len(lines))
	return func(t Turn) []Act {
		lock.Lock()
		defer lock.Unlock()
		for i, l := range lines {
			if l.fits(t) && (l.Times == 0 || used[i] < l.Times) {
				used[i]++
				return l.acts()
			}
		}
		switch t.Task() {
		case "judge":
			return []Act{Text("yes")}
		case "rewrite":
			return []Act{Text(t.Question())}
		}
		return []Act{Claims()}
	}
}

func (l Line) fits(t Turn) bool {
	return (l.Task == "" || l.Task == t.Task()) && strings.Contains(strings.ToLower(t.Question()), strings.ToLower(l.Match))
}

func (l Line) acts() []Act {
	var out []Act
	if len(l.Claims) > 0 || l.Text == "" && l.Behaviour == "" {
		out = append(out, Claims(l.Claims...))
	}
	if l.Text != "" {
		out = append(out, Text(l.Text))
	}
	return append(out, Behaviours[l.Behaviour]...)
}

// ReadScript reads a script, a JSON object a line.
func ReadScript(script []byte) (Model, error) {
	var lines []Line
	for scanner, n := bufio.NewScanner(bytes.NewReader(script)), 1; scanner.Scan(); n++ {
		if len(bytes.TrimSpace(scanner.Bytes())) == 0 {
			continue
		}
		var l Line
		d := json.NewDecoder(bytes.NewReader(scanner.Bytes()))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			return nil, fmt.Errorf("line %d of the script: %w", n, err)
		}
		if _, known := Behaviours[l.Behaviour]; l.Behaviour != "" && !known {
			return nil, fmt.Errorf("line %d of the script: there is no behaviour %q", n, l.Behaviour)
		}
		lines = append(lines, l)
	}
	return Scripted(lines...), nil
}

// Start starts a server on the loopback interface that answers as a script says,
// and gives OPENAI_BASE_URL for it. For tests of a command: a command of
// testscript can set the variable and defer stop.
func Start(script []byte) (base string, stop func(), err error) {
	model, err := ReadScript(script)
	if err != nil {
		return "", nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	chat := &Chat{model: model, fail: log.Printf, closed: make(chan struct{})}
	server := &http.Server{Handler: chat, ReadHeaderTimeout: time.Minute}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(listener) // until it is closed
	}()
	return "http://" + listener.Addr().String() + "/v1", func() {
		close(chat.closed)
		_ = server.Close()
		<-done
	}, nil
}
