package retrieval_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	p.synced()
	searcher, err := retrieval.NewSearcher(t.Context(), p.store, nil)
	if err != nil {
		t.Fatal(err)
	}
	if searcher.Size() != 1 {
		t.Errorf("the size is %d, want 1", searcher.Size())
	}
	long := strings.Repeat("a", retrieval.MaxQuestionBytes)
	for question, want := range map[string]string{
		"": "the question is empty", " \n\t": "the question is empty", "a\xffb": "the question is not valid UTF-8",
		long + "a": "the question is 8001 bytes long; at most 8000 are read", " " + long + " ": "", "?": "",
	} {
		_, err := searcher.Read(question, asked)
		if refused := (*retrieval.QuestionError)(nil); want != "" && (!errors.As(err, &refused) || err.Error() != want) || want == "" && err != nil {
			t.Errorf("%.20q: got the error %v, want %q", question, err, want)
		}
	}
}

// A question is normalised as texts are, so that offsets and names meet.
func TestQuestionsAreNormalised(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	p.synced()
	searcher, err := retrieval.NewSearcher(t.Context(), p.store, nil)
	if err != nil {
		t.Fatal(err)
	}
	q, err := searcher.Read(" Cafe\u0301\u00a0in\u200b 2017? ", asked)
	if err != nil || q.Question != "Café in 2017?" {
		t.Errorf("read as %q: %v", q.Question, err)
	}
}

// Without a day, questions are asked today. The bubble's clock stands, so that
// no midnight comes in between.
func TestQuestionsOfToday(t *testing.T) {
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	p.synced()
	searcher, err := retrieval.NewSearcher(t.Context(), p.store, nil)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		yesterday := corpus.DateOf(time.Now().AddDate(0, 0, -1))
		q, err := searcher.Read("What was said yesterday?", corpus.Date{})
		want := fmt.Sprintf(`date "yesterday" %s..%s`, yesterday, yesterday)
		if diff := cmp.Diff([]string{want}, cuesOf(q)); err != nil || diff != "" {
			t.Errorf("%v (-want +got):\n%s", err, diff)
		}
	})
}

// With an embedder a question finds what shares no word with it; where the
// embedder fails, or the store was filled with another, words alone decide and
// somebody is told.
func TestSearchByMeaning(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant.", "b.txt": "A bee."})
	by := &indextest.Arithmetic{Model: "arithmetic"}
	if _, err := p.sync(retrieval.SyncOptions{Embedder: by}); err != nil {
		t.Fatal(err)
	}
	search := func(e retrieval.Embedder, question string) (hits []retrieval.Hit, told []error) {
		t.Helper()
		searcher, err := retrieval.NewSearcher(t.Context(), p.store, e)
		if err != nil {
			t.Fatal(err)
		}
		searcher.WordsAlone = func(err error) { told = append(told, err) }
		q, err := searcher.Read(question, asked)
		if err != nil {
			t.Fatal(err)
		}
		if hits, err = searcher.Search(t.Context(), retrieval.Request{Query: q, Limit: 5}); err != nil {
			t.Fatal(err)
		}
		return hits, told
	}
	if hits, told := search(by, "wasps"); len(hits) != 2 || told != nil {
		t.Errorf("by meaning: got %d passages and was told %v, want both and nothing", len(hits), told)
	}
	if hits, told := search(nil, "wasps"); len(hits) != 0 || told != nil {
		t.Errorf("without an embedder: got %d passages and was told %v", len(hits), told)
	}
	gone := errors.New("the model is gone")
	hits, told := search(&indextest.Arithmetic{Model: "arithmetic", Fail: gone}, "bee")
	if len(hits) != 1 || len(told) != 1 || !errors.Is(told[0], gone) {
		t.Errorf("with an embedder that fails: got %d passages and was told %v", len(hits), told)
	}
	hits, told = search(&indextest.Arithmetic{Model: "other"}, "bee")
	if other := (*retrieval.SpaceError)(nil); len(hits) != 1 || len(told) != 1 || !errors.As(told[0], &other) {
		t.Errorf("with another embedder: got %d passages and was told %v", len(hits), told)
	}
}

// An embedder that failed is left alone for a while, and asked again then; an
// asker who leaves is no failure of it.
func TestEmbedderIsLeftAloneWhileItIsDown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newPlace(t, map[string]string{"a.txt": "An ant."})
		by := &flaky{Arithmetic: &indextest.Arithmetic{Model: "arithmetic"}}
		if _, err := p.sync(retrieval.SyncOptions{Embedder: by}); err != nil {
			t.Fatal(err)
		}
		searcher, err := retrieval.NewSearcher(t.Context(), p.store, by)
		if err != nil {
			t.Fatal(err)
		}
		asks := func(ctx context.Context, want int, good bool) {
			t.Helper()
			before := by.calls
			if _, err := searcher.Dense(ctx, "wasps"); (err == nil) != good || by.calls-before != want {
				t.Errorf("got the error %v after %d calls, want %d", err, by.calls-before, want)
			}
		}
		leaving, leave := context.WithCancel(t.Context())
		leave()
		by.fail = context.Canceled
		asks(leaving, 1, false)
		by.fail = errors.New("the model is gone")
		asks(t.Context(), 1, false)
		by.fail = nil
		asks(t.Context(), 0, false)
		time.Sleep(time.Minute)
		asks(t.Context(), 1, true)
	})
}

// flaky is an embedder that counts how often it is called, and may fail.
type flaky struct {
	*indextest.Arithmetic
	calls int
	fail  error
}

func (f *flaky) Embed(ctx context.Context, texts []string, got func(int, [][]float32) error) error {
	if f.calls++; f.fail != nil {
		return f.fail
	}
	return f.Arithmetic.Embed(ctx, texts, got)
}
