package discord

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
)

// job works, and gives in the end what is to stand there. Through show it says
// what stands there meanwhile.
type job func(ctx context.Context, show func(...layout.Message)) ([]layout.Message, error)

// reply is what is said about what somebody did.
type reply struct {
	first layout.Callback // at once
	later job             // behind a deferred first one; nil: nothing is to follow
	// private says that all of it is for the person alone.
	private bool
	// deadline of the job; 0: that of an answer.
	deadline time.Duration
	// elsewhere, if set, is asked before the job whether what is said goes to
	// messages of its own rather than to the one that the button belongs to. With
	// an error it does, and to the person alone.
	elsewhere func(ctx context.Context) (bool, error)
	// answer is where the job notes the id of the answer that it gives, for those
	// who go on from it; may be nil.
	answer *string
}

// say is a reply of one message for the person alone.
func say(m layout.Message) reply { return reply{first: layout.Answer(m.Private()), private: true} }

// whisper is a reply that comes later, for the person alone.
func whisper(j job) reply { return reply{first: layout.Defer(true), later: j, private: true} }

// final makes a job of what needs time and has no states.
func final(f func(ctx context.Context) (layout.Message, error)) job {
	return func(ctx context.Context, _ func(...layout.Message)) ([]layout.Message, error) {
		m, err := f(ctx)
		return []layout.Message{m}, err
	}
}

// panicError is a panic of a handler or a job.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("panic: %v\n\n%s", e.value, e.stack) }

// carefully calls f; its panic is an error.
func carefully(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = &panicError{r, debug.Stack()}
		}
	}()
	return f()
}

// carry runs a job to its end, which is always something to say. failing is told
// before that is something else than what was asked for.
func (b *Bot) carry(l layout.Layout, what string, r reply, failing func()) func(context.Context, func(...layout.Message)) []layout.Message {
	return func(ctx context.Context, show func(...layout.Message)) []layout.Message {
		var out []layout.Message
		limited, cancel := context.WithTimeout(ctx, cmp.Or(r.deadline, b.Deadline))
		defer cancel()
		err := carefully(func() (err error) {
			out, err = r.later(limited, show)
			return err
		})
		if err == nil && len(out) > 0 {
			return out
		}
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		failing()
		return []layout.Message{b.sorry(l, what, err)}
	}
}

// errNothing is a job that ended with nothing to say.
var errNothing = errors.New("nothing to say")

// sorry is what somebody is told who does not get what they asked for.
func (b *Bot) sorry(l layout.Layout, what string, err error) layout.Message {
	if err == nil {
		err = errNothing
	}
	if m, known := l.Refused(err); known {
		return m
	}
	switch {
	case errors.Is(err, errLoading):
		return l.Loading()
	case isGone(err):
		return l.OldButton()
	case errors.Is(err, errTwice):
		return l.AlreadyAsked()
	case errors.Is(err, link.ErrStopped), errors.Is(err, context.Canceled):
		return l.Stopping()
	}
	return l.Failed(b.incident(err, what))
}

// What keeps somebody from being answered, and has a sentence of its own.
var (
	errLoading = errors.New("no corpus is loaded yet")
	errGone    = errors.New("what a button means is not in the corpus any more")
	errTwice   = errors.New("this was chosen before")
)
