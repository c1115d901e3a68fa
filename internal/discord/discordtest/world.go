package discordtest

import (
	"strconv"
	"time"
)

// Guild is a server, in the words of those who use Discord.
type Guild struct{ ID, Name string }

// Channel is a text channel, a thread or a conversation with the bot.
type Channel struct {
	ID, Name string
	GuildID  string // empty in a direct message
	Kind     int    // 0 text, 1 direct message, 11 thread
	Parent   string // of a thread: the channel it hangs on
	with     string // of a direct message: the other person
}

// User is somebody with an account.
type User struct {
	ID, Name    string
	Locale      string
	Permissions uint64 // in every guild, a bit set as Discord has it; 8 is administrator
	Roles       []string
	Bot         bool
}

// Of a channel's kinds those that the server makes.
const (
	kindText   = 0
	kindDM     = 1
	kindThread = 11
)

// memberPermissions are those of @everyone in a new guild, shortened: view, send,
// embed, attach, history, commands, threads.
const memberPermissions = 1<<10 | 1<<11 | 1<<14 | 1<<15 | 1<<16 | 1<<31 | 1<<35 | 1<<38

type world struct {
	clock    Clock
	last     uint64
	bot      User
	guilds   []Guild
	channels map[string]Channel
	order    []string // of channels
	users    map[string]User
	names    map[string]string // of users: their IDs
	messages map[string]*Message
	posted   map[string][]string // of a channel: its messages, oldest first
	nonces   map[string]string   // of messages, with their channel's ID: the message's
	commands []object
	typing   map[string]int
	banned   map[string]bool // channels that the bot may not write to
}

func newWorld(c Clock) world {
	w := world{clock: c, channels: map[string]Channel{}, users: map[string]User{}, names: map[string]string{},
		messages: map[string]*Message{}, posted: map[string][]string{}, nonces: map[string]string{}, typing: map[string]int{}, banned: map[string]bool{}}
	w.bot = User{ID: w.id(), Name: "dateline", Bot: true}
	w.users[w.bot.ID] = w.bot
	return w
}

// id makes a snowflake: milliseconds since 2015, and a number of 22 bits that
// tells those of one millisecond apart.
func (w *world) id() string {
	now := uint64(w.clock.Now().Sub(time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC)).Milliseconds()) << 22
	w.last = max(w.last+1, now)
	return strconv.FormatUint(w.last, 10)
}

// firstGuild has factors enough that the guild made as the nth lies on shard n
// modulo any number of shards up to 10, by the formula (id >> 22) % shards.
const firstGuild = 252_000_000

// Guild is the guild with a name. It is made, and announced to the bot, where there
// is none.
func (s *Server) Guild(name string) Guild {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, g := range s.world.guilds {
		if g.Name == name {
			return g
		}
	}
	g := Guild{strconv.FormatUint(uint64(firstGuild+len(s.world.guilds))<<22, 10), name}
	s.world.guilds = append(s.world.guilds, g)
	s.dispatch(event{name: "GUILD_CREATE", guild: g.ID, needs: intentGuilds, data: s.guildJSON(g)})
	return g
}

// Channel is the text channel of a guild with a name; it is made where there is none.
func (s *Server) Channel(g Guild, name string) Channel {
	s.lock.Lock()
	defer s.lock.Unlock()
	for _, id := range s.world.order {
		if c := s.world.channels[id]; c.GuildID == g.ID && c.Name == name {
			return c
		}
	}
	c := s.addChannel(Channel{Name: name, GuildID: g.ID})
	s.dispatch(event{name: "CHANNEL_CREATE", guild: g.ID, needs: intentGuilds, data: channelJSON(c)})
	return c
}

func (s *Server) addChannel(c Channel) Channel {
	if c.ID == "" {
		c.ID = s.world.id()
	}
	s.world.channels[c.ID] = c
	s.world.order = append(s.world.order, c.ID)
	return c
}

