//go:build unix

package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestOpenPassesOverWhatNeverEnds has a pipe in the folder, which would be
// waited for until the end of days.
func TestOpenPassesOverWhatNeverEnds(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "a.txt"), []byte("A text."), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(folder, "b.txt"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/dev/zero", filepath.Join(folder, "c.txt")); err != nil {
		t.Fatal(err)
	}
	s, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Files) != 1 || len(s.Skipped) != 2 || !strings.Contains(s.Skipped[0].Reason, "neither a file") {
		t.Errorf("files %v, skipped %v", s.Files, s.Skipped)
	}
}

// TestHeadersHoldNothingThatSteers writes what a terminal obeys into a header.
func TestHeadersHoldNothingThatSteers(t *testing.T) {
	t.Parallel()
	d := description{}
	r, err := d.record(entry{Outlet: "A\x1b[2J\nB", Headline: "x\u202ey", Authors: []string{"J\x07ane"}, URL: "http://a\u200b/", Provenance: "p\tq"}, "id", "text")
	if err != nil {
		t.Fatal(err)
	}
	if r.Outlet != "A[2J B" || r.Headline != "xy" || r.Authors[0] != "Jane" || r.URL != "http://a/" || r.Provenance != "p q" {
		t.Errorf("header %+v", r.Header)
	}
}

// TestLinesOfWidgets is a page of nothing but buttons, whose removal spreads
// from one line to the next over all of them.
func TestLinesOfWidgets(t *testing.T) {
	t.Parallel()
	for _, text := range []string{strings.Repeat("Once\n", 5000) + "Support us", "Support us\n" + strings.Repeat("Once\n", 5000)} {
		if d := Build(Record{Text: text}); len(d.Passages) != 0 {
			t.Errorf("%d passages are left of buttons", len(d.Passages))
		}
	}
}
