package link

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"
)

func TestSharedTurnThatFailsIsTriedAgain(t *testing.T) {
	bubble(t, func(t *testing.T) {
		f := newFake(t, func(_ int, c *conn) { c.join(); c.stay() })
		config, asked, held := f.config(), 0, 0
		config.Turn = func(context.Context, int) (func(), error) {
			if asked++; asked < 3 {
				return nil, errors.New("the lock's store is away")
			}
			held++
			return func() { held-- }, nil
		}
		r := f.run(config, Handlers{})
		settle(time.Minute)
		if n, _ := f.counts(); n != 1 || asked != 3 || held != 0 {
			t.Errorf("%d IDENTIFYs after asking %d times, %d held", n, asked, held)
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
		if most > mostIdentifies {
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
		shared := map[int]int{}
		config.Turn = func(_ context.Context, bucket int) (func(), error) {
			f.lock.Lock()
			defer f.lock.Unlock()
			shared[bucket]++
			return func() {}, nil
		}
		r := f.run(config, Handlers{})
		settle(time.Minute)
		f.end(r)
		if len(f.identifies) != 6 || shared[0] != 3 || shared[1] != 3 {
			t.Fatalf("%d IDENTIFYs, turns %v", len(f.identifies), shared)
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
