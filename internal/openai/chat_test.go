package openai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/answer"
	"dateline/internal/openai"
	. "dateline/internal/openai/openaitest" // its acts read like a script
	"dateline/internal/secret"
)

var _ answer.Generator = (*openai.Generator)(nil)

// chatting are the settings of a small model on the stand-in.
func chatting(c *Chat) openai.ChatConfig {
	return openai.ChatConfig{
		Server: openai.Server{BaseURL: "http://models.example", Key: secret.New(key), Transport: c.Transport()},
		Model:  "tiny", PriceIn: 2, PriceCached: 1, PriceOut: 10,
	}
}

func newGenerator(t *testing.T, c openai.ChatConfig) *openai.Generator {
	t.Helper()
	g, err := openai.NewGenerator(c)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

var prompt = answer.Prompt{Version: "1", System: "Answer.", User: "p1| on Monday they met\n? When?", AsObject: "One object.", AsLines: "One line each."}

var (
	met    = Claim{Text: "They met on Monday.", Evidence: []Evidence{{Quote: "on Monday they met"}}}
	parted = Claim{Text: "They “parted” — für immer 😀 \\ \"so\".", Evidence: []Evidence{{Passage: "p1", Quote: "on Monday"}, {Passage: "p9", Quote: "{}]"}}}
)

func proposals(claims ...Claim) []answer.Proposal {
	var out []answer.Proposal
	for _, c := range claims {
		p := answer.Proposal{Text: c.Text}
		for _, e := range c.Evidence {
			if e.Passage == "" {
				e.Passage = "p1"
			}
			p.Evidence = append(p.Evidence, answer.Proposed(e))
		}
		out = append(out, p)
	}
	return out
}

// generate collects what is handed over.
func generate(ctx context.Context, g *openai.Generator) ([]answer.Proposal, answer.Spent, error) {
	var got []answer.Proposal
	spent, err := g.Generate(ctx, prompt, func(p answer.Proposal) error {
		got = append(got, p)
		return nil
	})
	return got, spent, err
}

func wantProposals(t *testing.T, got []answer.Proposal, claims ...Claim) {
	t.Helper()
	if diff := cmp.Diff(proposals(claims...), got); diff != "" {
		t.Errorf("proposals (-want +got):\n%s", diff)
	}
}

func TestGenerates(t *testing.T) {
	t.Parallel()
	spec := LoadSpec(t)
	for name, acts := range map[string][]Act{
		"a stream": {Claims(met, parted)}, "in one piece": {Whole, Claims(met, parted)}, "without the cost": {SilentOnCosts, Claims(met, parted)},
		"alive": {Raw(": ping\r\n\r\n"), Raw(strings.Repeat(": ping\n", 2000)), Raw("event: message\nid: 1\nretry: 5\n"), Claims(met), Raw(": ping\n\n\n"), Claims(parted)},
		"aloud": {Think("Hm, {\"text\":\"no\"}"), Claims(met, parted)}, "around": {Text("Sure!\n```json\n"), Claims(met, parted), Text("\n```\nAnything {else}?")},
		"no DONE": {Claims(met, parted), Text("]}"), StopFinished},
	} {
		for _, form := range []openai.Form{openai.FormSchema, openai.FormLines} {
			t.Run(name+" as "+string(form), func(t *testing.T) {
				t.Parallel()
				s := NewChat(t, Always(acts...))
				s.Spec = spec
				c := chatting(s)
				c.Form = form
				got, spent, err := generate(t.Context(), newGenerator(t, c))
				if err != nil || spent.Requests != 1 || spent.TokensIn == 0 || spent.TokensOut == 0 || spent.Dollars == 0 {
					t.Errorf("%v; %+v", err, spent)
				}
				wantProposals(t, got, met, parted)
			})
		}
	}
}

// What a server or a model is asked: OpenAI's description agrees, and what does
// not change stands in front.
func TestWhatIsAsked(t *testing.T) {
	t.Parallel()
	spec := LoadSpec(t)
	for name, tt := range map[string]struct {
		base, model string
		form        openai.Form
		want        map[string]string // JSON; empty: must not be there
	}{
		"another server":   {"http://models.example", "tiny", "", map[string]string{"max_tokens": "1500", "max_completion_tokens": "", "temperature": "1e-45", "stream_options": `{"include_usage":true}`}},
		"OpenAI":           {"", "gpt-4o-mini", "", map[string]string{"max_tokens": "", "max_completion_tokens": "1500", "temperature": "1e-45"}},
		"a thinking model": {"", "gpt-5-mini", "", map[string]string{"max_tokens": "", "max_completion_tokens": "5500", "temperature": "", "response_format": `{"type":"json_schema","json_schema":{"name":"claims","schema":` + wantSchema + `,"strict":true}}`}},
		"one elsewhere":    {"http://models.example", "o3-mini", "", map[string]string{"max_tokens": "", "max_completion_tokens": "5500", "temperature": ""}},
		"lines":            {"http://models.example", "tiny", openai.FormLines, map[string]string{"response_format": "", "messages": `[{"role":"system","content":"Answer.\nOne line each."},{"role":"user","content":"p1| on Monday they met\n? When?"}]`}},
		"object":           {"http://models.example", "tiny", openai.FormSchema, map[string]string{"messages": `[{"role":"system","content":"Answer.\nOne object."},{"role":"user","content":"p1| on Monday they met\n? When?"}]`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewChat(t, Always(Claims(met)))
			s.Spec = spec
			c := chatting(s)
			c.BaseURL, c.Model, c.Form = tt.base, tt.model, tt.form
			if tt.base == "" { // the stand-in has no certificate
				c.Transport = plain{c.Transport}
			}
			if _, _, err := generate(t.Context(), newGenerator(t, c)); err != nil {
				t.Fatal(err)
			}
			turn := s.Turns()[0]
			var body map[string]json.RawMessage
			if err := json.Unmarshal(turn.Body, &body); err != nil {
				t.Fatal(err)
			}
			for part, want := range tt.want {
				if string(body[part]) != want {
					t.Errorf("%s is %s, want %s", part, body[part], want)
				}
			}
			if turn.Path != "/v1/chat/completions" || turn.Header.Get("Authorization") != "Bearer "+key {
				t.Errorf("asked at %s", turn.Path)
			}
		})
	}
}

const wantSchema = `{"type":"object","properties":{"claims":{"type":"array","items":{"$ref":"#/$defs/Proposal"}}},"required":["claims"],"additionalProperties":false,"$defs":{` +
	`"Proposal":{"type":"object","properties":{"evidence":{"type":"array","items":{"$ref":"#/$defs/Proposed"}},"text":{"type":"string"},"translation_of":{"type":"string"}},"required":["text","translation_of","evidence"],"additionalProperties":false},` +
	`"Proposed":{"type":"object","properties":{"passage":{"type":"string"},"quote":{"type":"string"}},"required":["passage","quote"],"additionalProperties":false}}}`

// plain carries requests without TLS.
type plain struct{ http.RoundTripper }

func (p plain) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.Scheme = "http"
	return p.RoundTripper.RoundTrip(r)
}

