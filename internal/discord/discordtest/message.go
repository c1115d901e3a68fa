package discordtest

import (
	"slices"
	"strings"
	"time"
)

// Flags of a message.
const (
	flagSuppressEmbeds        = 1 << 2
	flagEphemeral             = 1 << 6
	flagLoading               = 1 << 7
	flagSuppressNotifications = 1 << 12
	flagV2                    = 1 << 15
)

// Message is a message as it is now.
type Message struct {
	ID, ChannelID string
	Author        User
	Content       string
	Embeds        []map[string]any
	Components    []map[string]any
	Flags         int
	For           string // of an ephemeral one: the ID of who alone sees it
	ReplyTo       string // the ID of the message it replies to
	Thread        string // the ID of the thread that hangs on it
	Interaction   string // the ID of the interaction that made it
	Deleted       bool
	Versions      []Version // all that was to be seen, oldest first
	Pings         Pings     // whom it has pinged, in any version

	mentions object // allowed_mentions as sent last
	nonce    string // that was to be enforced; empty: none
	quiet    bool   // a reply that does not ping whom it replies to
}

// Version is what a message said from a time on.
type Version struct {
	At   time.Time
	Text string
}

// Loading says that people see "thinking…" in place of the message.
func (m Message) Loading() bool { return m.Flags&flagLoading != 0 }

// Ephemeral says that one person alone sees the message.
func (m Message) Ephemeral() bool { return m.Flags&flagEphemeral != 0 }

// V2 says that the message is made of components alone.
func (m Message) V2() bool { return m.Flags&flagV2 != 0 }

