// Package openapitest answers one question: what does a service's own OpenAPI
// document say of it? It is for tests.
package openapitest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/getkin/kin-openapi/openapi3"
)

// Load reads a document from the folder specs of the shared folder, once mend has
// put right in its JSON what the service does otherwise.
func Load(file string, mend func(document any)) (*openapi3.T, error) {
	path := filepath.Join(shared(), "specs", file)
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s is missing; set DATELINE_SHARED to the shared folder: %w", path, err)
	}
	var document any
	if err := json.Unmarshal(content, &document); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	mend(document)
	if content, err = json.Marshal(document); err != nil {
		return nil, err
	}
	read, err := openapi3.NewLoader().LoadFromData(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return read, nil
}

// shared is the folder of material that is no part of the project: beside the
// module, or where DATELINE_SHARED says. Packages of any depth run tests with it.
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
