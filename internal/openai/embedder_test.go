package openai_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/openai"
	"dateline/internal/openai/openaitest"
	"dateline/internal/retrieval"
	"dateline/internal/secret"
)

var _ retrieval.Embedder = (*openai.Embedder)(nil)

const key = "sk-proj-4bKq9ZtYw2LmN8vRx7PdQe5HsJ3uTfGc"

// settings are those of a small model on the stand-in.
func settings(s *openaitest.Server) openai.EmbedderConfig {
	return openai.EmbedderConfig{
		Server:     openai.Server{BaseURL: "http://models.example", Key: secret.New(key), Transport: s.Transport()},
		Model:      "tiny",
		Dimensions: s.Dimensions,
	}
}

func newEmbedder(t *testing.T, c openai.EmbedderConfig) *openai.Embedder {
	t.Helper()
	e, err := openai.NewEmbedder(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// texts are n texts of which no two are the same.
func texts(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("The ferry %d left the harbour at dawn.", i)
	}
	return out
}

// wantVectors asks for the vectors that the stand-in has for the texts, brought
// to length 1.
func wantVectors(t *testing.T, got [][]float32, texts []string, dimensions int) {
	t.Helper()
	for i, text := range texts {
		want, dot := openaitest.Vector(text, dimensions), 0.0
		if len(got[i]) != dimensions {
			t.Fatalf("text %d has %d dimensions, want %d", i, len(got[i]), dimensions)
		}
		length, own := 0.0, 0.0
		for j, x := range want {
			length += float64(x) * float64(x)
			own += float64(got[i][j]) * float64(got[i][j])
			dot += float64(x) * float64(got[i][j])
		}
		if sum := dot / math.Sqrt(length*own); math.Abs(sum-1) > 1e-6 || math.Abs(own-1) > 1e-6 {
			t.Errorf("text %d has a vector of length %v with a cosine of %v to the right one", i, math.Sqrt(own), sum)
		}
	}
}

// wantEmbedded asks that the texts have been embedded once each, and no others.
func wantEmbedded(t *testing.T, s *openaitest.Server, texts []string) {
	t.Helper()
	got := s.Embedded()
	for _, text := range texts {
		if got[text] != 1 {
			t.Errorf("%q was embedded %d times", text, got[text])
		}
		delete(got, text)
	}
	if len(got) > 0 {
		t.Errorf("%d texts were embedded that nobody asked for: %v", len(got), got)
	}
}

func TestGoodAnswers(t *testing.T) {
	t.Parallel()
	for name, behave := range map[string]openaitest.Behaviour{
		"good": openaitest.Good, "in another order": openaitest.Backwards, "in base64": openaitest.InBase64, "without usage": openaitest.WithoutUsage,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openaitest.New(t)
			s.Always = func(openaitest.Request) openaitest.Behaviour { return behave }
			c := settings(s)
			c.BatchTexts = 7
			e, all := newEmbedder(t, c), texts(40)
			got, err := retrieval.EmbedAll(t.Context(), e, all)
			if err != nil {
				t.Fatal(err)
			}
			wantVectors(t, got, all, s.Dimensions)
			wantEmbedded(t, s, all)
			if n := len(s.Requests()); n != 6 {
				t.Errorf("%d requests for 40 texts in batches of 7", n)
			}
		})
	}
}

func TestRequestsAndAnswersAreOpenAIs(t *testing.T) {
	t.Parallel()
	spec := openaitest.LoadSpec(t)
	s := openaitest.New(t)
	s.Spec = spec
	for _, dimensions := range []int{0, 8} {
		c := settings(s)
		c.Dimensions = dimensions
		if _, err := retrieval.EmbedAll(t.Context(), newEmbedder(t, c), texts(5)); err != nil {
			t.Error(err)
		}
	}
	for _, r := range s.Requests() {
		if r.Path != "/v1/embeddings" || r.Header.Get("Authorization") != "Bearer "+key || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("a request to %s with the headers %v", r.Path, r.Header)
		}
	}
}

