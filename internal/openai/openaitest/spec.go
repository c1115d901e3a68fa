package openaitest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"dateline/internal/openapitest"
)

// Spec is OpenAI's own description of its protocol.
type Spec struct{ document *openapi3.T }

// load reads the description once: it is large.
var load = sync.OnceValues(func() (*Spec, error) {
	document, err := openapitest.Load("openai-openapi.json", nullable)
	if err != nil {
		return nil, err
	}
	return &Spec{document}, nil
})

// nullable says in the words of OpenAPI 3.1, as which the description is
// declared, what it says in those of 3.0: that null is among the values.
func nullable(node any) {
	switch n := node.(type) {
	case []any:
		for _, each := range n {
			nullable(each)
		}
	case map[string]any:
		for _, each := range n {
			nullable(each)
		}
		if n["nullable"] != true {
			return
		}
		if to, ok := n["$ref"]; ok {
			delete(n, "$ref")
			n["anyOf"] = []any{map[string]any{"$ref": to}, map[string]any{"type": "null"}}
		}
		if kind, ok := n["type"].(string); ok {
			n["type"] = []any{kind, "null"}
		}
		if values, ok := n["enum"].([]any); ok {
			n["enum"] = append(values, nil)
		}
	}
}

// LoadSpec reads the description from the shared folder, or skips the test where
// that is missing. Not to be called in a bubble of testing/synctest.
func LoadSpec(t testing.TB) *Spec {
	t.Helper()
	spec, err := load()
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err) // there, and not as it should be
	}
	return spec
}

// Request checks the body of a POST to a path.
func (s *Spec) Request(path string, body []byte) error {
	operation, err := s.post(path)
	if err != nil {
		return err
	}
	return check(operation.RequestBody.Value.Content, "application/json", body)
}

// Response checks the body of the answer to a POST.
func (s *Spec) Response(path string, status int, body []byte) error {
	return s.answer(path, status, "application/json", body)
}

// Chunk checks a part of an answer that is streamed.
func (s *Spec) Chunk(path string, body []byte) error {
	return s.answer(path, http.StatusOK, "text/event-stream", body)
}

func (s *Spec) answer(path string, status int, kind string, body []byte) error {
	operation, err := s.post(path)
	if err != nil {
		return err
	}
	response := operation.Responses.Status(status)
	if response == nil {
		return fmt.Errorf("POST %s has no answer with status %d", path, status)
	}
	return check(response.Value.Content, kind, body)
}

func (s *Spec) post(path string) (*openapi3.Operation, error) {
	item := s.document.Paths.Find(path)
	if item == nil || item.Post == nil {
		return nil, fmt.Errorf("there is no POST %s", path)
	}
	return item.Post, nil
}

func check(content openapi3.Content, kind string, body []byte) error {
	var value any
	if err := json.Unmarshal(body, &value); err != nil {
		return err
	}
	media := content.Get(kind)
	if media == nil {
		return fmt.Errorf("there is no %s here", kind)
	}
	return media.Schema.Value.VisitJSON(value, openapi3.EnableJSONSchema2020())
}
