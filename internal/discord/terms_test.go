package discord_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/internal/answer"
	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
)

// TestThreadsCountAsTheirChannel asks in threads by all ways of asking.
func TestThreadsCountAsTheirChannel(t *testing.T) {
	t.Parallel()
	e := settle(t)
	told := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion)), answered)
	e.says(t, e.Click(e.ann, told, told.Button("Continue in thread").CustomID), "thread")
	thread := e.Threads(e.channel)[0]
	e.says(t, e.Mention(e.ann, thread, "And in 2021?"), "two lamps")
	e.says(t, e.Slash(e.ann, thread, "ask", with("question", quayQuestion)), "nine lamps")
	e.given.set(func(at discord.Place) discord.Terms {
		terms := e.usual(at)
		terms.Closed = at.Channel != e.hall.ID && at.Parent != e.hall.ID
		return terms
	})
	e.says(t, e.Mention(e.ann, thread, "And in 2021?"), "not answered in this channel")
	e.says(t, e.Slash(e.ann, thread, "ask", with("question", quayQuestion)), "not answered in this channel")
}

// TestNothingIsReadAcross has a server be given another corpus, and follows up in all
// ways on what was said before.
func TestNothingIsReadAcross(t *testing.T) {
	t.Parallel()
	e := settle(t)
	said := e.says(t, e.Mention(e.ann, e.channel, quayQuestion), answered)
	e.says(t, e.Click(e.ann, said, said.Button("Continue in thread").CustomID), "thread")
	thread := e.Threads(e.channel)[0]
	e.says(t, e.Mention(e.ann, thread, "And in 2021?"), "two lamps")
	var lock sync.Mutex
	var read []answer.Exchange
	spy := *e.shelf.Serving()
	spy.Desk = deskFunc(func(_ context.Context, _ quota.Who, q answer.Question, _ func(answer.Step)) (answer.Answer, bool, error) {
		lock.Lock()
		defer lock.Unlock()
		read = append(read, q.History...)
		return answer.Answer{}, false, quota.ErrOverloaded
	})
	e.shelf.now.Store(&spy)
	e.given.set(func(discord.Place) discord.Terms { return discord.Terms{Library: e.shelf} })
	for _, h := range []*discordtest.Handle{
		e.Mention(e.ann, thread, "And in 2020?"), e.Reply(e.ann, said, "<@"+e.Bot().ID+"> And in 2020?"), e.DM(e.ann, "And in 2020?"),
	} {
		e.says(t, h, "Too many questions")
	}
	lock.Lock()
	defer lock.Unlock()
	if len(read) > 0 {
		t.Errorf("was read with %q", read)
	}
}

// TestAdminsOfTheirOwn lets those of a server change its corpus and no other.
func TestAdminsOfTheirOwn(t *testing.T) {
	t.Parallel()
	e := settle(t)
	var reloaded []string
	for name, l := range map[string]*library{"press": e.shelf, "inquiry": e.private} {
		l.reload = func(allow bool) (retrieval.Report, error) {
			reloaded = append(reloaded, name)
			if !allow {
				return retrieval.Report{}, &retrieval.RemovalError{Remove: 3, Stored: 5}
			}
			return retrieval.Report{Generation: 9}, nil
		}
	}
	eve := e.Admin("eve")
	e.says(t, e.Slash(eve, e.channel, "corpus status"), "Quay inquiry")
	for _, sub := range []string{"reload", "status", "rollback"} {
		e.says(t, e.Slash(eve, e.public, "corpus "+sub), "those who run this server")
		e.says(t, e.Slash(eve, e.hall, "corpus "+sub), "not answered in this channel")
	}
	keeper := e.User("keeper", func(u *discordtest.User) { u.Roles = []string{"7"} })
	plan := e.says(t, e.Slash(keeper, e.channel, "corpus reload"), "3 of 5")
	confirm := plan.Buttons()[0].CustomID
	e.given.set(func(discord.Place) discord.Terms {
		return discord.Terms{Library: e.shelf, Admins: true, Roles: []string{"7"}}
	})
	e.says(t, e.Click(keeper, plan, confirm), "another version")
	e.given.set(e.usual)
	e.Click(keeper, plan, confirm)
	check(t, e.Until(e.ctx, func() bool {
		now, _ := e.Message(plan.ID)
		return strings.Contains(now.Text(), "generation 9")
	}))
	if slices.Contains(reloaded, "press") || len(reloaded) == 0 {
		t.Errorf("reloaded: %q", reloaded)
	}
}