func TestDimensions(t *testing.T) {
	t.Parallel()
	const theirs, azure, others = "http://api.openai.com", "http://x.openai.azure.com", "http://models.example"
	for _, tt := range []struct {
		base, model      string
		configured, size int // of the stand-in's vectors
		want, probes     int
		sent             bool
	}{
		{others, "tiny", 0, 12, 12, 1, false},
		{others, "tiny", 12, 12, 12, 0, true},
		{theirs, "text-embedding-3-small", 0, 1536, 1536, 0, false},
		{theirs, "text-embedding-3-large", 0, 3072, 3072, 0, false},
		{theirs, "text-embedding-ada-002", 0, 1536, 1536, 0, false},
		{theirs, "text-embedding-ada-002", 1536, 1536, 1536, 0, false},
		{theirs, "text-embedding-3-small", 256, 256, 256, 0, true},
		{azure, "text-embedding-3-small", 0, 1536, 1536, 0, false},
		{others, "text-embedding-ada-002", 0, 768, 768, 1, false},
		{others, "text-embedding-ada-002", 768, 768, 768, 0, true},
	} {
		s := openaitest.New(t)
		s.Dimensions = tt.size
		c := settings(s)
		c.BaseURL, c.Model, c.Dimensions = tt.base, tt.model, tt.configured
		e := newEmbedder(t, c)
		if probes := len(s.Requests()); e.Dimensions() != tt.want || probes != tt.probes || e.Name() != tt.model {
			t.Errorf("%s with %d: %s has %d dimensions after %d requests, want %d after %d", tt.model, tt.configured, e.Name(), e.Dimensions(), probes, tt.want, tt.probes)
		}
		if _, err := retrieval.EmbedAll(t.Context(), e, texts(2)); err != nil {
			t.Errorf("%s with %d: %v", tt.model, tt.configured, err)
		}
		for _, r := range s.Requests() {
			if strings.Contains(string(r.Body), `"dimensions"`) != tt.sent {
				t.Errorf("%s with %d: the request is %s", tt.model, tt.configured, r.Body)
			}
		}
	}
}

func TestTooManyDimensionsAreRefused(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	s.Dimensions = 4096
	c := settings(s)
	c.Dimensions = 0
	if _, err := openai.NewEmbedder(t.Context(), c); err == nil || !strings.Contains(err.Error(), "4096") || !strings.Contains(err.Error(), "EMBEDDING_DIMENSIONS") {
		t.Errorf("4,096 dimensions: %v", err)
	}
}

// Every address that people write leads to the same place.
func TestAddresses(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ base, version, want, header string }{
		{"", "", "/v1/embeddings", "Authorization"},
		{"http://localhost:11434", "", "/v1/embeddings", "Authorization"},
		{"http://localhost:11434/", "", "/v1/embeddings", "Authorization"},
		{" http://localhost:11434/v1/\n", "", "/v1/embeddings", "Authorization"},
		{"http://localhost:8080/v1/embeddings", "", "/v1/embeddings", "Authorization"},
		{"http://proxy.example/models/v1//", "", "/models/v1/embeddings", "Authorization"},
		{"http://proxy.example/v1beta/openai/", "", "/v1beta/openai/embeddings", "Authorization"},
		{"http://x.openai.azure.com/openai/v1", "", "/openai/v1/embeddings", "Authorization"},
		{"http://x.openai.azure.com", "", "/openai/v1/embeddings", "Authorization"},
		{"http://x.openai.azure.com/openai/v1/", "preview", "/openai/v1/embeddings?api-version=preview", "Authorization"},
		{"http://x.openai.azure.com", "2024-10-21", "/openai/deployments/gpt-3.5:emb/embeddings?api-version=2024-10-21", "Api-Key"},
		{"http://x.openai.azure.com/openai/", "2024-10-21", "/openai/deployments/gpt-3.5:emb/embeddings?api-version=2024-10-21", "Api-Key"},
	} {
		s := openaitest.New(t)
		c := settings(s)
		c.BaseURL, c.APIVersion, c.Model = tt.base, tt.version, "gpt-3.5:emb"
		if tt.base == "" {
			c.BaseURL = "http://api.openai.com" // as Empty, but without encryption
		}
		if _, err := retrieval.EmbedAll(t.Context(), newEmbedder(t, c), texts(1)); err != nil {
			t.Errorf("%q: %v", tt.base, err)
			continue
		}
		r := s.Requests()[0]
		if r.Path != tt.want {
			t.Errorf("%q leads to %s, want %s", tt.base, r.Path, tt.want)
		}
		for _, name := range []string{"Authorization", "Api-Key"} {
			if has := strings.HasSuffix(r.Header.Get(name), key); has != (name == tt.header) {
				t.Errorf("%q: the header %s is %q", tt.base, name, r.Header.Get(name))
			}
		}
	}
}

