package discord_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/answer"
	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
)

var with = discordtest.With

// TestCommands uses what needs no answer, and the ways to ask that /ask is not.
func TestCommands(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	p.says(t, p.Slash(p.ann, p.channel, "help"), "/ask")
	p.says(t, p.Slash(p.ann, p.channel, "meetings"), "2017")
	p.says(t, p.Slash(p.ann, p.channel, "sources"), "Documents")
	outlet := p.shelf.Serving().Catalog.Outlets[0].Name
	p.says(t, p.Slash(p.ann, p.channel, "sources", with("outlet", outlet)), outlet)
	p.says(t, p.Slash(p.ann, p.channel, "privacy show"), "stored about you")
	p.says(t, p.DM(p.ann, question), "independent source")
	p.says(t, p.DM(p.ann, "\u200b"), "no question")
	mentioned := p.Mention(p.ann, p.channel, question)
	m := p.says(t, mentioned, "independent source")
	p.says(t, p.Reply(p.ann, m, "<@"+p.Bot().ID+"> And in 2017?"), "Read as")
	event := p.shelf.Serving().Catalog.Events[0]
	compared := p.Slash(p.ann, p.channel, "compare", with("meeting", event.ID), with("question", "What did they talk about?"))
	p.says(t, compared, " s")
	p.says(t, p.Slash(p.ann, p.channel, "privacy forget-me"), "Deleted")
	p.says(t, p.Slash(p.ann, p.channel, "privacy show"), "Nothing is stored")
	for _, said := range p.Messages(p.channel) {
		if said.Author.ID == p.ann.ID && strings.Contains(said.Content, question) {
			p.says(t, p.MessageCommand(p.ann, layout.AboutCommand, said), "independent source")
		}
	}
	if tally := p.Tally(); tally.Pings != 0 || tally.Twice != 0 {
		t.Errorf("%+v", tally)
	}
}

// TestMistakenOptions tells the asker alone which option means nothing, and what
// would.
func TestMistakenOptions(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	jens := p.User("jens", func(u *discordtest.User) { u.Locale = "de" })
	event := with("meeting", p.shelf.Serving().Catalog.Events[0].ID)
	ask := with("question", question)
	for _, c := range []struct {
		who     discordtest.User
		command string
		options []discordtest.Option
		says    []string
	}{
		{p.ann, "ask", []discordtest.Option{ask, with("outlet", "The Weak")}, []string{"outlet", "The Weak", "Did you mean **The Week"}},
		{p.ann, "ask", []discordtest.Option{ask, with("meeting", "Sotchi, November 2017")}, []string{"meeting", "Sochi"}},
		{p.ann, "ask", []discordtest.Option{ask, with("from", "yesterday"), with("to", "2017-13-01")}, []string{"from", "yesterday", "to", "2017-13-01"}},
		{p.ann, "ask", []discordtest.Option{ask, with("from", "2018-01-01"), with("to", "2017-01-01")}, []string{"later than"}},
		{p.ann, "ask", []discordtest.Option{with("question", "  "), event}, []string{"no question"}},
		{jens, "ask", []discordtest.Option{ask, with("to", "gestern")}, []string{"bis", "gestern", "kein Tag"}},
		{p.ann, "compare", []discordtest.Option{with("meeting", "@everyone"), ask}, []string{"meeting", "everyone", "There are"}},
		{p.ann, "sources", []discordtest.Option{with("outlet", "No Such Paper")}, []string{"No Such Paper", "There are"}},
		{jens, "sources", []discordtest.Option{with("meeting", "Nirgends")}, []string{"treffen", "Nirgends", "Es gibt"}},
	} {
		h := p.Slash(c.who, p.channel, c.command, c.options...)
		m := p.says(t, h, c.says[0])
		for _, want := range c.says {
			if !strings.Contains(m.Text(), want) || !m.Ephemeral() {
				t.Errorf("%v: %q, ephemeral %v", c, m.Text(), m.Ephemeral())
			}
		}
	}
}

func TestAutocomplete(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	outlet := p.shelf.Serving().Catalog.Outlets[0].Name
	for option, typed := range map[string]string{"outlet": outlet[:3], "meeting": "", "from": "20", "to": "20"} {
		h := p.Autocomplete(p.ann, p.channel, "ask", with("question", "x"), with(option, typed))
		check(t, h.Answered(p.ctx))
		if len(h.Choices()) == 0 {
			t.Errorf("nothing is offered for %s %q", option, typed)
		}
	}
}

