package link

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

var interactions = map[string]struct {
	data string
	want *Interaction
}{
	"a command in a server": {
		`{"id":"1","application_id":"2","type":2,"token":"t","guild_id":"9","channel_id":"8","locale":"de","guild_locale":"en-US","app_permissions":"3072",
		"member":{"nick":"Nick","roles":["5","6"],"permissions":"8","user":{"id":"30","username":"u","global_name":"G"}},
		"data":{"name":"ask","type":1,"options":[{"name":"question","type":3,"value":"What?"},{"name":"private","type":5,"value":true},{"name":"n","type":4,"value":12}]}}`,
		&Interaction{
			ID: "1", Application: "2", Kind: Command, Guild: "9", Channel: "8", Locale: "de", GuildLocale: "en-US", Allowed: ViewChannel | SendMessages,
			User: User{ID: "30", Name: "Nick", Locale: "de"}, Permissions: Administrator, Roles: []string{"5", "6"}, Name: "ask", Command: SlashCommand,
			Options: []Option{{Name: "question", Value: "What?"}, {Name: "private", Value: "true"}, {Name: "n", Value: "12"}},
		},
	},
	"in a thread": {
		`{"id":"1","application_id":"2","type":2,"token":"t","guild_id":"9","channel_id":"8","channel":{"id":"8","type":11,"parent_id":"7"},"member":{"user":{"id":"30","username":"u"}},"data":{"name":"help","type":1}}`,
		&Interaction{ID: "1", Application: "2", Kind: Command, Guild: "9", Channel: "8", Parent: "7", User: User{ID: "30", Name: "u"}, Name: "help", Command: SlashCommand},
	},
	"in a channel of a category": {
		`{"id":"1","application_id":"2","type":2,"token":"t","guild_id":"9","channel_id":"8","channel":{"id":"8","type":0,"parent_id":"7"},"member":{"user":{"id":"30","username":"u"}},"data":{"name":"help","type":1}}`,
		&Interaction{ID: "1", Application: "2", Kind: Command, Guild: "9", Channel: "8", User: User{ID: "30", Name: "u"}, Name: "help", Command: SlashCommand},
	},
	"with a thread that it is not in": {
		`{"id":"1","application_id":"2","type":2,"token":"t","guild_id":"9","channel_id":"8","channel":{"id":"6","type":11,"parent_id":"7"},"member":{"user":{"id":"30","username":"u"}},"data":{"name":"help","type":1}}`,
		&Interaction{ID: "1", Application: "2", Kind: Command, Guild: "9", Channel: "8", User: User{ID: "30", Name: "u"}, Name: "help", Command: SlashCommand},
	},
	"a subcommand, autocompleted": {
		`{"id":"1","application_id":"2","type":4,"token":"t","user":{"id":"30","username":"u"},
		"data":{"name":"privacy","type":1,"options":[{"name":"group","type":2,"options":[{"name":"show","type":1,"options":[{"name":"a","type":3,"value":"x"},{"name":"b","type":3,"value":"pa","focused":true}]}]}]}}`,
		&Interaction{
			ID: "1", Application: "2", Kind: Autocomplete, User: User{ID: "30", Name: "u"}, Name: "privacy", Command: SlashCommand, Path: []string{"group", "show"},
			Options: []Option{{Name: "a", Value: "x"}, {Name: "b", Value: "pa", Focused: true}}, Focused: &Option{Name: "b", Value: "pa", Focused: true},
		},
	},
	"a message command": {
		`{"id":"1","application_id":"2","type":2,"token":"t","user":{"id":"30","username":"u"},
		"data":{"name":"Ask about this","type":3,"target_id":"7","resolved":{"messages":{"7":{"id":"7","channel_id":"8","content":"said","author":{"id":"31","username":"w"},"timestamp":"2026-01-02T03:04:05.5+00:00"}}}}}`,
		&Interaction{
			ID: "1", Application: "2", Kind: Command, User: User{ID: "30", Name: "u"}, Name: "Ask about this", Command: MessageCommand,
			Target: &Message{ID: "7", Channel: "8", Content: "said", Author: User{ID: "31", Name: "w"}, Time: time.Date(2026, 1, 2, 3, 4, 5, 5e8, time.UTC)},
		},
	},
	"a select": {
		`{"id":"1","application_id":"2","type":3,"token":"t","user":{"id":"30","username":"u"},"message":{"id":"7","channel_id":"8","author":{"id":"1","bot":true}},"data":{"custom_id":"meeting","component_type":3,"values":["a","b"]}}`,
		&Interaction{
			ID: "1", Application: "2", Kind: Component, User: User{ID: "30", Name: "u"}, CustomID: "meeting", Values: []string{"a", "b"},
			Message: &Message{ID: "7", Channel: "8", Author: User{ID: "1", Bot: true}},
		},
	},
	"a modal, of rows and of labels": {
		`{"id":"1","application_id":"2","type":5,"token":"t","user":{"id":"30","username":"u"},"data":{"custom_id":"why","components":[
		{"type":1,"components":[{"type":4,"custom_id":"reason","value":"because"}]},{"type":18,"component":{"type":4,"custom_id":"more","value":"of it"}},
		{"type":18,"component":{"type":3,"custom_id":"which","values":["a","b"]}}]}}`,
		&Interaction{
			ID: "1", Application: "2", Kind: Modal, User: User{ID: "30", Name: "u"}, CustomID: "why",
			Fields: map[string]string{"reason": "because", "more": "of it", "which": "a\nb"},
		},
	},
}

