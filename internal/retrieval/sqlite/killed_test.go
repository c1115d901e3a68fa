package sqlite

import (
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// state is what a store holds of a folder, and how that ranks.
type state struct {
	documents map[string]retrieval.Stored
	files     map[string]string
	rank      *indextest.Reference
}

func stateOf(t *testing.T, folder string) state {
	t.Helper()
	src, err := corpus.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	s := state{documents: map[string]retrieval.Stored{}, files: map[string]string{}}
	var all []corpus.Record
	for _, file := range src.Files {
		hash, err := src.FileHash(file)
		if err != nil {
			t.Fatal(err)
		}
		records, err := src.Records(file)
		if err != nil {
			t.Fatal(err)
		}
		s.files[file] = hash
		for _, r := range records {
			s.documents[r.ID] = retrieval.Stored{File: file, Hash: r.Hash()}
		}
		all = append(all, records...)
	}
	s.rank = indextest.NewReference(all)
	return s
}

// check asks whether a store holds exactly this state, at a generation.
func (want state) check(t *testing.T, s *Store, generation int64) {
	t.Helper()
	m, err := s.Manifest(t.Context())
	if err != nil || m.Generation != generation {
		t.Fatalf("the store is at generation %d, want %d: %v", m.Generation, generation, err)
	}
	if !maps.Equal(m.Documents, want.documents) || !maps.Equal(m.Files, want.files) {
		t.Errorf("generation %d is not whole (-want +got):\n%s", generation, cmp.Diff(want.documents, m.Documents)+cmp.Diff(want.files, m.Files))
	}
	for _, r := range indextest.Requests(3, indextest.Few(8, 3)) {
		got, err := s.Search(t.Context(), r)
		if err != nil {
			t.Fatal(err)
		}
		if hits := want.rank.Search(r); !reflect.DeepEqual(hits, got) {
			if diff := cmp.Diff(hits, got, cmpopts.EquateEmpty()); diff != "" {
				t.Fatalf("generation %d, search %+v (-want +got):\n%s", generation, r, diff)
			}
		}
	}
	var verdict string
	if err := s.db.QueryRowContext(t.Context(), `PRAGMA integrity_check`).Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("SQLite finds in the file: %q, %v", verdict, err)
	}
}

// changing is a folder that has been synchronised once and then changed: many
// documents rewritten, some withdrawn, some new.
func changing(t *testing.T) (folder, base string, before, after state) {
	folder, base = t.TempDir(), filepath.Join(t.TempDir(), "base.db")
	n := indextest.Few(250, 100)
	first := shortRecords(31, n)
	indextest.WriteCorpus(t, folder, first)
	before = stateOf(t, folder)
	if _, err := syncFolder(t.Context(), folder, base, nil); err != nil {
		t.Fatal(err)
	}
	second := append(shortRecords(32, n*3/5), first[n*18/25:]...)
	indextest.WriteCorpus(t, folder, append(second, shortRecords(33, n+40)[n:]...))
	return folder, base, before, stateOf(t, folder)
}

// shortRecords are records that the race detector can go through ten times.
func shortRecords(seed uint64, n int) []corpus.Record {
	out := indextest.Records(seed, n)
	for i := range out {
		out[i].Text, _, _ = strings.Cut(out[i].Text, "\n")
	}
	return out
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestKilledAtAnyMoment kills synchronisations, ten with time to spare: behind some
// sign of progress, or once the log has grown to some size, which comes between
// signs and while the change is concluded.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	folder, base, before, after := changing(t)
	whole, err := os.Stat(base)
	if err != nil {
		t.Fatal(err)
	}
	killed := 0
	rounds := indextest.Few(10, 3)
	for i := range rounds {
		store := filepath.Join(t.TempDir(), "store.db")
		old, generation := state{rank: indextest.NewReference(nil)}, int64(0)
		if i%3 != 0 { // else from nothing
			copyFile(t, base, store)
			old, generation = before, 1
		}
		signs, size := rand.IntN(5), int64(0)
		if i%2 == 0 {
			signs, size = 0, rand.Int64N(whole.Size())
		}
		what := fmt.Sprintf("from generation %d, killed behind %d signs and %d bytes of the log", generation, signs, size)
		if killSync(t, folder, store, signs, size) {
			killed++
		}
		s := openStore(t, store)
		m, err := s.Manifest(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		t.Logf("%s: found generation %d", what, m.Generation)
		if m.Generation == generation {
			old.check(t, s, generation)
		} else {
			after.check(t, s, generation+1)
		}
		if _, err := syncFolder(t.Context(), folder, store, nil); err != nil {
			t.Fatalf("%s: the next synchronisation: %v", what, err)
		}
		after.check(t, s, generation+1)
	}
	if killed < rounds/2 {
		t.Errorf("only %d of %d synchronisations were killed before their end", killed, rounds)
	}
}

// killSync kills a synchronisation, and reports false if it has ended before.
func killSync(t *testing.T, folder, store string, signs int, size int64) bool {
	t.Helper()
	c := child(t.Context(), os.Args[0], "sync", folder, store)
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	seen := make(chan struct{}, 1000)
	ended := make(chan struct{})
	go func() {
		lastLine(out, func(string) { seen <- struct{}{} })
		close(ended)
	}()
	for range signs {
		select {
		case <-seen:
		case <-ended:
		}
	}
	for grown := false; !grown; {
		select {
		case <-ended:
			grown = true
		default:
			info, err := os.Stat(store + "-wal")
			grown = size == 0 || err == nil && info.Size() >= size
		}
	}
	_ = c.Process.Kill()
	<-ended // all output is read before Wait closes the pipe
	return c.Wait() != nil
}

// Two processes fill one new store at the same time: one is first, and the
// other sees that there is nothing left to do.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	folder, store := t.TempDir(), filepath.Join(t.TempDir(), "store.db")
	indextest.WriteCorpus(t, folder, shortRecords(34, 150))
	var start []io.Closer
	var all sync.WaitGroup
	for range 2 {
		c := child(t.Context(), os.Args[0], "sync", folder, store)
		in, err := c.StdinPipe()
		if err != nil {
			t.Fatal(err)
		}
		start = append(start, in)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		all.Go(func() {
			last := lastLine(out, func(string) {})
			if err := c.Wait(); err != nil || last != "generation 1" {
				t.Errorf("a process ended with %q: %v", last, err)
			}
		})
	}
	for _, in := range start {
		in.Close()
	}
	all.Wait()
	stateOf(t, folder).check(t, openStore(t, store), 1)
}
