package quota

import "sync"

// places are those that questions take while they are answered. Nobody waits
// for one: whoever finds none is told so at once.
type places struct {
	mu      sync.Mutex
	taken   int
	persons map[string]int
	servers map[string]int
}

func newPlaces() *places {
	return &places{persons: map[string]int{}, servers: map[string]int{}}
}

// take takes a place, by the limits that hold for who asks, and returns how to give it back, which counts once. The
// error is a *LimitError or ErrOverloaded.
func (p *places) take(c Config, who Who) (leave func(), err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case full(p.persons[who.Person], c.AtOncePerson):
		return nil, atOnce(Person, c.AtOncePerson, p.persons[who.Person])
	case who.Server != "" && full(p.servers[who.Server], c.AtOnceServer):
		return nil, atOnce(Server, c.AtOnceServer, p.servers[who.Server])
	case full(p.taken, c.AtOnce):
		return nil, ErrOverloaded
	}
	p.add(who, 1)
	return sync.OnceFunc(func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.add(who, -1)
	}), nil
}

func full(taken, most int) bool { return most > 0 && taken >= most }

func atOnce(of Holder, most, taken int) error {
	return &LimitError{Limit: AtOnce, Of: of, Max: float64(most), Used: float64(taken), Asked: 1}
}

func (p *places) add(who Who, n int) {
	p.taken += n
	count(p.persons, who.Person, n)
	if who.Server != "" {
		count(p.servers, who.Server, n)
	}
}

// count forgets whoever has no place, so that the map does not grow with all
// who ever asked.
func count(of map[string]int, id string, n int) {
	if of[id] += n; of[id] == 0 {
		delete(of, id)
	}
}
