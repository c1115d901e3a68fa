package retrieval_test

import (
	"errors"
	"testing"

	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// What is said beforehand is what is embedded then, and a refusal comes before
// anything is.
func TestEstimateIsWhatIsEmbedded(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.txt": "A bee.", "copy.txt": "A bee."})
	dear := errors.New("too dear")
	by := &indextest.Arithmetic{Model: "first"}
	_, err := p.sync(retrieval.SyncOptions{Embedder: by, Estimate: func(int, int) error { return dear }})
	if !errors.Is(err, dear) || by.Count() != 0 {
		t.Fatalf("refused beforehand: got the error %v, and %d texts were embedded", err, by.Count())
	}
	check := func(when string, by *indextest.Arithmetic, want int) {
		t.Helper()
		said, told, before := -1, 0, by.Count()
		_, err := p.sync(retrieval.SyncOptions{
			Embedder: by, Embedded: func(n int) { told = n },
			Estimate: func(texts, _ int) error { said = texts; return nil },
		})
		if err != nil || said != want || told != max(0, want) || by.Count()-before != max(0, want) {
			t.Errorf("%s: %d texts announced, %d told of, %d embedded, want %d (error %v)", when, said, told, by.Count()-before, want, err)
		}
	}
	check("two texts, one of them twice", by, 2)
	check("nothing new", by, -1) // nothing to do, so nothing is said
	p.files["c.txt"] = "A cricket."
	check("one more", by, 1)
	other := &indextest.Arithmetic{Model: "second", Words: 2}
	check("another model", other, 3)
}
