package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"log/slog"
	"sync"
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

// household is what all corpora of a bot have in common.
type household struct {
	model  written
	ledger *quota.Ledger
	memory *memory.Memory
	log    *slog.Logger
	every  time.Duration // that a store is looked at for what other programs did; 0: never
}

func (c *serveCommand) openHousehold(ctx context.Context, log *slog.Logger) (*household, error) {
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
	h := &household{model: model, log: log, every: c.Watch}
	// Limits of a server may be set while the bot answers.
	if h.ledger, err = c.ledgerOf(ctx, limited, c.database, c.Servers != ""); err == nil {
		h.memory, err = c.recall(ctx, c.database)
	}
	if err != nil {
		return nil, errors.Join(err, h.Close())
	}
	return h, nil
}

// Close closes what all corpora have in common.
func (h *household) Close() error {
	var err error
	if h.ledger != nil {
		err = h.ledger.Close()
	}
	if h.memory != nil {
		err = errors.Join(err, h.memory.Close())
	}
	return err
}

// library is a corpus that a bot answers from, which may be reloaded while it does.
type library struct {
	*household
	place
	opened *opened
	close  func() error
	now    atomic.Pointer[discord.Serving]
	renews sync.Mutex // held while one renews, so that who is last has the newest
}

// newLibrary is a library that has nothing yet; load fills it.
func (h *household) newLibrary(p place) *library {
	return &library{household: h, place: p, close: func() error { return nil }}
}

// openLibrary opens a corpus.
func (h *household) openLibrary(ctx context.Context, p place, s streams) (*library, error) {
	l := h.newLibrary(p)
	return l, l.load(ctx, s)
}

// load opens the corpus and serves it. Nobody looks at what is opened before it
// serves.
func (l *library) load(ctx context.Context, s streams) (err error) {
	if l.opened, err = l.open(ctx, s); err != nil {
		return err
	}
	l.opened.warn(s)
	l.close = sync.OnceValue(l.opened.store.Close)
	if err = l.serve(ctx, l.opened.searcher); err != nil {
		return errors.Join(err, l.Close())
	}
	stop := l.watched(ctx)
	l.close = sync.OnceValue(func() error { stop(); return l.opened.store.Close() })
	return nil
}

// Close closes the corpus.
func (l *library) Close() error { return l.close() }

// Serving implements discord.Library.
func (l *library) Serving() *discord.Serving { return l.now.Load() }

// serve answers from a searcher from now on. Who has begun with the one before
// ends with it.
func (l *library) serve(ctx context.Context, searcher *retrieval.Searcher) error {
	stored, err := searcher.Manifest(ctx)
	if err != nil {
		return err
	}
	now := &discord.Serving{ID: idOf(stored.Location), Catalog: searcher.Names, Archive: searcher, Loaded: time.Now()}
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

// idOf tells a corpus from every other by where it was stored from: its name may be
// that of another, and be given to another later.
func idOf(location string) string {
	sum := sha256.Sum256([]byte(location))
	return hex.EncodeToString(sum[:16])
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
	l.renews.Lock()
	defer l.renews.Unlock()
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
