//go:build unix

package sqlite

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// nobody is a user that owns nothing.
const nobody = 65534

// TestWithoutRights uses stores that the user may not write, or not even read.
// A store that can't be written still answers.
func TestWithoutRights(t *testing.T) {
	t.Parallel()
	const well, cantWrite, cantOpen = "well", "can't be written", "can't be opened"
	answers := func(generation string) []string {
		return []string{"open: " + well, generation + ", 20 documents, found true: " + well, "apply: " + cantWrite}
	}
	program, root := publicProgram(t)
	whole, err := os.ReadFile(filledFile(t, 20))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name         string
		make         func(t *testing.T, folder string)
		store        string
		file, folder os.FileMode
		want         []string
	}{
		{"a file", nil, "store.db", 0o444, 0o777, answers("generation 1")},
		{"a folder", nil, "store.db", 0o644, 0o555, answers("generation 1")},
		{"a file and its folder", nil, "store.db", 0o444, 0o555, answers("generation 1")},
		{"a file that can't be read", nil, "store.db", 0, 0o777, []string{"open: " + cantOpen}},
		{"a folder without a store", nil, "other.db", 0o444, 0o555, []string{"open: " + cantOpen}},
		{"a folder without the store's folder", nil, "new/store.db", 0o444, 0o555, []string{"open: its folder can't be made"}},
		{"a store whose log is not written back", leftByKilled, "store.db", 0o444, 0o555, answers("generation 2")},
		{"a copy of such a store, without its index", func(t *testing.T, folder string) {
			leftByKilled(t, folder)
			if err := os.Remove(filepath.Join(folder, "store.db-shm")); err != nil {
				t.Fatal(err)
			}
		}, "store.db", 0o444, 0o555, []string{"open: " + cantOpen}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder, err := os.MkdirTemp(root, "case")
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(folder, "store.db")
			if err := os.WriteFile(path, whole, 0o644); err != nil {
				t.Fatal(err)
			}
			if c.make != nil {
				c.make(t, folder)
			}
			before := contents(t, folder)
			for name := range before {
				chmod(t, filepath.Join(folder, name), c.file)
			}
			chmod(t, folder, c.folder)
			got := useAsNobody(t, program, filepath.Join(folder, c.store))
			chmod(t, folder, 0o777)
			for name := range before {
				chmod(t, filepath.Join(folder, name), 0o644)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("what a user without rights gets (-want +got):\n%s", diff)
			}
			after := contents(t, folder)
			for name, data := range before {
				if !bytes.Equal(after[name], data) {
					t.Errorf("%s has changed", name)
				}
			}
		})
	}
}

// leftByKilled makes the store in folder one of which a second generation
// stands in the log alone, as a process leaves it that is killed.
func leftByKilled(t *testing.T, folder string) {
	t.Helper()
	live := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	fill(t, live, 20)
	if _, err := live.db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	c := filling(0, 20)
	c.From = 1
	if err := live.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, ending := range []string{"", "-wal", "-shm"} {
		copyFile(t, live.name+ending, filepath.Join(folder, "store.db"+ending))
	}
}

// publicProgram is a copy of this test program where anybody may run it, and
// the folder it lies in.
func publicProgram(t *testing.T) (program, folder string) {
	t.Helper()
	folder, err := os.MkdirTemp("", "dateline-rights")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	chmod(t, folder, 0o755)
	program = filepath.Join(folder, "program")
	copyFile(t, os.Args[0], program)
	chmod(t, program, 0o755)
	return program, folder
}

func chmod(t *testing.T, path string, mode os.FileMode) {
	t.Helper()
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

func contents(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	entries, err := os.ReadDir(folder)
	out := map[string][]byte{}
	for _, e := range entries {
		if err == nil {
			out[e.Name()], err = os.ReadFile(filepath.Join(folder, e.Name()))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// useAsNobody is what a user without rights is told. Rights do not bind root,
// who therefore becomes somebody else.
func useAsNobody(t *testing.T, program, store string) []string {
	t.Helper()
	c := child(t.Context(), program, "use", store)
	c.Dir = "/"
	if os.Getuid() == 0 {
		c.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	out, err := c.Output()
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		t.Fatalf("the process without rights: %v", err)
	}
	if err != nil {
		t.Skipf("no process without rights can be had here: %v", err)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}
