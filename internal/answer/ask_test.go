package answer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// TestAnswers asks questions whose answer is one known quote each.
func TestAnswers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ question, document, quote, attribution string }{
		{"How many tonnes of perch may be caught?", "lantern-2011", "The treaty limits the catch of perch to 900 tonnes a year.", "The Lantern, 15 May 2011"},
		{"Why did Berg travel by train?", "lantern-2011", "Berg travelled by train because the airport was closed.", "The Lantern, 15 May 2011"},
		{"Who was unhappy on the northern shore?", "nord-2011", "The fishermen of the northern shore were unhappy.", "Per Holm, Radio Nord, 15 May 2011"},
		{"What did Holm say about the mood?", "nord-2011", "The mood was friendly, and the fishing treaty was signed before lunch.", "Per Holm, Radio Nord, 15 May 2011"},
		{"What did Torres say about the harbour?", "lantern-2016", "Torres said she would not pay for the harbour.", "The Lantern, 3 March 2016"},
		{"When is a new round of talks set for?", "copy-2016", "A new round of talks about the harbour was set for autumn.", "An unattributed article, 3 March 2016"},
		{"Was the 2016 summit in Arvika or in Lugano?", "lantern-2016", "Nils Berg met Ana Torres in Lugano on Wednesday to discuss the ferry line.", "The Lantern, 3 March 2016"},
	} {
		t.Run(c.question, func(t *testing.T) {
			t.Parallel()
			a := ask(t, c.question, retrieval.Filter{})
			if a.Outcome() != Answered {
				t.Fatalf("abstained: %s", a.Reason())
			}
			got := a.Claims()[0].Citations[0]
			if got.Header.ID != c.document || !strings.Contains(got.Quote, c.quote) || got.Attribution() != c.attribution {
				t.Errorf("got %s, %s: %q\nwant %s, %s: %q", got.Header.ID, got.Attribution(), got.Quote, c.document, c.attribution, c.quote)
			}
		})
	}
}

// TestAbstains asks what the corpus does not say, in the ways in which that
// happens, and looks for the word that was missing.
func TestAbstains(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ question, reason string }{
		{"What is the capital of Australia?", "“Australia”"},
		{"What did Berg say about Torres' garden?", "“garden”"},
		{"What did Radio Nord report about Lugano in 2016?", "no passage"},
		{"What did the leaders sign in Lugano in 2011?", "no meeting in it fits"},
		{"How old is Ana Torres?", "no passage covers"},
		{"How deep is the lake?", "“deep”"},
		{"How are you?", "has no word"},
		{"How long did the talks in Arvika last?", "“last”"},
		{"Quelle heure est-il?", "no passage bears"},
		{"?", "has no word"},
	} {
		t.Run(c.question, func(t *testing.T) {
			t.Parallel()
			a := ask(t, c.question, retrieval.Filter{})
			if a.Outcome() != Abstained {
				t.Fatalf("answered: %s", a.Claims()[0].Text)
			}
			if !strings.Contains(a.Reason(), c.reason) {
				t.Errorf("reason %q does not have %q", a.Reason(), c.reason)
			}
		})
	}
}

func TestNearestPassagesComeWithAnAbstention(t *testing.T) {
	t.Parallel()
	a := ask(t, "Which hat and gloves did Torres wear at the harbour?", retrieval.Filter{})
	if a.Outcome() != Abstained || len(a.Nearest()) == 0 {
		t.Fatalf("outcome %s with %d passages near", a.Outcome(), len(a.Nearest()))
	}
	if near := a.Nearest()[0]; !strings.Contains(near.Quote, "harbour") {
		t.Errorf("nearest is %q", near.Quote)
	}
	if !slices.Contains(a.Missing(), "wear") {
		t.Errorf("missing %q", a.Missing())
	}
}

// events are the events of an answer's claims, in order.
func events(a Answer) []string {
	var out []string
	for _, c := range a.Claims() {
		out = append(out, c.Event)
	}
	return out
}

func TestAnswersForEachMeeting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		question string
		filter   retrieval.Filter
		events   []string
	}{
		{"Where did Berg and Torres meet?", retrieval.Filter{}, []string{"arvika-2011", "lugano-2016"}},
		{"Where did Berg and Torres meet in 2016?", retrieval.Filter{}, []string{"lugano-2016"}},
		{"Where did Berg and Torres meet?", retrieval.Filter{Events: []string{"arvika-2011"}}, []string{"arvika-2011"}},
		{"What limits the catch of perch?", retrieval.Filter{}, []string{"arvika-2011"}},
	} {
		got := slices.Compact(events(ask(t, c.question, c.filter)))
		if !slices.Equal(got, c.events) {
			t.Errorf("%s %v: got %v, want %v", c.question, c.filter.Events, got, c.events)
		}
	}
}

