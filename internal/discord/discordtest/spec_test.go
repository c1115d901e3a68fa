package discordtest

import (
	"errors"
	"io/fs"
	"net/http"
	"strings"
	"testing"
)

func loadSpec(t *testing.T) *Spec {
	t.Helper()
	spec, err := LoadSpec()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err) // there, and not as it should be
	}
	return spec
}

func TestSpecTellsGoodFromBad(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	callback := "/interactions/{interaction_id}/{interaction_token}/callback"
	for _, tt := range []struct {
		method, path, body string
		good               bool
	}{
		{"POST", callback, `{"type": 5}`, true},
		{"POST", callback, `{"type": 5, "data": {"flags": 64}}`, true},
		{"POST", callback, `{"type": 5, "data": {"flags": "64"}}`, false},
		{"POST", callback, `{"type": 12345}`, false},
		{"POST", callback, `{"type": 8, "data": {"choices": [{"name": "a", "value": "b"}]}}`, true},
		{"POST", callback, `{"type": 4, "data": {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "label": "a", "custom_id": "a"}]}]}}`, true},
		{"POST", callback, `{"type": 4, "data": {"components": [{"type": 1, "components": [{"type": 2, "style": 77, "label": "a", "custom_id": "a"}]}]}}`, false},
		{"POST", "/channels/{channel_id}/messages", `{"content": "hi", "allowed_mentions": {"parse": ["people"]}}`, false},
		{"POST", "/channels/{channel_id}/messages", `{"content": 5}`, false},
		{"POST", "/channels/{channel_id}/messages", `{"flags": 32768, "components": [{"type": 10, "content": "a"}]}`, true},
		{"POST", "/channels/{channel_id}/messages", `{"flags": 32768, "components": [{"type": 10}]}`, false},
		{"POST", "/channels/{channel_id}/messages", `{"flags": 32768, "components": [{"type": 4, "custom_id": "a", "style": 1}]}`, false},
		{"PATCH", ofHook + "/messages/@original", `{"content": "` + strings.Repeat("a", 2001) + `"}`, false},
		{"POST", callback, `{"type": 9, "data": {"custom_id": "a"}}`, false},
		{"POST", "/channels/{channel_id}/messages/{message_id}/threads", `{"name": "a", "auto_archive_duration": 60}`, true},
		{"POST", "/channels/{channel_id}/messages/{message_id}/threads", `{"name": "a", "auto_archive_duration": 61}`, false},
		{"PUT", "/applications/{application_id}/commands", `[{"name": "a", "description": "b", "default_member_permissions": "0"}]`, true},
		{"PUT", "/applications/{application_id}/commands", `[{"name": "a", "description": "b", "default_member_permissions": 0}]`, false},
		{"PUT", "/applications/{application_id}/commands", `[{"description": "b"}]`, false},
		{"POST", "/channels/{channel_id}/typing", ``, true},
		{"POST", "/channels/{channel_id}/typing", `{}`, false},
		{"POST", "/channels/{channel_id}/shouting", ``, false},
		{"PUT", callback, `{}`, false},
	} {
		if err := spec.Request(tt.method, tt.path, []byte(tt.body)); (err == nil) != tt.good {
			t.Errorf("%s %s %s: %v; good: %t", tt.method, tt.path, tt.body, err, tt.good)
		}
	}
}

// What the server answers has to look as Discord's does, by the same document.
func TestAnswersAreAsDescribed(t *testing.T) {
	t.Parallel()
	spec := loadSpec(t)
	s, c, ada, at := scene(t)
	h := s.Slash(ada, at, "ask")
	c.want(204, "POST", h.callback(), object{"type": 5})
	c.want(200, "PATCH", original(h), message("components", row(button("a", "a")), "embeds", embed()))
	h2 := s.Slash(ada, at, "ask")
	said := s.Mention(ada, at, "hello")
	in := "/channels/" + at.ID
	for _, tt := range []struct {
		method, at, path string
		status           int
		body             any
	}{
		{"POST", h2.callback() + "?with_response=true", "/interactions/{interaction_id}/{interaction_token}/callback", 200, object{"type": 4, "data": v2(container(texts(1, 5)...), section(1))}},
		{"GET", original(h), ofHook + "/messages/@original", 200, nil},
		{"PATCH", original(h), ofHook + "/messages/@original", 200, saying("more")},
		{"POST", h.hook() + "?wait=true", ofHook, 200, saying("and")},
		{"POST", in + "/messages", ofChannel + "/messages", 200, message("message_reference", object{"message_id": said.ID})},
		{"GET", in + "/messages?limit=10", ofChannel + "/messages", 200, nil},
		{"GET", in + "/messages/" + said.ID, ofChannel + "/messages/{message_id}", 200, nil},
		{"POST", in + "/messages/" + said.ID + "/threads", ofChannel + "/messages/{message_id}/threads", 201, object{"name": "t"}},
		{"GET", in, ofChannel, 200, nil},
		{"GET", "/channels/" + said.ID, ofChannel, 200, nil},
		{"GET", "/users/@me", "/users/@me", 200, nil},
		{"GET", "/guilds/" + at.GuildID + "/members/" + ada.ID, "/guilds/{guild_id}/members/{user_id}", 200, nil},
		{"PUT", "/applications/" + s.ApplicationID + "/commands", ofApp + "/commands", 200, command("default_member_permissions", "8")},
		{"GET", "/applications/" + s.ApplicationID + "/commands", ofApp + "/commands", 200, nil},
		{"POST", "/users/@me/channels", "/users/@me/channels", 200, object{"recipient_id": ada.ID}},
		{"GET", "/gateway/bot", "/gateway/bot", 200, nil},
		{"GET", "/gateway", "/gateway", 200, nil},
	} {
		a, err := c.try(tt.method, tt.at, tt.body)
		if err != nil || a.Status != tt.status || a.Header.Get("X-RateLimit-Bucket") == "" {
			t.Errorf("%s %s: %d %v %s", tt.method, tt.at, a.Status, err, a.Body)
			continue
		}
		if err := spec.Response(tt.method, tt.path, a.Status, a.Body); err != nil {
			t.Errorf("%s %s: %v: %s", tt.method, tt.path, err, a.Body)
		}
	}
	if got := s.Requests("GET channel"); len(got) != 2 || got[0].Status != http.StatusOK {
		t.Errorf("%+v", got)
	}
}