// The first claim is there while the second is not even written.
func TestClaimsComeOneByOne(t *testing.T) {
	t.Parallel()
	for _, form := range []openai.Form{openai.FormSchema, openai.FormLines} {
		gate := make(chan struct{})
		s := NewChat(t, Always(Claims(met), Gate(gate), Claims(parted)))
		c := chatting(s)
		c.Form = form
		n := 0
		_, err := newGenerator(t, c).Generate(t.Context(), prompt, func(answer.Proposal) error {
			if n++; n == 1 {
				close(gate) // nothing of the second has been sent
			}
			return nil
		})
		if err != nil || n != 2 {
			t.Errorf("%v; %d claims", err, n)
		}
	}
}

// What a server refuses it is not sent again.
func TestRefusedPartsAreLeftOut(t *testing.T) {
	t.Parallel()
	parts := func(t Turn) string {
		var body map[string]json.RawMessage
		_ = json.Unmarshal(t.Body, &body) // the stand-in has read it already
		return fmt.Sprint(t.Schema, t.Usage, body["temperature"] != nil, body["max_tokens"] != nil, body["max_completion_tokens"] != nil, len(t.Messages))
	}
	says := func(status int, body string, when func(Turn) bool) Model {
		return func(t Turn) []Act {
			if when(t) {
				return []Act{Answer(status, "application/json", body)}
			}
			return []Act{Claims(met)}
		}
	}
	for name, tt := range map[string]struct {
		model Model
		want  string
		tries int
	}{
		"nothing":         {Always(Claims(met)), "true true true true false 2", 1},
		"response_format": {Refusing(Always(Claims(met)), "response_format"), "false true true true false 2", 2},
		"stream_options":  {Refusing(Always(Claims(met)), "stream_options"), "true false true true false 2", 2},
		"temperature":     {Refusing(Always(Claims(met)), "temperature"), "true true false true false 2", 2},
		"max_tokens":      {Refusing(Always(Claims(met)), "max_tokens"), "true true true false true 2", 2},
		"both limits":     {Refusing(Always(Claims(met)), "max_tokens", "max_completion_tokens"), "true true true false false 2", 3},
		"all":             {Refusing(Always(Claims(met)), "max_tokens", "max_completion_tokens", "temperature", "stream_options", "response_format"), "false false false false false 2", 6},
		"grammar":         {says(400, `{"error":{"message":"failed to parse grammar"}}`, func(t Turn) bool { return t.Schema }), "false true true true false 2", 2},
		"Mistral":         {says(422, `{"object":"error","message":"Extra inputs","detail":[{"type":"extra_forbidden","loc":["body","stream_options"],"msg":"Extra inputs are not permitted","input":{"response_format":1}}]}`, func(t Turn) bool { return t.Usage }), "true false true true false 2", 2},
		"Gemma":           {says(400, `{"error":{"message":"System role not supported"}}`, func(t Turn) bool { return len(t.Messages) == 2 }), "true true true true false 1", 2},
		"not supported":   {says(400, `{"message":"This feature is not supported"}`, func(t Turn) bool { return t.Schema }), "false true true true false 2", 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewChat(t, tt.model)
			g := newGenerator(t, chatting(s))
			for range 2 {
				got, _, err := generate(t.Context(), g)
				if err != nil {
					t.Fatal(err)
				}
				wantProposals(t, got, met)
			}
			turns := s.Turns()
			if got := parts(turns[len(turns)-1]); got != tt.want || len(turns) != tt.tries+1 {
				t.Errorf("asked with %s after %d requests, want %s after %d", got, len(turns), tt.want, tt.tries+1)
			}
		})
	}
	t.Run("a schema that is insisted on", func(t *testing.T) {
		t.Parallel()
		s := NewChat(t, Refusing(Always(Claims(met)), "response_format"))
		c := chatting(s)
		c.Form = openai.FormSchema
		_, _, err := generate(t.Context(), newGenerator(t, c))
		wantError(t, err, openai.ErrRequest, "OPENAI_OUTPUT", "response_format")
		if n := len(s.Turns()); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestWhatItCosts(t *testing.T) {
	t.Parallel()
	s := NewChat(t, InTurn(Always(Costs(1000, 600, 50), Claims(met)), Always(SilentOnCosts, Claims(met)), Always(Claims(met), Cut)))
	g := newGenerator(t, chatting(s))
	_, spent, err := generate(t.Context(), g)
	if want := (answer.Spent{Requests: 1, TokensIn: 1000, TokensCached: 600, TokensOut: 50, Dollars: (400*2 + 600*1 + 50*10) / 1e6}); err != nil || spent != want {
		t.Errorf("%v; %+v, want %+v", err, spent, want)
	}
	for range 2 { // of which the second fails
		_, spent, _ = generate(t.Context(), g)
		if spent.Requests != 1 || spent.TokensIn < 20 || spent.TokensIn > 60 || spent.TokensOut < 20 || spent.TokensOut > 80 || spent.Dollars == 0 {
			t.Errorf("estimated: %+v", spent)
		}
	}
	if u := g.Usage(); u.Estimated != 2 || u.Requests != 3 {
		t.Errorf("%+v", u)
	}
}

// Whoever receives has enough: the answer is broken off, and its error returned.
func TestReceiverOfProposalsFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewChat(t, Always(Claims(met), Hang))
		g, start := newGenerator(t, chatting(s)), time.Now()
		spent, err := g.Generate(t.Context(), prompt, func(answer.Proposal) error { return errStop })
		synctest.Wait()
		if !errors.Is(err, errStop) || time.Since(start) != 0 || s.Gone() != 1 || spent.TokensOut == 0 {
			t.Errorf("%v after %s; %d broken off; %+v", err, time.Since(start), s.Gone(), spent)
		}
	})
}

