package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

// place is a folder and a store that is brought in step with it.
type place struct {
	t     *testing.T
	files map[string]string
	store retrieval.Index
}

func newPlace(t *testing.T, files map[string]string) *place {
	t.Helper()
	store, err := sqlite.Open(t.Context(), sqlite.Memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return &place{t, files, store}
}

func (p *place) source() *corpus.Source {
	p.t.Helper()
	folder := fstest.MapFS{}
	for name, text := range p.files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	src, err := corpus.OpenFS(folder, "<test>")
	if err != nil {
		p.t.Fatal(err)
	}
	return src
}

func (p *place) sync(o retrieval.SyncOptions) (retrieval.Report, error) {
	p.t.Helper()
	return retrieval.Sync(p.t.Context(), p.source(), p.store, o)
}

// synced is the report of a synchronisation that may not fail.
func (p *place) synced() retrieval.Report {
	p.t.Helper()
	report, err := p.sync(retrieval.SyncOptions{})
	if err != nil {
		p.t.Fatal(err)
	}
	return report
}

func (p *place) manifest() retrieval.Manifest {
	p.t.Helper()
	m, err := p.store.Manifest(p.t.Context())
	if err != nil {
		p.t.Fatal(err)
	}
	return m
}

// texts are the documents stored, by id.
func (p *place) texts() map[string]string {
	p.t.Helper()
	out := map[string]string{}
	for id := range p.manifest().Documents {
		d, err := p.store.Document(p.t.Context(), id)
		if err != nil {
			p.t.Fatal(err)
		}
		out[id] = d.Body
	}
	return out
}

// wantRefused asks for a synchronisation to fail and to change nothing.
func (p *place) wantRefused(what string) error {
	p.t.Helper()
	before := p.manifest()
	report, err := p.sync(retrieval.SyncOptions{})
	if err == nil {
		p.t.Fatalf("%s: no error but the report %+v", what, report)
	}
	if diff := cmp.Diff(before, p.manifest()); diff != "" {
		p.t.Errorf("%s: the store has changed (-before +after):\n%s", what, diff)
	}
	return err
}

// line is a document of a JSON Lines file.
func line(id, text string) string { return fmt.Sprintf("{\"id\": %q, \"text\": %q}\n", id, text) }

var sameReport = cmp.Options{
	cmpopts.EquateEmpty(),
	cmp.Transformer("file", func(e *corpus.FileError) string { return e.File }),
}

func TestSyncReports(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{
		"b.txt": "A boat.", "c.txt": "A coat.", "d.txt": "A dove.", "e.jsonl": line("e1", "An eel.") + line("e2", "An egg."), "notes.pdf": "?",
	})
	want := retrieval.Report{Added: []string{"b", "c", "d", "e1", "e2"}, Skipped: []corpus.Skipped{{File: "notes.pdf", Reason: "is neither .txt, .md nor .jsonl"}}, Generation: 1}
	if diff := cmp.Diff(want, p.synced(), sameReport); diff != "" {
		t.Errorf("the first (-want +got):\n%s", diff)
	}
	delete(p.files, "d.txt")
	p.files["a.txt"] = "An ant."
	p.files["b.txt"] = "\xff\xfe"
	p.files["e.jsonl"] = line("e0", "An elk.") + line("e2", "Eggs.") + line("e1", "An eel.")
	want = retrieval.Report{
		Added: []string{"a", "e0"}, Changed: []string{"e2"}, Removed: []string{"d"}, Unchanged: 3,
		Skipped: want.Skipped, Failed: []*corpus.FileError{{File: "b.txt"}}, Generation: 2,
	}
	if diff := cmp.Diff(want, p.synced(), sameReport); diff != "" {
		t.Errorf("the second (-want +got):\n%s", diff)
	}
	texts := map[string]string{"a": "An ant.", "b": "A boat.", "c": "A coat.", "e0": "An elk.", "e1": "An eel.", "e2": "Eggs."}
	if diff := cmp.Diff(texts, p.texts()); diff != "" {
		t.Errorf("what is stored (-want +got):\n%s", diff)
	}
}

