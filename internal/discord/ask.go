package discord

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/retrieval"
)

// asked is a question as somebody asked it in a place.
type asked struct {
	answer.Question
	shown    string // the question as its asker put it; empty: Text
	at       here
	thread   string // that it can be asked on in
	private  bool
	byOutlet bool
	echo     bool // nobody sees the question otherwise
	parent   string
}

// compareWords in front of a question ask for what each outlet says.
const compareWords = "Compare the outlets: "

// ask answers /ask.
func (b *Bot) ask(i *link.Interaction, now *Serving) reply {
	l := b.in(i.Locale, i.Guild)
	f, wrong := filter(i, now)
	text := i.Option(layout.QuestionOption)
	switch {
	case len(wrong) > 0:
		return say(l.Mistaken(now.Catalog, wrong))
	case strings.TrimSpace(text) == "":
		return say(l.BadQuestion())
	}
	q := where(b.here(i))
	q.Question, q.private = answer.Question{Text: text, Filter: f}, i.Option(layout.PrivateOption) == "true"
	return b.answering(i, q)
}

// about answers what a message asks that somebody chose.
func (b *Bot) about(i *link.Interaction) reply {
	q := where(b.here(i))
	if i.Target != nil {
		q.Text = i.Target.Without(i.Application)
	}
	if strings.TrimSpace(q.Text) == "" {
		return say(b.in(i.Locale, i.Guild).BadQuestion())
	}
	return b.answering(i, q)
}

// compare answers outlet by outlet.
func (b *Bot) compare(i *link.Interaction, now *Serving) reply {
	l := b.in(i.Locale, i.Guild)
	f, wrong := filter(i, now)
	text := strings.TrimSpace(i.Option(layout.QuestionOption))
	switch {
	case len(wrong) > 0:
		return say(l.Mistaken(now.Catalog, wrong))
	case text == "":
		return say(l.BadQuestion())
	case len(f.Events) == 0: // Discord requires the option, but may show an older command
		return say(l.Mistaken(now.Catalog, []layout.Mistake{{Option: layout.MeetingOption}}))
	}
	q := where(b.here(i))
	q.Question, q.shown, q.byOutlet = answer.Question{Text: compareWords + text, Filter: f}, text, true
	return b.answering(i, q)
}

// filter is what the options of a command restrict to, and which of them mean
// nothing here.
func filter(i *link.Interaction, now *Serving) (f retrieval.Filter, wrong []layout.Mistake) {
	mistaken := func(option string) {
		wrong = append(wrong, layout.Mistake{Option: option, Value: i.Option(option)})
	}
	if v := i.Option(layout.OutletOption); v != "" {
		if name, known := layout.FindOutlet(now.Catalog, v); known {
			f.Outlets = []string{name}
		} else {
			mistaken(layout.OutletOption)
		}
	}
	if v := i.Option(layout.MeetingOption); v != "" {
		if event, known := layout.FindEvent(now.Catalog, v); known {
			f.Events = []string{event.ID}
		} else {
			mistaken(layout.MeetingOption)
		}
	}
	var err error
	if f.From, err = dayOf(i.Option(layout.FromOption)); err != nil {
		mistaken(layout.FromOption)
	}
	if f.To, err = dayOf(i.Option(layout.ToOption)); err != nil {
		mistaken(layout.ToOption)
	}
	if !f.From.IsZero() && !f.To.IsZero() && f.From.Compare(f.To) > 0 {
		wrong = append(wrong, layout.Mistake{Option: layout.FromOption, Value: f.From.String(), Before: f.To.String()})
	}
	return f, wrong
}

func dayOf(value string) (corpus.Date, error) {
	if value == "" {
		return corpus.Date{}, nil
	}
	return corpus.ParseDate(value)
}

// answering is the reply to an interaction that asks.
func (b *Bot) answering(i *link.Interaction, q asked) reply {
	l := b.in(i.Locale, i.Guild)
	r := reply{first: layout.Defer(q.private), private: q.private, answer: new(string)}
	r.later = b.answer(l, q, r.answer)
	return r
}

// answer is the job that answers a question, and keeps the answer for its
// buttons under an id that it notes.
func (b *Bot) answer(l layout.Layout, q asked, id *string) job {
	return func(ctx context.Context, show func(...layout.Message)) ([]layout.Message, error) {
		now := q.at.serving()
		if now == nil {
			return nil, errLoading
		}
		began := time.Now()
		r := layout.Reply{Question: q.shownText(), Echo: q.echo, Private: q.private, ByOutlet: q.byOutlet}
		show(l.Working(r.Question))
		a, _, err := now.Desk.Ask(ctx, q.at.who, q.Question, func(s answer.Step) {
			if s.Claim != nil && b.stillGiven(q.at) {
				r.Claims = append(r.Claims, *s.Claim)
				show(l.Writing(r)...)
			}
		})
		if err != nil {
			return nil, err
		}
		if !b.stillGiven(q.at) {
			return nil, errLoading
		}
		if err := a.Failure(); err != nil {
			b.Log.Warn("the model could not be used", "error", err)
		}
		k, err := b.keep(ctx, q, now, a)
		if err != nil {
			b.Log.Error("an answer was not kept, so its buttons do nothing", "error", err)
		}
		*id = k.ID
		out := replyOf(k, time.Since(began))
		out.Echo = q.echo
		return l.Answer(out), nil
	}
}

func (q asked) shownText() string { return cmp.Or(q.shown, q.Text) }

// replyOf is what is shown of an answer that was kept.
func replyOf(k kept, took time.Duration) layout.Reply {
	r := layout.ReplyOf(k.ID, k.answer, took)
	r.Echo, r.Private, r.ByOutlet = true, k.Private, k.ByOutlet
	if r.Question = k.Question; k.ByOutlet {
		r.Read = "" // with the words in front that ask for it
		r.Claims = slices.SortedStableFunc(slices.Values(r.Claims), func(a, b answer.Claim) int {
			return strings.Compare(outletOf(a), outletOf(b))
		})
	}
	return r
}

func outletOf(c answer.Claim) string {
	if len(c.Citations) == 0 {
		return ""
	}
	return c.Citations[0].Header.Outlet
}
