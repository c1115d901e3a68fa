package discord

import (
	"context"
	"slices"
	"strings"

	"dateline/internal/answer"
	"dateline/internal/discord/link"
	"dateline/internal/memory"
)

// mostHistory is how many answers back a conversation is read.
const mostHistory = 6

// conversation notes of a question what was said before its message: in the chain
// of replies that it ends, or in the thread or direct conversation it stands in.
// Nothing else is read.
func (b *Bot) conversation(ctx context.Context, m *link.Message, h heard, q *asked) {
	last, found := b.before(ctx, m, h, q)
	if found && q.shows(m, last) {
		q.parent = last.ID
		q.History = b.exchanges(ctx, m, last.ID, q)
	}
	h.join(&q.History)
}

// exchanges are an answer and those that it goes on from. What its asker alone has
// seen ends them where others see what is said.
func (b *Bot) exchanges(ctx context.Context, m *link.Message, id string, q *asked) (out []answer.Exchange) {
	chain, err := b.Memory.Chain(ctx, id, m.Author.ID, mostHistory)
	if err != nil {
		b.Log.Warn("a question is read without what was said before it", "error", err)
		return nil
	}
	for _, a := range slices.Backward(chain) {
		if !q.shows(m, a) {
			break
		}
		if k, err := b.restore(ctx, q.at.serving(), a); err == nil {
			out = append(out, exchange(k))
		}
	}
	slices.Reverse(out)
	return out
}

// shows reports whether an answer may be gone on from in the place of a message:
// whoever sees that place may see the answer.
func (q *asked) shows(m *link.Message, a memory.Answer) bool {
	return q.at.may(a, q.at.serving()) && (m.Direct() || !a.Private)
}

// before is the answer that a message goes on from.
func (b *Bot) before(ctx context.Context, m *link.Message, h heard, q *asked) (memory.Answer, bool) {
	if m.Direct() {
		q.thread = m.Channel
	}
	said, err := b.Memory.Thread(ctx, m.Channel, 1)
	root, none := b.Memory.ByMessage(ctx, m.Channel, m.Author.ID) // a thread has the id of the message it hangs on
	if err == nil && len(said) > 0 || none == nil {
		q.thread = m.Channel
	}
	if m.ReplyTo != "" {
		return h.answer, h.answer.ID != ""
	}
	if len(said) > 0 {
		return said[len(said)-1], true
	}
	return root, none == nil
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
