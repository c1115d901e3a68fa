package sqlite

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// fill puts documents into an empty store.
func fill(t testing.TB, s *Store, n int) {
	t.Helper()
	if err := s.Apply(t.Context(), filling(0, n)); err != nil {
		t.Fatal(err)
	}
}

// filling is a change from a generation that puts n documents.
func filling(from int64, n int) retrieval.Change {
	c := retrieval.Change{From: from, Files: map[string]string{"all.jsonl": "1"}}
	for _, r := range indextest.Records(uint64(from)+50, n) {
		c.Put = append(c.Put, retrieval.Put{File: "all.jsonl", Hash: r.Hash(), Record: r})
	}
	return c
}

// filledFile is a store of n documents, closed again.
func filledFile(t testing.TB, n int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "store.db")
	s := openStore(t, path)
	fill(t, s, n)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// raw opens a file as any program would.
func raw(t testing.TB, path string, statements ...string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+url.PathEscape(path))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { db.Close() })
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// wantRefusal asks for one sentence that names the store and says why.
func wantRefusal(t *testing.T, err error, path, why string) {
	t.Helper()
	var refused *retrieval.StoreError
	if !errors.As(err, &refused) {
		t.Fatalf("got the error %v, want a *retrieval.StoreError about %q", err, why)
	}
	text := err.Error()
	if !strings.HasPrefix(text, "store "+path+": ") || !strings.Contains(text, why) || strings.Contains(text, "\n") || strings.Contains(text, "SQL logic") {
		t.Errorf("got %q, want one sentence that names the store and says it %s", text, why)
	}
}

func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	const damaged, notOurs = "is damaged", "is no store of this program"
	whole, err := os.ReadFile(filledFile(t, 20))
	if err != nil {
		t.Fatal(err)
	}
	write := func(data []byte) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	run := func(statements ...string) func(*testing.T, string) {
		return func(t *testing.T, path string) { raw(t, path, statements...).Close() }
	}
	for _, c := range []struct {
		name string
		make func(t *testing.T, path string)
		why  string
	}{
		{"another program's", run("CREATE TABLE coins (year INTEGER)", "INSERT INTO coins VALUES (1788)"), "is an SQLite file of another program"},
		{"another program's with a mark", run("PRAGMA application_id = 7", "CREATE TABLE coins (year INTEGER)"), "is an SQLite file of another program"},
		{"another program's with a log", run("PRAGMA journal_mode = WAL", "CREATE TABLE coins (year INTEGER)"), "is an SQLite file of another program"},
		{"a newer version's", func(t *testing.T, path string) {
			write(whole)(t, path)
			run("PRAGMA user_version = 99")(t, path)
		}, "was written by a newer version of this program (schema 99, this one knows 2)"},
		{"a text", write([]byte(strings.Repeat("Remember to buy a lantern.\n", 300))), notOurs},
		{"a short text", write([]byte("Remember to buy a lantern.\n")), notOurs},
		{"zeros", write(make([]byte, 5000)), notOurs},
		{"the first byte", write(whole[:1]), damaged},
		{"50 bytes", write(whole[:50]), damaged},
		{"a header", write(whole[:100]), damaged},
		{"a page", write(whole[:4096]), damaged},
		{"the first half", write(whole[:len(whole)/2]), damaged},
		{"all but a byte", write(whole[:len(whole)-1]), damaged},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "store.db")
			c.make(t, path)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			s, err := Open(t.Context(), path)
			if err == nil {
				s.Close()
			}
			wantRefusal(t, err, path, c.why)
			if after, err := os.ReadFile(path); err != nil || !bytes.Equal(before, after) {
				t.Errorf("the file has changed: %d bytes before, %d after, %v", len(before), len(after), err)
			}
			if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
				t.Errorf("something was left beside the file: %v", entries)
			}
		})
	}
}

