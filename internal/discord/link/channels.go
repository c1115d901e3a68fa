package link

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// GatewayBot is where the gateway is and what may be asked of it.
type GatewayBot struct {
	URL    string     `json:"url"`
	Shards int        `json:"shards"` // recommended
	Limit  StartLimit `json:"session_start_limit"`
}

// StartLimit is Discord's count of IDENTIFYs, of all processes.
type StartLimit struct {
	Total       int `json:"total"` // in a day
	Remaining   int `json:"remaining"`
	ResetAfter  int `json:"reset_after"`     // milliseconds
	Concurrency int `json:"max_concurrency"` // in 5 s
}

// GatewayBot asks for the gateway.
func (c *Client) GatewayBot(ctx context.Context) (GatewayBot, error) {
	var out GatewayBot
	err := c.get(ctx, "/gateway/bot", "", "/gateway/bot", &out)
	if err == nil && out.URL == "" {
		err = &Error{Route: "GET /gateway/bot", Status: http.StatusOK, kind: ErrUnreachable, Message: "an answer without an address"}
	}
	return out, err
}

// get reads what stands at a path.
func (c *Client) get(ctx context.Context, route, major, path string, out any) error {
	what := call{method: http.MethodGet, route: http.MethodGet + " " + route, major: major, path: path, safe: true}
	body, err := c.do(ctx, what)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(body, out); err != nil {
		return &Error{Route: what.route, Status: http.StatusOK, kind: ErrUnreachable, cause: err}
	}
	return nil
}

func channelPath(channel string) string { return "/channels/" + url.PathEscape(channel) }

// Send sends a message to a channel, once: a nonce lets Discord know a repetition.
func (c *Client) Send(ctx context.Context, channel string, message any) (json.RawMessage, error) {
	body, err := silent(message)
	if err != nil {
		return nil, err
	}
	if len(body["nonce"]) == 0 {
		body["nonce"], _ = json.Marshal(rand.Text()[:nonceLength])
	}
	body["enforce_nonce"] = json.RawMessage("true")
	return c.do(ctx, call{
		method: http.MethodPost, route: "POST /channels/:channel/messages", major: channel,
		path: channelPath(channel) + "/messages", body: body, safe: true,
	})
}

const nonceLength = 25 // the most that Discord takes

// Edit changes a message of the bot.
func (c *Client) Edit(ctx context.Context, channel, message string, payload any) (json.RawMessage, error) {
	body, err := silent(payload)
	if err != nil {
		return nil, err
	}
	return c.do(ctx, call{
		method: http.MethodPatch, route: "PATCH /channels/:channel/messages/:message", major: channel,
		path: channelPath(channel) + "/messages/" + url.PathEscape(message), body: body, safe: true,
	})
}

// Typing shows for 10 s, or until a message, that the bot is writing.
func (c *Client) Typing(ctx context.Context, channel string) error {
	_, err := c.do(ctx, call{
		method: http.MethodPost, route: "POST /channels/:channel/typing", major: channel,
		path: channelPath(channel) + "/typing", safe: true,
	})
	return err
}

// StartThread makes a thread of a message, or gives the one that it has; archive is
// 60, 1440, 4320 or 10080 minutes.
func (c *Client) StartThread(ctx context.Context, channel, message, name string, archive int) (json.RawMessage, error) {
	thread, err := c.do(ctx, call{
		method: http.MethodPost, route: "POST /channels/:channel/messages/:message/threads", major: channel,
		path: channelPath(channel) + "/messages/" + url.PathEscape(message) + "/threads", safe: true,
		body: map[string]any{"name": name, "auto_archive_duration": archive},
	})
	var e *Error
	if !errors.As(err, &e) || e.Code != codeHasThread {
		return thread, err
	}
	var there json.RawMessage // a thread has the id of its message
	err = c.get(ctx, "/channels/:channel", message, channelPath(message), &there)
	return there, err
}

// Parent asks for the channel that a thread hangs on; empty: the channel is no
// thread.
func (c *Client) Parent(ctx context.Context, channel string) (string, error) {
	var is wireChannel
	err := c.get(ctx, "/channels/:channel", channel, channelPath(channel), &is)
	return is.thread(), err
}

// FetchMessage reads a message.
func (c *Client) FetchMessage(ctx context.Context, channel, message string) (*Message, error) {
	var data json.RawMessage
	err := c.get(ctx, "/channels/:channel/messages/:message", channel, channelPath(channel)+"/messages/"+url.PathEscape(message), &data)
	if err != nil {
		return nil, err
	}
	return decodeMessage(data)
}

const mostHistory = 100 // messages that Discord gives at once

// FetchMessages reads messages of a channel or thread before one (empty: the last
// ones), newest first, 100 at most. What can't be read is left out.
func (c *Client) FetchMessages(ctx context.Context, channel, before string, limit int) ([]*Message, error) {
	query := url.Values{"limit": {strconv.Itoa(min(max(limit, 1), mostHistory))}}
	if before != "" {
		query.Set("before", before)
	}
	var all []json.RawMessage
	err := c.get(ctx, "/channels/:channel/messages", channel, channelPath(channel)+"/messages?"+query.Encode(), &all)
	if err != nil {
		return nil, err
	}
	out := make([]*Message, 0, len(all))
	for _, data := range all {
		if m, err := decodeMessage(data); err == nil {
			out = append(out, m)
		}
	}
	return out, nil
}

// FetchReplies reads what a message answers, what that answers, and so on, nearest
// first, most at most. It ends early at what is deleted or may not be read, and
// never leaves the channel.
func (c *Client) FetchReplies(ctx context.Context, m *Message, most int) ([]*Message, error) {
	var out []*Message
	for channel := m.Channel; len(out) < most && m.ReplyTo != "" && (m.ReplyChannel == "" || m.ReplyChannel == channel); {
		next := m.Referenced
		if next == nil {
			var err error
			next, err = c.FetchMessage(ctx, channel, m.ReplyTo)
			if errors.Is(err, ErrNotFound) || errors.Is(err, ErrForbidden) {
				return out, nil
			} else if err != nil {
				return out, fmt.Errorf("read what is answered: %w", err)
			}
		}
		out, m = append(out, next), next
	}
	return out, nil
}

// MemberPermissions are what a person may do in a server as a whole: the owner and
// administrators everything, others what their roles and @everyone's allow.
func (c *Client) MemberPermissions(ctx context.Context, guild, user string) (Permissions, []string, error) {
	var g struct {
		Owner text `json:"owner_id"`
		Roles lax[[]struct {
			ID          text `json:"id"`
			Permissions text `json:"permissions"`
		}] `json:"roles"`
	}
	var m wireMember
	path := "/guilds/" + url.PathEscape(guild)
	if err := c.get(ctx, "/guilds/:guild", guild, path, &g); err != nil {
		return 0, nil, err
	}
	if err := c.get(ctx, "/guilds/:guild/members/:user", guild, path+"/members/"+url.PathEscape(user), &m); err != nil {
		return 0, nil, err
	}
	roles := texts(m.Roles.is)
	if string(g.Owner) == user {
		return ^Permissions(0), roles, nil
	}
	has := map[string]bool{guild: true} // @everyone has the server's id
	for _, id := range roles {
		has[id] = true
	}
	var all Permissions
	for _, r := range g.Roles.is {
		if has[string(r.ID)] {
			all |= permissions(r.Permissions)
		}
	}
	return all, roles, nil
}
