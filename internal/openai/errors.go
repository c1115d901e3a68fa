package openai

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// What can be the matter with a request, for errors.Is. Each *Error wraps one.
var (
	ErrKey         = errors.New("the key is refused")
	ErrQuota       = errors.New("the account's quota is used up")
	ErrModel       = errors.New("the model is not there")
	ErrAddress     = errors.New("the address is wrong")
	ErrUnreachable = errors.New("the server cannot be reached")
	ErrBusy        = errors.New("the server is too busy or failing")
	ErrTooLong     = errors.New("the request is too long")
	ErrRequest     = errors.New("the request is refused")
	ErrAnswer      = errors.New("the answer cannot be used")
	ErrDeclined    = errors.New("the model declines to answer")
	ErrEmpty       = errors.New("the model has answered nothing")
	ErrLength      = errors.New("the answer was cut at its greatest length")
)

// Error is a request that failed for good. It never holds the key.
type Error struct {
	Kind    error     // one of the above
	Host    string    // of the server
	Status  int       // of HTTP; 0: there was no answer, or it is not why
	Message string    // the server's own words, cut, or what is wrong with its answer
	Advice  string    // what to do about it
	RetryAt time.Time // when the server wants to be asked again; zero: it didn't say
	Tries   int       // how often the request was sent

	temporary bool          // may pass by itself
	after     time.Duration // how long the server asks to wait; negative: it doesn't
	fewer     bool          // it is the number of texts that is too great
	param     string        // the part of the request that the server names
	cause     error
}

// Error says what happened and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", e.Host, e.Kind)
	if e.Status != 0 {
		fmt.Fprintf(&b, " (HTTP %d)", e.Status)
	}
	if e.Tries > 1 {
		fmt.Fprintf(&b, ", %d times in a row", e.Tries)
	}
	if e.Message != "" {
		fmt.Fprintf(&b, ": %s", e.Message)
	}
	if !e.RetryAt.IsZero() {
		fmt.Fprintf(&b, "; try again after %s", e.RetryAt.Format(time.RFC3339))
	}
	if e.Advice != "" {
		fmt.Fprintf(&b, "; %s", e.Advice)
	}
	return b.String()
}

// Unwrap gives the kind, and the error of the network where there was one.
func (e *Error) Unwrap() []error {
	if e.cause == nil {
		return []error{e.Kind}
	}
	return []error{e.Kind, e.cause}
}

// advice is what to do about each kind; %s is the variable that names the
// model.
var advice = map[error]string{
	ErrKey:         "set OPENAI_API_KEY to a key that may use the model",
	ErrQuota:       "see the plan and the billing of the account that OPENAI_API_KEY belongs to",
	ErrModel:       "set %s to a model that the server has",
	ErrAddress:     "set OPENAI_BASE_URL to where the protocol begins, as in http://localhost:11434/v1",
	ErrUnreachable: "see whether the server runs and OPENAI_BASE_URL is right",
	ErrAnswer:      "see whether OPENAI_BASE_URL and %s are right",
}

func (s *sender) failure(kind error, message string) *Error {
	text := advice[kind]
	if strings.Contains(text, "%s") {
		text = fmt.Sprintf(text, s.model)
	}
	return &Error{Kind: kind, Host: s.host, Message: fit(s.Key, message), Advice: text, after: -1}
}

// refusal is an answer that is none: a status other than 2xx, or an error in
// place of one.
func (s *sender) refusal(status int, header http.Header, body []byte) *Error {
	message, code := readRefusal(body)
	v := judge(status, words{strings.ToLower(code), strings.ToLower(message)})
	if to := header.Get("Location"); to != "" && status < 400 {
		message = "it sends us to " + to
	}
	e := s.failure(v.kind, message)
	e.Status, e.temporary, e.fewer = status, v.temporary, v.fewer
	e.param = fit(s.Key, refusedPart(body))
	switch header.Get("X-Should-Retry") { // OpenAI's word on it
	case "false":
		e.temporary = false
	case "true":
		e.temporary = true
	}
	e.after = retryAfter(header, time.Now())
	return e
}

// words are what a refusal says, in small letters.
type words struct{ code, message string }

// say tells whether one of the phrases is among them. What OpenAI tells by codes,
// with a _ for a space, others tell in words alone.
func (w words) say(phrases ...string) bool {
	for _, p := range phrases {
		if strings.Contains(w.message, p) || strings.Contains(w.code, strings.ReplaceAll(p, " ", "_")) {
			return true
		}
	}
	return false
}

// verdict is the kind of a refusal, whether it may pass by itself, and whether
// fewer texts would do.
type verdict struct {
	kind             error
	temporary, fewer bool
}

