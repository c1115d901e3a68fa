package retrieval_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func day(year int, month time.Month, d int) corpus.Date {
	return corpus.Date{Year: year, Month: month, Day: d}
}

// meetings are the names of a corpus about three meetings in two places.
var meetings = retrieval.Catalog{
	Outlets: []corpus.Outlet{
		{Name: "NPR", Aliases: []string{"National Public Radio"}},
		{Name: "The Week", Aliases: []string{"The Week US", "theweek.com"}},
		{Name: "The Moscow Times", Aliases: []string{"Moscow Times"}},
		{Name: "Sky News", Aliases: []string{"Sky"}},
	},
	Events: []corpus.Event{
		{ID: "moscow-2015", Name: "Moscow, October 2015", Date: day(2015, 10, 20), Place: "the Kremlin, Moscow"},
		{ID: "sochi-2017", Name: "Sochi, November 2017", Date: day(2017, 11, 20), Place: "Sochi"},
		{ID: "moscow-2024", Name: "Moscow, July 2024", Date: day(2024, 7, 24), Place: "the Kremlin, Moscow"},
	},
	Speakers: []string{"Renee Montagne", "Corey Flintoff"},
	Authors:  []string{"Ivor Bennett", "Ana Müller", "Bo Muller", "Kim Sky", "Ngo Li"},
	Days: []corpus.Date{
		day(2015, 10, 20), day(2015, 10, 21), day(2017, 11, 20), day(2017, 11, 21), day(2024, 7, 24), day(2024, 7, 25),
	},
}

// asked is the day on which the questions of these tests are asked, a Thursday.
var asked = day(2025, 3, 13)

// told is a cue in a line: what it is, the words of the question, what they mean.
func told(c retrieval.Cue) string {
	line := fmt.Sprintf("%s %q", c.Kind, c.Text)
	for _, r := range c.Days {
		line += fmt.Sprintf(" %s..%s", r.From, r.To)
	}
	return strings.TrimSpace(line + " " + strings.Join(slices.Concat(c.Names, c.Events), ", "))
}

func cuesOf(q retrieval.Query) []string {
	var out []string
	for _, c := range q.Cues {
		out = append(out, told(c))
	}
	return out
}

func TestReadNames(t *testing.T) {
	t.Parallel()
	const kremlin = `place "Kremlin" moscow-2015, moscow-2024`
	reader := retrieval.NewReader(meetings)
	for _, c := range []struct {
		question string
		want     []string
	}{
		{"What does The Week say?", []string{`outlet "The Week" The Week`}},
		{"What does the Week say?", []string{`outlet "the Week" The Week`}},
		{"What happened in the week before?", nil},
		{"What happened in the week?", nil},
		{"What does the week say?", nil},
		{"what does the week say", nil},
		{"Which Week do you mean?", nil},
		{"What does The Week US say?", []string{`outlet "The Week US" The Week`}},
		{"Is that on theweek.com?", []string{`outlet "theweek.com" The Week`}},
		{"NPR's account", []string{`outlet "NPR's" NPR`}},
		{"NPR’s account", []string{`outlet "NPR’s" NPR`}},
		{"what does npr say", []string{`outlet "npr" NPR`}},
		{"What does National Public Radio say?", []string{`outlet "National Public Radio" NPR`}},
		{"what does national public radio say", []string{`outlet "national public radio" NPR`}},
		{"What does The Moscow Times say?", []string{`outlet "The Moscow Times" The Moscow Times`}},
		{"What does the Moscow Times say?", []string{`outlet "the Moscow Times" The Moscow Times`}},
		{"what does the moscow times say", []string{`outlet "the moscow times" The Moscow Times`}},
		{"a Moscow Times report", []string{`outlet "Moscow Times" The Moscow Times`}},
		{"What does the Moscow Times say about Moscow?", []string{`outlet "the Moscow Times" The Moscow Times`}}, // a power, not a place
		{"What did the Kremlin announce?", nil},
		{"Sochi talks, or the Moscow visit", []string{`place "Sochi" sochi-2017`, `place "Moscow" moscow-2015, moscow-2024`}},
		{"in Moscow and Sochi", []string{`place "Moscow" moscow-2015, moscow-2024`, `place "Sochi" sochi-2017`}},
		{"Times in Moscow", []string{`place "Moscow" moscow-2015, moscow-2024`}},
		{"What does Sky say of the sky?", []string{`outlet "Sky" Sky News`}},
		{"what is in the sky", nil},
		{"What does the unattributed report say?", []string{`outlet "unattributed"`}},
		{"What did Renee Montagne ask?", []string{`speaker "Renee Montagne" Renee Montagne`}},
		{"what did renee montagne ask", []string{`speaker "renee montagne" Renee Montagne`}},
		{"What did Montagne ask?", []string{`speaker "Montagne" Renee Montagne`}},
		{"What was Flintoff’s answer to Montagne?", []string{`speaker "Flintoff’s" Corey Flintoff`, `speaker "Montagne" Renee Montagne`}},
		{"what did montagne ask", nil},
		{"Montagne is who?", nil}, // any word has a capital there
		{"What did Renee ask?", nil},
		{"What did Mr. Bennett see?", []string{`speaker "Bennett" Ivor Bennett`}},
		{"What does Muller write, or Müller?", nil}, // two people have that name
		{"What does Bo Müller write?", []string{`speaker "Bo Müller" Bo Muller`}},
		{"Who is Kim Sky?", []string{`speaker "Kim Sky" Kim Sky`}},
		{"What does Li write?", nil}, // too short to be told from a word
		{"Who was in the Kremlin?", []string{kremlin}},
		{"the moscow-2015 talks", []string{`event "moscow-2015" moscow-2015`, `date "2015" 2015-01-01..2015-12-31 moscow-2015`}},
		{"MOSCOW", []string{`place "MOSCOW" moscow-2015, moscow-2024`}},
		{"they met in sochi", []string{`place "sochi" sochi-2017`}},
		{"They met in sochi.", nil}, // who writes capitals writes them here too
		{"", nil},
	} {
		if diff := cmp.Diff(c.want, cuesOf(reader.Read(c.question, asked)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.question, diff)
		}
	}
}

