package discordtest

import (
	"encoding/json"
)

// Step is a moment at which the gateway can be told to behave differently.
type Step string

// The steps. At each of the first four and at a heartbeat a move stands in place
// of what the gateway would do; after the others it comes on top.
const (
	AtConnect   Step = "connect"   // in place of Hello
	AtIdentify  Step = "identify"  // in place of READY
	AtResume    Step = "resume"    // in place of what was missed, and RESUMED
	AtHeartbeat Step = "heartbeat" // in place of the ACK
	AfterReady  Step = "ready"     // after READY and the guilds
	AfterResume Step = "resumed"   // after RESUMED
)

// Move is something that the gateway does on a connection.
type Move func(*Link)

// At queues moves for a step; each counts for one time that a client is there.
func (s *Server) At(step Step, moves ...Move) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.gateway.script[step] = append(s.gateway.script[step], moves...)
}

// AlwaysAt makes a move every time for which nothing is queued; nil ends that.
func (s *Server) AlwaysAt(step Step, move Move) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.gateway.always[step] = move
}

// Next queues moves for whatever step comes first.
func (s *Server) Next(moves ...Move) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.gateway.next = append(s.gateway.next, moves...)
}

// Now makes moves on every connection at once.
func (s *Server) Now(moves ...Move) { s.now(func(*Link) bool { return true }, moves) }

// NowOn makes moves on the connections of one shard.
func (s *Server) NowOn(shard int, moves ...Move) {
	s.now(func(l *Link) bool { return l.Shard == shard }, moves)
}

func (s *Server) now(on func(*Link) bool, moves []Move) {
	s.lock.Lock()
	defer s.lock.Unlock()
	for l := range s.gateway.links {
		if on(l) {
			InTurn(moves...)(l)
		}
	}
	s.notify()
}

func (s *Server) step(l *Link, at Step) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.do(l, at)
	s.notify()
}

// do makes the move of a step. The lock is held.
func (s *Server) do(l *Link, at Step) {
	move := s.move(at)
	if move == nil {
		s.proceed(l, at)
		return
	}
	l.at(at, move)
}

func (s *Server) move(at Step) Move {
	if queue := s.gateway.script[at]; len(queue) > 0 {
		s.gateway.script[at] = queue[1:]
		return queue[0]
	}
	if queue := s.gateway.next; len(queue) > 0 {
		s.gateway.next = queue[1:]
		return queue[0]
	}
	return s.gateway.always[at]
}

// at lets Proceed know where it is.
func (l *Link) at(at Step, move Move) {
	before := l.step
	l.step = at
	move(l)
	l.step = before
}

// proceed is what a gateway does that behaves.
func (s *Server) proceed(l *Link, at Step) {
	switch at {
	case AtConnect:
		l.Send(opHello, object{"heartbeat_interval": s.config.heartbeat.Milliseconds(), "_trace": []any{}})
	case AtIdentify:
		s.ready(l)
		s.do(l, AfterReady)
	case AtResume:
		s.replay(l, l.session.acked)
		s.do(l, AfterResume)
	case AtHeartbeat:
		if !l.deaf {
			l.Send(opACK, nil)
		}
	case AfterReady, AfterResume:
	}
}

// Proceed does what is usual at the step, in the midst of other moves.
func Proceed(l *Link) {
	if l.step != "" {
		l.s.proceed(l, l.step)
	}
}

// InTurn makes one move of several.
func InTurn(moves ...Move) Move {
	return func(l *Link) {
		for _, move := range moves {
			move(l)
		}
	}
}

// Reconnect is operation 7: come back, and resume.
func Reconnect(l *Link) { l.Send(opReconnect, nil) }

// InvalidSession is operation 9. If it can't be resumed, the session ends.
func InvalidSession(resumable bool) Move {
	return func(l *Link) { l.InvalidSession(resumable) }
}

// Silence sends nothing more on the connection, heartbeats' ACKs neither; what is
// dispatched waits to be resumed.
func Silence(l *Link) { l.silent = true }

// NoACK leaves heartbeats without one, and all else as it is.
func NoACK(l *Link) { l.deaf = true }

// Drop closes the connection without a word.
func Drop(l *Link) { l.queue(outgoing{drop: true}) }

// CloseWith closes the connection with a code. Some codes of Discord's end the
// session (topics/opcodes-and-status-codes): those that say "reconnect: false",
// 4007 and 4009.
func CloseWith(code int) Move { return func(l *Link) { l.Close(code) } }

// Undecodable sends an event of a known type whose data are not what they should
// be: a MESSAGE_CREATE with a number for an author.
func Undecodable(l *Link) {
	l.dispatch("MESSAGE_CREATE", object{"id": 7, "author": 5, "content": []int{1}})
}

// Garbage sends what is not JSON.
func Garbage(l *Link) { l.raw([]byte(`{"op":0,"t":"MESSAGE_CRE`)) }

// Unknown sends an event of a type that nobody knows, and an operation.
func Unknown(l *Link) {
	l.dispatch("QUANTUM_ENTANGLEMENT_UPDATE", object{"spin": "up"})
	l.Send(99, object{})
}

// AskHeartbeat is operation 1: send a heartbeat at once.
func AskHeartbeat(l *Link) { l.Send(opHeartbeat, nil) }

// Duplicates sends again what the client has had already, up to 100 events, and
// goes on. It stands in place of what is usual at AtResume.
func Duplicates(l *Link) {
	if l.session != nil {
		l.s.replay(l, 0)
	}
}

// Event sends any event, with the next sequence number.
func Event(name string, data map[string]any) Move {
	return func(l *Link) { l.dispatch(name, data) }
}

func (l *Link) dispatch(name string, data object) {
	if l.session == nil || l.session.link != l {
		l.raw(packed(name, 0, data))
		return
	}
	l.s.tell(l.session, event{name: name, data: data})
}

// Send sends an operation.
func (l *Link) Send(op int, data any) {
	l.raw(must(object{"op": op, "d": data, "s": nil, "t": nil}))
}

// Raw sends a text as it is.
func (l *Link) Raw(text string) { l.raw([]byte(text)) }

func (l *Link) raw(text []byte) {
	if !l.silent {
		l.queue(outgoing{text: text})
	}
}

// Close closes the connection with a code.
func (l *Link) Close(code int) {
	switch code {
	case 1000, 1001, closeToken, closeSequence, 4009, closeShard, 4011, 4012, closeIntents, closeNotAllowed:
		l.s.end(l.session)
	}
	l.queue(outgoing{close: code})
}

// InvalidSession says that the session is invalid, and lets go of it.
func (l *Link) InvalidSession(resumable bool) {
	if !resumable {
		l.s.gateway.invalid[l.Shard] = l.s.clock.Now()
		l.s.end(l.session)
	}
	if l.session != nil && l.session.link == l {
		l.session.link = nil
	}
	l.session = nil // the client may identify or resume, here or on a connection anew
	l.Send(opInvalidSession, json.RawMessage(map[bool]string{true: "true", false: "false"}[resumable]))
}
