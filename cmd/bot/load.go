package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// soon is how long the bot waits for its corpus before it goes to Discord without
// it. What is wrong with a corpus mostly shows at once: a program that is started
// again and again for that reason must not begin a session each time, of which
// Discord allows 1,000 a day.
const soon = 2 * time.Second

var errLoading = errors.New("the corpus is still being loaded")

// load opens the corpus and serves it. Where that takes long, since the corpus has
// to be embedded, it goes on behind; loaded tells how it ends.
func (l *library) load(ctx context.Context, s streams) error {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan error, 1)
	var work sync.WaitGroup
	work.Go(func() { ended <- l.fetch(ctx, s) })
	l.stop = func() { cancel(); work.Wait() }
	wait := time.NewTimer(soon)
	defer wait.Stop()
	select {
	case err := <-ended:
		return err
	case <-wait.C:
	}
	l.log.Info("the corpus is being loaded; questions are answered once it is")
	l.loaded = ended
	return nil
}

// fetch opens the corpus. Nobody looks at what is opened before it serves.
func (l *library) fetch(ctx context.Context, s streams) error {
	o, err := l.open(ctx, s)
	if err != nil {
		return err
	}
	l.opened = o
	o.warn(s)
	return l.serve(ctx, o.searcher)
}
