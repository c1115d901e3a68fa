package seen

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
)

var with = discordtest.With

// town is the program in a Discord, and people who use it there.
type town struct {
	*discordtest.Server
	*program

	t       testing.TB
	ctx     context.Context
	data    string
	path    string // of the program
	env     []string
	server  discordtest.Guild
	channel discordtest.Channel
	ann     discordtest.User

	lock sync.Mutex
	used map[string]bool // what was exercised
	said []*discordtest.Handle
}

// patience is how long a test may take on a machine that is busy with others.
var patience = flag.Duration("patience", 90*time.Second, "how long a test may take")

// found makes a town in which nothing runs yet.
func found(t testing.TB, opts ...discordtest.Opt) *town {
	t.Helper()
	if testing.Short() {
		t.Skip("runs the built program, which the race detector does not see: leave -short out")
	}
	path, err := binary()
	check(t, err)
	w := &town{Server: discordtest.New(t, append([]discordtest.Opt{discordtest.WithIdentifyWindow(0, 0)}, opts...)...), t: t, path: path, data: t.TempDir(), used: map[string]bool{}}
	limit := *patience
	if deadline, has := t.(interface{ Deadline() (time.Time, bool) }); has {
		if at, is := deadline.Deadline(); is {
			limit = min(limit, time.Until(at)-10*time.Second)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	t.Cleanup(cancel)
	w.ctx = ctx
	w.server = w.Guild("town")
	w.channel, w.ann = w.Channel(w.server, "general"), w.User("ann")
	w.env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + w.data, "XDG_DATA_HOME=" + w.data, "DISCORD_TOKEN=" + w.Token, "DISCORD_API=" + w.URL, "OPENAI_ATTEMPTS=1"}
	t.Cleanup(w.leave)
	return w
}

// enter is a town in which the program serves.
func enter(t testing.TB, args ...string) *town {
	t.Helper()
	w := found(t)
	w.start(args...)
	return w
}

// run starts the program, and does not wait for it.
func (w *town) run(args ...string) {
	w.t.Helper()
	args = append([]string{"serve", "--embedder=none", "--edit-pause=5ms", "--memory=" + filepath.Join(w.data, "memory.db")}, args...)
	p, err := launch(w.path, w.env, args...)
	check(w.t, err)
	w.program = p
}

// start starts the program and waits until it is connected.
func (w *town) start(args ...string) {
	w.t.Helper()
	w.run(args...)
	w.connected(1)
}

// connected waits until the program has been connected so many times, and has
// registered its commands.
func (w *town) connected(times int) {
	w.t.Helper()
	check(w.t, w.log.until(w.ctx, "msg=connected", times))
	check(w.t, w.log.until(w.ctx, "the commands are registered", 1))
	check(w.t, w.Until(w.ctx, func() bool { return len(w.Shards()) > 0 }))
}

// stop ends the program as a service manager does, and wants it to end well.
func (w *town) stop() {
	w.t.Helper()
	check(w.t, w.signal(syscall.SIGTERM))
	code, err := w.ended(w.ctx)
	check(w.t, err)
	if code != 0 {
		w.t.Errorf("exit status %d: %s", code, w.log)
	}
	w.innocent()
	check(w.t, w.Until(w.ctx, func() bool { return len(w.Shards()) == 0 }))
}

// innocent looks for what a log must not have.
func (w *town) innocent() {
	w.t.Helper()
	if text := w.log.String(); strings.Contains(text, w.Token) {
		w.t.Errorf("the log has the token: %s", text)
	}
}

// leave ends what still runs, also where a test has failed.
func (w *town) leave() {
	if w.program == nil {
		return
	}
	if w.t.Failed() {
		w.t.Logf("the log: %s", w.log)
	}
	_ = w.signal(syscall.SIGTERM) // it may have ended
	limited, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	defer cancel()
	if _, err := w.ended(limited); err != nil {
		w.t.Error(err)
		_ = w.command.Process.Kill()
		<-w.exited
	}
	everything.add(w)
	if tally := w.Tally(); tally.Unanswered+tally.Waiting+tally.Pings > 0 {
		w.t.Errorf("not all were answered, or somebody was pinged: %+v", tally)
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// note remembers what was exercised, and what was said to it.
func (w *town) note(h *discordtest.Handle, what ...string) *discordtest.Handle {
	w.lock.Lock()
	defer w.lock.Unlock()
	for _, each := range what {
		w.used[each] = true
	}
	w.said = append(w.said, h)
	return h
}

func (w *town) slash(u discordtest.User, command string, options ...discordtest.Option) *discordtest.Handle {
	what := []string{"/" + command}
	for _, o := range options {
		what = append(what, "/"+command+" "+o.Name)
	}
	return w.note(w.Slash(u, w.channel, command, options...), what...)
}

func (w *town) ask(u discordtest.User, question string, options ...discordtest.Option) *discordtest.Handle {
	return w.slash(u, "ask", append([]discordtest.Option{with("question", question)}, options...)...)
}

func (w *town) complete(command string, options ...discordtest.Option) []map[string]any {
	w.t.Helper()
	h := w.note(w.Autocomplete(w.ann, w.channel, command, options...), "completes /"+command+" "+options[len(options)-1].Name)
	check(w.t, h.Answered(w.ctx))
	return h.Choices()
}

func (w *town) about(u discordtest.User, m discordtest.Message) *discordtest.Handle {
	return w.note(w.MessageCommand(u, layout.AboutCommand, m), "/"+layout.AboutCommand)
}

// pressed names a button, a menu or a form by its kind.
func pressed(id string) string {
	parsed, _ := layout.ParseID(id)
	return "id " + string(parsed.Kind)
}

// click presses the button with a label.
func (w *town) click(u discordtest.User, on discordtest.Message, label string) *discordtest.Handle {
	w.t.Helper()
	b := on.Button(label)
	if b.CustomID == "" {
		w.t.Fatalf("there is no button %q below %q", label, on.Text())
	}
	return w.note(w.Click(u, on, b.CustomID), pressed(b.CustomID))
}

// stillWriting stands below an answer that is not all of it.
const stillWriting = "Still writing"

// says waits until what somebody did is answered with a text, for good.
func (w *town) says(h *discordtest.Handle, text string) discordtest.Message {
	w.t.Helper()
	var last discordtest.Message
	got, err := h.Await(w.ctx, func(all []discordtest.Message) bool {
		for _, m := range all {
			if strings.Contains(m.Text(), text) && (text == stillWriting || !strings.Contains(m.Text(), stillWriting)) {
				last = m
				return true
			}
		}
		return false
	})
	if err != nil {
		w.t.Fatalf("nothing says %q: %q: %v", text, texts(got), err)
	}
	return last
}

// becomes waits until a message says something.
func (w *town) becomes(m discordtest.Message, text string) discordtest.Message {
	w.t.Helper()
	var now discordtest.Message
	if err := w.Until(w.ctx, func() bool { now, _ = w.Message(m.ID); return strings.Contains(now.Text(), text) }); err != nil {
		w.t.Fatalf("the message does not become %q but %q", text, now.Text())
	}
	return now
}

func texts(all []discordtest.Message) (out []string) {
	for _, m := range all {
		out = append(out, m.Text())
	}
	return out
}
