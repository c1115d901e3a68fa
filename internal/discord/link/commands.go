package link

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"sort"
)

// RegisterCommands makes the application's commands these, all at once, unless they
// are already. An empty guild: everywhere. It tells whether they were written;
// Discord allows 200 creations a day.
func (c *Client) RegisterCommands(ctx context.Context, application, guild string, commands any) (bool, error) {
	path, route := commandsPath(application, guild)
	ours, err := json.Marshal(commands)
	if err != nil {
		return false, fmt.Errorf("commands: %w", err)
	}
	var theirs json.RawMessage
	if err := c.get(ctx, route, application+guild, path+"?with_localizations=true", &theirs); err != nil {
		return false, err
	}
	if want, err := commandsHash(ours, ours); err != nil {
		return false, err
	} else if have, err := commandsHash(theirs, ours); err == nil && have == want {
		return false, nil
	}
	_, err = c.do(ctx, call{
		method: http.MethodPut, route: "PUT " + route, major: application + guild, path: path,
		body: json.RawMessage(ours), safe: true, // a second time it changes nothing
	})
	return err == nil, err
}

func commandsPath(application, guild string) (path, route string) {
	path, route = "/applications/"+url.PathEscape(application), "/applications/:application"
	if guild != "" {
		path, route = path+"/guilds/"+url.PathEscape(guild), route+"/guilds/:guild"
	}
	return path + "/commands", route + "/commands"
}

// ownFields are those of commands that Discord adds by itself, or fills in where
// they are missing.
var ownFields = map[string]bool{
	"id": true, "application_id": true, "guild_id": true, "version": true,
	"name_localized": true, "description_localized": true, //nolint:misspell // names of Discord's
	"dm_permission": true, "default_permission": true, "nsfw": true, "contexts": true, "integration_types": true, "handler": true,
}

// commandsHash is a hash of commands as far as they matter: in any order, without
// fields that are empty, and without those that Discord fills in unless ours have
// them.
func commandsHash(data, ours []byte) (string, error) {
	var all, own []map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		return "", fmt.Errorf("commands are no list of objects: %w", err)
	}
	if err := json.Unmarshal(ours, &own); err != nil {
		return "", fmt.Errorf("commands are no list of objects: %w", err)
	}
	named := fields(own)
	lines := make([]string, 0, len(all))
	for _, command := range all {
		for field := range ownFields {
			if !named[field] {
				delete(command, field)
			}
		}
		if command["type"] == nil {
			command["type"] = float64(SlashCommand)
		}
		line, err := json.Marshal(significant(command)) // fields in order
		if err != nil {
			return "", err
		}
		lines = append(lines, string(line))
	}
	sort.Strings(lines)
	sum := sha256.Sum256(fmt.Appendf(nil, "%q", lines))
	return hex.EncodeToString(sum[:]), nil
}

// fields are those that any command has a value for.
func fields(commands []map[string]any) map[string]bool {
	out := map[string]bool{}
	for _, command := range commands {
		for field, value := range command {
			if significant(value) != nil {
				out[field] = true
			}
		}
	}
	return out
}

// significant is a value without what is empty in it; nil if nothing is left.
// default_member_permissions "0" is a string and stays; so does a choice's 0.
func significant(value any) any {
	switch v := value.(type) {
	case map[string]any:
		out := map[string]any{}
		for field, inner := range v {
			if kept := significant(inner); kept != nil {
				out[field] = kept
			}
		}
		if len(out) > 0 {
			return out
		}
		return nil
	case []any:
		out := make([]any, 0, len(v))
		for _, inner := range v {
			out = append(out, significant(inner))
		}
		if len(out) > 0 {
			return out
		}
		return nil
	case bool:
		if v {
			return v
		}
		return nil
	case string:
		if v != "" {
			return v
		}
		return nil
	}
	return value
}
