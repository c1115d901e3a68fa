package quota

import (
	"errors"
	"strings"
	"testing"
)

func reserve(t *testing.T, l *Ledger, who Who) error {
	t.Helper()
	r, err := l.Reserve(t.Context(), who, Cost{Tokens: 10})
	if err == nil {
		err = r.Settle(t.Context(), Cost{Tokens: 10})
	}
	return err
}

// TestServersOfTheirOwn gives one server other limits than all have, and changes
// them while it asks.
func TestServersOfTheirOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		l := b.open(t, Config{Server: Day{Questions: 1}})
		set := func(s map[string]Share) {
			t.Helper()
			if err := l.SetServers(s); err != nil {
				t.Fatal(err)
			}
		}
		ask := func(server string, want Limit) {
			t.Helper()
			err := reserve(t, l, Who{"ann", server})
			var limit *LimitError
			if errors.As(err, &limit); err != nil && limit == nil || want == "" && err != nil || want != "" && (limit == nil || limit.Limit != want || limit.Of != Server) {
				t.Fatalf("%s: %v, want %q", server, err, want)
			}
		}
		set(map[string]Share{"big": {Day: Day{Questions: 2}}, "free": {}})
		ask("big", "")
		ask("big", "")
		ask("big", QuestionsOfDay)
		ask("small", "")
		ask("small", QuestionsOfDay)
		ask("free", "")
		ask("free", "")
		set(map[string]Share{"big": {Day: Day{Questions: 3, Tokens: 25}}})
		ask("big", TokensOfDay)
		set(nil)
		ask("big", QuestionsOfDay)
	})
}

// TestServersAtOnce has a server take as many places as are its own.
func TestServersAtOnce(t *testing.T) {
	t.Parallel()
	l, err := New(Config{AtOnce: 4, AtOnceServer: 3})
	if err != nil {
		t.Fatal(err)
	}
	if err := l.SetServers(map[string]Share{"calm": {AtOnce: 1}, "any": {}}); err != nil {
		t.Fatal(err)
	}
	take := func(server string) error {
		_, err := l.Reserve(t.Context(), Who{"ann", server}, Cost{})
		return err
	}
	if err := take("calm"); err != nil {
		t.Fatal(err)
	}
	var limit *LimitError
	if err := take("calm"); !errors.As(err, &limit) || limit.Of != Server || limit.Limit != AtOnce {
		t.Errorf("%v", err)
	}
	for range 3 {
		if err := take("any"); err != nil {
			t.Fatal(err)
		}
	}
	if err := take("any"); !errors.Is(err, ErrOverloaded) {
		t.Errorf("%v", err)
	}
}

// TestBadServers refuses limits that nobody can mean or count, and keeps those
// that were there.
func TestBadServers(t *testing.T) {
	t.Parallel()
	l, err := New(Config{AtOnce: 4, AtOnceServer: 1})
	if err != nil {
		t.Fatal(err)
	}
	for want, s := range map[string]Share{
		"more than the 4": {AtOnce: 5},
		"from 0 to":       {AtOnce: -1},
		"Questions is -2": {Day: Day{Questions: -2}},
		"a file or a":     {Day: Day{Questions: 5}},
	} {
		if err := l.SetServers(map[string]Share{"town": s}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: %v, want %q", s, err, want)
		}
	}
}
