package quota

import (
	"math/rand/v2"
	"testing"
	"time"
)

// A Ledger agrees with sums that are kept in the plainest way, over any series
// of questions, settlements, withdrawals and days.
func TestModel(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		random := rand.New(rand.NewPCG(seed, 0))
		c := Config{Person: Day{Questions: 4, Tokens: 200}, Server: Day{Tokens: 300, Dollars: 0.4}, AtOncePerson: 2, KeepDays: mostDays}
		m := model{config: c, ledger: b.open(t, c), clock: b.clock, used: map[modelKey]counts{}}
		for range 400 {
			m.step(t, byte(random.UintN(256)), byte(random.UintN(100)))
		}
		m.compare(t)
		if m.passed == 0 || m.refused == 0 {
			t.Errorf("%d questions passed, %d were refused", m.passed, m.refused)
		}
	})
}

type modelKey struct {
	holder Holder
	id     string
	day    day
}

type model struct {
	*clock
	config Config
	ledger *Ledger
	used   map[modelKey]counts
	under  []modelled // way

	passed, refused int
}

type modelled struct {
	*Reservation
	who  Who
	cost Cost
	day  day
}

var askers = []Who{ann, bob, carl, {Person: "ann"}}

func (m *model) step(t *testing.T, what, n byte) {
	cost := Cost{Tokens: int(n), Dollars: float64(n) / 1000}
	switch i := int(n); {
	case what%16 < 6:
		m.ask(t, askers[int(what/16)%len(askers)], cost)
	case what%16 < 14 && len(m.under) > 0:
		m.end(t, i%len(m.under), Cost{Tokens: int(what), Dollars: float64(what) / 500}, what%16 > 10)
	case what%16 == 14:
		m.set(m.time().AddDate(0, 0, 1))
	}
}

func (m *model) ask(t *testing.T, who Who, cost Cost) {
	atOnce := 0
	for _, r := range m.under {
		if r.who.Person == who.Person {
			atOnce++
		}
	}
	today, fits := dayOf(m.time()), atOnce < m.config.AtOncePerson
	for _, a := range m.config.accounts(who) {
		now, asked := m.used[modelKey{a.holder, a.id, today}], cost.question()
		fits = fits && roomFor(now.questions+asked.questions, a.limit.questions) &&
			roomFor(now.tokens+asked.tokens, a.limit.tokens) && roomFor(now.nanodollars+asked.nanodollars, a.limit.nanodollars)
	}
	r, err := m.ledger.Reserve(t.Context(), who, cost)
	if (err == nil) != fits {
		t.Fatalf("%v asks for %v: got %v, want it to pass: %t", who, cost, err, fits)
	}
	m.refused++
	if err == nil {
		m.passed, m.refused = m.passed+1, m.refused-1
		m.under = append(m.under, modelled{r, who, cost, today})
		m.add(who, today, cost.question())
	}
}

func roomFor(sum, limit int64) bool { return limit == 0 || sum <= limit }

func (m *model) end(t *testing.T, i int, actual Cost, cancelled bool) {
	r := m.under[i]
	m.under = append(m.under[:i:i], m.under[i+1:]...)
	by, end := actual.question(), func() error { return r.Settle(t.Context(), actual) }
	if cancelled {
		by, end = counts{}, func() error { return r.Cancel(t.Context()) }
	}
	for range 2 {
		if err := end(); err != nil {
			t.Fatal(err)
		}
	}
	m.add(r.who, r.day, by.minus(r.cost.question()))
}

func (m *model) add(who Who, d day, c counts) {
	for _, a := range m.config.accounts(who) {
		k := modelKey{a.holder, a.id, d}
		m.used[k] = m.used[k].minus(counts{}.minus(c))
	}
}

func (m *model) compare(t *testing.T) {
	for _, who := range askers {
		stored, err := m.ledger.Stored(t.Context(), who.Person)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range stored {
			got := counts{int64(u.Questions), int64(u.Tokens), nanodollarsOf(u.Dollars)}
			if want := m.used[modelKey{Person, who.Person, dayOf(u.Day)}]; got != want {
				t.Errorf("%s on %s: stored %v, want %v", who.Person, u.Day, got, want)
			}
		}
	}
}
