package memory

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/postgrestest"
	"dateline/internal/tables"
)

func rate(t testing.TB, m *Memory, f Feedback) Rated {
	t.Helper()
	rated, err := m.Rate(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	return rated
}

func export(t testing.TB, m *Memory, corpus string) (out []exported) {
	t.Helper()
	var b bytes.Buffer
	n, err := m.Export(t.Context(), &b, corpus)
	if err != nil {
		t.Fatal(err)
	}
	for lines := json.NewDecoder(&b); lines.More(); {
		var e exported
		if err := lines.Decode(&e); err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
	}
	if len(out) != n {
		t.Errorf("%d lines, said to be %d", len(out), n)
	}
	return out
}

// Feedback counts once for a person and answer; the last word stands.
func TestFeedback(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		id := put(t, m, asked("Why by train?"))
		if got := rate(t, m, Feedback{Answer: id, Person: "bob", Helpful: true}); got != First {
			t.Errorf("the first is %v", got)
		}
		b.pass(time.Minute)
		const why = "  wrong\x00 train \xff <b>“é”</b>  "
		if got := rate(t, m, Feedback{Answer: id, Person: "bob", Reason: why}); got != Replaced {
			t.Errorf("the second is %v", got)
		}
		b.pass(time.Minute)
		for _, again := range []string{why, ""} {
			if got := rate(t, m, Feedback{Answer: id, Person: "bob", Reason: again}); got != Repeated {
				t.Errorf("the same with the reason %q is %v", again, got)
			}
		}
		want := []exported{{
			ID: id + "-1", Question: "Why by train?", Type: "unhelpful", Evidence: []evidence{}, AskedOn: "2026-07-31", Corpus: "summits",
			Reason: "wrong\ufffd train \ufffd <b>“é”</b>", Rated: noon.Add(time.Minute), Claims: []string{"Berg took the train."},
		}}
		if diff := cmp.Diff(want, export(t, m, "")); diff != "" {
			t.Error(diff)
		}
		rate(t, m, Feedback{Answer: id, Person: "bob", Helpful: true, Reason: strings.Repeat("é", MaxReason+5)})
		got := export(t, m, "summits")[0]
		if n := len([]rune(got.Reason)); n != MaxReason || got.Type != "helpful" || cmp.Diff([]evidence{{"lantern-2011", "Berg travelled by train"}}, got.Evidence) != "" {
			t.Errorf("%d characters, %+v", n, got)
		}
		if other := export(t, m, "another"); len(other) != 0 {
			t.Errorf("of another corpus: %+v", other)
		}
	})
}

func TestFeedbackRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		hidden := put(t, m, private("Why?"))
		for _, f := range []Feedback{{Answer: hidden, Person: "bob"}, {Answer: "unknown", Person: "bob"}} {
			if _, err := m.Rate(t.Context(), f); !errors.Is(err, ErrNoAnswer) {
				t.Errorf("%+v: %v", f, err)
			}
		}
		if _, err := m.Rate(t.Context(), Feedback{Answer: hidden}); !errors.As(err, new(*InvalidError)) {
			t.Error(err)
		}
		rate(t, m, Feedback{Answer: hidden, Person: "ann", Reason: "private as well"})
		if lines := export(t, m, ""); len(lines) != 0 {
			t.Errorf("exported %+v", lines)
		}
	})
}

// Of clicks at the same moment, in two programs, one is the first; a person has
// one opinion afterwards.
func TestFeedbackAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		programs := []*Memory{b.open(t), b.open(t)}
		id := put(t, programs[0], asked("Why by train?"))
		var counts [3]atomic.Int32
		var all sync.WaitGroup
		for i := range 16 {
			all.Go(func() {
				rated, err := programs[i%2].Rate(t.Context(), Feedback{Answer: id, Person: "bob", Helpful: true})
				if err != nil {
					t.Error(err)
				}
				counts[rated].Add(1)
			})
		}
		all.Wait()
		if first, again := counts[First].Load(), counts[Repeated].Load(); first != 1 || again != 15 {
			t.Errorf("%d are the first, %d repeat it", first, again)
		}
		if lines := export(t, programs[0], ""); len(lines) != 1 {
			t.Errorf("exported %+v", lines)
		}
	})
}

// Export goes through all pages, and names nobody.
func TestExportPages(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		ids := map[string]bool{}
		const answers, persons = 7, 11
		for i := range answers {
			a := asked("asked")
			a.JSON = []byte(strings.Replace(said1, `"outcome"`, `"rewritten":"standing alone","outcome"`, 1))
			id := put(t, m, a)
			for j := range persons {
				rate(t, m, Feedback{Answer: id, Person: fmt.Sprint("person-", j), Helpful: (i+j)%2 == 0})
				ids[fmt.Sprintf("%s-%d", id, j+1)] = true
			}
		}
		for _, e := range export(t, m, "") {
			if !ids[e.ID] || e.Question != "standing alone" {
				t.Errorf("%+v", e)
			}
			delete(ids, e.ID)
		}
		if len(ids) != 0 {
			t.Errorf("%d are missing", len(ids))
		}
		var all bytes.Buffer
		if _, err := m.Export(t.Context(), &all, ""); err != nil || strings.Contains(all.String(), "person-") || strings.Contains(all.String(), "ann") {
			t.Errorf("it names people: %v", err)
		}
	})
}

type full struct{}

