package discordtest

import (
	"slices"
	"strconv"
	"strings"
)

// Option is what somebody has typed for an option of a command.
type Option struct {
	Name  string
	Value any
}

// With is an option; the value is a string, an int, a float64 or a bool.
func With(name string, value any) Option { return Option{name, value} }

// Slash has a person use a slash command, with subcommands after spaces, as
// "corpus reload".
func (s *Server) Slash(u User, at Channel, command string, options ...Option) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.interact(u, at, kindCommand, s.commandData(at, command, options, ""), nil)
}

// Autocomplete has a person type into an option, the last of those given.
func (s *Server) Autocomplete(u User, at Channel, command string, options ...Option) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	focused := ""
	if len(options) > 0 {
		focused = options[len(options)-1].Name
	}
	return s.interact(u, at, kindAutocomplete, s.commandData(at, command, options, focused), nil)
}

// MessageCommand has a person choose a command in the menu of a message.
func (s *Server) MessageCommand(u User, command string, target Message) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	at := s.world.channels[target.ChannelID]
	data := s.chosen(command, 3, at)
	data["target_id"] = target.ID
	if m := s.world.messages[target.ID]; m != nil {
		data["resolved"] = object{"messages": object{target.ID: s.messageJSON(m)}}
	}
	return s.interact(u, at, kindCommand, data, nil)
}

// Click has a person press a button, by the custom_id it has now.
func (s *Server) Click(u User, on Message, customID string) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.use(u, on, customID, nil)
}

// Select has a person choose from a list.
func (s *Server) Select(u User, on Message, customID string, values ...string) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.use(u, on, customID, values)
}

// use refuses what nobody could do: a test that does it would prove nothing.
func (s *Server) use(u User, on Message, customID string, values []string) *Handle {
	m := s.world.messages[on.ID]
	if m == nil {
		m = &on
	}
	c := m.component(customID)
	switch {
	case c == nil || m.Deleted:
		s.violate("hand", "%s can't use %q: it is not there", u.Name, customID)
	case c["disabled"] == true:
		s.violate("hand", "%s can't use %q: it is disabled", u.Name, customID)
	case m.For != "" && m.For != u.ID:
		s.violate("hand", "%s can't use %q: only somebody else sees the message", u.Name, customID)
	}
	data := object{"custom_id": customID, "component_type": max(number(c, "type"), typeButton)}
	if values != nil {
		data["values"] = values
	}
	return s.interact(u, s.world.channels[m.ChannelID], kindComponent, data, m)
}

// Submit has a person fill in the form that an interaction of theirs has shown, by
// the custom_ids of its inputs, and send it. What is not named keeps its value.
func (s *Server) Submit(shown *Handle, values map[string]string) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	if shown.modal == nil {
		s.violate("hand", "%s has shown no form to submit", shown.name())
	}
	data := object{"custom_id": text(shown.modal, "custom_id"), "components": filledIn(children(shown.modal, "components"), values), "resolved": object{}}
	return s.interact(shown.User, shown.Channel, kindModal, data, s.world.messages[shown.source])
}

func filledIn(components []object, values map[string]string) []any {
	out := []any{}
	for i, c := range components {
		filled := object{"type": number(c, "type"), "id": i + 1}
		if inner := children(c, "components"); inner != nil {
			filled["components"] = filledIn(inner, values)
		}
		if inner := child(c, "component"); inner != nil {
			filled["component"] = filledIn([]object{inner}, values)[0]
		}
		if id, ok := c["custom_id"].(string); ok {
			filled["custom_id"], filled["value"] = id, text(c, "value")
			if value, given := values[id]; given {
				filled["value"] = value
			}
		}
		out = append(out, filled)
	}
	return out
}

// Mention has a person write a message that mentions the bot.
func (s *Server) Mention(u User, at Channel, content string) *Handle {
	return s.Say(u, at, "<@"+s.ApplicationID+"> "+content)
}

// DM has a person write to the bot directly.
func (s *Server) DM(u User, content string) *Handle { return s.Say(u, s.Direct(u), content) }

// Say has a person write a message, for everybody.
func (s *Server) Say(u User, at Channel, content string) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.typed(u, Message{ChannelID: at.ID, Content: content})
}

// Reply has a person reply to a message, with the ping that this has by default.
func (s *Server) Reply(u User, to Message, content string) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.typed(u, Message{ChannelID: to.ChannelID, Content: content, ReplyTo: to.ID})
}

// ReplyQuietly has a person reply to a message with the ping turned off.
func (s *Server) ReplyQuietly(u User, to Message, content string) *Handle {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.typed(u, Message{ChannelID: to.ChannelID, Content: content, ReplyTo: to.ID, quiet: true})
}

