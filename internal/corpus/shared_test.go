package corpus

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp/cmpopts"
)

// equateEmpty makes no difference between none and an empty list.
var equateEmpty = cmpopts.EquateEmpty()

var update = flag.Bool("update", false, "write the golden files anew")

// shared is a path in the folder of material that is no part of the project:
// beside the module, or where DATELINE_SHARED says.
func shared(t *testing.T, parts ...string) string {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	name := filepath.Join(append([]string{root}, parts...)...)
	if _, err := os.Stat(name); err != nil {
		t.Skipf("%s is missing; set DATELINE_SHARED to the shared folder to run this test", name)
	}
	return name
}

// openFiles opens a corpus of files given by name and text.
func openFiles(files map[string]string) (*Source, error) {
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return OpenFS(folder, "<test>")
}

// mustOpen is openFiles for a corpus without mistakes.
func mustOpen(t *testing.T, files map[string]string) *Source {
	t.Helper()
	s, err := openFiles(files)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return s
}

// allRecords reads every file of a source that has no mistakes.
func allRecords(t *testing.T, s *Source) []Record {
	t.Helper()
	var all []Record
	for _, file := range s.Files {
		records, err := s.Records(file)
		if err != nil {
			t.Fatalf("read: %v", err)
		}
		all = append(all, records...)
	}
	return all
}

// buildText is the document of a text about which only the kind is known.
func buildText(kind, text string) Document {
	return Build(Record{Header: Header{ID: "d", Kind: kind}, Text: text})
}

// texts are the parts of the body that spans stand for.
func texts[S any](d Document, of []S, span func(S) Span) []string {
	out := make([]string, len(of))
	for i, s := range of {
		out[i] = d.Body[span(s).Start:span(s).End]
	}
	return out
}

func unitTexts(d Document) []string { return texts(d, d.Units, func(u Unit) Span { return u.Span }) }

func removedTexts(d Document) []string {
	return texts(d, d.Removed, func(r Removal) Span { return r.Span })
}

// sentenceTexts splits all of text, which is taken for a Body as it is.
func sentenceTexts(text string) []string {
	d := Document{Text: Text{Body: text}}
	return texts(d, Sentences(text, Span{0, len(text)}), func(s Span) Span { return s })
}

// mention reports an error for each word the message should hold and doesn't.
func mention(t *testing.T, err error, words ...string) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error; expected one that mentions %q", words)
	}
	for _, w := range words {
		if !strings.Contains(err.Error(), w) {
			t.Errorf("the error does not mention %q:\n%v", w, err)
		}
	}
}
