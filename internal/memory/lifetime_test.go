package memory

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Of all who receive an interaction, in several programs, one goes on.
func TestSeen(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		programs := []*Memory{b.open(t), b.open(t)}
		for _, interaction := range []string{"i1", "i2"} {
			var first atomic.Int32
			var all sync.WaitGroup
			for i := range 16 {
				all.Go(func() {
					if seen, err := programs[i%2].Seen(t.Context(), interaction); err != nil {
						t.Error(err)
					} else if !seen {
						first.Add(1)
					}
				})
			}
			all.Wait()
			if first.Load() != 1 {
				t.Errorf("%s was new %d times", interaction, first.Load())
			}
		}
		if _, err := programs[0].Seen(t.Context(), ""); !errors.As(err, new(*InvalidError)) {
			t.Error(err)
		}
		b.pass(time.Hour + time.Second)
		if err := programs[1].Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		if seen, err := programs[0].Seen(t.Context(), "i1"); seen || err != nil {
			t.Errorf("after an hour: %v, %v", seen, err)
		}
	})
}

// After 30 days an answer is gone, before it is pruned and after, with all that
// hangs on it.
func TestExpiry(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		old := put(t, m, asked("Old?"))
		rate(t, m, Feedback{Answer: old, Person: "bob", Helpful: true})
		if err := m.Published(t.Context(), old, "m1"); err != nil {
			t.Fatal(err)
		}
		b.pass(20 * 24 * time.Hour)
		young := put(t, m, asked("Young?"))
		rate(t, m, Feedback{Answer: young, Person: "carl"})
		b.pass(10*24*time.Hour + time.Minute)
		for range 2 {
			wantNone(t, m, old, "ann")
			if _, err := m.Rate(t.Context(), Feedback{Answer: old, Person: "dora"}); !errors.Is(err, ErrNoAnswer) {
				t.Error(err)
			}
			if list, err := m.Thread(t.Context(), "thread-1", 5); len(list) != 1 || err != nil {
				t.Errorf("%v, %v", questions(list), err)
			}
			if lines := export(t, m, ""); len(lines) != 1 || lines[0].Question != "Young?" {
				t.Errorf("exported %+v", lines)
			}
			if err := m.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		for table, want := range map[string]int{"memory_answers": 1, "memory_feedback": 1, "memory_messages": 0} {
			wantRows(t, m, table, want)
		}
	})
}

func wantRows(t testing.TB, m *Memory, table string, want int) {
	t.Helper()
	var got int
	err := m.db.Do(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, m.db.SQL("SELECT count(*) FROM {}"+table)).Scan(&got)
	})
	if err != nil || got != want {
		t.Errorf("%s has %d rows, want %d: %v", table, got, want, err)
	}
}

// How long is kept what was said is settable; opening deletes nothing, so that
// who reads by a shorter measure than whoever keeps leaves all as it was.
func TestExpiryIsSettable(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		id := put(t, b.open(t), private("Why by train?"))
		b.pass(3 * time.Hour)
		short, err := open(t.Context(), Config{Keep: 2 * time.Hour}, b.time, b.opening, b.place)
		if err != nil {
			t.Fatal(err)
		}
		defer short.Close()
		wantNone(t, short, id, "ann")
		long, err := open(t.Context(), Config{PrivateFor: 4 * time.Hour}, b.time, b.opening, b.place)
		if err != nil {
			t.Fatal(err)
		}
		defer long.Close()
		if a, err := long.Get(t.Context(), id, "ann"); err != nil || a.Question != "Why by train?" {
			t.Errorf("%q, %v", a.Question, err)
		}
		if err := short.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantNone(t, long, id, "ann")
	})
}

// Tend prunes at once and by the hour, and reports what fails until it is told to end.
func TestTend(t *testing.T) {
	t.Parallel()
	m := onFile(t).open(t)
	m.Close()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		reports := 0
		go m.Tend(ctx, func(error) { reports++ })
		time.Sleep(3*tidied + time.Minute)
		cancel()
		synctest.Wait()
		if reports != 4 {
			t.Errorf("%d reports", reports)
		}
	})
}

// Nothing of what is forgotten stands in the file afterwards.
func TestForgottenIsOverwritten(t *testing.T) {
	t.Parallel()
	b := onFile(t)
	m := b.open(t)
	found := func() bool {
		var all []byte
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(b.place + suffix)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			all = append(all, data...)
		}
		return bytes.Contains(all, []byte("xyzzy"))
	}
	for range 50 {
		put(t, m, asked("Does xyzzy work?"))
	}
	if !found() {
		t.Fatal("it does not stand there before")
	}
	if _, err := m.Forget(t.Context(), "ann"); err != nil {
		t.Fatal(err)
	}
	if found() {
		t.Error("it stands there still")
	}
}
