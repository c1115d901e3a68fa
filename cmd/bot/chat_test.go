package main

import (
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
