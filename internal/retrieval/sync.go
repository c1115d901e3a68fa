package retrieval

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"dateline/internal/corpus"
)

// SyncOptions are what a caller decides about a synchronisation.
type SyncOptions struct {
	// AllowRemoval permits removing more than half of what is stored.
	AllowRemoval bool
	// Embedder, if set, embeds what is not embedded yet.
	Embedder Embedder
	// Estimate, if set, is told before anything is embedded how many texts that
	// will be, and of how many bytes. An error of it ends the synchronisation.
	Estimate func(texts, bytes int) error
	// Embedded, if set, is told with each batch how many texts are embedded by now.
	Embedded func(texts int)
	// Keep is how many generations a store that keeps several keeps, the new
	// one included; 0: as it sees fit.
	Keep int
	// Progress, if set, is told what is being done: how many of all documents
	// to store are stored.
	Progress func(done, all int)
}

// Report is what a synchronisation did, by document id, sorted.
type Report struct {
	Added, Changed, Removed []string
	Unchanged               int
	Skipped                 []corpus.Skipped
	Failed                  []*corpus.FileError // these files kept their old version
	Generation              int64
}

// RemovalError says that a synchronisation would have removed too much.
type RemovalError struct{ Remove, Stored int }

func (e *RemovalError) Error() string {
	return fmt.Sprintf("this would remove %d of the %d documents stored; nothing was changed", e.Remove, e.Stored)
}

// DuplicateError says that two places hold documents of one id.
type DuplicateError struct{ ID, First, Second string }

func (e *DuplicateError) Error() string {
	return fmt.Sprintf("%s and %s both hold a document with the id %q; rename one", e.First, e.Second, e.ID)
}

// Sync brings the store in step with the corpus, all at once or not at all. A
// file that can't be read is reported and keeps what is stored of it.
func Sync(ctx context.Context, src *corpus.Source, ix Index, o SyncOptions) (Report, error) {
	const attempts = 5 // each fails only because another synchronisation has just succeeded
	for range attempts {
		report, err := syncOnce(ctx, src, ix, o)
		if !errors.Is(err, ErrStale) {
			return report, err
		}
	}
	return Report{}, fmt.Errorf("synchronise: %w %d times; try again when the others are done", ErrStale, attempts)
}

func syncOnce(ctx context.Context, src *corpus.Source, ix Index, o SyncOptions) (Report, error) {
	old, err := ix.Manifest(ctx)
	if err != nil {
		return Report{}, err
	}
	p := plan{src: src, old: old, stored: map[string][]string{}, owner: map[string]string{}}
	p.report = Report{Skipped: src.Skipped, Generation: old.Generation}
	for id, stored := range old.Documents {
		p.stored[stored.File] = append(p.stored[stored.File], id)
	}
	if err := p.make(ctx); err != nil {
		return Report{}, err
	}
	p.change.Generations = o.Keep
	if o.Embedder != nil {
		p.change.Embedder = &counted{Embedder: o.Embedder, tell: o.Embedded}
	}
	if !p.needed() {
		return p.report, nil
	}
	if n := len(p.report.Removed); 2*n > len(old.Documents) && !o.AllowRemoval {
		return Report{}, &RemovalError{n, len(old.Documents)}
	}
	if o.Progress != nil {
		o.Progress(0, len(p.change.Put))
		p.change.Done = func(n int) { o.Progress(n, len(p.change.Put)) }
	}
	if err := p.estimate(ctx, ix, o); err != nil {
		return Report{}, err
	}
	if err := ix.Apply(ctx, p.change); err != nil {
		return Report{}, err
	}
	p.report.Generation++
	return p.report, nil
}

// plan is a change in the making.
type plan struct {
	src    *corpus.Source
	old    Manifest
	stored map[string][]string // file → document ids, of old
	change Change
	owner  map[string]string // document id → file, of all that will be stored
	report Report
}

