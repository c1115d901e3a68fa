package sqlite

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// useAll calls every method and returns the errors that are not refusals: what
// a caller could not make a sentence of.
func useAll(t *testing.T, s *Store) []error {
	ctx := t.Context()
	var unclear []error
	note := func(what string, err error) {
		var refused *retrieval.StoreError
		if err != nil && !errors.As(err, &refused) && !errors.Is(err, retrieval.ErrNoDocument) && !errors.Is(err, retrieval.ErrStale) {
			unclear = append(unclear, fmt.Errorf("%s: %w", what, err))
		}
	}
	for _, r := range indextest.Requests(5, indextest.Few(10, 4)) {
		_, err := s.Search(ctx, r)
		note("Search", err)
	}
	_, err := s.Catalog(ctx)
	note("Catalog", err)
	_, err = s.Counts(ctx, []string{"unheardof", "2"})
	note("Counts", err)
	for i := range 20 {
		_, err := s.Document(ctx, fmt.Sprintf("doc-%04d", i))
		note("Document", err)
	}
	_, err = s.Manifest(ctx)
	note("Manifest", err)
	note("Apply", s.Apply(ctx, filling(1, 25)))
	return unclear
}

// A disk that lies: pages of a store hold something else than was written.
func TestDamagedPages(t *testing.T) {
	t.Parallel()
	whole, err := os.ReadFile(filledFile(t, 20))
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range indextest.Few(15, 3) {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("store-%d.db", i))
		data := append([]byte(nil), whole...)
		at := 4096 + r.IntN(len(data)-4096-600)
		for j := range 1 + r.IntN(600) {
			data[at+j] = byte(r.Uint32())
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		s, err := Open(t.Context(), path)
		if err != nil {
			wantRefusal(t, err, path, "is damaged")
			continue
		}
		for _, err := range useAll(t, s) {
			t.Errorf("bytes from %d on are damaged: %v", at, err)
		}
		s.Close()
	}
}

// What SQLite takes for whole may yet be none of ours.
func TestDamagedValues(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		statement string
		use       func(*testing.T, *Store) error
	}{
		{`UPDATE postings SET passages = x'80'`, useSearch},
		{`UPDATE postings SET documents = x'0101ff'`, useSearch},
		{`UPDATE postings SET passages = x'0102'`, useSearch},
		{`DELETE FROM passages`, useSearch},
		{`UPDATE passages SET units = 'x'`, useSearch},
		{`UPDATE documents SET header = '{'`, useSearch},
		{`UPDATE documents SET authors = ''`, useCatalog},
		{`UPDATE documents SET happened = 'soon'`, useCatalog},
		{`UPDATE facts SET value = '[' WHERE name = 'description'`, useCatalog},
		{`UPDATE documents SET record = 'null and void'`, useDocument},
		{`UPDATE documents SET record = 'null and void'`, useApply},
		{`UPDATE postings SET documents = x'ff'`, useApply},
	} {
		t.Run(c.statement, func(t *testing.T) {
			t.Parallel()
			path := filledFile(t, 20)
			raw(t, path, c.statement).Close()
			wantRefusal(t, c.use(t, openStore(t, path)), path, "is damaged")
		})
	}
}

func useSearch(t *testing.T, s *Store) error {
	for _, r := range indextest.Requests(5, indextest.Few(20, 5)) {
		if _, err := s.Search(t.Context(), r); err != nil {
			return err
		}
	}
	return nil
}

func useCatalog(t *testing.T, s *Store) error {
	_, err := s.Catalog(t.Context())
	return err
}

func useDocument(t *testing.T, s *Store) error {
	_, err := s.Document(t.Context(), "doc-0001")
	return err
}

// useApply puts the same documents again, so that no weight changes and the
// lists are read that are there.
func useApply(t *testing.T, s *Store) error {
	c := filling(0, 20)
	c.From = 1
	return s.Apply(t.Context(), c)
}