// TestKeepsMeetingsApart asks where two meetings were whose reports differ in
// nothing else: the likest reports are those that must not be taken for one.
func TestKeepsMeetingsApart(t *testing.T) {
	t.Parallel()
	a, err := New(filled(t, map[string]string{
		"corpus.yaml": lakeside["corpus.yaml"][:strings.Index(lakeside["corpus.yaml"], "documents:")] + `
documents:
  - {file: one.txt, outlet: Radio Nord, published: 2011-05-15, event: arvika-2011}
  - {file: two.txt, outlet: Radio Nord, published: 2016-03-03, event: lugano-2016}`,
		"one.txt": "Berg and Torres signed the fishing treaty in Oslo after four hours of talks.",
		"two.txt": "Berg and Torres signed the fishing treaty in Bergen after nine hours of talks.",
	}), Config{}).Ask(t.Context(), Question{Text: "How many hours of talks did Berg and Torres need for the treaty?", AllEvents: true})
	if err != nil {
		t.Fatal(err)
	}
	if got := events(a); !slices.Equal(got, []string{"arvika-2011", "lugano-2016"}) {
		t.Errorf("answered for %v", got)
	}
}

func TestWhoSaysIt(t *testing.T) {
	t.Parallel()
	searcher := filled(t, map[string]string{
		"a.txt": "Nils Berg told Ana Torres that the harbour was full.\n\nIvo Marr welcomed Torres at the gate.",
	})
	for question, want := range map[string]Outcome{
		"What did Berg say to Torres?": Answered, "What did Torres say to Berg?": Abstained, "What did Marr say to Torres?": Abstained,
		"Did Marr fill the harbour?": Abstained,
	} {
		a, err := New(searcher, Config{}).Ask(t.Context(), Question{Text: question})
		if err != nil {
			t.Fatal(err)
		}
		if a.Outcome() != want {
			t.Errorf("%s: %s, want %s: %v", question, a.Outcome(), want, a.Claims())
		}
	}
}

// TestNamedIsNotSpeaking asks for outlets and speakers that are only named, or
// whose names are common words, elsewhere.
func TestNamedIsNotSpeaking(t *testing.T) {
	t.Parallel()
	for _, question := range []string{"What did The Lantern say about the fishermen?", "What did Eva Lind say about the fishermen?"} {
		a := ask(t, question, retrieval.Filter{})
		for _, c := range citationsOf(a) {
			if c.Unit.Speaker == "Per Holm" {
				t.Errorf("%s is answered by %s", question, c.Attribution())
			}
		}
	}
}

func TestSaysTheSameFactOnce(t *testing.T) {
	t.Parallel()
	files := map[string]string{"corpus.yaml": lakeside["corpus.yaml"]}
	for name := range lakeside {
		if name != "corpus.yaml" {
			files[name] = "The lake is 40 kilometres long and very cold.\n\nA LINE: of its own, " + name
		}
	}
	a, err := New(filled(t, files), Config{}).Ask(t.Context(), Question{Text: "How cold is the lake?"})
	if err != nil {
		t.Fatal(err)
	}
	if len(slices.Compact(events(a))) != 1 {
		t.Errorf("the same fact is told for %v", events(a))
	}
}

func TestComparesOutlets(t *testing.T) {
	t.Parallel()
	a := ask(t, "What do the different outlets say about the fishing treaty?", retrieval.Filter{})
	outlets := map[string]bool{}
	for _, c := range citationsOf(a) {
		outlets[c.Header.Outlet] = true
	}
	if !outlets["The Lantern"] || !outlets["Radio Nord"] {
		t.Errorf("compared only %v", outlets)
	}
	if !a.Query().Compare {
		t.Error("the question was not read as a comparison")
	}
}

func citationsOf(a Answer) []Citation {
	var out []Citation
	for _, c := range a.Claims() {
		out = append(out, c.Citations...)
	}
	return out
}

