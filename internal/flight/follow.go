package flight

import (
	"context"
	"sync"
)

// flight is one answer on its way, or there. Events are only ever appended, so
// everybody on it reads them without a lock held.
type flight[E, T any] struct {
	callers int // guarded by Shared.mu
	cancel  context.CancelCauseFunc

	mu      sync.Mutex
	events  []E
	changed chan struct{} // closed when there is more, and replaced
	landed  bool
	value   T
	err     error
}

func (f *flight[E, T]) emit(e E) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.landed {
		return
	}
	f.events = append(f.events, e)
	close(f.changed)
	f.changed = make(chan struct{})
}

func (f *flight[E, T]) land(value T, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.landed, f.value, f.err = true, value, err
	close(f.changed)
}

// since is the events from a number on, whether these were the last, and what
// is closed when there is more.
func (f *flight[E, T]) since(seen int) (events []E, landed bool, more <-chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.events[seen:len(f.events):len(f.events)], f.landed, f.changed
}

// follow hands the events over until the flight has landed or ctx is over.
func (f *flight[E, T]) follow(ctx context.Context, emit func(E)) (none T, err error) {
	for seen := 0; ; {
		events, landed, more := f.since(seen)
		for _, e := range events {
			if ctx.Err() != nil {
				return none, context.Cause(ctx)
			}
			if emit != nil {
				emit(e)
			}
		}
		seen += len(events)
		if landed {
			return f.value, f.err // nobody writes them any more
		}
		select {
		case <-more:
		case <-ctx.Done():
			return none, context.Cause(ctx)
		}
	}
}
