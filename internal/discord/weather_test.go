package discord_test

import (
	"net/http/httptest"
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
