package discord

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"sync"
	"time"

	"dateline/internal/discord/layout"
)

// surface is where the messages of one answer stand: below an interaction, or in
// a channel.
type surface interface {
	// put makes the nth message, or replaces it where it has been made.
	put(ctx context.Context, n int, m layout.Message) error
}

// screen shows the states of an answer on a surface. States that come faster than
// they may be shown are left out, but never the last.
type screen struct {
	surface surface
	pause   time.Duration
	failed  func(error)

	mu     sync.Mutex
	wanted []layout.Message
	wake   chan struct{}

	// Of the goroutine that shows, and of play when that has ended.
	shown [][]byte  // as JSON
	last  time.Time // when something was shown, or would have been too early
}

func newScreen(s surface, pause time.Duration, failed func(error)) *screen {
	return &screen{surface: s, pause: pause, failed: failed, wake: make(chan struct{}, 1)}
}

// show wants messages to stand there. It never waits.
func (s *screen) show(messages ...layout.Message) {
	s.mu.Lock()
	s.wanted = messages
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// run shows what is wanted until ctx is over. What it has begun to show then is
// shown: a request that is given up halfway could be carried out behind the last.
func (s *screen) run(ctx context.Context) {
	for {
		select {
		case <-s.wake:
		case <-ctx.Done():
			return
		}
		if !s.rest(ctx) {
			return
		}
		s.mu.Lock()
		wanted := s.wanted
		s.mu.Unlock()
		if err := s.within(ctx, wanted); err != nil {
			s.failed(err)
		}
	}
}

func (s *screen) within(ctx context.Context, messages []layout.Message) error {
	whole, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer cancel()
	return s.draw(whole, messages)
}

// rest waits until something may be shown again.
func (s *screen) rest(ctx context.Context) bool {
	wait := time.NewTimer(s.pause - time.Since(s.last))
	defer wait.Stop()
	select {
	case <-wait.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// draw makes and replaces the messages that differ from what stands there. One
// that is not wanted any more is left empty.
func (s *screen) draw(ctx context.Context, messages []layout.Message) error {
	for len(messages) > 0 && len(messages) < len(s.shown) {
		messages = append(slices.Clip(messages), layout.Empty())
	}
	for n, m := range messages {
		data, err := json.Marshal(m)
		if err != nil {
			return err
		}
		if n < len(s.shown) && bytes.Equal(s.shown[n], data) {
			continue
		}
		if err := s.surface.put(ctx, n, m); err != nil {
			return err
		}
		s.last = time.Now()
		if n == len(s.shown) {
			s.shown = append(s.shown, nil)
		}
		s.shown[n] = data
	}
	return nil
}

// attempts is how often the last state is tried to be shown.
const attempts = 3

// mostPatience is how long the last state waits until Discord takes it. A channel
// takes 5 messages in 5 s, so a crowd in one has to wait for one another.
const mostPatience = 5 * time.Minute

// toTheLast is a context for the last state: last is the time that is left for it
// once ctx is over.
func toTheLast(ctx context.Context, last time.Duration) (context.Context, context.CancelFunc) {
	out, cancel := context.WithTimeout(context.WithoutCancel(ctx), mostPatience)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(last, cancel) })
	return out, func() { stop(); cancel() }
}

// play runs a job and shows its states, the last in any case: also when ctx is
// over by then, for which last is the time that is left.
func (s *screen) play(ctx context.Context, last time.Duration, j func(context.Context, func(...layout.Message)) []layout.Message) error {
	s.last = time.Now() // an answer that is there at once is shown without a state before
	drawing, stop := context.WithCancel(ctx)
	var drawn sync.WaitGroup
	drawn.Go(func() { s.run(drawing) })
	messages := j(ctx, s.show)
	stop()
	drawn.Wait()
	if len(s.shown) == 0 {
		s.last = time.Time{}
	}
	final, cancel := toTheLast(ctx, last)
	defer cancel()
	var err error
	for range attempts {
		if !s.rest(final) {
			break
		}
		if err = s.draw(final, messages); err == nil {
			return nil
		}
		s.last = time.Now()
	}
	return err
}
