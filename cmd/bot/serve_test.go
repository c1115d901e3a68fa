package main

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/discord"
	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/link"
	"dateline/internal/postgrestest"
	"dateline/internal/secret"
)

// begin serves in a Discord of our own until the context ends, and gives the exit
// status and what was logged.
func begin(ctx context.Context, t *testing.T, d *discordtest.Server, flags ...string) func() (int, string) {
	t.Helper()
	t.Setenv("DISCORD_API", d.URL)
	var log bytes.Buffer
	code := make(chan int, 1)
	folder := t.TempDir()
	args := append([]string{
		"serve", "--embedder=none", "--model=none", "--grace=5s",
		"--memory=" + filepath.Join(folder, "memory.db"), "--sessions=" + filepath.Join(folder, "sessions.db"),
	}, flags...)
	go func() {
		code <- run(ctx, args, streams{strings.NewReader(""), &log, &log})
	}()
	return func() (int, string) { return <-code, log.String() }
}

func TestServe(t *testing.T) {
	d := discordtest.New(t, discordtest.WithIdentifyWindow(0, 0))
	t.Setenv("DISCORD_TOKEN", d.Token)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	end := begin(ctx, t, d)
	town, ann := d.Guild("town"), d.User("ann")
	if err := d.Until(ctx, func() bool { return len(d.Commands("")) > 0 }); err != nil {
		t.Fatal(err)
	}
	const asked = "When did Assad first leave Syria during the war?"
	h := d.Slash(ann, d.Channel(town, "general"), "ask", discordtest.With("question", asked))
	_, err := h.Await(ctx, func(all []discordtest.Message) bool {
		return len(all) > 0 && strings.Contains(all[0].Text(), "independent source")
	})
	if err != nil {
		t.Error(err)
	}
	stop()
	code, log := end()
	if code != exitDone {
		t.Errorf("exit status %d: %s", code, log)
	}
	if strings.Contains(log, "Assad") || strings.Contains(log, d.Token) {
		t.Errorf("the log has a question or the token: %s", log)
	}
}

// told is a memory that says which messages it is asked about, and knows them all.
type told struct {
	discord.Memory
	ids chan string
}

func (m told) Seen(_ context.Context, id string) (bool, error) { m.ids <- id; return true, nil }

// Messages that come while the commands are being registered don't wait for that.
func TestMessagesDoNotWaitForCommands(t *testing.T) {
	t.Parallel()
	asked, release := make(chan struct{}), make(chan struct{})
	ask := sync.OnceFunc(func() { close(asked) })
	slow := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		ask()
		<-release
		w.WriteHeader(http.StatusForbidden)
	}))
	defer slow.Close()
	log := slog.New(slog.DiscardHandler)
	client, err := link.NewClient(link.Config{Token: secret.New("token"), API: slow.URL, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	m := told{ids: make(chan string, 1)}
	in := &wiring{bot: discord.New(discord.Config{Memory: m, Log: log}), client: client, log: log}
	done := make(chan struct{})
	ctx, stop := context.WithCancel(t.Context())
	go func() {
		defer close(done)
		in.register(ctx, "1")
	}()
	<-asked
	go in.message(t.Context(), &link.Message{ID: "3"})
	select {
	case <-m.ids:
	case <-time.After(10 * time.Second):
		t.Error("it waits")
	}
	stop()
	close(release)
	<-done
}

// Commands that Discord does not take at first are registered later.
func TestCommandsAreRegisteredAtLast(t *testing.T) {
	t.Parallel()
	var asked atomic.Int32
	put := make(chan struct{})
	discordlike := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= 2 {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		_, _ = io.WriteString(w, "[]")
		if r.Method == http.MethodPut {
			close(put)
		}
	}))
	defer discordlike.Close()
	log := slog.New(slog.DiscardHandler)
	client, err := link.NewClient(link.Config{Token: secret.New("token"), API: discordlike.URL, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	in := &wiring{client: client, log: log, again: time.Millisecond}
	for range 3 { // shards
		in.ready(t.Context(), link.Ready{Application: "1"})
	}
	select {
	case <-put:
	case <-time.After(20 * time.Second):
		t.Errorf("they are not registered; Discord was asked %d times", asked.Load())
	}
}

func TestServeWithAWrongToken(t *testing.T) {
	d := discordtest.New(t, discordtest.WithAllowed("token", "authorization"))
	t.Setenv("DISCORD_TOKEN", "wrong")
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	code, log := begin(ctx, t, d)()
	if code != exitFailed || !strings.Contains(log, "Discord answered 401") {
		t.Errorf("exit status %d: %s", code, log)
	}
}

// TestServeInTurn has two programs of a bot, with a shard each of one bucket, begin
// at the same moment: the gateway sees them identify in turn, by its own clock.
func TestServeInTurn(t *testing.T) {
	t.Run("file", func(t *testing.T) { serveInTurn(t, "--sessions="+filepath.Join(t.TempDir(), "sessions.db")) })
	t.Run("database", func(t *testing.T) { serveInTurn(t, "--database="+postgrestest.URL(t)) })
}

func serveInTurn(t *testing.T, shared string) {
	t.Helper()
	d := discordtest.New(t, discordtest.WithShards(2, 1))
	t.Setenv("DISCORD_TOKEN", d.Token)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	var ends []func() (int, string)
	for _, shard := range []string{"0", "1"} {
		ends = append(ends, begin(ctx, t, d, "--shards=2", "--shard-count=1", "--first-shard="+shard, shared))
	}
	if err := d.Until(ctx, func() bool { return len(d.Shards()) == 2 }); err != nil {
		t.Error(err)
	}
	stop()
	for _, end := range ends {
		if code, log := end(); code != exitDone {
			t.Errorf("exit status %d: %s", code, log)
		}
	}
}

// TestServeStartedOverAndOver: what a program begun before it was started anew
// counts, so that a bot that can't stay up does not use up its token.
func TestServeStartedOverAndOver(t *testing.T) {
	folder := t.TempDir()
	d := discordtest.New(t, discordtest.WithShards(1, 1))
	t.Setenv("DISCORD_TOKEN", d.Token)
	sessions := "--sessions=" + filepath.Join(folder, "sessions.db")
	for n := range 2 {
		ctx, stop := context.WithTimeout(t.Context(), time.Minute)
		end := begin(ctx, t, d, sessions)
		if err := d.Until(ctx, func() bool { return len(d.Shards()) == 1 }); err != nil {
			t.Errorf("start %d: %v", n, err)
		}
		stop()
		if code, log := end(); code != exitDone || strings.Contains(log, d.Token) {
			t.Errorf("start %d: exit status %d: %s", n, code, log)
		}
	}
}
