package retrieval_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/retrieval"
)

// together is a store whose first readers of the manifest wait for each other,
// so that all of them plan for the same generation.
type together struct {
	retrieval.Index
	mu      sync.Mutex
	missing int
	met     chan struct{}
}

func (s *together) Manifest(ctx context.Context) (retrieval.Manifest, error) {
	m, err := s.Index.Manifest(ctx)
	s.mu.Lock()
	if s.missing--; s.missing == 0 {
		close(s.met)
	}
	s.mu.Unlock()
	<-s.met
	return m, err
}

func TestSyncTwiceAtOnce(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.txt": "A boat.", "c.txt": "A coat."})
	p.synced()
	p.files["c.txt"], p.files["d.txt"] = "Coats.", "A dove."
	store := &together{Index: p.store, missing: 2, met: make(chan struct{})}
	reports, errs := make([]retrieval.Report, 2), make([]error, 2)
	src := p.source()
	var both sync.WaitGroup
	for i := range reports {
		both.Go(func() { reports[i], errs[i] = retrieval.Sync(t.Context(), src, store, retrieval.SyncOptions{}) })
	}
	both.Wait()
	if len(reports[0].Added) == 0 {
		reports[0], reports[1] = reports[1], reports[0] // whichever was first
	}
	want := []retrieval.Report{
		{Added: []string{"d"}, Changed: []string{"c"}, Unchanged: 2, Generation: 2},
		{Unchanged: 4, Generation: 2},
	}
	if diff := cmp.Diff(want, reports, sameReport); errors.Join(errs...) != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", errors.Join(errs...), diff)
	}
	if m := p.manifest(); m.Generation != 2 || len(m.Documents) != 4 {
		t.Errorf("the store is at generation %d with %d documents, want 2 with 4", m.Generation, len(m.Documents))
	}
}

// restless is a store that another always changes first.
type restless struct {
	retrieval.Index
	tried int
}

func (s *restless) Apply(context.Context, retrieval.Change) error {
	s.tried++
	return retrieval.ErrStale
}

func TestSyncThatNeverComesFirst(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	store := &restless{Index: p.store}
	_, err := retrieval.Sync(t.Context(), p.source(), store, retrieval.SyncOptions{})
	if !errors.Is(err, retrieval.ErrStale) || store.tried < 2 || store.tried > 100 {
		t.Errorf("after %d attempts: got the error %v, want %v after a few", store.tried, err, retrieval.ErrStale)
	}
}
