package indextest

import (
	order "cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// shelf is a handful of documents, alike in their text alone. Each lacks
// something that another has.
func shelf() []corpus.Record {
	talks, meeting := events[0], events[3] // of 2 May 2019; without a date
	record := func(h corpus.Header) corpus.Record { return corpus.Record{Header: h, Text: "A lantern burned."} }
	turn := strings.Repeat(" The lantern burned over the quay.", corpus.PassageWords/6)
	return []corpus.Record{
		record(corpus.Header{ID: "bare", Kind: corpus.Article}),
		record(corpus.Header{
			ID: "early", Kind: corpus.Article, Outlet: "Hill Radio", Headline: "Light", Authors: []string{"Ada Brook", "Dee Marsh"}, Published: day(2019, 5, 1),
		}),
		record(corpus.Header{
			ID: "late", Kind: corpus.Article, Outlet: "The Harbour", Headline: "Light", Published: day(2019, 5, 9), Event: &talks,
		}),
		record(corpus.Header{ID: "meeting", Kind: corpus.Article, Outlet: "the harbour", Published: day(2019, 5, 3), Event: &meeting}),
		record(corpus.Header{ID: "unpublished", Kind: corpus.Article, Headline: "light", Authors: []string{"Eli Northwood"}, Event: &talks}),
		{
			Header: corpus.Header{ID: "voices", Kind: corpus.Transcript, Outlet: "Hill Radio", Published: day(2019, 5, 4)},
			Voices: corpus.Voices{Speakers: speakers}, Text: "OAK:" + turn + "\nBIRCH:" + turn,
		},
	}
}

func testFilters(t *testing.T, open Opener) {
	m := filled(t, open, shelf()...)
	for _, c := range []struct {
		name   string
		filter retrieval.Filter
		want   []string
	}{
		{"nothing", retrieval.Filter{}, []string{"bare", "early", "late", "meeting", "unpublished", "voices"}},
		{"an outlet, to the letter", retrieval.Filter{Outlets: []string{"The Harbour"}}, []string{"late"}},
		{"no outlet", retrieval.Filter{Outlets: []string{""}}, []string{"bare", "unpublished"}},
		{"outlets", retrieval.Filter{Outlets: []string{"The Harbour", "Hill Radio"}}, []string{"early", "late", "voices"}},
		{"an outlet nobody knows", retrieval.Filter{Outlets: []string{"Nobody's Post"}}, nil},
		{"a speaker", retrieval.Filter{Speakers: []string{"Una Birch"}}, []string{"voices"}},
		{"a second author", retrieval.Filter{Speakers: []string{"Dee Marsh"}}, []string{"early"}},
		{"a speaker or an author", retrieval.Filter{Speakers: []string{"Tom Oak", "Eli Northwood"}}, []string{"unpublished", "voices"}},
		{"an event", retrieval.Filter{Events: []string{"ferry-2019"}}, []string{"late", "unpublished"}},
		{"events", retrieval.Filter{Events: []string{"ferry-2019", "undated"}}, []string{"late", "meeting", "unpublished"}},
		{"documents", retrieval.Filter{Documents: []string{"bare", "voices", "absent"}}, []string{"bare", "voices"}},
		{"a headline, to the letter", retrieval.Filter{Headlines: []string{"Light"}}, []string{"early", "late"}},
		{"from a day on", retrieval.Filter{From: day(2019, 5, 2)}, []string{"late", "meeting", "unpublished", "voices"}},
		{"from the day after", retrieval.Filter{From: day(2019, 5, 3)}, []string{"meeting", "voices"}},
		{"up to a day", retrieval.Filter{To: day(2019, 5, 2)}, []string{"early", "late", "unpublished"}},
		{"up to the day before", retrieval.Filter{To: day(2019, 5, 1)}, []string{"early"}},
		{"a day", retrieval.Filter{From: day(2019, 5, 3), To: day(2019, 5, 3)}, []string{"meeting"}},
		{"a day on which nothing was", retrieval.Filter{From: day(2019, 5, 9), To: day(2019, 5, 9)}, nil},
		{"outlet and author", retrieval.Filter{Outlets: []string{"Hill Radio"}, Speakers: []string{"Ada Brook"}}, []string{"early"}},
		{"outlet and headline", retrieval.Filter{Outlets: []string{"The Harbour"}, Headlines: []string{"Light"}}, []string{"late"}},
		{"event and author", retrieval.Filter{Events: []string{"ferry-2019"}, Speakers: []string{"Eli Northwood"}}, []string{"unpublished"}},
		{"event and documents", retrieval.Filter{Events: []string{"ferry-2019"}, Documents: []string{"late", "bare"}}, []string{"late"}},
		{"what no document is", retrieval.Filter{Outlets: []string{"Hill Radio"}, Events: []string{"ferry-2019"}}, nil},
		{"all fields", retrieval.Filter{
			Outlets: []string{"Hill Radio"}, Speakers: []string{"Dee Marsh"}, Documents: []string{"early"},
			Headlines: []string{"Light"}, From: day(2019, 5, 1), To: day(2019, 5, 1),
		}, []string{"early"}},
	} {
		request := ask("lantern")
		request.Filter = c.filter
		m.wantDocuments(c.name, request, c.want...)
	}
	request := ask("lantern")
	request.Filter.Speakers = []string{"Una Birch"}
	for _, h := range m.search(request) {
		if !slices.Contains(h.Passage.Speakers(), "Una Birch") {
			t.Errorf("what Una Birch says: found %s, where %v speak", key(h), h.Passage.Speakers())
		}
	}
}

// testManyNames has filters and cues name more than a statement has room for
// arguments, anywhere.
func testManyNames(t *testing.T, open Opener) {
	m := filled(t, open, shelf()...)
	many := func(names ...string) []string {
		for i := range 33_000 {
			names = append(names, fmt.Sprintf("Nobody %d", i))
		}
		return names
	}
	for _, c := range []struct {
		name   string
		filter retrieval.Filter
		want   []string
	}{
		{"outlets", retrieval.Filter{Outlets: many("The Harbour")}, []string{"late"}},
		{"speakers", retrieval.Filter{Speakers: many("Una Birch", "Eli Northwood")}, []string{"unpublished", "voices"}},
		{"documents", retrieval.Filter{Documents: many("bare", "voices")}, []string{"bare", "voices"}},
		{"headlines and events", retrieval.Filter{Headlines: many("Light"), Events: many("ferry-2019")}, []string{"late"}},
	} {
		request := ask("lantern")
		request.Filter = c.filter
		m.wantDocuments(c.name, request, c.want...)
	}
	request := ask("lantern")
	request.Query.Cues = []retrieval.Cue{{Kind: retrieval.SpeakerCue, Names: many("Eli Northwood")}}
	for _, h := range m.search(request) {
		if fits := h.Header.ID == "unpublished"; fits != (h.Scores.Cues > 0) {
			t.Errorf("a cue of many names: %s has %g for it", key(h), h.Scores.Cues)
		}
	}
}

func testRandomFilters(t *testing.T, open Opener) {
	records := Records(16, Few(120, 30))
	m, rank := filled(t, open, records...), NewReference(records)
	found := 0
	for _, r := range Requests(17, Few(200, 40)) {
		want := rank.Search(r)
		m.wantHits(r, want)
		if !r.Filter.IsZero() {
			found += len(want)
		}
	}
	if found < Few(100, 20) {
		t.Errorf("the filters let only %d passages through", found)
	}
}

func testLimits(t *testing.T, open Opener) {
	m := filled(t, open, note("a", repeated(4)), note("b", repeated(3)), note("c", "Somewhere else a lantern burned low, and no one came to see it."))
	all := m.search(ask("lantern burned quay"))
	if len(all) != 8 {
		t.Fatalf("%d passages found, want 8", len(all))
	}
	for _, c := range []struct{ limit, perDocument int }{{1, 0}, {7, 0}, {8, 0}, {9, 0}, {100, 1}, {100, 2}, {100, 3}, {2, 1}, {3, 2}, {5, 2}, {100, 50}} {
		var want []string
		taken := map[string]int{}
		for _, h := range all {
			if len(want) < c.limit && (c.perDocument == 0 || taken[h.Header.ID] < c.perDocument) {
				want = append(want, key(h))
				taken[h.Header.ID]++
			}
		}
		request := ask("lantern burned quay")
		request.Limit, request.PerDocument = c.limit, c.perDocument
		var got []string
		for _, h := range m.search(request) {
			got = append(got, key(h))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("limit %d, %d of a document (-want +got):\n%s", c.limit, c.perDocument, diff)
		}
	}
}

// kinds are the kinds of cues by the letter that the table of testCues has.
var kinds = map[rune]retrieval.CueKind{
	'o': retrieval.OutletCue, 's': retrieval.SpeakerCue, 'e': retrieval.EventCue, 'p': retrieval.PlaceCue, 'd': retrieval.DateCue,
}

// testCues asks which passages a cue raises, and by how much: cues of one kind
// are alternatives, cues of two kinds add up.
func testCues(t *testing.T, open Opener) {
	m := filled(t, open, shelf()...)
	outlet := func(names ...string) retrieval.Cue { return retrieval.Cue{Kind: retrieval.OutletCue, Names: names} }
	speaker := func(names ...string) retrieval.Cue { return retrieval.Cue{Kind: retrieval.SpeakerCue, Names: names} }
	of := func(kind retrieval.CueKind, ids ...string) retrieval.Cue {
		return retrieval.Cue{Kind: kind, Events: ids}
	}
	may := func(from, to int) retrieval.Cue {
		return retrieval.Cue{Kind: retrieval.DateCue, Days: []retrieval.Range{{From: day(2019, 5, from), To: day(2019, 5, to)}}}
	}
	for _, c := range []struct {
		name string
		cues []retrieval.Cue
		want map[string]string // passage → the kinds that fit
	}{
		{"none", nil, nil},
		{"an outlet", []retrieval.Cue{outlet("Hill Radio")}, map[string]string{"early/0": "o", "voices/0": "o", "voices/1": "o"}},
		{"no outlet", []retrieval.Cue{outlet("")}, map[string]string{"bare/0": "o", "unpublished/0": "o"}},
		{"an author", []retrieval.Cue{speaker("Dee Marsh")}, map[string]string{"early/0": "s"}},
		{"a speaker", []retrieval.Cue{speaker("Una Birch")}, map[string]string{"voices/1": "s"}},
		{"an event", []retrieval.Cue{of(retrieval.EventCue, "undated")}, map[string]string{"meeting/0": "e"}},
		{"a place", []retrieval.Cue{of(retrieval.PlaceCue, "ferry-2019", "ferry-2020")}, map[string]string{"late/0": "p", "unpublished/0": "p"}},
		{"the event's day", []retrieval.Cue{may(2, 2)}, map[string]string{"late/0": "d", "unpublished/0": "d"}},
		{"the day of publication", []retrieval.Cue{may(9, 10)}, map[string]string{"late/0": "d"}},
		{"days, the bounds included", []retrieval.Cue{may(1, 3)}, map[string]string{"early/0": "d", "late/0": "d", "meeting/0": "d", "unpublished/0": "d"}},
		{"two outlets", []retrieval.Cue{outlet("the harbour"), outlet("The Harbour")}, map[string]string{"late/0": "o", "meeting/0": "o"}},
		{"one speaker in two cues", []retrieval.Cue{speaker("Tom Oak"), speaker("Tom Oak", "Dee Marsh")}, map[string]string{"early/0": "s", "voices/0": "s"}},
		{"two days", []retrieval.Cue{may(1, 1), may(3, 3)}, map[string]string{"early/0": "d", "meeting/0": "d"}},
		{"two kinds", []retrieval.Cue{outlet("The Harbour"), of(retrieval.PlaceCue, "ferry-2019")}, map[string]string{"late/0": "op", "unpublished/0": "p"}},
		{"three kinds", []retrieval.Cue{outlet("Hill Radio"), speaker("Tom Oak"), may(4, 4)}, map[string]string{"early/0": "o", "voices/0": "osd", "voices/1": "od"}},
		{"what nothing is", []retrieval.Cue{outlet("Nobody's Post"), of(retrieval.EventCue, "nowhere")}, nil},
		{"cues that name nothing", []retrieval.Cue{outlet(), speaker(), of(retrieval.EventCue), of(retrieval.PlaceCue), {Kind: retrieval.DateCue}}, nil},
	} {
		request := ask("lantern")
		request.Query.Cues = c.cues
		got, want := map[string]float64{}, map[string]float64{}
		hits := m.search(request)
		for _, h := range hits {
			got[key(h)] = h.Scores.Cues
			for _, k := range c.want[key(h)] {
				want[key(h)] += share(kinds[k])
			}
			want[key(h)] += 0 // those that fit nothing stand there, too
		}
		if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-6)); diff != "" || len(got) != 7 {
			t.Errorf("%s: what the cues are worth differs (-want +got):\n%s", c.name, diff)
		}
		if !slices.IsSortedFunc(hits, func(a, b retrieval.Hit) int { return order.Compare(b.Scores.Total, a.Scores.Total) }) {
			t.Errorf("%s: what fits is not raised: %v", c.name, ids(hits))
		}
	}
}

// testManyCues has a question name more days than a careless condition holds,
// and the same day and outlet very often.
func testManyCues(t *testing.T, open Opener) {
	records := Records(24, Few(60, 15))
	m, rank := filled(t, open, records...), NewReference(records)
	r := Requests(25, 1)[0]
	r.Query.Cues = nil
	for i := range 800 {
		d := corpus.DateOf(day(2019, 1, 1).Time().AddDate(0, 0, i))
		r.Query.Cues = append(r.Query.Cues,
			retrieval.Cue{Kind: retrieval.DateCue, Days: []retrieval.Range{{From: d, To: d}, {From: events[0].Date, To: events[0].Date}}},
			retrieval.Cue{Kind: retrieval.OutletCue, Names: outlets[:2]})
	}
	m.wantHits(r, rank.Search(r))
}

// share is what a cue is worth, as a share of the greatest score.
func share(kind retrieval.CueKind) float64 {
	return float64(retrieval.CueWorth(kind, 1_000_000)) / 1_000_000
}
