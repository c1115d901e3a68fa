package corpus

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const described = `
name: The talks
events:
  - id: x
    name: Talks
    date: 2015-10-20
outlets:
  - name: Our Paper
    aliases: [The Paper, paper.example]
documents:
  - file: a.txt
    outlet: paper.example
    kind: article
    headline: A Truce
    published: 2015-10-21
    authors: [Jane Rowe]
    event: x
    url: https://example.org
    provenance: A copy.
  - file: ./sub/b.md
    outlet: THE PAPER
    kind: article
    headline: From the description
    event: x
    speakers: {ROWE: Jane Rowe}
    first_speaker: Jane Rowe
  - file: c.jsonl
    outlet: OUR  paper
    event: x
  - file: notes.html
    id: notes
`

func sample(t *testing.T) *Source {
	t.Helper()
	return mustOpen(t, map[string]string{
		DescriptionFile: described,
		"a.txt":         "\ufeffThe talks began.",
		"sub/b.md":      "---\nheadline: Its own\npublished: 2015-10-22\nauthors: []\nid: b\n...\nThe talks went on.",
		"c.jsonl":       "\ufeff" + `{"id":"c1","text":"One.","title":"T","outlet":null,"author":"J. Rowe","published_at":"2015-10-21T10:00:00Z","kind":"news","url":"u","other":5}` + "\r\n\n" + `{"id":"c2","text":"Two.","outlet":"BBC"}`,
		"notes.html":    "Notes.",
		"README.md":     "# Notes\n",
		"sub/x.pdf":     "x",
		".hidden.txt":   "x",
		".git/a.txt":    "x",
		"empty.md":      "",
	})
}