func TestFilterIsStrict(t *testing.T) {
	t.Parallel()
	for _, f := range []retrieval.Filter{
		{Outlets: []string{"Radio Nord"}}, {Speakers: []string{"Eva Lind"}}, {Events: []string{"arvika-2011"}},
		{Documents: []string{"nord-2011"}}, {To: corpus.Date{Year: 2012, Month: 1, Day: 1}},
	} {
		a := ask(t, "What happened to the ferry line?", f)
		for _, c := range append(citationsOf(a), a.Nearest()...) {
			if c.Header.EventID() != "arvika-2011" {
				t.Errorf("filter %+v let %s through", f, c.Header.ID)
			}
		}
	}
}

// turncoat gives another text for a document than was searched, as when a
// synchronisation comes in between.
type turncoat struct{ *retrieval.Searcher }

func (turncoat) Document(context.Context, string) (corpus.Document, error) {
	return corpus.Build(corpus.Record{Text: "Quite another text."}), nil
}

func TestDropsWhatChangedMeanwhile(t *testing.T) {
	t.Parallel()
	a, err := New(turncoat{filled(t, lakeside)}, Config{}).Ask(t.Context(), Question{Text: "Why did Berg travel by train?"})
	if err != nil {
		t.Fatal(err)
	}
	if a.Outcome() != Abstained || len(a.Dropped()) != 1 || a.Reason() != "No statement passed verification." {
		t.Errorf("outcome %s, dropped %v, reason %q", a.Outcome(), a.Dropped(), a.Reason())
	}
}

func TestBadQuestions(t *testing.T) {
	t.Parallel()
	answerer := New(filled(t, lakeside), Config{})
	for _, text := range []string{"", " \n ", strings.Repeat("why ", 2500), "caf\xff"} {
		_, err := answerer.Ask(t.Context(), Question{Text: text})
		var wrong *retrieval.QuestionError
		if !errors.As(err, &wrong) {
			t.Errorf("%.10q: error %v", text, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New(filled(t, lakeside), Config{}).Ask(ctx, Question{Text: "Why did Berg travel by train?"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// FuzzAsk holds every answer to what all promise: each quote shown stands in
// the stored document at its span, inside one turn or paragraph.
func FuzzAsk(f *testing.F) {
	searcher := filled(f, lakeside)
	answerer := New(searcher, Config{})
	for _, q := range []string{"Where did Berg meet Torres?", "what\x00 said “Lind”?", "Compare The Lantern and Radio Nord", "How many tonnes in May 2011?"} {
		f.Add(q)
	}
	f.Fuzz(func(t *testing.T, question string) {
		a, err := answerer.Ask(t.Context(), Question{Text: question})
		var wrong *retrieval.QuestionError
		if errors.As(err, &wrong) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if (a.Outcome() == Abstained) != (a.Reason() != "") || (a.Outcome() == WhichEvent) != (len(a.Candidates()) > 0) {
			t.Errorf("outcome %s with the reason %q", a.Outcome(), a.Reason())
		}
		for _, c := range append(citationsOf(a), a.Nearest()...) {
			d, err := searcher.Document(t.Context(), c.Header.ID)
			if err != nil {
				t.Fatal(err)
			}
			if d.Body[c.Span.Start:c.Span.End] != c.Quote || !c.Unit.Contains(c.Span) || !slices.Contains(d.Units, c.Unit) {
				t.Errorf("%q is not the text of %s at %v in unit %v", c.Quote, c.Header.ID, c.Span, c.Unit)
			}
		}
	})
}

func TestFilterBySpeakerKeepsOtherTurnsOut(t *testing.T) {
	t.Parallel()
	for _, speaker := range []string{"Eva Lind", "Per Holm"} {
		a := ask(t, "Who was unhappy?", retrieval.Filter{Speakers: []string{speaker}})
		for _, c := range append(citationsOf(a), a.Nearest()...) {
			if c.Unit.Speaker != speaker {
				t.Errorf("asked for %s, quoted %s: %q", speaker, c.Unit.Speaker, c.Quote)
			}
		}
	}
}

// What can't be looked up brings no passages that would be nearest to it.
func TestNothingToLookUp(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"?!?!": "has no word", "What was it?": "has no word",
		"Когда они встретились в Арвике?": "another script", "متى التقيا في أرفيكا؟": "another script",
	} {
		a := ask(t, question, retrieval.Filter{})
		if a.Outcome() != Abstained || len(a.Nearest()) > 0 || !strings.Contains(a.Reason(), want) {
			t.Errorf("%q: %s, %d passages, %q", question, a.Outcome(), len(a.Nearest()), a.Reason())
		}
	}
}
