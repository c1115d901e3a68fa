package memory

import (
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/postgrestest"
	"dateline/internal/tables"
)

// noon is when tests begin.
var noon = time.Date(2026, 7, 31, 12, 0, 0, 0, time.UTC)

// bench is a place where Memories are opened, all on the same tables, and the
// clock that they go by.
type bench struct {
	clock   *atomic.Int64
	place   string
	opening opening
}

func (b bench) time() time.Time       { return at(b.clock.Load()) }
func (b bench) pass(by time.Duration) { b.clock.Add(by.Milliseconds()) }

func (b bench) open(t testing.TB) *Memory {
	t.Helper()
	m, err := open(t.Context(), Config{}, b.time, b.opening, b.place)
	if err != nil {
		t.Fatal(err)
	}
	m.db.Within = time.Minute // a machine may have much else to do
	t.Cleanup(func() { m.Close() })
	return m
}

func onFile(t testing.TB) bench {
	b := bench{new(atomic.Int64), filepath.Join(t.TempDir(), "new", "memory.db"), tables.OpenFile}
	b.clock.Store(ms(noon))
	return b
}

func onDatabase(t testing.TB) bench {
	b := bench{new(atomic.Int64), postgrestest.URL(t), tables.OpenDatabase}
	b.clock.Store(ms(noon))
	return b
}

// onBoth runs a test over a file and over a database.
func onBoth(t *testing.T, test func(*testing.T, bench)) {
	t.Helper()
	t.Parallel()
	for name, on := range map[string]func(testing.TB) bench{"file": onFile, "database": onDatabase} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, on(t))
		})
	}
}

const said1 = `{"question":"Why by train?","outcome":"answered","claims":[{"text":"Berg took the train.","citations":[{"document":"lantern-2011","quote":"Berg travelled by train"}]}],"missing":["train"],"spent":{"requests":1}}`

// asked is an answer to ann in a thread.
func asked(question string) Answer {
	return Answer{Person: "ann", Server: "town", Channel: "news", Thread: "thread-1", Corpus: "summits", Question: question, JSON: []byte(said1)}
}

func private(question string) Answer {
	a := asked(question)
	a.Private = true
	return a
}

func put(t testing.TB, m *Memory, a Answer) string {
	t.Helper()
	id, err := m.Put(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func get(t testing.TB, m *Memory, id, person string) Answer {
	t.Helper()
	a, err := m.Get(t.Context(), id, person)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func wantNone(t *testing.T, m *Memory, id, person string) {
	t.Helper()
	if a, err := m.Get(t.Context(), id, person); !errors.Is(err, ErrNoAnswer) {
		t.Errorf("got %+v and %v, want none", a, err)
	}
}

func questions(list []Answer) (out []string) {
	for _, a := range list {
		out = append(out, a.Question)
	}
	return out
}

// An answer comes back as it was put, from another program, with what happened
// to it since.
func TestAnswers(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		want := asked("Why “by train”?\n'; DROP TABLE x --")
		want.ID = put(t, b.open(t), want)
		if !regexp.MustCompile(`^[A-Za-z0-9_-]{16,24}$`).MatchString(want.ID) {
			t.Errorf("the id is %q", want.ID)
		}
		m := b.open(t)
		for range 2 { // once more adds nothing
			if err := m.Published(t.Context(), want.ID, "m1", "m2"); err != nil {
				t.Fatal(err)
			}
		}
		want.Asked, want.Messages = noon, []string{"m1", "m2"}
		for _, person := range []string{"ann", "bob", ""} {
			if diff := cmp.Diff(want, get(t, m, want.ID, person)); diff != "" {
				t.Error(diff)
			}
		}
		a, err := m.ByMessage(t.Context(), "m2", "bob")
		if diff := cmp.Diff(want, a); diff != "" || err != nil {
			t.Error(diff, err)
		}
		for _, id := range []string{"", "unknown", "\x00", "\xff", want.ID + " "} {
			wantNone(t, m, id, "ann")
			if _, err := m.ByMessage(t.Context(), id, "ann"); !errors.Is(err, ErrNoAnswer) {
				t.Errorf("message %q: %v", id, err)
			}
			if err := m.Published(t.Context(), id, "m3"); !errors.Is(err, ErrNoAnswer) {
				t.Errorf("published %q: %v", id, err)
			}
		}
	})
}

func TestRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		for name, change := range map[string]func(*Answer){
			"nobody":           func(a *Answer) { a.Person = "" },
			"endless person":   func(a *Answer) { a.Person = strings.Repeat("x", maxID+1) },
			"zero in an id":    func(a *Answer) { a.Thread = "a\x00" },
			"endless":          func(a *Answer) { a.Question = strings.Repeat("x", MaxQuestion+1) },
			"zero":             func(a *Answer) { a.Question = "a\x00" },
			"invalid":          func(a *Answer) { a.Question = "\xff" },
			"no JSON":          func(a *Answer) { a.JSON = nil },
			"broken JSON":      func(a *Answer) { a.JSON = []byte(`{"claims":`) },
			"no object":        func(a *Answer) { a.JSON = []byte(`null`) },
			"endless JSON":     func(a *Answer) { a.JSON = []byte(`{"a":"` + strings.Repeat("x", MaxJSON) + `"}`) },
			"private, no JSON": func(a *Answer) { a.Private, a.JSON = true, []byte("x") },
		} {
			a := asked("Why?")
			change(&a)
			var invalid *InvalidError
			if _, err := m.Put(t.Context(), a); !errors.As(err, &invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if s, err := m.Stored(t.Context(), "ann"); s != (Stored{}) || err != nil {
			t.Errorf("stored %+v, %v", s, err)
		}
	})
}

