package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"net/url"
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/openai"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/postgres"
	"dateline/internal/retrieval/sqlite"
)

// database is the flag that says which server keeps the corpus, if any.
type database struct {
	Database string `name:"database" env:"DATABASE_URL" help:"Keep the corpus in this PostgreSQL database with pgvector instead of a file: postgres://user:password@host/database; search_path=NAME in it chooses the schema." placeholder:"URL"`
}

// openStore opens the database that is named, or else the file.
func (d database) openStore(ctx context.Context, path string) (retrieval.Index, string, error) {
	if d.Database == "" {
		store, err := sqlite.Open(ctx, path)
		if err != nil {
			return nil, path, err
		}
		return store, path, nil
	}
	store, err := postgres.Open(ctx, d.Database)
	if err != nil {
		return nil, "", err
	}
	return store, store.Name(), nil
}

// apart is the same database with a schema of its own, so that measuring a
// corpus never touches the one that others are being answered from.
func (d database) apart() (database, error) {
	return d.named(func(string) string { return "dateline_eval_" + strings.ToLower(rand.Text()[:12]) })
}

// named is the same database with another schema, by the name of its own.
func (d database) named(schema func(own string) string) (database, error) {
	if d.Database == "" {
		return d, nil
	}
	u, err := url.Parse(d.Database)
	if err != nil || u.Scheme == "" {
		return d, usageError{errors.New("--database must be a URL, postgres://user:password@host/database, to have schemas of several names in it")}
	}
	q := u.Query()
	q.Set("search_path", schema(cmp.Or(q.Get("search_path"), postgres.DefaultSchema)))
	u.RawQuery = q.Encode()
	return database{u.String()}, nil
}

// temporary is a store that goes with the measurement it was made for.
type temporary struct {
	retrieval.Index
	database
}

// Close deletes what the database was given, also where the measurement was
// given up.
func (t temporary) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	return errors.Join(t.Index.Close(), t.drop(ctx))
}

func (d database) drop(ctx context.Context) error {
	if d.Database == "" {
		return nil
	}
	return postgres.Drop(ctx, d.Database)
}

// fill brings a store in step with the corpus and gives what embeds questions. A
// database that several programs share is filled by bot sync alone, so that a
// question neither waits for the corpus to be read nor undoes a rollback; only an
// empty one is filled. When a model's server fails, a question is answered from
// what is stored, by words alone, and that stays as it is.
func (p storage) fill(ctx context.Context, src *corpus.Source, o *opened, s streams, options retrieval.SyncOptions, write bool) (retrieval.Embedder, error) {
	m, err := o.store.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	serves := m.Generation > 0 && !write
	o.report.Generation = m.Generation
	by, err := p.embedder(ctx, m.Space, serves)
	if due := !serves || p.Database == ""; due {
		if other := o.sameCorpus(m, src, options.AllowRemoval); other != nil {
			return nil, other
		}
		if err == nil {
			embedWith(by, &options, s.err)
			o.report, err = retrieval.Sync(ctx, src, o.store, options)
		}
	}
	if serves && errors.As(err, new(*openai.Error)) {
		wordsAlone(s.err)(err)
		return nil, nil //nolint:nilnil // no embedder: words alone answer while its server is away
	}
	return by, err
}
