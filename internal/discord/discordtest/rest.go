package discordtest

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Request is a request as it arrived.
type Request struct {
	At           time.Time
	Route        string // as On calls it
	Method, Path string // with the query
	Header       http.Header
	Body         []byte
	Status       int // of the answer; 0 where there was none
}

// Answer is what the server answers a request.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

func jsonAnswer(status int, body any) Answer {
	return Answer{status, http.Header{"Content-Type": {"application/json"}}, must(body)}
}

func refusal(status, code int, message string) Answer {
	return jsonAnswer(status, object{"message": message, "code": code})
}

var nothing = Answer{Status: http.StatusNoContent, Header: http.Header{}}

type rest struct {
	requests []Request
	script   map[string][]Fault
	always   map[string]func(*Call) Fault
	buckets  map[string]*bucket
	global   bucket
	invalid  []time.Time
	tooMany  int
}

func newRest() rest {
	return rest{script: map[string][]Fault{}, always: map[string]func(*Call) Fault{}, buckets: map[string]*bucket{}}
}

// route is an address that the server has.
type route struct {
	name    string // as On calls it
	method  string
	path    string // as Discord's document writes it
	major   string // what a bucket belongs to besides the route
	open    bool   // needs no token of the bot
	exempt  bool   // from the global limit
	handle  func(*Server, *Call) Answer
	pattern *regexp.Regexp
}

const (
	ofHook    = "/webhooks/{webhook_id}/{webhook_token}"
	ofChannel = "/channels/{channel_id}"
	ofApp     = "/applications/{application_id}"
)

var routes = compile([]route{
	{name: "POST callback", path: "/interactions/{interaction_id}/{interaction_token}/callback", major: "interaction_token", open: true, exempt: true, handle: (*Server).callback},
	{name: "GET @original", path: ofHook + "/messages/@original", major: "webhook_token", open: true, exempt: true, handle: (*Server).hookGet},
	{name: "PATCH @original", path: ofHook + "/messages/@original", major: "webhook_token", open: true, exempt: true, handle: (*Server).hookEdit},
	{name: "DELETE @original", path: ofHook + "/messages/@original", major: "webhook_token", open: true, exempt: true, handle: (*Server).hookDelete},
	{name: "POST follow-up", path: ofHook, major: "webhook_token", open: true, exempt: true, handle: (*Server).followUp},
	{name: "GET follow-up", path: ofHook + "/messages/{message_id}", major: "webhook_token", open: true, exempt: true, handle: (*Server).hookGet},
	{name: "PATCH follow-up", path: ofHook + "/messages/{message_id}", major: "webhook_token", open: true, exempt: true, handle: (*Server).hookEdit},
	{name: "DELETE follow-up", path: ofHook + "/messages/{message_id}", major: "webhook_token", open: true, exempt: true, handle: (*Server).hookDelete},
	{name: "POST messages", path: ofChannel + "/messages", major: "channel_id", handle: (*Server).say},
	{name: "GET messages", path: ofChannel + "/messages", major: "channel_id", handle: (*Server).list},
	{name: "GET message", path: ofChannel + "/messages/{message_id}", major: "channel_id", handle: (*Server).get},
	{name: "PATCH message", path: ofChannel + "/messages/{message_id}", major: "channel_id", handle: (*Server).edit},
	{name: "DELETE message", path: ofChannel + "/messages/{message_id}", major: "channel_id", handle: (*Server).remove},
	{name: "POST thread", path: ofChannel + "/messages/{message_id}/threads", major: "channel_id", handle: (*Server).threadOn},
	{name: "POST threads", path: ofChannel + "/threads", major: "channel_id", handle: (*Server).thread},
	{name: "POST typing", path: ofChannel + "/typing", major: "channel_id", handle: (*Server).typing},
	{name: "GET channel", path: ofChannel, major: "channel_id", handle: (*Server).getChannel},
	{name: "GET guild", path: "/guilds/{guild_id}", major: "guild_id", handle: (*Server).getGuild},
	{name: "GET member", path: "/guilds/{guild_id}/members/{user_id}", major: "guild_id", handle: (*Server).getMember},
	{name: "GET me", path: "/users/@me", handle: (*Server).me},
	{name: "POST direct", path: "/users/@me/channels", handle: (*Server).openDirect},
	{name: "GET application", path: "/applications/@me", handle: (*Server).application},
	{name: "PUT commands", path: ofApp + "/commands", handle: (*Server).putCommands},
	{name: "GET commands", path: ofApp + "/commands", handle: (*Server).getCommands},
	{name: "PUT guild commands", path: ofApp + "/guilds/{guild_id}/commands", major: "guild_id", handle: (*Server).putCommands},
	{name: "GET guild commands", path: ofApp + "/guilds/{guild_id}/commands", major: "guild_id", handle: (*Server).getCommands},
	{name: "GET gateway/bot", path: "/gateway/bot", handle: (*Server).gatewayBot},
	{name: "GET gateway", path: "/gateway", open: true, handle: (*Server).gatewayOpen},
})

var placeholder = regexp.MustCompile(`\\\{(\w+)\\\}`)

func compile(list []route) []route {
	for i := range list {
		r := &list[i]
		r.method, _, _ = strings.Cut(r.name, " ")
		r.pattern = regexp.MustCompile("^" + placeholder.ReplaceAllString(regexp.QuoteMeta(r.path), `(?P<$1>[^/@][^/]*)`) + "$")
	}
	return list
}

// Call is a request that is being answered.
type Call struct {
	Request
	route *route
	vars  map[string]string
	input object
	s     *Server
	w     http.ResponseWriter
	http  *http.Request
}

