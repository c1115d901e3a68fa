package discord_test

import (
	"encoding/json"
	"sync/atomic"
	"testing"

	"dateline/internal/discord/discordtest"
	"dateline/internal/memory"
	"dateline/internal/quota"
)

// A meeting that is chosen when the question is not kept any more is told as gone,
// rather than asked about with no question.
func TestWhichWithoutItsQuestion(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{}, discordtest.WithAllowed("hand"))
	m := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", "Where did Putin and Assad meet?"), with("private", true)), "Which meeting")
	p.memory.set(func(a *memory.Answer) {
		var fields map[string]json.RawMessage
		err := json.Unmarshal(a.JSON, &fields)
		delete(fields, "question")
		if err == nil {
			a.JSON, err = json.Marshal(fields)
		}
		if a.Question = ""; err != nil {
			t.Error(err)
		}
	})
	p.says(t, p.Click(p.ann, m, m.Button("All of them").CustomID), "another version")
}

// A thread is made also for who asks for it before it is noted where the answer stands.
func TestThreadAtOnce(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	m := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question)), "independent source")
	var asked atomic.Int32
	p.memory.set(func(a *memory.Answer) {
		if asked.Add(1) <= 2 {
			a.Messages = nil
		}
	})
	p.says(t, p.Click(p.ann, m, m.Button("Continue in thread").CustomID), "thread")
	if n := len(p.Threads(p.channel)); n != 1 {
		t.Errorf("%d threads", n)
	}
}
