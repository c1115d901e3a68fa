package seen

import (
	"fmt"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
	"dateline/internal/postgrestest"
)

// TestButtonsAfterARestart presses all buttons that a process has left behind in
// messages, below another process.
func TestButtonsAfterARestart(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.buttonsAfterARestart("--store="+filepath.Join(w.data, "lake.db"), "--usage="+filepath.Join(w.data, "usage.db"))
}

func TestButtonsAfterARestartWithADatabase(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w := found(t)
	w.buttonsAfterARestart("--database=" + database)
}

func (w *town) buttonsAfterARestart(args ...string) {
	args = append(args, "--corpus="+lake(w.t), "--model=none")
	w.start(args...)
	eve, ben := w.Admin("eve"), w.User("ben")
	answered := w.says(w.ask(w.ann, whyTrain), "airport")
	rated := w.says(w.ask(w.ann, whyTrain), "airport")
	private := w.says(w.ask(w.ann, whyTrain, with("private", true)), "airport")
	mine, theirs := w.says(w.ask(w.ann, whereMet), "Which meeting?"), w.says(w.ask(w.ann, whereMet), "Which meeting?")
	list, meetings := w.says(w.slash(w.ann, "sources"), "Documents"), w.says(w.slash(w.ann, "meetings"), "Meetings")
	evidence := w.says(w.click(w.ann, answered, "Sources"), "exact words")
	form := w.click(w.ann, rated, "Not helpful")
	check(w.t, form.Answered(w.ctx))
	w.stop()

	w.start(args...)
	w.says(w.submit(form, "opened before, sent after"), "Thank you")
	w.says(w.click(ben, answered, "Sources"), "exact words")
	w.says(w.click(ben, answered, "Helpful"), "Thank you")
	form = w.click(ben, answered, "Not helpful")
	check(w.t, form.Answered(w.ctx))
	w.says(w.submit(form, "too short"), "takes the place")
	w.says(w.click(ben, answered, "Helpful"), "takes the place")
	w.says(w.click(ben, answered, "Helpful"), "already")
	w.says(w.click(ben, answered, "Continue in thread"), "thread")
	w.says(w.note(w.Mention(ben, w.Threads(w.channel)[0], "And how many tonnes does the treaty limit the catch to?")), "100 tonnes")
	w.says(w.click(w.ann, private, "Share with everybody here"), "Shared by")
	if own := w.says(w.click(ben, theirs, "All of them"), "Quotations, no model"); !own.Ephemeral() {
		w.t.Error("somebody else's choice is shown to all")
	}
	menu := menuOf(w.t, mine)
	w.note(w.Select(w.ann, mine, menu, layout.Key("kiel")), pressed(menu), "menu")
	w.becomes(mine, "met in Kiel")
	w.click(w.ann, theirs, "All of them")
	w.becomes(theirs, "met in Arvika")
	w.click(w.ann, list, "Next")
	w.becomes(list, "Page 2 of")
	w.click(w.ann, meetings, "Next")
	w.becomes(meetings, "Page 2 of")
	if len(evidence.Buttons()) > 0 {
		w.t.Errorf("two sources have pages: %v", evidence.Buttons())
	}
	w.says(w.note(w.Reply(w.ann, rated, "<@"+w.Bot().ID+"> And where did they meet?")), "Read as")
	w.says(w.slash(eve, "corpus status"), "24 documents")
	w.stop()
}

// stopping is what the log says first when the program is told to stop.
const stopping = "questions that were asked are still answered"

