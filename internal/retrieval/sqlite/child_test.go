package sqlite

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// asChild names what this very test program is to do as a process of its own,
// instead of testing: some tests need one that they can kill or that has no
// rights.
const asChild = "DATELINE_TEST_CHILD"

func TestMain(m *testing.M) {
	switch os.Getenv(asChild) {
	case "":
		os.Exit(m.Run())
	case "sync":
		os.Exit(childSync(os.Args[1], os.Args[2]))
	case "use":
		childUse(os.Args[1])
	}
}

// child is a process of this program. It begins its work once its standard
// input ends.
func child(ctx context.Context, program, task string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, program, args...)
	c.Env = append(os.Environ(), asChild+"="+task)
	c.Stderr = os.Stderr
	return c
}

// childSync brings a store in step with a folder and says "stored N" as it
// goes and "generation N" at the end.
func childSync(folder, store string) int {
	_, _ = io.Copy(io.Discard, os.Stdin)
	generation, err := syncFolder(context.Background(), folder, store, func(done, _ int) { fmt.Println("stored", done) })
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	fmt.Println("generation", generation)
	return 0
}

func syncFolder(ctx context.Context, folder, store string, progress func(done, all int)) (int64, error) {
	src, err := corpus.Open(folder)
	if err != nil {
		return 0, err
	}
	s, err := Open(ctx, store)
	if err != nil {
		return 0, err
	}
	report, err := retrieval.Sync(ctx, src, s, retrieval.SyncOptions{Progress: progress})
	return report.Generation, errors.Join(err, s.Close())
}

// childUse does with a store what it is let to, and says how it went.
func childUse(store string) {
	ctx := context.Background()
	s, err := Open(ctx, store)
	say("open", err)
	if err != nil {
		return
	}
	defer s.Close()
	found := 0
	for _, r := range indextest.Requests(1, 20) {
		hits, err := s.Search(ctx, r)
		if err != nil {
			say("search", err)
			return
		}
		found += len(hits)
	}
	m, err := s.Manifest(ctx)
	say(fmt.Sprintf("generation %d, %d documents, found %t", m.Generation, len(m.Documents), found > 0), err)
	say("apply", s.Apply(ctx, filling(m.Generation, 5)))
}

// say writes a line of the kind "open: can't be opened".
func say(what string, err error) {
	var refused *retrieval.StoreError
	switch {
	case err == nil:
		fmt.Printf("%s: well\n", what)
	case errors.As(err, &refused):
		reason, _, _ := strings.Cut(refused.Reason, ";")
		fmt.Printf("%s: %s\n", what, reason)
	default:
		fmt.Printf("%s: no StoreError but: %v\n", what, err)
	}
}

// lastLine is the last line of what a child says, and the error it ends with.
func lastLine(out io.Reader, each func(line string)) string {
	last := ""
	for lines := bufio.NewScanner(out); lines.Scan(); {
		last = lines.Text()
		each(last)
	}
	return last
}
