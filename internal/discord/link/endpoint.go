package link

import (
	"crypto/ed25519"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

const (
	ping Kind = 1
	// stale is how far a request's time may be from ours, either way. Discord
	// waits 3 s for a response, the rest is for clocks that differ.
	stale = 30 * time.Second
	// mostBody is how many bytes an interaction may have; a command on a message
	// carries the message along.
	mostBody = 1 << 20
	// hold is how long the first response is waited for before a deferred one
	// goes out, so that it is there within 3 s.
	hold = 2500 * time.Millisecond
)

// Endpoint takes interactions by HTTP, as an alternative to the gateway: its
// address is set in the application's Interactions Endpoint URL, and the key, in
// hexadecimal, is the application's public key.
//
// A request whose signature is missing or wrong, whose time differs by more than
// 30 s or which came before is answered with 401. The first response is the answer
// to the request; if the handler has none in 2.5 s a deferred one is sent, which
// only the person sees, and Respond fails with ErrAcknowledged.
func (l *Link) Endpoint(publicKey string) (http.Handler, error) {
	key, err := hex.DecodeString(publicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, errors.New("the public key is not 64 hexadecimal digits: copy it from the application's page General Information")
	}
	return &endpoint{link: l, key: key, turned: time.Now(), seen: newSeen(1 << 30)}, nil
}

type endpoint struct {
	link *Link
	key  ed25519.PublicKey

	lock   sync.Mutex
	turned time.Time
	seen   *seen // signatures; what is forgotten is stale by then
}

// ServeHTTP answers a request of Discord's.
func (e *endpoint) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	if req.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST only", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, req.Body, mostBody))
	if err != nil {
		http.Error(w, "too long, or cut off", http.StatusRequestEntityTooLarge)
		return
	}
	if !e.genuine(req.Header.Get("X-Signature-Ed25519"), req.Header.Get("X-Signature-Timestamp"), body, time.Now()) {
		http.Error(w, "invalid request signature", http.StatusUnauthorized)
		return
	}
	e.answer(w, req, body) //nolint:contextcheck // handlers go on when the request is answered
}

// genuine reports whether Discord has signed a request, lately, and for the first
// time.
func (e *endpoint) genuine(signature, stamp string, body []byte, now time.Time) bool {
	sig, err := hex.DecodeString(signature)
	if err != nil || len(sig) != ed25519.SignatureSize {
		return false
	}
	if !ed25519.Verify(e.key, append([]byte(stamp), body...), sig) {
		return false
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > stale {
		return false
	}
	return e.unseen(string(sig), now)
}

// unseen remembers a signature for as long as its request is not stale, which is
// twice that after it may come first. Only what Discord has signed gets here, so
// that nobody else can fill it.
func (e *endpoint) unseen(sig string, now time.Time) bool {
	e.lock.Lock()
	defer e.lock.Unlock()
	if now.Sub(e.turned) > 2*stale {
		e.seen.turn()
		e.turned = now
	}
	return e.seen.first(sig)
}

func (e *endpoint) answer(w http.ResponseWriter, req *http.Request, body []byte) {
	i, err := decodeInteraction(body)
	switch {
	case err != nil:
		e.link.undecodable.Add(1)
		http.Error(w, "not an interaction", http.StatusBadRequest)
	case i.Kind == ping:
		reply(w, json.RawMessage(`{"type":1}`))
	case !i.known():
		http.Error(w, "a kind of interaction that is not known here", http.StatusBadRequest)
	default:
		i.first = &first{given: make(chan json.RawMessage, 1)}
		e.link.dispatcher.interaction(i)
		reply(w, i.first.wait(req, i))
	}
}

func reply(w http.ResponseWriter, payload json.RawMessage) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(payload) // who does not wait any more misses it
}

// first is where a first response goes that is an answer to a request.
type first struct {
	lock  sync.Mutex
	over  bool
	given chan json.RawMessage
}

// give gives the response.
func (f *first) give(i *Interaction, payload json.RawMessage) error {
	if !f.claim() {
		return &Error{Route: "the response by HTTP", kind: ErrAcknowledged}
	}
	f.given <- payload
	i.answered.Store(true)
	return nil
}

func (f *first) claim() bool {
	f.lock.Lock()
	defer f.lock.Unlock()
	claimed := !f.over
	f.over = true
	return claimed
}

// wait waits for the response, or takes a deferred one.
func (f *first) wait(req *http.Request, i *Interaction) json.RawMessage {
	timer := time.NewTimer(hold)
	defer timer.Stop()
	select {
	case payload := <-f.given:
		return payload
	case <-req.Context().Done():
	case <-timer.C:
	}
	if !f.claim() {
		return <-f.given
	}
	i.answered.Store(true)
	kind, data := i.deferred()
	payload, err := response(kind, data)
	if err != nil {
		return json.RawMessage(`{"type":5}`)
	}
	return payload
}
