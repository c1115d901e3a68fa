package link

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestCommandsAreWrittenOnlyWhenTheyChange(t *testing.T) {
	ours := []map[string]any{
		{"name": "ask", "type": 1, "description": "Ask", "options": []any{map[string]any{"name": "question", "type": 3, "description": "What", "required": true, "autocomplete": false}}},
		{"name": "corpus", "description": "Admins", "default_member_permissions": "0", "nsfw": false, "contexts": []int{0}},
	}
	theirs := `[{"id":"5","application_id":"2","version":"9","name":"corpus","type":1,"description":"Admins","default_member_permissions":"0","dm_permission":false,"contexts":[0],"integration_types":[0],"nsfw":false,"name_localizations":null},
		{"id":"4","application_id":"2","version":"9","default_member_permissions":null,"type":1,"name":"ask","name_localizations":null,"description":"Ask","description_localizations":null,"contexts":null,"integration_types":[0],
		"options":[{"type":3,"name":"question","name_localizations":null,"description":"What","required":true}],"nsfw":false}]`
	puts := 0
	answer := func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPut {
			puts++
			io.WriteString(w, `[]`)
			return
		}
		io.WriteString(w, theirs)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		check := func(what string, want bool) {
			t.Helper()
			before := puts
			wrote, err := c.RegisterCommands(t.Context(), "2", "", ours)
			if err != nil || wrote != want || (puts > before) != want {
				t.Errorf("%s: wrote %v, %v", what, wrote, err)
			}
		}
		check("the same", false)
		ours[0]["description"] = "Ask something"
		check("another description", true)
		ours[0]["description"] = "Ask"
		delete(ours[0], "options")
		check("an option less", true)
		theirs = `[]`
		check("none yet", true)
		theirs = `{`
		if _, err := c.RegisterCommands(t.Context(), "2", "9", ours); err == nil {
			t.Error("an answer that is none is taken")
		}
	})
}

func TestThreadThatIsThereAlready(t *testing.T) {
	answer := func(w http.ResponseWriter, req *http.Request) {
		if req.Method == http.MethodPost {
			w.WriteHeader(http.StatusBadRequest)
			io.WriteString(w, `{"code":160004}`)
			return
		}
		fmt.Fprintf(w, `{"path":%q}`, req.URL.Path)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		got, err := c.StartThread(t.Context(), "7", "8", "More", 1440)
		if err != nil || string(got) != `{"path":"/api/v10/channels/8"}` {
			t.Errorf("got %s, %v", got, err)
		}
	})
}

func TestReplyChain(t *testing.T) {
	answer := func(w http.ResponseWriter, req *http.Request) {
		switch req.URL.Path {
		case "/api/v10/channels/7/messages/3":
			io.WriteString(w, `{"id":"3","channel_id":"7","author":{"id":"1"},"type":19,"message_reference":{"message_id":"2"},"referenced_message":{"id":"2","channel_id":"7","author":{"id":"5"},"message_reference":{"message_id":"1"}}}`)
		case "/api/v10/channels/7/messages/1":
			w.WriteHeader(http.StatusNotFound)
			io.WriteString(w, `{"code":10008}`)
		case "/api/v10/channels/7/messages":
			io.WriteString(w, `[{"id":"3","channel_id":"7","author":{"id":"1"}},null,{"id":"2"}]`)
		default:
			t.Error(req.URL)
		}
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		m := &Message{ID: "4", Channel: "7", ReplyTo: "3", ReplyChannel: "7"}
		got, err := c.FetchReplies(t.Context(), m, 10)
		if err != nil || len(got) != 2 || got[0].ID != "3" || got[1].ID != "2" {
			t.Errorf("got %v, %v", got, err)
		}
		if got, err := c.FetchReplies(t.Context(), m, 1); err != nil || len(got) != 1 {
			t.Errorf("one: got %v, %v", got, err)
		}
		if got, err := c.FetchReplies(t.Context(), &Message{ID: "4", Channel: "7", ReplyTo: "3", ReplyChannel: "6"}, 9); err != nil || len(got) != 0 {
			t.Errorf("from another channel: got %v, %v", got, err)
		}
		if got, err := c.FetchMessages(t.Context(), "7", "9", 500); err != nil || len(got) != 1 {
			t.Errorf("history: got %v, %v", got, err)
		}
	})
}

