package answer

import (
	"context"
	"testing"
	"testing/fstest"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

// lakeside is a made-up corpus: two summits of the same two people, in one
// town and in another, told by three outlets.
var lakeside = map[string]string{
	"corpus.yaml": `
name: Lakeside summits
events:
  - {id: arvika-2011, name: "Arvika, May 2011", date: 2011-05-14, place: "the Old Mill, Arvika", participants: [Nils Berg, Ana Torres]}
  - {id: lugano-2016, name: "Lugano, March 2016", date: 2016-03-02, place: Lugano, participants: [Nils Berg, Ana Torres]}
outlets:
  - {name: The Lantern, aliases: [Lantern]}
  - {name: Radio Nord}
documents:
  - {file: lantern-2011.txt, outlet: The Lantern, kind: article, headline: Berg meets Torres, published: 2011-05-15, event: arvika-2011, url: "https://lantern.example/1"}
  - {file: nord-2011.txt, outlet: Radio Nord, kind: transcript, published: 2011-05-15, event: arvika-2011, first_speaker: Eva Lind, speakers: {LIND: Eva Lind, HOLM: Per Holm}}
  - {file: lantern-2016.txt, outlet: The Lantern, kind: article, headline: A second summit, published: 2016-03-03, event: lugano-2016}
  - {file: copy-2016.txt, kind: article, published: 2016-03-03, event: lugano-2016, provenance: Found on a wall.}
`,
	"lantern-2011.txt": `Nils Berg and Ana Torres met in Arvika on Saturday and signed a fishing treaty.

The treaty limits the catch of perch to 900 tonnes a year. Torres called it “a good day for the lake.”

Berg travelled by train because the airport was closed. He left on Sunday.`,
	"nord-2011.txt": `Good evening. The two leaders have met in Arvika. Our reporter is there.

HOLM: Good evening, Eva. The mood was friendly, and the fishing treaty was signed before lunch.

LIND: Was anybody unhappy?

HOLM: The fishermen of the northern shore were unhappy. They fear that the limit of 900 tonnes will ruin them.`,
	"lantern-2016.txt": `Nils Berg met Ana Torres in Lugano on Wednesday to discuss the ferry line.

The talks about the ferry line failed after four hours. Torres said she would not pay for the harbour.

“The harbour is a matter for both shores,” Berg told reporters.`,
	"copy-2016.txt": `Berg and Torres talked in Lugano about the ferry line for five hours, and the talks failed.

A new round of talks about the harbour was set for autumn.`,
}

// filled is a store in memory that holds files.
func filled(tb testing.TB, files map[string]string) *retrieval.Searcher {
	tb.Helper()
	folder := fstest.MapFS{}
	for name, text := range files {
		folder[name] = &fstest.MapFile{Data: []byte(text)}
	}
	src, err := corpus.OpenFS(folder, "test")
	if err != nil {
		tb.Fatal(err)
	}
	ctx := context.Background()
	store, err := sqlite.Open(ctx, sqlite.Memory)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = store.Close() })
	if _, err := retrieval.Sync(ctx, src, store, retrieval.SyncOptions{}); err != nil {
		tb.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(ctx, store, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return searcher
}

// ask asks the made-up corpus.
func ask(t *testing.T, question string, f retrieval.Filter) Answer {
	t.Helper()
	a, err := New(filled(t, lakeside), Config{}).Ask(t.Context(), Question{Text: question, Filter: f, AllEvents: true})
	if err != nil {
		t.Fatal(err)
	}
	return a
}
