package postgres

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// filling is a change that puts records into a store at a generation.
func filling(from int64, records ...corpus.Record) retrieval.Change {
	c := retrieval.Change{From: from, Files: map[string]string{}}
	for _, r := range records {
		c.Files[r.ID+".txt"] = "hash of " + r.ID
		c.Put = append(c.Put, retrieval.Put{File: r.ID + ".txt", Hash: r.Hash(), Record: r})
	}
	return c
}

func apply(t *testing.T, s *Store, c retrieval.Change) {
	t.Helper()
	if err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// count is the one number that a statement gives.
func count(t *testing.T, s *Store, statement string) (n int64) {
	t.Helper()
	err := s.read(t.Context(), func(tx pgx.Tx) error { return tx.QueryRow(t.Context(), statement).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func record(id, text string) corpus.Record {
	return corpus.Record{Header: corpus.Header{ID: id, Kind: corpus.Article}, Text: text}
}

// A citation leads to the words it quotes until their generation is pruned.
func TestVersions(t *testing.T) {
	t.Parallel()
	s := openStore(t, postgrestest.URL(t))
	first, second := record("a", "The old lantern."), record("a", "The new beacon.")
	by := &indextest.Arithmetic{Model: "arithmetic"}
	c := filling(0, first)
	c.Embedder = by
	apply(t, s, c)
	for generation := int64(1); generation < 1+DefaultKeep; generation++ {
		d, err := s.Version(t.Context(), first.Hash())
		if err != nil || d.Body != first.Text {
			t.Fatalf("at generation %d the first version is %q: %v", generation, d.Body, err)
		}
		c := filling(generation, second)
		c.Embedder = by
		if generation > 1 { // nothing but another generation
			c.Put = nil
		}
		apply(t, s, c)
	}
	if _, err := s.Version(t.Context(), first.Hash()); !errors.Is(err, retrieval.ErrNoDocument) {
		t.Errorf("a version that is pruned: got the error %v", err)
	}
	if d, err := s.Version(t.Context(), second.Hash()); err != nil || d.Body != second.Text {
		t.Errorf("the version that serves is %q: %v", d.Body, err)
	}
	for _, table := range []string{"documents", "passages", "records", "vectors_1"} {
		if n := count(t, s, "SELECT count(*) FROM "+table); n != 1 {
			t.Errorf("%d rows of %s are left, want 1", n, table)
		}
	}
	if n := count(t, s, "SELECT count(*) FROM postings WHERE term = 'lantern'"); n != 0 {
		t.Errorf("%d postings of the pruned version are left", n)
	}
}

// Going back serves exactly what was there, and the way on from there is open.
func TestRollback(t *testing.T) {
	t.Parallel()
	s := openStore(t, postgrestest.URL(t))
	before := indextest.Records(51, 60)
	apply(t, s, filling(0, before...))
	want, err := s.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	c := filling(1, indextest.Records(52, indextest.Few(300, 100))[40:]...)
	c.Remove = []string{"doc-0003"}
	apply(t, s, c)
	generation, err := s.Rollback(t.Context())
	if err != nil || generation != 3 {
		t.Fatalf("the rollback made generation %d: %v", generation, err)
	}
	got, err := s.Manifest(t.Context())
	if err != nil || !maps.Equal(got.Documents, want.Documents) || !maps.Equal(got.Files, want.Files) || got.Generation != 3 {
		t.Fatalf("after the rollback generation %d holds %d documents, want 3 and %d: %v", got.Generation, len(got.Documents), len(want.Documents), err)
	}
	rank := indextest.NewReference(before)
	for _, r := range indextest.Requests(53, indextest.Few(40, 8)) {
		wantSame(t, s, rank, r)
	}
	if err := s.Apply(t.Context(), c); !errors.Is(err, retrieval.ErrStale) {
		t.Errorf("a change worked out before the rollback: got the error %v, want ErrStale", err)
	}
	if _, err := s.Rollback(t.Context()); !errors.Is(err, ErrNoGeneration) {
		t.Errorf("a second rollback: got the error %v, want ErrNoGeneration", err)
	}
	c.From = 3
	apply(t, s, c)
	after := slices.Concat(indextest.Records(52, indextest.Few(300, 100))[40:], before[:40])
	rank = indextest.NewReference(slices.Delete(after, len(after)-37, len(after)-36))
	for _, r := range indextest.Requests(54, indextest.Few(40, 8)) {
		wantSame(t, s, rank, r)
	}
}

func wantSame(t *testing.T, s *Store, rank *indextest.Reference, r retrieval.Request) {
	t.Helper()
	got, err := s.Search(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rank.Search(r), got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("search %+v (-want +got):\n%s", r, diff)
	}
}

// While one synchronises another waits, and says who it waits for when that
// takes too long; a dead one's lease runs out.
func TestLease(t *testing.T) {
	t.Parallel()
	s := openStore(t, postgrestest.URL(t))
	s.wait = 0
	held := func(expires string) {
		t.Helper()
		err := s.write(t.Context(), func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE lease SET owner = 'another', expires = now() + $1::text::interval`, expires)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	held("1 hour")
	var refused *retrieval.StoreError
	if err := s.Apply(t.Context(), filling(0, record("a", "A lantern."))); !errors.As(err, &refused) || !strings.Contains(refused.Reason, "another") {
		t.Errorf("beside another synchronisation: got the error %v", err)
	}
	if status, err := s.Status(t.Context()); err != nil || status.Owner != "another" {
		t.Errorf("the status names %q: %v", status.Owner, err)
	}
	held("-1 second")
	apply(t, s, filling(0, record("a", "A lantern.")))
	if status, err := s.Status(t.Context()); err != nil || status.Owner != "" {
		t.Errorf("afterwards the lease is held by %q: %v", status.Owner, err)
	}
	// One that was taken for dead, and whose lease another has, publishes nothing.
	c := filling(1, record("b", "A second lantern."))
	c.Done = func(int) { held("1 hour") }
	if err := s.Apply(t.Context(), c); !errors.Is(err, errLeaseLost) {
		t.Errorf("without the lease: got the error %v", err)
	}
	if m, err := s.Manifest(t.Context()); err != nil || m.Generation != 1 {
		t.Errorf("the store is at generation %d: %v", m.Generation, err)
	}
	// Nor does it delete what only it takes to be unused.
	if err := s.prune(t.Context(), 1, "the one before"); !errors.Is(err, errLeaseLost) {
		t.Errorf("pruning without the lease: got the error %v", err)
	}
}

// Many programs start at once with an empty database: each step is taken once.
func TestMigrateAtOnce(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	var lock sync.Mutex
	taken := map[string]int{}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			done, err := Migrate(t.Context(), address)
			if err != nil {
				t.Error(err)
			}
			lock.Lock()
			defer lock.Unlock()
			for _, step := range done {
				taken[step]++
			}
		})
	}
	all.Wait()
	for _, step := range steps() {
		if taken[step.name] != 1 {
			t.Errorf("step %s was taken %d times", step.name, taken[step.name])
		}
	}
}

func TestNewerSchema(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	s := openStore(t, address)
	err := s.write(t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE schema_version SET version = 99`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	var refused *retrieval.StoreError
	if _, err := Open(t.Context(), address); !errors.As(err, &refused) || !strings.Contains(refused.Reason, "newer version of this program (schema 99") {
		t.Errorf("a newer schema: got the error %v", err)
	}
}

// Connections that the server ends are made anew, and nobody is told.
func TestLostConnections(t *testing.T) {
	t.Parallel()
	s := openStore(t, postgrestest.URL(t))
	apply(t, s, filling(0, indextest.Records(55, 20)...))
	for range 5 {
		end(t, s)
		if _, err := s.Manifest(t.Context()); err != nil {
			t.Fatalf("after the connections were ended: %v", err)
		}
	}
	// In the middle of a change: it is made once.
	c := filling(1, indextest.Records(56, 80)...)
	ended := false
	c.Done = func(int) {
		if !ended {
			ended = true
			end(t, s)
		}
	}
	if err := s.Apply(t.Context(), c); err != nil {
		t.Fatalf("a change whose connection was ended: %v", err)
	}
	if m, err := s.Manifest(t.Context()); err != nil || m.Generation != 2 || len(m.Documents) != 80 {
		t.Errorf("generation %d holds %d documents, want 2 and 80: %v", m.Generation, len(m.Documents), err)
	}
	if n := count(t, s, `SELECT count(*) - count(DISTINCT name) FROM documents WHERE died IS NULL`); n != 0 {
		t.Errorf("%d documents are doubled", n)
	}
}

// end breaks off the connections of a store that look at its schema.
func end(t *testing.T, s *Store) {
	t.Helper()
	conn, err := pgx.ConnectConfig(t.Context(), s.place.pool.ConnConfig)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	_, err = conn.Exec(t.Context(), `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1::text AND pid <> pg_backend_pid()`,
		s.place.pool.ConnConfig.RuntimeParams["application_name"])
	if err != nil {
		t.Fatal(err)
	}
}

// A database that is not there is said so at once, without the password.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	start := time.Now()
	_, err := Open(t.Context(), "postgres://someone:secret@127.0.0.1:1/none")
	var refused *retrieval.StoreError
	if !errors.As(err, &refused) || !strings.Contains(refused.Error(), "can't be reached") || strings.Contains(refused.Error(), "secret") {
		t.Errorf("got the error %v", err)
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("it took %s to say so", took)
	}
}