func TestSyncWithoutAnythingToDo(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.txt": "A boat.", "bad.jsonl": "{"})
	p.synced()
	before := p.manifest()
	called := false
	report, err := p.sync(retrieval.SyncOptions{Progress: func(int, int) { called = true }})
	want := retrieval.Report{Unchanged: 2, Failed: []*corpus.FileError{{File: "bad.jsonl"}}, Generation: 1}
	if diff := cmp.Diff(want, report, sameReport); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if diff := cmp.Diff(before, p.manifest()); diff != "" || called {
		t.Errorf("progress told: %t; the store has changed (-before +after):\n%s", called, diff)
	}
}

// A file that fails keeps its old version until it can be read again.
func TestSyncFailingFile(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "many.jsonl": line("m1", "Milk.") + line("m2", "Mint.")})
	p.synced()
	p.files["many.jsonl"] = line("m1", "More milk.") + "{\n"
	report := p.synced()
	if diff := cmp.Diff(retrieval.Report{Unchanged: 3, Failed: []*corpus.FileError{{File: "many.jsonl"}}, Generation: 1}, report, sameReport); diff != "" {
		t.Errorf("while it fails (-want +got):\n%s", diff)
	}
	if len(report.Failed) == 1 && !strings.Contains(report.Failed[0].Error(), "many.jsonl: line 2: ") {
		t.Errorf("the failure is called %q; it must name the file and the line", report.Failed[0])
	}
	if diff := cmp.Diff(map[string]string{"a": "An ant.", "m1": "Milk.", "m2": "Mint."}, p.texts()); diff != "" {
		t.Errorf("while it fails, there is (-want +got):\n%s", diff)
	}
	p.files["many.jsonl"] = line("m1", "More milk.")
	if diff := cmp.Diff(retrieval.Report{Changed: []string{"m1"}, Removed: []string{"m2"}, Unchanged: 1, Generation: 2}, p.synced(), sameReport); diff != "" {
		t.Errorf("once it can be read (-want +got):\n%s", diff)
	}
}

// A file may vanish, or become unreadable, between being listed and being read.
func TestSyncVanishingFile(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.txt": "A boat."})
	p.synced()
	folder := fstest.MapFS{"a.txt": {Data: []byte("Ants.")}, "b.txt": {Data: []byte("Boats.")}}
	src, err := corpus.OpenFS(folder, "<test>")
	if err != nil {
		t.Fatal(err)
	}
	delete(folder, "b.txt")
	report, err := retrieval.Sync(t.Context(), src, p.store, retrieval.SyncOptions{})
	want := retrieval.Report{Changed: []string{"a"}, Unchanged: 1, Failed: []*corpus.FileError{{File: "b.txt"}}, Generation: 2}
	if diff := cmp.Diff(want, report, sameReport); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if len(report.Failed) == 1 && !errors.Is(report.Failed[0], fs.ErrNotExist) {
		t.Errorf("the failure is %v, want %v", report.Failed[0], fs.ErrNotExist)
	}
}

