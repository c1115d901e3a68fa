package layout

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// MeetingList is a page of /meetings: the events with day and place, and how
// many of the documents report on each, by outlet.
func (l Layout) MeetingList(c retrieval.Catalog, documents []corpus.Header, page int) Message {
	events := newestFirst(c.Events)
	if len(events) == 0 {
		return l.message(l.noMeetings)
	}
	counts := countByEvent(documents)
	var blocks []block
	for i, e := range events {
		b := block{gap: "\n\n", parts: []string{l.meeting(e) + l.counted(counts[e.ID])}}
		if e.Date.IsZero() {
			b.parts[0] += "\n-# " + l.noDate
		}
		if i == 0 {
			b.lead = "### " + l.meetings + "\n"
		}
		blocks = append(blocks, b)
	}
	return l.view(blocks, ID{Kind: Meetings, Page: page})
}

// newestFirst are events by their day, those without one last.
func newestFirst(events []corpus.Event) []corpus.Event {
	return slices.SortedStableFunc(slices.Values(events), func(a, b corpus.Event) int {
		return b.Date.Compare(a.Date)
	})
}

// countByEvent is how many documents of each outlet report on an event.
func countByEvent(documents []corpus.Header) map[string]map[string]int {
	out := map[string]map[string]int{}
	for _, h := range documents {
		if out[h.EventID()] == nil {
			out[h.EventID()] = map[string]int{}
		}
		out[h.EventID()][h.Outlet]++
	}
	return out
}

// counted is the number of documents in all and of the outlets with most.
func (l Layout) counted(of map[string]int) string {
	const shown = 8
	all := 0
	names := make([]string, 0, len(of))
	for name, n := range of {
		names = append(names, name)
		all += n
	}
	slices.SortFunc(names, func(a, b string) int {
		return cmp.Or(cmp.Compare(of[b], of[a]), strings.Compare(a, b))
	})
	var parts []string
	for i, name := range names {
		if i == shown {
			parts = append(parts, "…")
			break
		}
		parts = append(parts, fmt.Sprintf("%s %d", Escape(l.outlet(name)), of[name]))
	}
	return "\n" + join(": ", l.documents.of(all), strings.Join(parts, ", "))
}

// Listed says which documents /sources shows; empty fields are no filter.
type Listed struct {
	Outlet string // its name
	Event  string // its id
	Page   int
}

// fits reports whether a document is to be shown.
func (f Listed) fits(h corpus.Header) bool {
	return (f.Outlet == "" || f.Outlet == h.Outlet) && (f.Event == "" || f.Event == h.EventID())
}

// DocumentList is a page of /sources.
func (l Layout) DocumentList(c retrieval.Catalog, documents []corpus.Header, f Listed) Message {
	var blocks []block
	for _, h := range byDay(documents) {
		if f.fits(h) {
			blocks = append(blocks, block{gap: "\n", lead: "- ", parts: []string{l.document(h)}})
		}
	}
	if len(blocks) == 0 {
		return l.message(l.noDocuments)
	}
	blocks[0].lead = "### " + l.listDocuments + "\n" + l.filtered(c, f) + blocks[0].lead
	return l.view(blocks, ID{Kind: Documents, Outlet: Key(f.Outlet), Event: Key(f.Event), Page: f.Page})
}

// byDay are documents with the latest day first.
func byDay(documents []corpus.Header) []corpus.Header {
	return slices.SortedStableFunc(slices.Values(documents), func(a, b corpus.Header) int {
		return cmp.Or(b.When().Compare(a.When()), strings.Compare(a.Outlet, b.Outlet), strings.Compare(a.ID, b.ID))
	})
}

// filtered says what the list is restricted to.
func (l Layout) filtered(c retrieval.Catalog, f Listed) string {
	outlet, meeting := "", ""
	if f.Outlet != "" {
		outlet = fmt.Sprintf(l.forOutlet, Escape(short(f.Outlet, 80)))
	}
	if e, ok := FindEvent(c, f.Event); ok {
		meeting = fmt.Sprintf(l.forMeeting, Escape(short(l.title(e), longestHeading)))
	}
	if outlet+meeting == "" {
		return ""
	}
	return "-# " + join(" · ", outlet, meeting) + "\n"
}

// document is a line of the list, linked to its address by a word of the bot's.
func (l Layout) document(h corpus.Header) string {
	name := Escape(short(h.Headline, 150))
	if name == "" {
		name = Escape(short(h.ID, 100))
	}
	text := join(" · ", "**"+Escape(l.outlet(h.Outlet))+"**", Escape(short(l.kind(h.Kind), 40)), name, l.date(h.Published))
	if address := Marked(h.URL, ""); address != "" {
		text += " · [" + l.open + "](<" + address + ">)"
	}
	return text
}

// Help says what can be asked here, with examples from this corpus.
func (l Layout) Help(c retrieval.Catalog) Message {
	examples := "> " + strings.Join(l.examples(c), "\n> ")
	lines := []string{l.help, "", l.helpAsk, examples, "", l.helpMeeting, l.helpOutlet, l.helpCompare, l.helpMessage, l.helpBrowse, l.helpPrivate,
		"-# " + fmt.Sprintf(l.helpHolds, l.documents.of(c.Documents))}
	return l.message(strings.Join(lines, "\n"))
}

// examples are questions about what the corpus has.
func (l Layout) examples(c retrieval.Catalog) []string {
	var out []string
	add := func(form, name string) {
		if name = short(name, 100); name != "" {
			out = append(out, fmt.Sprintf(form, Escape(name)))
		}
	}
	if events := newestFirst(c.Events); len(events) > 0 {
		add(l.exampleMeeting, events[0].Name)
		add(l.exampleDate, l.date(events[0].Date))
	}
	if len(c.Outlets) > 0 {
		add(l.exampleOutlet, c.Outlets[0].Name)
	}
	if len(out) == 0 {
		out = append(out, l.exampleOther)
	}
	return out
}
