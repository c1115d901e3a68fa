package layout

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func TestEvidence(t *testing.T) {
	t.Parallel()
	r, documents := exchange()
	cited := r.Citations()
	cited[0].Resolved = []answer.Resolution{{Text: "that day", Days: retrieval.Range{From: moot.Date, To: moot.Date}}}
	cited[1].Header.Inferred = []string{"kind"}
	m := english0.Evidence(r.ID, cited, documents, 0)
	for _, want := range []string{
		"\n> The wind was fair that day. **Mayor Ost said the pier would open in May.** Nobody objected to it.\n", "\n> Few came. **The keeper counted 40 lanterns on the quay.** It rained.\n",
		"“that day” is 4 March 2021, counted from", "-# Note\\: Rewritten from a notice", "not stated by the corpus: kind",
	} {
		if !strings.Contains(m.Text(), want) {
			t.Errorf("there is no %q in\n%s", want, m.Text())
		}
	}
}

// Of a document that is gone, or has changed, the quote alone is shown.
func TestEvidenceOfWhatHasChanged(t *testing.T) {
	t.Parallel()
	r, documents := exchange()
	cited := r.Citations()[:1]
	d := documents["a"]
	d.Text = corpus.Normalise("A shorter text.")
	for name, test := range map[string]struct {
		documents map[string]corpus.Document
		changed   bool
	}{"gone": {nil, false}, "changed": {map[string]corpus.Document{"a": d}, true}} {
		got := english0.Evidence(r.ID, cited, test.documents, 0).Text()
		if !strings.Contains(got, "> **Mayor Ost said the pier would open in May.**") || strings.Contains(got, english.changedSince) != test.changed {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// What cleaning took out is not shown, and neither is what stands beyond it.
func TestSurroundingsEndAtWhatWasRemoved(t *testing.T) {
	t.Parallel()
	body := "One. Buy now! Two. Quote here. Three. Click! Four."
	d := corpus.Document{Text: corpus.Normalise(body)}
	at := func(s string) corpus.Span {
		i := strings.Index(body, s)
		return corpus.Span{Start: i, End: i + len(s)}
	}
	d.Removed = []corpus.Removal{{Span: at("Buy now!")}, {Span: at("Click!")}}
	c := answer.Citation{Unit: corpus.Unit{Span: corpus.Span{End: len(body)}}, Span: at("Quote here."), Quote: "Quote here."}
	if before, after, same := surroundings(d, c); before != "Two." || after != "Three." || !same {
		t.Errorf("got %q and %q (%t)", before, after, same)
	}
	for _, bad := range []corpus.Span{{Start: -1, End: 3}, {Start: 3, End: 1}, {Start: 0, End: 900}} {
		c.Span = bad
		if _, _, same := surroundings(d, c); same {
			t.Errorf("%v is in the document", bad)
		}
	}
}

func TestLongSurroundingsAreCutBetweenWords(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("word ", 100)
	for _, got := range []string{lastWords(text), firstWords(text)} {
		if len(got) > around+5 || strings.Trim(strings.ReplaceAll(got, "word", ""), " …") != "" || !strings.Contains(got, "…") {
			t.Errorf("got %q", got)
		}
	}
	if lastWords(strings.Repeat("x", 999)) != "…" || firstWords(strings.Repeat("文", 999)) != "…" {
		t.Error("a word is cut")
	}
}

// A list that is longer than a message is turned by buttons, and its pages
// together show all of it, once.
func TestPagesAreTurned(t *testing.T) {
	t.Parallel()
	var headers []corpus.Header
	var cited []answer.Citation
	var events []corpus.Event
	for i := range 90 {
		e := corpus.Event{ID: fmt.Sprint("e", i), Name: fmt.Sprintf("Name%d. %s", i, strings.Repeat("long ", 10)), Place: "Port"}
		h := corpus.Header{ID: fmt.Sprint("d", i), Outlet: "The Tide", Headline: fmt.Sprintf("Name%d. On", i), Event: &e, URL: "https://example.org/" + fmt.Sprint(i)}
		headers, events = append(headers, h), append(events, e)
		cited = append(cited, answer.Citation{Header: h, Quote: strings.Repeat("A sentence of it. ", 1+i%40)})
	}
	c := retrieval.Catalog{Events: events, Outlets: []corpus.Outlet{{Name: "The Tide"}}}
	for name, view := range map[string]func(page int) Message{
		"sources":   func(p int) Message { return english0.Evidence("a", cited, nil, p) },
		"documents": func(p int) Message { return english0.DocumentList(c, headers, Listed{Outlet: "The Tide", Page: p}) },
		"meetings":  func(p int) Message { return english0.MeetingList(c, headers, p) },
	} {
		all, pages := turned(t, view)
		for i := range 90 {
			if n := strings.Count(all, fmt.Sprintf("Name%d.", i)); n != 1 {
				t.Errorf("%s: %d stands there %d times", name, i, n)
			}
		}
		if pages < 2 || view(-4).Text() != view(0).Text() || view(999).Text() != view(pages-1).Text() {
			t.Errorf("%s: %d pages; a page that is not there is not the nearest", name, pages)
		}
	}
}

// turned presses Next until there is none.
func turned(t *testing.T, view func(page int) Message) (all string, pages int) {
	t.Helper()
	for page := 0; ; {
		m := view(page)
		check(t, m)
		all, pages = all+m.Text(), pages+1
		row, ok := m.Components[len(m.Components)-1].(Row)
		if !ok {
			return all, pages
		}
		next := slices.IndexFunc(row.Components, func(c Component) bool { return c.(Button).Label == english.next })
		if next < 0 {
			return all, pages
		}
		id, ok := ParseID(row.Components[next].(Button).CustomID)
		if !ok || id.Page != page+1 {
			t.Fatalf("page %d is followed by %+v", page, id)
		}
		page = id.Page
	}
}

func TestMeetingsCountDocuments(t *testing.T) {
	t.Parallel()
	_, documents := exchange()
	headers := []corpus.Header{documents["a"].Header, documents["a"].Header, documents["b"].Header}
	headers[1].ID, headers[1].Outlet, headers[2].Event = "c", "Lamp & Wick", &moot
	headers = append(headers, corpus.Header{ID: "d", Outlet: "The Tide", Event: &moot})
	got := read(english0.MeetingList(retrieval.Catalog{Events: []corpus.Event{moot, fair}}, headers, 0).Text()).text.String()
	want := "Meetings\nLantern fair (1 September 2022), Westport\n0 documents\n\nHarbour moot (4 March 2021), Eastport\n4 documents: Lamp & Wick 2, The Tide 2"
	if strings.TrimSpace(got) != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
