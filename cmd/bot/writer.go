package main

import (
	"errors"
	"time"

	"dateline/internal/answer"
	"dateline/internal/openai"
	"dateline/internal/quota"
)

// writer is the flags that say which model writes answers, if any.
type writer struct {
	Model       string        `env:"OPENAI_MODEL" help:"The model that writes answers, which are verified before they are shown; 'none' for quotations alone. With a key and without an address gpt-4o-mini." placeholder:"NAME" group:"Model"`
	Judge       bool          `help:"Ask the model of each statement once more whether its quotes support it." group:"Model"`
	WholeTokens int           `help:"A corpus of up to so many tokens, about, goes into the prompt as a whole; 0: never (${default})." default:"12000" placeholder:"N" group:"Model"`
	Deadline    time.Duration `help:"How long the model may take for a question (${default})." default:"45s" placeholder:"TIME" group:"Model"`
	PriceIn     float64       `env:"OPENAI_PRICE_IN" help:"Dollars for a million tokens of prompts." placeholder:"PRICE" group:"Model"`
	PriceCached float64       `env:"OPENAI_PRICE_CACHED" help:"Dollars for a million tokens of them that the server had ready." placeholder:"PRICE" group:"Model"`
	PriceOut    float64       `env:"OPENAI_PRICE_OUT" help:"Dollars for a million tokens of answers." placeholder:"PRICE" group:"Model"`
	Output      string        `env:"OPENAI_OUTPUT" help:"How the model is held to the form of its answer: 'schema', 'lines', or 'auto'." hidden:""`
	MaxTokens   int           `env:"OPENAI_MAX_TOKENS" help:"Tokens of an answer at most." hidden:""`
	Thinking    int           `name:"thinking-tokens" env:"OPENAI_THINKING_TOKENS" help:"Tokens more for a model that thinks before it answers." hidden:""`
	Effort      string        `name:"reasoning-effort" env:"OPENAI_REASONING_EFFORT" help:"How much such a model is to think." hidden:""`
	Temperature float64       `env:"OPENAI_TEMPERATURE" help:"How much chance there is in the answer." hidden:""`
	Idle        time.Duration `name:"idle-timeout" env:"OPENAI_IDLE_TIMEOUT" help:"For how long nothing may arrive of an answer that has begun." hidden:""`
}

// none is how a flag says that there is to be no model.
const none = "none"

// waits is how long a server may take to begin an answer, unless OPENAI_TIMEOUT
// says so: short enough for a second attempt within the deadline.
const waits = 20 * time.Second

// written is what an answerer needs to know of the model.
type written struct {
	answer.Config
	estimate quota.Cost // of a question
	priced   bool
}

// model is what the flags say of the model that writes.
func (w writer) model(e endpoint) (written, error) {
	server, err := e.server()
	if err != nil {
		return written{}, err
	}
	out := written{Config: answer.Config{Deadline: w.Deadline, WholeTokens: w.WholeTokens, Judge: w.Judge}}
	name := w.Model
	if name == "" && !server.Key.IsZero() && e.BaseURL == "" {
		name = "gpt-4o-mini"
	}
	if name == "" || name == none {
		return out, nil
	}
	if server.Timeout == 0 {
		server.Timeout = waits
	}
	config := openai.ChatConfig{
		Server: server, Model: name, Form: openai.Form(w.Output), MaxTokens: w.MaxTokens, Thinking: w.Thinking, Effort: w.Effort,
		Temperature: w.Temperature, Idle: w.Idle, PriceIn: w.PriceIn, PriceCached: w.PriceCached, PriceOut: w.PriceOut,
	}
	problems := config.Validate()
	if w.WholeTokens < 0 || w.Deadline <= 0 {
		problems = errors.Join(problems, errors.New("--whole-tokens must be 0 or more, and --deadline more than 0"))
	}
	if problems != nil {
		return out, usageError{problems}
	}
	generator, err := openai.NewGenerator(config)
	if err != nil {
		return out, err
	}
	out.Generator = answer.Breaker(generator, answer.BreakerConfig{Fault: openai.Fault})
	out.estimate, out.priced = w.estimate(), w.PriceIn+w.PriceOut > 0
	return out, nil
}

// estimate is what a question is taken to cost until it is known: a prompt full
// of passages, and an answer of some claims.
func (w writer) estimate() quota.Cost {
	const passages, reply = 9000, 600
	in := max(passages, w.WholeTokens)
	return quota.Cost{Tokens: in + reply, Dollars: (float64(in)*w.PriceIn + reply*w.PriceOut) / 1e6}
}
