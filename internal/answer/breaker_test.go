package answer

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// scripted is a Generator that does what a test says.
type scripted struct {
	calls atomic.Int32
	do    func(ctx context.Context, got func(Proposal) error) error
}

func (*scripted) Name() string { return "scripted" }

func (s *scripted) Generate(ctx context.Context, _ Prompt, got func(Proposal) error) (Spent, error) {
	n := s.calls.Add(1)
	return Spent{Requests: int(n)}, s.do(ctx, got)
}

func (s *scripted) Complete(ctx context.Context, _ Prompt, _ int) (string, Spent, error) {
	n := s.calls.Add(1)
	return "text", Spent{Requests: int(n)}, s.do(ctx, nil)
}

var (
	errDown     = errors.New("HTTP 503")
	errRejected = errors.New("HTTP 400")
)

func takeAll(Proposal) error { return nil }

// generate asks once and reports whether the server was reached.
func (s *scripted) generate(ctx context.Context, g Generator, got func(Proposal) error) (reached bool, err error) {
	before := s.calls.Load()
	_, err = g.Generate(ctx, Prompt{}, got)
	return s.calls.Load() > before, err
}

func TestBreakerOpensAndCloses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var told []bool
		s := &scripted{do: func(context.Context, func(Proposal) error) error { return errDown }}
		g := Breaker(s, BreakerConfig{Failures: 3, Pause: time.Minute, Changed: func(open bool) { told = append(told, open) }})
		step := func(reaches bool, want error) {
			t.Helper()
			reached, err := s.generate(t.Context(), g, takeAll)
			if reached != reaches || !errors.Is(err, want) || (err == nil) != (want == nil) {
				t.Fatalf("reached the server: %t, %v", reached, err)
			}
		}
		step(true, errDown)
		if _, spent, err := g.Complete(t.Context(), Prompt{}, 1); !errors.Is(err, ErrModelUnavailable) || spent.Requests != 2 {
			t.Fatalf("spent %v: %v", spent, err)
		}
		step(true, ErrModelUnavailable) // the third, of either kind
		for range 5 {
			step(false, ErrModelUnavailable)
		}
		time.Sleep(time.Minute + 1)
		step(true, errDown) // is tried once, and left alone again
		step(false, ErrModelUnavailable)
		time.Sleep(time.Minute + 1)
		s.do = func(context.Context, func(Proposal) error) error { return nil }
		step(true, nil)
		step(true, nil)
		if len(told) != 2 || !told[0] || told[1] {
			t.Errorf("told of %v", told)
		}
	})
}

// While one request finds out whether the server works again, others do not
// wait for it.
func TestBreakerTriesOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &scripted{do: func(context.Context, func(Proposal) error) error { return errDown }}
		g := Breaker(s, BreakerConfig{Failures: 1})
		_, _ = s.generate(t.Context(), g, takeAll)
		time.Sleep(30*time.Second + 1)
		s.do = func(context.Context, func(Proposal) error) error { time.Sleep(time.Second); return nil }
		go s.generate(t.Context(), g, takeAll)
		synctest.Wait()
		if reached, err := s.generate(t.Context(), g, takeAll); reached || !errors.Is(err, ErrModelUnavailable) {
			t.Errorf("reached the server: %t, %v", reached, err)
		}
		time.Sleep(2 * time.Second)
		if reached, err := s.generate(t.Context(), g, takeAll); !reached || err != nil {
			t.Errorf("reached the server: %t, %v", reached, err)
		}
	})
}

func TestBreakerBlames(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	hangs := func(ctx context.Context, _ func(Proposal) error) error { <-ctx.Done(); return ctx.Err() }
	for name, test := range map[string]struct {
		do     func(context.Context, func(Proposal) error) error
		got    func(Proposal) error
		cancel bool // the asker goes after a second; otherwise their time is up
		opens  bool
	}{
		"down":            {do: func(context.Context, func(Proposal) error) error { return errDown }, opens: true},
		"cut stream":      {do: func(_ context.Context, got func(Proposal) error) error { _ = got(Proposal{}); return errDown }, opens: true},
		"rejected prompt": {do: func(context.Context, func(Proposal) error) error { return errRejected }},
		"asker gone":      {do: hangs, cancel: true},
		"hangs":           {do: hangs, opens: true},
		"slow": {do: func(ctx context.Context, got func(Proposal) error) error {
			_ = got(Proposal{})
			return hangs(ctx, got)
		}},
		"receiver has enough": {do: func(_ context.Context, got func(Proposal) error) error { return got(Proposal{}) }, got: func(Proposal) error { return enough }},
		"works":               {do: func(context.Context, func(Proposal) error) error { return nil }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &scripted{do: test.do}
				g := Breaker(s, BreakerConfig{Failures: 2, Fault: func(err error) bool { return !errors.Is(err, errRejected) }})
				got := test.got
				if got == nil {
					got = takeAll
				}
				for range 5 {
					ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
					if test.cancel {
						time.AfterFunc(time.Second, cancel)
					}
					_, err := s.generate(ctx, g, got)
					if errors.Is(err, ErrModelUnavailable) != test.opens {
						t.Errorf("got %v", err)
					}
					cancel()
				}
				if opened := s.calls.Load() == 2; opened != test.opens {
					t.Errorf("the server was asked %d times", s.calls.Load())
				}
			})
		})
	}
}

// What is no failure does not make up for those before and after either.
func TestBreakerCountsInARow(t *testing.T) {
	t.Parallel()
	var err error
	s := &scripted{do: func(context.Context, func(Proposal) error) error { return err }}
	g := Breaker(s, BreakerConfig{Failures: 2, Fault: func(err error) bool { return !errors.Is(err, errRejected) }})
	for _, step := range []struct {
		err     error
		reaches bool
	}{{errDown, true}, {nil, true}, {errDown, true}, {errRejected, true}, {errDown, true}, {nil, false}} {
		err = step.err
		if reached, got := s.generate(t.Context(), g, takeAll); reached != step.reaches {
			t.Fatalf("%v: reached the server: %t, %v", step.err, reached, got)
		}
	}
}
