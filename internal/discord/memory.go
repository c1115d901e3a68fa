package discord

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"dateline/internal/answer"
	"dateline/internal/memory"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
)

// Memory keeps what buttons and conversations go on from, also after a restart;
// *memory.Memory is one.
type Memory interface {
	Put(ctx context.Context, a memory.Answer) (id string, err error)
	Get(ctx context.Context, id, person string) (memory.Answer, error)
	ByMessage(ctx context.Context, message, person string) (memory.Answer, error)
	Thread(ctx context.Context, thread string, n int) ([]memory.Answer, error)
	Chain(ctx context.Context, id, person string, n int) ([]memory.Answer, error)
	Published(ctx context.Context, id string, messages ...string) error
	Choose(ctx context.Context, id, person string) (a memory.Answer, first bool, err error)
	Reopen(ctx context.Context, id, person string) error
	Share(ctx context.Context, id, person string) (memory.Answer, error)
	Rate(ctx context.Context, f memory.Feedback) (memory.Rated, error)
	Seen(ctx context.Context, id string) (bool, error)
	Stored(ctx context.Context, person string) (memory.Stored, error)
	Forget(ctx context.Context, person string) (memory.Stored, error)
}

// setting is how a question was asked, which goes along with its answer.
type setting struct {
	Filter   retrieval.Filter `json:"filter"`
	ByOutlet bool             `json:"by_outlet,omitempty"`
}

// settingField is where it stands in an answer's JSON.
const settingField = "asked_with"

// kept is an answer with what has to be known to go on from it.
type kept struct {
	memory.Answer
	setting
	answer answer.Answer
}

// keep keeps an answer, and gives the id that its buttons carry; empty: it is not
// kept, and they do nothing.
func (b *Bot) keep(ctx context.Context, q asked, now *Serving, a answer.Answer) (kept, error) {
	k := kept{setting: setting{q.Filter, q.byOutlet}, answer: a}
	k.Answer = memory.Answer{
		Person: q.at.who.Person, Server: q.at.who.Server, Channel: q.at.Channel, Thread: q.thread, Follows: q.parent,
		Private: q.private, Corpus: now.Catalog.Name, CorpusID: now.ID, Question: q.shownText(),
	}
	var err error
	if k.JSON, err = withSetting(a, k.setting); err == nil {
		k.ID, err = b.Memory.Put(ctx, k.Answer)
	}
	return k, err
}

func withSetting(a answer.Answer, s setting) (json.RawMessage, error) {
	data, err := json.Marshal(a)
	if err != nil {
		return nil, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return nil, err
	}
	if fields[settingField], err = json.Marshal(s); err != nil {
		return nil, err
	}
	return json.Marshal(fields)
}

// restore makes an answer again from what was kept.
func (b *Bot) restore(ctx context.Context, now *Serving, a memory.Answer) (kept, error) {
	k := kept{Answer: a}
	var with struct {
		Asked setting `json:"asked_with"`
	}
	if err := json.Unmarshal(a.JSON, &with); err != nil {
		return kept{}, fmt.Errorf("read an answer that was kept: %w", err)
	}
	k.setting = with.Asked
	var err error
	k.answer, err = answer.Restore(ctx, now.Archive, a.JSON)
	return k, err
}

// find is the answer of an id, if it may be used here.
func (b *Bot) find(ctx context.Context, id string, h here) (kept, error) {
	a, now, err := b.known(ctx, id, h)
	if err != nil {
		return kept{}, err
	}
	return b.restore(ctx, now, a)
}

// known is what was kept under an id, if it may be used here, with what serves
// here. Whoever may not is told the same as of one that is gone.
func (b *Bot) known(ctx context.Context, id string, h here) (memory.Answer, *Serving, error) {
	now := h.serving()
	if now == nil {
		return memory.Answer{}, nil, errLoading
	}
	a, err := b.Memory.Get(ctx, id, h.who.Person)
	if err == nil && !h.may(a, now) {
		err = memory.ErrNoAnswer
	}
	return a, now, err
}

// mayUse reports whether somebody is where an answer was given: in its server, or
// for one given in direct messages its asker.
func mayUse(a memory.Answer, w quota.Who) bool {
	if a.Server == "" || a.Private {
		return a.Person == w.Person
	}
	return a.Server == w.Server
}

// isGone reports whether an error says that there is no such answer for somebody.
func isGone(err error) bool {
	return errors.Is(err, errGone) || errors.Is(err, memory.ErrNoAnswer) || errors.Is(err, memory.ErrNotYours)
}
