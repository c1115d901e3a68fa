package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/adrg/xdg"
	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
	"dateline/sample"
)

// place is the flags that say which corpus and where it is stored.
type place struct {
	Corpus string `help:"The corpus: a folder of documents, or a .jsonl file. Without one, the sample that comes with the program." placeholder:"PATH"`
	storage
	Store string `help:"The SQLite file to keep the corpus in, or ':memory:'. Without one, a file of the corpus's own in your data folder." placeholder:"FILE"`
}

// sampleLocation is where the sample corpus is.
const sampleLocation = "<sample>"

func (p place) source() (*corpus.Source, error) {
	if p.Corpus == "" {
		return corpus.OpenFS(sample.FS, sampleLocation)
	}
	return corpus.Open(p.Corpus)
}

// storePath is where the corpus is kept: each in a file of its own, so that
// asking one never replaces another. The sample needs none.
func (p place) storePath(src *corpus.Source) string {
	switch {
	case p.Store != "":
		return p.Store
	case src.Location == sampleLocation:
		return sqlite.Memory
	}
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`/\:*?"<>| `, r) {
			return '-'
		}
		return r
	}, filepath.Base(src.Location))
	sum := sha256.Sum256([]byte(src.Location))
	return filepath.Join(xdg.DataHome, "dateline", fmt.Sprintf("%s-%x.db", name, sum[:4]))
}

// opened is a corpus in its store, in step, ready to be searched.
type opened struct {
	store    retrieval.Index
	path     string
	searcher *retrieval.Searcher
	by       retrieval.Embedder // nil: words alone
	report   retrieval.Report
}

// open opens the corpus's store, in step.
func (p place) open(ctx context.Context, s streams) (*opened, error) {
	src, err := p.source()
	if err != nil {
		return nil, err
	}
	return p.openSource(ctx, src, p.storePath(src), s, retrieval.SyncOptions{}, false)
}

// storage is the flags that say where a corpus is kept and what embeds it.
type storage struct {
	database
	endpoint
	embedding
}

// openSource opens a store, and fills it where that is due or asked for.
func (p storage) openSource(ctx context.Context, src *corpus.Source, path string, s streams, options retrieval.SyncOptions, write bool) (*opened, error) {
	if err := p.checkEmbedding(); err != nil {
		return nil, err
	}
	store, name, err := p.openStore(ctx, path)
	if err != nil {
		return nil, err
	}
	o := &opened{store: store, path: name}
	options.Progress = progress(s.err, "documents", "stored")
	by, err := p.fill(ctx, src, o, s, options, write)
	if err == nil {
		o.searcher, err = retrieval.NewSearcher(ctx, store, by)
	}
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	o.by = by
	spent(by, s.err)
	o.searcher.WordsAlone = wordsAlone(s.err)
	return o, nil
}

// sameCorpus refuses to fill a store that holds another corpus, unless told to.
func (o *opened) sameCorpus(m retrieval.Manifest, src *corpus.Source, allowed bool) error {
	if allowed || m.Generation == 0 || m.Location == src.Location {
		return nil
	}
	return &retrieval.StoreError{Store: o.path, Reason: fmt.Sprintf(
		"holds the corpus at %s; name another with --store (in a database with search_path), or replace it with bot sync --yes", m.Location)}
}

// warn names the files that could not be read, for commands that go on with
// what is stored.
func (o *opened) warn(s streams) {
	for _, f := range o.report.Failed {
		fmt.Fprintf(s.err, "bot: %s; the answer is from what is stored without it, or from its last version\n", plain(f.Error()))
	}
}

// slow is how much has to be done before anybody is told of progress.
const slow = 200

// progress shows how far a synchronisation is: a bar on a terminal, a line at
// each tenth otherwise, nothing when there is little to do.
func progress(w io.Writer, things, done string) func(n, all int) {
	if file, ok := w.(interface{ Fd() uintptr }); ok && term.IsTerminal(int(file.Fd())) {
		var bar *progressbar.ProgressBar
		return func(n, all int) {
			if bar == nil {
				bar = progressbar.NewOptions(all, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription(things),
					progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
			}
			_ = bar.Set(n) // a bar that can't be drawn is no reason to stop
		}
	}
	tenth := 0
	return func(n, all int) {
		if now := 10 * n / max(all, 1); all >= slow && now > tenth {
			tenth = now
			fmt.Fprintf(w, "%s %d of %d %s\n", done, n, all, things)
		}
	}
}
