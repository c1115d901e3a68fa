package corpus

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// golden is what is known to be right about one of the five documents. It
// holds positions and hashes, since their sentences belong to others.
type golden struct {
	Kind      string   `json:"kind"`
	Bytes     int      `json:"bytes"`
	SHA256    string   `json:"sha256"`
	Removed   []string `json:"removed"`  // start-end rule
	Units     []string `json:"units"`    // number start-end speaker
	Passages  []string `json:"passages"` // start-end
	Sentences int      `json:"sentences"`
}

func at(s Span) string { return fmt.Sprintf("%d-%d", s.Start, s.End) }

func goldenOf(d Document) golden {
	sum := sha256.Sum256([]byte(d.Body))
	g := golden{Kind: d.Kind, Bytes: len(d.Body), SHA256: hex.EncodeToString(sum[:])}
	for _, r := range d.Removed {
		g.Removed = append(g.Removed, at(r.Span)+" "+r.Rule)
	}
	for _, u := range d.Units {
		g.Units = append(g.Units, strings.TrimSpace(fmt.Sprintf("%d %s %s", u.Number, at(u.Span), u.Speaker)))
		g.Sentences += len(Sentences(d.Body, u.Span))
	}
	for _, p := range d.Passages {
		g.Passages = append(g.Passages, at(p.Span))
	}
	return g
}

// fiveDocuments are the documents of the shared corpus, by id.
func fiveDocuments(t *testing.T) (*Source, map[string]Document) {
	t.Helper()
	s, err := Open(shared(t, "corpus"))
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	byID := map[string]Document{}
	for _, r := range allRecords(t, s) {
		byID[r.ID] = Build(r)
	}
	return s, byID
}

// TestDocuments: update the file with -update, and then read with
// Document.Explain what is removed: nothing that reports on a meeting, and
// nothing is left that offers, begs or is part of a page.
func TestDocuments(t *testing.T) {
	t.Parallel()
	_, documents := fiveDocuments(t)
	file := filepath.Join("testdata", "documents.json")
	got := map[string]golden{}
	for id, d := range documents {
		checkDocument(t, d)
		got[id] = goldenOf(d)
	}
	if *update {
		data, err := json.MarshalIndent(got, "", "  ")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]golden{}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	if diff := cmp.Diff(want, got, equateEmpty); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFiveHeaders: facts of SOURCES.md that answers lean on.
func TestFiveHeaders(t *testing.T) {
	t.Parallel()
	s, documents := fiveDocuments(t)
	type header struct{ Kind, Outlet, Published, Event, When string }
	want := map[string]header{
		"000_d7d53a42ad970e75": {Transcript, "NPR", "2015-10-21", "moscow-2015", "2015-10-20"},
		"001_7aa8f7395ba31277": {Article, "The Week", "2015-10-21", "moscow-2015", "2015-10-20"},
		"002_90b38c9f05274026": {Article, "", "2024-07-25", "moscow-2024", "2024-07-24"},
		"003_f4df3b6504400c9d": {Article, "The Moscow Times", "2017-11-21", "sochi-2017", "2017-11-20"},
		"004_544760acc21dc688": {Article, "Sky News", "2024-07-25", "moscow-2024", "2024-07-24"},
	}
	got := map[string]header{}
	for id, d := range documents {
		got[id] = header{d.Kind, d.Outlet, d.Published.String(), d.EventID(), d.When().String()}
		if len(d.Inferred) != 0 {
			t.Errorf("%s: the corpus states everything, yet %q was inferred", id, d.Inferred)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	if p := documents["002_90b38c9f05274026"].Provenance; !strings.Contains(p, "no independent source") {
		t.Errorf("the unattributed document does not say where it comes from: %q", p)
	}
	skipped := slices.IndexFunc(s.Skipped, func(f Skipped) bool { return f.File == "SOURCES.md" })
	if skipped < 0 || !strings.Contains(s.Skipped[skipped].Reason, "front matter") {
		t.Errorf("SOURCES.md is not skipped with a reason: %v", s.Skipped)
	}
}

// TestNPRSpeakers: the page leaves the first turn without a label, and writes
// the reporter's in two ways.
func TestNPRSpeakers(t *testing.T) {
	t.Parallel()
	_, documents := fiveDocuments(t)
	d := documents["000_d7d53a42ad970e75"]
	if len(d.Units) != 16 {
		t.Fatalf("%d turns, expected 16", len(d.Units))
	}
	for i, u := range d.Units {
		want := []string{"Renee Montagne", "Corey Flintoff"}[i%2]
		if u.Speaker != want {
			t.Errorf("turn %d is %q's, expected %q", u.Number, u.Speaker, want)
		}
		if strings.Contains(d.Body[u.Start:u.End], "FLINTOFF") || strings.Contains(d.Body[u.Start:u.End], "MONTAGNE:") {
			t.Errorf("turn %d holds a label", u.Number)
		}
	}
	for _, label := range []string{"COREY FLINTOFF, BYLINE:", "\nFLINTOFF:"} {
		if !strings.Contains(d.Body, label) {
			t.Errorf("the page no longer has the label %q", label)
		}
	}
}

// TestNPRSpeakersInferred: nearly the same comes out where nobody says who
// the labels mean, and that it was worked out is said.
func TestNPRSpeakersInferred(t *testing.T) {
	t.Parallel()
	_, documents := fiveDocuments(t)
	stated := documents["000_d7d53a42ad970e75"]
	d := buildText("", stated.AsRead())
	if diff := cmp.Diff([]string{"kind", "speakers"}, d.Inferred); diff != "" || d.Kind != Transcript {
		t.Errorf("kind %s, inferred (-want +got):\n%s", d.Kind, diff)
	}
	for i, u := range d.Units {
		want := []string{"Montagne", "Corey Flintoff"}[i%2]
		if i == 0 {
			want = "" // nothing in the text says so
		}
		if u.Speaker != want {
			t.Errorf("turn %d is %q's, expected %q", u.Number, u.Speaker, want)
		}
	}
}
