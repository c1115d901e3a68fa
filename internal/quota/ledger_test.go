package quota

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/postgrestest"
	"dateline/internal/tables"
)

// noon is when tests begin.
var noon = time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC)

// clock is a clock that tests set.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) time() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// bench is a place where Ledgers are opened, all on the same counts, and the
// clock that they go by.
type bench struct {
	*clock
	place   string // a path or an address
	opening opening
}

func (b bench) open(t testing.TB, c Config) *Ledger {
	t.Helper()
	l, err := open(t.Context(), c, b.time, b.opening, b.place)
	if err != nil {
		t.Fatal(err)
	}
	l.store.Within = time.Minute // a machine may have much else to do
	t.Cleanup(func() { l.Close() })
	return l
}

// onBoth runs a test over a file and over a database.
func onBoth(t *testing.T, test func(*testing.T, bench)) {
	t.Helper()
	t.Parallel()
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		test(t, onFile(t))
	})
	t.Run("database", func(t *testing.T) {
		t.Parallel()
		test(t, onDatabase(t))
	})
}

func onFile(t testing.TB) bench {
	path := filepath.Join(t.TempDir(), "new", "quota.db")
	return bench{&clock{now: noon}, path, tables.OpenFile}
}

func onDatabase(t testing.TB) bench {
	return bench{&clock{now: noon}, postgrestest.URL(t), tables.OpenDatabase}
}

var (
	ann  = Who{Person: "ann", Server: "town"}
	bob  = Who{Person: "bob", Server: "town"}
	carl = Who{Person: "carl", Server: "port"}
)

func TestLimits(t *testing.T) {
	midnight := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	type asked struct {
		who  Who
		cost Cost
	}
	for name, test := range map[string]struct {
		config Config
		before []asked // which pass
		last   asked
		want   *LimitError // nil: passes
	}{
		"no limit":             {Config{}, []asked{{ann, Cost{1000, 1}}}, asked{ann, Cost{1000, 1}}, nil},
		"last question":        {Config{Person: Day{Questions: 2}}, []asked{{ann, Cost{}}}, asked{ann, Cost{}}, nil},
		"one too many":         {Config{Person: Day{Questions: 2}}, []asked{{ann, Cost{}}, {ann, Cost{}}}, asked{ann, Cost{}}, &LimitError{QuestionsOfDay, Person, 2, 2, 1, midnight}},
		"another person":       {Config{Person: Day{Questions: 1}}, []asked{{ann, Cost{}}}, asked{bob, Cost{}}, nil},
		"elsewhere":            {Config{Person: Day{Questions: 1}}, []asked{{ann, Cost{}}}, asked{Who{Person: "ann"}, Cost{}}, &LimitError{QuestionsOfDay, Person, 1, 1, 1, midnight}},
		"server":               {Config{Server: Day{Questions: 1}}, []asked{{ann, Cost{}}}, asked{bob, Cost{}}, &LimitError{QuestionsOfDay, Server, 1, 1, 1, midnight}},
		"another server":       {Config{Server: Day{Questions: 1}}, []asked{{ann, Cost{}}}, asked{carl, Cost{}}, nil},
		"no server":            {Config{Server: Day{Questions: 1}}, []asked{{Who{Person: "ann"}, Cost{}}}, asked{Who{Person: "ann"}, Cost{}}, nil},
		"same id, two holders": {Config{Person: Day{Questions: 1}, Server: Day{Questions: 1}}, []asked{{Who{Person: "x"}, Cost{}}}, asked{Who{Person: "ann", Server: "x"}, Cost{}}, nil},
		"everybody":            {Config{Everybody: Day{Dollars: 0.3}}, []asked{{ann, Cost{1, 0.1}}, {carl, Cost{1, 0.1}}}, asked{bob, Cost{1, 0.2}}, &LimitError{DollarsOfDay, Everybody, 0.3, 0.2, 0.2, midnight}},
		"tokens just fit":      {Config{Person: Day{Tokens: 100}}, []asked{{ann, Cost{Tokens: 60}}}, asked{ann, Cost{Tokens: 40}}, nil},
		"tokens":               {Config{Person: Day{Tokens: 100}}, []asked{{ann, Cost{Tokens: 60}}}, asked{ann, Cost{Tokens: 41}}, &LimitError{TokensOfDay, Person, 100, 60, 41, midnight}},
		"dollars just fit":     {Config{Server: Day{Dollars: 0.3}}, []asked{{ann, Cost{0, 0.1}}, {bob, Cost{0, 0.1}}}, asked{ann, Cost{0, 0.1}}, nil},
		"never":                {Config{Person: Day{Tokens: 100}}, nil, asked{ann, Cost{Tokens: 101}}, &LimitError{TokensOfDay, Person, 100, 0, 101, time.Time{}}},
		"question's tokens":    {Config{QuestionTokens: 100}, nil, asked{ann, Cost{Tokens: 101}}, &LimitError{TokensOfQuestion, "", 100, 0, 101, time.Time{}}},
		"person before server": {Config{Person: Day{Questions: 1}, Server: Day{Questions: 1}}, []asked{{ann, Cost{}}}, asked{ann, Cost{}}, &LimitError{QuestionsOfDay, Person, 1, 1, 1, midnight}},
	} {
		t.Run(name, func(t *testing.T) {
			onBoth(t, func(t *testing.T, b bench) {
				l := b.open(t, test.config)
				for _, a := range test.before {
					mustReserve(t, l, a.who, a.cost)
				}
				_, err := l.Reserve(t.Context(), test.last.who, test.last.cost)
				var got *LimitError
				if !errors.As(err, &got) && err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(test.want, got); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}

// What was refused leaves no trace: not with those it would have fitted either.
func TestRefusedCountsNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 10}, Server: Day{Questions: 1}, AtOnce: 2})
		mustReserve(t, l, ann, Cost{})
		for range 5 {
			mustRefuse(t, l, bob, Cost{}, Server)
		}
		wantStored(t, l, "bob")
		mustReserve(t, l, Who{Person: "bob"}, Cost{}) // the place is free again
	})
}

