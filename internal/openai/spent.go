package openai

import (
	"sync/atomic"
	"unicode/utf8"

	"dateline/internal/answer"
)

// ChatUsage is what a generator has done so far.
type ChatUsage struct {
	Requests int64 // sent to the server
	Repeats  int64 // of these, sent again after a failure
	// Malformed is how many claims could not be read and were skipped.
	Malformed int64
	// Estimated is how many answers have tokens that are estimated, as the server
	// did not say how many there were.
	Estimated int64
}

type chatUsed struct{ malformed, estimated atomic.Int64 }

// Usage is what has been done so far.
func (g *Generator) Usage() ChatUsage {
	return ChatUsage{
		Requests: g.sender.requests.Load(), Repeats: g.sender.repeats.Load(),
		Malformed: g.used.malformed.Load(), Estimated: g.used.estimated.Load(),
	}
}

// bill is what a question has cost.
type bill struct {
	prompt   answer.Prompt
	requests int
	usage    *chatUsage // as the server says; nil: it doesn't
	content  int        // bytes of the answer
	heard    int        // bytes of all that the model said, its thoughts included
	tokens   counter    // of that, estimated
}

func (b *bill) add(s said) {
	b.content += len(s.Content)
	for _, text := range []string{s.Content, s.Refusal, s.Thoughts, s.Reasoning} {
		b.heard += len(text)
		for _, r := range text {
			b.tokens.add(r, utf8.RuneLen(r))
		}
	}
}

// settle is the bill in tokens and dollars. Where the server does not say how
// many tokens there were, as when an answer is broken off, they are estimated from
// above, provided that the model has said anything: limits of money are not to be
// passed by breaking off.
func (g *Generator) settle(b *bill) answer.Spent {
	s := answer.Spent{Requests: b.requests}
	switch u := b.usage; {
	case u != nil && u.Prompt > 0:
		s.TokensIn, s.TokensOut = u.Prompt, max(0, u.Completion)
		s.TokensCached = min(max(u.Parts.Cached, u.Hit, 0), u.Prompt)
	case b.heard > 0:
		p := b.prompt
		s.TokensIn = tokensOf(p.System) + tokensOf(p.User) + max(tokensOf(p.AsObject), tokensOf(p.AsLines))
		s.TokensOut = b.tokens.tokens
		g.used.estimated.Add(1)
	}
	c := g.config
	s.Dollars = (float64(s.TokensIn-s.TokensCached)*c.PriceIn + float64(s.TokensCached)*c.PriceCached + float64(s.TokensOut)*c.PriceOut) / 1e6
	return s
}
