package openai

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	sdk "github.com/sashabaranov/go-openai"
)

// Form is how a model is held to the form of claims.
type Form string

// The forms.
const (
	// FormAuto is FormSchema until the server refuses that, FormLines from then on.
	FormAuto Form = "auto"
	// FormSchema lets the server enforce a schema (structured outputs).
	FormSchema Form = "schema"
	// FormLines asks for a JSON object a line in words alone.
	FormLines Form = "lines"
)

// ChatConfig says which model writes and within which limits.
type ChatConfig struct {
	Server
	// Model is the model's name, as the server knows it. It has no default.
	Model string
	// Form is how the model is held to the form of claims; empty: FormAuto.
	Form Form
	// MaxTokens is how many tokens a draft may have; 0: 1,500, which is six claims
	// with two long quotes each.
	MaxTokens int
	// Thinking is how many tokens more a model may use that thinks before it
	// answers, since servers count both together; 0: 4,000.
	Thinking int
	// Effort is how much such a model is to think; empty: as it does by itself.
	Effort string
	// Temperature is how much chance there is in the answer, 0 to 2. Models that
	// take none are not sent it.
	Temperature float64
	// Idle is for how long nothing may arrive of an answer that has begun; 0: 20 s.
	// Until it begins, Timeout counts, and Patience for all of it.
	Idle time.Duration
	// PriceIn, PriceCached and PriceOut are what a million tokens cost, in dollars:
	// of the prompt, of what of the prompt the server had ready, and of the answer.
	// 0: unknown, or nothing. Without PriceCached those cost as much as the others.
	PriceIn, PriceCached, PriceOut float64
}

func (c ChatConfig) withDefaults() ChatConfig {
	c.Server = c.Server.withDefaults()
	c.Form = cmp.Or(c.Form, FormAuto)
	c.MaxTokens = cmp.Or(c.MaxTokens, 1500)
	c.Thinking = cmp.Or(c.Thinking, 4000)
	c.Idle = cmp.Or(c.Idle, 20*time.Second)
	c.PriceCached = cmp.Or(c.PriceCached, c.PriceIn)
	return c
}

// efforts are those that go-openai knows.
var efforts = []string{
	"", sdk.ReasoningEffortNone, sdk.ReasoningEffortMinimal, sdk.ReasoningEffortLow,
	sdk.ReasoningEffortMedium, sdk.ReasoningEffortHigh, sdk.ReasoningEffortXHigh, sdk.ReasoningEffortMax,
}

// Validate reports all that is wrong with the settings.
func (c ChatConfig) Validate() error {
	c = c.withDefaults()
	problems := []error{c.Server.Validate(), c.modelName("OPENAI_MODEL", c.Model)}
	if c.Model == "" {
		problems[1] = errors.New("OPENAI_MODEL is missing; it names the model that writes answers, as in gpt-4o-mini")
	}
	if !slices.Contains([]Form{FormAuto, FormSchema, FormLines}, c.Form) {
		problems = append(problems, fmt.Errorf("OPENAI_OUTPUT is %q; it is auto, schema or lines", c.Form))
	}
	if !slices.Contains(efforts, c.Effort) {
		problems = append(problems, fmt.Errorf("OPENAI_REASONING_EFFORT is %q; it is one of %q", c.Effort, efforts[1:]))
	}
	if !(c.Temperature >= 0 && c.Temperature <= 2) { // refuses what is not a number, too
		problems = append(problems, fmt.Errorf("OPENAI_TEMPERATURE is %v; it has to be between 0 and 2", c.Temperature))
	}
	for _, p := range []struct {
		name  string
		price float64
	}{{"IN", c.PriceIn}, {"CACHED", c.PriceCached}, {"OUT", c.PriceOut}} {
		if !(p.price >= 0 && p.price <= math.MaxFloat32) {
			problems = append(problems, fmt.Errorf("OPENAI_PRICE_%s is %v; it is the price of a million tokens in dollars, 0 or more", p.name, p.price))
		}
	}
	return errors.Join(append(problems,
		within("OPENAI_MAX_TOKENS", c.MaxTokens, 16, 100_000),
		within("OPENAI_THINKING_TOKENS", c.Thinking, 1, 1_000_000),
		within("OPENAI_IDLE_TIMEOUT", c.Idle, time.Millisecond, time.Hour))...)
}