func TestWithoutKey(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	c := settings(s)
	c.Key = secret.Text{}
	if _, err := retrieval.EmbedAll(t.Context(), newEmbedder(t, c), texts(1)); err != nil {
		t.Fatal(err)
	}
	if h := s.Requests()[0].Header; h.Get("Authorization") != "" || h.Get("Api-Key") != "" {
		t.Errorf("the headers are %v", h)
	}
}

func TestConcurrencyIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t)
		s.Always = func(openaitest.Request) openaitest.Behaviour { return openaitest.Slow(time.Second) }
		c := settings(s)
		c.BatchTexts, c.Concurrency = 1, 3
		e, start := newEmbedder(t, c), time.Now()
		var inGot bool
		err := e.Embed(t.Context(), texts(30), func(int, [][]float32) error {
			if inGot { // the race detector would tell, too
				t.Error("two batches are handed over at a time")
			}
			inGot = true
			time.Sleep(time.Millisecond) // in a bubble, where it takes no time
			inGot = false
			return nil
		})
		if took := time.Since(start).Round(time.Second); err != nil || s.MostAtOnce() != 3 || took != 10*time.Second {
			t.Errorf("%v; %d at once; 30 requests of a second took %s", err, s.MostAtOnce(), took)
		}
	})
}

// Nothing is held back until all is done.
func TestBatchesAreHandedOverAsTheyArrive(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t, openaitest.Slow(10*time.Second), openaitest.Slow(time.Second), openaitest.Slow(3*time.Second))
		c := settings(s)
		c.BatchTexts, c.Concurrency = 2, 1+2
		start := time.Now()
		var at []string
		err := newEmbedder(t, c).Embed(t.Context(), texts(6), func(_ int, v [][]float32) error {
			at = append(at, fmt.Sprint(len(v), " after ", time.Since(start)))
			return nil
		})
		if got := strings.Join(at, ", "); err != nil || got != "2 after 1s, 2 after 3s, 2 after 10s" {
			t.Errorf("%v; got %s", err, got)
		}
	})
}

func TestLongTextsAreCut(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	c := settings(s)
	c.MaxTokens = 50
	all := []string{"A boat.", strings.Repeat("harbour ", 400), strings.Repeat("港", 400)}
	e := newEmbedder(t, c)
	if _, err := retrieval.EmbedAll(t.Context(), e, all); err != nil {
		t.Fatal(err)
	}
	in := s.Requests()[0].Input
	if in[0] != all[0] || !strings.HasPrefix(all[1], in[1]) || !strings.HasSuffix(in[1], "harbour") || len(in[1]) < 80 || !strings.HasPrefix(all[2], in[2]) || len(in[2]) < 60 {
		t.Errorf("sent were %q", in)
	}
	if u := e.Usage(); u.Cut != 2 || u.Texts != 3 {
		t.Errorf("usage: %+v", u)
	}
}

// Servers that take few texts at a time, as TEI does, are sent few.
func TestSmallerBatchesWhereTheServerWantsThem(t *testing.T) {
	t.Parallel()
	for name, refusal := range map[string]openaitest.Behaviour{
		"TEI":       openaitest.Says(413, `{"message": "batch size 128 > maximum allowed batch size 32", "type": "Validation", "code": 413}`),
		"TEI's own": openaitest.Says(422, `{"error": "batch size 128 > maximum allowed batch size 32", "error_type": "Validation"}`),
		"OpenAI":    openaitest.Fails(429, "rate_limit_exceeded", "Request too large for text-embedding-3-small on tokens per min (TPM): Limit 40000, Requested 60000."),
		"a proxy":   openaitest.Says(413, "<html>"),
		"Alibaba":   openaitest.Fails(400, "InvalidParameter", "Value error, batch size is invalid, it should not be larger than 10.: input.contents"),
	} {
		s := openaitest.New(t)
		s.Always = func(r openaitest.Request) openaitest.Behaviour {
			if len(r.Input) > 10 {
				return refusal
			}
			return openaitest.Good
		}
		c := settings(s)
		c.Concurrency = 1
		all := texts(300)
		e := newEmbedder(t, c)
		got, err := retrieval.EmbedAll(t.Context(), e, all)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		wantVectors(t, got, all, s.Dimensions)
		wantEmbedded(t, s, all)
		most := 50
		if name == "a proxy" { // which doesn't say that it is the number of texts
			most = 90
		}
		if n := len(s.Requests()); n > most {
			t.Errorf("%s: %d requests", name, n)
		}
	}
}

