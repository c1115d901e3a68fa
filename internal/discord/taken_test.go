package discord_test

import (
	"testing"

	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
	"dateline/internal/memory"
	"dateline/internal/retrieval"
)

// TestTakenAwayMeanwhile has a server lose its corpus while what somebody asked for
// is being put together.
func TestTakenAwayMeanwhile(t *testing.T) {
	t.Parallel()
	e := settle(t)
	told := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion)), answered)
	whispered := e.says(t, e.Slash(e.ann, e.channel, "ask", with("question", quayQuestion), with("private", true)), answered)
	lose := func() {
		e.given.set(func(discord.Place) discord.Terms { return discord.Terms{Library: e.shelf, Admins: true} })
	}
	e.private.reload = func(bool) (retrieval.Report, error) {
		lose()
		return retrieval.Report{Added: []string{"Brindle Quay"}}, nil
	}
	eve := e.Admin("eve")
	reload := func() *discordtest.Handle { return e.Slash(eve, e.channel, "corpus reload") }
	e.memory.set(func(*memory.Answer) { lose() })
	for name, do := range map[string]func() *discordtest.Handle{
		"Sources": func() *discordtest.Handle { return e.Click(e.ann, told, told.Button("Sources").CustomID) },
		"Share": func() *discordtest.Handle {
			id, _ := layout.ParseID(whispered.Button("Sources").CustomID)
			return e.Click(e.ann, whispered, layout.ID{Kind: layout.Share, Answer: id.Answer}.String())
		},
		"reload": reload,
	} {
		e.given.set(e.usual)
		if text := e.shown(t, do()); secretIn(text) != "" {
			t.Errorf("%s shows %q: %s", name, secretIn(text), text)
		}
	}
}
