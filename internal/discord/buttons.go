package discord

import (
	"context"
	"errors"
	"slices"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/memory"
)

// evidence shows the sources of an answer to who asks for them, alone.
func (b *Bot) evidence(i *link.Interaction, id layout.ID) reply {
	l, h := b.in(i.Locale, i.Guild), b.here(i)
	r := whisper(final(func(ctx context.Context) (layout.Message, error) {
		k, err := b.find(ctx, id.Answer, h)
		if err != nil {
			return layout.Message{}, err
		}
		cited := replyOf(k, 0).Cited()
		documents, err := documents(ctx, h.serving(), cited)
		if err == nil && !b.stillGiven(h) {
			err = errGone
		}
		return l.Evidence(id.Answer, cited, documents, id.Page), err
	}))
	if id.Outlet == layout.Turned {
		r.first = layout.DeferUpdate()
	}
	return r
}

// documents are those that are cited, as far as they are there.
func documents(ctx context.Context, now *Serving, cited []answer.Citation) (map[string]corpus.Document, error) {
	out := map[string]corpus.Document{}
	for _, c := range cited {
		if _, read := out[c.Header.ID]; read || now == nil {
			continue
		}
		if d, err := now.Archive.Version(ctx, c.Version); err == nil {
			out[c.Header.ID] = d
		} else if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	return out, nil
}

// rate stores feedback, once a person and answer: the last counts.
func (b *Bot) rate(i *link.Interaction, id layout.ID, helpful bool, why string) reply {
	l, h := b.in(i.Locale, i.Guild), b.here(i)
	return whisper(final(func(ctx context.Context) (layout.Message, error) {
		if _, _, err := b.known(ctx, id.Answer, h); err != nil {
			return layout.Message{}, err
		}
		rated, err := b.Memory.Rate(ctx, memory.Feedback{Answer: id.Answer, Person: i.User.ID, Helpful: helpful, Reason: why})
		switch rated {
		case memory.Replaced:
			return l.RatingReplaced(), err
		case memory.Repeated:
			return l.RatedAlready(), err
		case memory.First:
		}
		return l.Thanks(), err
	}))
}

// thread makes a thread of the message that an answer stands in.
func (b *Bot) thread(i *link.Interaction, id layout.ID) reply {
	l, h := b.in(i.Locale, i.Guild), b.here(i)
	return whisper(final(func(ctx context.Context) (layout.Message, error) {
		if i.Message == nil || i.Guild == "" {
			return l.OldButton(), nil
		}
		a, err := b.standing(ctx, id.Answer, i.Message.ID, h)
		if err != nil || a.Private {
			return l.OldButton(), err
		}
		_, err = b.Port.StartThread(ctx, i.Channel, i.Message.ID, l.ThreadName(a.Question))
		return l.ThreadMade(), err
	}))
}

// standing is the answer of an id that stands in a message. That is noted right after
// it is shown, so for who is faster it is looked up again.
func (b *Bot) standing(ctx context.Context, id, message string, h here) (memory.Answer, error) {
	for range lookups {
		a, _, err := b.known(ctx, id, h)
		if err != nil || slices.Contains(a.Messages, message) {
			return a, err
		}
		select {
		case <-time.After(between):
		case <-ctx.Done():
			return a, ctx.Err()
		}
	}
	return memory.Answer{}, errGone
}

// share shows a private answer to all, as its asker alone may.
func (b *Bot) share(i *link.Interaction, id layout.ID) reply {
	l, h := b.in(i.Locale, i.Guild), b.here(i)
	r := reply{first: layout.DeferUpdate(), answer: new(string)}
	r.elsewhere = func(ctx context.Context) (bool, error) {
		if _, _, err := b.known(ctx, id.Answer, h); err != nil {
			return true, err
		}
		a, err := b.Memory.Share(ctx, id.Answer, i.User.ID)
		if err == nil && a.ID == "" {
			err = memory.ErrNoAnswer
		}
		return true, err
	}
	r.later = func(ctx context.Context, _ func(...layout.Message)) ([]layout.Message, error) {
		k, err := b.find(ctx, id.Answer, h)
		if err == nil && !b.stillGiven(h) {
			err = errGone
		}
		if err != nil {
			return nil, err
		}
		*r.answer = k.ID
		shown := replyOf(k, 0)
		shown.Shared = true
		return l.Answer(shown), nil
	}
	return r
}

// errOthers is a button of somebody else's answer: what it does is shown to who
// has pressed it, alone.
var errOthers = errors.New("the answer is somebody else's")

// which answers a question about the meeting that was chosen. The asker's choice,
// the first one, takes the place of the question which; anybody else's is
// answered to them alone.
func (b *Bot) which(i *link.Interaction, id layout.ID) reply {
	l, h := b.in(i.Locale, i.Guild), b.here(i)
	r := reply{first: layout.DeferUpdate(), answer: new(string)}
	mine := false
	r.elsewhere = func(ctx context.Context) (bool, error) {
		if _, _, err := b.known(ctx, id.Answer, h); err != nil {
			return false, err
		}
		_, first, err := b.Memory.Choose(ctx, id.Answer, i.User.ID)
		switch {
		case errors.Is(err, memory.ErrNotYours):
			return false, errOthers
		case err != nil:
			return false, err
		case !first:
			return false, errTwice
		}
		mine = true
		return false, nil
	}
	r.later = func(ctx context.Context, show func(...layout.Message)) ([]layout.Message, error) {
		k, err := b.find(ctx, id.Answer, h)
		if err != nil {
			return nil, err
		}
		if k.answer.Question() == "" {
			return nil, errGone // that of a private answer is not kept for long
		}
		q := where(h)
		q.Question = k.answer.Again()
		q.Filter = k.Filter
		q.shown, q.private, q.parent, q.byOutlet = k.Question, !mine || k.Private, k.Follows, k.ByOutlet
		if err = b.choose(&q, chosen(i, id)); err == nil {
			var out []layout.Message
			if out, err = b.answer(l, q, r.answer)(ctx, show); err == nil {
				return out, nil
			}
		}
		if mine {
			again, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
			defer cancel()
			err = errors.Join(err, b.Memory.Reopen(again, id.Answer, i.User.ID))
		}
		return nil, err
	}
	return r
}

// choose restricts a question to the meeting that a button or a menu means.
func (b *Bot) choose(q *asked, event string) error {
	if event == layout.AllEvents {
		q.AllEvents = true
		return nil
	}
	now := q.at.serving()
	if now == nil {
		return errLoading
	}
	e, known := layout.FindEvent(now.Catalog, event)
	if !known {
		return errGone
	}
	q.Filter.Events = []string{e.ID}
	return nil
}