// A private answer is its asker's, and its question is kept no longer than it is
// needed: not in the JSON either.
func TestPrivate(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		id := put(t, m, private("Why by train?"))
		wantNone(t, m, id, "bob")
		wantNone(t, m, id, "")
		if err := m.Published(t.Context(), id, "m1"); err != nil {
			t.Fatal(err)
		}
		if _, err := m.ByMessage(t.Context(), "m1", "bob"); !errors.Is(err, ErrNoAnswer) {
			t.Error(err)
		}
		const without = `{"claims":[{"text":"Berg took the train.","citations":[{"document":"lantern-2011","quote":"Berg travelled by train"}]}],"outcome":"answered"%s,"spent":{"requests":1}}`
		if a := get(t, m, id, "ann"); a.Question != "Why by train?" || string(a.JSON) != fmt.Sprintf(without, `,"question":"Why by train?"`) {
			t.Errorf("at first %q, %s", a.Question, a.JSON)
		}
		b.pass(time.Hour + time.Millisecond)
		for range 2 { // before it is pruned, and after
			if a := get(t, m, id, "ann"); a.Question != "" || string(a.JSON) != fmt.Sprintf(without, "") {
				t.Errorf("later %q, %s", a.Question, a.JSON)
			}
			if err := m.Prune(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		want := Stored{Answers: 1, Private: 1, First: noon, Last: noon}
		if s, err := m.Stored(t.Context(), "ann"); s != want || err != nil {
			t.Errorf("stored %+v, %v", s, err)
		}
	})
}

func TestShare(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		id, late, public := put(t, m, private("Why by train?")), put(t, m, private("Late?")), put(t, m, asked("Public?"))
		if _, err := m.Share(t.Context(), id, "bob"); !errors.Is(err, ErrNoAnswer) {
			t.Error(err)
		}
		if _, err := m.Share(t.Context(), public, "bob"); !errors.Is(err, ErrNotYours) {
			t.Error(err)
		}
		for range 2 {
			if a, err := m.Share(t.Context(), id, "ann"); err != nil || a.Private || a.Question != "Why by train?" {
				t.Errorf("%+v, %v", a, err)
			}
		}
		b.pass(2 * time.Hour)
		if _, err := m.Share(t.Context(), late, "ann"); err != nil {
			t.Error(err)
		}
		if a := get(t, m, id, "bob"); a.Question != "Why by train?" || !strings.Contains(string(a.JSON), `"question":"Why by train?"`) {
			t.Errorf("shared: %+v", a)
		}
		if a := get(t, m, late, "bob"); a.Question != "" {
			t.Errorf("shared late: %+v", a)
		}
	})
}

func TestHistory(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		var last string
		for i := range MaxHistory + 5 {
			a := asked(fmt.Sprint(i))
			a.Follows = last
			last = put(t, m, a)
			put(t, m, private("hidden"))
			other := asked("elsewhere")
			other.Thread = ""
			put(t, m, other)
			b.pass(time.Second)
		}
		secret := private("between us")
		secret.Follows = last
		hidden := put(t, m, secret)
		for _, c := range []struct {
			got  func() ([]Answer, error)
			want []string
		}{
			{func() ([]Answer, error) { return m.Thread(t.Context(), "thread-1", 2) }, []string{"23", "24"}},
			{func() ([]Answer, error) { return m.Thread(t.Context(), "", 2) }, nil},
			{func() ([]Answer, error) { return m.Thread(t.Context(), "thread-1", -1) }, nil},
			{func() ([]Answer, error) { return m.Thread(t.Context(), "thread\x00", 2) }, nil},
			{func() ([]Answer, error) { return m.Chain(t.Context(), last, "bob", 3) }, []string{"22", "23", "24"}},
			{func() ([]Answer, error) { return m.Chain(t.Context(), hidden, "ann", 2) }, []string{"24", "between us"}},
			{func() ([]Answer, error) { return m.Chain(t.Context(), hidden, "bob", 2) }, nil},
			{func() ([]Answer, error) { return m.Chain(t.Context(), "unknown", "bob", 2) }, nil},
		} {
			got, err := c.got()
			if diff := cmp.Diff(c.want, questions(got)); diff != "" || err != nil {
				t.Error(diff, err)
			}
		}
		all, err := m.Thread(t.Context(), "thread-1", 1000)
		chain, err2 := m.Chain(t.Context(), last, "", 1000)
		if len(all) != MaxHistory || len(chain) != MaxHistory || err != nil || err2 != nil {
			t.Errorf("%d in the thread, %d in the chain: %v, %v", len(all), len(chain), err, err2)
		}
	})
}

// Of many who choose at once, in several programs, one does.
func TestChoose(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		programs := []*Memory{b.open(t), b.open(t)}
		id := put(t, programs[0], asked("Which?"))
		if _, _, err := programs[0].Choose(t.Context(), id, "bob"); !errors.Is(err, ErrNotYours) {
			t.Error(err)
		}
		if err := programs[0].Reopen(t.Context(), id, "bob"); err != nil {
			t.Error(err)
		}
		for range 2 {
			var won atomic.Int32
			var all sync.WaitGroup
			for i := range 8 {
				all.Go(func() {
					a, first, err := programs[i%2].Choose(t.Context(), id, "ann")
					if err != nil || a.Question != "Which?" || !a.Chosen {
						t.Errorf("%+v, %v", a, err)
					}
					if first {
						won.Add(1)
					}
				})
			}
			all.Wait()
			if won.Load() != 1 {
				t.Errorf("%d chose", won.Load())
			}
			if err := programs[1].Reopen(t.Context(), id, "ann"); err != nil {
				t.Fatal(err)
			}
		}
	})
}
