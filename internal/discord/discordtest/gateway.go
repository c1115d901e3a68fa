package discordtest

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/websocket"
)

// Operations of the gateway (topics/opcodes-and-status-codes).
const (
	opDispatch       = 0
	opHeartbeat      = 1
	opIdentify       = 2
	opPresence       = 3
	opVoice          = 4
	opResume         = 6
	opReconnect      = 7
	opMembers        = 8
	opInvalidSession = 9
	opHello          = 10
	opACK            = 11
)

// Intents that the server goes by (topics/gateway).
const (
	intentGuilds         = 1 << 0
	intentGuildMessages  = 1 << 9
	intentDirectMessages = 1 << 12
	intentMessageContent = 1 << 15
	privilegedIntents    = 1<<1 | 1<<8 | intentMessageContent
	allIntents           = 1<<25 - 1
)

// Codes that close a connection.
const (
	closeUnknownOp        = 4001
	closeDecode           = 4002
	closeNotAuthenticated = 4003
	closeToken            = 4004
	closeAuthenticated    = 4005
	closeSequence         = 4007
	closeTooMany          = 4008
	closeShard            = 4010
	closeIntents          = 4013
	closeNotAllowed       = 4014
)

// perMinute is how many events a client may send.
const perMinute = 120

type gateway struct {
	links    map[*Link]struct{}
	sessions map[string]*session
	script   map[Step][]Move
	always   map[Step]Move
	next     []Move
	starts   int // left of the day's
	windows  map[int][]time.Time
	invalid  map[int]time.Time // by shard: when it was told of an invalid session
	count    Traffic
}

func newGateway(starts int) gateway {
	return gateway{links: map[*Link]struct{}{}, sessions: map[string]*session{}, script: map[Step][]Move{}, always: map[Step]Move{},
		starts: starts, windows: map[int][]time.Time{}, invalid: map[int]time.Time{}}
}

// Traffic counts what the gateway has seen.
type Traffic struct {
	Connections, Identifies, Resumes, Resumed, Heartbeats int
	Closes                                                []int // codes that clients have sent; 1006 for none
}

// Traffic counts.
func (s *Server) Traffic() Traffic {
	s.lock.Lock()
	defer s.lock.Unlock()
	out := s.gateway.count
	out.Closes = slices.Clone(out.Closes)
	return out
}

// Link is one connection of the gateway. Its methods are for moves, which run
// while the server's lock is held: they must not call the server's methods.
type Link struct {
	// Shard is the number that the client has named, 0 until then.
	Shard int

	s        *Server
	conn     *websocket.Conn
	session  *session
	step     Step
	silent   bool
	deaf     bool // no ACKs
	out      []outgoing
	wake     chan struct{}
	done     chan struct{}
	received []time.Time
}

type outgoing struct {
	text  []byte
	close int // a code; 0: none
	drop  bool
}

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func (s *Server) serveGateway(w http.ResponseWriter, r *http.Request) {
	s.checkAddress(r)
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return // it has answered
	}
	link := &Link{s: s, conn: conn, wake: make(chan struct{}, 1), done: make(chan struct{})}
	if !s.join(link) {
		_ = conn.Close()
		return
	}
	defer s.running.Done()
	go link.write()
	s.step(link, AtConnect)
	link.read()
	s.leave(link)
}

// checkAddress wants the address complete: version 10, JSON, and no compression,
// which this gateway does not speak.
func (s *Server) checkAddress(r *http.Request) {
	q := r.URL.Query()
	if q.Get("v") != "10" || q.Get("encoding") != "json" || q.Get("compress") != "" {
		s.note("gateway-address", "?%s is not ?v=10&encoding=json", r.URL.RawQuery)
	}
}

func (s *Server) join(link *Link) bool {
	s.lock.Lock()
	defer s.lock.Unlock()
	if s.closed {
		return false
	}
	s.running.Add(2) // it and its writer
	s.gateway.links[link] = struct{}{}
	s.gateway.count.Connections++
	return true
}

