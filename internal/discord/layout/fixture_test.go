package layout

import (
	"context"
	"strings"
	"testing"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
	"dateline/sample"
)

var (
	english0 = In("en-US", Options{})
	moot     = corpus.Event{ID: "moot-2021", Name: "Harbour moot", Date: corpus.Date{Year: 2021, Month: 3, Day: 4}, Place: "Eastport"}
	fair     = corpus.Event{ID: "fair-2022", Name: "Lantern fair", Date: corpus.Date{Year: 2022, Month: 9, Day: 1}, Place: "Westport"}
)

// document is a made-up report with one paragraph, that its citations quote.
func document(id, outlet, body string, event *corpus.Event) corpus.Document {
	return corpus.Build(corpus.Record{Text: body, Header: corpus.Header{
		ID: id, Kind: corpus.Article, Outlet: outlet, Headline: "Of boats and lanterns", Event: event,
		Published: corpus.Date{Year: 2021, Month: 3, Day: 5}, URL: "https://example.org/" + id + "_(1)?a=b",
	}})
}

// cite quotes a document.
func cite(d corpus.Document, quote string) answer.Citation {
	start := strings.Index(d.Body, quote)
	span := corpus.Span{Start: start, End: start + len(quote)}
	for _, u := range d.Units {
		if u.Contains(span) {
			return answer.Citation{Header: d.Header, Unit: u, Span: span, Quote: quote, Original: quote}
		}
	}
	panic("no unit has " + quote)
}

// exchange is a made-up answer of two meetings with its documents.
func exchange() (Reply, map[string]corpus.Document) {
	a := document("a", "The Tide", "The wind was fair that day. Mayor Ost said the pier would open in May. Nobody objected to it.", &moot)
	b := document("b", "Lamp & Wick", "Few came. The keeper counted 40 lanterns on the quay. It rained.", &fair)
	b.Provenance = "Rewritten from a notice of the harbour office."
	r := Reply{
		ID: "a1B2", Question: "What of the pier?", Echo: true, Events: map[string]corpus.Event{moot.ID: moot, fair.ID: fair},
		Claims: []answer.Claim{
			{Text: "The pier would open in May, Mayor Ost said.", Event: moot.ID, Citations: []answer.Citation{cite(a, "Mayor Ost said the pier would open in May.")}},
			{Text: "There were 40 lanterns.", Event: fair.ID, Citations: []answer.Citation{cite(b, "The keeper counted 40 lanterns on the quay."), cite(a, "Nobody objected to it.")}},
		},
		Documents: 2, Own: 1, Dropped: 1, Writer: "a-model", Took: 2340 * time.Millisecond, Notes: []answer.Note{answer.NotIndependent},
	}
	return r, map[string]corpus.Document{"a": a, "b": b}
}

// sampled answers from the sample corpus, as the program does.
func sampled(t *testing.T, question string) (answer.Answer, *retrieval.Searcher) {
	t.Helper()
	source, err := corpus.OpenFS(sample.FS, "<sample>")
	if err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(t.Context(), t.TempDir()+"/corpus.db")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = store.Close() })
	if _, err := retrieval.Sync(t.Context(), source, store, retrieval.SyncOptions{}); err != nil {
		t.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(context.Background(), store, nil)
	if err != nil {
		t.Fatal(err)
	}
	a, err := answer.New(searcher, answer.Config{}).Ask(t.Context(), answer.Question{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	return a, searcher
}
