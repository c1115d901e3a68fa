package discord_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
	"dateline/internal/quota"
)

// given are places with terms that a test sets.
type given struct {
	at atomic.Pointer[func(discord.Place) discord.Terms]
}

func (g *given) set(f func(discord.Place) discord.Terms) { g.at.Store(&f) }

// At implements discord.Places.
func (g *given) At(p discord.Place) discord.Terms { return (*g.at.Load())(p) }

// inquiry is a corpus that not everybody may see. All names in it are made up.
var inquiry = fstest.MapFS{
	"corpus.yaml": {Data: []byte(`name: Quay inquiry
events:
  - {id: quay-2019, name: "Brindle Quay, May 2019", date: 2019-05-04, place: Brindle Quay, participants: [Orla Venn]}
  - {id: hall-2021, name: "Salt Hall, June 2021", date: 2021-06-05, place: Salt Hall, participants: [Orla Venn]}
outlets:
  - {name: Harbour Sentinel}
documents:
  - {file: quay.txt, outlet: Harbour Sentinel, headline: Lamps at Brindle Quay, published: 2019-05-05, event: quay-2019}
  - {file: hall.txt, outlet: Harbour Sentinel, headline: Lamps at Salt Hall, published: 2021-06-06, event: hall-2021}
`)},
	"quay.txt": {Data: []byte("Orla Venn met the harbour board at Brindle Quay on 4 May 2019. She told the harbour board that nine lamps were broken.\n")},
	"hall.txt": {Data: []byte("Orla Venn met the harbour board at Salt Hall on 5 June 2021. She told the harbour board that two lamps were broken.\n")},
}

// secrets are words that stand in the inquiry alone.
var secrets = []string{"Sentinel", "Brindle", "Venn", "Salt Hall", "Quay inquiry"}

func secretIn(text string) string {
	for _, s := range secrets {
		if strings.Contains(text, s) {
			return s
		}
	}
	return ""
}

// estate is a bot with two corpora: one for all, and one for a server.
type estate struct {
	*place
	given   given
	private *library
	other   discordtest.Guild
	hall    discordtest.Channel // where nobody is answered
	public  discordtest.Channel // of another server
	on      discordtest.Message // below which somebody has pressed a button last, as it was then
}

// usual gives the inquiry to one channel of the town, and the other corpus to all
// other servers.
func (e *estate) usual(at discord.Place) discord.Terms {
	if at.Server == e.server.ID {
		open := at.Channel == e.channel.ID || at.Parent == e.channel.ID
		return discord.Terms{Library: e.private, Closed: !open, Admins: true, Roles: []string{"7"}}
	}
	return discord.Terms{Library: e.shelf}
}

func settle(t *testing.T) *estate {
	t.Helper()
	e := &estate{private: &library{}}
	e.given.set(func(discord.Place) discord.Terms { return discord.Terms{} })
	e.place = arrive(t, &e.given, quota.Config{}, discordtest.WithAllowed("hand"))
	e.other = e.Guild("village")
	e.hall, e.public = e.Channel(e.server, "hall"), e.Channel(e.other, "general")
	ledger, err := quota.New(quota.Config{})
	check(t, err)
	src, err := corpus.OpenFS(inquiry, "<inquiry>")
	check(t, err)
	private := servingOf(t, src, ledger)
	private.ID = "the inquiry"
	e.private.now.Store(private)
	press := *e.shelf.Serving()
	press.ID = "the press"
	e.shelf.now.Store(&press)
	e.given.set(e.usual)
	return e
}

