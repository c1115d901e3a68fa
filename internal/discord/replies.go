package discord

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"

	"dateline/internal/answer"
	"dateline/internal/discord/link"
	"dateline/internal/memory"
)

// The bounds of what is read of a chain of replies, so that an answer begins soon
// whatever Discord does.
const (
	mostReplies = 8    // messages
	mostSaid    = 4000 // bytes of what people wrote in them
	repliesWait = 1500 * time.Millisecond
)

// An answer is noted to stand in a message right after it is shown. For one who
// replies faster than that, it is looked up again.
const (
	lookups = 10
	between = 100 * time.Millisecond
)

// heard is what the chain of replies holds that a message ends.
type heard struct {
	answer memory.Answer // the nearest answer; without an ID: none
	said   []string      // what people wrote behind it, the latest first
	// first is what the message itself replies to, if a person wrote it; empty
	// where Discord does not let the bot read that.
	first    string
	toPerson bool
}

// hear reads what a message replies to, what that replies to, and so on, up to an
// answer. It stays in the message's channel.
func (b *Bot) hear(ctx context.Context, self string, m *link.Message) (h heard) {
	ctx, cancel := context.WithTimeout(ctx, repliesWait)
	defer cancel()
	asker, room := m.Author.ID, mostSaid
	for n := range mostReplies {
		if m.ReplyTo == "" || m.ReplyChannel != "" && m.ReplyChannel != m.Channel {
			return h
		}
		var found bool
		if h.answer, found = b.repliedTo(ctx, self, asker, m); found {
			return h
		}
		next, err := b.Port.Replied(ctx, m)
		if err != nil {
			b.Log.Info("a chain of replies was not read to its end", "error", err)
		}
		if next == nil {
			return h
		}
		text := next.Without(self)
		if next.Author.ID == self {
			text = "" // its own words are answers, or say nothing of a meeting
		} else if n == 0 {
			h.toPerson, h.first = true, text
		}
		if room -= len(text); room < 0 {
			return h
		}
		if text != "" {
			h.said = append(h.said, text)
		}
		m = next
	}
	return h
}

// repliedTo is the answer in the message that a message replies to.
func (b *Bot) repliedTo(ctx context.Context, self, asker string, m *link.Message) (memory.Answer, bool) {
	for range lookups {
		a, err := b.Memory.ByMessage(ctx, m.ReplyTo, asker)
		if !errors.Is(err, memory.ErrNoAnswer) || m.Referenced == nil || m.Referenced.Author.ID != self {
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

// join puts what people wrote behind the exchanges before it. With an answer
// before, it is what was said to that, which the question is still about.
func (h heard) join(history *[]answer.Exchange) {
	said := slices.Clone(h.said)
	slices.Reverse(said)
	if n := len(*history); n > 0 && len(said) > 0 {
		(*history)[n-1].Answer += "\n" + strings.Join(said, "\n")
		return
	}
	for _, text := range said {
		*history = append(*history, answer.Exchange{Question: text})
	}
}

// pointing are the words of "is this true?": where a message has no other, it asks
// about the one that it replies to.
var pointing = wordSet(`is was are were it its it's this that these those the a an and so or then really
	true truth right correct accurate real false wrong fake sure serious seriously actual actually legit fact facts factual check checked
	checking verify verified confirm confirmed source sources evidence proof please pls can could would will you we i do does did
	think know say says said he she they about what how of for me us any there happen happened hm hmm
	das dies dieses diese stimmt wahr wahrheit richtig korrekt falsch echt wirklich tatsächlich sicher ist war sind es er sie und oder denn so
	hat haben gesagt passiert faktencheck fakten prüf prüfe prüfen überprüf überprüfe überprüfen bestätigen quelle quellen beleg belege bitte
	kannst könnt könntest du ihr mal der die den dazu davon was wie hierzu meinst mir uns`)

func wordSet(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// points reports whether a text only points at what it replies to.
func points(text string) bool {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' })
	return !slices.ContainsFunc(words, func(w string) bool { return !pointing[w] })
}
