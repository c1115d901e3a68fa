package discord_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
	"dateline/internal/quota"
)

// written is the message that somebody wrote.
func (p *place) written(t *testing.T, h *discordtest.Handle) discordtest.Message {
	t.Helper()
	m, ok := p.Message(h.ID)
	if !ok {
		t.Fatal("it was not written")
	}
	return m
}

func (p *place) toBot(text string) string { return "<@" + p.Bot().ID + "> " + text }

// TestReplyChain reads a question with what the messages say that it hangs on,
// other people's among them.
func TestReplyChain(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	ben, carl := p.User("ben"), p.User("carl")
	asked := p.Mention(p.ann, p.channel, question)
	answer := p.says(t, asked, "independent source")
	thought := p.written(t, p.ReplyQuietly(ben, answer, "I thought so."))
	m := p.says(t, p.Reply(carl, thought, p.toBot("And in 2017?")), "Read as")
	if !strings.Contains(m.Text(), "Assad") || !strings.Contains(m.Text(), "2017") {
		t.Errorf("to a reply to the answer: %q", m.Text())
	}
	// What ben says here the bot may not read; behind it is a question to the bot.
	more := p.written(t, p.Reply(ben, p.written(t, asked), "Good question."))
	m = p.says(t, p.Reply(carl, more, p.toBot("And in 2017?")), "Read as")
	if !strings.Contains(m.Text(), "Assad") {
		t.Errorf("to a reply to the question: %q", m.Text())
	}
}

// TestAboutAMessage asks about the message that is replied to.
func TestAboutAMessage(t *testing.T) {
	t.Parallel()
	const claim = "Assad first left Syria in the war when he travelled to Moscow in October 2015."
	p := enter(t, quota.Config{}, discordtest.WithReferenced())
	said := p.written(t, p.Say(p.User("ben"), p.channel, claim))
	for _, text := range []string{"is this true?", "", "Really??", "stimmt das?", "fact check, please"} {
		m := p.says(t, p.Reply(p.ann, said, p.toBot(text)), "independent source")
		if !strings.Contains(m.Text(), "Question: Assad first left Syria") {
			t.Errorf("%q: %q", text, m.Text())
		}
	}
	m := p.says(t, p.Reply(p.ann, said, p.toBot("Who reported it?")), "Read as")
	if !strings.Contains(m.Text(), "2015") {
		t.Errorf("with words of its own: %q", m.Text())
	}
	p.says(t, p.Reply(p.ann, p.written(t, p.DM(p.ann, claim)), "is this true?"), "Question: Assad")

	strict := enter(t, quota.Config{})
	hidden := strict.written(t, strict.Say(strict.User("ben"), strict.channel, claim))
	strict.says(t, strict.Reply(strict.ann, hidden, strict.toBot("is this true?")), "Ask about this")
	strict.says(t, strict.Reply(strict.ann, hidden, strict.toBot(question)), "independent source")
	m = strict.says(t, strict.Mention(strict.ann, strict.channel, question), "independent source")
	strict.says(t, strict.Reply(strict.ann, m, strict.toBot("")), "/ask")
}

// TestPrivateStaysPrivate: nothing of a private answer gets into a conversation
// that others see, whatever somebody replies to.
func TestPrivateStaysPrivate(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	private := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question), with("private", true)), "independent source")
	h := p.Reply(p.ann, private, p.toBot("And in 2017?"))
	m, err := h.Final(p.ctx)
	check(t, err)
	check(t, p.idle())
	for _, m := range append(h.Finals(), m) {
		if strings.Contains(m.Text(), "Read as") || strings.Contains(m.Text(), "Syria") {
			t.Errorf("all see %q", m.Text())
		}
	}
}

// TestReplyChainIsBounded: a long chain costs few reads, and one that Discord does
// not give in time is read no further.
func TestReplyChainIsBounded(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	last := p.written(t, p.Say(p.ann, p.channel, "Hello."))
	for n := range 40 {
		last = p.written(t, p.Reply(p.ann, last, fmt.Sprint("And so on ", n)))
	}
	p.says(t, p.Reply(p.ann, last, p.toBot(question)), "independent source")
	if n := len(p.Requests("GET message")); n == 0 || n > 8 {
		t.Errorf("%d messages were read", n)
	}
	gate := discordtest.NewGate()
	defer gate.Open()
	p.Always("GET message", func(*discordtest.Call) discordtest.Fault { return gate.Before(discordtest.Good) })
	began := time.Now()
	p.says(t, p.Reply(p.ann, last, p.toBot(question)), "independent source")
	if took := time.Since(began); took > 8*time.Second {
		t.Errorf("the answer took %s", took)
	}
}
