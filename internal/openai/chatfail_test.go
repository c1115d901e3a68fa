package openai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/answer"
	"dateline/internal/openai"
	. "dateline/internal/openai/openaitest" // its acts read like a script
)

// Whatever goes wrong: what was complete is handed over, the error says what it
// was, and nothing is asked again once the model has spoken. In a bubble a
// goroutine that is left over fails the test.
func TestAnswersThatFail(t *testing.T) {
	t.Parallel()
	echo := "Incorrect API key provided: " + key
	again := Always(Claims(parted)) // which nobody should ask for
	for name, tt := range map[string]struct {
		acts  []Act
		kind  error
		claim bool // one was handed over
		words []string
		took  time.Duration
	}{
		"refusal":                  {[]Act{Refuse("I "), Refuse("can't.")}, openai.ErrDeclined, false, []string{"I can't."}, 0},
		"refusal, too late":        {[]Act{Claims(met), Refuse("No.")}, openai.ErrDeclined, true, []string{"No."}, 0},
		"filtered":                 {[]Act{Finish("content_filter")}, openai.ErrDeclined, false, []string{"filter"}, 0},
		"filtered by Azure":        {[]Act{Fail(400, "content_filter", "The response was filtered due to the prompt triggering Azure OpenAI's content management policy")}, openai.ErrDeclined, false, nil, 0},
		"empty":                    {nil, openai.ErrEmpty, false, nil, 0},
		"empty in one piece":       {[]Act{Whole}, openai.ErrEmpty, false, nil, 0},
		"prose":                    {[]Act{Text("They met on ", "Monday.")}, openai.ErrAnswer, false, []string{"prose", "OPENAI_OUTPUT"}, 0},
		"another object":           {[]Act{Text(`{"answer":"They met."}`)}, openai.ErrAnswer, false, []string{"cannot be read"}, 0},
		"length":                   {[]Act{Claims(met), Text(`,{"text":"cu`), Finish("length")}, openai.ErrLength, true, []string{"OPENAI_MAX_TOKENS"}, 0},
		"length, all thought":      {[]Act{Think("hm"), Finish("length")}, openai.ErrLength, false, []string{"OPENAI_THINKING_TOKENS"}, 0},
		"ends in a claim":          {[]Act{Text(`{"text":"cu`), StopFinished}, openai.ErrAnswer, false, []string{"in the middle"}, 0},
		"cut":                      {[]Act{Claims(met), Cut}, openai.ErrUnreachable, true, []string{"cut off"}, 0},
		"cut unnoticed":            {[]Act{Claims(met), Stop}, openai.ErrUnreachable, true, []string{"cut off"}, 0},
		"cut in a chunk":           {[]Act{Claims(met), Raw("data: {\"choi"), Stop}, openai.ErrAnswer, true, nil, 0},
		"cut in a claim":           {[]Act{Text(`{"text":"cu`), Cut}, openai.ErrUnreachable, false, nil, 0},
		"cut while it thinks":      {[]Act{Think("hm"), Cut}, openai.ErrUnreachable, false, nil, 0},
		"garbage":                  {[]Act{Claims(met), Raw("data: {]\n\n")}, openai.ErrAnswer, true, []string{"not what an answer looks like"}, 0},
		"garbage at first":         {[]Act{Raw("data: [1]\n\n")}, openai.ErrAnswer, false, nil, 0},
		"an error":                 {[]Act{Claims(met), FailMidway("server_error", "The server had an error with "+key)}, openai.ErrBusy, true, []string{"The server had an error"}, 0},
		"an error, spaced":         {[]Act{Claims(met), Raw("data: { \"error\" : {\"message\": \"no luck\", \"code\": 503}}\n\n")}, openai.ErrBusy, true, []string{"no luck", "503"}, 0},
		"an error, bare":           {[]Act{Claims(met), Raw("{\"error\":\"overloaded\"}\n")}, openai.ErrBusy, true, []string{"overloaded"}, 0},
		"vLLM's error":             {[]Act{Claims(met), Raw(`data: {"object":"error","message":"bad luck","code":400}` + "\n\n")}, openai.ErrRequest, true, []string{"bad luck"}, 0},
		"a page":                   {[]Act{Answer(200, "text/html", "<html>Welcome</html>")}, openai.ErrAnswer, false, []string{"HTML"}, 0},
		"bad key":                  {[]Act{Fail(401, "invalid_api_key", echo)}, openai.ErrKey, false, []string{"OPENAI_API_KEY"}, 0},
		"no model":                 {[]Act{Fail(404, "model_not_found", "The model `tiny` does not exist")}, openai.ErrModel, false, []string{"OPENAI_MODEL"}, 0},
		"too long":                 {[]Act{Fail(400, "context_length_exceeded", "This model's maximum context length is 8192 tokens")}, openai.ErrTooLong, false, []string{"OPENAI_MAX_TOKENS"}, 0},
		"quota":                    {[]Act{Fail(429, "insufficient_quota", "You exceeded your current quota")}, openai.ErrQuota, false, nil, 0},
		"told not to":              {[]Act{Fail(500, "server_error", "no", "X-Should-Retry", "false")}, openai.ErrBusy, false, []string{"500"}, 0},
		"hangs midway":             {[]Act{Claims(met), Hang}, openai.ErrBusy, true, []string{"20s", "OPENAI_IDLE_TIMEOUT"}, 20 * time.Second},
		"drips":                    {[]Act{Claims(met), Drip(": ping\n", 15*time.Second)}, openai.ErrBusy, true, []string{"OPENAI_PATIENCE"}, 5 * time.Minute},
		"drips words":              {[]Act{Claims(met), Drip(`data: {"choices":[{"delta":{"content":" "}}]}`+"\n", 19*time.Second)}, openai.ErrBusy, true, []string{"OPENAI_PATIENCE"}, 5 * time.Minute},
		"writes without end":       {[]Act{Claims(met), Flood(strings.Repeat("word ", 500))}, openai.ErrAnswer, true, []string{"longer than 262144"}, 0},
		"a line without end":       {[]Act{Claims(met), Raw("data: " + strings.Repeat(" ", 2<<20))}, openai.ErrAnswer, true, []string{"a line"}, 0},
		"in one piece without end": {[]Act{Answer(200, "application/json", strings.Repeat(" ", 2<<20))}, openai.ErrAnswer, false, []string{"longer than"}, 0},
		"hangs when finished":      {[]Act{Claims(met), Text("]}"), Raw(`data: {"choices":[{"delta":{},"finish_reason":"stop"}]}` + "\n\n"), Hang}, nil, true, nil, 2 * time.Second},
		"breaks when finished":     {[]Act{Claims(met), Raw(`data: {"choices":[{"delta":{},"finish_reason":"stop"}]}` + "\n\ndata: {]\n\n")}, nil, true, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := NewChat(t, InTurn(Always(tt.acts...), again))
				g, start := newGenerator(t, chatting(s)), time.Now()
				got, spent, err := generate(t.Context(), g)
				took := time.Since(start)
				if tt.claim {
					wantProposals(t, got, met)
				} else if len(got) > 0 {
					t.Errorf("%d were handed over", len(got))
				}
				if tt.kind != nil {
					wantError(t, err, tt.kind, append(tt.words, "models.example")...)
				} else if err != nil {
					t.Error(err)
				}
				if n := len(s.Turns()); n != 1 || took != tt.took || spent.Requests != 1 || tt.claim && spent.TokensOut == 0 {
					t.Errorf("%d requests in %s, want one in %s; %+v", n, took, tt.took, spent)
				}
			})
		})
	}
}

