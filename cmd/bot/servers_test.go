//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
	"dateline/internal/postgrestest"
)

// journal is a log that can be waited for.
type journal struct {
	lock sync.Mutex
	text bytes.Buffer
	more chan struct{}
}

func (j *journal) Write(p []byte) (int, error) {
	j.lock.Lock()
	defer j.lock.Unlock()
	select {
	case j.more <- struct{}{}:
	default:
	}
	return j.text.Write(p)
}

// await waits until the log has a text n times.
func (j *journal) await(ctx context.Context, t *testing.T, text string, n int) {
	t.Helper()
	for {
		j.lock.Lock()
		said := j.text.String()
		j.lock.Unlock()
		if strings.Count(said, text) >= n {
			return
		}
		select {
		case <-j.more:
		case <-ctx.Done():
			t.Fatalf("the log does not say %q %d times: %s", text, n, said)
		}
	}
}

// hosted is a bot that serves by a servers file.
type hosted struct {
	*discordtest.Server
	ctx           context.Context
	folder        string
	log           *journal
	town, village discordtest.Channel
	ann           discordtest.User
	stop          func() int
}

// host serves two corpora of made-up reports: one of the town, and one for all.
func host(t *testing.T, args ...string) *hosted {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	t.Cleanup(cancel)
	h := &hosted{Server: discordtest.New(t, discordtest.WithIdentifyWindow(0, 0), discordtest.WithAllowed("hand")), ctx: ctx, folder: t.TempDir(), log: &journal{more: make(chan struct{}, 1)}}
	t.Setenv("DISCORD_TOKEN", h.Token)
	t.Setenv("DISCORD_API", h.URL)
	h.ann = h.Admin("ann")
	h.town, h.village = h.Channel(h.Guild("town"), "general"), h.Channel(h.Guild("village"), "general")
	h.write(t, "press/a.txt", "Nils Berg opened the mill in Arvika on 14 May 2011. Nils Berg said that the mill has seven wheels.\n")
	h.write(t, "inquiry/b.txt", "Orla Venn met the harbour board on 4 May 2019. Orla Venn said that nine lamps were broken.\n")
	h.servers(t, "inquiry", "")
	ignored := make(chan os.Signal, 1) // so that one that comes early does not end the test
	signal.Notify(ignored, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(ignored) })
	code := make(chan int, 1)
	running, stop := context.WithCancel(ctx)
	h.stop = func() int { stop(); return <-code }
	args = append([]string{"serve", "--embedder=none", "--model=none", "--grace=5s", "--servers=" + filepath.Join(h.folder, "servers.yaml")}, args...)
	go func() { code <- run(running, args, streams{strings.NewReader(""), h.log, h.log}) }()
	t.Cleanup(stop)
	h.log.await(ctx, t, "the commands are registered", 1)
	return h
}

