package discord_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"

	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/memory"
	"dateline/internal/quota"
)

// forgetful is a memory in which the questions of private answers have expired.
type forgetful struct{ discord.Memory }

func (m forgetful) Get(ctx context.Context, id, person string) (memory.Answer, error) {
	a, err := m.Memory.Get(ctx, id, person)
	if err != nil || !a.Private {
		return a, err
	}
	a.Question = ""
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(a.JSON, &fields); err != nil {
		return a, err
	}
	delete(fields, "question")
	a.JSON, err = json.Marshal(fields)
	return a, err
}

// A meeting that is chosen when the question is not kept any more is told as gone,
// rather than asked about with no question.
func TestWhichWithoutItsQuestion(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{}, discordtest.WithAllowed("hand"))
	m := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", "Where did Putin and Assad meet?"), with("private", true)), "Which meeting")
	p.bot.Memory = forgetful{p.bot.Memory}
	p.says(t, p.Click(p.ann, m, m.Button("All of them").CustomID), "another version")
}

// late is a memory that knows where an answer stands only after it was asked twice.
type late struct {
	discord.Memory
	asked *atomic.Int32
}

func (m late) Get(ctx context.Context, id, person string) (memory.Answer, error) {
	a, err := m.Memory.Get(ctx, id, person)
	if m.asked.Add(1) <= 2 {
		a.Messages = nil
	}
	return a, err
}

// A thread is made also for who asks for it before it is noted where the answer stands.
func TestThreadAtOnce(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	m := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question)), "independent source")
	p.bot.Memory = late{p.bot.Memory, new(atomic.Int32)}
	p.says(t, p.Click(p.ann, m, m.Button("Continue in thread").CustomID), "thread")
	if n := len(p.Threads(p.channel)); n != 1 {
		t.Errorf("%d threads", n)
	}
}