// Before the model speaks, what may pass by itself is asked again.
func TestAskedAgain(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		acts        []Act
		least, most time.Duration
	}{
		"429":                 {[]Act{Fail(429, "rate_limit_exceeded", "slower", "Retry-After", "7")}, 14 * time.Second, 15 * time.Second},
		"500":                 {[]Act{Fail(500, "server_error", "?")}, time.Second / 4, 2 * time.Second},
		"529":                 {[]Act{Answer(529, "text/html", "<html>overloaded")}, time.Second / 4, 2 * time.Second},
		"an error with 200":   {[]Act{Answer(200, "application/json", `{"error":{"message":"upstream","code":502}}`)}, time.Second / 4, 2 * time.Second},
		"an error in place":   {[]Act{FailMidway("server_error", "try again")}, time.Second / 4, 2 * time.Second},
		"error after a start": {[]Act{Text(""), FailMidway("overloaded_error", "try again")}, time.Second / 4, 2 * time.Second},
		"cut":                 {[]Act{Cut}, time.Second / 4, 2 * time.Second},
		"cut unnoticed":       {[]Act{Text(""), Stop}, time.Second / 4, 2 * time.Second},
		"hangs":               {[]Act{HangSilently}, 2 * time.Minute, 122 * time.Second},
		"hangs after a start": {[]Act{Text(""), Hang}, 2 * time.Minute, 122 * time.Second},
		"only says it lives":  {[]Act{Drip(": ping\n\n", time.Second)}, 2 * time.Minute, 122 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := NewChat(t, InTurn(Always(tt.acts...), Always(tt.acts...), Always(Claims(met))))
				g, start := newGenerator(t, chatting(s)), time.Now()
				got, spent, err := generate(t.Context(), g)
				if took := time.Since(start); err != nil || spent.Requests != 3 || took < tt.least || took > tt.most {
					t.Errorf("%v; %+v after %s", err, spent, took)
				}
				wantProposals(t, got, met)
				if u := g.Usage(); u.Repeats != 2 {
					t.Errorf("%+v", u)
				}
			})
		})
	}
}

