package openaitest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

const script = `
{"match": "lugano", "task": "answer", "times": 1, "claims": [{"text": "They met.", "evidence": [{"quote": "met in Lugano"}]}]}
{"match": "Lugano", "task": "answer", "text": "again"}
{"match": "Lugano", "task": "repair", "behaviour": "prose"}
{"match": "Bern", "behaviour": "bad key"}
`

// say asks a server and gives the text of the answer, or its status.
func say(t *testing.T, base, user string) string {
	t.Helper()
	body, err := json.Marshal(map[string]any{"model": "tiny", "messages": []Message{{"user", user}}})
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/chat/completions", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Sprint(response.StatusCode)
	}
	var in struct{ Choices []struct{ Message Message } }
	if err := json.Unmarshal(text, &in); err != nil || len(in.Choices) != 1 {
		t.Fatalf("%v: %s", err, text)
	}
	return strings.TrimSpace(in.Choices[0].Message.Content)
}

func TestScripts(t *testing.T) {
	t.Parallel()
	base, stop, err := Start([]byte(script))
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	passage := "p1 = The Lantern\np1| They talked.\np2 = Radio Nord\np2| They met in Lugano, she said.\n\n"
	for _, tt := range [][2]string{
		{passage + "? When in Lugano?", `{"text":"They met.","evidence":[{"passage":"p2","quote":"met in Lugano"}]}`},
		{passage + "? When in Lugano?", "again"},
		{passage + "? When in Lugano?\n! It rained.", "I think that they met in spring, but I am not sure."},
		{"? When in Bern?", "401"},
		{"? When in Oslo?", "{}"},
		{"asked| When?\nanswered| Never.\n\n? And where?", "And where?"},
		{"Radio Nord\n| They met.\n\n! They met.", "yes"},
	} {
		if got := say(t, base, tt[0]); got != tt[1] {
			t.Errorf("%q is answered %q, want %q", tt[0], got, tt[1])
		}
	}
}

func TestScriptsAreChecked(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{"\n{\"behaviour\": \"lazy\"}": "line 2", `{"mach": ""}`: "mach", "{": "line 1"} {
		if _, _, err := Start([]byte(text)); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	if got := say(t, Serve(t, Always(Text("yes"))), "?"); got != "yes" {
		t.Errorf("%q", got)
	}
}

// The tables of tests rely on it to tell a good request for a chat from a bad one.
func TestSpecKnowsChats(t *testing.T) {
	t.Parallel()
	spec := LoadSpec(t)
	for body, good := range map[string]bool{
		`{"model": "m", "messages": [{"role": "user", "content": "?"}], "stream": true}`:  true,
		`{"model": "m", "messages": [{"role": "user", "content": "?"}], "stream": "yes"}`: false,
		`{"model": "m", "messages": [{"role": "nobody", "content": "?"}]}`:                false,
		`{"model": "m", "messages": []}`:                                                  false,
		`{"messages": [{"role": "user", "content": "?"}]}`:                                false,
	} {
		if err := spec.Request("/chat/completions", []byte(body)); (err == nil) != good {
			t.Errorf("%s: %v; good: %t", body, err, good)
		}
	}
	for body, good := range map[string]bool{
		`{"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": "x"}, "finish_reason": null}]}`: true,
		`{"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {"content": 5}, "finish_reason": null}]}`:   false,
		`{"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [{"index": 0, "delta": {}, "finish_reason": "tired"}]}`:            false,
	} {
		if err := spec.Chunk("/chat/completions", []byte(body)); (err == nil) != good {
			t.Errorf("%s: %v; good: %t", body, err, good)
		}
	}
}
