package desk

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"dateline/internal/answer"
	"dateline/internal/quota"
)

// scripted answers whatever is asked, once it may.
type scripted struct {
	calls atomic.Int32
	may   chan struct{}
	err   error
}

func (s *scripted) Stream(ctx context.Context, q answer.Question, show func(answer.Step)) (answer.Answer, error) {
	s.calls.Add(1)
	show(answer.Step{Read: q.Text})
	if s.may != nil {
		select {
		case <-s.may:
		case <-ctx.Done():
			return answer.Answer{}, context.Cause(ctx)
		}
	}
	return answer.Answer{}, s.err
}

func ledger(t *testing.T, c quota.Config) *quota.Ledger {
	t.Helper()
	l, err := quota.OpenFile(t.Context(), t.TempDir()+"/usage.db", c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	return l
}

func TestTheSameIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	s := &scripted{}
	d := New(s, ledger(t, quota.Config{}), Config{Answers: 10})
	seen := 0
	for i, q := range []answer.Question{
		{Text: "Where?"}, {Text: "Where?"}, {Text: "When?"}, {Text: "Where?", AllEvents: true},
		{Text: "Where?", History: []answer.Exchange{{Question: "Who?", Answer: "Berg."}}},
	} {
		_, reused, err := d.Ask(t.Context(), quota.Who{Person: "a"}, q, func(s answer.Step) {
			if s.Read == q.Text {
				seen++
			}
		})
		if err != nil || reused != (i == 1) {
			t.Errorf("question %d: reused is %t (error %v)", i, reused, err)
		}
	}
	if s.calls.Load() != 4 || seen != 5 {
		t.Errorf("answered %d times, and %d askers saw a step; want 4 and 5", s.calls.Load(), seen)
	}
}

// panicking answers nothing, ever.
type panicking struct{}

func (panicking) Stream(context.Context, answer.Question, func(answer.Step)) (answer.Answer, error) {
	panic("broken")
}

// A question whose answer ends in a panic gives its place back, or who asked could
// never ask again.
func TestPanicsTakeNoPlace(t *testing.T) {
	t.Parallel()
	l := ledger(t, quota.Config{AtOncePerson: 1, Person: quota.Day{Tokens: 100}})
	d := New(panicking{}, l, Config{Estimate: quota.Cost{Tokens: 10}})
	for range 3 {
		_, _, err := d.Ask(t.Context(), quota.Who{Person: "a"}, answer.Question{Text: "Where?"}, nil)
		if limit := (*quota.LimitError)(nil); err == nil || errors.As(err, &limit) {
			t.Errorf("the error is %v", err)
		}
	}
	if used, err := l.Stored(t.Context(), "a"); err != nil || len(used) != 1 || used[0].Tokens != 30 {
		t.Errorf("counted are %+v (error %v), not the estimates", used, err)
	}
}

func TestErrorsAreNotKept(t *testing.T) {
	t.Parallel()
	s := &scripted{err: errors.New("broken")}
	d := New(s, ledger(t, quota.Config{}), Config{Answers: 10})
	for range 2 {
		if _, _, err := d.Ask(t.Context(), quota.Who{Person: "a"}, answer.Question{Text: "Where?"}, nil); !errors.Is(err, s.err) {
			t.Errorf("got the error %v", err)
		}
	}
	if s.calls.Load() != 2 {
		t.Errorf("answered %d times, want 2", s.calls.Load())
	}
}

func TestLimitsComeFirst(t *testing.T) {
	t.Parallel()
	s := &scripted{}
	d := New(s, ledger(t, quota.Config{Person: quota.Day{Questions: 1}}), Config{})
	ask := func(person string) error {
		_, _, err := d.Ask(t.Context(), quota.Who{Person: person}, answer.Question{Text: "Where?"}, nil)
		return err
	}
	var limit *quota.LimitError
	if err := ask("a"); err != nil {
		t.Fatal(err)
	}
	if err := ask("a"); !errors.As(err, &limit) || limit.Until.IsZero() {
		t.Errorf("beyond the limit: got the error %v", err)
	}
	if err := ask("b"); err != nil || s.calls.Load() != 2 {
		t.Errorf("another person: error %v, answered %d times", err, s.calls.Load())
	}
}

// Who is refused for want of a place is refused at once, and a place is free
// again when its question is answered or its asker leaves.
func TestPlacesAreGivenBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, err := quota.New(quota.Config{AtOnce: 1})
		if err != nil {
			t.Fatal(err)
		}
		s := &scripted{may: make(chan struct{})}
		d := New(s, l, Config{})
		ask := func(ctx context.Context, text string) error {
			_, _, err := d.Ask(ctx, quota.Who{Person: "a"}, answer.Question{Text: text}, nil)
			return err
		}
		leaving, leave := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- ask(leaving, "Where?") }()
		synctest.Wait()
		if err := ask(t.Context(), "When?"); !errors.Is(err, quota.ErrOverloaded) {
			t.Errorf("with all places taken: got the error %v", err)
		}
		leave()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("the one who left: got the error %v", err)
		}
		synctest.Wait()
		close(s.may)
		if err := ask(t.Context(), "When?"); err != nil {
			t.Errorf("with the place free again: got the error %v", err)
		}
	})
}
