package quota

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

func TestValidate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		config Config
		want   []string // fields that are named
	}{
		"zero":       {Config{}, nil},
		"all":        {Config{QuestionTokens: 1, Person: Day{1, 1, 1}, Server: Day{2, 2, 2}, Everybody: Day{3, 3, 0.001}, AtOnce: 3, AtOncePerson: 1, AtOnceServer: 3, KeepDays: 1}, nil},
		"negative":   {Config{QuestionTokens: -1, AtOnce: -1, AtOncePerson: -1, AtOnceServer: -1, KeepDays: -1}, []string{"QuestionTokens", "AtOnce", "AtOncePerson", "AtOnceServer", "KeepDays"}},
		"days":       {Config{Person: Day{-1, -1, -0.1}, Server: Day{Dollars: math.NaN()}, Everybody: Day{Dollars: math.Inf(1)}}, []string{"Person.Questions", "Person.Tokens", "Person.Dollars", "Server.Dollars", "Everybody.Dollars"}},
		"too little": {Config{Person: Day{Dollars: 1e-10}}, []string{"Person.Dollars"}},
		"too many":   {Config{KeepDays: 367, Server: Day{Tokens: math.MaxInt}}, []string{"KeepDays", "Server.Tokens"}},
		"all places": {Config{AtOnce: 3, AtOncePerson: 4, AtOnceServer: 5}, []string{"AtOnceServer", "AtOncePerson"}},
		"unbounded":  {Config{AtOncePerson: 4, AtOnceServer: 5}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := test.config.Validate()
			if (err != nil) != (len(test.want) > 0) {
				t.Fatal(err)
			}
			for _, field := range test.want {
				if !strings.Contains(err.Error(), field+" is ") {
					t.Errorf("%s is not named: %v", field, err)
				}
			}
			if err != nil && len(strings.Split(err.Error(), "\n")) != len(test.want) {
				t.Errorf("not a line for each problem: %v", err)
			}
		})
	}
}

func TestRefusesWhatIsNoQuestion(t *testing.T) {
	t.Parallel()
	l, err := New(Config{AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, who := range []Who{{}, {Server: "town"}, {Person: "a\x00"}, {Person: "\xff"}, {Person: "a", Server: strings.Repeat("x", 201)}} {
		if _, err := l.Reserve(t.Context(), who, Cost{}); err == nil {
			t.Errorf("%q may ask", who)
		}
	}
	for _, c := range []Cost{{Tokens: -1}, {Dollars: -1}, {Dollars: math.NaN()}, {Dollars: math.Inf(1)}, {Tokens: math.MaxInt}} {
		if _, err := l.Reserve(t.Context(), ann, c); err == nil {
			t.Errorf("a question may cost %v", c)
		}
		r := mustReserve(t, l, ann, Cost{})
		if r.Settle(t.Context(), c) == nil {
			t.Errorf("a question may have cost %v", c)
		}
		mustReserve(t, l, bob, Cost{}).leave() // the place was given back
	}
}

func TestErrorsInEnglish(t *testing.T) {
	t.Parallel()
	midnight := time.Date(2026, 8, 1, 0, 0, 0, 0, time.UTC)
	for want, e := range map[string]*LimitError{
		"2 of the 2 questions for this person today are used, and this question needs 1; come back after 2026-08-01 00:00 UTC":      {QuestionsOfDay, Person, 2, 2, 1, midnight},
		"60 of the 100 tokens for this server today are used, and this question needs 41; come back after 2026-08-01 00:00 UTC":     {TokensOfDay, Server, 100, 60, 41, midnight},
		"0.25 of the 0.3 dollars for everybody today are used, and this question needs 0.075; come back after 2026-08-01 00:00 UTC": {DollarsOfDay, Everybody, 0.3, 0.25, 0.075, midnight},
		"the question would take about 101 tokens, and the limit is 100; ask for less":                                              {TokensOfQuestion, "", 100, 0, 101, time.Time{}},
		"2 questions of this person are being answered, as many as may be at once; ask again when one is answered":                  {AtOnce, Person, 2, 2, 1, time.Time{}},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	l, err := New(Config{AtOnce: 3, AtOncePerson: 1, AtOnceServer: 2})
	if err != nil {
		t.Fatal(err)
	}
	first := mustReserve(t, l, ann, Cost{})
	mustRefuse(t, l, ann, Cost{}, Person)
	second := mustReserve(t, l, bob, Cost{})
	mustRefuse(t, l, Who{Person: "dora", Server: "town"}, Cost{}, Server) // a place is left, for others
	third := mustReserve(t, l, Who{Person: "dora"}, Cost{})
	if _, err := l.Reserve(t.Context(), carl, Cost{}); !errors.Is(err, ErrOverloaded) {
		t.Fatalf("got %v", err)
	}
	for _, r := range []*Reservation{first, first, second, third, third} { // a place given back twice counts once
		settle(t, r, Cost{})
	}
	if p := l.places; p.taken != 0 || len(p.persons) != 0 || len(p.servers) != 0 {
		t.Errorf("%d places are taken, by %v and %v", p.taken, p.persons, p.servers)
	}
}

func TestNoStoreWithoutLimitsOfDay(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{Everybody: Day{Dollars: 1}}); err == nil {
		t.Error("limits of a day are kept nowhere")
	}
	if _, err := New(Config{AtOnce: -1}); err == nil {
		t.Error("a Config that is wrong passes")
	}
	l, err := New(Config{AtOnce: 1})
	if err != nil {
		t.Fatal(err)
	}
	settle(t, mustReserve(t, l, ann, Cost{}), Cost{})
	if err := errors.Join(l.Forget(t.Context(), "ann"), l.Prune(t.Context()), l.Close()); err != nil {
		t.Error(err)
	}
	wantStored(t, l, "ann")
}
