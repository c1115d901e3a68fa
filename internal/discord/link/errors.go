package link

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// What callers tell apart. Each is wrapped in an [*Error].
var (
	// ErrExpired: the interaction's token is void, after 3 s or 15 min.
	ErrExpired = errors.New("the interaction has expired")
	// ErrAcknowledged: there was a first response already.
	ErrAcknowledged = errors.New("the interaction has been responded to already")
	ErrUnauthorized = errors.New("the bot's token is not accepted")
	ErrForbidden    = errors.New("the bot may not do this")
	ErrNotFound     = errors.New("there is no such thing")
	// ErrLimited: a rate limit holds for longer than the caller has; RetryAt says
	// until when.
	ErrLimited = errors.New("a rate limit holds")
	// ErrUnreachable: no answer, or one of 5xx, as often as it was tried.
	ErrUnreachable = errors.New("Discord can't be reached") //nolint:staticcheck // a name
	ErrRefused     = errors.New("Discord refuses this")     //nolint:staticcheck // a name
	// ErrBraked: so many answers were 401, 403 or 429 that nothing is sent for a
	// while, before Discord bans the address.
	ErrBraked = errors.New("too many invalid requests")
)

// Error is a request without success.
type Error struct {
	Route   string // without ids and tokens
	Status  int    // of HTTP; 0: no answer
	Code    int    // Discord's, in JSON; 0: none
	Message string // Discord's, for the log
	Scope   string // of a 429: user, global or shared
	RetryAt time.Time

	kind, cause error
	after       time.Duration
	unsent      bool // Discord can't have seen the request
}

// Error gives all that is known but ids and tokens.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Route, e.kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (status %d, code %d)", e.Status, e.Code)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if e.cause != nil {
		fmt.Fprintf(&b, ": %s", e.cause)
	}
	return b.String()
}

// Uncertain reports whether a request that has failed may have been carried out
// nevertheless: its answer was lost, or was one of 5xx.
func Uncertain(err error) bool {
	var e *Error
	return errors.As(err, &e) && errors.Is(e, ErrUnreachable) && !e.unsent
}

// Unwrap gives one of the sentinels, and what is below.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.kind}
	}
	return []error{e.kind, e.cause}
}

// Discord's codes, from the documentation's table of JSON error codes.
const (
	codeUnknownMessage     = 10008
	codeUnknownWebhook     = 10015
	codeUnknownInteraction = 10062
	codeAcknowledged       = 40060
	codeInvalidToken       = 50027
	codeHasThread          = 160004
)

// refusal is the error of an answer that is none.
func (c *Client) refusal(route string, res *http.Response, body []byte) *Error {
	var in struct {
		Code    number  `json:"code"`
		Message text    `json:"message"`
		After   float64 `json:"retry_after"`
	}
	_ = json.Unmarshal(body, &in) // proxies in between send HTML
	e := &Error{Route: route, Status: res.StatusCode, Code: int(in.Code), Message: c.oneLine(string(in.Message)), kind: ErrRefused}
	e.kind = kindOf(e.Status, e.Code)
	if e.Status == http.StatusTooManyRequests {
		e.Scope = res.Header.Get("X-RateLimit-Scope")
		e.after = retryAfter(res.Header, in.After)
		e.RetryAt = time.Now().Add(e.after)
	}
	return e
}

func kindOf(status, code int) error {
	switch code {
	case codeUnknownWebhook, codeUnknownInteraction, codeInvalidToken:
		return ErrExpired
	case codeAcknowledged:
		return ErrAcknowledged
	}
	switch {
	case status == http.StatusTooManyRequests:
		return ErrLimited
	case status == http.StatusUnauthorized:
		return ErrUnauthorized
	case status == http.StatusForbidden:
		return ErrForbidden
	case status == http.StatusNotFound:
		return ErrNotFound
	case status >= 500:
		return ErrUnreachable
	}
	return ErrRefused
}

const (
	// unsaid is waited for after a 429 that does not say for how long.
	unsaid = 5 * time.Second
	// longestWait bounds what a header can ask for.
	longestWait = 24 * time.Hour
)

// retryAfter is how long a 429 asks to wait: by its header in seconds, whole or
// not, or by its body.
func retryAfter(h http.Header, body float64) time.Duration {
	if d := seconds(h.Get("Retry-After")); d >= 0 {
		return max(d, duration(body))
	}
	if body > 0 {
		return duration(body)
	}
	return unsaid
}

// seconds reads a header of seconds; negative: it is none.
func seconds(text string) time.Duration {
	s, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || !(s >= 0) {
		return -1
	}
	return duration(s)
}

func duration(s float64) time.Duration {
	if !(s > 0) {
		return 0
	}
	if s > longestWait.Seconds() {
		return longestWait
	}
	return time.Duration(s * float64(time.Second))
}

// broken is the error of a request without an answer.
func broken(route string, err error) *Error {
	e := &Error{Route: route, kind: ErrUnreachable, cause: withoutURL(err)}
	var op *net.OpError
	e.unsent = errors.As(err, &op) && op.Op == "dial"
	return e
}

const mostMessage = 300

// oneLine makes Discord's text fit for a log: one line, without the token, of
// bounded length.
func (c *Client) oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "�"))
	text = scrub(c.token, text)
	if runes := []rune(text); len(runes) > mostMessage {
		text = string(runes[:mostMessage]) + "…"
	}
	return text
}

// FinalError is a refusal by Discord that trying again does not change.
type FinalError struct {
	Code   int // of the gateway's closing, or HTTP's status
	Advice string
}

// Error says what to set.
func (e *FinalError) Error() string { return fmt.Sprintf("%s (Discord answered %d)", e.Advice, e.Code) }

// https://discord.com/developers/docs/topics/opcodes-and-status-codes
var final = map[int]string{
	401:  "Discord does not accept the bot's token: set DISCORD_TOKEN to the one on the application's page Bot; after a reset the old one is void",
	4004: "Discord does not accept the bot's token: set DISCORD_TOKEN to the one on the application's page Bot; after a reset the old one is void",
	4010: "Discord does not know this shard: set DISCORD_SHARDS to the number of all shards, and a range of them for each process that is within it",
	4011: "the bot is in too many servers for so few shards: raise DISCORD_SHARDS, or unset it for as many as Discord recommends",
	4012: "Discord no longer speaks this version of its gateway: update the program",
	4013: "Discord does not know these intents: update the program",
	4014: "Discord does not allow these intents: the bot needs no privileged one, so check on the application's page Bot that it is not disabled or limited",
}

func finalError(code int) error {
	if advice, is := final[code]; is {
		return &FinalError{code, advice}
	}
	return nil
}

// endsSession reports whether a session is lost when the gateway closes its
// connection with this code: by the table of codes with 4007 and 4009; after 4003
// there was none. 1000 and 1001 end it only when it is us who close.
func endsSession(code int) bool {
	return code == 4003 || code == 4007 || code == 4009
}