// shown is all that somebody has seen of what they did, once it is done.
func (e *estate) shown(t *testing.T, h *discordtest.Handle) string {
	t.Helper()
	check(t, h.Answered(e.ctx))
	text := ""
	for _, c := range h.Choices() {
		for _, v := range c {
			if s, is := v.(string); is {
				text += s + "\n"
			}
		}
	}
	if h.Modal() != nil || h.ResponseType() == autocompleted {
		return text
	}
	limited, cancel := context.WithTimeout(e.ctx, 20*time.Second)
	defer cancel()
	err := e.Until(limited, func() bool {
		all := h.Messages()
		if now, _ := e.Message(e.on.ID); len(all) == 0 && h.ResponseType() >= deferredUpdate && now.Text() != e.on.Text() {
			all = append(all, now)
		}
		for _, m := range all {
			if strings.TrimSpace(m.Text()) == "" || strings.Contains(m.Text(), "Looking through") || strings.Contains(m.Text(), "Still writing") {
				return false
			}
			text += m.Text() + "\n"
			for _, b := range m.Buttons() {
				text += b.CustomID + "\n"
			}
		}
		return len(all) > 0
	})
	if err != nil {
		t.Fatalf("%v: a response of type %d, and then %q", err, h.ResponseType(), text)
	}
	return text
}

// Kinds of first responses.
const (
	deferredUpdate = 6 // and 7: a button changes its message
	autocompleted  = 8
)

// answered stands below an answer that is complete.
const answered = "independent source"

// quayQuestion is answered by the inquiry without naming anything that is secret.
const quayQuestion = "How many lamps were broken in May 2019?"

