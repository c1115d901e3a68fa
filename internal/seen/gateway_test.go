package seen

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
)

// comesBack are the ways in which a gateway can fail on a bot that is connected.
// After each the bot comes back, by itself, and answers.
var comesBack = map[string]struct {
	bad func(w *town)
	// times is how often it is connected then, by its own log.
	times int
}{
	"op 9 after a resume": {func(w *town) {
		w.At(discordtest.AtResume, discordtest.InvalidSession(false))
		w.Now(discordtest.Drop)
	}, 2},
	"op 7 while resuming": {func(w *town) {
		w.At(discordtest.AtResume, discordtest.Reconnect, discordtest.Reconnect)
		w.Now(discordtest.Drop)
	}, 2},
	"silence after Hello": {func(w *town) {
		w.At(discordtest.AtResume, discordtest.Silence)
		w.Now(discordtest.Drop)
	}, 2},
	"events that can't be read": {func(w *town) {
		w.Now(discordtest.Undecodable, discordtest.Unknown,
			discordtest.Event("MESSAGE_CREATE", map[string]any{"id": "77", "channel_id": w.channel.ID, "content": "<@" + w.Bot().ID + "> hello", "author": nil}),
			discordtest.Event("INTERACTION_CREATE", map[string]any{"id": "78", "type": 2, "token": "x", "data": nil, "member": nil, "user": nil}),
			discordtest.Event("GUILD_CREATE", nil))
	}, 1},
	"what is no JSON": {func(w *town) { w.Now(discordtest.Garbage, discordtest.Drop) }, 2},
}

// TestTheGatewayFails lets it, and waits for an answer to a question that was asked
// meanwhile by message, and for one to a command afterwards.
func TestTheGatewayFails(t *testing.T) {
	t.Parallel()
	for name, c := range comesBack {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := found(t)
			w.start("--corpus="+lake(t), "--store=:memory:", "--model=none")
			c.bad(w)
			w.connected(c.times)
			w.says(w.ask(w.ann, whyTrain), "airport")
			w.says(w.note(w.DM(w.ann, whyTrain)), "airport")
			w.stop()
		})
	}
}

// TestEveryIdentifyIsRefused counts how often the bot begins a session with a
// gateway that has none for it, in a while that the test can afford. The rate falls
// with every refusal, so a day's is less than that of this while.
func TestEveryIdentifyIsRefused(t *testing.T) {
	t.Parallel()
	w := found(t)
	refused := make(chan time.Time, 1000)
	w.AlwaysAt(discordtest.AtIdentify, func(l *discordtest.Link) {
		refused <- time.Now()
		l.InvalidSession(false)
	})
	w.run("--corpus="+lake(t), "--store=:memory:", "--model=none")
	var at []time.Time
	const wanted = 3
	for len(at) < wanted {
		select {
		case now := <-refused:
			at = append(at, now)
		case <-w.ctx.Done():
			t.Fatalf("%d IDENTIFYs: %s", len(at), w.log)
		}
	}
	for i := range wanted - 1 {
		// Discord's window of max_concurrency is 5 s.
		if gap := at[i+1].Sub(at[i]); gap < 5*time.Second {
			t.Errorf("IDENTIFY number %d came %v after the one before", i+2, gap)
		}
	}
	t.Logf("%d IDENTIFYs in %v", wanted, at[wanted-1].Sub(at[0]).Round(time.Millisecond))
	w.AlwaysAt(discordtest.AtIdentify, nil)
	w.connected(1)
	w.says(w.ask(w.ann, whyTrain), "airport")
	w.stop()
}

// TestManyEditsOfASlowServer has Discord take 200 ms for each edit, and twenty
// people wait: none waits for the edits of the others.
func TestManyEditsOfASlowServer(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.start("--corpus="+lake(t), "--store=:memory:", "--model=none")
	const people = 20
	gate := discordtest.NewGate()
	w.Always("PATCH @original", func(*discordtest.Call) discordtest.Fault { return gate.Before(discordtest.Good) })
	var asked []*discordtest.Handle
	for i := range people {
		asked = append(asked, w.ask(w.User(fmt.Sprint("user", i)), whyTrain))
	}
	for range people {
		select {
		case <-gate.Reached():
		case <-w.ctx.Done():
			t.Fatalf("the edits wait for each other: %v", w.ctx.Err())
		}
	}
	gate.Open()
	for _, h := range asked {
		w.says(h, "airport")
		if len(h.Finals()) != 1 {
			t.Errorf("%q", texts(h.Finals()))
		}
	}
	w.stop()
}

// TestLimitsOfRequests has Discord refuse requests for a while.
func TestLimitsOfRequests(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.start("--corpus="+lake(t), "--store=:memory:", "--model=none")
	for name, faults := range map[string][]discordtest.Fault{
		"429 of the person":  {discordtest.TooMany(discordtest.ScopeUser, 300*time.Millisecond)},
		"429 of the channel": {discordtest.TooMany(discordtest.ScopeShared, 300*time.Millisecond)},
		"429 of all":         {discordtest.TooMany(discordtest.ScopeGlobal, 300*time.Millisecond)},
		"5xx":                discordtest.Times(2, discordtest.Fail(http.StatusBadGateway)),
		"broken off":         {discordtest.Reset, discordtest.Cut},
	} {
		for _, route := range []string{"PATCH @original", "POST messages"} {
			w.On(route, faults...)
			h := w.ask(w.ann, whyTrain)
			if route == "POST messages" {
				h = w.note(w.DM(w.ann, whyTrain))
			}
			w.says(h, "airport")
			if len(h.Finals()) != 1 {
				t.Errorf("%s of %s: %q", name, route, texts(h.Finals()))
			}
		}
	}
	if w.TooManyRequests() != 6 {
		t.Errorf("429 was answered %d times, 6 of them on purpose", w.TooManyRequests())
	}
	w.stop()
}

// TestAHandlerPanics puts panics into the program that is built, where it decides
// about an interaction and where it is handed one.
func TestAHandlerPanics(t *testing.T) {
	t.Parallel()
	w := found(t)
	w.path = panicky(t)
	w.start("--corpus="+lake(t), "--store=:memory:", "--model=none")
	for _, question := range []string{"decide secret words", "handle secret words"} {
		h := w.ask(w.ann, question)
		if m := w.says(h, "incident"); strings.Contains(m.Text(), "secret") {
			t.Errorf("the panic is shown: %q", m.Text())
		}
	}
	w.says(w.note(w.DM(w.ann, "read secret words")), "incident")
	w.says(w.ask(w.ann, whyTrain), "airport")
	w.stop()
}
