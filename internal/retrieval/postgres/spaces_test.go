package postgres

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
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

// overtaken is an embedder during whose work something happens, once.
type overtaken struct {
	*indextest.Arithmetic
	during func()
}

func (o *overtaken) Embed(ctx context.Context, list []string, got func(int, [][]float32) error) error {
	return o.Arithmetic.Embed(ctx, list, func(first int, vectors [][]float32) error {
		if happen := o.during; happen != nil {
			o.during = nil
			happen()
		}
		return got(first, vectors)
	})
}

// A synchronisation whose lease ran out while it embedded says that another has
// taken over, and embeds no more, be it new documents or stored ones.
func TestOvertakenWhileEmbedding(t *testing.T) {
	t.Parallel()
	for name, stored := range map[string]bool{"new documents": false, "stored documents": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := openStore(t, postgrestest.URL(t))
			records := indextest.Records(65, 3*batch)
			mine, theirs := filling(0, records...), filling(0, records...)
			if stored {
				apply(t, s, filling(0, records...))
				mine, theirs = retrieval.Change{From: 1}, retrieval.Change{From: 1}
			}
			slow := &overtaken{Arithmetic: &indextest.Arithmetic{Model: "model"}}
			slow.during = func() {
				free(t, s)
				apply(t, s, theirs)
			}
			mine.Embedder, theirs.Embedder = slow, &indextest.Arithmetic{Model: "model"}
			if err := s.Apply(t.Context(), mine); !errors.Is(err, errLeaseLost) {
				t.Errorf("got the error %v", err)
			}
			if all := theirs.Embedder.(*indextest.Arithmetic).Count(); slow.Count() >= all { //nolint:forcetypeassert // set above
				t.Errorf("it embedded %d of %d texts in spite of that", slow.Count(), all)
			}
		})
	}
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

// An index is given as much memory as it takes, up to what the address grants,
// and no less than the server gives.
func TestIndexMemory(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	for _, c := range []struct{ granted, has, want string }{
		{"", "1MB", "26650kB"},
		{"", "64MB", "64MB"},
		{"&maintenance_work_mem=20MB", "1MB", "20MB"},
		{"&maintenance_work_mem=1TB", "1MB", "26650kB"},
	} {
		s := openStore(t, address+c.granted)
		var got string
		err := s.write(t.Context(), func(tx pgx.Tx) error {
			if _, err := tx.Exec(t.Context(), `SET LOCAL maintenance_work_mem = '`+c.has+`'`); err != nil {
				return err
			}
			if err := giveMemory(t.Context(), tx, 10_400, 512, s.memory); err != nil {
				return err
			}
			return tx.QueryRow(t.Context(), `SHOW maintenance_work_mem`).Scan(&got)
		})
		if err != nil || got != c.want {
			t.Errorf("granted %q, the server's %s: an index gets %s, want %s: %v", c.granted, c.has, got, c.want, err)
		}
	}
}

// Where the system has not so much memory to share, an index is built in what
// the server gives.
func TestIndexWithoutMemory(t *testing.T) {
	t.Parallel()
	address := postgrestest.Database(t)
	// As a container says it that has a small /dev/shm.
	_, err := openStore(t, address).pool.Exec(t.Context(), `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET maintenance_work_mem = %L', current_database(), '8MB'); END $$;
		CREATE FUNCTION public.refuse() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN
			IF pg_size_bytes(current_setting('maintenance_work_mem')) > 8 * 1024 * 1024 THEN
				RAISE EXCEPTION 'could not resize shared memory segment' USING ERRCODE = '53100';
			END IF;
		END $$;
		CREATE EVENT TRIGGER refuse ON ddl_command_start WHEN TAG IN ('CREATE INDEX') EXECUTE FUNCTION public.refuse()`)
	if err != nil {
		t.Fatal(err)
	}
	s := openStore(t, address)
	id, err := s.space(t.Context(), retrieval.Space{Model: "small", Dimensions: 2})
	if err != nil {
		t.Fatal(err)
	}
	err = s.write(t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `INSERT INTO vectors_1 (hash, vector) SELECT int8send(i), format('[%s,%s]', cos(i), sin(i))::halfvec FROM generate_series(1, $1::bigint) AS i`, indexFrom)
		return err
	})
	if err == nil {
		err = s.indexVectors(t.Context(), id)
	}
	if err != nil || count(t, s, `SELECT count(*) FROM spaces WHERE indexed`) != 1 {
		t.Errorf("the index was not built: %v", err)
	}
}
