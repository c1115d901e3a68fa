package layout

import (
	"fmt"
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// TestLargest lays out lists, mistakes and reports of a corpus whose names are as long
// and as awkward as can be, each within what Discord takes.
func TestLargest(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("long, and alone: nothing here runs beside something else")
	}
	for _, sign := range []string{"*", "🦊", "語", "](http://evil) ", "@everyone ", "\u202e\u200d", "e\u0301"} {
		var c retrieval.Catalog
		var headers []corpus.Header
		var report retrieval.Report
		name := strings.Repeat(sign, 400)
		c.Name, c.Documents = name, 1<<30
		for n := range 40 {
			e := corpus.Event{ID: fmt.Sprint(name, n), Name: name, Date: corpus.Date{Year: 2021, Month: 3, Day: 4}, Place: name, Participants: []string{name}}
			c.Events = append(c.Events, e)
			c.Outlets = append(c.Outlets, corpus.Outlet{Name: fmt.Sprint(name, n), Aliases: []string{name}})
			headers = append(headers, corpus.Header{ID: fmt.Sprint(name, n), Outlet: fmt.Sprint(name, n), Headline: name, Kind: name, Event: &e, URL: "https://example.org/" + name})
			report.Added = append(report.Added, name)
			report.Failed = append(report.Failed, &corpus.FileError{File: name})
		}
		report.Changed, report.Removed = report.Added, report.Added
		mistakes := []Mistake{{OutletOption, name, ""}, {MeetingOption, name, ""}, {FromOption, name, ""}, {ToOption, name, ""}, {FromOption, "2018-01-01", "2017-01-01"}}
		for _, l := range []Layout{english0, In("de", Options{})} {
			for _, m := range []Message{
				l.MeetingList(c, headers, 0), l.MeetingList(c, headers, 3), l.DocumentList(c, headers, Listed{}),
				l.DocumentList(c, headers, Listed{Outlet: c.Outlets[3].Name, Event: c.Events[3].ID}),
				l.Help(c), l.Mistaken(c, mistakes), l.ReloadDone(report, 1<<40), l.CorpusStatus(Status{Catalog: c, Writer: name}),
			} {
				check(t, m)
			}
			for _, choices := range []Choices{l.OutletChoices(c, ""), l.MeetingChoices(c, name)} {
				for _, o := range choices.Choices {
					if size(o.Name) > longestOption || Plain(o.Name) == "" {
						t.Errorf("a choice is called %q", o.Name)
					}
				}
			}
		}
	}
}
