package discordtest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Pings is whom a message notifies.
type Pings struct {
	Everyone, Here bool
	Users, Roles   []string // IDs
	Replied        bool     // the author of the message replied to
}

// Any says that it is somebody.
func (p Pings) Any() bool {
	return p.Everyone || p.Here || p.Replied || len(p.Users)+len(p.Roles) > 0
}

func (p Pings) String() string {
	var out []string
	for name, is := range map[string]bool{"@everyone": p.Everyone, "@here": p.Here, "the author replied to": p.Replied} {
		if is {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	for _, id := range p.Users {
		out = append(out, "<@"+id+">")
	}
	for _, id := range p.Roles {
		out = append(out, "<@&"+id+">")
	}
	return strings.Join(out, ", ")
}

func (p Pings) with(o Pings) Pings {
	union := func(a, b []string) []string {
		out := slices.Concat(a, b)
		slices.Sort(out)
		return slices.Compact(out)
	}
	return Pings{p.Everyone || o.Everyone, p.Here || o.Here, union(p.Users, o.Users), union(p.Roles, o.Roles), p.Replied || o.Replied}
}

// WouldPing says whom a message would ping by its payload, as Discord reads
// allowed_mentions: without, all that the text mentions, and who is replied to.
// Embeds ping nobody. A mention in code counts here, to be on the safe side.
func WouldPing(payload []byte) (Pings, error) {
	var in object
	if err := json.Unmarshal(payload, &in); err != nil {
		return Pings{}, fmt.Errorf("a message: %w", err)
	}
	replied := text(child(in, "message_reference"), "message_id")
	return pings(mentionable(text(in, "content"), children(in, "components")), child(in, "allowed_mentions"), replied), nil
}

func mentionable(content string, components []object) string {
	var out strings.Builder
	out.WriteString(content)
	walk(components, func(c object) {
		if number(c, "type") == typeText {
			out.WriteString("\n" + text(c, "content"))
		}
	})
	return out.String()
}

var (
	userMention = regexp.MustCompile(`<@!?(\d{1,20})>`)
	roleMention = regexp.MustCompile(`<@&(\d{1,20})>`)
)

func mentionedUsers(content string) []string { return ids(userMention, content) }

func ids(pattern *regexp.Regexp, content string) []string {
	var out []string
	for _, found := range pattern.FindAllStringSubmatch(content, -1) {
		if !slices.Contains(out, found[1]) {
			out = append(out, found[1])
		}
	}
	return out
}

// pings reads allowed_mentions; nil where there is none. An empty object allows
// nothing; one without parse, only those whom it lists.
func pings(content string, allowed object, replied string) Pings {
	p := Pings{Users: mentionedUsers(content), Roles: ids(roleMention, content), Replied: replied != "",
		Everyone: strings.Contains(content, "@everyone"), Here: strings.Contains(content, "@here")}
	if allowed == nil {
		return p
	}
	parse := strs(allowed["parse"])
	everyone := slices.Contains(parse, "everyone")
	p.Everyone, p.Here = p.Everyone && everyone, p.Here && everyone
	p.Users = listed(p.Users, slices.Contains(parse, "users"), strs(allowed["users"]))
	p.Roles = listed(p.Roles, slices.Contains(parse, "roles"), strs(allowed["roles"]))
	p.Replied = p.Replied && allowed["replied_user"] == true
	return p
}

func listed(mentioned []string, all bool, only []string) []string {
	return slices.DeleteFunc(mentioned, func(id string) bool { return !all && !slices.Contains(only, id) })
}
