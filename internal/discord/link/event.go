package link

import (
	"strings"
	"sync/atomic"
	"time"

	"dateline/internal/secret"
)

// Kind is what an interaction is.
type Kind int

// The kinds of interactions that are passed on.
const (
	Command      Kind = 2 // a slash command, or one on a message or person
	Component    Kind = 3 // a button pressed, something selected
	Autocomplete Kind = 4 // choices for an option that is being typed
	Modal        Kind = 5 // a form sent
)

// CommandKind is where a command is chosen.
type CommandKind int

// The kinds of commands.
const (
	SlashCommand   CommandKind = 1
	UserCommand    CommandKind = 2
	MessageCommand CommandKind = 3
)

// Interaction is what somebody did that waits for a response.
type Interaction struct {
	ID          string
	Application string
	Token       secret.Text // to respond with, for [TokenLife]
	Kind        Kind
	Received    time.Time

	Guild   string // empty in a direct message
	Channel string
	Parent  string // the channel that a thread hangs on; empty: Channel is none
	User    User
	// Permissions are the person's in this channel; 0 in a direct message.
	Permissions Permissions
	Roles       []string // of the person
	// Allowed is what the bot may do in this channel.
	Allowed     Permissions
	Locale      string // of the person
	GuildLocale string

	// Of a command and of autocompletion.
	Name    string
	Path    []string // group and subcommand, where there are
	Command CommandKind
	Options []Option
	Focused *Option  // the option being typed; one of Options
	Target  *Message // what a message command was chosen on

	// Of a component and of a modal.
	CustomID string
	Values   []string          // selected
	Fields   map[string]string // of a modal, by custom_id; several values stand in lines
	Message  *Message          // that the component stands on

	first    *first // where the first response goes, if not to Discord's address
	answered atomic.Bool
}

// Option is one of a command, as it was given.
type Option struct {
	Name    string
	Value   string // numbers and booleans as JSON writes them
	Focused bool
}

// Option gives the value of an option; empty: it was not given.
func (i *Interaction) Option(name string) string {
	for _, o := range i.Options {
		if o.Name == name {
			return o.Value
		}
	}
	return ""
}

// User is a person, or a bot.
type User struct {
	ID     string
	Name   string // shown: the server's, the global or the account's
	Bot    bool
	Locale string
}

// Message is what somebody wrote. Without the privileged intent, Content is empty
// but for the bot's own messages, those that mention it, direct ones and targets of
// commands.
type Message struct {
	ID, Channel, Guild string // Guild is empty in a direct message
	Author             User
	Content            string
	Time               time.Time
	Mentions           []string // ids of people
	// ReplyTo is the message that this one answers, in ReplyChannel; empty: none.
	ReplyTo, ReplyChannel string
	Referenced            *Message // that one, where Discord sends it along
	Interaction           string   // that it was made by; empty: none

	kind    int
	webhook bool
}

// Direct reports whether the message is between the author and the bot.
func (m *Message) Direct() bool { return m.Guild == "" }

// Without is the content without mentions of somebody, which is the bot.
func (m *Message) Without(user string) string {
	text := strings.NewReplacer("<@"+user+">", " ", "<@!"+user+">", " ").Replace(m.Content)
	return strings.TrimSpace(text)
}

// Ready says that a shard is connected.
type Ready struct {
	Shard, Shards int
	User          User // the bot
	Application   string
	Guilds        int
	Resumed       bool
}

// Permissions are bits, as Discord numbers them.
type Permissions uint64

// Permissions that the program asks about.
const (
	Administrator      Permissions = 1 << 3
	ManageGuild        Permissions = 1 << 5
	ViewChannel        Permissions = 1 << 10
	SendMessages       Permissions = 1 << 11
	ReadMessageHistory Permissions = 1 << 16
	CreateThreads      Permissions = 1 << 35
	SendInThreads      Permissions = 1 << 38
)

// Has reports whether all of some permissions are given, by the bits or by being
// an administrator.
func (p Permissions) Has(all Permissions) bool {
	return p&Administrator != 0 || p&all == all
}
