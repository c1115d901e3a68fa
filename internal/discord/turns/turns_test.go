package turns

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/postgrestest"
	"dateline/internal/tables"
)

const spacing = 5 * time.Second

// bench is a store that programs share, and the clock that they go by.
type bench struct {
	now     *atomic.Int64
	place   string
	opening opening
}

func (b bench) pass(by time.Duration) { b.now.Add(by.Milliseconds()) }

func (b bench) open(t *testing.T, bot string, most int) *Turns {
	t.Helper()
	out, err := open(t.Context(), Config{bot, most, spacing}, b.opening, b.place)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { out.Close() })
	out.db.Within = time.Minute // a machine may have much else to do
	out.clock = func(context.Context, *sql.Tx) (time.Time, error) { return time.UnixMilli(b.now.Load()), nil }
	return out
}

// onBoth runs a test over a file and over a database.
func onBoth(t *testing.T, test func(*testing.T, bench)) {
	t.Helper()
	t.Parallel()
	for name, on := range map[string]func(testing.TB) bench{
		"file": func(t testing.TB) bench {
			return bench{new(atomic.Int64), filepath.Join(t.TempDir(), "new", "s.db"), tables.OpenFile}
		},
		"database": func(t testing.TB) bench { return bench{new(atomic.Int64), postgrestest.URL(t), tables.OpenDatabase} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := on(t)
			b.now.Store(time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC).UnixMilli())
			test(t, b)
		})
	}
}

func take(t *testing.T, turns *Turns, bucket int) (*Turn, time.Duration) {
	t.Helper()
	turn, wait, err := turns.Take(t.Context(), bucket)
	if err != nil {
		t.Fatal(err)
	}
	if (turn == nil) != (wait > 0) {
		t.Fatalf("%v with a wait of %s", turn, wait)
	}
	return turn, wait
}

func spend(t *testing.T, turn *Turn) {
	t.Helper()
	if turn == nil {
		t.Fatal("there is no turn")
	}
	if err := turn.Spend(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// A bucket is one program's at a time, and another's 5 s after an IDENTIFY.
func TestBucketIsShared(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		one, two, other := b.open(t, "a", 9), b.open(t, "a", 9), b.open(t, "b", 9)
		mine, _ := take(t, one, 0)
		if _, wait := take(t, two, 0); wait != Hold {
			t.Errorf("a wait of %s", wait)
		}
		for _, free := range []struct {
			*Turns
			bucket int
		}{{two, 1}, {other, 0}} {
			spend(t, first(take(t, free.Turns, free.bucket)))
		}
		b.pass(time.Second)
		spend(t, mine)
		b.pass(spacing - time.Millisecond)
		if _, wait := take(t, two, 0); wait != time.Millisecond {
			t.Errorf("a wait of %s", wait)
		}
		b.pass(time.Millisecond)
		given := first(take(t, two, 0))
		if err := given.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		spend(t, first(take(t, one, 0)))
	})
}

func first(turn *Turn, _ time.Duration) *Turn { return turn }

// Who was killed holds nobody up for ever, and one who comes too late does not
// identify.
func TestTurnThatIsLost(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		one, two := b.open(t, "a", 9), b.open(t, "a", 9)
		slow := first(take(t, one, 0))
		b.pass(Hold)
		if err := slow.Spend(t.Context()); !errors.Is(err, errLost) {
			t.Errorf("past its time: %v", err)
		}
		next := first(take(t, two, 0))
		if err := slow.Spend(t.Context()); !errors.Is(err, errLost) {
			t.Errorf("in another's turn: %v", err)
		}
		if err := slow.Release(t.Context()); err != nil {
			t.Fatal(err)
		}
		if turn, _ := take(t, one, 0); turn != nil {
			t.Error("a turn that was lost gave another's back")
		}
		spend(t, next)
		b.pass(-24 * time.Hour) // the clock is put back
		spend(t, first(take(t, one, 0)))
	})
}

// A day's sessions are counted whoever begins them, also after a restart.
func TestBudgetIsShared(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		const most = 4
		for range most {
			program := b.open(t, "a", most)
			spend(t, first(take(t, program, 0)))
			program.Close()
			b.pass(time.Hour)
		}
		program := b.open(t, "a", most)
		if _, wait := take(t, program, 0); wait != 20*time.Hour {
			t.Errorf("a wait of %s", wait)
		}
		b.pass(20 * time.Hour)
		late := first(take(t, program, 1))
		spend(t, first(take(t, program, 0)))
		if err := late.Spend(t.Context()); !errors.Is(err, errSpent) {
			t.Errorf("one above the budget: %v", err)
		}
	})
}

// Of programs that ask at the same moment one has the bucket.
func TestTakeAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		programs := []*Turns{b.open(t, "a", 99), b.open(t, "a", 99), b.open(t, "a", 99)}
		for range 5 {
			var taken atomic.Int32
			var all sync.WaitGroup
			for n := range 12 {
				all.Go(func() {
					turn, _, err := programs[n%3].Take(t.Context(), 0)
					if err != nil {
						t.Error(err)
					} else if turn != nil {
						taken.Add(1)
					}
				})
			}
			all.Wait()
			if taken.Load() != 1 {
				t.Errorf("%d have the bucket", taken.Load())
			}
			b.pass(Hold)
		}
	})
}

func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []Config{{}, {"a", 0, spacing}, {"a", 1, 0}, {"a", 1, time.Hour}} {
		if _, err := OpenFile(t.Context(), filepath.Join(t.TempDir(), "s.db"), c); err == nil {
			t.Errorf("%+v is taken", c)
		}
	}
	if _, err := OpenFile(t.Context(), t.TempDir(), Config{"a", 1, spacing}); !errors.As(err, new(*StoreError)) {
		t.Errorf("a folder: %v", err)
	}
}

// TestClock: a database says itself what time it is.
func TestClock(t *testing.T) {
	t.Parallel()
	turns, err := OpenDatabase(t.Context(), postgrestest.URL(t), Config{"a", 1, spacing})
	if err != nil {
		t.Fatal(err)
	}
	defer turns.Close()
	turn, _ := take(t, turns, 0)
	spend(t, turn)
	if _, wait := take(t, turns, 1); wait < 23*time.Hour || wait > day {
		t.Errorf("a wait of %s", wait)
	}
}
