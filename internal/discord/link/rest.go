package link

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"

	"dateline/internal/secret"
)

const (
	usualWait  = 15 * time.Second // for a call whose context has no deadline
	eachWait   = 10 * time.Second // for an attempt
	mostTries  = 5
	mostAnswer = 4 << 20 // bytes
)

// Client sends requests to Discord. It is safe for concurrent use. Every call ends
// by its context's deadline, or after 15 s; where a rate limit holds for longer than
// that it fails at once with [ErrLimited].
type Client struct {
	config  Config
	token   secret.Text
	http    *http.Client
	buckets *buckets
	global  global
	brake   brake
}

// NewClient makes a client.
func NewClient(c Config) (*Client, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	return &Client{config: c, token: c.Token, buckets: newBuckets(), http: &http.Client{
		Transport: c.transport(),
		// What is redirected would take the token elsewhere.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}, nil
}

// call is a request, as often as it is sent.
type call struct {
	method string
	route  string // its path without ids, for buckets and errors
	major  string // the channel, server or token that a bucket is for
	path   string
	body   any
	// own is set for what an interaction's token pays for: it carries no other,
	// and is exempt from the global limit.
	own bool
	// safe is set for what may be sent twice without harm.
	safe bool
	// done, if set, recognises an error as that of the second of two, of which
	// the first was carried out though its answer was lost.
	done func(*Error) bool
	each time.Duration // for an attempt; 0: eachWait
}

// do sends a request until it succeeds or can't any more.
func (c *Client) do(ctx context.Context, what call) (json.RawMessage, error) {
	ctx, cancel := withDeadline(ctx)
	defer cancel()
	payload, err := encode(what.body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", what.route, err)
	}
	unsure := false // whether an earlier attempt was carried out
	var last *Error
	for n := 1; ; n++ {
		body, e := c.once(ctx, what, payload)
		switch {
		case e == nil:
			return body, nil
		case unsure && what.done != nil && what.done(e):
			return nil, nil
		case last != nil && errors.Is(e, ErrLimited) && e.Status == 0:
			return nil, last // which says more about why there is no time
		case ctx.Err() != nil:
			return nil, ended(ctx, e)
		case n == mostTries, !e.worth(what):
			return nil, e
		}
		last = e
		unsure = unsure || (errors.Is(e, ErrUnreachable) && !e.unsent)
		if !c.again(ctx, e, n) {
			return nil, e
		}
	}
}

func withDeadline(ctx context.Context) (context.Context, context.CancelFunc) {
	if _, has := ctx.Deadline(); has {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, usualWait)
}

// ended is why a call has ended with its context.
func ended(ctx context.Context, e *Error) *Error {
	var cause *Error // of the interaction's time
	if errors.As(context.Cause(ctx), &cause) {
		return cause
	}
	return e
}

// Close gives up connections that are not in use.
func (c *Client) Close() { c.http.CloseIdleConnections() }

func encode(body any) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	return json.Marshal(body)
}

// worth reports whether another attempt may succeed and can't do harm.
func (e *Error) worth(what call) bool {
	switch {
	case errors.Is(e, ErrLimited):
		return e.Status != 0 // Discord's own answer; else there is no time for it
	case errors.Is(e, ErrUnreachable):
		return what.safe || e.unsent
	}
	return false
}

// again waits before another attempt, if there is time for it. After a 429 the
// bucket waits.
func (c *Client) again(ctx context.Context, e *Error, n int) bool {
	if errors.Is(e, ErrLimited) {
		return true
	}
	wait := backOff(n) / 8 // from an eighth to a quarter of a second on
	if deadline, has := ctx.Deadline(); has && time.Now().Add(wait).After(deadline) {
		return false
	}
	return pause(ctx, wait)
}

// once makes one attempt, in its turn.
func (c *Client) once(ctx context.Context, what call, payload []byte) (json.RawMessage, *Error) {
	if c.brake.on() {
		return nil, &Error{Route: what.route, kind: ErrBraked}
	}
	limit := c.buckets.find(what.route, what.major)
	name := ""
	defer func() { c.buckets.leave(limit, what.route, what.major, name) }()
	if at, err := limit.take(ctx); err != nil {
		return nil, late(what.route, at, err)
	}
	if !what.own {
		if at, err := c.global.take(ctx); err != nil {
			limit.learn(nil)
			return nil, late(what.route, at, err)
		}
	}
	body, header, e := c.try(ctx, what, payload)
	limit.learn(header)
	name = header.Get("X-RateLimit-Bucket")
	c.heed(limit, e)
	return body, e
}

// late is the error of a request that was not sent.
func late(route string, at time.Time, err error) *Error {
	if errors.Is(err, ErrLimited) {
		return &Error{Route: route, kind: ErrLimited, RetryAt: at}
	}
	return &Error{Route: route, kind: ErrUnreachable, cause: err, unsent: true}
}

const scopeShared = "shared" // a limit that is not this bot's doing

// heed does what an error asks for.
func (c *Client) heed(limit *bucket, e *Error) {
	if e == nil {
		return
	}
	switch e.Status {
	case http.StatusUnauthorized, http.StatusForbidden:
		c.brake.add()
	case http.StatusTooManyRequests:
		if e.Scope != scopeShared {
			c.brake.add()
		}
		// Without a scope it is from Discord's front, and for all.
		if e.Scope == "global" || e.Scope == "" {
			c.global.close(e.after)
		}
		limit.close(e.after)
	}
}

// try sends a request once and reads the answer.
func (c *Client) try(ctx context.Context, what call, payload []byte) (json.RawMessage, http.Header, *Error) {
	each := what.each
	if each == 0 {
		each = eachWait
	}
	ctx, cancel := context.WithTimeout(ctx, each)
	defer cancel()
	req, err := c.request(ctx, what, payload)
	if err != nil {
		return nil, nil, &Error{Route: what.route, kind: ErrRefused, cause: withoutURL(err), unsent: true}
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, nil, broken(what.route, err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer+1))
	switch {
	case res.StatusCode < 200 || res.StatusCode > 299:
		return nil, res.Header, c.refusal(what.route, res, body)
	case err != nil:
		return nil, res.Header, broken(what.route, err)
	case len(body) > mostAnswer:
		return nil, res.Header, &Error{Route: what.route, Status: res.StatusCode, kind: ErrRefused, Message: "its answer is too long"}
	}
	return body, res.Header, nil
}

func (c *Client) request(ctx context.Context, what call, payload []byte) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, what.method, c.config.API+what.path, bytes.NewReader(payload))
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", c.config.Agent)
	if payload != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if !what.own {
		req.Header.Set("Authorization", "Bot "+c.token.Reveal())
	}
	return req, nil
}

// withoutURL takes the request's address off an error: a token may be part of it.
func withoutURL(err error) error {
	var inner *url.Error
	if errors.As(err, &inner) {
		return inner.Err
	}
	return err
}
