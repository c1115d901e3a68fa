package rules

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// Spec is Discord's own description of its API, version 10.
type Spec struct{ document *openapi3.T }

// load reads the description once: it is large.
var load = sync.OnceValues(func() (*Spec, error) {
	path := filepath.Join(shared(), "specs", "discord-openapi.json")
	if _, err := os.Stat(path); err != nil {
		return nil, fmt.Errorf("%s is missing; set DATELINE_SHARED to the shared folder to run this test", path)
	}
	document, err := openapi3.NewLoader().LoadFromFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	mend(document)
	return &Spec{document}, nil
})

// mend puts right what the description says and the API does not do: it takes
// and gives default_member_permissions as a string.
func mend(document *openapi3.T) {
	for _, schema := range document.Components.Schemas {
		if p := schema.Value.Properties["default_member_permissions"]; p != nil && p.Value != nil {
			p.Value = &openapi3.Schema{Type: &openapi3.Types{"string", "null"}, Pattern: "^[0-9]+$"}
		}
	}
}

// shared is the folder of material that is no part of the project: beside the
// module, or where DATELINE_SHARED says.
func shared() string {
	if root := os.Getenv("DATELINE_SHARED"); root != "" {
		return root
	}
	folder := "."
	for range 8 {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			break
		}
		folder = filepath.Join(folder, "..")
	}
	return filepath.Join(folder, "..", "shared")
}

// LoadSpec reads the description from the shared folder, or skips the test where
// that is missing. Not to be called in a bubble of testing/synctest.
func LoadSpec(t testing.TB) *Spec {
	t.Helper()
	spec, err := load()
	if err != nil {
		t.Skip(err)
	}
	return spec
}

// Paths of the API that payloads are sent to, as the description has them.
const (
	CreateMessage = "POST /channels/{channel_id}/messages"
	EditMessage   = "PATCH /channels/{channel_id}/messages/{message_id}"
	Callback      = "POST /interactions/{interaction_id}/{interaction_token}/callback"
	EditOriginal  = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original"
	EditFollowUp  = "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/{message_id}"
	FollowUp      = "POST /webhooks/{webhook_id}/{webhook_token}"
	SetCommands   = "PUT /applications/{application_id}/commands"
	MakeThread    = "POST /channels/{channel_id}/messages/{message_id}/threads"
)

// Request checks the body of a request to one of the paths.
func (s *Spec) Request(to string, body []byte) error {
	var method, path string
	if _, err := fmt.Sscan(to, &method, &path); err != nil {
		return err
	}
	item := s.document.Paths.Find(path)
	if item == nil || item.GetOperation(method) == nil || item.GetOperation(method).RequestBody == nil {
		return fmt.Errorf("there is no %s with a body", to)
	}
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	media := item.GetOperation(method).RequestBody.Value.Content.Get("application/json")
	if media == nil {
		return fmt.Errorf("%s takes no JSON", to)
	}
	return media.Schema.Value.VisitJSON(value, openapi3.EnableJSONSchema2020())
}
