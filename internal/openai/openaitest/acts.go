package openaitest

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// Act is something that a model, or its server, does in answering. Whatever is
// left out at the end, an answer ends well: with the model's reason to stop, what
// it cost if that is asked for, and [DONE].
type Act func(*Talk)

// Talk is a request while it is answered.
type Talk struct {
	Turn    Turn
	Context context.Context // ends when the client goes away

	writer  http.ResponseWriter
	chat    *Chat
	text    strings.Builder // so far
	claims  int             // written
	listed  bool            // the list of claims is open
	began   bool
	over    bool // nothing more is sent
	whole   bool // no stream
	finish  string
	silent  bool // does not say what it cost
	bad     bool // not checked against OpenAI's description
	prompt  int
	cached  int
	written int
}

func (t *Talk) play(acts []Act) {
	t.whole = !t.Turn.Stream
	for _, act := range acts {
		if act(t); t.over {
			return
		}
	}
	if t.listed {
		t.write("]}")
	}
	if t.whole {
		t.answerWhole()
		return
	}
	t.chunk(map[string]any{}, t.finish, nil)
	if t.Turn.Usage && !t.silent {
		t.chunk(nil, "", t.usage())
	}
	t.raw("data: [DONE]\n\n")
}

// left counts an answer that its client did not wait for.
func (t *Talk) left() {
	if context.Cause(t.Context) == context.Canceled { //nolint:errorlint // as net/http gives it, and nothing else
		t.chat.lock.Lock()
		t.chat.gone++
		t.chat.lock.Unlock()
	}
}

// Text writes each piece in a chunk of its own.
func Text(pieces ...string) Act {
	return func(t *Talk) {
		for _, p := range pieces {
			t.write(p)
		}
	}
}

// Think thinks aloud, as DeepSeek's models do.
func Think(text string) Act {
	return func(t *Talk) {
		t.bad = true
		t.chunk(map[string]any{"reasoning_content": text}, "", nil)
	}
}

// Refuse declines to answer.
func Refuse(text string) Act {
	return func(t *Talk) { t.chunk(map[string]any{"content": nil, "refusal": text}, "", nil) }
}

// Finish changes why the model ends: "length", say.
func Finish(reason string) Act { return func(t *Talk) { t.finish = reason } }

// Costs changes what the answer is said to have cost, in tokens.
func Costs(prompt, cached, written int) Act {
	return func(t *Talk) { t.prompt, t.cached, t.written = prompt, cached, written }
}

// SilentOnCosts leaves out what it cost.
func SilentOnCosts(t *Talk) { t.silent = true }

// Whole answers in one piece, though a stream was asked for.
func Whole(t *Talk) { t.whole = true }

// Pause waits.
func Pause(d time.Duration) Act {
	return func(t *Talk) {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-t.Context.Done():
			t.over = true
		}
	}
}

// Gate waits until something can be received from the channel, or it is closed.
func Gate(open <-chan struct{}) Act {
	return func(t *Talk) {
		select {
		case <-open:
		case <-t.Context.Done():
			t.over = true
		}
	}
}

// Hang stops, and leaves the connection open.
func Hang(t *Talk) {
	t.begin()
	<-t.Context.Done()
	t.over = true
}

// HangSilently does not even begin.
func HangSilently(t *Talk) {
	<-t.Context.Done()
	t.over = true
}

// Cut breaks the connection.
func Cut(t *Talk) {
	t.begin()
	panic(http.ErrAbortHandler)
}

// Stop ends the stream as if it were complete, without any of what ends one.
func Stop(t *Talk) {
	t.begin()
	t.over = true
}

// StopFinished does so after the model has finished, as some servers do.
func StopFinished(t *Talk) {
	t.chunk(map[string]any{}, t.finish, nil)
	t.over = true
}

// Raw writes any bytes into the stream.
func Raw(text string) Act { return func(t *Talk) { t.raw(text) } }

// Drip repeats some bytes with a pause before each, until the client goes away.
func Drip(text string, every time.Duration) Act {
	return func(t *Talk) {
		for !t.over {
			if Pause(every)(t); !t.over {
				t.raw(text)
			}
		}
	}
}

// Flood writes a text without end.
func Flood(text string) Act {
	return func(t *Talk) {
		t.bad = true // checking takes longer than all else
		for t.Context.Err() == nil {
			t.write(text)
		}
		t.over = true
	}
}