// TestSource: which files are documents, and why the others are none.
func TestSource(t *testing.T) {
	t.Parallel()
	s := sample(t)
	if s.Name != "The talks" || s.Location != "<test>" {
		t.Errorf("name %q at %q", s.Name, s.Location)
	}
	if diff := cmp.Diff([]string{"a.txt", "c.jsonl", "notes.html", "sub/b.md"}, s.Files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	want := []Skipped{
		{"README.md", "has no front matter and is not named in corpus.yaml"},
		{"empty.md", "has no front matter and is not named in corpus.yaml"},
		{"sub/x.pdf", "is neither .txt, .md nor .jsonl"},
	}
	if diff := cmp.Diff(want, s.Skipped); diff != "" {
		t.Errorf("skipped (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Outlet{{"Our Paper", []string{"The Paper", "paper.example"}}}, s.Outlets()); diff != "" {
		t.Errorf("outlets (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]Event{{ID: "x", Name: "Talks", Date: Date{2015, time.October, 20}}}, s.Events()); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
}

// TestRecords: a document's own word goes before the description's, and an
// outlet has one name however it is written.
func TestRecords(t *testing.T) {
	t.Parallel()
	x := &Event{ID: "x", Name: "Talks", Date: Date{2015, time.October, 20}}
	want := []Record{
		{Header: Header{
			ID: "a", Kind: Article, Outlet: "Our Paper", Headline: "A Truce", Authors: []string{"Jane Rowe"},
			Published: Date{2015, time.October, 21}, Event: x, URL: "https://example.org", Provenance: "A copy.",
		}, Text: "The talks began."},
		{Header: Header{
			ID: "c1", Kind: "news", Outlet: "Our Paper", Headline: "T", Authors: []string{"J. Rowe"},
			Published: Date{2015, time.October, 21}, Event: x, URL: "u",
		}, Text: "One."},
		{Header: Header{ID: "c2", Outlet: "BBC", Event: x}, Text: "Two."},
		{Header: Header{ID: "notes"}, Text: "Notes."},
		{
			Header: Header{ID: "b", Kind: Article, Outlet: "Our Paper", Headline: "Its own", Authors: []string{}, Published: Date{2015, time.October, 22}, Event: x},
			Voices: Voices{map[string]string{"ROWE": "Jane Rowe"}, "Jane Rowe"}, Text: "\nThe talks went on.",
		},
	}
	if diff := cmp.Diff(want, allRecords(t, sample(t))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFrontMatterForms: editors differ in what they put around it.
func TestFrontMatterForms(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"---\noutlet: BBC\n---\nThe talks.", "---\r\noutlet: BBC\r\n---\r\nThe talks.", "\ufeff---\noutlet: BBC\n---\nThe talks.",
		"---  \noutlet: BBC\n... \nThe talks.", "---\noutlet: BBC\n---\nThe talks.\n---\n",
	} {
		records := allRecords(t, mustOpen(t, map[string]string{"a.md": text}))
		if d := Build(records[0]); len(records) != 1 || d.Outlet != "BBC" || d.ID != "a" || len(d.Units) != 1 || unitTexts(d)[0] != "The talks." {
			t.Errorf("%q: %+v", text, d)
		}
	}
	records := allRecords(t, mustOpen(t, map[string]string{"a.md": "---\n---\nThe talks.", "b.txt": "---\noutlet: BBC\n---\nThe talks."}))
	if records[0].Outlet != "" || records[1].Outlet != "" || records[1].Text[:3] != "---" {
		t.Errorf("empty front matter, or that of a .txt, was taken for one: %+v", records)
	}
}

// TestOpenOnDisk: a folder and a file of lines go by their own names.
func TestOpenOnDisk(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := write(t, folder, "talks.jsonl", goodLine)
	for path, want := range map[string]string{folder: filepath.Base(folder), file: "talks"} {
		s, err := Open(path)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if s.Name != want || s.Location != path || len(s.Files) != 1 {
			t.Errorf("%s: %+v", path, s)
		}
		if records := allRecords(t, s); len(records) != 1 || records[0].ID != "a" {
			t.Errorf("%s: %+v", path, records)
		}
	}
}

// TestFileHash: a description can change every document of a corpus.
func TestFileHash(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, files := range []map[string]string{
		{"a.txt": "x"}, {"a.txt": "y"}, {"a.txt": "x", DescriptionFile: "name: x"}, {"a.txt": "x", DescriptionFile: "name: y"},
		{"a.txt": "xname: x"}, {"a.txt": "x", DescriptionFile: ""},
	} {
		hash, err := mustOpen(t, files).FileHash("a.txt")
		again, _ := mustOpen(t, files).FileHash("a.txt")
		if err != nil || hash != again {
			t.Errorf("%v: %q, then %q, %v", files, hash, again, err)
		}
		if seen[hash] && files[DescriptionFile] != "" {
			t.Errorf("%v: the hash of another", files)
		}
		seen[hash] = true
	}
	if len(seen) != 5 { // an empty description says as little as none
		t.Errorf("%d hashes, expected 5", len(seen))
	}
}

func TestExplainFile(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, map[string]string{"a.txt": "Play Live Radio\n\nThe talks began.", "b.txt": ""})
	got, err := s.Explain("a.txt")
	want := "a\nbytes 0–15, rule player: controls of an audio or video player\n  - Play Live Radio\nremoved 15 of 33 bytes\n"
	if err != nil || got != want {
		t.Errorf("%q, %v; expected %q", got, err, want)
	}
	_, err = s.Explain("a.tx")
	mention(t, err, "a.tx is not a document", `did you mean "a.txt"?`)
	_, err = s.Explain("b.txt")
	mention(t, err, "b.txt: the document has no text")
}

func TestNearest(t *testing.T) {
	t.Parallel()
	known := []string{"outlet", "headline", "Sochi", "first_speaker"}
	for word, want := range map[string]string{
		"oulet": "outlet", "OUTLET": "outlet", "sochi": "Sochi", "headlien": "headline", "zzzzzzzzzz": "", "first-speaker": "first_speaker",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%q: %q, expected %q", word, got, want)
		}
	}
	if got := Nearest("x", nil); got != "" {
		t.Errorf("nothing known: %q", got)
	}
}
