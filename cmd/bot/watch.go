package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"
)

// watched is a store that other programs may change, and what is served from it.
type watched struct {
	stored func(context.Context) (int64, error) // the generation that the store has
	served func() int64                         // the one that is served
	renew  func(context.Context) error          // serves what the store has
	log    *slog.Logger
}

// watch looks every so often, until ctx is over, whether another program has
// changed the store, and serves that then. A failure is logged once until it has
// passed: what was served before goes on being served.
func (w watched) watch(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	failing := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := w.look(ctx)
		if ctx.Err() != nil {
			return
		}
		if err != nil && !failing {
			w.log.Error("it is not known what other programs changed in the store; what was loaded goes on serving", "error", err)
		}
		failing = err != nil
	}
}

// look serves what the store has, if that is not what is served.
func (w watched) look(ctx context.Context) error {
	stored, err := w.stored(ctx)
	before := w.served()
	if err != nil || stored == before {
		return err
	}
	if err := w.renew(ctx); err != nil {
		return err
	}
	if now := w.served(); now != before {
		w.log.Info("another program changed the corpus; that is served now", "generation", now, "before", before)
	}
	return nil
}

// watched looks after the store of a library until stop has returned.
func (l *library) watched(ctx context.Context) (stop func()) {
	if l.every == 0 {
		return func() {}
	}
	w := watched{
		stored: l.opened.store.Generation, served: func() int64 { return l.Serving().Catalog.Generation },
		renew: l.renew, log: l.log,
	}
	watching, cancel := context.WithCancel(ctx)
	var ended sync.WaitGroup
	ended.Go(func() { w.watch(watching, l.every) })
	return func() { cancel(); ended.Wait() }
}

// validateWatch reports what is wrong with the flag.
func (c *serveCommand) validateWatch() error {
	if c.Watch < 0 {
		return errors.New("--watch is less than 0")
	}
	return nil
}
