package link

import (
	"context"
	"errors"
	"net"
	"sync/atomic"
	"testing"
	"time"
)

// deafened is a network on which what was sent comes late, and that takes nothing
// any more once the other side has closed.
type deafened struct {
	net.Conn
	closed *atomic.Bool
}

func (d deafened) Read(p []byte) (int, error) {
	n, err := d.Conn.Read(p)
	time.Sleep(composure / 4) // of the bubble
	return n, err
}

func (d deafened) Write(p []byte) (int, error) {
	if d.closed.Load() {
		return 0, errors.New("broken pipe")
	}
	return d.Conn.Write(p)
}

// TestClosingCodeGoesFirst has a heartbeat fail while the code that the gateway has
// closed with is still on its way: the session is over all the same.
func TestClosingCodeGoesFirst(t *testing.T) {
	bubble(t, func(t *testing.T) {
		closed := &atomic.Bool{}
		again := make(chan int, 1)
		f := newFake(t, func(n int, c *conn) {
			if n == 0 {
				c.hello()
				c.login()
				closed.Store(true)
				c.send(readyEvent)
				c.closeWith(4009)
				return
			}
			again <- c.join()
			c.stay()
		})
		config := f.config()
		config.Dial = func(ctx context.Context, network, address string) (net.Conn, error) {
			closed.Store(false) // of the connection before
			conn, err := f.pipes.dial(ctx, network, address)
			if err != nil {
				return nil, err
			}
			return deafened{conn, closed}, nil
		}
		r := f.run(config, Handlers{})
		if op := <-again; op != opIdentify {
			t.Errorf("after the end of its session it came back with op %d", op)
		}
		f.end(r)
		time.Sleep(time.Second) // of the bubble, for whoever still listens
	})
}
