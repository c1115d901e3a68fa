package discordtest

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strconv"
)

// signature is what was posted to an endpoint, so that it can be posted again.
type signature struct {
	to                string
	timestamp, signed string
	body              []byte
}

func hexKey(key ed25519.PublicKey) string { return hex.EncodeToString(key) }

// PublicKeyHex is the public key as Discord's developer portal shows it.
func (s *Server) PublicKeyHex() string { return hexKey(s.PublicKey) }

// sign makes what is posted to the endpoint. The lock is held.
func (s *Server) sign(body []byte) signature {
	timestamp := strconv.FormatInt(s.clock.Now().Unix(), 10)
	return signature{s.config.endpoint, timestamp, hex.EncodeToString(ed25519.Sign(s.private, append([]byte(timestamp), body...))), body}
}

// deliver posts an interaction to the endpoint, whose answer is the first response.
func (s *Server) deliver(h *Handle, body []byte) {
	if s.closed {
		h.lost = true
		return
	}
	h.signed = s.sign(body)
	ctx, cancel := context.WithCancel(s.context)
	stop := s.clock.AfterFunc(answerWithin, cancel)
	s.running.Add(1)
	go func() {
		defer s.running.Done()
		defer cancel()
		defer stop()
		s.delivered(ctx, h)
	}()
}

func (s *Server) delivered(ctx context.Context, h *Handle) {
	status, body, err := s.send(ctx, h.signed)
	s.lock.Lock()
	defer s.lock.Unlock()
	defer s.notify()
	switch in, ok := decode(body); {
	case err != nil: // nobody has answered: that shows as unanswered
	case status == http.StatusAccepted: // the response comes by REST
	case status != http.StatusOK || !ok:
		s.violate("endpoint", "%s was answered %d: %s", h.name(), status, shorten(string(body), 80))
	default:
		s.firstResponse(h, in, body)
	}
}

// send posts something to the endpoint.
func (s *Server) send(ctx context.Context, what signature) (int, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, what.to, bytes.NewReader(what.body))
	if err != nil {
		return 0, nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Discord-Interactions/1.0 (+https://discord.com)")
	if what.signed != "" {
		r.Header.Set("X-Signature-Ed25519", what.signed)
		r.Header.Set("X-Signature-Timestamp", what.timestamp)
	}
	response, err := s.config.client.Do(r)
	if err != nil {
		return 0, nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return response.StatusCode, body, err
}

// Ping posts a PING to the endpoint, as Discord does when its address is entered,
// and now and then. A right answer is 200 with {"type":1}.
func (s *Server) Ping(ctx context.Context) error {
	status, body, err := s.send(ctx, s.signedPing())
	if err != nil {
		return err
	}
	if in, ok := decode(body); status != http.StatusOK || !ok || number(in, "type") != answerPong {
		return fmt.Errorf("a PING was answered %d: %s", status, shorten(string(body), 80))
	}
	return nil
}

func (s *Server) signedPing() signature {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.sign(must(object{"id": "1", "application_id": s.ApplicationID, "type": kindPing, "token": "ping", "version": 1}))
}

// Forgery is a way to post what Discord has not signed.
type Forgery int

// The forgeries; each has to be answered 401.
const (
	Unsigned      Forgery = iota // without the headers
	WrongKey                     // signed by somebody else
	ChangedBody                  // signed, then altered
	ChangedTime                  // signed for another second
	NotHex                       // a signature that is none
	OldButGenuine                // signed rightly, an hour ago
)

// Forge posts a forged PING to the endpoint, and gives the status of the answer.
func (s *Server) Forge(ctx context.Context, how Forgery) (int, error) {
	what := s.signedPing()
	switch how {
	case Unsigned:
		what.signed = ""
	case WrongKey:
		_, other, _ := ed25519.GenerateKey(nil) // it can't fail without a reader
		what.signed = hex.EncodeToString(ed25519.Sign(other, append([]byte(what.timestamp), what.body...)))
	case ChangedBody:
		what.body = append(bytes.TrimSuffix(what.body, []byte("}")), `,"x":1}`...)
	case ChangedTime:
		what.timestamp += "0"
	case NotHex:
		what.signed = "z" + what.signed[1:]
	case OldButGenuine:
		what.timestamp = strconv.FormatInt(s.clock.Now().Unix()-3600, 10)
		what.signed = hex.EncodeToString(ed25519.Sign(s.private, append([]byte(what.timestamp), what.body...)))
	}
	status, _, err := s.send(ctx, what)
	return status, err
}

// Replay posts once more what was posted for an interaction, to the letter, as
// somebody might who has overheard it; and gives the status of the answer.
func (h *Handle) Replay(ctx context.Context) (int, error) {
	status, _, err := h.s.send(ctx, h.signed)
	return status, err
}

// UseEndpoint delivers interactions to a URL from now on; "" is the gateway.
func (s *Server) UseEndpoint(url string) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.config.endpoint = url
}
