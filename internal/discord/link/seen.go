package link

import "sync"

// seen remembers ids, the last most of them at least and twice as many at most.
type seen struct {
	lock     sync.Mutex
	most     int
	now, old map[string]struct{}
}

func newSeen(most int) *seen {
	return &seen{most: most, now: map[string]struct{}{}}
}

// first reports whether an id is new, and remembers it.
func (s *seen) first(id string) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	_, now := s.now[id]
	_, old := s.old[id]
	if now || old {
		return false
	}
	if len(s.now) >= s.most {
		s.turn()
	}
	s.now[id] = struct{}{}
	return true
}

// turn forgets what is older than the generation of now.
func (s *seen) turn() { s.old, s.now = s.now, map[string]struct{}{} }
