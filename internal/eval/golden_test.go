package eval

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/encoder"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

var update = flag.Bool("update", false, "write the golden files anew; review the difference")

// shared is a path in the folder of shared data, or the test is skipped.
func shared(t *testing.T, name string) string {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no evaluation data at %s: set DATELINE_SHARED", path)
	}
	return path
}

// stored is the corpus at path in a store in memory, embedded by e if that is
// not nil.
func stored(t *testing.T, path string, e retrieval.Embedder) *retrieval.Searcher {
	t.Helper()
	src, err := corpus.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), sqlite.Memory)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := retrieval.Sync(t.Context(), src, store, retrieval.SyncOptions{Embedder: e}); err != nil {
		t.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(t.Context(), store, e)
	if err != nil {
		t.Fatal(err)
	}
	return searcher
}

// TestParaphrases shows, for questions about the three meetings that were put in
// quite other words than the reports', what is answered, what is refused, and
// how often the right report is among what is shown as nearest.
func TestParaphrases(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute: run without -short")
	}
	questions, err := ReadQuestions(filepath.Join("testdata", "paraphrases.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	searcher := stored(t, shared(t, "corpus"), encoder.New())
	result, err := Answers(t.Context(), "paraphrases", questions, answer.New(searcher, answer.Config{}), searcher)
	if err != nil {
		t.Fatal(err)
	}
	if near, measured := result.All.Share("near gold"); !measured || near < .7 {
		t.Errorf("the right report is among the nearest for %.3f of the questions refused, want .7 or more", near)
	}
	var table bytes.Buffer
	if err := result.Table(&table); err != nil {
		t.Fatal(err)
	}
	golden(t, "paraphrases.golden", table.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s has changed; if that is meant, run go test ./internal/eval -update and review (-want +got):\n%s", path, diff)
	}
}

// TestRankings holds the search to plain BM25 over whole documents, less a
// hair, and shows every change of a figure in a golden file.
func TestRankings(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes several seconds: run without -short")
	}
	for _, c := range []struct {
		set, measure string
		floor        float64
	}{
		{"rtqa_gold", "nDCG@10", .68},
		{"clapnq_dev", "nDCG@10", .945},
		{"scifact_test", "nDCG@10", .675},
		{"qmsum_test_passages", "nDCG@10", .50},
		{"mhr500_facts", "all@10", .65},
		{"ramdocs", "nDCG@10", .75},
	} {
		t.Run(c.set, func(t *testing.T) {
			t.Parallel()
			set, err := ReadSet(shared(t, "eval/"+c.set))
			if err != nil {
				t.Fatal(err)
			}
			result, err := set.Search(t.Context(), stored(t, set.Corpus, nil))
			if err != nil {
				t.Fatal(err)
			}
			if got := result.Mean[c.measure]; got < c.floor {
				t.Errorf("%s is %.3f, below the floor of %.3f", c.measure, got, c.floor)
			}
			var table bytes.Buffer
			if err := result.Table(&table); err != nil {
				t.Fatal(err)
			}
			golden(t, c.set+".golden", table.String())
		})
	}
}

// TestMeaning holds the search by words and meaning to what meaning has to
// bring, on the sets that are embedded in some seconds; make eval has the others.
func TestMeaning(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("takes half a minute: run without -short")
	}
	for _, c := range []struct {
		set, measure string
		floor        float64
	}{
		{"clapnq_dev", "nDCG@10", .96},
		{"mhr500_facts", "all@10", .70},
	} {
		t.Run(c.set, func(t *testing.T) {
			t.Parallel()
			set, err := ReadSet(shared(t, "eval/"+c.set))
			if err != nil {
				t.Fatal(err)
			}
			result, err := set.Search(t.Context(), stored(t, set.Corpus, encoder.New()))
			if err != nil {
				t.Fatal(err)
			}
			if got := result.Mean[c.measure]; got < c.floor || result.Gain[c.measure].Mean < 0 {
				t.Errorf("%s is %.3f, of which meaning brought %.3f; the floor is %.3f, and words alone", c.measure, got, result.Gain[c.measure].Mean, c.floor)
			}
			var table bytes.Buffer
			if err := result.Table(&table); err != nil {
				t.Fatal(err)
			}
			golden(t, c.set+".meaning.golden", table.String())
		})
	}
}

// TestMeetings holds the answers about the three meetings to what they have to
// reach, and shows every change in a golden file.
func TestMeetings(t *testing.T) {
	t.Parallel()
	questions, err := ReadQuestions(shared(t, "eval/meetings-dev.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	searcher := stored(t, shared(t, "corpus"), encoder.New())
	result, err := Answers(t.Context(), "meetings-dev", questions, answer.New(searcher, answer.Config{}), searcher)
	if err != nil {
		t.Fatal(err)
	}
	scores := result.Without(Paraphrase)
	for _, c := range []struct {
		measure     string
		least, most float64
	}{
		{"cites gold", .9, 1}, {"quotes gold", .75, 1}, {"rightly refused", .8, 1}, {"wrongly refused", 0, .1}, {"verified", 1, 1},
	} {
		if got, measured := scores.Share(c.measure); !measured || got < c.least || got > c.most {
			t.Errorf("%s is %.3f; it must be from %.2f to %.2f", c.measure, got, c.least, c.most)
		}
	}
	var table bytes.Buffer
	if err := result.Table(&table); err != nil {
		t.Fatal(err)
	}
	golden(t, "meetings-dev.golden", table.String())
}
