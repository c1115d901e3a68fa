package eval

import (
	"testing"
	"testing/fstest"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

// TestAnswersAreCounted works the measures of three answers out by hand: one
// right with its quote, one from the wrong document, one rightly refused.
func TestAnswersAreCounted(t *testing.T) {
	t.Parallel()
	src, err := corpus.OpenFS(fstest.MapFS{
		"a.txt": {Data: []byte("The ferry to the island sails at nine every morning.")},
		"b.txt": {Data: []byte("The harbour was dredged in 1962 by a Dutch company.")},
	}, "test")
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), sqlite.Memory)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	if _, err := retrieval.Sync(t.Context(), src, store, retrieval.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(t.Context(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	questions := []Question{
		{ID: "1", Type: "fact", Question: "When does the ferry sail?", MustInclude: []string{"nine"}, Evidence: []Evidence{{Doc: "a", Quote: "sails at nine every morning"}}},
		{ID: "2", Type: "fact", Question: "When was the harbour dredged?", Answer: texts{"1963"}, Evidence: []Evidence{{DocID: "a", Quote: "elsewhere"}}},
		{ID: "3", Type: "none", Question: "Who is the mayor of Paris?"},
	}
	result, err := Answers(t.Context(), "test", questions, answer.New(searcher, answer.Config{}), searcher)
	if err != nil {
		t.Fatal(err)
	}
	for measure, want := range map[string]float64{
		"answered": 1, "cites gold": .5, "quotes gold": .5, "correct": .5, "recall": .5, "precision": .5,
		"wrongly refused": 0, "rightly refused": 1, "verified": 1,
	} {
		if got, measured := result.All.Share(measure); !measured || got != want {
			t.Errorf("%s: got %.3f, want %.3f", measure, got, want)
		}
	}
	if o := result.Each[0]; o.ID != "1" || !o.QuotesGold || !o.Correct || result.Each[1].CitesGold {
		t.Errorf("outcomes %+v", result.Each)
	}
	if without := result.Without("fact"); without.Answerable != 0 || without.Refused != 1 {
		t.Errorf("without facts: %+v", without)
	}
}