// The time that the caller has is not passed by waiting.
func TestNoWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewChat(t, Always(Fail(429, "rate_limit_exceeded", "slower", "Retry-After", "60")))
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
		defer cancel()
		start := time.Now()
		_, spent, err := generate(ctx, newGenerator(t, chatting(s)))
		wantError(t, err, openai.ErrBusy, "try again after")
		if time.Since(start) != 0 || spent.Requests != 1 || !openai.Fault(err) {
			t.Errorf("%s; %+v", time.Since(start), spent)
		}
	})
}

// Wherever the work is, it ends with the cause as soon as that is there.
func TestChatStops(t *testing.T) {
	t.Parallel()
	for name, acts := range map[string][]Act{
		"before it begins": {HangSilently}, "after it began": {Text(""), Hang}, "midway": {Claims(met), Hang}, "in a claim": {Text(`{"text":"`), Drip(": ping\n", time.Second)},
		"between attempts": {Fail(429, "", "slower", "Retry-After", "100")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := NewChat(t, Always(acts...))
				ctx, cancel := stoppable(t)
				time.AfterFunc(10*time.Second, func() { cancel(errStop) })
				start := time.Now()
				_, _, err := generate(ctx, newGenerator(t, chatting(s)))
				if took := time.Since(start); !errors.Is(err, errStop) || took != 10*time.Second || len(s.Turns()) != 1 {
					t.Errorf("%v after %s", err, took)
				}
			})
		})
	}
}

// A deadline in mid-stream leaves what was handed over.
func TestDeadlineMidway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := NewChat(t, Always(Claims(met), Drip(": ping\n", time.Second)))
		ctx, cancel := context.WithTimeout(t.Context(), 45*time.Second)
		defer cancel()
		start := time.Now()
		got, spent, err := generate(ctx, newGenerator(t, chatting(s)))
		if wantProposals(t, got, met); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 45*time.Second || spent.TokensOut == 0 {
			t.Errorf("%v after %s; %+v", err, time.Since(start), spent)
		}
	})
}

// A model that thinks is given tokens for that from the second time on, also for
// a single word.
func TestThinkingIsNotCounted(t *testing.T) {
	t.Parallel()
	s := NewChat(t, Always(Think("hm"), Text("yes")))
	g := newGenerator(t, chatting(s))
	for range 2 {
		if got, _, err := g.Complete(t.Context(), prompt, 4); err != nil || got != "yes" {
			t.Errorf("%q; %v", got, err)
		}
	}
	if turns := s.Turns(); turns[0].Limit != 4 || turns[1].Limit != 4004 {
		t.Errorf("%d and %d tokens", turns[0].Limit, turns[1].Limit)
	}
}