// Direct is the conversation of a person with the bot.
func (s *Server) Direct(u User) Channel {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.direct(u.ID)
}

func (s *Server) direct(user string) Channel {
	for _, id := range s.world.order {
		if c := s.world.channels[id]; c.Kind == kindDM && c.with == user {
			return c
		}
	}
	return s.addChannel(Channel{Kind: kindDM, with: user})
}

// User is the person with a name, made where there is none. The functions change
// them, for everybody from now on.
func (s *Server) User(name string, change ...func(*User)) User {
	s.lock.Lock()
	defer s.lock.Unlock()
	id, known := s.world.names[name]
	if !known {
		id = s.world.id()
		s.world.names[name] = id
		s.world.users[id] = User{ID: id, Name: name, Locale: "en-GB", Permissions: memberPermissions}
	}
	u := s.world.users[id]
	for _, f := range change {
		f(&u)
	}
	s.world.users[id] = u
	return u
}

// Admin is a person with all permissions.
func (s *Server) Admin(name string) User {
	return s.User(name, func(u *User) { u.Permissions |= 1 << 3 })
}

// Bot is the bot's own account.
func (s *Server) Bot() User { return s.world.bot }

// Forbid takes the bot's permission to write to a channel: 403, 50001.
func (s *Server) Forbid(c Channel) {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.world.banned[c.ID] = true
}

// Typing is how often the bot has shown that it is typing in a channel.
func (s *Server) Typing(c Channel) int {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.world.typing[c.ID]
}

// Threads are the threads made in a channel, oldest first.
func (s *Server) Threads(c Channel) []Channel {
	s.lock.Lock()
	defer s.lock.Unlock()
	var out []Channel
	for _, id := range s.world.order {
		if t := s.world.channels[id]; t.Parent == c.ID && t.Kind == kindThread {
			out = append(out, t)
		}
	}
	return out
}

func userJSON(u User) object {
	return object{"id": u.ID, "username": u.Name, "discriminator": "0", "global_name": u.Name, "avatar": nil,
		"bot": u.Bot, "public_flags": 0, "flags": 0, "primary_guild": nil}
}

func memberJSON(u User, whole bool) object {
	out := object{"roles": u.Roles, "joined_at": "2024-01-01T00:00:00.000000+00:00", "deaf": false, "mute": false,
		"nick": nil, "avatar": nil, "banner": nil, "pending": false, "premium_since": nil, "communication_disabled_until": nil, "flags": 0}
	if u.Roles == nil {
		out["roles"] = []string{}
	}
	if whole {
		out["user"] = userJSON(u)
	}
	return out
}

func channelJSON(c Channel) object {
	out := object{"id": c.ID, "type": c.Kind, "name": c.Name, "flags": 0}
	switch c.Kind {
	case kindThread:
		out["parent_id"], out["message_count"], out["member_count"], out["owner_id"] = c.Parent, 0, 1, ""
		out["thread_metadata"] = object{"archived": false, "auto_archive_duration": 1440, "locked": false,
			"archive_timestamp": "2024-01-01T00:00:00+00:00"}
		fallthrough
	case kindText:
		out["guild_id"], out["permissions"], out["position"] = c.GuildID, strconv.Itoa(memberPermissions), 0
	default:
		delete(out, "name")
	}
	return out
}

func (s *Server) guildJSON(g Guild) object {
	channels := []any{}
	for _, id := range s.world.order {
		if c := s.world.channels[id]; c.GuildID == g.ID && c.Kind == kindText {
			channels = append(channels, channelJSON(c))
		}
	}
	everyone := object{"id": g.ID, "name": "@everyone", "permissions": strconv.Itoa(memberPermissions)}
	return object{"id": g.ID, "name": g.Name, "unavailable": false, "preferred_locale": "en-GB", "member_count": 2,
		"channels": channels, "threads": []any{}, "roles": []any{everyone}, "emojis": []any{}, "members": []any{memberJSON(s.world.bot, true)}}
}