func TestMemberPermissions(t *testing.T) {
	answer := func(w http.ResponseWriter, req *http.Request) {
		switch req.URL.Path {
		case "/api/v10/guilds/9":
			io.WriteString(w, `{"owner_id":"1","roles":[{"id":"9","permissions":"1024"},{"id":"5","permissions":"32"},{"id":"6","permissions":"8"}]}`)
		case "/api/v10/guilds/9/members/1", "/api/v10/guilds/9/members/3":
			io.WriteString(w, `{"roles":[]}`)
		case "/api/v10/guilds/9/members/2":
			io.WriteString(w, `{"roles":["5"]}`)
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		for user, want := range map[string]Permissions{"1": ^Permissions(0), "2": ViewChannel | ManageGuild, "3": ViewChannel} {
			if got, _, err := c.MemberPermissions(t.Context(), "9", user); err != nil || got != want {
				t.Errorf("%s: %b, %v", user, got, err)
			}
		}
		if _, _, err := c.MemberPermissions(t.Context(), "9", "4"); !errors.Is(err, ErrNotFound) {
			t.Errorf("nobody: %v", err)
		}
	})
}

func TestTypingAndDeleting(t *testing.T) {
	rest(t, nil, func(t *testing.T, c *Client) {
		if err := c.Typing(context.Background(), "7"); err != nil {
			t.Error(err)
		}
		if err := c.DeleteOriginal(context.Background(), asked(1)); err != nil {
			t.Error(err)
		}
	})
}

// TestParent asks what a channel hangs on: a thread on a channel, a channel on a
// category, which does not count.
func TestParent(t *testing.T) {
	channels := map[string]string{
		"/channels/1": `{"id":"1","type":11,"parent_id":"5"}`, "/channels/2": `{"id":"2","type":0,"parent_id":"5"}`, "/channels/3": `{"id":"3","type":12,"parent_id":null}`,
	}
	answer := func(w http.ResponseWriter, req *http.Request) {
		for path, is := range channels {
			if strings.HasSuffix(req.URL.Path, path) {
				io.WriteString(w, is)
				return
			}
		}
		w.WriteHeader(http.StatusNotFound)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		for channel, want := range map[string]string{"1": "5", "2": "", "3": ""} {
			if got, err := c.Parent(t.Context(), channel); err != nil || got != want {
				t.Errorf("%s hangs on %q: %v", channel, got, err)
			}
		}
		if _, err := c.Parent(t.Context(), "4"); err == nil {
			t.Error("a channel that is not there hangs on nothing")
		}
	})
}

func TestWhatAnInteractionHasMade(t *testing.T) {
	page := `[{"id":"105","channel_id":"7","author":{"id":"1"}},{"id":"103","channel_id":"7","author":{"id":"1"},"interaction_metadata":{"id":"99"}},
		{"id":"102","channel_id":"7","author":{"id":"1"},"interaction_metadata":{"id":"98"}},{"id":"101","channel_id":"7","author":{"id":"1"},"interaction_metadata":{"id":"99"}}]`
	rest(t, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, page) }, func(t *testing.T, c *Client) {
		i := &Interaction{ID: "99", Channel: "7"}
		got, err := c.MadeBy(t.Context(), i)
		if err != nil || len(got) != 2 || got[0].ID != "101" || got[1].ID != "103" {
			t.Errorf("%v, %v", got, err)
		}
		var busy []string
		for n := range mostHistory {
			busy = append(busy, fmt.Sprintf(`{"id":"%d","channel_id":"7","author":{"id":"1"}}`, 300-n))
		}
		page = "[" + strings.Join(busy, ",") + "]"
		if _, err := c.MadeBy(t.Context(), i); err == nil {
			t.Error("of a channel that was not read to the interaction it is said that there is nothing")
		}
		i.ID = "250"
		if got, err := c.MadeBy(t.Context(), i); err != nil || len(got) != 0 {
			t.Errorf("%v, %v", got, err)
		}
	})
}