func TestInteractionsAreDecoded(t *testing.T) {
	t.Parallel()
	for name, m := range interactions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := decodeInteraction([]byte(m.data))
			if err != nil {
				t.Fatal(err)
			}
			if got.Token.Reveal() != "t" {
				t.Errorf("token %q", got.Token.Reveal())
			}
			if diff := cmp.Diff(m.want, got, cmpopts.IgnoreUnexported(Interaction{}, Message{}), cmpopts.IgnoreFields(Interaction{}, "Token", "Received")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// FuzzEvents feeds events to all that happens to them. It must not panic, and what
// is passed on must be fit for handlers.
func FuzzEvents(f *testing.F) {
	for _, m := range interactions {
		f.Add("INTERACTION_CREATE", []byte(m.data))
	}
	f.Add("MESSAGE_CREATE", []byte(`{"id":"7","channel_id":"8","author":{"id":"31"},"mentions":[{"id":"1"}],"message_reference":{"message_id":"4"},"referenced_message":{"id":"4"}}`))
	f.Add("READY", []byte(`{"session_id":"s","user":{"id":"1"},"guilds":[null,{"id":"9"},7]}`))
	f.Add("GUILD_CREATE", []byte(`{"id":"9"}`))
	f.Add("GUILD_DELETE", []byte(`null`))
	f.Fuzz(func(t *testing.T, kind string, data []byte) {
		r := &relay{hello: true, dispatch: func(string, json.RawMessage) {}}
		if out, _ := r.judge(frame{Op: opDispatch, Seq: 1, Type: kind, Data: data}); out != nil && out.Type != "READY" && out.Type != "RESUMED" {
			t.Errorf("discordgo gets a %s", out.Type)
		}
		if i, err := decodeInteraction(data); err == nil && i.known() {
			if i.ID == "" || i.User.ID == "" || i.Token.IsZero() || (i.Focused != nil && !slices.Contains(i.Options, *i.Focused)) {
				t.Errorf("got %+v", i)
			}
			i.deferred()
		}
		if m, err := decodeMessage(data); err == nil && (m.ID == "" || m.Author.ID == "" || (m.Referenced != nil && m.Referenced.ID == "")) {
			t.Errorf("got %+v", m)
		}
	})
}
