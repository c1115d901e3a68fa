package retrieval_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func TestReadDates(t *testing.T) {
	t.Parallel()
	reader := retrieval.NewReader(meetings)
	for _, c := range []struct {
		question string
		want     []string
	}{
		{"on 2015-10-20", []string{`date "2015-10-20" 2015-10-20..2015-10-20 moscow-2015`}},
		{"on 20 October 2015", []string{`date "20 October 2015" 2015-10-20..2015-10-20 moscow-2015`}},
		{"on the 20th of October, 2015", []string{`date "20th of October, 2015" 2015-10-20..2015-10-20 moscow-2015`}},
		{"on October 20th, 2015", []string{`date "October 20th, 2015" 2015-10-20..2015-10-20 moscow-2015`}},
		{"on october 20 2015", []string{`date "october 20 2015" 2015-10-20..2015-10-20 moscow-2015`}},
		{"on 21 October 2015", []string{`date "21 October 2015" 2015-10-21..2015-10-21`}}, // no event, but reports
		{"in November 2017", []string{`date "November 2017" 2017-11-01..2017-11-30 sochi-2017`}},
		{"in november of 2017", []string{`date "november of 2017" 2017-11-01..2017-11-30 sochi-2017`}},
		{"in February 2016", []string{`date "February 2016" 2016-02-01..2016-02-29`}},
		{"in 2017", []string{`date "2017" 2017-01-01..2017-12-31 sochi-2017`}},
		{"in 1950", []string{`date "1950" 1950-01-01..1950-12-31`}},
		{"between 2015 and 2017", []string{`date "2015 and 2017" 2015-01-01..2017-12-31 moscow-2015, sochi-2017`}},
		{"from 2017 to 2015", []string{`date "2017" 2017-01-01..2017-12-31 sochi-2017`, `date "2015" 2015-01-01..2015-12-31 moscow-2015`}},
		{"before July 2024", []string{`date "July 2024" 0001-01-01..2024-06-30 moscow-2015, sochi-2017`}},
		{"after 2015", []string{`date "2015" 2016-01-01..9999-12-31 sochi-2017, moscow-2024`}},
		{"since 20 November 2017", []string{`date "20 November 2017" 2017-11-20..9999-12-31 sochi-2017, moscow-2024`}},
		{"some 2500 guests, 12017 chairs, page 20155", nil},
		{"in October", []string{`date "in October" 2015-10-01..2015-10-31 moscow-2015`}},
		{"since october", []string{`date "since october" 2015-10-01..9999-12-31 moscow-2015, sochi-2017, moscow-2024`}},
		{"in May", nil}, // the corpus has nothing of May
		{"you may march on", nil},
		{"on 20 November", []string{`date "20 November" 2017-11-20..2017-11-20 sochi-2017`}},
		{"on November 20th", []string{`date "November 20th" 2017-11-20..2017-11-20 sochi-2017`}},
		{"on 19 November", nil},
		{"on 20 November 15 people met", []string{`date "20 November 15" 2017-11-20..2017-11-20 sochi-2017`}},
	} {
		if diff := cmp.Diff(c.want, cuesOf(reader.Read(c.question, asked)), cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.question, diff)
		}
	}
}

// A day that does not exist is no date, nor is the day that a calendar would
// make of it.
func TestReadImpossibleDates(t *testing.T) {
	t.Parallel()
	catalog := retrieval.Catalog{
		Events: []corpus.Event{{ID: "after", Date: day(2017, 3, 3)}},
		Days:   []corpus.Date{day(2017, 2, 28), day(2017, 3, 1), day(2017, 3, 2), day(2017, 3, 3), day(2017, 5, 1)},
	}
	reader := retrieval.NewReader(catalog)
	for _, question := range []string{
		"on 31 February 2017", "on February 31, 2017", "on 2017-02-31", "on 2017-13-01", "on 2017-00-10", "on 0 March 2017", "on 29 February 2017",
		"on 31 February", "on February 29", "on 31 April", "on February 30th",
	} {
		if q := reader.Read(question, asked); len(q.Cues)+len(q.Events) > 0 || q.Conflict {
			t.Errorf("%q: read as %q, events %v, conflict %t", question, cuesOf(q), q.Events, q.Conflict)
		}
	}
}

// Words for days are measured by the day of the question.
func TestReadRelativeDates(t *testing.T) {
	t.Parallel()
	reader := retrieval.NewReader(meetings)
	monday, sunday, leap := day(2017, 11, 20), day(2017, 11, 26), day(2024, 3, 1)
	for _, c := range []struct {
		question string
		asked    corpus.Date
		want     string
	}{
		{"today", monday, `date "today" 2017-11-20..2017-11-20 sochi-2017`},
		{"Yesterday", monday, `date "Yesterday" 2017-11-19..2017-11-19`},
		{"yesterday", leap, `date "yesterday" 2024-02-29..2024-02-29`},
		{"this week", monday, `date "this week" 2017-11-14..2017-11-20 sochi-2017`},
		{"this week", sunday, `date "this week" 2017-11-20..2017-11-26 sochi-2017`},
		{"last week", monday, `date "last week" 2017-11-13..2017-11-19`},
		{"last week", sunday, `date "last week" 2017-11-13..2017-11-19`},
		{"this month", leap, `date "this month" 2024-03-01..2024-03-01`},
		{"last month", leap, `date "last month" 2024-02-01..2024-02-29`},
		{"last month", day(2024, 1, 31), `date "last month" 2023-12-01..2023-12-31`},
		{"this year", sunday, `date "this year" 2017-01-01..2017-11-26 sochi-2017`},
		{"last year", day(2018, 2, 1), `date "last year" 2017-01-01..2017-12-31 sochi-2017`},
		{"last July", asked, `date "last July" 2024-07-01..2024-07-31 moscow-2024`},
		{"last october", day(2016, 1, 1), `date "last october" 2015-10-01..2015-10-31 moscow-2015`},
		{"last October", asked, `date "last October" 2015-10-01..2015-10-31 moscow-2015`}, // the latest the corpus has
		{"this July", day(2024, 7, 30), `date "this July" 2024-07-01..2024-07-31 moscow-2024`},
		{"last October", day(2015, 9, 1), `date "last October" 2014-10-01..2014-10-31`}, // it has none so early
		{"last February", asked, `date "last February" 2025-02-01..2025-02-28`},
		{"last April", asked, `date "last April" 2024-04-01..2024-04-30`},
	} {
		if diff := cmp.Diff([]string{c.want}, cuesOf(reader.Read("What was said "+c.question+"?", c.asked))); diff != "" {
			t.Errorf("%q on %s (-want +got):\n%s", c.question, c.asked, diff)
		}
	}
}

func TestRangeContains(t *testing.T) {
	t.Parallel()
	r := retrieval.Range{From: day(2017, 2, 28), To: day(2017, 3, 1)}
	for d, want := range map[corpus.Date]bool{
		day(2017, 2, 27): false, day(2017, 2, 28): true, day(2017, 3, 1): true, day(2017, 3, 2): false, day(2016, 2, 29): false, {}: false,
	} {
		if got := r.Contains(d); got != want {
			t.Errorf("%s lies in %s..%s: got %t, want %t", d, r.From, r.To, got, want)
		}
	}
}
