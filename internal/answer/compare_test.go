package answer

import (
	"context"
	"strings"
	"testing"

	"dateline/internal/retrieval"
)

// hours embeds what is about the length of the talks near each other, and
// anything else apart.
type hours struct{ *retrieval.Searcher }

func (hours) Vectors(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, t := range texts {
		if out[i] = []float32{0, 1}; strings.Contains(t, "hours") {
			out[i] = []float32{1, 0}
		}
	}
	return out, nil
}

// A comparison has what each outlet says on the matter, also in words that the
// question does not have; where nothing embeds, what shares its words.
func TestComparisonIsCompletedByMeaning(t *testing.T) {
	t.Parallel()
	const question = "Compare how The Lantern and Radio Nord describe how long the ferry talks lasted."
	lines := strings.Index(lakeside["corpus.yaml"], "documents:")
	searcher := filled(t, map[string]string{
		"corpus.yaml": lakeside["corpus.yaml"][:lines] + `
documents:
  - {file: one.txt, outlet: The Lantern, published: 2016-03-03, event: lugano-2016}
  - {file: two.txt, outlet: Radio Nord, published: 2016-03-03, event: lugano-2016}`,
		"one.txt": "The ferry talks lasted four hours.\n\nIt rained.",
		"two.txt": "By Per Holm, Lugano\n\nThe harbour wall was wet.\n\nAfter five hours the two left the room.",
	})
	for name, r := range map[string]Retriever{"by meaning": hours{searcher}, "by words": searcher} {
		a, err := New(r, Config{}).Ask(t.Context(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		var quotes []string
		for _, c := range citationsOf(a) {
			quotes = append(quotes, c.Quote)
		}
		got := strings.Join(quotes, " | ")
		if want := "The ferry talks lasted four hours. | After five hours the two left the room."; name == "by meaning" && got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
		if name == "by words" && got != "The ferry talks lasted four hours." {
			t.Errorf("%s: got %q", name, got)
		}
	}
}

func TestBylinesAreNoAnswers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"By Ivor Holm, Lugano correspondent": true, "By Ana Torres": true,
		"By Monday the treaty was signed.": false, "By then it rained": false, "Berg met Torres": false,
	} {
		if got := byline.MatchString(text); got != want {
			t.Errorf("%q: taken for a byline: %t, want %t", text, got, want)
		}
	}
}
