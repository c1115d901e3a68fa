package layout

import (
	"encoding/json"
	"slices"
)

// Flags are a message's.
type Flags int

// The flags that are used.
const (
	SuppressEmbeds Flags = 1 << 2 // links unfold into no previews
	Ephemeral      Flags = 1 << 6 // for one person; interactions alone may set it
	ComponentsV2   Flags = 1 << 15
)

// Message is the body of a message to create or to edit, and the data of an
// interaction's answer. Its layout is complete: sent as an edit it replaces all
// that was there.
type Message struct {
	Flags           Flags           `json:"flags"`
	Components      []Component     `json:"components"`
	AllowedMentions AllowedMentions `json:"allowed_mentions"`
	// Reference makes it a reply. It is for creation alone.
	Reference *Reference `json:"message_reference,omitempty"`
	// Nonce with Enforce lets Discord drop a message that was sent twice. They
	// are for creation in a channel alone. A nonce has at most 25 characters.
	Nonce   string `json:"nonce,omitempty"`
	Enforce bool   `json:"enforce_nonce,omitempty"`
}

// Reference is the message that is replied to. When it is gone by then, the
// reply comes without it.
type Reference struct {
	MessageID string `json:"message_id"`
	FailIfNot bool   `json:"fail_if_not_exists"`
}

// AllowedMentions is {"parse":[]}: nobody. A null, or no field at all, would let
// Discord look for mentions in the text.
type AllowedMentions struct{}

// MarshalJSON gives the only value.
func (AllowedMentions) MarshalJSON() ([]byte, error) { return []byte(`{"parse":[]}`), nil }

// Private is the message for one person alone, for interactions' answers and
// follow-ups. Edits take no such flag: there the first answer has decided.
func (m Message) Private() Message {
	m.Flags |= Ephemeral
	return m
}

// ReplyTo is the message as a reply to another.
func (m Message) ReplyTo(id string) Message {
	m.Reference = &Reference{MessageID: id}
	return m
}

// Text is all that the message says, a component a line, for logs and tests.
func (m Message) Text() string {
	var out []byte
	for _, c := range m.Components {
		if t, ok := c.(Text); ok {
			out = append(append(out, t.Content...), '\n')
		}
	}
	return string(out)
}

// Component is a part of a message or a modal.
type Component interface{ component() int }

// Text is Markdown.
type Text struct {
	Content string `json:"content"`
}

// Separator is a line between two parts.
type Separator struct {
	Divider bool `json:"divider"`
}

// Row is up to five buttons, or one menu.
type Row struct {
	Components []Component `json:"components"`
}

// Style is how a button looks. Nothing is said by it alone.
type Style int

// The styles that are used.
const (
	Primary   Style = 1
	Secondary Style = 2
	Danger    Style = 4
)

// Button is pressed.
type Button struct {
	Style    Style  `json:"style"`
	Label    string `json:"label"`
	CustomID string `json:"custom_id"`
	Disabled bool   `json:"disabled,omitempty"`
}

// Menu is a list to choose one from.
type Menu struct {
	CustomID    string   `json:"custom_id"`
	Placeholder string   `json:"placeholder,omitempty"`
	Options     []Option `json:"options"`
}

// Option is an entry of a Menu.
type Option struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
}

// Label is a field of a modal, with its name.
type Label struct {
	Label       string    `json:"label"`
	Description string    `json:"description,omitempty"`
	Component   Component `json:"component"`
}

// Input is a text to be typed.
type Input struct {
	CustomID  string     `json:"custom_id"`
	Style     InputStyle `json:"style"`
	Required  bool       `json:"required"`
	MaxLength int        `json:"max_length,omitempty"`
}

// InputStyle is how many lines an Input shows.
type InputStyle int

// Paragraph is several lines.
const Paragraph InputStyle = 2

func (Row) component() int       { return 1 }
func (Button) component() int    { return 2 }
func (Menu) component() int      { return 3 }
func (Input) component() int     { return 4 }
func (Text) component() int      { return 10 }
func (Separator) component() int { return 14 }
func (Label) component() int     { return 18 }

// MarshalJSON adds the type, by which Discord tells components apart.
func (r Row) MarshalJSON() ([]byte, error) {
	type fields Row
	return typed(r, fields(r))
}

// MarshalJSON adds the type.
func (b Button) MarshalJSON() ([]byte, error) {
	type fields Button
	return typed(b, fields(b))
}

// MarshalJSON adds the type.
func (m Menu) MarshalJSON() ([]byte, error) {
	type fields Menu
	return typed(m, fields(m))
}

// MarshalJSON adds the type.
func (i Input) MarshalJSON() ([]byte, error) {
	type fields Input
	return typed(i, fields(i))
}

// MarshalJSON adds the type.
func (t Text) MarshalJSON() ([]byte, error) {
	type fields Text
	return typed(t, fields(t))
}

// MarshalJSON adds the type.
func (s Separator) MarshalJSON() ([]byte, error) {
	type fields Separator
	return typed(s, fields(s))
}

// MarshalJSON adds the type.
func (l Label) MarshalJSON() ([]byte, error) {
	type fields Label
	return typed(l, fields(l))
}

// typed is an object with the component's type in front of its fields.
func typed(c Component, fields any) ([]byte, error) {
	body, err := json.Marshal(fields)
	if err != nil {
		return nil, err
	}
	head, err := json.Marshal(c.component())
	if err != nil {
		return nil, err
	}
	return slices.Concat([]byte(`{"type":`), head, []byte(`,`), body[1:]), nil
}