// judge tells what a refusal means.
func judge(status int, w words) verdict {
	switch failing := status >= 500; {
	case status == http.StatusPaymentRequired, w.say("insufficient quota", "billing hard limit"):
		return verdict{kind: ErrQuota}
	case status < 500 && w.say("content filter", "content management policy", "content policy", "responsibleaipolicy"):
		return verdict{kind: ErrDeclined} // Azure's words
	case status == http.StatusTooManyRequests && w.say("request too large"):
		return verdict{kind: ErrTooLong, fewer: true} // more than OpenAI permits in a minute
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout:
		return verdict{kind: ErrBusy, temporary: true}
	case failing && w.say("too large to process", "context size"): // llama.cpp's words
		return verdict{kind: ErrTooLong}
	case failing && status != http.StatusNotImplemented:
		return verdict{kind: ErrBusy, temporary: true}
	case w.say("batch size", "too many inputs"):
		return verdict{kind: ErrTooLong, fewer: true}
	case status == http.StatusRequestEntityTooLarge, w.say("context length", "too large", "too long", "must have less than", "maximum input"):
		return verdict{kind: ErrTooLong}
	}
	return verdict{kind: judgeSetting(status, w)}
}

// judgeSetting tells which setting a refusal is for that will stay.
func judgeSetting(status int, w words) error {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return ErrKey
	case http.StatusNotFound:
		if w.say("model", "deployment") {
			return ErrModel
		}
		return ErrAddress
	case http.StatusMethodNotAllowed:
		return ErrAddress
	case http.StatusBadRequest:
		if w.say("model not found", "invalid model") {
			return ErrModel
		}
	}
	if status < 400 {
		return ErrAddress
	}
	return ErrRequest
}

// readRefusal finds the words in what a server sends in place of an answer.
// OpenAI puts them into {"error": {"message", "code", "type"}}; others leave out
// the outer or the inner object, and proxies send what they like.
func readRefusal(body []byte) (message, code string) {
	var any any
	if err := json.Unmarshal(body, &any); err != nil {
		if text := string(body); !strings.Contains(strings.ToLower(text), "<html") {
			return text, ""
		}
		return "an HTML page", ""
	}
	const depth = 4 // as deep as any of them goes, and no deeper than is cheap
	return search(any, depth, "message", "msg", "detail", "error", "errors"), search(any, depth, "code", "error", "type", "error_type")
}

// refusedPart is the part of the request that a refusal is about, where it names
// one: as OpenAI does, or FastAPI, which gives the path to it.
func refusedPart(body []byte) string {
	var openai struct{ Error struct{ Param string } }
	if json.Unmarshal(body, &openai) == nil && openai.Error.Param != "" {
		return openai.Error.Param
	}
	var fast struct{ Detail []struct{ Loc []any } }
	if json.Unmarshal(body, &fast) != nil {
		return ""
	}
	var parts []string
	for _, d := range fast.Detail {
		parts = append(parts, fmt.Sprint(d.Loc...))
	}
	return strings.Join(parts, " ")
}

// search is the first text under one of these names, in this order.
func search(in any, depth int, names ...string) string {
	if depth == 0 {
		return ""
	}
	switch v := in.(type) {
	case string:
		return v
	case []any:
		for _, each := range v {
			if found := search(each, depth-1, names...); found != "" {
				return found
			}
		}
	case map[string]any:
		for _, name := range names {
			if found := search(v[name], depth-1, names...); found != "" {
				return found
			}
		}
	}
	return ""
}

var errSlow = errors.New("time is up")

// broken is an attempt without a whole answer.
func (s *sender) broken(ctx context.Context, err error) *Error {
	if cause := context.Cause(ctx); errors.Is(cause, errSlow) {
		e := s.failure(ErrBusy, "no whole answer in time")
		e.Advice, e.temporary, e.cause = fmt.Sprintf("OPENAI_TIMEOUT, now %s, gives it longer", s.Timeout), true, context.DeadlineExceeded
		return e
	}
	var wrong *Error
	if errors.As(err, &wrong) {
		return wrong
	}
	e := s.failure(ErrUnreachable, err.Error())
	e.temporary, e.cause = !lasting(err), err
	var certificate *tls.CertificateVerificationError
	if errors.As(err, &certificate) {
		e.Advice += "; SSL_CERT_FILE names the certificates to trust"
	}
	return e
}

// lasting tells whether a connection fails the same way the next time.
func lasting(err error) bool {
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	var record tls.RecordHeaderError
	return errors.As(err, &name) && name.IsNotFound || errors.As(err, &certificate) || errors.As(err, &record) ||
		strings.Contains(err.Error(), "server gave HTTP response to HTTPS client")
}