// The circuit breaker leaves a server alone that fails, and not for what is the
// question's fault.
func TestFault(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		acts []Act
		want bool
	}{
		"failing": {[]Act{Fail(500, "", "no", "X-Should-Retry", "false")}, true}, "bad key": {Behaviours["bad key"], true}, "no model": {Behaviours["no model"], true},
		"midway": {[]Act{Claims(met), FailMidway("server_error", "no")}, true}, "refusal": {Behaviours["refusal"], false}, "too long": {Behaviours["too long"], false},
		"empty": {nil, false}, "prose": {Behaviours["prose"], false}, "length": {Behaviours["length"], false},
	} {
		s := NewChat(t, Always(tt.acts...))
		if _, _, err := generate(t.Context(), newGenerator(t, chatting(s))); err == nil || openai.Fault(err) != tt.want {
			t.Errorf("%s: %v is a fault: %t", name, err, !tt.want)
		}
	}
	for _, err := range []error{nil, io.EOF, context.Canceled, context.DeadlineExceeded, errStop} {
		if openai.Fault(err) {
			t.Errorf("%v is a fault", err)
		}
	}
}

// go-openai knows models by name that are none for chats.
func TestNoModelForChats(t *testing.T) {
	t.Parallel()
	s := NewChat(t, Always(Claims(met)))
	c := chatting(s)
	c.Model = "code-davinci-002"
	_, spent, err := generate(t.Context(), newGenerator(t, c))
	if wantError(t, err, openai.ErrModel, "OPENAI_MODEL"); len(s.Turns()) != 0 || spent != (answer.Spent{}) {
		t.Errorf("%d requests; %+v", len(s.Turns()), spent)
	}
}

func TestChatIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	s := NewChat(t, Refusing(Always(Claims(met, parted)), "response_format", "max_tokens", "temperature"))
	g := newGenerator(t, chatting(s))
	done := make(chan error)
	for range 16 {
		go func() {
			got, _, err := generate(t.Context(), g)
			if err == nil && len(got) != 2 {
				err = errors.New("a claim is missing")
			}
			done <- err
		}()
	}
	for range 16 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// BenchmarkFirstClaim is the time from when a server sends the last byte of a
// model's first claim until that is received: the connection, which is within the
// process, and the decoding.
func BenchmarkFirstClaim(b *testing.B) {
	var sent atomic.Int64
	claim, rest := `{"text":"They met on Monday.","evidence":[{"passage":"p1","quote":"on Monday they met"}]`, "}"
	s := NewChat(b, Always(Text(claim), func(*Talk) { sent.Store(time.Now().UnixNano()) }, Text(rest), Hang))
	g, err := openai.NewGenerator(chatting(s))
	if err != nil {
		b.Fatal(err)
	}
	var took []int64
	for b.Loop() {
		if _, err := g.Generate(b.Context(), prompt, func(answer.Proposal) error {
			took = append(took, time.Now().UnixNano()-sent.Load())
			return errStop
		}); !errors.Is(err, errStop) {
			b.Fatal(err)
		}
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/1e3, "µs-median")
	b.ReportMetric(float64(took[len(took)*99/100])/1e3, "µs-p99")
}

// A server that has the model say the key back does not get it shown: what is
// dropped of an answer is told to who asked.
func TestModelThatSaysTheKey(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		echo := Claim{Text: "The key is " + key + ".", TranslationOf: "Of " + key, Evidence: []Evidence{{Passage: key, Quote: "Bearer " + key}}}
		g := newGenerator(t, chatting(NewChat(t, InTurn(Always(Claims(echo)), Always(Text("It is "+key))))))
		_, err := g.Generate(t.Context(), prompt, func(p answer.Proposal) error {
			if text := fmt.Sprint(p); strings.Contains(text, key) {
				t.Errorf("handed over: %s", text)
			}
			return nil
		})
		said, _, failed := g.Complete(t.Context(), prompt, 20)
		if err != nil || failed != nil || strings.Contains(said, key) {
			t.Errorf("errors %v and %v, said %q", err, failed, said)
		}
	})
}
