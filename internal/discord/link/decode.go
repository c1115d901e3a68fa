package link

import (
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"

	"dateline/internal/secret"
)

// What Discord sends is decoded leniently: a field that is not as it should be is
// taken as missing, so that one does not lose the message around it.

type wireUser struct {
	ID         text `json:"id"`
	Username   text `json:"username"`
	GlobalName text `json:"global_name"`
	Bot        flag `json:"bot"`
}

type wireMember struct {
	User        lax[wireUser] `json:"user"`
	Nick        text          `json:"nick"`
	Roles       lax[[]text]   `json:"roles"`
	Permissions text          `json:"permissions"`
}

type wireMessage struct {
	ID        text            `json:"id"`
	Channel   text            `json:"channel_id"`
	Guild     text            `json:"guild_id"`
	Author    lax[wireUser]   `json:"author"`
	Member    lax[wireMember] `json:"member"`
	Content   text            `json:"content"`
	Timestamp text            `json:"timestamp"`
	Type      number          `json:"type"`
	Webhook   text            `json:"webhook_id"`
	Mentions  lax[[]wireUser] `json:"mentions"`
	Reference lax[struct {
		Message text   `json:"message_id"`
		Channel text   `json:"channel_id"`
		Type    number `json:"type"` // 1 is forwarding
	}] `json:"message_reference"`
	Referenced json.RawMessage `json:"referenced_message"`
	Made       lax[struct {
		ID text `json:"id"`
	}] `json:"interaction_metadata"`
}

type wireOption struct {
	Name    text              `json:"name"`
	Type    number            `json:"type"`
	Value   scalar            `json:"value"`
	Options lax[[]wireOption] `json:"options"`
	Focused flag              `json:"focused"`
}

type wireComponent struct {
	CustomID   text                 `json:"custom_id"`
	Value      scalar               `json:"value"`
	Values     lax[[]text]          `json:"values"`
	Component  *lax[wireComponent]  `json:"component"` // of a label
	Components lax[[]wireComponent] `json:"components"`
}

type wireInteraction struct {
	ID             text             `json:"id"`
	Application    text             `json:"application_id"`
	Type           number           `json:"type"`
	Token          text             `json:"token"`
	Guild          text             `json:"guild_id"`
	Channel        text             `json:"channel_id"`
	Place          lax[wireChannel] `json:"channel"`
	User           lax[wireUser]    `json:"user"`
	Member         lax[wireMember]  `json:"member"`
	AppPermissions text             `json:"app_permissions"`
	Locale         text             `json:"locale"`
	GuildLocale    text             `json:"guild_locale"`
	Message        json.RawMessage  `json:"message"`
	Data           lax[struct {
		Name       text                 `json:"name"`
		Type       number               `json:"type"`
		Options    lax[[]wireOption]    `json:"options"`
		Target     text                 `json:"target_id"`
		CustomID   text                 `json:"custom_id"`
		Values     lax[[]text]          `json:"values"`
		Components lax[[]wireComponent] `json:"components"`
		Resolved   lax[struct {
			Messages lax[map[string]json.RawMessage] `json:"messages"`
		}] `json:"resolved"`
	}] `json:"data"`
}

type wireChannel struct {
	ID     text   `json:"id"`
	Type   number `json:"type"`
	Parent text   `json:"parent_id"`
}

// Threads have kinds 10 to 12. What other channels hang on is a category.
const firstThread, lastThread = 10, 12

// thread gives the channel that a thread hangs on; empty: it is no thread.
func (c wireChannel) thread() string {
	if c.Type < firstThread || c.Type > lastThread {
		return ""
	}
	return string(c.Parent)
}

var (
	errNoInteraction = errors.New("not an interaction: no id, token or person")
	errNoMessage     = errors.New("not a message: no id, channel or author")
)

// decodeInteraction reads an interaction of any type, pings included.
func decodeInteraction(data []byte) (*Interaction, error) {
	var w wireInteraction
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, err
	}
	i := &Interaction{
		ID: string(w.ID), Application: string(w.Application), Token: secret.New(string(w.Token)), Kind: Kind(w.Type),
		Received: time.Now(), Guild: string(w.Guild), Channel: string(w.Channel), Locale: string(w.Locale), GuildLocale: string(w.GuildLocale),
		Allowed: permissions(w.AppPermissions), Message: optionalMessage(w.Message),
	}
	if w.Place.is.ID == w.Channel {
		i.Parent = w.Place.is.thread()
	}
	i.person(&w)
	if i.Kind != ping && (i.ID == "" || i.Token.IsZero() || i.User.ID == "") {
		return nil, errNoInteraction
	}
	i.data(&w)
	return i, nil
}

func (i *Interaction) person(w *wireInteraction) {
	user, member := w.User.is, w.Member.is
	if member.User.is.ID != "" {
		user = member.User.is
	}
	i.User = user.user(member.Nick)
	i.User.Locale = i.Locale
	i.Permissions = permissions(member.Permissions)
	i.Roles = texts(member.Roles.is)
}

