package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"runtime/debug"
	"slices"
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
	race := underRaceDetector() // which is too slow for all of them
	for _, c := range []struct {
		set               string
		documents, quotes int // that stand in their document
		long              bool
	}{
		{"clapnq_dev", 597, 433, false},
		{"mhr500_facts", 438, 572, false},
		{"qmsum_test", 35, 286, true},
		{"qmsum_test_passages", 2231, 0, true},
		{"ramdocs", 2766, 0, true},
		{"rtqa_gold", 3280, 89, true},
		{"scifact_test", 5183, 366, true},
	} {
		t.Run(c.set, func(t *testing.T) {
			t.Parallel()
			if c.long && testing.Short() {
				t.Skip("megabytes of text take some seconds")
			}
			s, err := Open(shared(t, "eval", c.set, "corpus.jsonl"))
			if err != nil {
				t.Fatalf("open: %v", err)
			}
			quotes, records, standing := goldQuotes(t, c.set), allRecords(t, s), 0
			for i, r := range records {
				if race && i%10 > 0 && len(quotes[r.ID]) == 0 {
					continue
				}
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

func underRaceDetector() bool {
	info, _ := debug.ReadBuildInfo()
	return info != nil && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"})
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
