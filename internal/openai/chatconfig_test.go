package openai_test

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"testing"

	"dateline/internal/openai"
	"dateline/internal/secret"
)

func TestChatConfigNamesEveryProblem(t *testing.T) {
	t.Parallel()
	c := openai.ChatConfig{
		Server: openai.Server{BaseURL: "localhost:11434", Key: secret.New("two words"), Attempts: -1, Timeout: -1, Patience: 1e18},
		Model:  "my model", Form: "xml", MaxTokens: 1, Thinking: -1, Effort: "much", Temperature: math.NaN(), Idle: -1, PriceIn: -1, PriceCached: math.Inf(1), PriceOut: math.NaN(),
	}
	err := c.Validate()
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{
		"OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_ATTEMPTS", "OPENAI_TIMEOUT", "OPENAI_PATIENCE", "OPENAI_MODEL", "OPENAI_OUTPUT", "OPENAI_MAX_TOKENS",
		"OPENAI_THINKING_TOKENS", "OPENAI_REASONING_EFFORT", "OPENAI_TEMPERATURE", "OPENAI_IDLE_TIMEOUT", "OPENAI_PRICE_IN", "OPENAI_PRICE_CACHED", "OPENAI_PRICE_OUT",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%v", name, err)
		}
	}
	if _, made := openai.NewGenerator(c); made == nil || made.Error() != err.Error() || strings.Contains(err.Error(), "two words") {
		t.Errorf("made with the error %v", made)
	}
}

func TestChatConfig(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		change func(*openai.ChatConfig)
		word   string // "": nothing is wrong
	}{
		"OpenAI":      {func(*openai.ChatConfig) {}, ""},
		"without key": {func(c *openai.ChatConfig) { c.Key = secret.Text{} }, "OPENAI_API_KEY"},
		"no model":    {func(c *openai.ChatConfig) { c.Model = "" }, "OPENAI_MODEL is missing"},
		"a local one": {func(c *openai.ChatConfig) {
			c.Key, c.BaseURL, c.Model = secret.Text{}, "http://localhost:11434", "hf.co/a/b:Q4"
		}, ""},
		"no deployment": {func(c *openai.ChatConfig) {
			c.Model, c.BaseURL, c.APIVersion = "a/b", "https://x.openai.azure.com", "2024-10-21"
		}, "deployment"},
		"everything": {func(c *openai.ChatConfig) {
			c.Form, c.Effort, c.Temperature, c.PriceIn = openai.FormLines, "low", 2, 2.5
		}, ""},
	} {
		c := openai.ChatConfig{Server: openai.Server{Key: secret.New(key)}, Model: "gpt-4o-mini"}
		tt.change(&c)
		err := c.Validate()
		if (err == nil) != (tt.word == "") || err != nil && !strings.Contains(err.Error(), tt.word) {
			t.Errorf("%s: %v", name, err)
		}
		body, failed := json.Marshal(c)
		for _, shown := range []string{string(body), fmt.Sprintf("%+v %#v %v", c, c, err)} {
			if failed != nil || strings.Contains(shown, key) {
				t.Errorf("%s: the key is shown: %v %s", name, failed, shown)
			}
		}
	}
}
