package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"

	"dateline/internal/openapitest"
)

// Spec is Discord's own description of its REST interface.
type Spec struct{ document *openapi3.T }

// load reads the description once: it is large.
var load = sync.OnceValues(func() (*Spec, error) {
	document, err := openapitest.Load("discord-openapi.json", mend)
	if err != nil {
		return nil, err
	}
	return &Spec{document}, nil
})

// LoadSpec reads the description from the shared folder.
func LoadSpec() (*Spec, error) { return load() }

func specMissing() error {
	_, err := load()
	return err
}

// mend changes two things of the document. A const becomes an enum of one value,
// which the checker's own reader knows: the one for JSON Schema 2020 compiles a
// schema for each check, 10 to 30 ms, which would distort a test of many askers.
// And default_member_permissions is a string in fact (see Permissions in Discord's
// documentation), where the document has an integer.
func mend(node any) {
	switch n := node.(type) {
	case []any:
		for _, each := range n {
			mend(each)
		}
	case object:
		for _, each := range n {
			mend(each)
		}
		if value, ok := n["const"]; ok {
			if _, isSchema := value.(object); !isSchema {
				delete(n, "const")
				n["enum"] = []any{value}
			}
		}
		if p := child(n, "default_member_permissions"); p != nil {
			n["default_member_permissions"] = object{"type": []any{"string", "null"}}
		}
	}
}

// Request checks the body of a request, by a path as the document writes it.
func (s *Spec) Request(method, path string, body []byte) error {
	operation, err := s.operation(method, path)
	if err != nil {
		return err
	}
	if operation.RequestBody == nil {
		if len(strings.TrimSpace(string(body))) > 0 {
			return fmt.Errorf("%s %s takes no body", method, path)
		}
		return nil
	}
	if len(body) == 0 && !operation.RequestBody.Value.Required {
		return nil
	}
	return check(operation.RequestBody.Value.Content, body)
}

// Response checks the body of an answer.
func (s *Spec) Response(method, path string, status int, body []byte) error {
	operation, err := s.operation(method, path)
	if err != nil {
		return err
	}
	response := operation.Responses.Status(status)
	if response == nil {
		return fmt.Errorf("%s %s has no answer with status %d", method, path, status)
	}
	if len(response.Value.Content) == 0 {
		return nil
	}
	return check(response.Value.Content, body)
}

func (s *Spec) operation(method, path string) (*openapi3.Operation, error) {
	item := s.document.Paths.Value(path)
	if item == nil || !slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, method) || item.GetOperation(method) == nil {
		return nil, fmt.Errorf("there is no %s %s", method, path)
	}
	return item.GetOperation(method), nil
}

func check(content openapi3.Content, body []byte) error {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return fmt.Errorf("not JSON: %w", err)
	}
	media := content.Get("application/json")
	if media == nil {
		return fmt.Errorf("there is no JSON here")
	}
	if err := variant(media.Schema.Value, value).VisitJSON(value); err != nil {
		return fmt.Errorf("%s", firstLines(err))
	}
	return nil
}

// variant chooses among alternatives by their type, since "matches none of" says
// nothing of what is wrong.
func variant(schema *openapi3.Schema, value any) *openapi3.Schema {
	o, _ := value.(object)
	for _, each := range schema.AnyOf {
		kind := each.Value.Properties["type"]
		if kind != nil && slices.Contains(kind.Value.Enum, o["type"]) {
			return each.Value
		}
	}
	return schema
}

// firstLines leaves the schema itself out of an error, pages of it.
func firstLines(err error) string {
	var out []string
	for _, line := range strings.Split(err.Error(), "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "Schema:") {
			break
		}
		out = append(out, line)
	}
	return shorten(strings.Join(out, " "), 400)
}
