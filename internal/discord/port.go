package discord

import (
	"context"
	"encoding/json"
	"fmt"

	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
)

// client is Discord by REST.
type client struct{ *link.Client }

// Through is a Port that goes through a client.
func Through(c *link.Client) Port { return client{c} }

// Respond implements Port.
func (c client) Respond(ctx context.Context, i *link.Interaction, r layout.Callback) error {
	return c.Client.Respond(ctx, i, link.ResponseKind(r.Type), r.Data)
}

// EditOriginal implements Port.
func (c client) EditOriginal(ctx context.Context, i *link.Interaction, m layout.Message) (string, error) {
	return idOf(c.Client.EditOriginal(ctx, i, m))
}

// FollowUp implements Port.
func (c client) FollowUp(ctx context.Context, i *link.Interaction, m layout.Message) (string, error) {
	return idOf(c.Client.FollowUp(ctx, i, m, m.Flags&layout.Ephemeral != 0))
}

// MadeBy implements Port.
func (c client) MadeBy(ctx context.Context, i *link.Interaction) ([]string, error) {
	all, err := c.Client.MadeBy(ctx, i)
	ids := make([]string, 0, len(all))
	for _, m := range all {
		ids = append(ids, m.ID)
	}
	return ids, err
}

// EditFollowUp implements Port.
func (c client) EditFollowUp(ctx context.Context, i *link.Interaction, id string, m layout.Message) error {
	_, err := c.Client.EditFollowUp(ctx, i, id, m)
	return err
}

// Send implements Port.
func (c client) Send(ctx context.Context, channel string, m layout.Message) (string, error) {
	return idOf(c.Client.Send(ctx, channel, m))
}

// Edit implements Port.
func (c client) Edit(ctx context.Context, channel, id string, m layout.Message) error {
	_, err := c.Client.Edit(ctx, channel, id, m)
	return err
}

// Replied implements Port.
func (c client) Replied(ctx context.Context, m *link.Message) (*link.Message, error) {
	found, err := c.FetchReplies(ctx, m, 1)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}

// Type implements Port.
func (c client) Type(ctx context.Context, channel string) error { return c.Typing(ctx, channel) }

// StartThread implements Port. The thread leaves the list after a day of silence.
func (c client) StartThread(ctx context.Context, channel, message, name string) (string, error) {
	const aDay = 1440
	return idOf(c.Client.StartThread(ctx, channel, message, name, aDay))
}

// idOf is the id of what Discord gave back.
func idOf(data json.RawMessage, err error) (string, error) {
	if err != nil {
		return "", err
	}
	var made struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(data, &made); err != nil {
		return "", fmt.Errorf("what Discord gave back can't be read: %w", err)
	}
	return made.ID, nil
}