// TestWhichMeeting chooses by buttons: the asker in place, others for themselves.
func TestWhichMeeting(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	asked := p.Slash(p.ann, p.channel, "ask", with("question", "Where did Putin and Assad meet?"))
	m := p.says(t, asked, "Which meeting")
	ben := p.User("ben")
	own := p.says(t, p.Click(ben, m, m.Button("All of them").CustomID), " s")
	if !own.Ephemeral() {
		t.Error("somebody else's choice is shown to all")
	}
	first := m.Buttons()[0].CustomID
	p.Click(p.ann, m, first)
	check(t, p.Until(p.ctx, func() bool {
		now, _ := p.Message(m.ID)
		return !strings.Contains(now.Text(), "Which meeting") && strings.Contains(now.Text(), " s")
	}))
}

// TestPrivate lets the asker alone see, rate and share a private answer.
func TestPrivate(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{}, discordtest.WithAllowed("hand"))
	asked := p.Slash(p.ann, p.channel, "ask", with("question", question), with("private", true))
	m := p.says(t, asked, "independent source")
	if !m.Ephemeral() {
		t.Fatal("everybody sees a private answer")
	}
	ben := p.User("ben")
	id, _ := layout.ParseID(m.Button("Sources").CustomID)
	for _, kind := range []layout.Kind{layout.Sources, layout.Helpful, layout.Share, layout.Thread, layout.Which} {
		forged := layout.ID{Kind: kind, Answer: id.Answer, Event: layout.AllEvents}
		if kind != layout.Which {
			forged.Event = ""
		}
		p.says(t, p.Click(ben, m, forged.String()), "another version")
	}
	p.says(t, p.Click(ben, m, "1.src.'; DROP TABLE"), "another version")
	shared := p.says(t, p.Click(p.ann, m, m.Button("Share with everybody here").CustomID), "Shared by")
	if shared.Ephemeral() {
		t.Error("what was shared is shown to one person")
	}
	p.says(t, p.Click(ben, shared, shared.Button("Sources").CustomID), "exact words")
}

// TestAdmins lets those reload alone who may, one at a time, and asks first where
// much would go.
func TestAdmins(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	for _, sub := range []string{"reload", "status", "rollback"} {
		p.says(t, p.Slash(p.ann, p.channel, "corpus "+sub), "those who run this server")
	}
	eve := p.Admin("eve")
	p.says(t, p.Slash(eve, p.channel, "corpus status"), "Generation")
	p.says(t, p.Slash(eve, p.channel, "corpus rollback"), "no earlier")
	release := make(chan struct{})
	var gone atomic.Int32
	gone.Store(3)
	p.shelf.reload = func(allow bool) (retrieval.Report, error) {
		<-release
		if !allow {
			return retrieval.Report{}, &retrieval.RemovalError{Remove: int(gone.Load()), Stored: 5}
		}
		return retrieval.Report{Generation: 7, Removed: []string{"a", "b", "c"}}, nil
	}
	first := p.Slash(eve, p.channel, "corpus reload")
	p.says(t, first, "Reloading")
	p.says(t, p.Slash(eve, p.channel, "corpus reload"), "at work already")
	p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question)), "independent source")
	close(release)
	plan := p.says(t, first, "3 of 5")
	confirm := plan.Buttons()[0].CustomID
	p.Allow("hand")
	p.says(t, p.Click(p.ann, plan, confirm), "those who run this server")
	becomes := func(text string) discordtest.Message {
		t.Helper()
		limited, cancel := context.WithTimeout(p.ctx, 20*time.Second)
		defer cancel()
		var now discordtest.Message
		if err := p.Until(limited, func() bool {
			now, _ = p.Message(plan.ID)
			return strings.Contains(now.Text(), text)
		}); err != nil {
			t.Fatalf("it does not become %q: %q", text, now.Text())
		}
		return now
	}
	gone.Store(5) // more than what was agreed to
	p.Click(eve, plan, confirm)
	p.Click(eve, becomes("5 of 5"), becomes("5 of 5").Buttons()[0].CustomID)
	becomes("generation 7")
}

