package openai_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/openai"
	"dateline/internal/openai/openaitest"
	"dateline/internal/retrieval"
	"dateline/internal/secret"
)

// What may pass by itself is asked for again.
func TestRetried(t *testing.T) {
	t.Parallel()
	for name, behave := range map[string]openaitest.Behaviour{
		"429": openaitest.Fails(429, "rate_limit_exceeded", "Rate limit reached"), "408": openaitest.Says(408, ""), "500": openaitest.Fails(500, "server_error", "?"),
		"502 in HTML": openaitest.Says(502, "<html>Bad gateway"), "503": openaitest.Says(503, ""), "529": openaitest.Says(529, "overloaded"),
		"504 after long": openaitest.Says(504, "the upstream took too long"), "cut": openaitest.Cuts, "cut unnoticed": openaitest.CutsUnnoticed, "reset": openaitest.Resets, "hangs": openaitest.Hangs, "hangs midway": openaitest.HangsMidway,
		"empty": openaitest.Says(200, ""), "an error with 200": openaitest.Says(200, `{"error": {"message": "upstream", "code": 502}}`),
		"told to": openaitest.Fails(409, "conflict", "locked", "X-Should-Retry", "true"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := openaitest.New(t, behave, behave)
				e, all := newEmbedder(t, settings(s)), texts(3)
				got, err := retrieval.EmbedAll(t.Context(), e, all)
				if err != nil {
					t.Fatal(err)
				}
				wantVectors(t, got, all, s.Dimensions)
				wantEmbedded(t, s, all)
				if u := e.Usage(); u.Requests != 3 || u.Repeats != 2 {
					t.Errorf("usage: %+v", u)
				}
			})
		})
	}
}