// TestTwoReloads has two corpora be reloaded at the same time, and neither twice.
func TestTwoReloads(t *testing.T) {
	t.Parallel()
	e := settle(t)
	begun, release := make(chan struct{}), make(chan struct{})
	wait := func(bool) (retrieval.Report, error) {
		begun <- struct{}{}
		<-release
		return retrieval.Report{}, nil
	}
	e.shelf.reload, e.private.reload = wait, wait
	done := make(chan bool, 2)
	for _, l := range []*library{e.shelf, e.private} {
		go func() {
			_, busy, _ := e.bot.Reload(e.ctx, l)
			done <- busy
		}()
		<-begun
	}
	if _, busy, _ := e.bot.Reload(e.ctx, e.private); !busy {
		t.Error("a corpus is reloaded twice at once")
	}
	close(release)
	for range 2 {
		if <-done {
			t.Error("one reload keeps another corpus from its own")
		}
	}
}

// TestTerms has the bot speak a server's language, and leave to everybody what is
// stored about them, wherever they are.
func TestTerms(t *testing.T) {
	t.Parallel()
	e := settle(t)
	e.says(t, e.Slash(e.ann, e.hall, "privacy show"), "stored about you")
	e.says(t, e.Slash(e.ann, e.hall, "privacy forget-me"), "Nothing was stored")
	e.given.set(func(discord.Place) discord.Terms { return discord.Terms{} })
	e.says(t, e.Slash(e.ann, e.channel, "privacy show"), "stored about you")
	e.says(t, e.Slash(e.ann, e.channel, "help"), "not set up")
	e.says(t, e.Mention(e.ann, e.channel, question), "not set up")
	e.says(t, e.DM(e.ann, question), "not set up")
	e.given.set(func(discord.Place) discord.Terms { return discord.Terms{Library: e.private, Language: "de"} })
	e.says(t, e.Slash(e.ann, e.channel, "meetings"), "Treffen")
	e.says(t, e.Mention(e.ann, e.channel, quayQuestion), "Quelle")
	e.given.set(e.usual)
	bea := e.User("bea", func(u *discordtest.User) { u.Locale = "de" })
	e.says(t, e.Slash(bea, e.channel, "meetings"), "Treffen")
}

// TestUnmarkedAnswers opens one that was kept before answers named their corpus
// where there has been one corpus alone, and nowhere else.
func TestUnmarkedAnswers(t *testing.T) {
	t.Parallel()
	e := settle(t)
	unmarked := *e.private.Serving()
	unmarked.ID = ""
	e.private.now.Store(&unmarked)
	told := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion)), answered)
	sources := told.Button("Sources").CustomID
	e.says(t, e.Click(e.ann, told, sources), "another version")
	e.given.set(func(discord.Place) discord.Terms { return discord.Terms{Library: e.private, Unmarked: true} })
	e.says(t, e.Click(e.ann, told, sources), "exact words")
}

// TestLostMeanwhile takes the corpus from a place while a question is being answered
// there.
func TestLostMeanwhile(t *testing.T) {
	t.Parallel()
	e := settle(t)
	begun, release := make(chan struct{}), make(chan struct{})
	slow := *e.private.Serving()
	whole := slow.Desk
	slow.Desk = deskFunc(func(ctx context.Context, who quota.Who, q answer.Question, _ func(answer.Step)) (answer.Answer, bool, error) {
		close(begun)
		<-release
		return whole.Ask(ctx, who, q, func(answer.Step) {})
	})
	e.private.now.Store(&slow)
	asked := e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion))
	<-begun
	e.given.set(func(discord.Place) discord.Terms { return discord.Terms{Library: e.shelf} })
	close(release)
	if text := e.says(t, asked, "Ask again").Text(); strings.Contains(text, "nine") {
		t.Error(text)
	}
}
