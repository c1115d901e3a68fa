package corpus

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const goodLine = `{"id":"a","text":"x"}` + "\n"

// files with one mistake each, read beside a description with one event. A
// mark makes the test look for its line in the message.
var badFiles = map[string]struct {
	name, text string
	says       []string
}{
	"text, not UTF-8":     {"a.txt", "The talks\nbegan in a caf\xe9 # here\n", []string{"line 2 is not UTF-8 (byte 0xe9)", "iconv"}},
	"text, cut character": {"a.txt", "The talks\n\nbegan\xe2\x80", []string{"line 3 is not UTF-8 (byte 0xe2)"}},
	"text, zero byte":     {"a.txt", "The\ntalks\x00", []string{"line 2 holds a zero byte"}},
	"text, UTF-16":        {"a.txt", "\xff\xfeT\x00h\x00", []string{"line 1 holds a zero byte"}},
	"text, empty":         {"a.txt", "", []string{"the document has no text"}},
	"text, white space":   {"a.txt", "\ufeff \n\t\r\n", []string{"the document has no text"}},

	"front matter, not closed":    {"a.md", "---\nheadline: x\n\nThe talks began.\n", []string{"line 1 is not closed", "add a line ---"}},
	"front matter, no text":       {"a.md", "---\nheadline: x\n---\n\n", []string{"the document has no text"}},
	"front matter, unknown key":   {"a.md", "---\nheadline: x\n\noutlt: NPR # here\n---\nThe talks began.\n", []string{`unknown key "outlt"; did you mean "outlet"?`}},
	"front matter, Windows":       {"a.md", "---\r\nheadline: x\r\noutlt: NPR # here\r\n---\r\nThe talks began.\r\n", []string{`unknown key "outlt"`}},
	"front matter, a mark before": {"a.md", "\ufeff---\nheadline: x\noutlt: NPR # here\n---\nThe talks began.\n", []string{`unknown key "outlt"`}},
	"front matter, spaces behind": {"a.md", "---        \nheadline: x\noutlt: NPR # here\n---\nThe talks began.\n", []string{`unknown key "outlt"`}},
	"front matter, bad date":      {"a.md", "---\nheadline: x\npublished: 2015-02-30 # here\n---\nThe talks began.\n", []string{`"2015-02-30" is not a date`}},
	"front matter, wrong type":    {"a.md", "---\nauthors: Jane Roe # here\n---\nThe talks began.\n", []string{"a list belongs here"}},
	"front matter, a list":        {"a.md", "---\n- x # here\n---\nThe talks began.\n", []string{"a mapping belongs here"}},
	"front matter, malformed":     {"a.md", "---\nheadline: x\nkind: a: b # here\n---\nThe talks began.\n", []string{"mapping values are not allowed"}},
	"front matter, malformed at once": {"a.md", "---\nkind: a: b # here\n---\nThe talks began.\n",
		[]string{"mapping values are not allowed"}},
	"front matter, unknown event": {"a.md", "---\nheadline: x\nevent: sochi-2107 # here\n---\nThe talks began.\n",
		[]string{`event "sochi-2107" is not defined`, `did you mean "sochi-2017"?`}},
	"front matter, file":        {"a.md", "---\nheadline: x\nfile: a.txt # here\n---\nThe talks began.\n", []string{"file belongs into corpus.yaml only"}},
	"front matter, not UTF-8":   {"a.md", "---\nheadline: caf\xe9\n---\nThe talks began.\n", []string{"line 2 is not UTF-8"}},
	"text of a .md, not UTF-8":  {"a.md", "---\nheadline: x\n---\nThe\ncaf\xe9\n", []string{"line 5 is not UTF-8"}},
	"text of a .md, zero bytes": {"a.md", "---\nheadline: x\n---\n\n\x00", []string{"line 5 holds a zero byte"}},

	"line, truncated":           {"a.jsonl", goodLine + `{"id":"b","title":"# here"`, []string{"breaks off", "truncated"}},
	"line, truncated in a text": {"a.jsonl", goodLine + "\n" + `{"id":"b","text":"The # here` + "\n", []string{"breaks off", "truncated"}},
	"line, not JSON":            {"a.jsonl", goodLine + "The talks began. # here\n", []string{"not JSON at byte 1"}},
	"line, a comma missing":     {"a.jsonl", `{"id":"a" "text":"x"} # here`, []string{"not JSON at byte 11", "after object key"}},
	"line, two documents":       {"a.jsonl", `{"id":"a","text":"x"} {"id":"b"} # here`, []string{"not JSON at byte 23"}},
	"line, a list":              {"a.jsonl", goodLine + `["# here"]`, []string{`the line is of type array but must be an object with "id" and "text"`}},
	"line, a text":              {"a.jsonl", goodLine + `"# here"`, []string{`the line is of type string but must be an object`}},
	"line, no id":               {"a.jsonl", goodLine + `{"text":"# here"}`, []string{`the field "id" is missing`}},
	"line, empty id":            {"a.jsonl", goodLine + `{"id":"","text":"# here"}`, []string{`the field "id" is missing`}},
	"line, no text":             {"a.jsonl", goodLine + `{"id":"b","title":"# here"}`, []string{`document "b": the field "text" is missing`}},
	"line, empty text":          {"a.jsonl", goodLine + `{"id":"b","text":" \n","title":"# here"}`, []string{`document "b": the field "text" is missing or empty`}},
	"line, an id of before":     {"a.jsonl", "\n\n" + goodLine + "\n" + `{"id":"a","text":"# here"}`, []string{`document id "a" already stands in line 3`}},
	"line, a number for an id":  {"a.jsonl", goodLine + `{"id":5,"text":"# here"}`, []string{`the field "id" is of type number but must be a text`}},
	"line, a list for a text":   {"a.jsonl", goodLine + `{"id":"b","text":["# here"]}`, []string{`the field "text" is of type array but must be a text`}},
	"line, bad date":            {"a.jsonl", goodLine + `{"id":"b","text":"# here","published_at":"2015-02-30"}`, []string{`document "b": published_at: "2015-02-30" is not a date`}},
	"line, unknown event":       {"a.jsonl", goodLine + `{"id":"b","text":"# here","event":"sochi-2018"}`, []string{`event "sochi-2018" is not defined`, `"sochi-2017"`}},
	"line, not UTF-8":           {"a.jsonl", goodLine + `{"id":"b","text":"caf` + "\xe9" + ` # here"}`, []string{"is not UTF-8 (byte 0xe9)"}},
	"line, zero byte":           {"a.jsonl", goodLine + "\x00 # here\n", []string{"holds a zero byte"}},
}