// TestPlaces does everything that somebody can do, knowing the ids of answers from a
// private corpus, where that corpus is given and where it is not.
func TestPlaces(t *testing.T) {
	t.Parallel()
	e := settle(t)
	told := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion)), answered)
	whispered := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion), with("private", true)), answered)
	asked := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", "How many lamps were broken?")), "Which meeting")
	idOf := func(m discordtest.Message) string {
		id, _ := layout.ParseID(m.Buttons()[0].CustomID)
		return id.Answer
	}
	press := func(kind layout.Kind, answer string, event string) func(*testing.T, discordtest.Channel) *discordtest.Handle {
		return func(t *testing.T, at discordtest.Channel) *discordtest.Handle {
			return e.Click(e.ann, e.anyMessage(t, at), layout.ID{Kind: kind, Answer: answer, Event: event}.String())
		}
	}
	slash := func(command string, o ...discordtest.Option) func(*testing.T, discordtest.Channel) *discordtest.Handle {
		return func(_ *testing.T, at discordtest.Channel) *discordtest.Handle {
			return e.Slash(e.ann, at, command, o...)
		}
	}
	complete := func(option, typed string) func(*testing.T, discordtest.Channel) *discordtest.Handle {
		return func(_ *testing.T, at discordtest.Channel) *discordtest.Handle {
			return e.Autocomplete(e.ann, at, "ask", with("question", "x"), with(option, typed))
		}
	}
	actions := []struct {
		name string
		do   func(*testing.T, discordtest.Channel) *discordtest.Handle
		// gone says that elsewhere the answer is told to be gone; shows, that at home
		// something of the corpus is seen.
		gone, shows bool
	}{
		{"meetings", slash("meetings"), false, true},
		{"sources", slash("sources"), false, true},
		{"sources of an outlet", slash("sources", with("outlet", "Harbour Sentinel")), false, true},
		{"help", slash("help"), false, true},
		{"ask", slash("ask", with("question", quayQuestion)), false, true},
		{"ask for a meeting", slash("ask", with("question", quayQuestion), with("meeting", "quay-2019")), false, true},
		{"compare", slash("compare", with("question", "How many lamps were broken?"), with("meeting", "quay-2019")), false, true},
		{"complete an outlet", complete("outlet", "har"), false, true},
		{"complete a meeting", complete("meeting", "bri"), false, true},
		{"complete a day", complete("from", "2019"), false, false},
		{"mention", func(_ *testing.T, at discordtest.Channel) *discordtest.Handle {
			return e.Mention(e.ann, at, quayQuestion)
		}, false, true},
		{"ask about", func(t *testing.T, at discordtest.Channel) *discordtest.Handle {
			said := e.Mention(e.ann, at, quayQuestion)
			e.shown(t, said)
			m, _ := e.Message(said.ID)
			return e.MessageCommand(e.ann, layout.AboutCommand, m)
		}, false, true},
		{"follow up", func(t *testing.T, at discordtest.Channel) *discordtest.Handle {
			said := e.says(t, e.Mention(e.ann, at, quayQuestion), "")
			return e.Reply(e.ann, said, "<@"+e.Bot().ID+"> And in 2021?")
		}, false, true},
		{"Sources", press(layout.Sources, idOf(told), ""), true, true},
		{"Sources of a private answer", press(layout.Sources, idOf(whispered), ""), true, true},
		{"Helpful", press(layout.Helpful, idOf(told), ""), true, false},
		{"Not helpful", func(t *testing.T, at discordtest.Channel) *discordtest.Handle {
			form := e.Click(e.ann, e.anyMessage(t, at), layout.ID{Kind: layout.Unhelpful, Answer: idOf(told)}.String())
			check(t, form.Answered(e.ctx))
			if form.Modal() == nil {
				return form
			}
			return e.Submit(form, map[string]string{layout.WhyField: "why"})
		}, true, false},
		{"Thread", press(layout.Thread, idOf(told), ""), true, false},
		{"pages of documents", press(layout.Documents, "", ""), false, true},
		{"pages of meetings", press(layout.Meetings, "", ""), false, true},
		{"Share", press(layout.Share, idOf(whispered), ""), true, true},
		{"Which", press(layout.Which, idOf(asked), layout.AllEvents), true, true},
	}
	lost := func(at discord.Place) discord.Terms {
		if at.Server == e.server.ID {
			return discord.Terms{Library: e.shelf, Admins: true}
		}
		return e.usual(at)
	}
	bare := func(at discord.Place) discord.Terms {
		if at.Server == e.server.ID {
			return e.usual(at)
		}
		return discord.Terms{}
	}
	nothing := func(discord.Place) discord.Terms { return discord.Terms{} }
	for _, where := range []struct {
		name  string
		terms func(discord.Place) discord.Terms
		at    discordtest.Channel
	}{
		{"another server", e.usual, e.public},
		{"a channel that is not open", e.usual, e.hall},
		{"a direct message", e.usual, e.Direct(e.ann)},
		{"a server that lost it", lost, e.channel},
		{"a server that has nothing any more", nothing, e.channel},
		{"a server without anything", bare, e.public},
		{"a direct message where nothing is", bare, e.Direct(e.ann)},
	} {
		e.given.set(where.terms)
		for _, a := range actions {
			text := strings.ReplaceAll(e.shown(t, a.do(t, where.at)), "no report here is by an outlet “Harbour Sentinel”", "") // what they typed themselves
			if s := secretIn(text); s != "" || strings.Contains(text, "nine") {
				t.Errorf("%s, %s: shows %q: %s", where.name, a.name, s, text)
			}
			if a.gone && !strings.Contains(text, "another version") {
				t.Errorf("%s, %s: is not told as gone: %s", where.name, a.name, text)
			}
		}
	}
	for _, at := range []discordtest.Channel{e.public, e.hall} {
		if threads := e.Threads(at); len(threads) > 0 {
			t.Errorf("threads %v", threads)
		}
	}
	e.given.set(e.usual)
	forged := layout.ID{Kind: layout.Sources, Answer: idOf(whispered)}.String()
	e.says(t, e.Click(e.User("ben"), e.anyMessage(t, e.channel), forged), "another version") // nobody has shared it
	for _, a := range actions {
		text := e.shown(t, a.do(t, e.channel))
		if a.shows && secretIn(text) == "" {
			t.Errorf("at home, %s: shows nothing of the corpus: %s", a.name, text)
		}
		if a.gone && a.name != "Thread" && strings.Contains(text, "another version") {
			t.Errorf("at home, %s: is told as gone", a.name)
		}
	}
}

// anyMessage is a message of the bot in a channel, below which a button is forged.
func (e *estate) anyMessage(t *testing.T, at discordtest.Channel) discordtest.Message {
	t.Helper()
	for range 2 {
		for _, m := range e.Messages(at) {
			if m.Author.ID == e.Bot().ID {
				e.on = m
				return m
			}
		}
		e.shown(t, e.Mention(e.ann, at, "\u200b"))
	}
	t.Fatal("the bot has said nothing there")
	return discordtest.Message{}
}
