package main

import (
	"context"
	"errors"
	"log/slog"
	"sync/atomic"
	"time"

	"dateline/internal/answer"
	"dateline/internal/desk"
	"dateline/internal/discord"
	"dateline/internal/memory"
	"dateline/internal/openai"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/postgres"
)

// library is the corpus that a bot answers from, which may be reloaded while it
// does.
type library struct {
	*serveCommand
	opened *opened
	model  written
	ledger *quota.Ledger
	memory *memory.Memory
	log    *slog.Logger
	now    atomic.Pointer[discord.Serving]
	stop   func()     // breaks loading off, and waits for that
	loaded chan error // how that ends, where it goes on; or nil
}

// openLibrary opens all but the corpus, which load does.
func (c *serveCommand) openLibrary(ctx context.Context, log *slog.Logger) (*library, error) {
	model, err := c.model(c.endpoint)
	if err != nil {
		return nil, err
	}
	limited := c.quota()
	if err := limited.Validate(); err != nil {
		return nil, usageError{err}
	}
	if c.PersonDollars+c.EverybodyDollars+c.ServerDollars > 0 && !model.priced {
		return nil, usageError{errNoPrice}
	}
	l := &library{serveCommand: c, model: model, log: log, stop: func() {}}
	if l.ledger, err = c.ledgerOf(ctx, limited, c.database); err == nil {
		l.memory, err = recollection{c.database, c.Memory}.open(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Close closes all that is open.
func (l *library) Close() (err error) {
	l.stop()
	if l.opened != nil {
		err = l.opened.store.Close()
	}
	if l.ledger != nil {
		err = errors.Join(err, l.ledger.Close())
	}
	if l.memory != nil {
		err = errors.Join(err, l.memory.Close())
	}
	return err
}

// Serving implements discord.Library.
func (l *library) Serving() *discord.Serving { return l.now.Load() }

// serve answers from a searcher from now on. Who has begun with the one before
// ends with it.
func (l *library) serve(ctx context.Context, searcher *retrieval.Searcher) error {
	stored, err := searcher.Manifest(ctx)
	if err != nil {
		return err
	}
	now := &discord.Serving{Catalog: searcher.Names, Archive: searcher, Loaded: time.Now()}
	for id := range stored.Documents {
		d, err := searcher.Document(ctx, id)
		if errors.Is(err, retrieval.ErrNoDocument) {
			continue // removed by another program meanwhile
		}
		if err != nil {
			return err
		}
		now.Documents = append(now.Documents, d.Header)
	}
	config := l.model.desk(searcher.Names.Generation)
	config.Log = func(err error) { l.log.Error("beside a question", "error", err) }
	now.Writer = config.Model
	now.Desk = desk.New(answer.New(searcher, l.model.Config), l.ledger, config)
	l.now.Store(now)
	return nil
}

// Reload implements discord.Library.
func (l *library) Reload(ctx context.Context, allowRemoval bool, progress func(done, all int)) (retrieval.Report, int, error) {
	if l.Serving() == nil {
		return retrieval.Report{}, 0, errLoading
	}
	src, err := l.source()
	if err != nil {
		return retrieval.Report{}, 0, err
	}
	m, err := l.opened.store.Manifest(ctx)
	if err == nil {
		err = l.opened.sameCorpus(m, src, false)
	}
	if err != nil {
		return retrieval.Report{}, 0, err
	}
	before := tokensOf(l.opened.by)
	report, err := retrieval.Sync(ctx, src, l.opened.store, retrieval.SyncOptions{AllowRemoval: allowRemoval, Embedder: l.opened.by, Progress: progress})
	if err == nil {
		err = l.renew(ctx)
	}
	return report, tokensOf(l.opened.by) - before, err
}

// renew serves what the store has now.
func (l *library) renew(ctx context.Context) error {
	searcher, err := retrieval.NewSearcher(ctx, l.opened.store, l.opened.by)
	if err != nil {
		return err
	}
	searcher.WordsAlone = l.opened.searcher.WordsAlone
	return l.serve(ctx, searcher)
}

// tokensOf is what an embedder has spent.
func tokensOf(by retrieval.Embedder) int {
	if paid, metered := by.(*openai.Embedder); metered {
		return int(paid.Usage().Tokens)
	}
	return 0
}

// Rollback implements discord.Library. Only a database keeps generations.
func (l *library) Rollback(ctx context.Context) (from, to int64, err error) {
	if l.Serving() == nil {
		return 0, 0, errLoading
	}
	store, keeps := l.opened.store.(*postgres.Store)
	if !keeps {
		return 0, 0, discord.ErrNoEarlier
	}
	from = l.Serving().Catalog.Generation
	to, err = store.Rollback(ctx)
	if errors.Is(err, postgres.ErrNoGeneration) {
		err = discord.ErrNoEarlier
	}
	if err == nil {
		err = l.renew(ctx)
	}
	return from, to, err
}

var _ discord.Library = (*library)(nil)