// Fail answers with an error as OpenAI writes it, and headers by name and value.
func Fail(status int, code, message string, headers ...string) Act {
	body, err := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": code, "param": nil, "code": code}})
	if err != nil {
		panic(err) // nothing but texts
	}
	return Answer(status, "application/json", string(body), headers...)
}

// Answer answers with any text, in place of a stream.
func Answer(status int, kind, body string, headers ...string) Act {
	return func(t *Talk) {
		t.writer.Header().Set("Content-Type", kind)
		for i := 0; i+1 < len(headers); i += 2 {
			t.writer.Header().Set(headers[i], headers[i+1])
		}
		t.writer.WriteHeader(status)
		_, _ = t.writer.Write([]byte(body)) // the client may be gone
		t.over = true
	}
}

// FailMidway sends an error in the stream.
func FailMidway(code, message string) Act {
	return func(t *Talk) {
		body, err := json.Marshal(map[string]any{"error": map[string]any{"message": message, "type": code, "code": code}})
		if err != nil {
			panic(err) // nothing but texts
		}
		t.raw("data: " + string(body) + "\n\n")
		t.over = true
	}
}

func (t *Talk) write(text string) {
	t.text.WriteString(text)
	if !t.whole {
		t.chunk(map[string]any{"content": text}, "", nil)
	}
}

func (t *Talk) begin() {
	if t.began {
		return
	}
	t.began = true
	t.writer.Header().Set("Content-Type", "text/event-stream")
	t.writer.WriteHeader(http.StatusOK)
	t.flush()
}

func (t *Talk) raw(text string) {
	t.begin()
	_, _ = t.writer.Write([]byte(text)) // the client may be gone
	t.flush()
}

func (t *Talk) flush() { _ = http.NewResponseController(t.writer).Flush() }

// chunk sends a part of the answer; a nil delta: without one.
func (t *Talk) chunk(delta map[string]any, finish string, usage any) {
	if !t.began && delta != nil {
		delta["role"] = "assistant"
	}
	choices := []any{}
	if delta != nil {
		choice := map[string]any{"index": 0, "delta": delta, "finish_reason": nil, "logprobs": nil}
		if finish != "" {
			choice["finish_reason"] = finish
		}
		choices = append(choices, choice)
	}
	body := t.encode(map[string]any{"object": "chat.completion.chunk", "choices": choices, "usage": usage})
	if t.chat.Spec != nil && !t.bad {
		if err := t.chat.Spec.Chunk("/chat/completions", body); err != nil {
			t.chat.fail("the stand-in's chunk is none of OpenAI's: %v: %s", err, body)
		}
	}
	t.raw("data: " + string(body) + "\n\n")
}

func (t *Talk) encode(parts map[string]any) []byte {
	parts["id"], parts["created"], parts["model"] = "chatcmpl-1", 1_700_000_000, t.Turn.Model
	body, err := json.Marshal(parts)
	if err != nil {
		panic(err) // nothing but texts and numbers
	}
	return body
}

func (t *Talk) answerWhole() {
	body := t.encode(map[string]any{"object": "chat.completion", "usage": t.usage(), "choices": []any{map[string]any{
		"index": 0, "finish_reason": t.finish, "logprobs": nil,
		"message": map[string]any{"role": "assistant", "content": t.text.String(), "refusal": nil},
	}}})
	if t.chat.Spec != nil && !t.bad {
		if err := t.chat.Spec.Response("/chat/completions", http.StatusOK, body); err != nil {
			t.chat.fail("the stand-in's answer is none of OpenAI's: %v: %s", err, body)
		}
	}
	Answer(http.StatusOK, "application/json", string(body))(t)
}

// usage is what was set, or one token for each word.
func (t *Talk) usage() any {
	prompt, written := t.prompt, t.written
	if prompt == 0 {
		for _, m := range t.Turn.Messages {
			prompt += len(strings.Fields(m.Content))
		}
		written = len(strings.Fields(t.text.String()))
	}
	return map[string]any{
		"prompt_tokens": prompt, "completion_tokens": written, "total_tokens": prompt + written,
		"prompt_tokens_details": map[string]any{"cached_tokens": t.cached},
	}
}
