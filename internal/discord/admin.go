package discord

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/retrieval"
)

// ErrNoEarlier says that nothing served before what serves now.
var ErrNoEarlier = errors.New("no generation before this one is kept")

// corpus is what an admin does with the corpus. Discord hides the command from
// others; that is not relied on.
func (b *Bot) corpus(i *link.Interaction) reply {
	l := b.in(i.Locale, i.Guild)
	if !b.administers(i) {
		b.Log.Warn("somebody may not change the corpus", "person", i.User.ID, "server", i.Guild, "of", sub(i))
		return say(l.NotAllowed())
	}
	if b.here(i).serving() == nil {
		return say(l.Loading())
	}
	switch sub(i) {
	case layout.ReloadSub:
		return b.reloading(i, "")
	case layout.StatusSub:
		return b.status(l, b.here(i))
	case layout.RollbackSub:
		return b.rollback(l, b.here(i))
	}
	return say(l.OldButton())
}

// planned carries out a reload that was shown, or leaves it.
func (b *Bot) planned(i *link.Interaction, id layout.ID) reply {
	l := b.in(i.Locale, i.Guild)
	of, _, _ := strings.Cut(id.Answer, "-")
	switch {
	case !b.administers(i):
		return say(l.NotAllowed())
	case of != corpusKey(b.here(i)):
		return say(l.OldButton())
	case id.Kind == layout.Dismiss:
		return reply{first: layout.Update(l.ReloadLeft())}
	}
	r := b.reloading(i, id.Answer)
	r.first = layout.DeferUpdate()
	return r
}

// reloading reloads the corpus. Where much would be removed, and that is not the plan
// that somebody has agreed to, nothing is done but said.
func (b *Bot) reloading(i *link.Interaction, agreed string) reply {
	l, h := b.in(i.Locale, i.Guild), b.here(i)
	return whisper(func(ctx context.Context, show func(...layout.Message)) ([]layout.Message, error) {
		if !b.takeReload(h.Library) {
			return []layout.Message{l.ReloadBusy()}, nil
		}
		defer b.reloads.Delete(h.Library)
		show(l.ReloadRunning(0, 0))
		progress := func(done, all int) { show(l.ReloadRunning(done, all)) }
		report, tokens, err := h.Library.Reload(ctx, false, progress)
		var much *retrieval.RemovalError
		if errors.As(err, &much) && planOf(h, much) == agreed {
			report, tokens, err = h.Library.Reload(ctx, true, progress)
		}
		switch {
		case errors.As(err, &much):
			return []layout.Message{l.ReloadPlan(planOf(h, much), much)}, nil
		case err != nil:
			return nil, err
		}
		for _, f := range report.Failed {
			b.Log.Warn("a file of the corpus could not be read", "error", f)
		}
		b.Log.Info("the corpus was reloaded", "by", i.User.ID, "generation", report.Generation,
			"added", len(report.Added), "changed", len(report.Changed), "removed", len(report.Removed))
		if !b.stillGiven(h) {
			return nil, errLoading // it names documents
		}
		return []layout.Message{l.ReloadDone(report, tokens)}, nil
	}).unhurried()
}

// unhurried lets a job take as long as Discord takes edits.
func (r reply) unhurried() reply {
	r.deadline = longest
	return r
}

// planOf names a plan in its buttons: the corpus, which the place may have another
// of meanwhile, and what was shown of the plan, which may be out of date by then.
func planOf(h here, much *retrieval.RemovalError) string {
	now := h.serving()
	if now == nil {
		return ""
	}
	return corpusKey(h) + "-" + layout.Key(fmt.Sprint(now.Catalog.Generation, much.Remove, much.Stored))
}

// corpusKey is the key of the corpus of a place; empty: none serves.
func corpusKey(h here) string {
	if now := h.serving(); now != nil {
		return layout.Key(now.ID)
	}
	return ""
}

// Reload reloads a corpus without being asked in Discord. It reports busy where a
// reload is at work already.
func (b *Bot) Reload(ctx context.Context, l Library) (report retrieval.Report, busy bool, err error) {
	if !b.takeReload(l) {
		return retrieval.Report{}, true, nil
	}
	defer b.reloads.Delete(l)
	report, _, err = l.Reload(ctx, false, func(int, int) {})
	return report, false, err
}

func (b *Bot) takeReload(l Library) bool {
	_, busy := b.reloads.LoadOrStore(l, nil)
	return !busy
}

func (b *Bot) status(l layout.Layout, h here) reply {
	now := h.serving()
	_, busy := b.reloads.Load(h.Library)
	return say(l.CorpusStatus(layout.Status{Catalog: now.Catalog, Loaded: now.Loaded, Writer: now.Writer, Reloading: busy}))
}

func (b *Bot) rollback(l layout.Layout, h here) reply {
	return whisper(final(func(ctx context.Context) (layout.Message, error) {
		if !b.takeReload(h.Library) {
			return l.ReloadBusy(), nil
		}
		defer b.reloads.Delete(h.Library)
		from, to, err := h.Library.Rollback(ctx)
		if errors.Is(err, ErrNoEarlier) {
			return l.NoEarlier(), nil
		}
		return l.RolledBack(from, to), err
	}))
}
