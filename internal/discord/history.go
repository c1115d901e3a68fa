package discord

import (
	"context"
	"errors"
	"strings"
	"time"

	"dateline/internal/answer"
	"dateline/internal/discord/link"
	"dateline/internal/memory"
)

// mostHistory is how many answers back a conversation is read.
const mostHistory = 6

// conversation notes of a question what was said before its message: by the
// answers that it replies to, or in the thread or direct conversation it stands
// in. Nothing else is read.
func (b *Bot) conversation(ctx context.Context, m *link.Message, q *asked) {
	now := q.at.serving()
	if last, found := b.before(ctx, m, q); found && q.at.may(last, now) {
		q.parent = last.ID
	}
	if q.parent == "" {
		return
	}
	chain, err := b.Memory.Chain(ctx, q.parent, m.Author.ID, mostHistory)
	if err != nil {
		b.Log.Warn("a question is read without what was said before it", "error", err)
		return
	}
	for _, a := range chain {
		if !q.at.may(a, now) {
			continue // it was said where another corpus answers
		}
		if k, err := b.restore(ctx, now, a); err == nil {
			q.History = append(q.History, exchange(k))
		}
	}
}

// before is the answer that a message goes on from.
func (b *Bot) before(ctx context.Context, m *link.Message, q *asked) (memory.Answer, bool) {
	if m.Direct() {
		q.thread = m.Channel
	}
	said, err := b.Memory.Thread(ctx, m.Channel, 1)
	root, none := b.Memory.ByMessage(ctx, m.Channel, m.Author.ID) // a thread has the id of the message it hangs on
	if err == nil && len(said) > 0 || none == nil {
		q.thread = m.Channel
	}
	if m.ReplyTo != "" {
		return b.repliedTo(ctx, m)
	}
	if len(said) > 0 {
		return said[len(said)-1], true
	}
	return root, none == nil
}

// An answer is noted to stand in a message right after it is shown. For one who
// replies faster than that, it is looked up again.
const (
	lookups = 10
	between = 100 * time.Millisecond
)

// repliedTo is the answer in the message that a message replies to.
func (b *Bot) repliedTo(ctx context.Context, m *link.Message) (memory.Answer, bool) {
	for range lookups {
		a, err := b.Memory.ByMessage(ctx, m.ReplyTo, m.Author.ID)
		if !errors.Is(err, memory.ErrNoAnswer) || m.Referenced != nil && !m.Referenced.Author.Bot {
			return a, err == nil
		}
		select {
		case <-time.After(between):
		case <-ctx.Done():
			return memory.Answer{}, false
		}
	}
	return memory.Answer{}, false
}

// exchange is an answer as part of a conversation.
func exchange(k kept) answer.Exchange {
	asked := k.answer.Question()
	if len(k.Filter.Events) == 1 {
		if e, known := k.answer.Event(k.Filter.Events[0]); known && !e.Date.IsZero() {
			asked = strings.TrimRight(asked, " ?") + " on " + e.Date.Words() + "?"
		}
	}
	text := k.answer.Reason()
	for _, c := range k.answer.Claims() {
		text += c.Text + "\n"
	}
	return answer.Exchange{Question: asked, Answer: text}
}

// placed remembers where an answer stands, for what is asked about it there.
func (b *Bot) placed(ctx context.Context, id string, messages []string) {
	if err := b.Memory.Published(ctx, id, messages...); err != nil {
		b.Log.Warn("it was not kept where an answer stands", "error", err)
	}
}

// where is a question that is asked by an interaction.
func where(h here) asked {
	q := asked{at: h, echo: true}
	if h.Server == "" {
		q.thread = h.Channel
	}
	return q
}
