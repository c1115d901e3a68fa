package quota

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"dateline/internal/postgrestest"
	"dateline/internal/tables"
)

// wantStoreError is a failure that says what to do.
func wantStoreError(t *testing.T, err error, says string) {
	t.Helper()
	var gone *StoreError
	if !errors.As(err, &gone) || !strings.Contains(gone.Error(), says) {
		t.Errorf("got %v, want a store that %s", err, says)
	}
}

// With the database gone nobody may ask, an answer under way is not lost, and
// all is as it was when the database is back.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a server")
	}
	server := postgrestest.NewServer(t)
	b := bench{&clock{now: noon}, server.URL, tables.OpenDatabase}
	l := b.open(t, Config{Person: Day{Questions: 3}, AtOnce: 2})
	l.store.Within = 500 * time.Millisecond
	underWay := mustReserve(t, l, ann, Cost{Tokens: 60})
	server.Stop(t, syscall.SIGQUIT)

	_, err := l.Reserve(t.Context(), ann, Cost{})
	wantStoreError(t, err, "can't be reached")
	wantStoreError(t, underWay.Settle(t.Context(), Cost{Tokens: 5}), "can't be reached")
	if l.places.taken != 0 {
		t.Errorf("%d places are taken", l.places.taken)
	}

	server.Start(t)
	l.store.Within = tables.Patience
	settle(t, underWay, Cost{Tokens: 5})
	settle(t, mustReserve(t, l, ann, Cost{}), Cost{Tokens: 1})
	wantStored(t, l, "ann", Used{Day: dayOf(noon).time(), Questions: 2, Tokens: 6})
}

// Where limits of a day are not set a store that is gone keeps nobody from asking.
func TestStoreNotNeeded(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{AtOnce: 1, QuestionTokens: 10})
		l.Close()
		settle(t, mustReserve(t, l, ann, Cost{Tokens: 5}), Cost{Tokens: 6})
	})
}

// A commit whose success was not heard of is tried again and counts once.
func TestLostAnswer(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 3}})
		r := mustReserve(t, l, ann, Cost{Tokens: 60})
		if err := l.store.reserve(t.Context(), r.booking); err != nil {
			t.Fatal(err)
		}
		wantStored(t, l, "ann", Used{Day: dayOf(noon).time(), Questions: 1, Tokens: 60})
		settle(t, r, Cost{Tokens: 10})
		if err := l.store.settle(t.Context(), r.booking, counts{tokens: -50}); err != nil {
			t.Fatal(err)
		}
		wantStored(t, l, "ann", Used{Day: dayOf(noon).time(), Questions: 1, Tokens: 10})
	})
}

func TestGoneAsker(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 3}, AtOnce: 1})
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := l.Reserve(gone, ann, Cost{}); !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
		mustReserve(t, l, ann, Cost{})
		wantStored(t, l, "ann", Used{Day: dayOf(noon).time(), Questions: 1})
	})
}

// A file that another program has locked makes nobody wait for long.
func TestLocked(t *testing.T) {
	t.Parallel()
	b := onFile(t)
	l := b.open(t, Config{Person: Day{Questions: 3}})
	l.store.Within = 50 * time.Millisecond
	other, err := sql.Open("sqlite", "file:"+b.place+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	tx, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = l.Reserve(t.Context(), ann, Cost{})
	wantStoreError(t, err, "")
	if err := tx.Rollback(); err != nil {
		t.Fatal(err)
	}
	mustReserve(t, l, ann, Cost{})
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	foreign := filepath.Join(folder, "foreign.db")
	db, err := sql.Open("sqlite", "file:"+foreign)
	if err == nil {
		_, err = db.Exec(`CREATE TABLE theirs (x)`)
	}
	if err := errors.Join(err, db.Close(), os.WriteFile(filepath.Join(folder, "text.db"), []byte(strings.Repeat("no database ", 100)), 0o600)); err != nil {
		t.Fatal(err)
	}
	for path, says := range map[string]string{
		foreign:                          "something else",
		filepath.Join(folder, "text.db"): "damaged",
		folder:                           "can't be made",
		filepath.Join(foreign, "x.db"):   "can't be made",
	} {
		_, err := OpenFile(t.Context(), path, Config{})
		wantStoreError(t, err, says)
	}
}

func TestFileIsPrivate(t *testing.T) {
	t.Parallel()
	b := onFile(t)
	mustReserve(t, b.open(t, Config{Person: Day{Questions: 3}}), ann, Cost{})
	for _, name := range []string{b.place, b.place + "-wal"} {
		if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v: %v", name, info.Mode(), err)
		}
	}
}

func TestBadAddresses(t *testing.T) {
	t.Parallel()
	for address, says := range map[string]string{
		"postgres://u:hidden@[::1/db":                              "is no address",
		"postgres://u:hidden@127.0.0.1:1/db?search_path=a,b":       "one name",
		"postgres://u:hidden@127.0.0.1:1/db?connect_timeout=1":     "can't be reached",
		"postgres://u:hidden@127.0.0.1:1/db?search_path=Robert'--": "one name",
	} {
		_, err := OpenDatabase(t.Context(), address, Config{})
		wantStoreError(t, err, says)
		if strings.Contains(err.Error(), "hidden") {
			t.Errorf("the password is told: %v", err)
		}
	}
}
