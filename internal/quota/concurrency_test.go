package quota

import (
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/tables"
)

// Of questions that come at the same time by two programs, as many pass as may.
func TestLastQuestions(t *testing.T) { onBoth(t, lastQuestions) }

// Databases that are spread over several machines do not let transactions wait
// for each other but have all but one of them start over, as PostgreSQL does
// where it is told that they have to be serializable.
func TestSerializable(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(*testing.T, bench){"last questions": lastQuestions, "sums": sumsUnderLoad} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := onDatabase(t)
			b.place += "&default_transaction_isolation=serializable"
			test(t, b)
		})
	}
}

func lastQuestions(t *testing.T, b bench) {
	const may, askers, each = 17, 8, 5
	c := Config{Server: Day{Questions: may}, Everybody: Day{Tokens: 1_000_000}}
	ledgers := []*Ledger{b.open(t, c), b.open(t, c)}
	var passed, refused atomic.Int32
	var all sync.WaitGroup
	for i := range askers {
		all.Go(func() {
			for range each {
				_, err := ledgers[i%2].Reserve(t.Context(), Who{Person: string(rune('a' + i)), Server: "town"}, Cost{Tokens: 1})
				var limit *LimitError
				switch {
				case err == nil:
					passed.Add(1)
				case errors.As(err, &limit) && limit.Of == Server:
					refused.Add(1)
				default:
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if passed.Load() != may || refused.Load() != askers*each-may {
		t.Errorf("%d passed and %d were refused", passed.Load(), refused.Load())
	}
}

// What is reserved, settled, cancelled and forgotten at the same time by two
// programs adds up in the end.
func TestSumsUnderLoad(t *testing.T) { onBoth(t, sumsUnderLoad) }

func sumsUnderLoad(t *testing.T, b bench) {
	c := Config{Person: Day{Questions: 1000}, Everybody: Day{Tokens: 1_000_000}}
	ledgers := []*Ledger{b.open(t, c), b.open(t, c)}
	const askers, each = 6, 10
	var all sync.WaitGroup
	for i := range askers {
		all.Go(func() {
			for n := range each {
				r, err := ledgers[i%2].Reserve(t.Context(), ann, Cost{Tokens: 100, Dollars: 1})
				if err != nil {
					t.Error(err)
					return
				}
				for range 2 {
					all.Go(func() {
						if n == 0 {
							_ = r.Cancel(t.Context()) // a failure shows in the sums
						} else if err := r.Settle(t.Context(), Cost{Tokens: 7, Dollars: 0.001}); err != nil {
							t.Error(err)
						}
					})
				}
			}
		})
	}
	all.Wait()
	const settled = askers * (each - 1)
	wantStored(t, ledgers[0], "ann", Used{Day: dayOf(noon).time(), Questions: settled, Tokens: 7 * settled, Dollars: 0.001 * settled})
	wantRows(t, ledgers[1], "quota_reservations", 0)
}

// Several programs that start at once, on nothing, all find tables.
func TestOpenAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		const programs = 8
		var passed atomic.Int32
		var all sync.WaitGroup
		for range programs {
			all.Go(func() {
				l, err := open(t.Context(), Config{Everybody: Day{Questions: 3}}, b.time, b.opening, b.place)
				if err != nil {
					t.Error(err)
					return
				}
				defer l.Close()
				if _, err := l.Reserve(t.Context(), ann, Cost{}); err == nil {
					passed.Add(1)
				}
			})
		}
		all.Wait()
		if passed.Load() != 3 {
			t.Errorf("%d passed", passed.Load())
		}
	})
}

// TestDies is run in a process of its own, which ends in the middle of a
// question.
func TestDies(t *testing.T) {
	place := os.Getenv("QUOTA_TEST_DIES")
	if place == "" {
		t.Skip("is part of TestCrash")
	}
	at := tables.OpenFile
	if strings.HasPrefix(place, "postgres:") {
		at = tables.OpenDatabase
	}
	l, err := open(t.Context(), Config{Person: Day{Tokens: 100}}, func() time.Time { return noon }, at, place)
	if err != nil {
		t.Fatal(err)
	}
	mustReserve(t, l, ann, Cost{Tokens: 60})
	process, _ := os.FindProcess(os.Getpid())
	_ = process.Kill()
	select {}
}

// A reservation of a program that was killed counts as estimated, until its day
// is over.
func TestCrash(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Person: Day{Tokens: 100}, KeepDays: 1})
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestDies$")
		child.Env = append(os.Environ(), "QUOTA_TEST_DIES="+b.place)
		if out, err := child.CombinedOutput(); child.ProcessState.ExitCode() != -1 {
			t.Fatalf("it was not killed: %v\n%s", err, out)
		}
		wantStored(t, l, "ann", Used{Day: dayOf(noon).time(), Questions: 1, Tokens: 60})
		mustRefuse(t, l, ann, Cost{Tokens: 41}, Person)
		mustReserve(t, l, ann, Cost{Tokens: 40})
		b.set(b.time().AddDate(0, 0, 1))
		settle(t, mustReserve(t, l, ann, Cost{Tokens: 100}), Cost{Tokens: 100})
		wantRows(t, l, "quota_reservations", 0) // what was never settled went with its day
	})
}