// What stays so is not asked for again, and the error says what to set.
func TestNotRetried(t *testing.T) {
	t.Parallel()
	echo := "Incorrect API key provided: " + key[:8] + "*********************" + key[len(key)-4:] + ". You can find your API key at https://platform.openai.com/account/api-keys."
	answer := func(data string) openaitest.Behaviour { return openaitest.Says(200, `{"data": `+data+`}`) }
	for name, tt := range map[string]struct {
		behave openaitest.Behaviour
		kind   error
		words  []string
	}{
		"bad key":          {openaitest.Fails(401, "invalid_api_key", echo), openai.ErrKey, []string{"OPENAI_API_KEY", "Incorrect API key", "401"}},
		"forbidden":        {openaitest.Fails(403, "", "Project does not have access to model"), openai.ErrKey, []string{"OPENAI_API_KEY"}},
		"quota":            {openaitest.Fails(429, "insufficient_quota", "You exceeded your current quota"), openai.ErrQuota, []string{"billing", "429"}},
		"payment":          {openaitest.Says(402, `{"detail": "pay"}`), openai.ErrQuota, []string{"pay"}},
		"no model":         {openaitest.Fails(404, "model_not_found", "The model `tiny` does not exist"), openai.ErrModel, []string{"EMBEDDING_MODEL", "tiny"}},
		"no deployment":    {openaitest.Fails(404, "DeploymentNotFound", "The API deployment for this resource does not exist."), openai.ErrModel, []string{"EMBEDDING_MODEL"}},
		"Ollama":           {openaitest.Says(404, `{"error": {"message": "model \"tiny\" not found, try pulling it first", "type": "api_error", "param": null, "code": null}}`), openai.ErrModel, []string{"try pulling"}},
		"vLLM":             {openaitest.Says(404, `{"object": "error", "message": "The model tiny does not exist.", "type": "NotFoundError", "param": null, "code": 404}`), openai.ErrModel, []string{"does not exist"}},
		"no such path":     {openaitest.Says(404, "404 page not found"), openai.ErrAddress, []string{"OPENAI_BASE_URL", "page not found"}},
		"moved":            {openaitest.Says(308, "", "Location", "https://elsewhere.example/v1"), openai.ErrAddress, []string{"OPENAI_BASE_URL", "elsewhere.example"}},
		"bad request":      {openaitest.Fails(400, "invalid_request_error", "'input' is invalid"), openai.ErrRequest, []string{"'input' is invalid"}},
		"FastAPI":          {openaitest.Says(422, `{"detail": [{"loc": ["body"], "msg": "field required", "type": "missing"}]}`), openai.ErrRequest, []string{"field required"}},
		"no dimensions":    {openaitest.Fails(400, "", "This model does not support specifying dimensions."), openai.ErrRequest, []string{"EMBEDDING_DIMENSIONS"}},
		"told not to":      {openaitest.Fails(503, "", "no", "X-Should-Retry", "false"), openai.ErrBusy, nil},
		"error with 200":   {openaitest.Says(200, `{"error": "no luck"}`), openai.ErrRequest, []string{"no luck"}},
		"control":          {openaitest.Fails(400, "", "a\x1b[31m\x00b\r\nc\u202e"+strings.Repeat("long ", 1000)), openai.ErrRequest, []string{"a[31mb c"}},
		"garbage":          {openaitest.Says(200, "<html>Welcome</html>"), openai.ErrAnswer, []string{"OPENAI_BASE_URL"}},
		"another protocol": {openaitest.Says(200, `[[0.1, 0.2]]`), openai.ErrAnswer, nil},
		"no data":          {openaitest.Says(200, `{"object": "list"}`), openai.ErrAnswer, []string{"0 vectors for 2 texts"}},
		"more behind it":   {openaitest.Says(200, `{"data": []} {}`), openai.ErrAnswer, nil},
		"too few":          {openaitest.Changed(func(r *openaitest.Reply) { r.Data = r.Data[1:] }), openai.ErrAnswer, []string{"1 vectors for 2"}},
		"too many":         {openaitest.Changed(func(r *openaitest.Reply) { r.Data = append(r.Data, r.Data[0]) }), openai.ErrAnswer, []string{"3 vectors for 2"}},
		"doubled":          {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Index = 0 }), openai.ErrAnswer, nil},
		"index too great":  {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Index = 2 }), openai.ErrAnswer, nil},
		"index negative":   {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Index = -1 }), openai.ErrAnswer, nil},
		"index not given":  {answer(`[{"embedding": [1,0,0,0,0,0,0,0]}, {"embedding": [1,0,0,0,0,0,0,0]}]`), openai.ErrAnswer, nil},
		"dimensions":       {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Embedding = []float32{1, 2, 3} }), openai.ErrAnswer, []string{"3 dimensions", "EMBEDDING_DIMENSIONS"}},
		"zero":             {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Embedding = make([]float32, 8) }), openai.ErrAnswer, []string{"length 0"}},
		"null":             {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Embedding = []any{nil, 1, 1, 1, 1, 1, 1, 1} }), openai.ErrAnswer, []string{"null"}},
		"no vector":        {openaitest.Changed(func(r *openaitest.Reply) { r.Data[1].Embedding = nil }), openai.ErrAnswer, []string{"null"}},
		"NaN":              {answer(`[{"index": 0, "embedding": [NaN,1,1,1,1,1,1,1]}, {"index": 1, "embedding": []}]`), openai.ErrAnswer, nil},
		"too great":        {answer(`[{"index": 0, "embedding": [1e39,1,1,1,1,1,1,1]}, {"index": 1, "embedding": []}]`), openai.ErrAnswer, nil},
		"NaN in base64": {openaitest.Changed(func(r *openaitest.Reply) {
			r.Data[0].Embedding = openaitest.Base64([]float32{1, 1, 1, float32(math.NaN()), 1, 1, 1, 1})
		}), openai.ErrAnswer, nil},
		"Inf in base64": {openaitest.Changed(func(r *openaitest.Reply) {
			r.Data[0].Embedding = openaitest.Base64([]float32{1, float32(math.Inf(-1)), 0, 0, 0, 0, 0, 0})
		}), openai.ErrAnswer, nil},
		"bytes missing": {openaitest.Changed(func(r *openaitest.Reply) { r.Data[0].Embedding = "AAAAAAA=" }), openai.ErrAnswer, []string{"5 bytes"}},
		"no base64":     {openaitest.Changed(func(r *openaitest.Reply) { r.Data[0].Embedding = "not a vector!" }), openai.ErrAnswer, []string{"base64"}},
		"a flood":       {openaitest.Floods, openai.ErrAnswer, []string{"longer than"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openaitest.New(t, tt.behave)
			e := newEmbedder(t, settings(s))
			err := e.Embed(t.Context(), texts(2), func(int, [][]float32) error {
				t.Error("vectors were handed over")
				return nil
			})
			wantError(t, err, tt.kind, append(tt.words, "models.example")...)
			if n := len(s.Requests()); n != 1 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestServersAreObeyed(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		headers     func() []string
		least, most time.Duration
	}{
		"seconds":          {func() []string { return []string{"Retry-After", "20"} }, 20 * time.Second, 21 * time.Second},
		"part of a second": {func() []string { return []string{"Retry-After", "2.5"} }, 2500 * time.Millisecond, 2600 * time.Millisecond},
		"milliseconds":     {func() []string { return []string{"Retry-After-Ms", "7000", "Retry-After", "60"} }, 7 * time.Second, 8 * time.Second},
		"date": {func() []string {
			return []string{"Retry-After", time.Now().Add(time.Minute).UTC().Format(http.TimeFormat)}
		}, 59 * time.Second, 61 * time.Second},
		"date gone":            {func() []string { return []string{"Retry-After", "Fri, 31 Dec 1999 23:59:59 GMT"} }, 250 * time.Millisecond, time.Second},
		"none":                 {func() []string { return nil }, 250 * time.Millisecond, 500 * time.Millisecond},
		"nonsense":             {func() []string { return []string{"Retry-After", "soon", "Retry-After-Ms", "NaN"} }, 250 * time.Millisecond, 500 * time.Millisecond},
		"less than a back-off": {func() []string { return []string{"Retry-After", "0"} }, 250 * time.Millisecond, 500 * time.Millisecond},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := openaitest.New(t, openaitest.Fails(429, "rate_limit_exceeded", "slower", tt.headers()...))
				e, start := newEmbedder(t, settings(s)), time.Now()
				if err := e.Embed(t.Context(), texts(1), discard); err != nil {
					t.Fatal(err)
				}
				if took := time.Since(start); took < tt.least || took > tt.most {
					t.Errorf("sent again after %s, want %s to %s", took, tt.least, tt.most)
				}
			})
		})
	}
}