func (p *plan) make(ctx context.Context) error {
	p.change = Change{From: p.old.Generation, Description: describe(p.src), Files: map[string]string{}, Keep: map[string]string{}}
	for _, file := range p.src.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := p.file(file); err != nil {
			return err
		}
	}
	if err := p.unreadable(); err != nil {
		return err
	}
	for id := range p.old.Documents {
		if _, stays := p.owner[id]; !stays {
			p.report.Removed = append(p.report.Removed, id)
		}
	}
	for _, ids := range [][]string{p.report.Added, p.report.Changed, p.report.Removed} {
		slices.Sort(ids)
	}
	p.change.Remove = p.report.Removed
	if len(p.owner) == 0 && len(p.report.Failed) > 0 {
		return fmt.Errorf("no document could be read: %w", p.report.Failed[0])
	}
	return nil
}

func (p *plan) needed() bool {
	c := p.change
	if c.Embedder != nil && p.old.Space != SpaceOf(c.Embedder) {
		return true
	}
	return len(c.Put)+len(c.Remove)+len(c.Keep) > 0 || p.old.Described != c.Description.Hash || !sameFiles(p.old.Files, c.Files)
}

func sameFiles(a, b map[string]string) bool {
	for file, hash := range a {
		if b[file] != hash {
			return false
		}
	}
	return len(a) == len(b)
}

// file plans for one file: unchanged, read anew, or failed and kept.
func (p *plan) file(file string) error {
	hash, err := p.src.FileHash(file)
	if err == nil && p.old.Files[file] == hash {
		p.change.Files[file] = hash
		return p.keep(file)
	}
	var records []corpus.Record
	if err == nil {
		records, err = p.src.Records(file)
	}
	if err != nil {
		var failed *corpus.FileError
		if !errors.As(err, &failed) {
			return err
		}
		p.report.Failed = append(p.report.Failed, failed)
		if hash, stored := p.old.Files[file]; stored {
			p.change.Files[file] = hash
		}
		return p.keep(file)
	}
	p.change.Files[file] = hash
	for _, r := range records {
		if err := p.record(file, r); err != nil {
			return err
		}
	}
	return nil
}

// unreadable keeps what is stored of folders that could not be looked into.
func (p *plan) unreadable() error {
	for _, failed := range p.src.Failed {
		p.report.Failed = append(p.report.Failed, failed)
		for file, hash := range p.old.Files {
			if !strings.HasPrefix(file, failed.File+"/") {
				continue
			}
			p.change.Files[file] = hash
			if err := p.keep(file); err != nil {
				return err
			}
		}
	}
	return nil
}

// keep leaves what is stored of a file as it is.
func (p *plan) keep(file string) error {
	for _, id := range p.stored[file] {
		if err := p.own(id, file); err != nil {
			return err
		}
		p.report.Unchanged++
	}
	return nil
}

func (p *plan) own(id, file string) error {
	if other, taken := p.owner[id]; taken {
		return &DuplicateError{id, other, file}
	}
	p.owner[id] = file
	return nil
}

func (p *plan) record(file string, r corpus.Record) error {
	if err := p.own(r.ID, file); err != nil {
		return err
	}
	hash := r.Hash()
	stored, known := p.old.Documents[r.ID]
	switch {
	case known && stored.Hash == hash:
		p.report.Unchanged++
		if stored.File != file {
			p.change.Keep[r.ID] = file
		}
		return nil
	case known:
		p.report.Changed = append(p.report.Changed, r.ID)
	default:
		p.report.Added = append(p.report.Added, r.ID)
	}
	p.change.Put = append(p.change.Put, Put{file, hash, r})
	return nil
}

func describe(src *corpus.Source) Description {
	d := Description{Name: src.Name, Location: src.Location, Outlets: src.Outlets(), Events: src.Events()}
	data, err := json.Marshal(d)
	if err != nil {
		panic("a description is strings and dates: " + err.Error())
	}
	sum := sha256.Sum256(append([]byte(corpus.Version+"\n"), data...))
	d.Hash = hex.EncodeToString(sum[:])
	return d
}
