package discord_test

import (
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/desk"
	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/memory"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
	"dateline/internal/secret"
	"dateline/sample"
)

// place is a bot in a Discord of our own, over a real websocket.
type place struct {
	*discordtest.Server
	ctx     context.Context
	bot     *discord.Bot
	shelf   *library
	memory  *hooked
	places  discord.Places // nil: the shelf everywhere
	link    *link.Link
	server  discordtest.Guild
	channel discordtest.Channel
	ann     discordtest.User
}

// library is a corpus that serves, and changes as a test wants.
type library struct {
	now    atomic.Pointer[discord.Serving]
	broken atomic.Bool // Serving panics
	reload func(allow bool) (retrieval.Report, error)
}

func (l *library) Serving() *discord.Serving {
	if l.broken.Load() {
		panic("secret words")
	}
	return l.now.Load()
}

func (l *library) Reload(_ context.Context, allow bool, progress func(int, int)) (retrieval.Report, int, error) {
	progress(1, 2)
	r, err := l.reload(allow)
	return r, 0, err
}

func (l *library) Rollback(context.Context) (int64, int64, error) { return 0, 0, discord.ErrNoEarlier }

// hooked is a memory whose answers a test changes as they are read.
type hooked struct {
	discord.Memory
	read atomic.Pointer[func(*memory.Answer)]
}

func (m *hooked) set(read func(*memory.Answer)) { m.read.Store(&read) }

func (m *hooked) Get(ctx context.Context, id, person string) (memory.Answer, error) {
	a, err := m.Memory.Get(ctx, id, person)
	if read := m.read.Load(); read != nil && err == nil {
		(*read)(&a)
	}
	return a, err
}

// deskFunc answers as a test wants.
type deskFunc func(ctx context.Context, who quota.Who, q answer.Question, show func(answer.Step)) (answer.Answer, bool, error)

func (f deskFunc) Ask(ctx context.Context, who quota.Who, q answer.Question, show func(answer.Step)) (answer.Answer, bool, error) {
	return f(ctx, who, q, show)
}

func serving(t *testing.T, ledger *quota.Ledger) *discord.Serving {
	t.Helper()
	src, err := corpus.OpenFS(sample.FS, "<sample>")
	check(t, err)
	return servingOf(t, src, ledger)
}

func servingOf(t *testing.T, src *corpus.Source, ledger *quota.Ledger) *discord.Serving {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Memory)
	check(t, err)
	t.Cleanup(func() { _ = store.Close() })
	_, err = retrieval.Sync(t.Context(), src, store, retrieval.SyncOptions{})
	check(t, err)
	searcher, err := retrieval.NewSearcher(t.Context(), store, nil)
	check(t, err)
	out := &discord.Serving{ID: "a corpus", Catalog: searcher.Names, Archive: searcher, Loaded: time.Now()}
	stored, err := searcher.Manifest(t.Context())
	check(t, err)
	for id := range stored.Documents {
		d, err := searcher.Document(t.Context(), id)
		check(t, err)
		out.Documents = append(out.Documents, d.Header)
	}
	out.Desk = desk.New(answer.New(searcher, answer.Config{}), ledger, desk.Config{})
	return out
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// enter starts a bot and waits until it is there.
func enter(t *testing.T, limits quota.Config, opts ...discordtest.Opt) *place {
	t.Helper()
	return arrive(t, nil, limits, opts...)
}

// arrive starts a bot that answers by the terms of places.
func arrive(t *testing.T, places discord.Places, limits quota.Config, opts ...discordtest.Opt) *place {
	t.Helper()
	opts = append([]discordtest.Opt{discordtest.WithIdentifyWindow(0, 0)}, opts...)
	p := &place{Server: discordtest.New(t, opts...), shelf: &library{}, places: places}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(cancel)
	p.ctx = ctx
	p.server = p.Guild("town")
	p.channel, p.ann = p.Channel(p.server, "general"), p.User("ann")
	ledger, err := quota.New(limits)
	check(t, err)
	remembered, err := memory.OpenFile(t.Context(), filepath.Join(t.TempDir(), "memory.db"), memory.Config{})
	check(t, err)
	t.Cleanup(func() { _ = remembered.Close() })
	p.shelf.now.Store(serving(t, ledger))
	p.run(t, remembered, ledger)
	return p
}

