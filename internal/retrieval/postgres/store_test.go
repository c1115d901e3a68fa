package postgres

import (
	"testing"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	indextest.Run(t, func(t *testing.T) retrieval.Index { return openStore(t, postgrestest.URL(t)) })
}

// openStore opens the store at an address until the test ends.
func openStore(tb testing.TB, address string) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return s
}
