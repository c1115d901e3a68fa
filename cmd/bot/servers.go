package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/discord"
	"dateline/internal/quota"
)

// realm is the servers of a bot by its servers file, which may change while it
// answers.
type realm struct {
	*serveCommand
	*household
	flags quota.Config
	s     streams

	now atomic.Pointer[arrangement]

	lock    sync.Mutex // of who changes it
	retired []*library
}

// arrangement is a servers file with its corpora, open.
type arrangement struct {
	file      serversFile
	libraries map[string]*library // by their names
}

// At implements discord.Places.
func (r *realm) At(p discord.Place) discord.Terms {
	now := r.now.Load()
	if now == nil {
		return discord.Terms{Library: unloaded{}, Admins: true}
	}
	s, named := now.file.Servers[p.Server]
	out := discord.Terms{Language: s.Language, Roles: s.AdminRoles, Admins: named}
	out.Closed = len(s.Channels) > 0 && !slices.Contains(s.Channels, p.Channel) && !slices.Contains(s.Channels, p.Parent)
	if l := now.libraries[cmp.Or(s.Corpus, now.file.Default)]; l != nil {
		out.Library = l
	}
	return out
}

func (c *serveCommand) newRealm(s streams, h *household) *realm {
	return &realm{serveCommand: c, household: h, flags: c.quota(), s: s}
}

// load opens all corpora of the servers file.
func (r *realm) load(ctx context.Context) error {
	r.lock.Lock()
	defer r.lock.Unlock()
	next, err := r.arrange(ctx, &arrangement{})
	if err == nil {
		r.now.Store(next)
	}
	return err
}

// arrange reads the file and opens what was not open before. With an error it
// closes that again, and nothing has changed.
func (r *realm) arrange(ctx context.Context, before *arrangement) (_ *arrangement, err error) {
	file, err := r.readServers()
	if err != nil {
		return nil, err
	}
	next := &arrangement{file, map[string]*library{}}
	defer func() {
		if err != nil {
			err = errors.Join(err, next.close(before))
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(file.Corpora)) {
		p, err := r.placeOf(name, file.Corpora[name])
		if err != nil {
			return nil, err
		}
		if l := before.libraries[name]; l != nil && l.Corpus == p.Corpus && l.Store == p.Store {
			next.libraries[name] = l
			continue
		}
		if next.libraries[name], err = r.openLibrary(ctx, p, r.s); err != nil {
			delete(next.libraries, name)
			return nil, fmt.Errorf("corpus %s: %w", name, err)
		}
	}
	if err := next.distinct(); err != nil {
		return nil, err
	}
	return next, r.ledger.SetServers(file.shares(r.flags))
}

func (c *serveCommand) readServers() (serversFile, error) {
	file, err := readServers(c.Servers, c.quota())
	if err != nil {
		return file, usageError{err}
	}
	model, err := c.model(c.endpoint)
	if err == nil && file.priced() && !model.priced {
		err = usageError{errNoPrice}
	}
	return file, err
}

// placeOf is where a corpus is and where it is stored: in a database in a schema of
// its own.
func (c *serveCommand) placeOf(name string, e corpusEntry) (place, error) {
	p := c.place
	p.Corpus, p.Store = e.Corpus, e.Store
	var err error
	p.database, err = c.named(func(own string) string { return own + "_" + name })
	return p, err
}

// distinct refuses two corpora whose stores were filled from the same place: an
// answer of one could not be told from the other's.
func (a *arrangement) distinct() error {
	seen := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(a.libraries)) {
		id := a.libraries[name].Serving().ID
		if other := seen[id]; other != "" {
			return fmt.Errorf("the stores of the corpora %s and %s were filled from the same folder; fill one anew from its own with bot sync --yes", other, name)
		}
		seen[id] = name
	}
	return nil
}

// close closes the libraries that another arrangement has not got.
func (a *arrangement) close(but *arrangement) error {
	var err error
	for name, l := range a.libraries {
		if but.libraries[name] != l {
			err = errors.Join(err, l.Close())
		}
	}
	return err
}

// lingers is for how long a corpus that no place has any more is kept open for those
// who began with it: longer than anything that somebody does in Discord may take.
const lingers = 15 * time.Minute

// Reload takes over the servers file as it is now, and reloads the corpora that were
// open before. A file with a mistake changes nothing.
func (r *realm) Reload(ctx context.Context, bot *discord.Bot, log *slog.Logger) {
	before, next := r.takeOver(ctx, log)
	for _, name := range slices.Sorted(maps.Keys(next.libraries)) {
		if l := next.libraries[name]; before.libraries[name] == l {
			reload(ctx, bot, l, log.With("corpus", name))
		}
	}
}

// takeOver takes over the servers file as it is now. It does not wait for corpora
// that are being reloaded, which may take long: the file may take one from a server.
func (r *realm) takeOver(ctx context.Context, log *slog.Logger) (before, next *arrangement) {
	r.lock.Lock()
	defer r.lock.Unlock()
	if before = r.now.Load(); before == nil {
		return &arrangement{}, &arrangement{} // they could not be loaded, which ends the program
	}
	next, err := r.arrange(ctx, before)
	if err != nil {
		log.Error("the servers file was not taken over; what was there before holds", "error", err)
		return before, before
	}
	r.now.Store(next)
	log.Info("the servers file was taken over", "corpora", len(next.file.Corpora), "servers", len(next.file.Servers))
	for name, l := range before.libraries {
		if next.libraries[name] != l {
			r.retire(l, log)
		}
	}
	return before, next
}

func (r *realm) retire(l *library, log *slog.Logger) {
	r.retired = append(r.retired, l)
	time.AfterFunc(lingers, func() {
		r.lock.Lock()
		r.retired = slices.DeleteFunc(r.retired, func(other *library) bool { return other == l })
		r.lock.Unlock()
		if err := l.Close(); err != nil {
			log.Error("a corpus that is not used any more was not closed", "error", err)
		}
	})
}

// Close closes all corpora.
func (r *realm) Close() error {
	r.lock.Lock()
	defer r.lock.Unlock()
	var err error
	if now := r.now.Load(); now != nil {
		err = now.close(&arrangement{})
	}
	for _, l := range r.retired {
		err = errors.Join(err, l.Close())
	}
	return err
}

// check says whether the servers file can be used, and what is wrong with its
// corpora.
func (c *serveCommand) check(s streams) error {
	if c.Servers == "" {
		return usageError{errors.New("--check checks the file of --servers; name it")}
	}
	file, err := c.readServers()
	if err != nil {
		return err
	}
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(file.Corpora)) {
		if _, err := corpus.Open(file.Corpora[name].Corpus); err != nil {
			problems = append(problems, fmt.Errorf("corpus %s: %w", name, err))
		}
		if _, err := c.placeOf(name, file.Corpora[name]); err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	fmt.Fprintf(s.out, "%s: corpora %d, servers %d, no mistakes\n", c.Servers, len(file.Corpora), len(file.Servers))
	return nil
}