func (s *Server) typed(u User, m Message) *Handle {
	h := s.ask(u, s.world.channels[m.ChannelID], 0)
	m.ID, m.Author = h.ID, s.world.users[u.ID]
	s.post(&m)
	return h
}

// Visible are the names of the commands that a person is offered in a guild: those
// whose default permissions they have.
func (s *Server) Visible(u User, g Guild) []string {
	s.lock.Lock()
	defer s.lock.Unlock()
	has := s.world.users[u.ID].Permissions
	var out []string
	for _, c := range s.world.commands {
		wanted, limited := c["default_member_permissions"].(string)
		bits, _ := strconv.ParseUint(wanted, 10, 64)
		admin := has&(1<<3) != 0
		if of := text(c, "guild_id"); (of == "" || of == g.ID) && (!limited || admin || bits != 0 && has&bits == bits) {
			out = append(out, text(c, "name"))
		}
	}
	return out
}

// interact makes an interaction and delivers it.
func (s *Server) interact(u User, at Channel, kind int, data object, on *Message) *Handle {
	h := s.ask(u, at, kind)
	if on != nil {
		h.source = on.ID
	}
	payload := s.interactionJSON(h, data, on)
	if s.config.endpoint != "" {
		s.deliver(h, must(payload))
	} else {
		s.dispatch(event{name: "INTERACTION_CREATE", guild: at.GuildID, data: payload, handle: h})
	}
	s.notify()
	return h
}

func (s *Server) interactionJSON(h *Handle, data object, on *Message) object {
	out := object{"id": h.ID, "application_id": s.ApplicationID, "type": h.kind, "data": data, "token": h.Token, "version": 1,
		"channel_id": h.Channel.ID, "channel": channelJSON(h.Channel), "locale": h.User.Locale, "entitlements": []any{},
		"app_permissions": strconv.Itoa(memberPermissions), "attachment_size_limit": 10485760, "context": 1,
		"authorizing_integration_owners": object{"0": "0"}}
	if h.Channel.GuildID == "" {
		out["user"] = userJSON(h.User)
	} else {
		member := memberJSON(h.User, true)
		member["permissions"] = strconv.FormatUint(h.User.Permissions, 10)
		out["member"], out["guild_id"], out["guild_locale"], out["context"] = member, h.Channel.GuildID, "en-GB", 0
		out["guild"] = object{"id": h.Channel.GuildID, "locale": "en-GB", "features": []string{}}
		out["authorizing_integration_owners"] = object{"0": h.Channel.GuildID}
	}
	if on != nil {
		out["message"] = s.messageJSON(on)
	}
	return out
}

// chosen begins the data of a command. One that is not registered can't be used,
// once any is.
func (s *Server) chosen(name string, kind int, at Channel) object {
	command := s.registered(name, kind, at.GuildID)
	if command == nil && len(s.world.commands) > 0 {
		s.violate("hand", "nobody can use /%s: it is not registered", name)
	}
	id := text(command, "id")
	if id == "" {
		id = s.world.id()
	}
	return object{"id": id, "name": name, "type": kind}
}

func (s *Server) commandData(at Channel, command string, options []Option, focused string) object {
	path := strings.Fields(command)
	data := s.chosen(path[0], 1, at)
	declared := s.registered(path[0], 1, at.GuildID)
	here := data
	for _, name := range path[1:] {
		declared = s.declared(declared, name)
		kind := max(number(declared, "type"), 1)
		inner := object{"name": name, "type": kind}
		here["options"] = []any{inner}
		here = inner
	}
	list := []any{}
	for _, o := range options {
		list = append(list, s.given(declared, o, focused))
	}
	here["options"] = list
	return data
}

func (s *Server) declared(in object, name string) object {
	options := children(in, "options")
	i := slices.IndexFunc(options, func(o object) bool { return text(o, "name") == name })
	if i >= 0 {
		return options[i]
	}
	if len(s.world.commands) > 0 {
		s.violate("hand", "%s has no option %q", text(in, "name"), name)
	}
	return nil
}

// given is an option with the type that it is declared with, or else that of its value.
func (s *Server) given(declared object, o Option, focused string) object {
	kind := number(s.declared(declared, o.Name), "type")
	if kind == 0 {
		switch o.Value.(type) {
		case int:
			kind = 4
		case bool:
			kind = 5
		case float64:
			kind = 10
		default:
			kind = 3
		}
	}
	out := object{"name": o.Name, "type": kind, "value": o.Value}
	if o.Name == focused {
		out["focused"] = true
	}
	return out
}
