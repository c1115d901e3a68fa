package discord_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"dateline/internal/discord"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/quota"
	"dateline/internal/secret"
)

// counting is a port that takes everything, and keeps what was said.
type counting struct {
	discord.Port
	lock  sync.Mutex
	first int
	said  []layout.Message
}

func (p *counting) Respond(_ context.Context, _ *link.Interaction, c layout.Callback) error {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.first++
	if m, is := c.Data.(layout.Message); is {
		p.said = append(p.said, m)
	}
	return nil
}

func (p *counting) put(m layout.Message) (string, error) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.said = append(p.said, m)
	return fmt.Sprint(len(p.said)), nil
}

func (p *counting) EditOriginal(_ context.Context, _ *link.Interaction, m layout.Message) (string, error) {
	return p.put(m)
}

func (p *counting) FollowUp(_ context.Context, _ *link.Interaction, m layout.Message) (string, error) {
	return p.put(m)
}

func (p *counting) EditFollowUp(_ context.Context, _ *link.Interaction, _ string, m layout.Message) error {
	_, err := p.put(m)
	return err
}

// TestOddInteractions has each interaction that Discord would hardly send responded to
// once, and ended with a sentence that is no incident.
func TestOddInteractions(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	port := &counting{}
	p.bot.Port = port
	long := strings.Repeat("a", 1<<20)
	focused := &link.Option{Name: "private", Value: long, Focused: true}
	path := func(s ...string) []string { return s }
	answered := layout.ID{Kind: layout.Which, Answer: "NOSUCHANSWER"}.String()
	for n, i := range []*link.Interaction{
		{Kind: link.Command},
		{Kind: link.Command, Name: "nothing"},
		{Kind: link.Command, Name: layout.AskCommand},
		{Kind: link.Command, Name: layout.AskCommand, Options: []link.Option{{Name: "question", Value: long}}},
		{Kind: link.Command, Name: layout.AskCommand, Options: []link.Option{{Name: "question", Value: "true\x00\xff"}, {Name: "from", Value: "1"}}},
		{Kind: link.Command, Name: layout.AskCommand, Options: []link.Option{{Name: "question", Value: question}, {Name: "private", Value: "7"}}},
		{Kind: link.Command, Name: layout.CompareCommand, Options: []link.Option{{Name: "question", Value: question}}},
		{Kind: link.Command, Name: layout.AboutCommand},
		{Kind: link.Command, Name: layout.AboutCommand, Target: &link.Message{}},
		{Kind: link.Command, Name: layout.SourcesCommand, Options: []link.Option{{Name: "outlet", Value: long}}},
		{Kind: link.Command, Name: layout.PrivacyCommand},
		{Kind: link.Command, Name: layout.PrivacyCommand, Path: path("group", "nothing")},
		{Kind: link.Command, Name: layout.CorpusCommand, Path: path("reload")},
		{Kind: link.Command, Name: layout.CorpusCommand, Guild: p.server.ID, Permissions: link.Administrator},
		{Kind: link.Autocomplete},
		{Kind: link.Autocomplete, Name: layout.AskCommand, Focused: focused},
		{Kind: link.Autocomplete, Name: layout.AskCommand, Focused: &link.Option{Name: "meeting", Value: long}},
		{Kind: link.Component},
		{Kind: link.Component, CustomID: long},
		{Kind: link.Component, CustomID: "1.src" + strings.Repeat(".", 200)},
		{Kind: link.Component, CustomID: "1.docs..ffffffffffff.ffffffffffff.99999"},
		{Kind: link.Component, CustomID: "1.mtg....100000"},
		{Kind: link.Component, CustomID: "1.mtg....-1"},
		{Kind: link.Component, CustomID: answered},
		{Kind: link.Component, CustomID: answered, Values: []string{long, long}},
		{Kind: link.Component, CustomID: "1.why.A"},
		{Kind: link.Component, CustomID: "1.thr.A"},
		{Kind: link.Component, CustomID: "1.rel", Guild: p.server.ID, Permissions: link.Administrator},
		{Kind: link.Component, CustomID: "1.x.-", Guild: p.server.ID, Permissions: link.Administrator},
		{Kind: link.Modal},
		{Kind: link.Modal, CustomID: "1.why.A"},
		{Kind: link.Modal, CustomID: "1.src.A", Fields: map[string]string{"text": long}},
		{Kind: link.Kind(99)},
	} {
		i.ID, i.Token, i.User, i.Channel = fmt.Sprint(n), secret.New("token"), link.User{ID: "8"}, p.channel.ID
		port.first, port.said = 0, nil
		p.bot.Interaction(p.ctx, i)
		if port.first != 1 {
			t.Errorf("%d: responded to %d times", n, port.first)
		}
		for _, m := range port.said {
			if strings.Contains(m.Text(), "incident") {
				t.Errorf("%d: %q", n, m.Text())
			}
			if err := shownWhole(m); err != nil {
				t.Errorf("%d: %v", n, err)
			}
		}
		if i.Kind != link.Autocomplete && i.Kind != link.Component && len(port.said) == 0 {
			t.Errorf("%d: nothing is said", n)
		}
	}
}

// shownWhole holds a message to the characters that Discord takes.
func shownWhole(m layout.Message) error {
	if n := len([]rune(m.Text())); n > 4000 {
		return fmt.Errorf("a message of %d characters", n)
	}
	return nil
}