var errFull = errors.New("the disk is full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestExportFails(t *testing.T) {
	t.Parallel()
	m := onFile(t).open(t)
	rate(t, m, Feedback{Answer: put(t, m, asked("Why?")), Person: "bob"})
	if _, err := m.Export(t.Context(), full{}, ""); !errors.Is(err, errFull) {
		t.Error(err)
	}
}

// Forget deletes what is of a person, and no more, and says what it was.
func TestForget(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		mine, hidden := put(t, m, asked("Mine?")), put(t, m, private("Hidden?"))
		theirs := asked("Theirs?")
		theirs.Person = "bob"
		other := put(t, m, theirs)
		b.pass(time.Minute)
		for _, id := range []string{mine, other} {
			for _, person := range []string{"ann", "bob"} {
				rate(t, m, Feedback{Answer: id, Person: person, Reason: "of " + person})
			}
			if err := m.Published(t.Context(), id, "message of "+id); err != nil {
				t.Fatal(err)
			}
		}
		want := Stored{Answers: 2, Private: 1, Questions: 2, Feedback: 2, First: noon, Last: noon.Add(time.Minute)}
		if got, err := m.Stored(t.Context(), "ann"); got != want || err != nil {
			t.Errorf("stored %+v, %v", got, err)
		}
		if got, err := m.Forget(t.Context(), "ann"); got != want || err != nil {
			t.Errorf("forgot %+v, %v", got, err)
		}
		for range 2 {
			if got, err := m.Stored(t.Context(), "ann"); got != (Stored{}) || err != nil {
				t.Errorf("stored %+v, %v", got, err)
			}
			if got, err := m.Forget(t.Context(), "ann"); got != (Stored{}) || err != nil {
				t.Errorf("forgot %+v, %v", got, err)
			}
		}
		wantNone(t, m, mine, "ann")
		wantNone(t, m, hidden, "ann")
		get(t, m, other, "ann")
		if lines := export(t, m, ""); len(lines) != 1 || lines[0].Reason != "of bob" {
			t.Errorf("left are %+v", lines)
		}
		wantRows(t, m, "memory_messages", 1)
	})
}

// Whoever rates an answer at the moment when it is forgotten leaves nothing
// behind that is not found by the next.
func TestForgetBesideRate(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		programs := []*Memory{b.open(t), b.open(t)}
		for range 10 {
			id := put(t, programs[0], asked("Mine?"))
			var all sync.WaitGroup
			for i := range 4 {
				all.Go(func() {
					if _, err := programs[1].Rate(t.Context(), Feedback{Answer: id, Person: fmt.Sprint(i)}); err != nil && !errors.Is(err, ErrNoAnswer) {
						t.Error(err)
					}
				})
			}
			all.Go(func() {
				if _, err := programs[0].Forget(t.Context(), "ann"); err != nil {
					t.Error(err)
				}
			})
			all.Wait()
			wantRows(t, programs[0], "memory_feedback", 0)
		}
	})
}

// Tables of a newer program are refused with what to do.
func TestNewerSchema(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		err := m.db.Do(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := m.db.Exec(ctx, tx, `UPDATE {}memory_schema SET version = 2`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		_, err = open(t.Context(), Config{}, b.time, b.opening, b.place)
		wantStoreError(t, err, "newer version")
	})
}

func wantStoreError(t *testing.T, err error, says string) {
	t.Helper()
	var gone *StoreError
	if !errors.As(err, &gone) || !strings.Contains(gone.Error(), says) || !strings.HasPrefix(gone.Error(), "memory store ") {
		t.Errorf("got %v, want a store that %s", err, says)
	}
}

// With the database gone nothing waits for long; when it is back, all is there.
func TestDatabaseGone(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts a server")
	}
	server := postgrestest.NewServer(t)
	b := onFile(t)
	b.place, b.opening = server.URL, tables.OpenDatabase
	m := b.open(t)
	id := put(t, m, asked("Why?"))
	m.db.Within = 500 * time.Millisecond
	server.Stop(t, syscall.SIGQUIT)
	_, err := m.Get(t.Context(), id, "ann")
	wantStoreError(t, err, "can't be reached")
	_, err = m.Seen(t.Context(), "i1")
	wantStoreError(t, err, "can't be reached")
	server.Start(t)
	m.db.Within = time.Minute
	get(t, m, id, "ann")
}

func TestBadPlaces(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	foreign, err := tables.OpenFile(t.Context(), filepath.Join(folder, "foreign.db"), tables.Layout{Name: "other", Application: 7, Make: "CREATE TABLE theirs (x)"})
	if err != nil {
		t.Fatal(err)
	}
	foreign.Close()
	_, err = OpenFile(t.Context(), filepath.Join(folder, "foreign.db"), Config{})
	wantStoreError(t, err, "something else")
	_, err = OpenFile(t.Context(), folder, Config{})
	wantStoreError(t, err, "can't be made")
	_, err = OpenDatabase(t.Context(), "postgres://u:hidden@127.0.0.1:1/db?connect_timeout=1", Config{})
	wantStoreError(t, err, "can't be reached")
	for _, c := range []Config{
		{Keep: -1}, {Keep: time.Minute}, {Keep: mostKeep + 1}, {PrivateFor: -1}, {PrivateFor: time.Second},
		{PrivateFor: 31 * day}, {Keep: 2 * time.Hour, PrivateFor: 3 * time.Hour},
	} {
		if _, err := OpenFile(t.Context(), filepath.Join(folder, "m.db"), c); err == nil {
			t.Errorf("%+v is accepted", c)
		}
	}
}

// A call whose asker has gone ends with that.
func TestGone(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		m := b.open(t)
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := m.Put(gone, asked("Why?")); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
}
