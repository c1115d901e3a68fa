package openai

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"

	sdk "github.com/sashabaranov/go-openai"

	"dateline/internal/answer"
)

// Generator writes drafts by a model of a server. It is safe for concurrent use.
type Generator struct {
	config ChatConfig
	client *sdk.Client
	sender *sender
	format *sdk.ChatCompletionResponseFormat
	used   chatUsed

	lock   sync.Mutex
	manner manner
}

// NewGenerator checks the settings, without asking the server.
func NewGenerator(c ChatConfig) (*Generator, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	client, sender, err := newClient(c.Server, "OPENAI_MODEL")
	if err != nil {
		return nil, err
	}
	form, err := format()
	if err != nil {
		return nil, err
	}
	return &Generator{config: c, client: client, sender: sender, format: form, manner: c.manner()}, nil
}

// Name implements answer.Generator.
func (g *Generator) Name() string { return g.config.Model }

// Generate implements answer.Generator. Its errors, but for those of got and the
// cause of the context's end, are an *Error of one of the kinds. ErrLength and
// whatever breaks off a stream leave what was handed over as good as any; nothing
// is asked again once the model has begun to speak.
func (g *Generator) Generate(ctx context.Context, p answer.Prompt, got func(answer.Proposal) error) (answer.Spent, error) {
	found := claims{}
	var refused error
	found.got = func(p answer.Proposal) error {
		refused = got(keptFrom(g.config.Key, p))
		return refused
	}
	spent, err := g.converse(ctx, question{p, g.config.MaxTokens, true}, found.write)
	g.used.malformed.Add(int64(found.malformed))
	var wrong *Error
	switch {
	case refused != nil:
		return spent, refused
	case err == nil:
		err = found.end()
	}
	if err != nil && ctx.Err() == nil && !errors.As(err, &wrong) {
		err = g.unusable(err)
	}
	return spent, err
}

// unusable is the error of an answer that does not serve.
func (g *Generator) unusable(err error) *Error {
	e := g.sender.failure(ErrAnswer, err.Error())
	e.Advice = fmt.Sprintf("see whether %s can write JSON; OPENAI_OUTPUT, now %s, says how it is asked to", g.config.Model, g.config.Form)
	return e
}

// mostPlain is how many bytes an answer in plain text may have.
const mostPlain = 64 << 10

// Complete implements answer.Generator. An answer that has come to its greatest
// length is returned as it is: its asker has set the length. Errors are as those
// of Generate.
func (g *Generator) Complete(ctx context.Context, p answer.Prompt, tokens int) (string, answer.Spent, error) {
	var text strings.Builder
	spent, err := g.converse(ctx, question{p, tokens, false}, func(piece string) error {
		if text.Len()+len(piece) > mostPlain {
			return g.sender.failure(ErrAnswer, fmt.Sprintf("it is longer than %d bytes", mostPlain))
		}
		text.WriteString(piece)
		return nil
	})
	said := text.String()
	if strings.HasPrefix(strings.TrimSpace(said), "<think>") { // aloud, unasked
		g.thinks()
		_, said, _ = strings.Cut(said, "</think>")
	}
	said = hide(g.config.Key, strings.TrimSpace(said))
	switch {
	case errors.Is(err, ErrLength) && said != "":
		err = nil
	case err == nil && said == "":
		err = g.sender.failure(ErrEmpty, "")
	}
	if err != nil {
		return "", spent, err
	}
	return said, spent, nil
}

// converse asks and passes on what the model says, piece by piece.
func (g *Generator) converse(ctx context.Context, q question, take func(string) error) (answer.Spent, error) {
	b := bill{prompt: q.prompt}
	s, err := g.open(ctx, q, &b)
	if err == nil {
		err = g.listen(ctx, s, &b, take)
		b.usage = s.usage
		s.close()
	}
	return g.settle(&b), err
}