// TestStopInTheMiddle tells the program to stop while a model is writing: who waits
// is answered.
func TestStopInTheMiddle(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	w := written(t, mouth(gate))
	w.start("--corpus="+lake(t), "--store=:memory:", "--grace=60s")
	asked := []*discordtest.Handle{w.ask(w.ann, whyTrain), w.note(w.DM(w.User("ben"), whyTrain))}
	for _, h := range asked {
		w.says(h, stillWriting)
	}
	check(t, w.signal(syscall.SIGTERM))
	check(t, w.log.until(w.ctx, stopping, 1))
	// The program says so a moment before it refuses what still comes.
	for n, refused := 0, false; !refused; n++ {
		late := w.ask(w.User(fmt.Sprint("late", n)), whyTrain)
		if refused = strings.Contains(w.first(late), "restarted"); !refused {
			asked = append(asked, late)
		}
	}
	close(gate)
	for _, h := range asked {
		w.says(h, "Written by scripted")
	}
	w.wantExit(0)
}

// first waits for anything to read.
func (w *town) first(h *discordtest.Handle) (text string) {
	w.t.Helper()
	_, err := h.Await(w.ctx, func(all []discordtest.Message) bool {
		if len(all) > 0 {
			text = all[0].Text()
		}
		return text != ""
	})
	check(w.t, err)
	return text
}

// TestStopWithoutPatience has the model go on for ever: who waits is told that the
// program stops, within the time that it was given.
func TestStopWithoutPatience(t *testing.T) {
	t.Parallel()
	w := written(t, mouth(nil))
	w.start("--corpus="+lake(t), "--store=:memory:", "--grace=200ms")
	asked := []*discordtest.Handle{w.ask(w.ann, whyTrain), w.note(w.DM(w.User("ben"), whyTrain))}
	for _, h := range asked {
		w.says(h, stillWriting)
	}
	check(t, w.signal(syscall.SIGTERM))
	for _, h := range asked {
		if m := w.says(h, "restarted"); len(h.Messages()) != 1 {
			t.Errorf("%d messages, the last: %q", len(h.Messages()), m.Text())
		}
	}
	w.wantExit(0)
}

// TestASecondSignal ends the program at once.
func TestASecondSignal(t *testing.T) {
	t.Parallel()
	w := written(t, mouth(nil))
	w.start("--corpus="+lake(t), "--store=:memory:", "--grace=10m")
	w.says(w.ask(w.ann, whyTrain), stillWriting)
	check(t, w.signal(syscall.SIGTERM))
	check(t, w.log.until(w.ctx, stopping, 1))
	check(t, w.signal(syscall.SIGTERM))
	w.wantExit(-1)
}

func (w *town) wantExit(want int) {
	w.t.Helper()
	code, err := w.ended(w.ctx)
	check(w.t, err)
	if code != want {
		w.t.Errorf("exit status %d, not %d: %s", code, want, w.log)
	}
	w.innocent()
}

// TestKilled ends the program in the middle of an answer without a word. Nobody is
// answered twice by the next one, and all that was finished goes on.
func TestKilled(t *testing.T) {
	t.Parallel()
	w := written(t, mouth(nil))
	args := []string{"--corpus=" + lake(t), "--store=" + filepath.Join(w.data, "lake.db")}
	w.start(args...)
	done := w.says(w.ask(w.ann, "Why did Berg travel to Gotha by train?"), "The model broke off")
	asked := []*discordtest.Handle{w.ask(w.ann, whyTrain), w.note(w.DM(w.User("ben"), whyTrain))}
	for _, h := range asked {
		w.says(h, stillWriting)
	}
	check(t, w.signal(syscall.SIGKILL))
	w.wantExit(-1)
	check(t, w.Until(w.ctx, func() bool { return len(w.Shards()) == 0 }))
	w.start(args...)
	w.says(w.click(w.ann, done, "Sources"), "exact words")
	w.says(w.ask(w.ann, "Why did Berg travel to Gotha by train?"), "The model broke off")
	for _, h := range asked {
		if len(h.Messages()) != 1 || h.Responses() != 1 {
			t.Errorf("%d messages, %d responses: %q", len(h.Messages()), h.Responses(), texts(h.Messages()))
		}
	}
	w.stop()
}