func TestSettle(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Tokens: 100}, Everybody: Day{Tokens: 100}})
		r := mustReserve(t, l, ann, Cost{Tokens: 90, Dollars: 0.9})
		mustRefuse(t, l, ann, Cost{Tokens: 20}, Person)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		for range 3 { // once counts, whoever has gone
			if err := r.Settle(gone, Cost{Tokens: 30, Dollars: 0.000_000_15}); err != nil {
				t.Fatal(err)
			}
		}
		wantStored(t, l, "ann", Used{dayOf(noon).time(), 1, 30, 0.000_000_15})
		mustReserve(t, l, ann, Cost{Tokens: 70})
		mustRefuse(t, l, bob, Cost{Tokens: 1}, Everybody)
	})
}

// A cost beyond the estimate counts, too.
func TestCostMoreThanEstimated(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Tokens: 100}})
		settle(t, mustReserve(t, l, ann, Cost{Tokens: 10}), Cost{Tokens: 1000})
		wantStored(t, l, "ann", Used{dayOf(noon).time(), 1, 1000, 0})
		mustRefuse(t, l, ann, Cost{}, Person)
	})
}

func TestCancel(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 1}, AtOnce: 1})
		r := mustReserve(t, l, ann, Cost{Tokens: 10})
		for range 2 {
			if err := r.Cancel(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		settle(t, r, Cost{Tokens: 5}) // too late to count
		wantStored(t, l, "ann", Used{Day: dayOf(noon).time()})
		mustReserve(t, l, ann, Cost{})
	})
}

// A question belongs to the day it was asked on, also when its answer comes
// after midnight.
func TestMidnight(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 1}})
		b.set(time.Date(2026, 7, 31, 23, 59, 59, 999, time.UTC))
		r := mustReserve(t, l, ann, Cost{Tokens: 10})
		mustRefuse(t, l, ann, Cost{}, Person)
		b.set(time.Date(2026, 8, 1, 2, 0, 0, 0, time.FixedZone("CEST", 7200))) // midnight UTC
		settle(t, mustReserve(t, l, ann, Cost{Tokens: 7}), Cost{Tokens: 8})
		mustRefuse(t, l, ann, Cost{}, Person)
		settle(t, r, Cost{Tokens: 20})
		wantStored(t, l, "ann", Used{time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC), 1, 8, 0}, Used{dayOf(noon).time(), 1, 20, 0})
	})
}

