package link

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/websocket"
)

// Bounds of what a heartbeat's interval may be; Discord's is 41.25 s.
const (
	shortest = 100 * time.Millisecond
	longest  = 10 * time.Minute
)

func (r *relay) greet(f frame) (*frame, *ending) {
	var h struct {
		Interval float64 `json:"heartbeat_interval"`
	}
	if r.hello {
		return nil, nil
	}
	if json.Unmarshal(f.Data, &h) != nil || h.Interval < float64(shortest/time.Millisecond) || h.Interval > float64(longest/time.Millisecond) {
		return nil, &ending{err: errors.New("a Hello without a heartbeat interval")}
	}
	r.hello = true
	r.interval = time.Duration(h.Interval) * time.Millisecond
	_ = r.up.SetReadDeadline(time.Now().Add(readyWait))
	return &frame{Op: opHello, Data: json.RawMessage(fmt.Sprintf(`{"heartbeat_interval":%d}`, int(h.Interval)))}, nil
}

// event takes an event off. discordgo gets the sequence number and, in READY, the
// session; of all others a RESUMED, which it accepts anywhere and does nothing at.
func (r *relay) event(f frame) (*frame, *ending) {
	data := json.RawMessage("{}")
	kind := "RESUMED"
	if f.Type == "READY" {
		var ready struct {
			Session string `json:"session_id"`
		}
		if json.Unmarshal(f.Data, &ready) != nil || ready.Session == "" {
			return nil, &ending{err: errors.New("a READY without a session"), lost: true}
		}
		kind = "READY"
		data, _ = json.Marshal(map[string]any{"v": 10, "session_id": ready.Session})
	}
	if f.Type == "READY" || f.Type == "RESUMED" {
		r.joined.Store(time.Now().UnixNano())
	}
	r.dispatch(f.Type, f.Data)
	return &frame{Op: opDispatch, Seq: f.Seq, Type: kind, Data: data}, nil
}

// upwards passes on what discordgo sends, as far as Discord should get it.
func (r *relay) upwards() ending {
	for {
		_, data, err := r.down.ReadMessage()
		if err != nil {
			return ending{err: fmt.Errorf("discordgo has closed: %w", err)}
		}
		var f frame
		if err := json.Unmarshal(data, &f); err != nil {
			return ending{err: fmt.Errorf("discordgo sends what is no message: %w", err)}
		}
		if err := r.allow(&f); err != nil {
			return ending{err: err}
		}
		if err := send(r.up, &f); err != nil {
			r.hearOut()
			return ending{err: fmt.Errorf("send: %w", err)}
		}
	}
}

// hearOut gives whoever reads from Discord a moment to say why nothing can be sent
// any more: the code that it has closed with decides how to come back.
func (r *relay) hearOut() {
	select {
	case <-r.over:
	case <-time.After(composure):
	}
}

// allow looks at what discordgo is about to send.
func (r *relay) allow(f *frame) (err error) {
	switch f.Op {
	case opHeartbeat:
		return r.beating()
	case opResume:
		return nil
	case opIdentify:
		if f.Data, err = r.payload(f.Data); err != nil {
			return err
		}
		return r.identify()
	}
	return fmt.Errorf("discordgo sends op %d", f.Op)
}

// beating notes a heartbeat. One that is not acknowledged until the next means
// that nobody is there any more; half an interval, because Discord may ask for
// one in between.
func (r *relay) beating() error {
	now := time.Now()
	if r.beat.CompareAndSwap(0, now.UnixNano()) {
		return nil
	}
	if sent := r.beat.Load(); sent != 0 && now.Sub(time.Unix(0, sent)) > r.interval/2 {
		return errors.New("the gateway acknowledges no heartbeat")
	}
	return nil
}

func (r *relay) acknowledged() {
	if sent := r.beat.Swap(0); sent != 0 {
		r.latency.Store(time.Now().UnixNano() - sent)
	}
}

// send writes a message, one goroutine for a connection at a time.
func send(to *websocket.Conn, f *frame) error {
	if err := to.SetWriteDeadline(time.Now().Add(writeWait)); err != nil {
		return err
	}
	return to.WriteJSON(f)
}

// accept makes a websocket of discordgo's end of a pipe, and gives the query that
// discordgo would have sent to Discord.
func accept(pipe net.Conn) (*websocket.Conn, url.Values, error) {
	_ = pipe.SetDeadline(time.Now().Add(writeWait)) // until upgraded
	both := bufio.NewReadWriter(bufio.NewReader(pipe), bufio.NewWriter(pipe))
	req, err := http.ReadRequest(both.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("read discordgo's request: %w", err)
	}
	var upgrade websocket.Upgrader
	down, err := upgrade.Upgrade(&hijacked{pipe, both, http.Header{}}, req, nil)
	if err != nil {
		return nil, nil, fmt.Errorf("answer discordgo's request: %w", err)
	}
	return down, req.URL.Query(), nil
}

// hijacked is what a websocket needs of an http.ResponseWriter.
type hijacked struct {
	conn   net.Conn
	both   *bufio.ReadWriter
	header http.Header
}

func (h *hijacked) Header() http.Header                          { return h.header }
func (h *hijacked) Write(p []byte) (int, error)                  { return len(p), nil }
func (h *hijacked) WriteHeader(int)                              {}
func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) { return h.conn, h.both, nil }