// What a question's places, dates and names of events leave of the events.
func TestReadEvents(t *testing.T) {
	t.Parallel()
	reader := retrieval.NewReader(meetings)
	for _, c := range []struct {
		question string
		want     []string
		conflict bool
	}{
		{"What was agreed?", nil, false},
		{"What does NPR say?", nil, false},
		{"What was agreed in Moscow?", []string{"moscow-2015", "moscow-2024"}, false},
		{"What was agreed in Sochi?", []string{"sochi-2017"}, false},
		{"what was agreed in sochi?", []string{"sochi-2017"}, false},
		{"What was agreed in 2017?", []string{"sochi-2017"}, false},
		{"What was agreed in Moscow in 2015?", []string{"moscow-2015"}, false},
		{"What was agreed in Moscow in July 2024?", []string{"moscow-2024"}, false},
		{"What was agreed in Moscow last July?", []string{"moscow-2024"}, false},
		{"what was agreed in moscow in october?", []string{"moscow-2015"}, false},
		{"What was agreed in Moscow or in Sochi?", []string{"moscow-2015", "sochi-2017", "moscow-2024"}, false},
		{"What was agreed in Moscow or in Sochi before 2018?", []string{"moscow-2015", "sochi-2017"}, false},
		{"What was agreed in 2015 or 2017?", []string{"moscow-2015", "sochi-2017"}, false},
		{"What was agreed on 20 October 2015?", []string{"moscow-2015"}, false},
		{"What was agreed at moscow-2024?", []string{"moscow-2024"}, false},
		{"What was agreed in Sochi in 2015?", nil, true},
		{"What was agreed in Moscow in November 2017?", nil, true},
		{"What was agreed in Moscow on 25 July 2024?", []string{"moscow-2015", "moscow-2024"}, false}, // a day of reports
		{"What was agreed in Moscow in 2019?", []string{"moscow-2015", "moscow-2024"}, false},         // a year that may stand in a text
		{"What was agreed in 2019?", nil, false},
		{"What was agreed at sochi-2017 in Moscow?", nil, true},
	} {
		q := reader.Read(c.question, asked)
		if diff := cmp.Diff(c.want, q.Events, cmpopts.EquateEmpty()); diff != "" || q.Conflict != c.conflict {
			t.Errorf("%q: conflict %t, want %t; events (-want +got):\n%s", c.question, q.Conflict, c.conflict, diff)
		}
	}
}

func TestReadCompare(t *testing.T) {
	t.Parallel()
	reader := retrieval.NewReader(meetings)
	for question, want := range map[string]bool{
		"What was agreed?": false,
		"What does NPR say, and what else does NPR say?":    false,
		"What do NPR and The Week say?":                     true,
		"How do the reports differ?":                        true,
		"how does each outlet describe the meeting":         true,
		"Compare the reports on Sochi.":                     true,
		"What do different papers say?":                     true,
		"Do both sources agree?":                            true,
		"NPR vs. Sky News":                                  true,
		"What do several papers call it?":                   true,
		"Was it a different room?":                          false,
		"Who compared notes with whom?":                     false,
		"What is the difference between 2015 and 2017?":     true,
		"How much more than last year, compared with NPR?":  false,
		"What did Montagne and Bennett say about the talk?": false,
	} {
		if got := reader.Read(question, asked).Compare; got != want {
			t.Errorf("%q asks for a comparison: got %t, want %t", question, got, want)
		}
	}
}

