package discord

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/discord/layout"
)

// wall notes what was put up and when; the first failures of the last state fail.
type wall struct {
	texts []string
	at    []time.Time
	fail  int
}

func (w *wall) put(_ context.Context, _ int, m layout.Message) error {
	if m.Text() == "last\n" && w.fail > 0 {
		w.fail--
		return errors.New("not now")
	}
	w.texts, w.at = append(w.texts, m.Text()), append(w.at, time.Now())
	return nil
}

func text(s string) layout.Message {
	return layout.Message{Components: []layout.Component{layout.Text{Content: s}}}
}

// TestStatesAreCoalesced has states come faster than they may be shown.
func TestStatesAreCoalesced(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const pause = 1200 * time.Millisecond
		w := &wall{fail: 2}
		s := newScreen(w, pause, func(err error) { t.Error(err) })
		err := s.play(t.Context(), time.Minute, func(_ context.Context, show func(...layout.Message)) []layout.Message {
			for i := range 100 {
				show(text(fmt.Sprint(i)))
				time.Sleep(50 * time.Millisecond)
			}
			return []layout.Message{text("last")}
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := len(w.texts); n > 6 || w.texts[n-1] != "last\n" {
			t.Errorf("shown: %q", w.texts)
		}
		for i := 1; i < len(w.at); i++ {
			if d := w.at[i].Sub(w.at[i-1]); d < pause {
				t.Errorf("%q came %s after what was there before", w.texts[i], d)
			}
		}
	})
}

// crowded takes a message after half a minute alone, as a channel does that many
// others write to; who can't wait for so long is refused at once.
type crowded struct{ wall }

func (c *crowded) put(ctx context.Context, n int, m layout.Message) error {
	const turn = 30 * time.Second
	if deadline, has := ctx.Deadline(); has && time.Until(deadline) < turn {
		return errors.New("a rate limit holds")
	}
	select {
	case <-time.After(turn):
		return c.wall.put(ctx, n, m)
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TestLastStateWaitsForItsTurn has the answer wait as long as there are others in
// front of it, but no longer than is left when the bot stops.
func TestLastStateWaitsForItsTurn(t *testing.T) {
	t.Parallel()
	said := func(context.Context, func(...layout.Message)) []layout.Message { return []layout.Message{text("last")} }
	synctest.Test(t, func(t *testing.T) {
		c := &crowded{}
		if err := newScreen(c, 0, func(error) {}).play(t.Context(), lastWords, said); err != nil || len(c.texts) != 1 {
			t.Errorf("shown: %q, %v", c.texts, err)
		}
		ctx, stop := context.WithCancel(t.Context())
		c, began := &crowded{}, time.Now()
		time.AfterFunc(time.Second, stop)
		err := newScreen(c, 0, func(error) {}).play(ctx, lastWords, said)
		if took := time.Since(began); err == nil || took > lastWords+2*time.Second {
			t.Errorf("it ends %s after it began, with %v", took, err)
		}
	})
}
