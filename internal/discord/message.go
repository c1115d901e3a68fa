package discord

import (
	"context"
	"strconv"
	"time"

	"dateline/internal/answer"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
)

// typingEvery is how often it is shown that the bot is typing: Discord forgets it
// after 10 s.
const typingEvery = 8 * time.Second

// Message answers a message that mentions the bot or is to it alone. self is the
// bot's id.
func (b *Bot) Message(ctx context.Context, self string, m *link.Message) {
	if b.begun(ctx, m) {
		return
	}
	l := b.in(m.Author.Locale, m.Guild)
	var r reply
	what := "message " + m.ID
	if err := carefully(func() error { r = b.read(l, self, m); return nil }); err != nil {
		r = reply{later: func(context.Context, func(...layout.Message)) ([]layout.Message, error) { return nil, err }}
	}
	typing, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); b.typing(typing, m.Channel) }()
	b.play(ctx, l, what, r, &channel{port: b.Port, to: m})
	stop()
	<-done
}

// begun reports whether a message was begun to be answered before, by whichever
// program, and notes that it is.
func (b *Bot) begun(ctx context.Context, m *link.Message) bool {
	seen, err := b.Memory.Seen(ctx, m.ID)
	if err != nil {
		b.Log.Warn("it is not known whether a message was answered before", "id", m.ID, "error", err)
	}
	return err == nil && seen
}

// RefuseMessage tells who wrote a message that it is not handled.
func (b *Bot) RefuseMessage(ctx context.Context, m *link.Message, why link.Reason) {
	if b.begun(ctx, m) {
		return
	}
	what := "message " + m.ID
	said := b.unhandled(b.in(m.Author.Locale, m.Guild), why, what)
	if err := (&channel{port: b.Port, to: m}).put(ctx, 0, said); err != nil {
		b.Log.Warn("a message was not refused", "of", what, "error", err)
	}
}

// typing shows that the bot is typing until ctx is over.
func (b *Bot) typing(ctx context.Context, channel string) {
	for {
		if err := b.Port.Type(ctx, channel); err != nil && ctx.Err() == nil {
			b.Log.Info("typing was not shown", "error", err)
		}
		select {
		case <-time.After(typingEvery):
		case <-ctx.Done():
			return
		}
	}
}

// read says what is done about a message.
func (b *Bot) read(l layout.Layout, self string, m *link.Message) reply {
	r := reply{answer: new(string)}
	r.later = func(ctx context.Context, show func(...layout.Message)) ([]layout.Message, error) {
		at, err := b.hereOf(ctx, m)
		if err != nil {
			return nil, err
		}
		text, now := m.Without(self), at.serving()
		help := func() []layout.Message { return []layout.Message{l.Help(now.Catalog)} }
		switch {
		case !at.open():
			return []layout.Message{at.absent(l)}, nil
		case text == "" && m.ReplyTo == "" && now != nil:
			return help(), nil
		}
		h := b.hear(ctx, self, m)
		q := asked{Question: answer.Question{Text: text}, at: at}
		switch {
		case h.toPerson && points(text) && h.first == "":
			return []layout.Message{l.NotReadable()}, nil
		case h.toPerson && points(text):
			q.Text, q.echo, h.said = h.first, true, h.said[min(1, len(h.said)):]
		case text == "" && now != nil:
			return help(), nil
		}
		b.conversation(ctx, m, h, &q)
		return b.answer(l, q, r.answer)(ctx, show)
	}
	return r
}

// nonce is the same for a message each time it is sent.
func nonce(id string, n int) string { return id[:min(len(id), 20)] + "-" + strconv.Itoa(n) }
