package flight

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// answer is what f is in most tests: three events a second apart, then a text.
func answer(calls *atomic.Int32) func(context.Context, func(int)) (string, error) {
	return func(ctx context.Context, emit func(int)) (string, error) {
		n := calls.Add(1)
		for i := range 3 {
			emit(i)
			select {
			case <-time.After(time.Second):
			case <-ctx.Done():
				return "by half", context.Cause(ctx)
			}
		}
		return "answer " + strconv.Itoa(int(n)), nil
	}
}

// caller is what one caller saw.
type caller struct {
	events []int
	value  string
	reused bool
	err    error
	took   time.Duration
}

func call(ctx context.Context, s *Shared[int, string], key string, f func(context.Context, func(int)) (string, error)) (c caller) {
	start := time.Now()
	c.value, c.reused, c.err = s.Do(ctx, key, func(e int) { c.events = append(c.events, e) }, f)
	c.took = time.Since(start)
	return c
}

func TestSharedByThoseWhoAskAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New[int](Config[string]{})
		var calls, led atomic.Int32
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				time.Sleep(time.Duration(i) * 50 * time.Millisecond)
				c := call(t.Context(), s, "key", answer(&calls))
				if c.err != nil || c.value != "answer 1" || !slices.Equal(c.events, []int{0, 1, 2}) {
					t.Errorf("caller %d: %+v", i, c)
				}
				if !c.reused {
					led.Add(1)
				}
			})
		}
		all.Wait()
		if calls.Load() != 1 || led.Load() != 1 {
			t.Errorf("%d calls for %d callers", calls.Load(), led.Load())
		}
		if c := call(t.Context(), s, "key", answer(&calls)); c.value != "answer 2" || c.reused {
			t.Errorf("it was kept: %+v", c)
		}
	})
}

// Whoever joins is told what was said before at once, and the rest as it comes.
func TestJoinerCatchesUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{}), atomic.Int32{}
		start := time.Now()
		go call(t.Context(), s, "key", answer(&calls))
		time.Sleep(1500 * time.Millisecond)
		var at []time.Duration
		_, _, err := s.Do(t.Context(), "key", func(int) { at = append(at, time.Since(start)) }, answer(&calls))
		if want := []time.Duration{1500 * time.Millisecond, 1500 * time.Millisecond, 2 * time.Second}; err != nil || !slices.Equal(at, want) {
			t.Errorf("told at %v: %v", at, err)
		}
	})
}

func TestSlowJoinerHoldsUpNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{}), atomic.Int32{}
		var slow []int
		go s.Do(t.Context(), "key", func(e int) {
			time.Sleep(time.Hour)
			slow = append(slow, e)
		}, answer(&calls))
		synctest.Wait()
		if c := call(t.Context(), s, "key", answer(&calls)); c.took != 3*time.Second || !c.reused {
			t.Errorf("%+v", c)
		}
		time.Sleep(4 * time.Hour)
		synctest.Wait()
		if !slices.Equal(slow, []int{0, 1, 2}) {
			t.Errorf("the slow one was told %v", slow)
		}
	})
}

func TestOthersOutliveTheFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{}), atomic.Int32{}
		type key struct{}
		first, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{}, "kept"))
		left := errors.New("left")
		go func() {
			c := call(first, s, "key", func(ctx context.Context, emit func(int)) (string, error) {
				if ctx.Value(key{}) != "kept" {
					t.Error("the values of the context are gone")
				}
				return answer(&calls)(ctx, emit)
			})
			if !errors.Is(c.err, left) || c.reused || c.took != time.Second {
				t.Errorf("the first: %+v", c)
			}
		}()
		synctest.Wait()
		time.AfterFunc(time.Second, func() { cancel(left) })
		if c := call(t.Context(), s, "key", answer(&calls)); c.value != "answer 1" || c.err != nil || c.took != 3*time.Second {
			t.Errorf("the other: %+v", c)
		}
	})
}

func TestAbandoned(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{Answers: 9}), atomic.Int32{}
		var cause error
		ended := false
		stubborn := func(ctx context.Context, _ func(int)) (string, error) {
			<-ctx.Done()
			cause = context.Cause(ctx)
			time.Sleep(time.Minute)
			ended = true
			return "by half", nil
		}
		for range 2 {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			go call(ctx, s, "key", stubborn)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if !errors.Is(cause, ErrAbandoned) {
			t.Errorf("the cause is %v", cause)
		}
		// It is not joined while it is given up, nor kept, and takes nothing from the next.
		if c := call(t.Context(), s, "key", answer(&calls)); c.reused || c.value != "answer 1" {
			t.Errorf("%+v", c)
		}
		time.Sleep(time.Hour)
		if c := call(t.Context(), s, "key", answer(&calls)); !c.reused || c.value != "answer 1" || !ended {
			t.Errorf("%+v", c)
		}
	})
}

// A call whose caller has gone already runs, so that reused tells the truth.
func TestGoneBefore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{}), atomic.Int32{}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		c := call(ctx, s, "key", answer(&calls))
		synctest.Wait()
		if !errors.Is(c.err, context.Canceled) || c.reused || calls.Load() != 1 {
			t.Errorf("%+v, %d calls", c, calls.Load())
		}
	})
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{Deadline: 1500 * time.Millisecond, Answers: 9}), atomic.Int32{}
		if c := call(t.Context(), s, "key", answer(&calls)); !errors.Is(c.err, context.DeadlineExceeded) || c.value != "by half" {
			t.Errorf("%+v", c)
		}
		late := func(ctx context.Context, _ func(int)) (string, error) {
			<-ctx.Done()
			return "what there was", nil
		}
		if c := call(t.Context(), s, "key", late); c.err != nil || c.value != "what there was" {
			t.Errorf("%+v", c)
		}
		if c := call(t.Context(), s, "key", late); c.reused {
			t.Errorf("what came too late was kept: %+v", c)
		}
	})
}

func TestKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New[int](Config[string]{Answers: 2, Fresh: time.Hour, Keep: func(v string) bool { return !strings.HasSuffix(v, " 2") }})
		var calls atomic.Int32
		want := func(key, value string, reused bool) {
			t.Helper()
			if c := call(t.Context(), s, key, answer(&calls)); c.value != value || c.reused != reused || !slices.Equal(c.events, []int{0, 1, 2}) {
				t.Errorf("%s: %+v, want %s, reused: %t", key, c, value, reused)
			}
		}
		want("a", "answer 1", false)
		want("b", "answer 2", false)
		want("b", "answer 3", false) // the second was not worth keeping
		want("a", "answer 1", true)
		want("c", "answer 4", false) // takes b's room, which was asked for before a
		want("a", "answer 1", true)
		want("b", "answer 5", false)
		time.Sleep(time.Hour)
		want("b", "answer 6", false) // all are stale
		if s.landed.Len() > 2 || len(s.flights) != 0 {
			t.Errorf("%d are kept, %d under way", s.landed.Len(), len(s.flights))
		}
	})
}

func TestErrorsAreSharedButNotKept(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := New[int](Config[string]{Answers: 9})
		for name, test := range map[string]struct {
			f  func()
			is func(error) bool
		}{
			"error": {nil, func(err error) bool { return errors.Is(err, errFails) }},
			"panic": {func() { panic("oh") }, func(err error) bool {
				var p *PanicError
				return errors.As(err, &p) && p.Value == "oh" && strings.Contains(err.Error(), "TestErrors")
			}},
			"exit": {runtime.Goexit, func(err error) bool { return errors.Is(err, errExited) }},
		} {
			calls := 0
			fails := func(context.Context, func(int)) (string, error) {
				calls++
				time.Sleep(time.Second)
				if test.f != nil {
					test.f()
				}
				return "", errFails
			}
			for range 2 {
				var all sync.WaitGroup
				for range 3 {
					all.Go(func() {
						if c := call(t.Context(), s, "key", fails); !test.is(c.err) {
							t.Errorf("%s: %+v", name, c)
						}
					})
				}
				all.Wait()
			}
			if calls != 2 {
				t.Errorf("%s: %d calls", name, calls)
			}
		}
	})
}

var errFails = errors.New("fails")

// A caller that panics at an event leaves the flight, which goes on for others.
func TestPanicOfACaller(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{}), atomic.Int32{}
		go func() {
			defer func() { _ = recover() }()
			_, _, _ = s.Do(t.Context(), "key", func(int) { panic("oh") }, answer(&calls))
		}()
		synctest.Wait()
		if c := call(t.Context(), s, "key", answer(&calls)); c.err != nil {
			t.Errorf("%+v", c)
		}
		synctest.Wait()
		if len(s.flights) != 0 {
			t.Error("a flight is left over")
		}
	})
}

func TestLateEventsAreLost(t *testing.T) {
	t.Parallel()
	s := New[int](Config[string]{Answers: 1})
	var late func(int)
	f := func(_ context.Context, emit func(int)) (string, error) {
		emit(1)
		late = emit
		return "answer", nil
	}
	for range 2 {
		if c := call(t.Context(), s, "key", f); !slices.Equal(c.events, []int{1}) {
			t.Errorf("%+v", c)
		}
		late(2)
	}
	if v, reused, err := s.Do(t.Context(), "key", nil, f); v != "answer" || !reused || err != nil {
		t.Errorf("%s, %t: %v", v, reused, err)
	}
}

// Callers come and go at random; each gets all of an answer or the end of its
// own patience, and nothing is left over: a bubble ends only without goroutines.
func TestStorm(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, calls := New[int](Config[string]{Answers: 2, Fresh: 2 * time.Second}), atomic.Int32{}
		var all sync.WaitGroup
		for range 300 {
			wait, patience, key := rand.N(20*time.Second), rand.N(6*time.Second), strconv.Itoa(rand.IntN(4))
			all.Go(func() {
				time.Sleep(wait)
				ctx, cancel := context.WithTimeout(t.Context(), patience)
				defer cancel()
				c := call(ctx, s, key, answer(&calls))
				whole := c.err == nil && strings.HasPrefix(c.value, "answer") && slices.Equal(c.events, []int{0, 1, 2})
				if left := errors.Is(c.err, context.DeadlineExceeded) && c.took == patience; !whole && !left {
					t.Errorf("%+v", c)
				}
			})
		}
		all.Wait()
		synctest.Wait()
		if len(s.flights) != 0 {
			t.Errorf("%d flights are left over", len(s.flights))
		}
	})
}

// FuzzKey: the same parts have the same key, and others have another, also where
// they are the same one after the other.
func FuzzKey(f *testing.F) {
	f.Add("a", "bc", "ab", "c")
	f.Add("", "1:a", "1:a", "")
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		if (Key(a, b) == Key(c, d)) != (a == c && b == d) {
			t.Errorf("%q and %q, %q and %q", a, b, c, d)
		}
		if Key(a, b) == Key(a+b) || Key(a) == Key(a, "") {
			t.Errorf("%q and %q have the key of one", a, b)
		}
	})
}