func (h *hosted) write(t *testing.T, name, text string) {
	t.Helper()
	path := filepath.Join(h.folder, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// servers writes a servers file that gives the town a corpus.
func (h *hosted) servers(t *testing.T, corpus, more string) {
	t.Helper()
	h.write(t, "servers.yaml", fmt.Sprintf(`corpora:
  press: {corpus: press, store: press.db}
  inquiry: {corpus: inquiry, store: inquiry.db, private: true}
default: press
servers:
  %q: {corpus: %s%s}
`, h.town.GuildID, corpus, more))
}

func (h *hosted) hup(t *testing.T, says string, n int) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	h.log.await(h.ctx, t, says, n)
}

// says waits until something that somebody did is answered with a text.
func (h *hosted) says(t *testing.T, asked *discordtest.Handle, text string) discordtest.Message {
	t.Helper()
	var found discordtest.Message
	all, err := asked.Await(h.ctx, func(all []discordtest.Message) bool {
		for _, m := range all {
			if strings.Contains(m.Text(), text) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		t.Fatalf("nothing says %q: %+v; %s", text, all, h.log.text.String())
	}
	return found
}

const lamps = "How many lamps were broken?"

// answers asks in both servers and directly, and gives the town's answer.
func (h *hosted) answers(t *testing.T) discordtest.Message {
	t.Helper()
	ask := func(at discordtest.Channel, says string) discordtest.Message {
		t.Helper()
		return h.says(t, h.Slash(h.ann, at, "ask", discordtest.With("question", lamps)), says)
	}
	ask(h.village, "does not say")
	h.says(t, h.DM(h.ann, lamps), "does not say")
	told := ask(h.town, "independent source") // below an answer that is complete
	if !strings.Contains(told.Text(), "nine lamps") {
		t.Fatal(told.Text())
	}
	return told
}

// TestServeServers serves two corpora, takes a mistake and then a change of the file
// over, and shows nothing of the corpus that a server has lost.
func TestServeServers(t *testing.T) {
	dir := t.TempDir()
	h := host(t, "--memory="+filepath.Join(dir, "memory.db"), "--usage="+filepath.Join(dir, "usage.db"))
	told := h.answers(t)
	sources := told.Button("Sources").CustomID
	h.says(t, h.Click(h.ann, told, sources), "exact words")
	elsewhere := h.says(t, h.Mention(h.ann, h.village, "How many wheels has the mill?"), "independent source")
	h.says(t, h.Click(h.ann, elsewhere, sources), "another version")

	h.says(t, h.Slash(h.ann, h.village, "corpus reload"), "those who run this server")
	h.write(t, "inquiry/c.txt", "Orla Venn met the board of the mill on 6 June 2020. Orla Venn praised the eleven bells.\n")
	h.says(t, h.Slash(h.ann, h.town, "corpus reload"), "Added: 1")
	h.says(t, h.Slash(h.ann, h.town, "ask", discordtest.With("question", "Who praised the eleven bells?")), "eleven bells")

	h.servers(t, "inqiry", "")
	h.hup(t, "the servers file was not taken over", 1)
	h.log.await(h.ctx, t, `did you mean \"inquiry\"?`, 1)
	h.log.await(h.ctx, t, "the corpus was reloaded", 3)
	h.answers(t)

	h.servers(t, "press", ", language: de, limits: {questions: 1}")
	h.hup(t, "the servers file was taken over", 1)
	h.log.await(h.ctx, t, "the corpus was reloaded", 5)
	h.says(t, h.Click(h.ann, told, sources), "andere")
	h.says(t, h.Slash(h.ann, h.town, "ask", discordtest.With("question", lamps)), "Frage")
	h.says(t, h.Slash(h.ann, h.town, "ask", discordtest.With("question", "How many wheels has the mill?")), "für heute")

	h.write(t, "servers.yaml", "corpora:\n  press: {corpus: press, store: press.db}\ndefault: press\n")
	h.hup(t, "the servers file was taken over", 2)
	h.log.await(h.ctx, t, "the corpus was reloaded", 6)
	h.says(t, h.Click(h.ann, told, sources), "another version")

	h.servers(t, "inquiry", "")
	h.hup(t, "the servers file was taken over", 3)
	h.says(t, h.Click(h.ann, told, sources), "exact words")
	if code := h.stop(); code != exitDone {
		t.Errorf("exit status %d: %s", code, h.log.text.String())
	}
}

// TestTakenOverWhileAReloadLasts takes a corpus away from a server while another one
// is still being reloaded, which may take long.
func TestTakenOverWhileAReloadLasts(t *testing.T) {
	dir := t.TempDir()
	h := host(t, "--memory="+filepath.Join(dir, "memory.db"), "--usage="+filepath.Join(dir, "usage.db"))
	told := h.answers(t)
	held := filepath.Join(h.folder, "press", "corpus.yaml")
	if err := syscall.Mkfifo(held, 0o600); err != nil {
		t.Fatal(err)
	}
	release := sync.OnceFunc(func() {
		f, err := os.OpenFile(held, os.O_RDWR, 0) // waits for no reader
		if err == nil {
			_, err = f.WriteString("name: Press\n")
		}
		if err = errors.Join(err, f.Close()); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(release)
	h.hup(t, "corpus=inquiry", 1) // is reloaded; that of the press has begun
	h.servers(t, "press", "")
	h.hup(t, "the servers file was taken over", 2)
	h.says(t, h.Click(h.ann, told, told.Button("Sources").CustomID), "another version")
	h.log.await(h.ctx, t, "a reload is at work already", 1)
	release()
	h.log.await(h.ctx, t, "corpus=press", 2)
	if code := h.stop(); code != exitDone {
		t.Errorf("exit status %d: %s", code, h.log.text.String())
	}
}

// TestHangUpBeforeTheStart sends the signal while the program still reads its files,
// which it must not end by.
func TestHangUpBeforeTheStart(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	d := discordtest.New(t, discordtest.WithIdentifyWindow(0, 0))
	t.Setenv("DISCORD_TOKEN", d.Token)
	t.Setenv("DISCORD_API", d.URL)
	h := &hosted{Server: d, ctx: ctx, folder: t.TempDir(), log: &journal{more: make(chan struct{}, 1)}}
	h.write(t, "press/a.txt", "Nils Berg opened the mill in Arvika on 14 May 2011.\n")
	const file = "corpora:\n  press: {corpus: press, store: press.db}\ndefault: press\n"
	h.write(t, "regular.yaml", file)
	path := filepath.Join(h.folder, "servers.yaml")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	came := make(chan os.Signal, 1)
	signal.Notify(came, syscall.SIGHUP)
	t.Cleanup(func() { signal.Stop(came) })
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"serve", "--embedder=none", "--model=none", "--servers=" + path, "--memory=" + filepath.Join(h.folder, "memory.db"), "--usage=" + filepath.Join(h.folder, "usage.db"), "--sessions=" + filepath.Join(h.folder, "sessions.db")}, streams{strings.NewReader(""), h.log, h.log})
	}()
	reading, err := os.OpenFile(path, os.O_WRONLY, 0) // waits for the program
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(syscall.Kill(os.Getpid(), syscall.SIGHUP), os.Rename(filepath.Join(h.folder, "regular.yaml"), path)); err != nil {
		t.Fatal(err)
	}
	<-came
	if _, err := reading.WriteString(file); err != nil {
		t.Error(err)
	}
	if err := reading.Close(); err != nil {
		t.Error(err)
	}
	h.log.await(ctx, t, "the corpus was reloaded", 1)
	cancel()
	if got := <-code; got != exitDone {
		t.Errorf("exit status %d: %s", got, h.log.text.String())
	}
}

// TestServeServersInADatabase keeps each corpus in a schema of its own, and what was
// said in that of the address.
func TestServeServersInADatabase(t *testing.T) {
	address := postgrestest.Database(t)
	t.Setenv("DATABASE_URL", address)
	h := host(t)
	told := h.answers(t)
	h.says(t, h.Click(h.ann, told, told.Button("Sources").CustomID), "exact words")
	h.write(t, "inquiry/c.txt", "Orla Venn met the board of the mill on 6 June 2020. Orla Venn praised the eleven bells.\n")
	h.says(t, h.Slash(h.ann, h.town, "corpus reload"), "Added: 1")
	h.says(t, h.Slash(h.ann, h.town, "corpus rollback"), "from generation 2")
	h.answers(t)
	if code := h.stop(); code != exitDone {
		t.Errorf("exit status %d: %s", code, h.log.text.String())
	}
	names, err := postgrestest.Schemas(t.Context(), address, "dateline")
	if err != nil || len(names) != 3 {
		t.Errorf("schemas %q: %v", names, err)
	}
}