func TestRefusedPlaces(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, path, why string }{
		{"a folder", folder, "can't be opened"},
		{"inside a file", filepath.Join(file, "store.db"), "its folder can't be made"},
		{"deep inside a file", filepath.Join(file, "a", "b", "store.db"), "its folder can't be made"},
	} {
		_, err := Open(t.Context(), c.path)
		wantRefusal(t, err, c.path, c.why)
	}
	if data, err := os.ReadFile(file); string(data) != "x" {
		t.Errorf("the file is now %q: %v", data, err)
	}
	// A folder read as if it were a file fails as a broken disk does.
	_, err := open(t.Context(), "broken", "file:"+url.PathEscape(folder)+"?mode=ro&immutable=1", "")
	wantRefusal(t, err, "broken", "the disk reports an error")
}

// What is there but empty is as good as nothing: it becomes a store.
func TestEmptyFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	fill(t, openStore(t, path), 3)
}

// Names that mean something in an address, or to SQLite, are plain names here.
func TestPaths(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{
		"with space.db", "50%.db", "50%20off.db", "what?.db", "what?mode=memory", "no#1.db", "a&b=c;d.db", "new/folder/of its own?/s#.db", "file:x.db", "é.db",
	} {
		path := filepath.Join(folder, filepath.FromSlash(name))
		s := openStore(t, path)
		fill(t, s, 3)
		s.Close()
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: no file of that name: %v", name, err)
		}
		m, err := openStore(t, path).Manifest(t.Context())
		if err != nil || len(m.Documents) != 3 {
			t.Errorf("%s: opened again, it has %d documents, want 3: %v", name, len(m.Documents), err)
		}
	}
}

func TestMemoriesAreApart(t *testing.T) {
	t.Parallel()
	a, b := openStore(t, Memory), openStore(t, Memory)
	fill(t, a, 3)
	if m, err := b.Manifest(t.Context()); err != nil || len(m.Documents) != 0 {
		t.Errorf("a second store in memory has %d documents of the first: %v", len(m.Documents), err)
	}
}

// Not parallel: it changes how long everyone waits.
func TestLocked(t *testing.T) {
	defer func(d time.Duration) { busyTimeout = d }(busyTimeout)
	busyTimeout = 20 * time.Millisecond
	path := filledFile(t, 20)
	other := raw(t, path, "BEGIN IMMEDIATE")
	s := openStore(t, path)
	wantRefusal(t, s.Apply(t.Context(), filling(1, 30)), path, "is locked by another program")
	if m, err := s.Manifest(t.Context()); err != nil || m.Generation != 1 {
		t.Errorf("while another writes, the store is at generation %d: %v", m.Generation, err)
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	if err := s.Apply(t.Context(), filling(1, 30)); err != nil {
		t.Errorf("after the lock: %v", err)
	}

	fresh := filepath.Join(t.TempDir(), "fresh.db")
	raw(t, fresh, "BEGIN EXCLUSIVE")
	_, err := Open(t.Context(), fresh)
	wantRefusal(t, err, fresh, "is locked by another program")
}

// A change waits for another's to end, and ends when its asker has gone.
func TestWaitGivenUp(t *testing.T) {
	t.Parallel()
	path := filledFile(t, 3)
	raw(t, path, "BEGIN IMMEDIATE")
	s := openStore(t, path)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Apply(ctx, filling(1, 3)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got the error %v, want %v", err, context.DeadlineExceeded)
	}
}

// Many open a store that is not there yet: one makes it, and all have it.
func TestOpenedAtOnce(t *testing.T) {
	t.Parallel()
	for round := range 10 {
		path := filepath.Join(t.TempDir(), fmt.Sprintf("store-%d.db", round))
		start := make(chan struct{})
		var all sync.WaitGroup
		for range 8 {
			all.Go(func() {
				<-start
				s, err := Open(t.Context(), path)
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				if m, err := s.Manifest(t.Context()); err != nil || m.Generation != 0 {
					t.Errorf("a new store is at generation %d: %v", m.Generation, err)
				}
			})
		}
		close(start)
		all.Wait()
	}
}