// open asks, in another manner where the server refuses the first.
func (g *Generator) open(ctx context.Context, q question, b *bill) (*stream, error) {
	for {
		m := g.known()
		request := g.request(q, m)
		s, err := g.send(ctx, request, b)
		if err == nil {
			return s, nil
		}
		next, better := m.after(err, request)
		if next.lines && g.config.Form == FormSchema {
			return nil, g.advised(err, "OPENAI_OUTPUT is schema; the server may have none, so set it to auto or lines")
		}
		if !better {
			return nil, g.explained(err)
		}
		g.learn(m, next)
	}
}

// send sends a request. go-openai makes it, and reads an empty answer.
func (g *Generator) send(ctx context.Context, r sdk.ChatCompletionRequest, b *bill) (*stream, error) {
	c := &call{idle: g.config.Idle}
	unread, err := g.client.CreateChatCompletionStream(withCall(ctx, c), r)
	b.requests += c.sent
	if err != nil {
		return nil, err
	}
	return c.stream, unread.Close()
}

func (g *Generator) known() manner {
	g.lock.Lock()
	defer g.lock.Unlock()
	return g.manner
}

// learn keeps a manner, unless another one has been learnt in the meantime: then
// that is tried first.
func (g *Generator) learn(from, to manner) {
	g.lock.Lock()
	defer g.lock.Unlock()
	if g.manner == from {
		g.manner = to
	}
}

// explained adds what only a chat knows to be the cause.
func (g *Generator) explained(err error) error {
	switch {
	case errors.Is(err, ErrTooLong):
		return g.advised(err, "the passages, or OPENAI_MAX_TOKENS, are more than the model reads")
	case errors.Is(err, sdk.ErrChatCompletionInvalidModel):
		return g.sender.failure(ErrModel, err.Error())
	}
	var typed *Error
	if errors.As(err, &typed) {
		return typed // without go-openai's words around it
	}
	return err
}

func (g *Generator) advised(err error, advice string) error {
	var typed *Error
	if !errors.As(err, &typed) {
		return err
	}
	typed.Advice = advice
	return typed
}

// listen passes on what the model says until it has said all.
func (g *Generator) listen(ctx context.Context, s *stream, b *bill, take func(string) error) error {
	refusal := ""
	for {
		said, err := s.next()
		if errors.Is(err, io.EOF) {
			return g.ending(s, b, refusal)
		}
		if err != nil && ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			return err
		}
		b.add(said)
		if len(refusal) < mostMessage {
			refusal += said.Refusal
		}
		if thought := said.Thoughts + said.Reasoning; thought != "" {
			g.thinks()
		}
		if said.Content != "" {
			if err := take(said.Content); err != nil {
				return err
			}
		}
	}
}

// thinks notes that the model thinks before it answers, so that the next time it
// gets the tokens for that.
func (g *Generator) thinks() {
	g.lock.Lock()
	defer g.lock.Unlock()
	g.manner.thinks = true
}

// ending is what is wrong with an answer that has come to its end.
func (g *Generator) ending(s *stream, b *bill, refusal string) error {
	switch {
	case refusal != "":
		return g.sender.failure(ErrDeclined, refusal)
	case s.finish == string(sdk.FinishReasonContentFilter):
		return g.sender.failure(ErrDeclined, "its server's filter has stopped the answer")
	case s.finish == string(sdk.FinishReasonLength):
		e := g.sender.failure(ErrLength, "")
		e.Advice = "OPENAI_MAX_TOKENS gives it more"
		if b.content == 0 {
			e.Message, e.Advice = "all of it went into thinking", "OPENAI_THINKING_TOKENS gives it more"
		}
		return e
	case b.content == 0:
		return g.sender.failure(ErrEmpty, "")
	}
	return nil
}

// Fault tells whether an error is the fault of the server or the settings, so
// that the next question would meet the same. It is not where the model could not
// deal with this question or the context has ended.
func Fault(err error) bool {
	var typed *Error
	if !errors.As(err, &typed) {
		return false
	}
	for _, kind := range []error{ErrTooLong, ErrRequest, ErrDeclined, ErrLength, ErrEmpty, ErrAnswer} {
		if errors.Is(typed.Kind, kind) {
			return false
		}
	}
	return true
}
