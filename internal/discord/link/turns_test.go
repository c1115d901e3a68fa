package link

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"
)

// shared are turns that processes share, in memory. Times are the bubble's.
type shared struct {
	lock         sync.Mutex
	fail         int // calls of Take that fail first
	refuse       int // calls of Spend that fail first
	until        map[int]time.Time
	taken, spent map[int]int
	asked        int
	budget       int
	released     int
}

type sharedTurn struct {
	*shared
	bucket int
}

func newShared() *shared {
	return &shared{until: map[int]time.Time{}, taken: map[int]int{}, spent: map[int]int{}, budget: MostIdentifies}
}

func (s *shared) Take(_ context.Context, bucket int) (Turn, time.Duration, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.asked++; s.asked <= s.fail {
		return nil, 0, errors.New("the store is away")
	}
	if s.budget <= 0 {
		return nil, time.Hour, nil
	}
	if wait := time.Until(s.until[bucket]); wait > 0 {
		return nil, wait, nil
	}
	s.until[bucket] = time.Now().Add(time.Minute)
	s.taken[bucket]++
	return sharedTurn{s, bucket}, 0, nil
}

func (t sharedTurn) Spend(context.Context) error {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.refuse--; t.refuse >= 0 {
		return errors.New("the bucket was somebody else's")
	}
	t.spent[t.bucket]++
	t.budget--
	t.until[t.bucket] = time.Now().Add(Spacing)
	return nil
}

func (t sharedTurn) Release(context.Context) error {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.released++
	t.until[t.bucket] = time.Time{}
	return nil
}

func TestSharedTurnThatFailsIsTriedAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		config, s := f.config(), newShared()
		s.fail = 2
		config.Turns = s
		var log strings.Builder
		config.Log = slog.New(slog.NewTextHandler(&log, nil))
		r := f.run(config, Handlers{})
		settle(time.Minute)
		if n, _ := f.counts(); n != 1 || s.asked != 3 || s.spent[0] != 1 || s.released != 0 {
			t.Errorf("%d IDENTIFYs: %+v", n, s)
		}
		f.end(r)
		if n := strings.Count(log.String(), "level=ERROR"); n != 2 || !strings.Contains(log.String(), "the store is away") {
			t.Errorf("the log has %d errors: %s", n, log.String())
		}
	})
}

// A shard whose turn went to another in the meantime does not identify, and one
// that does not come so far gives its turn back.
func TestSharedTurnThatIsLost(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(n int, c *conn) {
			if n == 1 {
				return // gone before it has said Hello
			}
			c.join()
			c.stay()
		})
		config, s := f.config(), newShared()
		s.refuse = 1
		config.Turns = s
		r := f.run(config, Handlers{})
		settle(5 * time.Minute)
		if n, _ := f.counts(); n != 1 || s.taken[0] != 3 || s.spent[0] != 1 || s.released != 1 {
			t.Errorf("%d IDENTIFYs: %+v", n, s)
		}
		f.end(r)
	})
}

// Two processes with a range of shards each identify in turn, by the gateway's clock.
func TestProcessesIdentifyInTurn(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		f.bot.Limit.Concurrency = 2
		s := newShared()
		var all []*running
		for _, first := range []int{0, 4} {
			config := f.config()
			config.Shards, config.Turns = Shards{Total: 8, First: first, Count: 4}, s
			all = append(all, f.run(config, Handlers{}))
		}
		settle(time.Minute)
		if n, _ := f.counts(); n != 8 {
			t.Errorf("%d IDENTIFYs", n)
		}
		buckets := map[int]time.Time{}
		for i, p := range f.payloads {
			var d struct{ Shard [2]int }
			json.Unmarshal(p, &d)
			bucket, at := d.Shard[0]%2, f.identifies[i]
			if before, is := buckets[bucket]; is && at.Sub(before) < 5*time.Second {
				t.Errorf("shard %d identified %s after another of its bucket", d.Shard[0], at.Sub(before))
			}
			buckets[bucket] = at
		}
		for _, r := range all {
			r.Stop(context.Background())
			r.client.Close()
		}
		f.close()
	})
}