// ServeHTTP implements http.Handler: the gateway at /, REST below /api/.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/api/") {
		s.serveGateway(w, r)
		return
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the client has gone away
	}
	c := s.call(w, r)
	c.Body = body
	s.behaviour(c)(c)
	s.remember(c)
}

func (s *Server) call(w http.ResponseWriter, r *http.Request) *Call {
	c := &Call{s: s, w: w, http: r, Request: Request{At: s.clock.Now(), Method: r.Method, Path: r.URL.RequestURI(), Header: r.Header.Clone()}}
	parts := strings.SplitN(r.URL.Path, "/", 4) // "", api, v10, the rest
	path := "/" + parts[len(parts)-1]
	for i := range routes {
		if found := routes[i].pattern.FindStringSubmatch(path); found != nil && routes[i].method == r.Method {
			c.route, c.Route, c.vars = &routes[i], routes[i].name, map[string]string{}
			for n, name := range routes[i].pattern.SubexpNames() {
				c.vars[name] = found[n]
			}
			break
		}
	}
	if len(parts) < 4 || parts[2] != "v10" {
		s.note("api-version", "%s %s is not of version 10", r.Method, r.URL.Path)
	}
	return c
}

func (s *Server) note(rule, format string, args ...any) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.violate(rule, format, args...)
}

func (s *Server) remember(c *Call) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.rest.requests = append(s.rest.requests, c.Request)
	if extra := len(s.rest.requests) - s.config.keep; extra > 0 {
		s.rest.requests = slices.Delete(s.rest.requests, 0, extra)
	}
	s.countInvalid(c)
	s.notify()
}

// countInvalid obeys Discord's limit: 10,000 answers 401, 403 and 429 in 10 minutes
// ban an address; a 429 of scope shared is not counted.
func (s *Server) countInvalid(c *Call) {
	switch c.Status {
	case 401, 403, 429:
	default:
		return
	}
	if c.w.Header().Get("X-RateLimit-Scope") == string(ScopeShared) {
		return
	}
	now := s.clock.Now()
	s.rest.invalid = append(slices.DeleteFunc(s.rest.invalid, func(at time.Time) bool { return now.Sub(at) >= 10*time.Minute }), now)
	if len(s.rest.invalid) == 10000 {
		s.violate("invalid-requests", "10,000 invalid requests in 10 minutes: the address is banned")
	}
}

// Invalid is how many requests of the last 10 minutes count towards a ban.
func (s *Server) Invalid() int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return len(s.rest.invalid)
}

// Requests are those that were answered, oldest first, of one route or of all ("").
func (s *Server) Requests(route string) []Request {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []Request
	for _, r := range s.rest.requests {
		if route == "" || r.Route == route {
			out = append(out, r)
		}
	}
	return out
}

// Perform does what a request asks for, as Discord would, and gives the answer
// without sending it.
func (c *Call) Perform() Answer {
	c.s.lock.Lock()
	defer c.s.lock.Unlock()
	if c.route == nil {
		c.s.violate("route", "there is no %s %s", c.Method, c.Path)
		return refusal(404, 0, "404: Not Found")
	}
	if a := c.s.admit(c); a != nil {
		return *a
	}
	a := c.s.limited(c, func() Answer {
		if refused := c.s.inspect(c); refused != nil {
			return *refused
		}
		return c.route.handle(c.s, c)
	})
	c.s.notify()
	return a
}

// admit checks who is asking.
func (s *Server) admit(c *Call) *Answer {
	if agent := c.Header.Get("User-Agent"); !strings.HasPrefix(agent, "DiscordBot (") {
		s.violate("user-agent", "%s: %q is not as Discord wants it: DiscordBot (address, version)", c.Route, agent)
	}
	if got := c.Header.Get("Authorization"); !c.route.open && got != "Bot "+s.Token {
		s.violate("token", "%s: not the bot's token, or not written as \"Bot …\"", c.Route)
		a := refusal(http.StatusUnauthorized, 0, "401: "+http.StatusText(http.StatusUnauthorized))
		return &a
	}
	if app, ok := c.vars["application_id"]; ok && app != s.ApplicationID {
		a := refusal(403, 20012, "You are not authorized to perform this action on this application")
		return &a
	}
	return nil
}

// inspect judges the payload by Discord's document and, where there are any, by
// the rules of its kind.
func (s *Server) inspect(c *Call) *Answer {
	if kind := c.Header.Get("Content-Type"); len(c.Body) > 0 && !strings.HasPrefix(kind, "application/json") {
		return s.judge(c.Route, []Violation{{"content-type", fmt.Sprintf("%q; the server knows JSON alone", kind), true}})
	}
	if s.spec != nil && c.Method != http.MethodGet {
		if err := s.spec.Request(c.Method, c.route.path, c.Body); err != nil {
			return s.judge(c.Route, []Violation{{"spec", err.Error(), true}})
		}
	}
	if c.Route == "PUT commands" || c.Route == "PUT guild commands" {
		return s.judge(c.Route, Check(Commands, c.Body, nil))
	}
	var ok bool
	if c.input, ok = decode(c.Body); !ok {
		return s.judge(c.Route, []Violation{{"json", "the body is no JSON object", true}})
	}
	return nil
}

// write sends an answer.
func (c *Call) write(a Answer) {
	for key, values := range a.Header {
		c.w.Header()[key] = values
	}
	c.Status = a.Status
	c.w.WriteHeader(a.Status)
	if a.Status != http.StatusNoContent {
		_, _ = c.w.Write(a.Body) // who has gone away misses it
	}
}
