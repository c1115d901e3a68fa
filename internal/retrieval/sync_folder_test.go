package retrieval_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

// locked is a folder with a subfolder that may not be looked into.
type locked struct {
	fstest.MapFS
	name string
}

func (l locked) ReadDir(name string) ([]fs.DirEntry, error) {
	if name == l.name {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return l.MapFS.ReadDir(name)
}

func TestSyncKeepsWhatIsInAFolderItCannotLookInto(t *testing.T) {
	t.Parallel()
	store, err := sqlite.Open(t.Context(), sqlite.Memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	files := fstest.MapFS{"a.txt": {Data: []byte("One text.")}, "sub/b.txt": {Data: []byte("Another text.")}}
	for _, name := range []string{"", "sub"} {
		src, err := corpus.OpenFS(locked{files, name}, "test")
		if err != nil {
			t.Fatal(err)
		}
		report, err := retrieval.Sync(t.Context(), src, store, retrieval.SyncOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if name == "" {
			continue
		}
		if len(report.Failed) != 1 || report.Failed[0].File != "sub" || len(report.Removed) != 0 || report.Unchanged != 2 {
			t.Errorf("report %+v", report)
		}
	}
	if m, err := store.Manifest(t.Context()); err != nil || len(m.Documents) != 2 || len(m.Files) != 2 {
		t.Errorf("manifest %+v, error %v", m, err)
	}
}