func (s *Server) leave(link *Link) {
	close(link.done)
	_ = link.conn.Close()
	s.lock.Lock()
	defer s.lock.Unlock()
	delete(s.gateway.links, link)
	if link.session != nil && link.session.link == link {
		link.session.link = nil
	}
	s.notify()
}

func (l *Link) read() {
	for {
		_, message, err := l.conn.ReadMessage()
		if err != nil {
			l.closedBy(err)
			return
		}
		l.s.receive(l, message)
	}
}

// closedBy notes how the client has closed. 1000 and 1001 end a session.
func (l *Link) closedBy(err error) {
	code := websocket.CloseAbnormalClosure
	var closing *websocket.CloseError
	if errors.As(err, &closing) {
		code = closing.Code
	}
	l.s.lock.Lock()
	defer l.s.lock.Unlock()
	l.s.gateway.count.Closes = append(l.s.gateway.count.Closes, code)
	if code == websocket.CloseNormalClosure || code == websocket.CloseGoingAway {
		l.s.end(l.session)
	}
}

// write is the only one that writes. What is to be sent waits in a list, so that a
// client that does not read holds nobody up.
func (l *Link) write() {
	defer l.s.running.Done()
	for {
		select {
		case <-l.wake:
		case <-l.done:
			return
		}
		for _, o := range l.taken() {
			if !l.put(o) {
				return
			}
		}
	}
}

func (l *Link) taken() []outgoing {
	l.s.lock.Lock()
	defer l.s.lock.Unlock()
	out := l.out
	l.out = nil
	return out
}

func (l *Link) put(o outgoing) bool {
	switch {
	case o.drop:
		_ = l.conn.NetConn().Close()
		return false
	case o.close != 0:
		_ = l.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(o.close, ""), time.Now().Add(time.Second))
		// The client answers by a close of its own, or is cut off.
		_ = l.conn.SetReadDeadline(time.Now().Add(2 * time.Second))
		return false
	}
	return l.conn.WriteMessage(websocket.TextMessage, o.text) == nil
}

func (l *Link) queue(o outgoing) {
	l.out = append(l.out, o)
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

// drop closes at once, whatever waits to be sent. The lock is held.
func (l *Link) drop() {
	l.out = nil
	_ = l.conn.NetConn().Close()
}

type packet struct {
	Op   int             `json:"op"`
	Data json.RawMessage `json:"d"`
}

func (s *Server) receive(l *Link, message []byte) {
	s.lock.Lock()
	defer s.lock.Unlock()
	defer s.notify()
	if l.tooFast() {
		s.violate("gateway-rate", "more than %d events within a minute", perMinute)
		l.Close(closeTooMany)
		return
	}
	var p packet
	if err := json.Unmarshal(message, &p); err != nil {
		s.violate("gateway-decode", "not a packet: %s", shorten(string(message), 80))
		l.Close(closeDecode)
		return
	}
	switch {
	case p.Op == opHeartbeat:
		s.heartbeat(l, p.Data)
	case p.Op == opIdentify && l.session != nil:
		l.Close(closeAuthenticated)
	case p.Op == opIdentify:
		s.identify(l, p.Data)
	case p.Op == opResume:
		s.resume(l, p.Data)
	case p.Op != opPresence && p.Op != opVoice && p.Op != opMembers:
		s.violate("gateway-op", "there is no operation %d", p.Op)
		l.Close(closeUnknownOp)
	case l.session == nil:
		l.Close(closeNotAuthenticated)
	}
}

func (l *Link) tooFast() bool {
	now := l.s.clock.Now()
	l.received = append(slices.DeleteFunc(l.received, func(at time.Time) bool { return now.Sub(at) >= time.Minute }), now)
	return len(l.received) > perMinute
}

func (s *Server) heartbeat(l *Link, data json.RawMessage) {
	s.gateway.count.Heartbeats++
	if seq, err := strconv.Atoi(strings.TrimSpace(string(data))); err == nil && l.session != nil {
		l.session.acked = max(l.session.acked, seq)
		l.session.prune()
	}
	s.do(l, AtHeartbeat)
}
