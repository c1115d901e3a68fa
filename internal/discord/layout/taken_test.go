package layout

import (
	"encoding/json"
	"errors"
	"io/fs"
	"strings"
	"testing"

	"dateline/internal/discord/discordtest"
)

// Requests that payloads are sent by, as Discord's document has them.
const (
	createMessage = "POST /channels/{channel_id}/messages"
	editMessage   = "PATCH /channels/{channel_id}/messages/{message_id}"
	callback      = "POST /interactions/{interaction_id}/{interaction_token}/callback"
	editOriginal  = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	editFollowUp  = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
	followUp      = "POST /webhooks/{webhook_id}/{webhook_token}"
	setCommands   = "PUT /applications/{application_id}/commands"
)

// check holds a message to the rules that Discord's document lacks.
func check(t testing.TB, m Message) {
	t.Helper()
	const nobody = `{"parse":[]}`
	if body := judged(t, discordtest.FollowUp, m); !strings.Contains(body, `"allowed_mentions":`+nobody) {
		t.Errorf("somebody may be mentioned: %s", body)
	}
}

// judged holds a payload to the rules of its kind.
func judged(t testing.TB, kind discordtest.Kind, payload any) string {
	t.Helper()
	body, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	for _, broken := range discordtest.Check(kind, body, nil) {
		t.Errorf("%v\n%s", broken, body)
	}
	return string(body)
}

func checkSpec(t *testing.T, m Message) {
	t.Helper()
	check(t, m)
	wants(t, createMessage, m)
	wants(t, editOriginal, m)
}

// wants holds the body of a request to Discord's document, where it is at hand.
func wants(t *testing.T, to string, payload any) {
	t.Helper()
	spec, err := discordtest.LoadSpec()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err) // there, and not as it should be
	}
	body, err := json.Marshal(payload)
	if err != nil {
		t.Fatal(err)
	}
	method, path, _ := strings.Cut(to, " ")
	if err := spec.Request(method, path, body); err != nil {
		t.Errorf("%s: %v\n%s", to, err, body)
	}
}