func (p *place) run(t *testing.T, m discord.Memory, ledger discord.Usage) {
	t.Helper()
	log := slog.New(slog.DiscardHandler)
	config := link.Config{Token: secret.New(p.Token), API: p.URL, Log: log}
	client, err := link.NewClient(config)
	check(t, err)
	p.memory = &hooked{Memory: m}
	p.bot = discord.New(discord.Config{Port: discord.Through(client), Library: p.shelf, Places: p.places, Memory: p.memory, Usage: ledger, Log: log, Pause: 5 * time.Millisecond})
	ready := make(chan struct{}, 8)
	self := p.Bot().ID
	p.link = link.New(client, link.Handlers{
		Interaction: p.bot.Interaction,
		Message:     func(ctx context.Context, m *link.Message) { p.bot.Message(ctx, self, m) },
		Ready: func(ctx context.Context, r link.Ready) {
			if _, err := client.RegisterCommands(ctx, r.Application, "", layout.Commands()); err != nil {
				t.Error(err)
			}
			ready <- struct{}{}
		},
		Refuse: func(i *link.Interaction, why link.Reason) (link.ResponseKind, any) {
			c := p.bot.Refuse(i, why)
			return link.ResponseKind(c.Type), c.Data
		},
		RefuseMessage: p.bot.RefuseMessage,
	})
	ended := make(chan error, 1)
	go func() { ended <- p.link.Run(context.WithoutCancel(p.ctx)) }()
	t.Cleanup(func() {
		stopped, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		if err := p.link.Stop(stopped); err != nil {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	select {
	case <-ready:
	case <-p.ctx.Done():
		t.Fatal("the bot did not connect")
	}
}

// says waits until what somebody asked is answered with a text.
func (p *place) says(t *testing.T, h *discordtest.Handle, text string) discordtest.Message {
	t.Helper()
	var found discordtest.Message
	got, err := h.Await(p.ctx, func(all []discordtest.Message) bool {
		for _, m := range all {
			if strings.Contains(m.Text(), text) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		var texts []string
		for _, m := range got {
			texts = append(texts, m.Text())
		}
		t.Fatalf("nothing says %q: %q", text, texts)
	}
	return found
}

const question = "When did Assad first leave Syria during the war?"

// TestAsking goes from /ask to its evidence, feedback, and a thread.
func TestAsking(t *testing.T) {
	t.Parallel()
	p := enter(t, quota.Config{})
	asked := p.Slash(p.ann, p.channel, "ask", discordtest.With("question", question))
	m := p.says(t, asked, "independent source")
	if m.Ephemeral() || !strings.Contains(m.Text(), "Assad") {
		t.Errorf("the answer is %q", m.Text())
	}
	ben := p.User("ben")
	shown := p.says(t, p.Click(ben, m, m.Button("Sources").CustomID), "exact words")
	if !shown.Ephemeral() {
		t.Error("everybody sees the sources that one person asked for")
	}
	p.says(t, p.Click(ben, m, m.Button("Helpful").CustomID), "Thank you")
	p.says(t, p.Click(ben, m, m.Button("Helpful").CustomID), "already")
	form := p.Click(p.ann, m, m.Button("Not helpful").CustomID)
	check(t, form.Answered(p.ctx))
	p.says(t, p.Submit(form, map[string]string{layout.WhyField: "too short"}), "Thank you")
	p.says(t, p.Click(p.ann, m, m.Button("Helpful").CustomID), "takes the place")
	p.says(t, p.Click(ben, m, m.Button("Continue in thread").CustomID), "thread")
	threads := p.Threads(p.channel)
	if len(threads) != 1 {
		t.Fatalf("%d threads", len(threads))
	}
	p.says(t, p.Mention(ben, threads[0], "And whom did he meet there?"), "Read as")
}
