package link

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	// FirstResponse is how long Discord waits for the first response.
	FirstResponse = 3 * time.Second
	// TokenLife is how long an interaction's token is good for edits and
	// follow-ups, once there was a first response.
	TokenLife = 15 * time.Minute
	// eachCallback is for an attempt at the first response, so that there is time
	// for another.
	eachCallback = 1200 * time.Millisecond
)

// ResponseKind is what a first response is.
type ResponseKind int

// The kinds of first responses.
const (
	pong            ResponseKind = 1
	NewMessage      ResponseKind = 4
	DeferredMessage ResponseKind = 5 // "thinking"; data may hold the flag Ephemeral and nothing else
	DeferredUpdate  ResponseKind = 6 // of the component's message, which stays as it is for now
	UpdateMessage   ResponseKind = 7 // of the component's message
	Choices         ResponseKind = 8 // for autocompletion, 25 at most
	OpenModal       ResponseKind = 9
)

// Ephemeral is the flag of messages that only one person sees.
const Ephemeral = 1 << 6

// Respond sends the first response. It fails with ErrExpired after 3 s and with
// ErrAcknowledged when there was one.
func (c *Client) Respond(ctx context.Context, i *Interaction, kind ResponseKind, data any) error {
	payload, err := response(kind, data)
	if err != nil {
		return err
	}
	if i.first != nil {
		return i.first.give(i, payload)
	}
	const route = "POST /interactions/:id/:token/callback"
	ctx, cancel, err := within(ctx, route, i.Received.Add(FirstResponse))
	if err != nil {
		return err
	}
	defer cancel()
	_, err = c.do(ctx, call{
		method: http.MethodPost, route: route, major: i.Token.Reveal(), body: payload, own: true, safe: true, each: eachCallback,
		path: "/interactions/" + url.PathEscape(i.ID) + "/" + url.PathEscape(i.Token.Reveal()) + "/callback",
		done: func(e *Error) bool { return errors.Is(e, ErrAcknowledged) },
	})
	if err == nil || errors.Is(err, ErrAcknowledged) {
		i.answered.Store(true)
	}
	return err
}

// response is the payload of a first response.
func response(kind ResponseKind, data any) (json.RawMessage, error) {
	if kind == NewMessage || kind == UpdateMessage {
		quiet, err := silent(data)
		if err != nil {
			return nil, err
		}
		data = quiet
	}
	out := map[string]any{"type": kind}
	if data != nil {
		out["data"] = data
	}
	return json.Marshal(out)
}

// within bounds a context by the time until which a token is good.
func within(ctx context.Context, route string, end time.Time) (context.Context, context.CancelFunc, error) {
	if !time.Now().Before(end) {
		return nil, nil, &Error{Route: route, kind: ErrExpired}
	}
	bounded, cancel := withDeadline(ctx)
	if deadline, has := bounded.Deadline(); has && deadline.Before(end) {
		return bounded, cancel, nil
	}
	bounded, inner := context.WithDeadlineCause(bounded, end, &Error{Route: route, kind: ErrExpired})
	return bounded, func() { inner(); cancel() }, nil
}

// silent is a message's payload that pings nobody unless it says whom: without
// allowed_mentions Discord takes all mentions for meant.
func silent(payload any) (map[string]json.RawMessage, error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return nil, fmt.Errorf("a message's payload: %w", err)
	}
	var out map[string]json.RawMessage
	if err := json.Unmarshal(data, &out); err != nil {
		return nil, fmt.Errorf("a message's payload: %w", err)
	}
	if out == nil {
		out = map[string]json.RawMessage{}
	}
	if m := out["allowed_mentions"]; len(m) == 0 || string(m) == "null" {
		out["allowed_mentions"] = json.RawMessage(`{"parse":[]}`)
	}
	return out, nil
}

// webhook sends a request that an interaction's token pays for.
func (c *Client) webhook(ctx context.Context, i *Interaction, what call, after string) (json.RawMessage, error) {
	what.route = what.method + " /webhooks/:application/:token" + what.route
	ctx, cancel, err := within(ctx, what.route, i.Received.Add(TokenLife))
	if err != nil {
		return nil, err
	}
	defer cancel()
	what.own, what.major = true, i.Token.Reveal()
	what.path = "/webhooks/" + url.PathEscape(i.Application) + "/" + url.PathEscape(i.Token.Reveal()) + after
	return c.do(ctx, what)
}

// EditOriginal changes the first response, a deferred one included, and gives the
// message.
func (c *Client) EditOriginal(ctx context.Context, i *Interaction, message any) (json.RawMessage, error) {
	return c.EditFollowUp(ctx, i, "@original", message)
}

// EditFollowUp changes a follow-up, by its message's id.
func (c *Client) EditFollowUp(ctx context.Context, i *Interaction, id string, message any) (json.RawMessage, error) {
	body, err := silent(message)
	if err != nil {
		return nil, err
	}
	return c.webhook(ctx, i, call{method: http.MethodPatch, route: "/messages/:message", body: body, safe: true}, "/messages/"+url.PathEscape(id))
}

// FollowUp sends another message, which only the person sees if ephemeral. Discord
// takes no nonce here, so it is not sent again when its fate is unknown: see
// [Uncertain] and [Client.MadeBy].
func (c *Client) FollowUp(ctx context.Context, i *Interaction, message any, ephemeral bool) (json.RawMessage, error) {
	body, err := silent(message)
	if err != nil {
		return nil, err
	}
	if ephemeral {
		var flags int
		_ = json.Unmarshal(body["flags"], &flags) // none: 0
		body["flags"] = json.RawMessage(fmt.Sprint(flags | Ephemeral))
	}
	return c.webhook(ctx, i, call{method: http.MethodPost, body: body}, "?wait=true")
}

// MadeBy gives the messages of a channel that an interaction has made and that
// everybody there sees, oldest first. Discord tells of no others. It fails where
// there may be some that are further back than one request reads.
func (c *Client) MadeBy(ctx context.Context, i *Interaction) ([]*Message, error) {
	all, err := c.FetchMessages(ctx, i.Channel, "", mostHistory)
	if err != nil {
		return nil, err
	}
	if len(all) >= mostHistory && older(i.ID, all[len(all)-1].ID) {
		return nil, errors.New("too much was written in the channel since to find what an interaction has made")
	}
	slices.Reverse(all)
	return slices.DeleteFunc(all, func(m *Message) bool { return m.Interaction != i.ID }), nil
}

// older reports whether an id was given before another.
func older(a, b string) bool {
	return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b)) < 0
}

// DeleteOriginal deletes the first response.
func (c *Client) DeleteOriginal(ctx context.Context, i *Interaction) error {
	_, err := c.webhook(ctx, i, call{
		method: http.MethodDelete, route: "/messages/:message", safe: true,
		done: func(e *Error) bool { return e.Code == codeUnknownMessage },
	}, "/messages/@original")
	return err
}
