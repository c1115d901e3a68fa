package answer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sony/gobreaker/v2"
)

// ErrModelUnavailable says that the server of a model fails, or is left alone
// after it failed repeatedly. The question is as good as any; the extractor can
// answer it.
var ErrModelUnavailable = errors.New("the model is unavailable")

// BreakerConfig says when a model's server is left alone.
type BreakerConfig struct {
	// Failures is how many in a row open the circuit; 0: 5.
	Failures uint32
	// Pause is for how long the server is then left alone, before a single
	// request finds out whether it works again; 0: 30 s.
	Pause time.Duration
	// Fault says whether an error is the server's fault, as a rejected prompt is
	// not; nil: each is. It is not asked about what is known to be none: that the
	// asker has gone, or what the receiver of proposals returned.
	Fault func(error) bool
	// Changed is told when the circuit opens, and when it closes; nil: nobody is.
	// It must not block.
	Changed func(open bool)
}

// Breaker is a circuit breaker around a Generator: after repeated failures that
// are its server's fault, calls fail at once for a while instead of letting each
// asker wait for another. These errors, and all that are the server's fault, are
// ErrModelUnavailable.
func Breaker(g Generator, c BreakerConfig) Generator {
	const failures, pause = 5, 30 * time.Second
	if c.Failures == 0 {
		c.Failures = failures
	}
	if c.Pause == 0 {
		c.Pause = pause
	}
	return &breaker{g, c.Fault, gobreaker.NewCircuitBreaker[struct{}](gobreaker.Settings{
		Timeout:       c.Pause,
		ReadyToTrip:   func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= c.Failures },
		IsExcluded:    func(err error) bool { return err != nil && !errors.Is(err, ErrModelUnavailable) },
		OnStateChange: c.stateChanged,
	})}
}

// stateChanged tells of what matters to people: a half-open circuit is open as
// long as nobody knows better.
func (c BreakerConfig) stateChanged(_ string, from, to gobreaker.State) {
	if opens := to == gobreaker.StateOpen && from == gobreaker.StateClosed; c.Changed != nil && (opens || to == gobreaker.StateClosed) {
		c.Changed(opens)
	}
}

type breaker struct {
	Generator
	fault   func(error) bool
	circuit *gobreaker.CircuitBreaker[struct{}]
}

// Generate implements Generator.
func (b *breaker) Generate(ctx context.Context, p Prompt, got func(Proposal) error) (spent Spent, err error) {
	arrived, refused := false, error(nil)
	err = b.call(func() error {
		spent, err = b.Generator.Generate(ctx, p, func(p Proposal) error {
			arrived, refused = true, got(p)
			return refused
		})
		if refused != nil {
			return err // the receiver has enough
		}
		return b.blame(ctx, arrived, err)
	})
	return spent, err
}

// Complete implements Generator.
func (b *breaker) Complete(ctx context.Context, p Prompt, tokens int) (text string, spent Spent, err error) {
	err = b.call(func() error {
		text, spent, err = b.Generator.Complete(ctx, p, tokens)
		return b.blame(ctx, false, err)
	})
	return text, spent, err
}

// call makes a call, unless the circuit is open.
func (b *breaker) call(f func() error) error {
	_, err := b.circuit.Execute(func() (struct{}, error) { return struct{}{}, f() })
	if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
		return fmt.Errorf("%w: %s has failed repeatedly and is left alone for a while", ErrModelUnavailable, b.Name())
	}
	return err
}

// blame marks an error that is the server's fault. An asker who has gone is no
// failure, but one whose time is up is, unless the answer was arriving.
func (b *breaker) blame(ctx context.Context, arrived bool, err error) error {
	switch gone := ctx.Err(); {
	case err == nil || errors.Is(err, ErrModelUnavailable):
		return err
	case errors.Is(gone, context.Canceled), gone != nil && arrived:
		return err
	case gone == nil && b.fault != nil && !b.fault(err):
		return err
	}
	return fmt.Errorf("%w: %w", ErrModelUnavailable, err)
}
