package discordtest

import (
	"net/http"
	"slices"
)

// callback is POST /interactions/{id}/{token}/callback. The lock is held, as in
// all that answers a request.
func (s *Server) callback(c *Call) Answer {
	h := s.tasks.byID[c.vars["interaction_id"]]
	if h == nil || h.Token != c.vars["interaction_token"] {
		return refusal(404, 10062, "Unknown interaction")
	}
	a := s.firstResponse(h, c.input, c.Body)
	if a == nil {
		if c.http.URL.Query().Get("with_response") == "true" {
			return jsonAnswer(http.StatusOK, s.callbackJSON(h))
		}
		return Answer{nothing.Status, http.Header{}, nil}
	}
	return *a
}

// firstResponse takes a first response, by either way; nil where that is right.
func (s *Server) firstResponse(h *Handle, in object, body []byte) *Answer {
	refuse := func(a Answer) *Answer { return &a }
	switch {
	case h.responses > 0:
		h.responses++
		if !h.lostAnswer {
			s.violate("second-response", "%s had a second first response", h.name())
		}
		return refuse(refusal(400, 40060, "Interaction has already been acknowledged."))
	case h.void || s.clock.Now().Sub(h.at) > answerWithin:
		return refuse(refusal(404, 10062, "Unknown interaction"))
	}
	kind := number(in, "type")
	if !s.fits(h, kind) {
		return s.judge("POST callback", []Violation{{"response", h.name() + " can't have such a response: " + shorten(string(body), 80), true}})
	}
	if a := s.judge("POST callback", s.checkCallback(h, in, body)); a != nil {
		return a
	}
	h.respond(kind)
	s.take4to9(h, kind, child(in, "data"))
	s.notify()
	return nil
}

// checkCallback judges an update by the message that it changes.
func (s *Server) checkCallback(h *Handle, in object, body []byte) []Violation {
	if was := s.world.messages[h.source]; was != nil && number(in, "type") == answerUpdate {
		return Check(Edit, must(child(in, "data")), was)
	}
	return Check(Callback, body, nil)
}

// fits says which responses an interaction may have.
func (s *Server) fits(h *Handle, kind int) bool {
	switch h.kind {
	case kindAutocomplete:
		return kind == answerChoices
	case kindCommand:
		return slices.Contains([]int{answerMessage, answerDeferred, answerModal}, kind)
	case kindModal:
		return kind == answerMessage || kind == answerDeferred || h.source != "" && (kind == answerUpdate || kind == answerDeferredUpdate)
	}
	return kind >= answerMessage && kind <= answerModal && kind != answerChoices
}

func (s *Server) take4to9(h *Handle, kind int, data object) {
	switch kind {
	case answerMessage, answerDeferred:
		s.open(h, kind == answerDeferred, data)
	case answerUpdate:
		h.original = h.source
		s.change(s.world.messages[h.source], data)
	case answerDeferredUpdate:
		h.original = h.source
	case answerChoices:
		h.choices = children(data, "choices")
	case answerModal:
		h.modal = data
	}
}

// open makes the message that is the first response.
func (s *Server) open(h *Handle, deferred bool, data object) {
	m := s.message(h, number(data, "flags"))
	if deferred {
		m.Flags |= flagLoading
	} else {
		m.fill(data)
	}
	h.original = s.post(m).ID
	h.messages = append(h.messages, m.ID)
}

// message makes one of an interaction, which only the asker sees if the flags say so.
func (s *Server) message(h *Handle, flags int) *Message {
	m := &Message{ChannelID: h.Channel.ID, Author: s.world.bot, Interaction: h.ID, Flags: flags & flagEphemeral}
	if m.Flags != 0 {
		m.For = h.User.ID
	}
	return m
}

// change edits a message.
func (s *Server) change(m *Message, in object) {
	m.fill(in)
	m.Flags &^= flagLoading
	s.version(m)
	s.announce("MESSAGE_UPDATE", m)
}

func (s *Server) callbackJSON(h *Handle) object {
	about := object{"id": h.ID, "type": h.kind}
	out := object{"interaction": about}
	if m := s.world.messages[h.original]; m != nil {
		about["response_message_id"], about["response_message_loading"], about["response_message_ephemeral"] = m.ID, m.Loading(), m.Ephemeral()
		out["resource"] = object{"type": h.first, "message": s.messageJSON(m)}
	}
	return out
}

// hook finds the interaction that a webhook belongs to.
func (s *Server) hook(c *Call) (*Handle, *Answer) {
	refuse := func(a Answer) (*Handle, *Answer) { return nil, &a }
	h := s.tasks.byToken[c.vars["webhook_token"]]
	switch {
	case h == nil || c.vars["webhook_id"] != s.ApplicationID:
		return refuse(refusal(404, 10015, "Unknown Webhook"))
	case h.dead || s.clock.Now().Sub(h.at) >= tokenLives:
		return refuse(refusal(401, 50027, "Invalid Webhook Token"))
	case h.responses == 0:
		return refuse(refusal(404, 10015, "Unknown Webhook"))
	}
	return h, nil
}

// hooked finds the message of a webhook's address too.
func (s *Server) hooked(c *Call) (*Message, *Answer) {
	h, refused := s.hook(c)
	if refused != nil {
		return nil, refused
	}
	id, named := c.vars["message_id"]
	if !named {
		id = h.original
	}
	m := s.world.messages[id]
	if m == nil || m.Deleted || m.Interaction != h.ID && id != h.original {
		a := refusal(404, 10008, "Unknown Message")
		return nil, &a
	}
	return m, nil
}

func (s *Server) hookGet(c *Call) Answer {
	m, refused := s.hooked(c)
	if refused != nil {
		return *refused
	}
	return jsonAnswer(http.StatusOK, s.messageJSON(m))
}

func (s *Server) hookEdit(c *Call) Answer {
	m, refused := s.hooked(c)
	if refused != nil {
		return *refused
	}
	if a := s.judge(c.Route, Check(Edit, c.Body, m)); a != nil {
		return *a
	}
	s.change(m, c.input)
	return jsonAnswer(http.StatusOK, s.messageJSON(m))
}

func (s *Server) hookDelete(c *Call) Answer {
	m, refused := s.hooked(c)
	if refused != nil {
		return *refused
	}
	m.Deleted = true
	return Answer{nothing.Status, http.Header{}, nil}
}

// followUp is POST to a webhook. Right after a deferred response Discord lets it
// stand for the edit of @original, and calls that deprecated: here it is a mistake.
func (s *Server) followUp(c *Call) Answer {
	h, refused := s.hook(c)
	if refused != nil {
		return *refused
	}
	if a := s.judge(c.Route, Check(FollowUp, c.Body, nil)); a != nil {
		return *a
	}
	if original := s.world.messages[h.original]; original != nil && original.Loading() {
		s.violate("follow-up", "a follow-up to %s while its deferred response is not edited", h.name())
		s.change(original, c.input)
		return jsonAnswer(http.StatusOK, s.messageJSON(original))
	}
	m := s.message(h, number(c.input, "flags"))
	m.fill(c.input)
	h.messages = append(h.messages, s.post(m).ID)
	return jsonAnswer(http.StatusOK, s.messageJSON(m))
}
