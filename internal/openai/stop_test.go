package openai_test

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/openai"
	"dateline/internal/openai/openaitest"
)

// In a bubble a goroutine that is left over fails the test.

// Wherever the work is, it ends with the cause as soon as that is there.
func TestStopping(t *testing.T) {
	t.Parallel()
	busy := openaitest.Fails(429, "", "slower", "Retry-After", "100")
	for name, behave := range map[string]openaitest.Behaviour{
		"while it hangs": openaitest.Hangs, "midway": openaitest.HangsMidway, "between attempts": busy, "while it works": openaitest.Slow(3 * time.Second),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := openaitest.New(t)
				s.Always = func(openaitest.Request) openaitest.Behaviour { return behave }
				c := settings(s)
				c.BatchTexts = 1
				e := newEmbedder(t, c)
				ctx, cancel := stoppable(t)
				start := time.Now()
				time.AfterFunc(10*time.Second, func() { cancel(errStop) })
				err := e.Embed(ctx, texts(100), discard)
				if took := time.Since(start); !errors.Is(err, errStop) || took != 10*time.Second {
					t.Errorf("%v after %s", err, took)
				}
			})
		})
	}
}

func TestStoppedBefore(t *testing.T) {
	t.Parallel()
	s := openaitest.New(t)
	e := newEmbedder(t, settings(s))
	ctx, cancel := stoppable(t)
	cancel(errStop)
	if err := e.Embed(ctx, texts(3), discard); !errors.Is(err, errStop) || len(s.Requests()) != 0 {
		t.Errorf("%v; %d requests", err, len(s.Requests()))
	}
	c := settings(s)
	c.Dimensions = 0
	if _, err := openai.NewEmbedder(ctx, c); !errors.Is(err, errStop) {
		t.Errorf("asking for the dimensions: %v", err)
	}
}

// When a request fails, those beside it are paid for: their vectors are handed
// over. Nothing new is begun.
func TestRequestsUnderWayAreNotLost(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t)
		s.Always = func(r openaitest.Request) openaitest.Behaviour {
			switch r.Input[0] {
			case texts(20)[2]:
				return func(e *openaitest.Exchange) { // fails while the others work
					time.Sleep(time.Second) // in a bubble, where it takes no time
					openaitest.Fails(400, "", "no")(e)
				}
			case texts(20)[3]:
				return openaitest.Fails(429, "", "slower", "Retry-After", "60")
			}
			return openaitest.Slow(10 * time.Second)
		}
		c := settings(s)
		c.BatchTexts, c.Concurrency = 1, 4
		e, start := newEmbedder(t, c), time.Now()
		var got []int
		err := e.Embed(t.Context(), texts(20), func(first int, _ [][]float32) error {
			got = append(got, first)
			return nil
		})
		wantError(t, err, openai.ErrRequest)
		slices.Sort(got)
		if took := time.Since(start); !slices.Equal(got, []int{0, 1}) || len(s.Requests()) != 4 || took != 10*time.Second {
			t.Errorf("batches %v were handed over after %s and %d requests", got, took, len(s.Requests()))
		}
		wantEmbedded(t, s, texts(2))
	})
}

// What arrives while the receiver is about to fail is not handed over to it.
func TestReceiverFailsWhileOthersWait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t)
		c := settings(s)
		c.BatchTexts, c.Concurrency = 1, 3
		e, calls := newEmbedder(t, c), 0
		err := e.Embed(t.Context(), texts(30), func(int, [][]float32) error {
			calls++
			time.Sleep(time.Minute) // in a bubble, where it takes no time
			return errStop
		})
		if !errors.Is(err, errStop) || calls != 1 || len(s.Requests()) != 3 || e.Usage().Texts != 0 {
			t.Errorf("%v; called %d times; %d requests; %+v", err, calls, len(s.Requests()), e.Usage())
		}
	})
}

// When vectors can't be kept, no more are asked for, or waited for.
func TestReceiverFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := openaitest.New(t, openaitest.Slow(time.Second))
		s.Always = func(openaitest.Request) openaitest.Behaviour { return openaitest.Slow(20 * time.Second) }
		c := settings(s)
		c.BatchTexts, c.Concurrency = 1, 3
		e, start, calls := newEmbedder(t, c), time.Now(), 0
		err := e.Embed(t.Context(), texts(30), func(int, [][]float32) error {
			calls++
			return errStop
		})
		if took := time.Since(start); !errors.Is(err, errStop) || calls != 1 || took != time.Second || len(s.Requests()) != 3 {
			t.Errorf("%v; called %d times in %s; %d requests", err, calls, took, len(s.Requests()))
		}
	})
}
