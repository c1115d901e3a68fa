package openai

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	sdk "github.com/sashabaranov/go-openai"
)

// sender sends go-openai's requests, again where that may help, and turns what
// is no answer into an *Error: go-openai's own errors lack the headers, and some
// answers of other servers they can't read.
type sender struct {
	Server
	model string // the variable that names the model, for advice
	host  string
	http  *http.Client
	gate  gate

	requests, repeats atomic.Int64
}

// newClient is a client of go-openai and what sends for it. The key stays with
// the sender.
func newClient(server Server, model string) (*sdk.Client, *sender, error) {
	server = server.withDefaults()
	u, err := server.address()
	if err != nil {
		return nil, nil, err
	}
	s := &sender{Server: server, model: model, host: u.Host}
	s.http = &http.Client{
		Transport: server.Transport,
		// A POST that is redirected may become a GET, or take the key elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	if s.http.Transport == nil {
		s.http.Transport = ownTransport()
	}
	config := sdk.DefaultConfig("")
	if server.classicAzure() {
		config = sdk.DefaultAzureConfig("", "")
		config.AzureModelMapperFunc = func(model string) string { return model }
	}
	config.BaseURL, config.APIVersion, config.HTTPClient = u.String(), server.APIVersion, s
	return sdk.NewClientWithConfig(config), s, nil
}

// ownTransport is Go's default with a pool of its own, which is large enough for
// the requests of one embedder.
func ownTransport() http.RoundTripper {
	usual, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport // somebody has put another in its place
	}
	own := usual.Clone()
	own.MaxIdleConnsPerHost = 64
	return own
}

// call is what a caller and the sender tell each other past go-openai.
type call struct {
	limit  int64           // of the answer's bytes
	giveUp <-chan struct{} // when closed, nothing is sent again
	// body is the answer, for the caller to read; go-openai gets an empty one.
	body []byte
	// idle, if not 0, asks for the answer as a stream, and is for how long nothing
	// of it may arrive once it has begun.
	idle   time.Duration
	stream *stream
	sent   int // requests
}

type callKey struct{}

func withCall(ctx context.Context, c *call) context.Context {
	return context.WithValue(ctx, callKey{}, c)
}

// Do implements go-openai's HTTPDoer. It gives up when the error is lasting,
// after so many attempts, or when the next one would come after the time that
// there is for all; if the context ends, with its cause.
func (s *sender) Do(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	c, ok := ctx.Value(callKey{}).(*call)
	if !ok {
		return nil, errors.New("openai: a request without a call")
	}
	patience := time.Now().Add(s.Patience)
	end := patience
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(end) {
		end = deadline
	}
	var last *Error
	for n := 0; ; n++ {
		wait := s.gate.left()
		if n > 0 {
			wait = max(wait, backOff(n))
		}
		if wait > 0 && time.Now().Add(wait).After(end) {
			return nil, s.outOfTime(last)
		}
		if !pause(ctx, c.giveUp, wait) {
			return nil, stopped(ctx, last)
		}
		if last = s.try(req, c, n, patience); last == nil {
			return empty(req), nil
		}
		last.Tries = n + 1
		if ctx.Err() != nil {
			return nil, stopped(ctx, last)
		}
		if last.temporary && last.after > 0 {
			last.RetryAt = time.Now().Add(last.after)
			s.gate.close(min(last.after, mostQuiet))
		}
		if !last.temporary || last.Tries == s.Attempts {
			return nil, s.final(last)
		}
	}
}

// try makes one attempt, of the kind that the caller wants.
func (s *sender) try(req *http.Request, c *call, before int, end time.Time) *Error {
	if c.idle > 0 {
		return s.open(req, c, before, end)
	}
	return s.attempt(req, c, before, end)
}

var errGivenUp = errors.New("given up because another request failed")

// stopped is why nothing is sent any more.
func stopped(ctx context.Context, last *Error) error {
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case last != nil:
		return last
	}
	return errGivenUp
}

// outOfTime is the error of a request that would have to wait for too long.
func (s *sender) outOfTime(last *Error) *Error {
	if last == nil {
		last = s.failure(ErrBusy, "it has asked to be left alone for a time")
	}
	return s.final(last)
}

// final adds when to try again.
func (s *sender) final(e *Error) *Error {
	if left := s.gate.left(); left > 0 && errors.Is(e, ErrBusy) && e.RetryAt.IsZero() {
		e.RetryAt = time.Now().Add(left)
	}
	return e
}

