package openai_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"testing"
	"time"

	"dateline/internal/openai"
	"dateline/internal/openai/openaitest"
	"dateline/internal/secret"
)

func TestValidateNamesEveryProblem(t *testing.T) {
	t.Parallel()
	c := openai.EmbedderConfig{
		Server: openai.Server{BaseURL: "localhost:11434", Key: secret.New("two words"), Attempts: -1, Timeout: -1, Patience: 1e18},
		Model:  "my model", Dimensions: 5000, Price: -1, MaxWords: 3, MaxTokens: -1, BatchTokens: 300_001, BatchTexts: 2049, Concurrency: -2, Weight: math.NaN(),
	}
	err := c.Validate()
	if err == nil {
		t.Fatal("no error")
	}
	for _, name := range []string{
		"OPENAI_BASE_URL", "OPENAI_API_KEY", "OPENAI_ATTEMPTS", "OPENAI_TIMEOUT", "OPENAI_PATIENCE", "EMBEDDING_MODEL", "EMBEDDING_DIMENSIONS", "EMBEDDING_PRICE",
		"EMBEDDING_MAX_WORDS", "EMBEDDING_MAX_TOKENS", "EMBEDDING_BATCH_TOKENS", "EMBEDDING_BATCH_TEXTS", "EMBEDDING_CONCURRENCY", "EMBEDDING_WEIGHT",
	} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("%s is not named in:\n%v", name, err)
		}
	}
	if _, made := openai.NewEmbedder(t.Context(), c); made == nil || made.Error() != err.Error() || strings.Contains(err.Error(), "two words") {
		t.Errorf("made with the error %v", made)
	}
}

func TestValidate(t *testing.T) {
	t.Parallel()
	const password = "hunter2secret"
	for name, tt := range map[string]struct {
		change func(*openai.EmbedderConfig)
		word   string // "": nothing is wrong
	}{
		"OpenAI":             {func(*openai.EmbedderConfig) {}, ""},
		"OpenAI without key": {func(c *openai.EmbedderConfig) { c.Key = secret.Text{} }, "OPENAI_API_KEY"},
		"local without key":  {func(c *openai.EmbedderConfig) { c.Key, c.BaseURL = secret.Text{}, "http://localhost:11434" }, ""},
		"Azure without key": {func(c *openai.EmbedderConfig) {
			c.Key, c.BaseURL, c.APIVersion = secret.Text{}, "https://x.openai.azure.com", "2024-10-21"
		}, "OPENAI_API_KEY"},
		"no model": {func(c *openai.EmbedderConfig) { c.Model = "" }, "EMBEDDING_MODEL"},
		"no deployment": {func(c *openai.EmbedderConfig) {
			c.Model, c.BaseURL, c.APIVersion = "a/b", "https://x.openai.azure.com", "2024-10-21"
		}, "deployment"},
		"a model with a slash":  {func(c *openai.EmbedderConfig) { c.Model = "BAAI/bge-m3" }, ""},
		"fewer dimensions":      {func(c *openai.EmbedderConfig) { c.Dimensions = 256 }, ""},
		"more than there are":   {func(c *openai.EmbedderConfig) { c.Dimensions = 1537 }, "EMBEDDING_DIMENSIONS"},
		"ada with fewer":        {func(c *openai.EmbedderConfig) { c.Model, c.Dimensions = "text-embedding-ada-002", 512 }, "no other"},
		"ada with its own":      {func(c *openai.EmbedderConfig) { c.Model, c.Dimensions = "text-embedding-ada-002", 1536 }, ""},
		"more than are indexed": {func(c *openai.EmbedderConfig) { c.Model, c.Dimensions = "huge", 4001 }, "4000"},
		"as many as are":        {func(c *openai.EmbedderConfig) { c.Model, c.Dimensions = "huge", 4000 }, ""},
		"negative dimensions":   {func(c *openai.EmbedderConfig) { c.Dimensions = -1 }, "EMBEDDING_DIMENSIONS"},
		"a password":            {func(c *openai.EmbedderConfig) { c.BaseURL = "https://me:" + password + "@models.example" }, "OPENAI_BASE_URL"},
		"a password, no URL":    {func(c *openai.EmbedderConfig) { c.BaseURL = "https://me:" + password + "@models.example:port" }, "OPENAI_BASE_URL"},
		"a query":               {func(c *openai.EmbedderConfig) { c.BaseURL = "https://models.example/v1?key=" + password }, "OPENAI_API_VERSION"},
		"no host":               {func(c *openai.EmbedderConfig) { c.BaseURL = "https:///v1" }, "OPENAI_BASE_URL"},
		"another scheme":        {func(c *openai.EmbedderConfig) { c.BaseURL = "ftp://models.example" }, "OPENAI_BASE_URL"},
		"a key with a new line": {func(c *openai.EmbedderConfig) { c.Key = secret.New(key + "\n") }, "OPENAI_API_KEY"},
		"free":                  {func(c *openai.EmbedderConfig) { c.Price = math.Inf(1) }, "EMBEDDING_PRICE"},
	} {
		c := openai.EmbedderConfig{Server: openai.Server{Key: secret.New(key)}, Model: "text-embedding-3-small"}
		tt.change(&c)
		err := c.Validate()
		if (err == nil) != (tt.word == "") || err != nil && !strings.Contains(err.Error(), tt.word) {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil && (strings.Contains(err.Error(), password) || strings.Contains(err.Error(), key)) {
			t.Errorf("%s: the error shows a secret: %v", name, err)
		}
	}
}

// However settings are printed, the key is not.
func TestKeysAreNotShown(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	c := settings(s)
	e := newEmbedder(t, c)
	type holder struct {
		hidden openai.EmbedderConfig // fmt asks nothing of unexported fields
		Shown  secret.Text
		List   []secret.Text
	}
	var shown []string
	for _, v := range []any{c, &c, c.Key, &c.Key, c.Server, e, *new(secret.Text), holder{c, c.Key, []secret.Text{c.Key}}, map[string]any{"key": c.Key}, errors.Join(c.Validate())} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			shown = append(shown, fmt.Sprintf(format, v))
		}
		if encoded, err := json.Marshal(v); err == nil {
			shown = append(shown, string(encoded))
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("settings", "config", v)
		slog.New(slog.NewTextHandler(&log, nil)).Info("settings", "config", v)
		shown = append(shown, log.String())
	}
	for _, text := range shown {
		if strings.Contains(text, key) || strings.Contains(text, fmt.Sprintf("%x", key)) || strings.Contains(text, key[8:20]) {
			t.Errorf("the key is in %s", text)
		}
	}
	if text, err := json.Marshal(c); err != nil || !strings.Contains(string(text), `"Key":"[redacted]"`) {
		t.Errorf("as JSON: %s, %v", text, err)
	}
}