func (i *Interaction) data(w *wireInteraction) {
	d := &w.Data.is
	i.Name, i.Command = string(d.Name), CommandKind(d.Type)
	i.CustomID, i.Values = string(d.CustomID), texts(d.Values.is)
	i.options(d.Options.is, deepest)
	for n := range i.Options {
		if i.Options[n].Focused {
			i.Focused = &i.Options[n]
		}
	}
	if i.Kind == Modal {
		i.Fields = map[string]string{}
		i.fields(d.Components.is, deepest)
	}
	if i.Command == MessageCommand {
		i.Target = optionalMessage(d.Resolved.is.Messages.is[string(d.Target)])
	}
}

// deepest is how far options and components may lie in others; Discord's lie
// three deep.
const deepest = 4

// options collects options; subcommands and their groups go to the path.
func (i *Interaction) options(all []wireOption, deep int) {
	for _, o := range all {
		if (o.Type == 1 || o.Type == 2) && deep > 0 {
			i.Path = append(i.Path, string(o.Name))
			i.options(o.Options.is, deep-1)
			continue
		}
		i.Options = append(i.Options, Option{string(o.Name), string(o.Value), bool(o.Focused)})
	}
}

func (i *Interaction) fields(all []wireComponent, deep int) {
	for _, c := range all {
		if c.CustomID != "" {
			value := string(c.Value)
			if len(c.Values.is) > 0 {
				value = strings.Join(texts(c.Values.is), "\n")
			}
			i.Fields[string(c.CustomID)] = value
		}
		if deep == 0 {
			continue
		}
		i.fields(c.Components.is, deep-1)
		if c.Component != nil {
			i.fields([]wireComponent{c.Component.is}, deep-1)
		}
	}
}

// decodeMessage reads a message and the one it answers, but not that one's.
func decodeMessage(data []byte) (*Message, error) {
	m, referenced, err := oneMessage(data)
	if err != nil {
		return nil, err
	}
	if len(referenced) > 0 && m.ReplyTo != "" {
		m.Referenced, _, _ = oneMessage(referenced)
	}
	return m, nil
}

func oneMessage(data []byte) (*Message, json.RawMessage, error) {
	var w wireMessage
	if err := json.Unmarshal(data, &w); err != nil {
		return nil, nil, err
	}
	author := w.Author.is
	if w.ID == "" || w.Channel == "" || author.ID == "" {
		return nil, nil, errNoMessage
	}
	m := &Message{
		ID: string(w.ID), Channel: string(w.Channel), Guild: string(w.Guild), Author: author.user(w.Member.is.Nick),
		Content: string(w.Content), Interaction: string(w.Made.is.ID), kind: int(w.Type), webhook: w.Webhook != "",
	}
	m.Time, _ = time.Parse(time.RFC3339, string(w.Timestamp))
	for _, u := range w.Mentions.is {
		m.Mentions = append(m.Mentions, string(u.ID))
	}
	if r := w.Reference.is; r.Type == 0 {
		m.ReplyTo, m.ReplyChannel = string(r.Message), string(r.Channel)
	}
	return m, w.Referenced, nil
}

func optionalMessage(data json.RawMessage) *Message {
	if len(data) == 0 {
		return nil
	}
	m, err := decodeMessage(data)
	if err != nil {
		return nil
	}
	return m
}

func (u wireUser) user(nick text) User {
	name := string(u.Username)
	for _, better := range []text{nick, u.GlobalName} {
		if better != "" {
			name = string(better)
			break
		}
	}
	return User{ID: string(u.ID), Name: name, Bot: bool(u.Bot)}
}

func permissions(t text) Permissions {
	bits, err := strconv.ParseUint(string(t), 10, 64)
	if err != nil {
		return 0
	}
	return Permissions(bits)
}

func texts(in []text) []string {
	if len(in) == 0 {
		return nil
	}
	out := make([]string, 0, len(in))
	for _, t := range in {
		out = append(out, string(t))
	}
	return out
}

// lax is a T, or its zero value where what is sent is none.
type lax[T any] struct{ is T }

// UnmarshalJSON never fails.
func (l *lax[T]) UnmarshalJSON(data []byte) error {
	var is T
	if json.Unmarshal(data, &is) == nil {
		l.is = is
	}
	return nil
}

type (
	text   string // empty unless a string is sent
	number int    // 0 unless a whole number is sent
	flag   bool   // false unless true is sent
	scalar string // a string, or a number or boolean as it is written
)

func (t *text) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*t = text(s)
	}
	return nil
}

func (n *number) UnmarshalJSON(data []byte) error {
	var i int
	if json.Unmarshal(data, &i) == nil {
		*n = number(i)
	}
	return nil
}

func (f *flag) UnmarshalJSON(data []byte) error {
	*f = string(data) == "true"
	return nil
}

func (s *scalar) UnmarshalJSON(data []byte) error {
	var quoted string
	switch {
	case json.Unmarshal(data, &quoted) == nil:
		*s = scalar(quoted)
	case len(data) > 0 && data[0] != '{' && data[0] != '[':
		*s = scalar(data)
	}
	return nil
}