// A text that is too long for the model fails by itself; the others of its batch
// are embedded.
func TestOneTextThatIsTooLong(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	s.Always = func(r openaitest.Request) openaitest.Behaviour {
		if strings.Contains(strings.Join(r.Input, ""), " 5 ") {
			return openaitest.Says(500, `{"error": {"code": 500, "message": "input is too large to process. increase the physical batch size", "type": "server_error"}}`)
		}
		return openaitest.Good
	}
	c := settings(s)
	c.Concurrency = 1
	_, err := retrieval.EmbedAll(t.Context(), newEmbedder(t, c), texts(8))
	wantError(t, err, openai.ErrTooLong, "EMBEDDING_MAX_TOKENS", "too large")
	if n := len(s.Embedded()); n < 4 {
		t.Errorf("%d texts beside it are embedded", n)
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t, openaitest.Good, openaitest.WithoutUsage)
	c := settings(s)
	c.BatchTexts, c.Concurrency, c.Price = 2, 1, .02
	e := newEmbedder(t, c)
	if u := e.Usage(); u != (openai.Usage{}) {
		t.Errorf("before: %+v", u)
	}
	all := []string{"one two three", "four five", strings.Repeat("x", 40), strings.Repeat("y", 60)}
	if _, err := retrieval.EmbedAll(t.Context(), e, all); err != nil {
		t.Fatal(err)
	}
	want := openai.Usage{Requests: 2, Texts: 4, Tokens: 5 + 27, Estimated: 27, Money: 32 * .02 / 1e6}
	if u := e.Usage(); u != want {
		t.Errorf("got %+v, want %+v", u, want)
	}
	if cost := e.Estimate(1000, 4_000_000); cost.Tokens != 1_001_000 || math.Abs(cost.Money-.02002) > 1e-9 {
		t.Errorf("estimate: %+v", cost)
	}
}

func TestNothingToEmbed(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	e := newEmbedder(t, settings(s))
	if err := e.Embed(t.Context(), nil, nil); err != nil {
		t.Error(err)
	}
	if err := e.Embed(t.Context(), []string{"A boat.", " \n"}, nil); err == nil || !strings.Contains(err.Error(), "text 2 of 2") {
		t.Errorf("an empty text: %v", err)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

// wantError asks for an error of a kind that says what it should and holds no
// part of the key.
func wantError(t *testing.T, err, kind error, words ...string) {
	t.Helper()
	var typed *openai.Error
	if !errors.Is(err, kind) || !errors.As(err, &typed) {
		t.Errorf("got the error %v, want one of the kind %q", err, kind)
		return
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not mention %q: %v", w, err)
		}
	}
	for _, shown := range []string{err.Error(), fmt.Sprintf("%+v", err), fmt.Sprintf("%#v", typed), fmt.Sprintf("%q", typed.Message)} {
		if strings.Contains(shown, key[len(key)-4:]) || strings.Contains(shown, key[:10]) {
			t.Errorf("the error shows the key: %s", shown)
		}
		if strings.ContainsAny(shown, "\x00\x1b\r\n") || len(shown) > 2000 {
			t.Errorf("the error is not fit for a terminal: %q", shown)
		}
	}
}

// discard takes vectors.
func discard(int, [][]float32) error { return nil }

var errStop = errors.New("somebody wants to stop")

func stoppable(t *testing.T) (context.Context, context.CancelCauseFunc) {
	ctx, cancel := context.WithCancelCause(t.Context())
	t.Cleanup(func() { cancel(nil) })
	return ctx, cancel
}