// A receiver may take its time: it is not the server that is slow.
func TestReceiverIsSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewChat(t, Always(Claims(met, parted)))
		c := chatting(s)
		c.Idle, c.Timeout = time.Second, time.Second
		_, err := newGenerator(t, c).Generate(t.Context(), prompt, func(answer.Proposal) error {
			time.Sleep(30 * time.Second) // in a bubble, where it takes no time
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestCompletes(t *testing.T) {
	t.Parallel()
	spec := LoadSpec(t)
	for name, tt := range map[string]struct {
		acts []Act
		want string
		kind error
	}{
		"a word":       {[]Act{Text("y", "es"), Text("\n")}, "yes", nil},
		"in one piece": {[]Act{Whole, Text("yes")}, "yes", nil},
		"cut":          {[]Act{Text("yes, sin"), Finish("length")}, "yes, sin", nil},
		"thoughts":     {[]Act{Text("<think>\nno?"), Text("</think>\n\nyes")}, "yes", nil},
		"only thought": {[]Act{Text("<think>no?"), Finish("length")}, "", openai.ErrLength},
		"empty":        {nil, "", openai.ErrEmpty},
		"space":        {[]Act{Text(" \n")}, "", openai.ErrEmpty},
		"refused":      {[]Act{Refuse("No.")}, "", openai.ErrDeclined},
		"broken off":   {[]Act{Text("ye"), Cut}, "", openai.ErrUnreachable},
		"without end":  {[]Act{Flood(strings.Repeat("yes ", 100))}, "", openai.ErrAnswer},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := NewChat(t, Always(tt.acts...))
			s.Spec = spec
			got, spent, err := newGenerator(t, chatting(s)).Complete(t.Context(), prompt, 4)
			if got != tt.want || (err == nil) != (tt.kind == nil) || spent.Requests != 1 {
				t.Errorf("%q; %v; %+v", got, err, spent)
			}
			if err != nil {
				wantError(t, err, tt.kind)
			}
			if turn := s.Turns()[0]; turn.Schema || turn.Limit != 4 || turn.Messages[0].Content != "Answer." {
				t.Errorf("asked with %s", turn.Body)
			}
		})
	}
}