func TestSyncFailingFileInEmptyStore(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.jsonl": "{", "b.txt": "  "})
	if err := p.wantRefused("no file can be read"); !strings.Contains(err.Error(), "a.jsonl: line 1: ") {
		t.Errorf("got the error %q, want one that names the file", err)
	}
	p.files["c.txt"] = "A coat."
	want := retrieval.Report{Added: []string{"c"}, Failed: []*corpus.FileError{{File: "a.jsonl"}, {File: "b.txt"}}, Generation: 1}
	if diff := cmp.Diff(want, p.synced(), sameReport); diff != "" {
		t.Errorf("with one that can (-want +got):\n%s", diff)
	}
}

func TestSyncRemovingMuch(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.txt": "A boat.", "c.txt": "A coat.", "d.txt": "A dove."})
	p.synced()
	delete(p.files, "a.txt")
	delete(p.files, "b.txt")
	if report := p.synced(); !slices.Equal(report.Removed, []string{"a", "b"}) { // half is allowed
		t.Errorf("removed %v, want a and b", report.Removed)
	}
	p.files = map[string]string{"x.txt": "A fox.", "y.txt": "A yak."}
	var refused *retrieval.RemovalError
	if err := p.wantRefused("all are gone"); !errors.As(err, &refused) || *refused != (retrieval.RemovalError{Remove: 2, Stored: 2}) {
		t.Errorf("got the error %v, want one about 2 of 2 documents", err)
	}
	report, err := p.sync(retrieval.SyncOptions{AllowRemoval: true})
	want := retrieval.Report{Added: []string{"x", "y"}, Removed: []string{"c", "d"}, Generation: 3}
	if diff := cmp.Diff(want, report, sameReport); err != nil || diff != "" {
		t.Errorf("when it is meant: %v (-want +got):\n%s", err, diff)
	}
}

func TestSyncDuplicates(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.jsonl": line("b", "A boat.")})
	p.synced()
	p.files["c.jsonl"] = line("c", "A coat.") + line("a", "Another ant.")
	var twice *retrieval.DuplicateError
	err := p.wantRefused("two files hold a")
	if !errors.As(err, &twice) || *twice != (retrieval.DuplicateError{ID: "a", First: "a.txt", Second: "c.jsonl"}) {
		t.Errorf("got the error %v, want one about a.txt and c.jsonl", err)
	}
	p.files["b.jsonl"] += line("a", "A third ant.")
	p.wantRefused("a changed file and an unchanged one hold a")
}

// What corpus.yaml says of the whole is applied though no document changes.
func TestSyncDescription(t *testing.T) {
	t.Parallel()
	const outlet = "outlets:\n  - name: The Harbour\n"
	p := newPlace(t, map[string]string{"corpus.yaml": outlet, "a.txt": "An ant.", "b.txt": "A boat."})
	p.synced()
	p.files["corpus.yaml"] = outlet + "    aliases: [Quayside]\n"
	if diff := cmp.Diff(retrieval.Report{Unchanged: 2, Generation: 2}, p.synced(), sameReport); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	searcher, err := retrieval.NewSearcher(t.Context(), p.store, nil)
	if err != nil {
		t.Fatal(err)
	}
	q, err := searcher.Read("What does Quayside say?", asked)
	if diff := cmp.Diff([]string{`outlet "Quayside" The Harbour`}, cuesOf(q)); err != nil || diff != "" {
		t.Errorf("by its new name: %v (-want +got):\n%s", err, diff)
	}
}

// A corpus that lies elsewhere now is the same corpus, and the store says where.
func TestSyncMovedCorpus(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	p.synced()
	src := p.source()
	src.Location = "<elsewhere>"
	report, err := retrieval.Sync(t.Context(), src, p.store, retrieval.SyncOptions{})
	if diff := cmp.Diff(retrieval.Report{Unchanged: 1, Generation: 2}, report, sameReport); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	if m := p.manifest(); m.Location != "<elsewhere>" {
		t.Errorf("the store is of %s, want <elsewhere>", m.Location)
	}
}

func TestSyncMovedDocument(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.jsonl": line("x", "A fox.") + line("y", "A yak."), "b.jsonl": line("z", "A zebra.")})
	p.synced()
	p.files["a.jsonl"] = line("y", "A yak.")
	p.files["new/c.jsonl"] = line("x", "A fox.")
	if diff := cmp.Diff(retrieval.Report{Unchanged: 3, Generation: 2}, p.synced(), sameReport); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	m := p.manifest()
	if m.Documents["x"].File != "new/c.jsonl" || m.Documents["y"].File != "a.jsonl" {
		t.Errorf("the documents lie in %v", m.Documents)
	}
	if diff := cmp.Diff([]string{"a.jsonl", "b.jsonl", "new/c.jsonl"}, slices.Sorted(maps.Keys(m.Files))); diff != "" {
		t.Errorf("the files (-want +got):\n%s", diff)
	}
	p.files["b.jsonl"] = line("z", "A zebra.") + line("x", "A red fox.")
	delete(p.files, "new/c.jsonl")
	if diff := cmp.Diff(retrieval.Report{Changed: []string{"x"}, Unchanged: 2, Generation: 3}, p.synced(), sameReport); diff != "" {
		t.Errorf("moved and changed (-want +got):\n%s", diff)
	}
}

func TestSyncProgress(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"old.txt": "An owl."})
	p.synced()
	for i := range 150 {
		p.files[fmt.Sprintf("n%03d.txt", i)] = "A newt."
	}
	var told [][2]int
	if _, err := p.sync(retrieval.SyncOptions{Progress: func(done, all int) { told = append(told, [2]int{done, all}) }}); err != nil {
		t.Fatal(err)
	}
	if len(told) < 3 || told[0] != [2]int{0, 150} || told[len(told)-1] != [2]int{150, 150} {
		t.Errorf("told %v, want steps from 0 to 150 of 150", told)
	}
	for i := range told[1:] {
		if told[i+1][0] <= told[i][0] || told[i+1][1] != 150 {
			t.Errorf("told %v, which does not go on", told)
		}
	}
}

func TestSyncGivenUp(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	ctx, cancel := context.WithCancel(t.Context())
	_, err := retrieval.Sync(ctx, p.source(), p.store, retrieval.SyncOptions{Progress: func(int, int) { cancel() }})
	if !errors.Is(err, context.Canceled) || len(p.manifest().Documents) > 0 {
		t.Errorf("got the error %v and %d documents, want %v and none", err, len(p.manifest().Documents), context.Canceled)
	}
}