func TestBadFiles(t *testing.T) {
	t.Parallel()
	for name, c := range badFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := mustOpen(t, map[string]string{c.name: c.text, DescriptionFile: "events: [{id: sochi-2017}]"})
			records, err := s.Records(c.name)
			mention(t, err, append(c.says, c.name+": ")...)
			if strings.Contains(c.text, here) && !strings.Contains(c.says[0], "line ") {
				mention(t, err, lineHere(t, c.text))
			}
			if n := strings.Count(err.Error(), "\n"); n > 0 || records != nil {
				t.Errorf("%d records and %d lines, expected none and one:\n%v", len(records), n+1, err)
			}
			var fileError *FileError
			if !errors.As(err, &fileError) || fileError.File != c.name || errors.Unwrap(err) == nil {
				t.Errorf("the error does not carry the file: %#v", err)
			}
		})
	}
}

// TestOpenErrors: what people hand over in place of a corpus.
func TestOpenErrors(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	write(t, folder, "notes.pdf", "x")
	write(t, folder, "README.md", "# Notes\n")
	text := write(t, t.TempDir(), "a.txt", "The talks began.")
	missing := filepath.Join(folder, "none")
	for name, c := range map[string]struct {
		path string
		says []string
	}{
		"a path that is missing": {missing, []string{missing, "no such folder or file"}},
		"a single .txt":          {text, []string{text, "a folder or a .jsonl file", "name the folder"}},
		"no documents":           {folder, []string{folder, "holds no document", ".txt, .jsonl, or .md"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Open(c.path)
			mention(t, err, append(c.says, "corpus ")...)
		})
	}
}

// TestVanishedFile: a corpus can change between the look at the folder and
// the reading of a file.
func TestVanishedFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	text, lines := write(t, folder, "a.txt", "x"), write(t, folder, "b.jsonl", goodLine)
	s, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{text, lines} {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
		_, err := s.Records(filepath.Base(name))
		mention(t, err, filepath.Base(name)+": ", "no such file")
		if strings.Count(err.Error(), filepath.Base(name)) > 1 {
			t.Errorf("the file is named twice: %v", err)
		}
		if _, err := s.FileHash(filepath.Base(name)); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("hash: %v", err)
		}
	}
}

// TestHugeFiles are refused without being read to the end.
func TestHugeFiles(t *testing.T) {
	t.Parallel()
	const huge = 50 << 20
	folder := t.TempDir()
	for name, start := range map[string]string{"a.txt": "The talks began.\n", "b.jsonl": goodLine + `{"id":"b","text":"`} {
		if err := os.Truncate(write(t, folder, name, start), huge); err != nil {
			t.Fatal(err)
		}
	}
	s, err := Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Records("a.txt")
	mention(t, err, "a.txt: ", "larger than 10 MiB", "split it")
	_, err = s.Records("b.jsonl")
	mention(t, err, "b.jsonl: line 2: ", "longer than 10 MiB", "split")
}

// TestLargestFile: the bound itself is still allowed.
func TestLargestFile(t *testing.T) {
	t.Parallel()
	s := mustOpen(t, map[string]string{
		"a.txt": strings.Repeat("a", MaxDocumentBytes), "b.txt": strings.Repeat("b", MaxDocumentBytes+1),
	})
	if _, err := s.Records("a.txt"); err != nil {
		t.Errorf("%d bytes: %v", MaxDocumentBytes, err)
	}
	_, err := s.Records("b.txt")
	mention(t, err, "larger than 10 MiB")
}

// write makes a file and returns its path.
func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	file := filepath.Join(folder, name)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}
