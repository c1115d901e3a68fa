package retrieval_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	t.Parallel()
	p := newPlace(t, map[string]string{"a.txt": "An ant."})
	p.synced()
	searcher, err := retrieval.NewSearcher(t.Context(), p.store)
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
	searcher, err := retrieval.NewSearcher(t.Context(), p.store)
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
	searcher, err := retrieval.NewSearcher(t.Context(), p.store)
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
