package sqlite

import (
	"path/filepath"
	"testing"

	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

func TestConformance(t *testing.T) {
	for name, place := range map[string]func(t *testing.T) string{
		"file":   func(t *testing.T) string { return filepath.Join(t.TempDir(), "store.db") },
		"memory": func(*testing.T) string { return Memory },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			indextest.Run(t, func(t *testing.T) retrieval.Index { return openStore(t, place(t)) })
		})
	}
}

// openStore opens the store at path until the test ends.
func openStore(t testing.TB, path string) *Store {
	t.Helper()
	s, err := Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}