// A budget that others have used up is waited for.
func TestSharedBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		config, s := f.config(), newShared()
		s.budget = 0
		config.Turns = s
		r := f.run(config, Handlers{})
		settle(time.Hour)
		if n, _ := f.counts(); n != 0 {
			t.Errorf("%d IDENTIFYs above the budget", n)
		}
		s.lock.Lock()
		s.budget = 1
		s.lock.Unlock()
		settle(time.Minute)
		if n, _ := f.counts(); n != 1 {
			t.Errorf("%d IDENTIFYs within the budget", n)
		}
		f.end(r)
	})
}

func TestStormOfInvalidSessionsStaysWithinTheBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) {
			c.hello()
			c.login()
			c.send(`{"op":9,"d":false}`)
			c.stay()
		})
		r := f.run(f.config(), Handlers{})
		settle(24 * time.Hour)
		identifies, _ := f.counts()
		t.Logf("%d IDENTIFYs in a day", identifies)
		if identifies > 300 || identifies < 10 {
			t.Errorf("%d IDENTIFYs in a day", identifies)
		}
		f.end(r)
	})
}

func TestSessionsThatNeverLastStayWithinTheBudget(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) {
			if c.join() == opIdentify {
				time.AfterFunc(65*time.Second, func() { c.send(`{"op":9,"d":false}`) })
			}
			c.stay()
		})
		r := f.run(f.config(), Handlers{})
		settle(26 * time.Hour)
		f.end(r)
		most := 0
		for i, from := range f.identifies {
			n := 0
			for _, at := range f.identifies[i:] {
				if at.Sub(from) < 24*time.Hour {
					n++
				}
			}
			most = max(most, n)
		}
		t.Logf("%d IDENTIFYs in 26 hours, at most %d in one", len(f.identifies), most)
		if most > MostIdentifies {
			t.Errorf("%d IDENTIFYs in a day", most)
		}
	})
}

func TestDiscordsOwnCountIsLeftAReserve(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		f.bot.Limit.Remaining, f.bot.Limit.ResetAfter = 80, 3_600_000
		r := f.run(f.config(), Handlers{})
		settle(59 * time.Minute)
		if n, _ := f.counts(); n != 0 {
			t.Errorf("%d IDENTIFYs though few remain", n)
		}
		f.lock.Lock()
		f.bot.Limit.Remaining = 1000
		f.lock.Unlock()
		settle(2 * time.Minute)
		if n, _ := f.counts(); n != 1 {
			t.Errorf("%d IDENTIFYs after the reset", n)
		}
		f.end(r)
	})
}

func TestShardsIdentifyInTheirBuckets(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		f.bot.Shards, f.bot.Limit.Concurrency = 8, 2
		config := f.config()
		config.Shards = Shards{First: 2, Count: 6}
		shared := newShared()
		config.Turns = shared
		r := f.run(config, Handlers{})
		settle(time.Minute)
		f.end(r)
		if len(f.identifies) != 6 || shared.spent[0] != 3 || shared.spent[1] != 3 {
			t.Fatalf("%d IDENTIFYs, turns %v", len(f.identifies), shared.spent)
		}
		for i, at := range f.identifies {
			if i >= 2 && at.Sub(f.identifies[i-2]) < 5*time.Second {
				t.Errorf("three IDENTIFYs within %s", at.Sub(f.identifies[i-2]))
			}
		}
		if last := f.identifies[5].Sub(f.identifies[0]); last > 15*time.Second {
			t.Errorf("two buckets of three took %s", last)
		}
		ids := map[int]bool{}
		for _, p := range f.payloads {
			var d struct{ Shard [2]int }
			json.Unmarshal(p, &d)
			ids[d.Shard[0]] = d.Shard[1] == 8
		}
		for id := 2; id < 8; id++ {
			if !ids[id] {
				t.Errorf("no shard %d of 8: %v", id, ids)
			}
		}
	})
}
