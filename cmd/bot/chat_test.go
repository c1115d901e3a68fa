package main

import (
	"strings"
	"testing"

	"dateline/internal/corpus"
)

// A meeting is chosen as people answer: by number, or by what tells it from the
// others.
func TestChoiceOfMeeting(t *testing.T) {
	t.Parallel()
	events := []corpus.Event{
		{ID: "arvika-2011", Name: "Arvika, May 2011", Place: "the Old Mill, Arvika"},
		{ID: "lugano-2016", Name: "Lugano, March 2016", Place: "Lugano", Date: corpus.Date{Year: 2016, Month: 3, Day: 3}},
		{ID: "arvika-2019", Name: "Arvika, June 2019", Place: "Arvika"},
	}
	for line, want := range map[string]int{
		"2": 1, "3": 2, "lugano-2016": 1, "Lugano": 1, "the one in March 2016": 1, "Arvika, June 2019": 2, "the second one": 1, "the third": 2, "the old mill!": 0,
		"Arvika": -1, "0": -1, "4": -1, "the": -1, "?": -1, "all": -1, "Who was in Lugano?": -1, "Arvika and Lugano": -1,
	} {
		if chosen, all := choice(line, events); chosen != want || all != (line == "all") {
			t.Errorf("%q chooses %d, all %v; want %d", line, chosen, all, want)
		}
	}
}

// A line that is too long is refused with a sentence, and what is typed behind it
// is read.
func TestLongLinesAreRefused(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("long ", mostLine/5+1)
	for _, c := range []struct {
		in      string
		refused int
		goesOn  bool
	}{
		{long + "\n/help\n/quit\n", 1, true},
		{"/help\r\n" + long, 1, true},
		{"/help", 0, true},
		{long + "\n/quit\n/help", 1, false},
		{strings.Repeat("/", 10*mostLine) + "\n" + long + "\n\n/help\n", 2, true},
	} {
		var out strings.Builder
		talk := &conversation{s: streams{in: strings.NewReader(c.in), out: &out}}
		if err := talk.run(t.Context()); err != nil {
			t.Fatalf("%.10q ends the conversation: %v", c.in, err)
		}
		if got := strings.Count(out.String(), "That line is longer than"); got != c.refused {
			t.Errorf("%.10q: refused %d lines, want %d: %s", c.in, got, c.refused, out.String())
		}
		if got := strings.Contains(out.String(), "who said that?"); got != c.goesOn {
			t.Errorf("%.10q: what is behind it was read: %t, want %t", c.in, got, c.goesOn)
		}
	}
}