// What one request is told holds for those beside it.
func TestQuietHoldsForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t, openaitest.Fails(429, "", "slower", "Retry-After", "30"))
		c := settings(s)
		c.BatchTexts, c.Concurrency = 1, 2
		s.Always = func(openaitest.Request) openaitest.Behaviour { return openaitest.Slow(time.Second) }
		e, start := newEmbedder(t, c), time.Now()
		var early int
		err := e.Embed(t.Context(), texts(6), func(int, [][]float32) error {
			if time.Since(start) < 30*time.Second {
				early++
			}
			return nil
		})
		if n := len(s.Requests()); err != nil || early > 1 || n != 7 {
			t.Errorf("%v; %d requests; %d answers in the time of quiet, want the one that was under way", err, n, early)
		}
	})
}

func TestAttemptsAreCounted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t)
		s.Always = func(openaitest.Request) openaitest.Behaviour { return openaitest.Fails(500, "server_error", "broken") }
		e, start := newEmbedder(t, settings(s)), time.Now()
		err := e.Embed(t.Context(), texts(1), discard)
		wantError(t, err, openai.ErrBusy, "6 times", "broken", "500")
		if n, took := len(s.Requests()), time.Since(start); n != 6 || took < 7*time.Second || took > 16*time.Second {
			t.Errorf("%d requests in %s", n, took)
		}
	})
}

func TestTimeIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t)
		s.Always = func(openaitest.Request) openaitest.Behaviour { return openaitest.Hangs }
		c := settings(s)
		c.Attempts, c.Timeout, c.Patience = 100, 20*time.Second, 2*time.Minute
		e, start := newEmbedder(t, c), time.Now()
		err := e.Embed(t.Context(), texts(1), discard)
		wantError(t, err, openai.ErrBusy, "20s", "OPENAI_TIMEOUT")
		if took := time.Since(start); took > 2*time.Minute || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%v after %s", err, took)
		}
	})
}

// Who is told to wait for longer than there is time is told at once when to come
// back, and so is who comes in the meantime.
func TestWaitBeyondPatience(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t, openaitest.Fails(429, "rate_limit_exceeded", "slower", "Retry-After", "1200"))
		e, start := newEmbedder(t, settings(s)), time.Now()
		at := start.Add(20 * time.Minute)
		for range 2 {
			err := e.Embed(t.Context(), texts(1), discard)
			wantError(t, err, openai.ErrBusy, "try again after "+at.Format(time.RFC3339))
			var typed *openai.Error
			if !errors.As(err, &typed) || !typed.RetryAt.Equal(at) {
				t.Errorf("%v; to be tried again at %s", err, at)
			}
		}
		if n := len(s.Requests()); n != 1 || time.Since(start) > time.Second {
			t.Errorf("%d requests in %s", n, time.Since(start))
		}
		time.Sleep(20 * time.Minute) // in a bubble, where it takes no time
		if err := e.Embed(t.Context(), texts(1), discard); err != nil {
			t.Errorf("after that: %v", err)
		}
	})
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	dial := func(err error) http.RoundTripper {
		return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
		}}
	}
	for name, tt := range map[string]struct {
		err   error
		tries int64
	}{
		"refused":      {syscall.ECONNREFUSED, 3},
		"unreachable":  {syscall.EHOSTUNREACH, 3},
		"no such name": {&net.DNSError{Err: "no such host", Name: "models.example", IsNotFound: true}, 1},
		"no name yet":  {&net.DNSError{Err: "server misbehaving", Name: "models.example", IsTemporary: true}, 3},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := openai.EmbedderConfig{Server: openai.Server{BaseURL: "http://models.example", Key: secret.New(key), Attempts: 3, Transport: dial(tt.err)}, Model: "tiny", Dimensions: 8}
				e := newEmbedder(t, c)
				err := e.Embed(t.Context(), texts(1), discard)
				wantError(t, err, openai.ErrUnreachable, "OPENAI_BASE_URL", tt.err.Error())
				if !errors.Is(err, tt.err) || e.Usage().Requests != tt.tries {
					t.Errorf("%v after %d requests, want %d", err, e.Usage().Requests, tt.tries)
				}
			})
		})
	}
}

// Over the real network: the default transport checks certificates, and what
// speaks another protocol is named.
func TestDefaultTransport(t *testing.T) {
	t.Parallel()
	answer := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"data": [{"index": 0, "embedding": [3, 4]}]}`)
	})
	plain, secure := httptest.NewServer(answer), httptest.NewTLSServer(answer)
	secure.Config.ErrorLog = nil
	t.Cleanup(plain.Close)
	t.Cleanup(secure.Close)
	embedder := func(base string) (*openai.Embedder, error) {
		return openai.NewEmbedder(t.Context(), openai.EmbedderConfig{Server: openai.Server{BaseURL: base}, Model: "tiny"})
	}
	if e, err := embedder(plain.URL); err != nil || e.Dimensions() != 2 {
		t.Errorf("plain: %v", err)
	}
	_, err := embedder(secure.URL)
	var certificate *tls.CertificateVerificationError
	if wantError(t, err, openai.ErrUnreachable, "certificate", "SSL_CERT_FILE"); !errors.As(err, &certificate) {
		t.Errorf("an unknown certificate: %v", err)
	}
	_, err = embedder(strings.Replace(plain.URL, "http:", "https:", 1))
	wantError(t, err, openai.ErrUnreachable, "OPENAI_BASE_URL", "HTTP response")
}