// TestTrouble has every question that can't be answered end in a sentence.
func TestTrouble(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	good := *p.shelf.Serving()
	for name, c := range map[string]struct {
		ask  deskFunc
		says string
	}{
		"panic": {func(context.Context, quota.Who, answer.Question, func(answer.Step)) (answer.Answer, bool, error) {
			panic("secret words")
		}, "incident"},
		"error":    {failing(errors.New("secret words")), "incident"},
		"overload": {failing(quota.ErrOverloaded), "Too many questions"},
		"limit":    {failing(&quota.LimitError{Limit: quota.QuestionsOfDay, Of: quota.Person, Until: time.Now()}), "for today"},
		"store":    {failing(&quota.StoreError{Store: "secret words"}), "can't be checked"},
	} {
		now := good
		now.Desk = c.ask
		p.shelf.now.Store(&now)
		for _, h := range []*discordtest.Handle{p.Slash(p.ann, p.channel, "ask", with("question", question)), p.DM(p.ann, question)} {
			m := p.says(t, h, c.says)
			if strings.Contains(m.Text(), "secret") {
				t.Errorf("%s: the error is shown: %q", name, m.Text())
			}
		}
	}
	p.shelf.broken.Store(true)
	p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question)), "incident")
	p.says(t, p.DM(p.ann, question), "incident")
	check(t, p.Autocomplete(p.ann, p.channel, "ask", with("outlet", "x")).Answered(p.ctx))
	p.shelf.broken.Store(false)
	p.shelf.now.Store((*discord.Serving)(nil))
	p.says(t, p.Slash(p.ann, p.channel, "ask", with("question", question)), "being loaded")
}

func failing(err error) deskFunc {
	return func(context.Context, quota.Who, answer.Question, func(answer.Step)) (answer.Answer, bool, error) {
		return answer.Answer{}, false, err
	}
}

// TestStop tells those who wait that the bot stops.
func TestStop(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	begun := make(chan struct{}, 2)
	now := *p.shelf.Serving()
	now.Desk = deskFunc(func(ctx context.Context, _ quota.Who, _ answer.Question, _ func(answer.Step)) (answer.Answer, bool, error) {
		begun <- struct{}{}
		<-ctx.Done()
		return answer.Answer{}, false, ctx.Err()
	})
	p.shelf.now.Store(&now)
	asked := []*discordtest.Handle{p.Slash(p.ann, p.channel, "ask", with("question", question)), p.DM(p.ann, question)}
	<-begun
	<-begun
	over, cancel := context.WithCancel(p.ctx)
	cancel()
	check(t, p.link.Stop(over))
	for _, h := range asked {
		p.says(t, h, "restarted")
	}
}

// TestStopRefuses has people ask while the bot ends, and waits for one who asked
// before: each is told so.
func TestStopRefuses(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	begun, release := make(chan struct{}), make(chan struct{})
	now := *p.shelf.Serving()
	now.Desk = deskFunc(func(context.Context, quota.Who, answer.Question, func(answer.Step)) (answer.Answer, bool, error) {
		begun <- struct{}{}
		<-release
		return answer.Answer{}, false, quota.ErrOverloaded
	})
	p.shelf.now.Store(&now)
	first := p.Slash(p.ann, p.channel, "ask", with("question", question))
	<-begun
	stopped := make(chan error)
	go func() { stopped <- p.link.Stop(p.ctx) }()
	// From the first refusal on nothing new is begun.
	check(t, p.Until(p.ctx, func() bool {
		h := p.Autocomplete(p.ann, p.channel, "ask", with("outlet", "x"))
		return h.Answered(p.ctx) == nil && p.link.Status().Refused > 0
	}))
	ben := p.User("ben")
	for _, h := range []*discordtest.Handle{
		p.Slash(ben, p.channel, "ask", with("question", question)), p.Mention(ben, p.channel, question), p.DM(ben, question),
	} {
		p.says(t, h, "restarted")
	}
	close(release)
	p.says(t, first, "Too many")
	check(t, <-stopped)
}

// TestCrowd has many ask at once: each is acknowledged, and has one answer.
func TestCrowd(t *testing.T) {
	t.Parallel()
	// On a busy machine a response is given once more that was heard too late;
	// Discord refuses the second one, and the link knows.
	p := enter(t, quota.Config{AtOnce: 8, AtOnceServer: 4}, discordtest.WithGlobalLimit(10000), discordtest.WithAllowed("second-response"))
	var asked []*discordtest.Handle
	for range 40 {
		asked = append(asked, p.Slash(p.ann, p.channel, "ask", with("question", question)))
	}
	for _, h := range asked {
		_, err := h.Await(p.ctx, func(all []discordtest.Message) bool {
			return len(all) == 1 && (strings.Contains(all[0].Text(), "independent source") || strings.Contains(all[0].Text(), "Too many"))
		})
		check(t, err)
	}
}
