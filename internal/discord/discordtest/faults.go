package discordtest

import (
	"net"
	"net/http"
	"strconv"
	"time"
)

// Fault is a way to treat one request.
type Fault func(*Call)

// On queues faults for the requests of a route; each treats one request, in order,
// and what comes later is treated well. Routes are called by method and what it is
// about: "POST callback", "PATCH @original", "POST follow-up", "POST messages",
// "PATCH message", "POST thread", "POST typing", "GET gateway/bot", "PUT commands";
// the table in rest.go has all. "*" is any request for which nothing else is queued.
func (s *Server) On(route string, faults ...Fault) {
	known(route)
	s.lock.Lock()
	defer s.lock.Unlock()
	s.rest.script[route] = append(s.rest.script[route], faults...)
}

// Always decides on every request of a route for which nothing is queued; nil
// treats it well.
func (s *Server) Always(route string, decide func(*Call) Fault) {
	known(route)
	s.lock.Lock()
	defer s.lock.Unlock()
	s.rest.always[route] = decide
}

// known catches a misspelt route: its faults would never happen, and the test pass.
func known(name string) {
	for _, r := range routes {
		if r.name == name || name == "*" {
			return
		}
	}
	panic("discordtest: there is no route " + name)
}

func (s *Server) behaviour(c *Call) Fault {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, name := range []string{c.Route, "*"} {
		if queue := s.rest.script[name]; len(queue) > 0 {
			s.rest.script[name] = queue[1:]
			return queue[0]
		}
	}
	for _, name := range []string{c.Route, "*"} {
		if decide := s.rest.always[name]; decide != nil {
			if fault := decide(c); fault != nil {
				return fault
			}
		}
	}
	if fault := s.chaos.request(s, c); fault != nil {
		return fault
	}
	return Good
}

// Times repeats a fault, for On.
func Times(n int, f Fault) []Fault {
	out := make([]Fault, n)
	for i := range out {
		out[i] = f
	}
	return out
}

// Good treats a request well.
func Good(c *Call) { c.write(c.Perform()) }

// TooMany answers 429 with nothing done.
func TooMany(scope Scope, wait time.Duration) Fault {
	return func(c *Call) {
		c.s.lock.Lock()
		b := &c.s.rest.global
		if scope != ScopeGlobal && c.route != nil {
			b = c.s.bucket(c)
		}
		a := c.s.tooMany(c, b, scope, wait)
		c.s.lock.Unlock()
		c.write(a)
	}
}

// Fail answers with a status and nothing done; the page is not JSON, as those of
// the machines in front of Discord are not.
func Fail(status int) Fault {
	page := "<html><body><h1>" + strconv.Itoa(status) + " " + http.StatusText(status) + "</h1><hr>cloudflare</body></html>"
	return func(c *Call) { c.write(Answer{status, http.Header{"Content-Type": {"text/html"}}, []byte(page)}) }
}

// Refuse answers with an error of Discord's, with nothing done.
func Refuse(status, code int, message string) Fault {
	return func(c *Call) { c.write(refusal(status, code, message)) }
}

// Errors that Discord answers (topics/opcodes-and-status-codes).
var (
	WrongToken          = Refuse(http.StatusUnauthorized, 0, "401: "+http.StatusText(http.StatusUnauthorized))
	Forbidden           = Refuse(403, 50013, "Missing Permissions")
	NoAccess            = Refuse(403, 50001, "Missing Access")
	UnknownMessage      = Refuse(404, 10008, "Unknown Message")
	UnknownWebhook      = Refuse(404, 10015, "Unknown Webhook")
	UnknownInteraction  = Refuse(404, 10062, "Unknown interaction")
	AlreadyAcknowledged = Refuse(400, 40060, "Interaction has already been acknowledged.")
	InvalidToken        = Refuse(401, 50027, "Invalid Webhook Token")
)

// Cut does what is asked and breaks off in the middle of the answer.
func Cut(c *Call) {
	c.lost()
	a := c.Perform()
	if len(a.Body) < 2 {
		c.reset()
		return
	}
	c.w.Header().Set("Content-Length", strconv.Itoa(len(a.Body)))
	a.Body = a.Body[:len(a.Body)/2]
	c.write(a)
	c.hangUp(false)
}

// Reset closes the connection with nothing done.
func Reset(c *Call) { c.reset() }

// ResetAfter does what is asked and closes the connection without an answer, so
// that who asks again asks twice.
func ResetAfter(c *Call) {
	c.lost()
	c.Perform()
	c.reset()
}

func (c *Call) reset() { c.hangUp(true) }

// hangUp closes the connection; hard discards what is on its way, so that the other
// side sees a reset and no end.
func (c *Call) hangUp(hard bool) {
	control := http.NewResponseController(c.w)
	if c.Status != 0 {
		_ = control.Flush()
	}
	conn, _, err := control.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // a connection that can't be taken is closed like this
	}
	if tcp, ok := conn.(*net.TCPConn); ok && hard {
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}

// lost notes that the answer to a first response won't arrive: a second one is no
// mistake of the bot's.
func (c *Call) lost() {
	if c.Route != "POST callback" {
		return
	}
	c.s.lock.Lock()
	defer c.s.lock.Unlock()
	if h := c.s.tasks.byID[c.vars["interaction_id"]]; h != nil {
		h.lostAnswer = true
	}
}

// Gate holds requests up until it is opened: a slow server without sleeping.
type Gate struct{ reached, opened chan struct{} }

// NewGate makes a gate that is shut.
func NewGate() *Gate { return &Gate{make(chan struct{}, 1000), make(chan struct{})} }

// Reached gives one value for each request that has come to the gate.
func (g *Gate) Reached() <-chan struct{} { return g.reached }

// Open lets all through, from now on. To be called once.
func (g *Gate) Open() { close(g.opened) }

func (g *Gate) wait(c *Call) {
	select {
	case g.reached <- struct{}{}:
	default:
	}
	select {
	case <-g.opened:
	case <-c.s.context.Done():
	case <-c.http.Context().Done():
	}
}

// Before holds a request up, and then treats it with a fault.
func (g *Gate) Before(f Fault) Fault {
	return func(c *Call) {
		g.wait(c)
		f(c)
	}
}

// After does what is asked at once, and holds the answer up.
func (g *Gate) After(c *Call) {
	a := c.Perform()
	g.wait(c)
	c.write(a)
}