func TestReadTerms(t *testing.T) {
	t.Parallel()
	q := retrieval.NewReader(meetings).Read("What did NPR's guests say of the guests?", asked)
	if diff := cmp.Diff([]string{"what", "did", "npr", "guest", "sai", "guest"}, q.Terms); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// An empty corpus has no names; days and years are read all the same.
func TestReadWithoutNames(t *testing.T) {
	t.Parallel()
	q := retrieval.NewReader(retrieval.Catalog{}).Read("What did NPR say in Moscow in 2017?", asked)
	if diff := cmp.Diff([]string{`date "2017" 2017-01-01..2017-12-31`}, cuesOf(q)); diff != "" || q.Conflict {
		t.Errorf("conflict %t (-want +got):\n%s", q.Conflict, diff)
	}
}

func TestCueFits(t *testing.T) {
	t.Parallel()
	h := corpus.Header{
		Outlet: "NPR", Authors: []string{"Ivor Bennett"}, Published: day(2015, 10, 21), Event: &meetings.Events[0],
	}
	on := func(d corpus.Date) []retrieval.Range { return []retrieval.Range{{From: d, To: d}} }
	for _, c := range []struct {
		name string
		cue  retrieval.Cue
		want bool
	}{
		{"its outlet", retrieval.Cue{Kind: retrieval.OutletCue, Names: []string{"The Week", "NPR"}}, true},
		{"another outlet", retrieval.Cue{Kind: retrieval.OutletCue, Names: []string{"The Week"}}, false},
		{"its author", retrieval.Cue{Kind: retrieval.SpeakerCue, Names: []string{"Ivor Bennett"}}, true},
		{"its speaker", retrieval.Cue{Kind: retrieval.SpeakerCue, Names: []string{"Renee Montagne"}}, true},
		{"an outlet as a speaker", retrieval.Cue{Kind: retrieval.SpeakerCue, Names: []string{"NPR"}}, false},
		{"its event", retrieval.Cue{Kind: retrieval.EventCue, Events: []string{"moscow-2015"}}, true},
		{"its place", retrieval.Cue{Kind: retrieval.PlaceCue, Events: []string{"moscow-2024", "moscow-2015"}}, true},
		{"another place", retrieval.Cue{Kind: retrieval.PlaceCue, Events: []string{"sochi-2017"}}, false},
		{"the event's day", retrieval.Cue{Kind: retrieval.DateCue, Days: on(day(2015, 10, 20))}, true},
		{"the day of publication", retrieval.Cue{Kind: retrieval.DateCue, Days: on(day(2015, 10, 21))}, true},
		{"the day after", retrieval.Cue{Kind: retrieval.DateCue, Days: on(day(2015, 10, 22))}, false},
		{"one of two days", retrieval.Cue{Kind: retrieval.DateCue, Days: append(on(day(2015, 1, 1)), on(day(2015, 10, 21))...)}, true},
		{"no day", retrieval.Cue{Kind: retrieval.DateCue}, false},
	} {
		if got := c.cue.Fits(h, []string{"Corey Flintoff", "Renee Montagne"}); got != c.want {
			t.Errorf("%s fits: got %t, want %t", c.name, got, c.want)
		}
	}
	if (retrieval.Cue{Kind: retrieval.DateCue, Days: []retrieval.Range{{To: day(9999, 1, 1)}}}).Fits(corpus.Header{}, nil) {
		t.Error("a document without a day fits a date")
	}
}

// The longest questions must be read at once: whoever asks them would hold up
// everybody else. The bound is far above what reading takes, and far below what
// it takes when every word looks at the whole question.
func TestReadLongQuestions(t *testing.T) {
	t.Parallel()
	reader := retrieval.NewReader(meetings)
	for _, words := range []string{"a ", "2017 ", "in Moscow ", "Moscow ", "May 5 ", "before 2017 and ", "between 2015 and 2017 ", "NPR "} {
		start := time.Now()
		reader.Read(strings.Repeat(words, retrieval.MaxQuestionBytes/len(words)), asked)
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%q over and over took %s", words, took)
		}
	}
}

func FuzzRead(f *testing.F) {
	reader := retrieval.NewReader(meetings)
	for _, seed := range []string{
		"What does The Week’s report say of Moscow in July 2024, or on 2017-11-20?", "last July, 20th of October, May 5th 2017", "31 February 2017, yesterday",
		"THIS WEEK vs last year", "Ana Mu\u0308ller in 東京",
		"before 0001-01-01, after 9999-12-31 and since December 9999", "between 2015 and July 2024, from 2017 to 2015",
		"last wee\u212a, thi\u017f month, Augu\u017ft 2015", "a\xff Moscow\xfe 2017",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, question string) {
		q := reader.Read(question, asked)
		last := 0
		for _, c := range q.Cues {
			if c.Start < last || c.End <= c.Start || c.End > len(question) {
				t.Fatalf("a cue from %d to %d of %d bytes follows one that starts at %d", c.Start, c.End, len(question), last)
			}
			if last = c.Start; c.Text != question[c.Start:c.End] {
				t.Fatalf("the cue is %q, and %q stands there", c.Text, question[c.Start:c.End])
			}
			if len(c.Names)+len(c.Events)+len(c.Days) == 0 {
				t.Fatalf("the cue %s means nothing", told(c))
			}
			for _, r := range c.Days {
				if r.From.Compare(r.To) > 0 || corpus.DateOf(r.From.Time()) != r.From || corpus.DateOf(r.To.Time()) != r.To {
					t.Fatalf("the cue %s has days that don't exist", told(c))
				}
			}
		}
		if q.Conflict && len(q.Events) > 0 {
			t.Fatalf("a conflict that leaves the events %v", q.Events)
		}
	})
}
