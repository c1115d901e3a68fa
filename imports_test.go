// Package dateline_test holds what is true of the program as a whole.
package dateline_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may says which packages of the program each may import: data flows one way.
// A package that is not listed fails the test, so that each new one is given
// its place.
var may = map[string][]string{
	"dateline":                              {},
	"dateline/sample":                       {},
	"dateline/prompts":                      {},
	"dateline/internal/corpus":              {},
	"dateline/internal/retrieval":           {"dateline/internal/corpus"},
	"dateline/internal/retrieval/sqlite":    {"dateline/internal/corpus", "dateline/internal/retrieval"},
	"dateline/internal/retrieval/postgres":  {"dateline/internal/corpus", "dateline/internal/retrieval"},
	"dateline/internal/postgrestest":        {},
	"dateline/internal/encoder":             {"dateline/internal/encoder/uselite"},
	"dateline/internal/encoder/uselite":     {"dateline/internal/encoder/matrix"},
	"dateline/internal/encoder/matrix":      {},
	"dateline/internal/encoder/convert":     {"dateline/internal/encoder/uselite"},
	"dateline/internal/retrieval/indextest": {"dateline/internal/corpus", "dateline/internal/retrieval"},
	"dateline/internal/tongue":              {},
	"dateline/internal/secret":              {},
	"dateline/internal/answer":              {"dateline/internal/corpus", "dateline/internal/retrieval", "dateline/internal/tongue", "dateline/prompts"},
	"dateline/internal/tables":              {},
	"dateline/internal/quota":               {"dateline/internal/tables"},
	"dateline/internal/memory":              {"dateline/internal/tables"},
	"dateline/internal/flight":              {},
	"dateline/internal/desk":                {"dateline/internal/answer", "dateline/internal/corpus", "dateline/internal/quota", "dateline/internal/flight", "dateline/prompts"},
	"dateline/internal/eval":                {"dateline/internal/corpus", "dateline/internal/retrieval", "dateline/internal/answer"},
	"dateline/internal/openai":              {"dateline/internal/answer", "dateline/internal/secret"},
	"dateline/internal/openai/openaitest":   {"dateline/internal/openapitest"},
	"dateline/internal/openapitest":         {},
	"dateline/internal/discord/layout":      {"dateline/internal/corpus", "dateline/internal/retrieval", "dateline/internal/answer", "dateline/internal/quota"},
	"dateline/internal/discord/discordtest": {"dateline/internal/openapitest"},
	"dateline/internal/discord/link":        {"dateline/internal/secret"},
	"dateline/internal/discord/turns":       {"dateline/internal/tables"},
	"dateline/internal/seen":                {},
	"dateline/internal/discord": {
		"dateline/internal/discord/layout", "dateline/internal/discord/link", "dateline/internal/answer", "dateline/internal/corpus",
		"dateline/internal/memory", "dateline/internal/quota", "dateline/internal/retrieval",
	},
	"dateline/cmd/bot": {
		"dateline/internal/corpus", "dateline/internal/retrieval", "dateline/internal/retrieval/sqlite",
		"dateline/internal/retrieval/postgres", "dateline/internal/encoder", "dateline/internal/answer", "dateline/internal/eval", "dateline/sample",
		"dateline/internal/quota", "dateline/internal/flight", "dateline/internal/openai", "dateline/internal/desk", "dateline/internal/discord", "dateline/internal/discord/layout", "dateline/internal/discord/link", "dateline/internal/discord/turns", "dateline/internal/memory", "dateline/internal/secret",
	},
}

// only says which packages may import a driver or an adapter's library, by the
// start of its path.
var only = map[string][]string{
	"modernc.org/sqlite":              {"dateline/internal/retrieval/sqlite", "dateline/internal/tables"},
	"github.com/jackc/pgx/":           {"dateline/internal/retrieval/postgres", "dateline/internal/postgrestest", "dateline/internal/tables"},
	"github.com/pgvector/pgvector-go": {"dateline/internal/retrieval/postgres"},
	"github.com/alecthomas/kong":      {"dateline/cmd/bot"},
	"golang.org/x/sys/cpu":            {"dateline/internal/encoder/matrix"},
	"github.com/sashabaranov/":        {"dateline/internal/openai"},
	"github.com/getkin/kin-openapi":   {"dateline/internal/openai/openaitest", "dateline/internal/discord/discordtest", "dateline/internal/openapitest"},
	"github.com/sony/gobreaker/":      {"dateline/internal/answer"},
	"github.com/hashicorp/golang-lru": {"dateline/internal/flight"},
	"github.com/bwmarrin/discordgo":   {"dateline/internal/discord/link"},
}

func TestImportsPointOneWay(t *testing.T) {
	t.Parallel()
	out, err := exec.CommandContext(t.Context(), "go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for packages := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := packages.Decode(&p); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		allowed, known := may[p.ImportPath]
		if !known {
			t.Errorf("%s has no place among the imports; see ARCHITECTURE.md", p.ImportPath)
		}
		for _, i := range p.Imports {
			if strings.HasPrefix(i, "dateline/") && !slices.Contains(allowed, i) {
				t.Errorf("%s imports %s, which turns the flow round", p.ImportPath, i)
			}
			for library, owners := range only {
				if strings.HasPrefix(i, library) && !slices.Contains(owners, p.ImportPath) {
					t.Errorf("%s imports %s; only %s may", p.ImportPath, i, owners)
				}
			}
		}
	}
}
