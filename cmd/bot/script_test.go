package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"dateline/internal/memory"
	"dateline/internal/openai/openaitest"
	"dateline/internal/postgrestest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"bot": main})
}

// TestScripts runs the built command as its users do, each script in a folder
// and with a data folder of its own.
func TestScripts(t *testing.T) {
	scripts(t, "testdata/script", func(testing.TB) []string { return nil })
}

// TestDatabaseScripts runs those that need a database, each in one of its own.
func TestDatabaseScripts(t *testing.T) {
	scripts(t, "testdata/database", func(tb testing.TB) []string { return []string{"POSTGRES=" + postgrestest.Database(tb)} })
}

func scripts(t *testing.T, folder string, variables func(testing.TB) []string) {
	t.Helper()
	testscript.Run(t, testscript.Params{
		Dir: folder,
		Setup: func(e *testscript.Env) error {
			tb, ok := e.T().(testing.TB)
			if !ok {
				return errors.New("the script does not run as a test")
			}
			e.Values[embeddingsServer{}] = new(*httptest.Server)
			e.Vars = append(e.Vars, variables(tb)...)
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			e.Setenv("DATELINE_EMBEDDER", "none") // takes a second a run; its own script asks for it
			if shared := sharedFolder(); shared != "" {
				e.Setenv("SHARED", shared)
			}
			return nil
		},
		Condition: func(name string) (bool, error) { return name == "shared" && sharedFolder() != "", nil },
		Cmds:      map[string]func(*testscript.TestScript, bool, []string){"big": big, "repeat": repeat, "truncate": truncate, "schemas": schemas, "version": version, "model": model, "remember": remember, "age": age, "embeddings": embeddings},
	})
}

// sharedFolder is the folder of shared data, or empty where there is none.
func sharedFolder() string {
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	if _, err := os.Stat(filepath.Join(root, "corpus")); err != nil {
		return ""
	}
	root, err := filepath.Abs(root)
	if err != nil {
		return ""
	}
	return root
}

// model FILE starts a server whose model answers by the script in the file, and
// says where in OPENAI_BASE_URL.
func model(ts *testscript.TestScript, _ bool, args []string) {
	base, stop, err := openaitest.Start([]byte(ts.ReadFile(args[0])))
	ts.Check(err)
	ts.Defer(stop)
	ts.Setenv("OPENAI_BASE_URL", base)
	ts.Setenv("OPENAI_MODEL", "scripted")
	ts.Setenv("OPENAI_ATTEMPTS", "1")
}

// remember FILE|ADDRESS ANSWER CORPUS keeps an answer from a corpus, whose JSON is
// in a file, with what two people thought of it.
func remember(ts *testscript.TestScript, _ bool, args []string) {
	ctx := context.Background()
	at := func() (*memory.Memory, error) { return memory.OpenFile(ctx, ts.MkAbs(args[0]), memory.Config{}) }
	if strings.HasPrefix(args[0], "postgres:") {
		at = func() (*memory.Memory, error) { return memory.OpenDatabase(ctx, args[0], memory.Config{}) }
	}
	m, err := at()
	ts.Check(err)
	defer m.Close()
	var a struct{ Question string }
	data := ts.ReadFile(args[1])
	ts.Check(json.Unmarshal([]byte(data), &a))
	id, err := m.Put(ctx, memory.Answer{Person: "ann", Corpus: args[2], Question: a.Question, JSON: []byte(data)})
	ts.Check(err)
	for _, f := range []memory.Feedback{{Answer: id, Person: "bob", Helpful: true}, {Answer: id, Person: "carl", Reason: "too short"}} {
		_, err := m.Rate(ctx, f)
		ts.Check(err)
	}
}

// age FILE TIME makes what a file remembers older by a time.
func age(ts *testscript.TestScript, _ bool, args []string) {
	by, err := time.ParseDuration(args[1])
	ts.Check(err)
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	_, err = db.ExecContext(context.Background(), `UPDATE memory_answers SET asked = asked - ?`, by.Milliseconds())
	ts.Check(err)
}

// embeddingsServer is where a script keeps the server that embeddings started.
type embeddingsServer struct{}

// embeddings N starts a server that embeds with N dimensions, and says where in
// OPENAI_BASE_URL; "! embeddings" stops it.
func embeddings(ts *testscript.TestScript, stop bool, args []string) {
	running, ok := ts.Value(embeddingsServer{}).(**httptest.Server)
	if !ok {
		ts.Fatalf("there is no place for a server")
	}
	if stop {
		(*running).Close()
		return
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	server := httptest.NewServer(openaitest.Embedding(n))
	*running = server
	ts.Defer(server.Close)
	ts.Setenv("OPENAI_BASE_URL", server.URL)
	ts.Setenv("EMBEDDING_MODEL", "made-up")
	ts.Setenv("OPENAI_ATTEMPTS", "1")
}

// schemas PREFIX says which schemas of the database have such names.
func schemas(ts *testscript.TestScript, _ bool, args []string) {
	names, err := postgrestest.Schemas(context.Background(), ts.Getenv("POSTGRES"), args[0])
	ts.Check(err)
	_, err = fmt.Fprintln(ts.Stdout(), names)
	ts.Check(err)
}

// version FILE sets VERSION to the version that a JSON object in the file names.
func version(ts *testscript.TestScript, _ bool, args []string) {
	var object struct{ Version string }
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &object))
	ts.Setenv("VERSION", object.Version)
}

// big FILE makes a text file of 50 MB.
func big(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), make([]byte, 50<<20), 0o600))
}

// repeat FILE TEXT N writes a text many times.
func repeat(ts *testscript.TestScript, _ bool, args []string) {
	text := ""
	for range 2500 {
		text += args[1]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// truncate FILE cuts a file in half.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Check(os.Truncate(ts.MkAbs(args[0]), info.Size()/2))
}