func TestSecretIsRead(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	c := settings(s)
	c.Key = secret.Text{}
	if err := c.Key.UnmarshalText([]byte(" " + key + "\r\n")); err != nil || c.Key.String() != "[redacted]" {
		t.Fatalf("%v: %s", err, c.Key)
	}
	if err := newEmbedder(t, c).Embed(t.Context(), texts(1), discard); err != nil || s.Requests()[0].Header.Get("Authorization") != "Bearer "+key {
		t.Errorf("%v; sent as %v", err, s.Requests()[0].Header)
	}
}

// Servers and proxies repeat what they were sent, whole or in part, and other
// people's keys.
func TestServersWordsAreScrubbed(t *testing.T) {
	t.Parallel()
	for _, said := range []string{
		"Incorrect API key provided: " + key + ".",
		"Incorrect API key provided: " + key[:8] + strings.Repeat("*", 20) + key[len(key)-4:],
		"bad key " + key[:9] + "..." + key[len(key)-4:] + ", sorry",
		"bad key " + key[:9] + "…" + key[len(key)-4:],
		"the key ending in " + key[len(key)-4:] + " is disabled",
		"Authorization: Bearer " + key,
		"a piece of it: " + key[12:24],
		strings.Repeat("x", 295) + key,
		"line\nbroken " + key[:20] + "\n" + key[20:],
		"of somebody else: sk-ant-REALLYLONGKEY0123456789abcd",
	} {
		for _, status := range []int{401, 400, 500, 200} {
			body, err := json.Marshal(map[string]any{"error": map[string]any{"message": said, "code": nil}})
			if err != nil {
				t.Fatal(err)
			}
			for _, body := range []string{string(body), said} {
				if status == 200 && body == said {
					body = `{"data": [{"index": 0, "embedding": "` + strings.ReplaceAll(said, "\n", " ") + `"}]}`
				}
				s := openaitest.New(t, openaitest.Says(status, body))
				c := settings(s)
				c.Attempts = 1
				err := newEmbedder(t, c).Embed(t.Context(), texts(1), discard)
				if err == nil {
					t.Fatal("no error")
				}
				for _, secret := range []string{key[len(key)-4:], key[:10], key[10:19], key[14:22], "REALLYLONG"} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("status %d: the error holds %q: %v", status, secret, err)
					}
				}
			}
		}
	}
}

func TestScrubbingLeavesOtherWords(t *testing.T) {
	t.Parallel()
	const said = "The model `tiny` does not exist... see https://models.example/docs/api-reference (code: model_not_found)"
	s := openaitest.New(t, openaitest.Fails(404, "model_not_found", said))
	err := newEmbedder(t, settings(s)).Embed(t.Context(), texts(1), discard)
	wantError(t, err, openai.ErrModel, said)
}

func TestMoneyAndDefaults(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	e := newEmbedder(t, settings(s))
	if e.Weight() != .3 || e.MaxWords() != 0 || e.Estimate(1, 400).Money != 0 {
		t.Errorf("weight %v, %d words, %+v", e.Weight(), e.MaxWords(), e.Estimate(1, 400))
	}
	c := settings(s)
	c.Weight, c.MaxWords, c.Timeout = .7, 300, time.Second
	if e := newEmbedder(t, c); e.Weight() != .7 || e.MaxWords() != 300 {
		t.Errorf("weight %v, %d words", e.Weight(), e.MaxWords())
	}
}
