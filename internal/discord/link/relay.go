package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Operations of the gateway.
const (
	opDispatch  = 0
	opHeartbeat = 1
	opIdentify  = 2
	opResume    = 6
	opReconnect = 7
	opInvalid   = 9
	opHello     = 10
	opAck       = 11
)

const (
	helloWait = 10 * time.Second // for Hello, once connected
	readyWait = 30 * time.Second // for READY or RESUMED, once there was Hello
	dialWait  = 15 * time.Second
	writeWait = 10 * time.Second
	// closeAgain is the code that a connection is closed with to resume: 1000
	// and 1001 would end the session.
	closeAgain = 4000
	mostFrame  = 16 << 20 // bytes of a gateway's message
	// composure is what discordgo is given before its connection closes: one that
	// closes while its first heartbeat is being sent it closes twice, and the
	// second time it is the next connection.
	composure = 100 * time.Millisecond
)

// frame is a message of the gateway, either way.
type frame struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
	Seq  int64           `json:"s,omitempty"`
	Type string          `json:"t,omitempty"`
}

// relay is one connection to a gateway: discordgo's to it, and its own to Discord.
type relay struct {
	upstream func(ctx context.Context, query url.Values) (*websocket.Conn, error)
	// identify is told that an IDENTIFY is about to be sent; with an error it may
	// not be.
	identify func() error
	dispatch func(kind string, data json.RawMessage)
	payload  func(json.RawMessage) (json.RawMessage, error) // of the IDENTIFY

	ctx   context.Context // of the connection, which discordgo opens without one
	start sync.Once
	over  chan struct{} // closed when the ending is known
	done  chan struct{} // closed when nothing runs any more
	once  sync.Once
	end   ending

	up, down *websocket.Conn
	interval time.Duration
	hello    bool
	// beat is when the oldest heartbeat was sent that is not acknowledged, in
	// nanoseconds; 0: none.
	beat    atomic.Int64
	latency atomic.Int64 // nanoseconds until a heartbeat was acknowledged
	joined  atomic.Int64 // when READY or RESUMED came, in nanoseconds; 0: not yet
}

// ending is why a connection has ended.
type ending struct {
	err      error
	code     int       // of the gateway's closing; 0: none
	invalid  bool      // op 9
	lost     bool      // the session can't be resumed
	finished bool      // by us, for good
	joined   time.Time // when READY or RESUMED came; zero: neither did
}

// dial opens discordgo's connection, which is a pipe.
func (r *relay) dial(context.Context, string, string) (net.Conn, error) {
	near, far := net.Pipe()
	served := false
	r.start.Do(func() { served = true; go r.serve(far) }) //nolint:contextcheck // discordgo's context is that of its dialling alone
	if !served {
		return nil, errors.New("a relay serves one connection")
	}
	return near, nil
}

// abandon ends a relay that discordgo has not come to.
func (r *relay) abandon(err error) {
	r.stop(ending{err: err})
	r.start.Do(func() { close(r.done) })
}

// serve serves discordgo's end of a pipe until either side closes.
func (r *relay) serve(pipe net.Conn) {
	defer close(r.done)
	defer pipe.Close()
	down, query, err := accept(pipe)
	if err != nil {
		r.stop(ending{err: err})
		return
	}
	up, err := r.upstream(r.ctx, query)
	if err != nil {
		r.stop(ending{err: fmt.Errorf("connect: %w", err), finished: r.ctx.Err() != nil})
		return
	}
	up.SetReadLimit(mostFrame)
	r.up, r.down = up, down
	r.pump()
}

func (r *relay) pump() {
	var all sync.WaitGroup
	all.Go(func() { r.stop(r.downwards()) })
	all.Go(func() { r.stop(r.upwards()); r.dismiss() })
	select {
	case <-r.over:
		r.hangUp(closeAgain)
	case <-r.ctx.Done():
		r.stop(ending{err: context.Cause(r.ctx), finished: true})
		r.hangUp(websocket.CloseNormalClosure)
	}
	all.Wait()
}

// stop keeps the first ending.
func (r *relay) stop(e ending) { r.once.Do(func() { r.end = e; close(r.over) }) }

// hangUp closes Discord's connection, without waiting for the other side, which
// may be what does not answer, and asks discordgo to close its own.
func (r *relay) hangUp(code int) {
	farewell(r.up, code)
	_ = r.up.Close()
	pause(context.Background(), composure)
	farewell(r.down, websocket.CloseGoingAway)
	_ = r.down.SetReadDeadline(time.Now().Add(patience)) // the farewell may not have come through
}

func farewell(to *websocket.Conn, code int) {
	_ = to.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, ""), time.Now().Add(time.Second))
}

// dismiss takes what discordgo still sends until it has closed, for some time,
// so that no heartbeat fails.
func (r *relay) dismiss() {
	for {
		if _, _, err := r.down.NextReader(); err != nil {
			_ = r.down.Close()
			return
		}
	}
}

// downwards passes on what Discord sends, as far as discordgo can bear it.
func (r *relay) downwards() ending {
	_ = r.up.SetReadDeadline(time.Now().Add(helloWait))
	for {
		kind, data, err := r.up.ReadMessage()
		if err != nil {
			return r.broken(err)
		}
		var f frame
		if kind != websocket.TextMessage || json.Unmarshal(data, &f) != nil {
			continue // nothing that can be asked for again
		}
		out, end := r.judge(f)
		if end != nil {
			return *end
		}
		r.listen()
		if out == nil {
			continue
		}
		if err := send(r.down, out); err != nil {
			return ending{err: fmt.Errorf("discordgo has gone: %w", err)}
		}
	}
}

// listen says how long Discord may be silent once the session is there: between
// two heartbeats at least an acknowledgement comes.
func (r *relay) listen() {
	if r.joined.Load() != 0 {
		_ = r.up.SetReadDeadline(time.Now().Add(2*r.interval + writeWait))
	}
}

// broken is the ending that an error of Discord's connection stands for.
func (r *relay) broken(err error) ending {
	var closed *websocket.CloseError
	if errors.As(err, &closed) && closed.Code != websocket.CloseAbnormalClosure {
		return ending{err: err, code: closed.Code, lost: endsSession(closed.Code)}
	}
	var slow net.Error
	if errors.As(err, &slow) && slow.Timeout() {
		err = fmt.Errorf("the gateway is silent (%s)", r.waited())
	}
	return ending{err: err}
}

func (r *relay) waited() string {
	switch {
	case r.joined.Load() != 0:
		return "no heartbeat acknowledged"
	case r.hello:
		return "neither READY nor RESUMED"
	}
	return "no Hello"
}

// judge says what discordgo gets in place of a frame, if anything, or that the
// connection is at its end.
func (r *relay) judge(f frame) (*frame, *ending) {
	if !r.hello && f.Op != opHello {
		return nil, &ending{err: fmt.Errorf("op %d in place of Hello", f.Op)}
	}
	switch f.Op {
	case opHello:
		return r.greet(f)
	case opReconnect:
		return nil, &ending{err: errors.New("the gateway asks to reconnect (op 7)")}
	case opInvalid:
		resumable := string(f.Data) == "true"
		return nil, &ending{err: errors.New("the session is invalid (op 9)"), invalid: true, lost: !resumable}
	case opHeartbeat:
		return &frame{Op: opHeartbeat, Data: json.RawMessage("null")}, nil
	case opAck:
		r.acknowledged()
		return &frame{Op: opAck, Data: json.RawMessage("null")}, nil
	case opDispatch:
		return r.event(f)
	}
	return nil, nil
}
