package discord_test

import (
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
	"dateline/internal/quota"
)

// TestBadWeather has Discord fail on the way of an answer: the answer comes.
func TestBadWeather(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	for name, faults := range map[string][]discordtest.Fault{
		"5xx":   discordtest.Times(2, discordtest.Fail(502)),
		"429":   {discordtest.TooMany(discordtest.ScopeShared, 20*time.Millisecond)},
		"break": {discordtest.Cut},
	} {
		p.On("PATCH @original", faults...)
		h := p.Slash(p.ann, p.channel, "ask", with("question", question))
		p.says(t, h, "independent source")
		if h.Responses() != 1 || len(h.Finals()) != 1 {
			t.Errorf("%s: %d responses, %d answers", name, h.Responses(), len(h.Finals()))
		}
	}
	p.On("POST messages", discordtest.Fail(503))
	h := p.DM(p.ann, question)
	p.says(t, h, "independent source")
	if len(h.Finals()) != 1 {
		t.Errorf("%d answers to one message", len(h.Finals()))
	}
	// Messages wait until the session is resumed; an interaction would be void.
	p.Now(discordtest.Reconnect)
	p.says(t, p.DM(p.ann, question), "independent source")
	p.Now(discordtest.Drop)
	p.says(t, p.DM(p.ann, question), "independent source")
}

// TestOnce breaks requests off before and after they are carried out: nothing is
// said twice, and what all are to see is said.
func TestOnce(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	said := func(text string) (n int) {
		for _, m := range p.Messages(p.channel) {
			if strings.Contains(m.Text(), text) {
				n++
			}
		}
		return n
	}
	for n, fault := range []discordtest.Fault{discordtest.ResetAfter, discordtest.Cut, discordtest.Reset} {
		p.On("POST messages", fault)
		h := p.Mention(p.ann, p.channel, question)
		p.says(t, h, "independent source")
		private := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question), with("private", true)), "independent source")
		p.On("POST follow-up", fault, fault)
		p.Click(p.ann, private, private.Button("Share with everybody here").CustomID)
		check(t, p.Until(p.ctx, func() bool { return said("Shared by") > n }))
		check(t, p.idle())
		if len(h.Finals()) != 1 || said("Shared by") != n+1 {
			t.Errorf("%d: %d answers to a message, %d shared ones", n, len(h.Finals()), said("Shared by"))
		}
	}
}

// TestOnceForOnePerson: what one person alone sees can't be looked for, so it is
// not said again when nobody knows whether it was.
func TestOnceForOnePerson(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	ben := p.User("ben")
	for _, fault := range []discordtest.Fault{discordtest.ResetAfter, discordtest.Cut} {
		m := p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", "Where did Putin and Assad meet?")), "Which meeting")
		p.On("POST follow-up", fault)
		h := p.Click(ben, m, m.Button("All of them").CustomID)
		_, err := h.Await(p.ctx, func(all []discordtest.Message) bool { return len(all) > 0 })
		check(t, err)
		check(t, p.idle())
		if all := h.Messages(); len(all) != 1 || !all[0].Ephemeral() {
			t.Errorf("%d messages for one click", len(all))
		}
	}
}

// TestByHTTP answers what comes to the endpoint with the same handlers.
func TestByHTTP(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	handler, err := p.link.Endpoint(p.PublicKeyHex())
	check(t, err)
	web := httptest.NewServer(handler)
	defer web.Close()
	p.UseEndpoint(web.URL)
	check(t, p.Ping(p.ctx))
	asked := p.Slash(p.ann, p.channel, "ask", with("question", question))
	m := p.says(t, asked, "independent source")
	p.says(t, p.Click(p.ann, m, m.Button("Sources").CustomID), "exact words")
	if status, err := asked.Replay(p.ctx); err != nil || status != 401 {
		t.Errorf("what was sent again is answered with %d, %v", status, err)
	}
}

// idle waits until no handler is at work.
func (p *place) idle() error {
	for p.link.Status().Handling > 0 {
		select {
		case <-time.After(5 * time.Millisecond):
		case <-p.ctx.Done():
			return errors.New("handlers go on")
		}
	}
	return nil
}
