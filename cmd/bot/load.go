package main

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"dateline/internal/discord"
	"dateline/internal/retrieval"
)

// soon is how long the bot waits for its corpora before it goes to Discord without
// them. What is wrong with a corpus mostly shows at once: a program that is started
// again and again for that reason must not begin a session each time, of which
// Discord allows 1,000 a day.
const soon = 2 * time.Second

var errLoading = errors.New("the corpus is still being loaded")

// loading is work that a bot can be without for a while.
type loading struct {
	stop func()       // breaks it off, and waits for that
	done <-chan error // how it ends, where it goes on behind; or nil
}

// goOn does the work. Where that takes long, since a corpus has to be embedded, it
// goes on behind.
func goOn(ctx context.Context, log *slog.Logger, work func(context.Context) error) (loading, error) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	var worker sync.WaitGroup
	worker.Go(func() { ended <- work(ctx) })
	l := loading{stop: func() { cancel(); worker.Wait() }}
	wait := time.NewTimer(soon)
	defer wait.Stop()
	select {
	case err := <-ended:
		return l, err
	case <-wait.C:
	}
	log.Info("the corpus is being loaded; questions are answered once it is")
	l.done = ended
	return l, nil
}

// unloaded is in place of every corpus until all are there.
type unloaded struct{}

// Serving implements discord.Library.
func (unloaded) Serving() *discord.Serving { return nil }

// Reload implements discord.Library.
func (unloaded) Reload(context.Context, bool, func(done, all int)) (retrieval.Report, int, error) {
	return retrieval.Report{}, 0, errLoading
}

// Rollback implements discord.Library.
func (unloaded) Rollback(context.Context) (from, to int64, err error) { return 0, 0, errLoading }