func TestPrune(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 9}, KeepDays: 2})
		old := mustReserve(t, l, ann, Cost{Tokens: 1})
		first := dayOf(noon).time()
		b.set(noon.AddDate(0, 0, 1))
		mustReserve(t, l, ann, Cost{Tokens: 2})
		wantStored(t, l, "ann", Used{first.AddDate(0, 0, 1), 1, 2, 0}, Used{first, 1, 1, 0})
		b.set(noon.AddDate(0, 0, 2)) // in August
		mustReserve(t, l, ann, Cost{Tokens: 3})
		wantStored(t, l, "ann", Used{first.AddDate(0, 0, 2), 1, 3, 0}, Used{first.AddDate(0, 0, 1), 1, 2, 0})
		settle(t, old, Cost{Tokens: 10}) // of a day that nobody remembers
		b.set(noon.AddDate(0, 1, 0))
		if err := l.Prune(t.Context()); err != nil {
			t.Fatal(err)
		}
		wantStored(t, l, "ann")
		wantRows(t, l, "quota_counts", 0)
		wantRows(t, l, "quota_reservations", 0)
	})
}

func TestForget(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Questions: 2}, Server: Day{Questions: 3, Tokens: 100}})
		settle(t, mustReserve(t, l, bob, Cost{}), Cost{})
		underWay := mustReserve(t, l, ann, Cost{Tokens: 50})
		if err := l.Forget(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		wantStored(t, l, "ann")
		wantStored(t, l, "bob", Used{Day: dayOf(noon).time(), Questions: 1})
		settle(t, underWay, Cost{Tokens: 20}) // does not bring it back
		wantStored(t, l, "ann")
		mustReserve(t, l, ann, Cost{Tokens: 80}) // the server is charged what it cost
		mustRefuse(t, l, ann, Cost{}, Server)
	})
}

// Whoever is forgotten while being answered owes nothing below zero.
func TestForgetBetween(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Tokens: 100}})
		first := mustReserve(t, l, ann, Cost{Tokens: 90, Dollars: 1})
		if err := l.Forget(t.Context(), "ann"); err != nil {
			t.Fatal(err)
		}
		mustReserve(t, l, ann, Cost{Tokens: 10})
		settle(t, first, Cost{})
		wantStored(t, l, "ann", Used{Day: dayOf(noon).time(), Questions: 1})
	})
}

// Nothing is stored that no limit asks for.
func TestStoresOnlyWhatIsLimited(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Server: Day{Questions: 2}, Everybody: Day{Dollars: 1}})
		settle(t, mustReserve(t, l, ann, Cost{}), Cost{})
		wantStored(t, l, "ann")
		wantRows(t, l, "quota_counts", 2)
		wantRows(t, l, "quota_reservations", 0)
	})
}

func mustReserve(t testing.TB, l *Ledger, who Who, estimate Cost) *Reservation {
	t.Helper()
	r, err := l.Reserve(t.Context(), who, estimate)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustRefuse(t testing.TB, l *Ledger, who Who, estimate Cost, of Holder) {
	t.Helper()
	_, err := l.Reserve(t.Context(), who, estimate)
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Of != of {
		t.Fatalf("got %v, want the limit of %s", err, of)
	}
}

func settle(t testing.TB, r *Reservation, actual Cost) {
	t.Helper()
	if err := r.Settle(t.Context(), actual); err != nil {
		t.Fatal(err)
	}
}

func wantStored(t testing.TB, l *Ledger, person string, want ...Used) {
	t.Helper()
	got, err := l.Stored(t.Context(), person)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func wantRows(t testing.TB, l *Ledger, table string, want int) {
	t.Helper()
	var got int
	err := l.store.Do(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
		return tx.QueryRowContext(ctx, l.store.SQL("SELECT count(*) FROM {}"+table)).Scan(&got)
	})
	if err != nil {
		t.Fatal(err)
	}
	if got != want {
		t.Errorf("%s has %d rows, want %d", table, got, want)
	}
}
