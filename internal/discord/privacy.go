package discord

import (
	"context"

	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
)

// privacy shows somebody what is stored about them, or deletes it.
func (b *Bot) privacy(i *link.Interaction) reply {
	l := b.in(i.Locale, i.Guild)
	switch sub(i) {
	case layout.ShowSub:
		return whisper(final(func(ctx context.Context) (layout.Message, error) {
			s, err := b.stored(ctx, i.User.ID)
			return l.PrivacyShow(s), err
		}))
	case layout.ForgetSub:
		return whisper(final(func(ctx context.Context) (layout.Message, error) {
			s, err := b.forget(ctx, i.User.ID)
			return l.Forgotten(s), err
		}))
	}
	return say(l.OldButton())
}

func (b *Bot) stored(ctx context.Context, person string) (s layout.Stored, err error) {
	if s.Used, err = b.Usage.Stored(ctx, person); err != nil {
		return s, err
	}
	kept, err := b.Memory.Stored(ctx, person)
	s.Answers, s.Feedback = kept.Answers, kept.Feedback
	return s, err
}

// forget deletes what is stored about a person, and tells what that was.
func (b *Bot) forget(ctx context.Context, person string) (s layout.Stored, err error) {
	if s.Used, err = b.Usage.Stored(ctx, person); err != nil {
		return s, err
	}
	kept, err := b.Memory.Forget(ctx, person)
	if err != nil {
		return s, err
	}
	s.Answers, s.Feedback = kept.Answers, kept.Feedback
	return s, b.Usage.Forget(ctx, person)
}
