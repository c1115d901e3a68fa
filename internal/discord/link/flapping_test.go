package link

import (
	"testing"
	"time"
)

// A gateway that closes each connection after a while, as in a day of
// maintenance, is resumed soon every time: the session is not given up, and nobody
// who asks meanwhile waits longer each time.
func TestGatewayThatClosesOftenIsResumed(t *testing.T) {
	bubble(t, func(t *testing.T) {
		const times, each = 12, 20 * time.Second
		back := make(chan int, times+1)
		f := newFake(t, func(n int, c *conn) {
			back <- c.join()
			if n < times {
				closing := time.AfterFunc(each, func() { c.closeWith(4000) })
				defer closing.Stop()
			}
			c.stay()
		})
		r := f.run(f.config(), Handlers{})
		began := time.Now()
		for n := range times + 1 {
			if op := <-back; n > 0 && op != opResume {
				t.Errorf("connection number %d begins with op %d", n+1, op)
			}
		}
		if away := time.Since(began) - times*each; away > times*5*time.Second {
			t.Errorf("the bot was away for %s in all, of %d times", away, times)
		}
		f.end(r)
	})
}
