package openai_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/answer"
	"dateline/internal/openai"
)

// canned answers every request with the same bytes, one at a time or all at once.
type canned struct {
	body string
	slow bool
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	var body io.Reader = strings.NewReader(c.body)
	if c.slow {
		body = iotest.OneByteReader(body)
	}
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{"Content-Type": {"text/event-stream"}}, Body: io.NopCloser(body), Request: r}, nil
}

// Whatever bytes come as a stream, and in whatever pieces, the same claims and
// the same error come of them, which is one of the known kinds.
func FuzzStream(f *testing.F) {
	chunk := func(content string) string {
		return `data: {"choices":[{"index":0,"delta":{"content":` + content + "}}]}\n\n"
	}
	for _, seed := range []string{
		chunk(`"{\"text\":\"a\"}"`) + "data: [DONE]\n\n", chunk(`"{\"text\":"`) + ": ping\r\n\r\n" + chunk(`"\"\ud83d\ude00\"}"`) + "data:[DONE]", chunk(`null`) + chunk("5"),
		"data: {\"error\":{\"message\":\"no\",\"code\":429}}\n", "{\n", "<html>", "data: [DONE]", chunk(`"x"`) + `data: {"choices":[{"delta":{"refusal":"no"},"finish_reason":"length"}],"usage":{"prompt_tokens":-1}}`,
		"data: {\"choices\":[{\"message\":{\"content\":\"{}\"},\"finish_reason\":\"stop\"}]}", "\xef\xbb\xbfdata: \xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		read := func(slow bool) (got []answer.Proposal, said string) {
			g := newGenerator(t, openai.ChatConfig{Server: openai.Server{BaseURL: "http://models.example", Attempts: 1, Transport: canned{body, slow}}, Model: "tiny"})
			got, spent, err := generate(t.Context(), g)
			if spent.TokensIn < 0 || spent.TokensOut < 0 || spent.TokensCached < 0 || spent.TokensCached > spent.TokensIn {
				t.Fatalf("%+v", spent)
			}
			if err == nil {
				return got, ""
			}
			var typed *openai.Error
			if !errors.As(err, &typed) {
				t.Fatalf("%v is of no known kind", err)
			}
			return got, err.Error()
		}
		whole, a := read(false)
		parts, b := read(true)
		if diff := cmp.Diff(whole, parts); diff != "" || a != b {
			t.Fatalf("%q and %q; (-whole +parts):\n%s", a, b, diff)
		}
	})
}