// Text is all there is to read: content, text components, embeds.
func (m Message) Text() string {
	var parts []string
	if m.Content != "" {
		parts = append(parts, m.Content)
	}
	walk(m.Components, func(c object) {
		if number(c, "type") == typeText {
			parts = append(parts, text(c, "content"))
		}
	})
	for _, e := range m.Embeds {
		parts = append(parts, embedTexts(e)...)
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}

// Button is something that can be clicked.
type Button struct {
	CustomID, Label, URL string
	Disabled             bool
}

// Buttons are those of the message, in their order.
func (m Message) Buttons() []Button {
	var out []Button
	walk(m.Components, func(c object) {
		if number(c, "type") == typeButton {
			out = append(out, Button{text(c, "custom_id"), text(c, "label"), text(c, "url"), c["disabled"] == true})
		}
	})
	return out
}

// Button is the button with a label; the zero one if there is none.
func (m Message) Button(label string) Button {
	for _, b := range m.Buttons() {
		if b.Label == label {
			return b
		}
	}
	return Button{}
}

// component is the one with an ID of its own.
func (m Message) component(customID string) (out object) {
	walk(m.Components, func(c object) {
		if text(c, "custom_id") == customID {
			out = c
		}
	})
	return out
}

// Messages are those that everybody sees in a channel now, oldest first.
func (s *Server) Messages(c Channel) []Message { return s.Seen(User{}, c) }

// Seen are the messages that a person sees in a channel now, oldest first, those
// that nobody else sees among them.
func (s *Server) Seen(u User, c Channel) []Message {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []Message
	for _, id := range s.world.posted[c.ID] {
		if m := s.world.messages[id]; !m.Deleted && (m.For == "" || m.For == u.ID) {
			out = append(out, m.copied())
		}
	}
	return out
}

// Message is the message with an ID, even if it was deleted.
func (s *Server) Message(id string) (Message, bool) {
	s.lock.Lock()
	defer s.lock.Unlock()
	m, ok := s.world.messages[id]
	if !ok {
		return Message{}, false
	}
	return m.copied(), true
}

// copied shares what is never changed in place: embeds and components.
func (m *Message) copied() Message {
	out := *m
	out.Versions = slices.Clone(m.Versions)
	return out
}

// post puts a message into its channel. The lock is held.
func (s *Server) post(m *Message) *Message {
	if m.ID == "" {
		m.ID = s.world.id()
	}
	s.world.messages[m.ID] = m
	s.world.posted[m.ChannelID] = append(s.world.posted[m.ChannelID], m.ID)
	s.version(m)
	s.announce("MESSAGE_CREATE", m)
	return m
}

// version notes what a message says now, and whom that pings.
func (s *Server) version(m *Message) {
	if !m.Loading() {
		m.Versions = append(m.Versions, Version{s.clock.Now(), m.Text()})
		if m.Author.Bot {
			s.pinged(m)
		}
	}
	s.notify()
}

func (s *Server) pinged(m *Message) {
	replied := ""
	if to := s.world.messages[m.ReplyTo]; to != nil && len(m.Versions) == 1 {
		replied = to.Author.ID
	}
	now := pings(mentionable(m.Content, m.Components), m.mentions, replied)
	if now.Any() {
		s.violate("ping", "message %s would ping %s: %s", m.ID, now, shorten(m.Text(), 80))
	}
	m.Pings = m.Pings.with(now)
}

// announce tells the bot of a message that everybody sees.
func (s *Server) announce(name string, m *Message) {
	if m.For != "" {
		return
	}
	c := s.world.channels[m.ChannelID]
	needs := intentGuildMessages
	if c.Kind == kindDM {
		needs = intentDirectMessages
	}
	s.dispatch(event{name: name, guild: c.GuildID, needs: needs, message: m})
}

// fill takes over what a payload says of a message. A field that is not there
// leaves as it was what is there already.
func (m *Message) fill(in object) {
	if c, ok := in["content"]; ok {
		m.Content, _ = c.(string)
	}
	if _, ok := in["embeds"]; ok {
		m.Embeds = children(in, "embeds")
	}
	if _, ok := in["components"]; ok {
		m.Components = children(in, "components")
	}
	if _, ok := in["flags"]; ok {
		const fixed = flagEphemeral | flagLoading
		m.Flags = m.Flags&(fixed|flagV2) | number(in, "flags")&^fixed
	}
	m.mentions = child(in, "allowed_mentions")
}

// messageJSON is a message as the bot gets it, with the one it replies to, but no
// further.
func (s *Server) messageJSON(m *Message) object {
	out := s.alone(m)
	if to := s.world.messages[m.ReplyTo]; to != nil && !to.Deleted {
		out["referenced_message"] = s.alone(to)
	} else if m.ReplyTo != "" {
		out["referenced_message"] = nil
	}
	return out
}

func (s *Server) alone(m *Message) object {
	out := object{"id": m.ID, "channel_id": m.ChannelID, "author": userJSON(m.Author), "content": m.Content, "type": 0,
		"timestamp": stamp(s.created(m)), "edited_timestamp": nil, "tts": false, "mention_everyone": m.Pings.Everyone, "pinned": false,
		"mentions": s.mentioned(m), "mention_roles": []any{}, "attachments": []any{}, "flags": m.Flags,
		"embeds": withKinds(m.Embeds), "components": withIDs(m.Components)}
	if len(m.Versions) > 1 {
		out["edited_timestamp"] = stamp(m.Versions[len(m.Versions)-1].At)
	}
	if m.Author.Bot {
		out["application_id"] = m.Author.ID
	}
	if m.ReplyTo != "" {
		out["type"], out["message_reference"] = 19, object{"type": 0, "message_id": m.ReplyTo, "channel_id": m.ChannelID}
	}
	if h := s.tasks.byID[m.Interaction]; h != nil {
		out["webhook_id"] = s.ApplicationID
		out["interaction_metadata"] = object{"id": h.ID, "type": h.kind, "user": userJSON(h.User), "authorizing_integration_owners": object{}}
	}
	return out
}

func (s *Server) created(m *Message) time.Time {
	if len(m.Versions) > 0 {
		return m.Versions[0].At
	}
	return s.clock.Now()
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000000-07:00") }

// mentioned has the author of the message replied to among those mentioned, as
// Discord does for people, who ping whom they reply to unless they choose not to.
func (s *Server) mentioned(m *Message) []any {
	out := []any{}
	ids := mentionedUsers(m.Content)
	if to := s.world.messages[m.ReplyTo]; to != nil && !m.Author.Bot && !m.quiet && !slices.Contains(ids, to.Author.ID) {
		ids = append(ids, to.Author.ID)
	}
	for _, id := range ids {
		if u, ok := s.world.users[id]; ok {
			out = append(out, userJSON(u))
		}
	}
	return out
}
