package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/postgrestest"
	"dateline/internal/retrieval/indextest"
)

// errStop is what an embedder says that breaks off.
var errStop = errors.New("the model is gone")

// failing is an embedder that breaks off at a text with some word.
type failing struct {
	*indextest.Arithmetic
	word string
}

func (f failing) Embed(ctx context.Context, list []string, got func(int, [][]float32) error) error {
	if slices.ContainsFunc(list, func(text string) bool { return strings.Contains(text, f.word) }) {
		return errStop
	}
	return f.Arithmetic.Embed(ctx, list, got)
}

// The embeddings of a model go once no generation has them; those that a
// synchronisation has begun to make stay, whoever publishes in between.
func TestUnusedSpaces(t *testing.T) {
	t.Parallel()
	s := openStore(t, postgrestest.URL(t))
	old, now, next := &indextest.Arithmetic{Model: "old"}, &indextest.Arithmetic{Model: "now"}, &indextest.Arithmetic{Model: "next"}
	generation := int64(0)
	publish := func(by *indextest.Arithmetic, records ...corpus.Record) {
		t.Helper()
		c := filling(generation, records...)
		c.Embedder, c.Generations = by, 2
		apply(t, s, c)
		generation++
	}
	wantSpaces := func(when, want string) {
		t.Helper()
		models := strings.Join(column(t, s, `SELECT model FROM spaces WHERE to_regclass('vectors_' || id) IS NOT NULL ORDER BY id`), " ")
		tables := count(t, s, `SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname ~ '^vectors_'`)
		if models != want || int(tables) != len(strings.Fields(want)) {
			t.Errorf("%s: the spaces are %q in %d tables, want %q", when, models, tables, want)
		}
	}
	publish(old, record("a", "A lantern."), record("b", "A second lantern."))
	publish(now)
	wantSpaces("one generation has each", "old now")
	// Broken off in the third batch, with two batches saved.
	broken := filling(generation, indextest.Records(64, 2*batch)...)
	broken.Embedder = failing{next, "haltingly"}
	broken.Put = append(broken.Put, filling(0, record("c", "It went haltingly.")).Put...)
	if err := s.Apply(t.Context(), broken); !errors.Is(err, errStop) {
		t.Fatalf("a synchronisation to be broken off: got the error %v", err)
	}
	saved := count(t, s, `SELECT count(*) FROM vectors_3`)
	if saved == 0 {
		t.Fatal("nothing of the space begun was saved")
	}
	publish(now, record("d", "A third lantern."))
	wantSpaces("a search may still be reading the old generation", "old now next")
	publish(now, record("d", "A fourth lantern."))
	wantSpaces("no generation has the old one", "now next")
	if n := count(t, s, `SELECT count(*) FROM vectors_3`); n != saved {
		t.Errorf("of %d embeddings begun %d are left", saved, n)
	}
	if _, err := s.Rollback(t.Context()); err != nil {
		t.Errorf("going back: %v", err)
	}
}
