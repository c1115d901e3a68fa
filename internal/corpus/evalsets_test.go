package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// goldQuotes are the quotes that questions of a set are to be answered with,
// by document.
func goldQuotes(t *testing.T, set string) map[string][]string {
	t.Helper()
	data, err := os.ReadFile(shared(t, "eval", set, "queries.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	quotes := map[string][]string{}
	for decoder := json.NewDecoder(bytes.NewReader(data)); ; {
		var q struct {
			Evidence []struct {
				Document string  `json:"doc_id"`
				Quote    *string `json:"quote"`
			} `json:"evidence"`
		}
		if err := decoder.Decode(&q); errors.Is(err, io.EOF) {
			return quotes
		} else if err != nil {
			t.Fatalf("%s: %v", set, err)
		}
		for _, e := range q.Evidence {
			if e.Quote != nil {
				quotes[e.Document] = append(quotes[e.Document], *e.Quote)
			}
		}
	}
}

// TestEvaluationSets builds thousands of documents that nobody wrote for this
// program: they keep their promises, none is lost to cleaning, and neither is
// a sentence that answers a question.
func TestEvaluationSets(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		set               string
		documents, quotes int // that stand in their document
	}{
		{"clapnq_dev", 597, 433},
		{"mhr500_facts", 438, 572},
		{"qmsum_test", 35, 286},
		{"qmsum_test_passages", 2231, 0},
		{"ramdocs", 2766, 0},
		{"rtqa_gold", 3280, 89},
		{"scifact_test", 5183, 366},
	} {
		t.Run(c.set, func(t *testing.T) {
			t.Parallel()
			if c.set == "rtqa_gold" && testing.Short() {
				t.Skip("19 MB of news take some seconds")
			}
			s, err := Open(shared(t, "eval", c.set, "corpus.jsonl"))
			if err != nil {
				t.Fatalf("open: %v", err)
			}
			quotes, records, standing := goldQuotes(t, c.set), allRecords(t, s), 0
			for _, r := range records {
				d := Build(r)
				checkDocument(t, d)
				if len(d.Passages) == 0 {
					t.Errorf("%s has no passage left: removed %d of %d bytes", d.ID, len(d.Body), len(r.Text))
				}
				standing += checkQuotes(t, d, quotes[d.ID])
			}
			if len(records) != c.documents || standing != c.quotes {
				t.Errorf("%d documents with %d quotes, expected %d with %d", len(records), standing, c.documents, c.quotes)
			}
		})
	}
}

// checkQuotes wants every quote that stands in the document to stand in what
// cleaning left of it, and counts them.
func checkQuotes(t *testing.T, d Document, quotes []string) int {
	t.Helper()
	if len(quotes) == 0 {
		return 0
	}
	var left []string
	for _, part := range gaps(d.Body, d.Removed) {
		left = append(left, d.Body[part.Start:part.End])
	}
	read, kept := Fold(d.AsRead()), Fold(strings.Join(left, "\n"))
	standing := 0
	for _, quote := range quotes {
		if !strings.Contains(read, Fold(quote)) {
			continue
		}
		standing++
		if !strings.Contains(kept, Fold(quote)) {
			t.Errorf("%s: cleaning took a quote away: %q", d.ID, quote)
		}
	}
	return standing
}
