package openai

import (
	"errors"
	"math"
	"strings"

	sdk "github.com/sashabaranov/go-openai"

	"dateline/internal/answer"
)

// manner is how a server wants to be asked, as far as it differs from what OpenAI
// documents. What a server has refused once it is not sent again; nothing is
// refused twice for the same reason, so that learning comes to an end.
type manner struct {
	lines      bool // no schema
	noUsage    bool // no stream_options
	noChance   bool // no temperature
	noSystem   bool // no message of the system
	noLimit    bool // neither of the two names of the limit
	newLimit   bool // max_completion_tokens in place of max_tokens
	otherLimit bool // of these the one that was not tried first
	thinks     bool // before it answers, within the limit
}

// question is what is asked, whatever the manner.
type question struct {
	prompt answer.Prompt
	tokens int
	claims bool // are wanted, not plain text
}

// manner is what can be known before the server is asked. OpenAI takes the new
// name of the limit for all its models; other servers know the old one, and pass
// over the new one. go-openai refuses the old one for models that think, by name.
func (c ChatConfig) manner() manner {
	m := manner{lines: c.Form == FormLines}
	if u, err := c.address(); err == nil {
		m.newLimit = strings.HasSuffix(u.Hostname(), ".openai.com") || isAzure(u)
	}
	request := sdk.ChatCompletionRequest{Model: c.Model, MaxTokens: 1} //nolint:staticcheck // the old name is what is tried
	if sdk.NewReasoningValidator().Validate(request) != nil {
		m.newLimit, m.noChance, m.thinks = true, true, true
	}
	return m
}

// request is a question in a manner.
func (g *Generator) request(q question, m manner) sdk.ChatCompletionRequest {
	r := sdk.ChatCompletionRequest{Model: g.config.Model, Messages: messages(q, m), ReasoningEffort: g.config.Effort, Stream: true}
	if q.claims && !m.lines {
		r.ResponseFormat = g.format
	}
	if !m.noUsage {
		r.StreamOptions = &sdk.StreamOptions{IncludeUsage: true}
	}
	if !m.noChance {
		// go-openai leaves a 0 out, which the server would take for 1.
		r.Temperature = max(float32(g.config.Temperature), math.SmallestNonzeroFloat32)
	}
	tokens := q.tokens
	if m.thinks {
		tokens += g.config.Thinking
	}
	switch {
	case m.noLimit:
	case m.newLimit:
		r.MaxCompletionTokens = tokens
	default:
		r.MaxTokens = tokens //nolint:staticcheck // other servers than OpenAI's know no other name
	}
	return r
}

// messages puts what changes least in front, so that the server can have it ready.
func messages(q question, m manner) []sdk.ChatCompletionMessage {
	system, form := q.prompt.System, q.prompt.AsObject
	if m.lines {
		form = q.prompt.AsLines
	}
	if q.claims && form != "" {
		system += "\n" + form
	}
	if m.noSystem {
		return []sdk.ChatCompletionMessage{{Role: sdk.ChatMessageRoleUser, Content: system + "\n\n" + q.prompt.User}}
	}
	return []sdk.ChatCompletionMessage{
		{Role: sdk.ChatMessageRoleSystem, Content: system},
		{Role: sdk.ChatMessageRoleUser, Content: q.prompt.User},
	}
}

// after is the manner in which to ask again after a request was refused; false:
// for the reason given nothing can be left out that was sent.
func (m manner) after(err error, sent sdk.ChatCompletionRequest) (manner, bool) {
	switch {
	case errors.Is(err, sdk.ErrReasoningModelMaxTokensDeprecated):
		m.newLimit = true
		return m, !m.noLimit && sent.MaxCompletionTokens == 0
	case errors.Is(err, sdk.ErrReasoningModelLimitationsOther), errors.Is(err, sdk.ErrReasoningSamplingUnsupported):
		m.noChance = true
		return m, sent.Temperature > 0
	}
	var refused *Error
	if !errors.As(err, &refused) || !errors.Is(refused, ErrRequest) {
		return m, false
	}
	return m.without(words{message: strings.ToLower(refused.param + " " + refused.Message)}, sent)
}

// without is the manner without what a refusal is about.
func (m manner) without(w words, sent sdk.ChatCompletionRequest) (manner, bool) {
	switch {
	case w.say("max_tokens", "max_completion_tokens") && !m.noLimit:
		m.noLimit, m.newLimit, m.otherLimit = m.otherLimit, !m.newLimit, true
	case w.say("temperature") && sent.Temperature > 0:
		m.noChance = true
	case w.say("stream_options", "include_usage") && sent.StreamOptions != nil:
		m.noUsage = true
	case w.say("system role", "'system'", `"system"`, "system message") && sent.Messages[0].Role == sdk.ChatMessageRoleSystem:
		m.noSystem = true
	case w.say("response_format", "response format", "json_schema", "json schema", "structured output", "grammar", "guided", "unsupported", "not supported") && sent.ResponseFormat != nil:
		m.lines = true
	default:
		return m, false
	}
	return m, true
}