// empty is the answer that go-openai gets to read: what it makes of a null in a
// vector is 0, and of vectors in base64 it makes nothing.
func empty(req *http.Request) *http.Response {
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(bytes.NewReader([]byte("{}"))), Request: req}
}

// attempt sends a request and reads all of the answer.
func (s *sender) attempt(req *http.Request, c *call, before int, end time.Time) *Error {
	ctx, cancel := context.WithTimeoutCause(req.Context(), min(s.Timeout, time.Until(end)), errSlow)
	defer cancel()
	res, err := s.send(ctx, req, c, before)
	if err != nil {
		return s.broken(ctx, err)
	}
	body, err := s.read(res, c.limit)
	if err != nil {
		return s.broken(ctx, err)
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		return s.refusal(res.StatusCode, res.Header, body)
	}
	c.body = body
	return s.whole(res.Header, body)
}

// send sends a request that was sent so often before.
func (s *sender) send(ctx context.Context, req *http.Request, c *call, before int) (*http.Response, error) {
	again, err := s.prepared(ctx, req)
	if err != nil {
		return nil, s.failure(ErrRequest, err.Error())
	}
	c.sent++
	s.requests.Add(1)
	if before > 0 {
		s.repeats.Add(1)
	}
	res, err := s.http.Do(again) //nolint:gosec // to the address that the user names
	if err != nil {
		return nil, withoutURL(err)
	}
	return res, nil
}

// prepared is a copy of the request with the key.
func (s *sender) prepared(ctx context.Context, req *http.Request) (*http.Request, error) {
	again := req.Clone(ctx)
	if req.GetBody != nil {
		body, err := req.GetBody()
		if err != nil {
			return nil, err
		}
		again.Body = body
	}
	again.Header.Del("Authorization")
	again.Header.Del(sdk.AzureAPIKeyHeader)
	switch key := s.Key.Reveal(); {
	case key == "":
	case s.classicAzure():
		again.Header.Set(sdk.AzureAPIKeyHeader, key)
	default:
		again.Header.Set("Authorization", "Bearer "+key)
	}
	return again, nil
}

// withoutURL takes the request's address off an error: Error names the host.
func withoutURL(err error) error {
	var inner *url.Error
	if errors.As(err, &inner) {
		return inner.Err
	}
	return err
}

// mostRefusal is how many bytes are read of what comes in place of an answer.
const mostRefusal = 64 << 10

// read reads an answer of limited size. Of a refusal the beginning will do.
func (s *sender) read(res *http.Response, limit int64) ([]byte, error) {
	defer res.Body.Close()
	if res.StatusCode < 200 || res.StatusCode > 299 {
		body, err := io.ReadAll(io.LimitReader(res.Body, mostRefusal))
		if len(body) > 0 {
			err = nil // the status tells enough
		}
		return body, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, limit+1))
	if err == nil && int64(len(body)) > limit {
		return nil, s.failure(ErrAnswer, fmt.Sprintf("it is longer than %d bytes", limit))
	}
	return body, err
}

// whole checks that the answer was not cut on its way, which nothing else shows
// where a server closes the connection at the end of each, and that it is one:
// some proxies send errors with status 200.
func (s *sender) whole(header http.Header, body []byte) *Error {
	var in struct{ Error json.RawMessage }
	d := json.NewDecoder(bytes.NewReader(body))
	err := d.Decode(&in)
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		e := s.failure(ErrUnreachable, "the answer was cut off")
		e.temporary, e.cause = true, io.ErrUnexpectedEOF
		return e
	}
	return s.inPlace(header, in.Error, body) // what else is wrong with it, its reader will say
}

// inPlace is the error that stands in place of an answer; nil: none does. Where
// it names no status, its words have to tell whether it may pass by itself.
func (s *sender) inPlace(header http.Header, refusal json.RawMessage, body []byte) *Error {
	if len(refusal) == 0 || string(refusal) == "null" || string(refusal) == `""` {
		return nil
	}
	var inner struct{ Code int }
	if json.Unmarshal(refusal, &inner) == nil && inner.Code >= 400 && inner.Code <= 599 {
		return s.refusal(inner.Code, header, body)
	}
	status := http.StatusUnprocessableEntity
	if message, code := readRefusal(body); (words{strings.ToLower(code), strings.ToLower(message)}).say("server error", "internal error", "overloaded", "unavailable", "rate limit") {
		status = http.StatusServiceUnavailable
	}
	e := s.refusal(status, header, body)
	e.Status = 0
	return e
}
