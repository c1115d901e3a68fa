package corpus

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// fullRecord has something in every field.
func fullRecord() Record {
	return Record{
		Header: Header{
			ID: "a/b", Kind: Transcript, Outlet: "Our Paper", Headline: "A Truce", Authors: []string{"Jane Rowe", "John Dowe"},
			Published: Date{2015, time.October, 21},
			Event: &Event{
				ID: "x", Name: "The talks", Date: Date{2015, time.October, 20}, Place: "Geneva", Participants: []string{"A", "B"},
			},
			URL: "https://example.org/a?b=c&d", Provenance: "A copy.", Inferred: []string{"outlet"},
		},
		Voices: Voices{Speakers: map[string]string{"ROWE": "Jane Rowe", "DOWE": "John Dowe"}, First: "Jane Rowe"},
		Text:   "A Truce\r\n\nCafe\u0301 <talks>.\nDOWE: One.\u00a0Two.\nROWE: Three.\nTranscript provided by Our Radio.",
	}
}

// TestRecordRoundTrip: a store keeps records as JSON, and has to recognise
// and rebuild what it kept.
func TestRecordRoundTrip(t *testing.T) {
	t.Parallel()
	for name, r := range map[string]Record{"full": fullRecord(), "bare": {Header: Header{ID: "a"}, Text: "The talks began."}, "empty": {}} {
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		var back Record
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(r, back); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if r.Hash() != back.Hash() {
			t.Errorf("%s: another hash", name)
		}
		if diff := cmp.Diff(Build(r), Build(back), cmp.AllowUnexported(Text{}, mark{})); diff != "" {
			t.Errorf("%s: another document (-want +got):\n%s", name, diff)
		}
	}
}

// TestRecordHash: everything a document is made of counts.
func TestRecordHash(t *testing.T) {
	t.Parallel()
	seen := map[string]string{fullRecord().Hash(): "no change"}
	for name, change := range map[string]func(*Record){
		"id":          func(r *Record) { r.ID = "c" },
		"kind":        func(r *Record) { r.Kind = Article },
		"outlet":      func(r *Record) { r.Outlet = "" },
		"headline":    func(r *Record) { r.Headline += "!" },
		"authors":     func(r *Record) { r.Authors = r.Authors[:1] },
		"published":   func(r *Record) { r.Published.Day++ },
		"event":       func(r *Record) { r.Event = nil },
		"event's day": func(r *Record) { r.Event.Date.Day++ },
		"participant": func(r *Record) { r.Event.Participants = nil },
		"address":     func(r *Record) { r.URL = "" },
		"provenance":  func(r *Record) { r.Provenance = "" },
		"inferred":    func(r *Record) { r.Inferred = nil },
		"speakers":    func(r *Record) { r.Speakers = nil },
		"first":       func(r *Record) { r.First = "" },
		"text":        func(r *Record) { r.Text += " " },
	} {
		r := fullRecord()
		change(&r)
		if other, taken := seen[r.Hash()]; taken {
			t.Errorf("a change of %s leaves the hash as with %s", name, other)
		}
		seen[r.Hash()] = name
	}
}

// TestBuildAgain: the same record always comes to the same document, for
// addresses of evidence stay.
func TestBuildAgain(t *testing.T) {
	t.Parallel()
	r := fullRecord()
	want := Build(r)
	checkDocument(t, want)
	for range 20 {
		if diff := cmp.Diff(want, Build(r), cmp.AllowUnexported(Text{}, mark{})); diff != "" {
			t.Fatalf("(-first +later):\n%s", diff)
		}
	}
	if diff := cmp.Diff(fullRecord(), r); diff != "" {
		t.Errorf("the record was changed:\n%s", diff)
	}
}

// TestHeader: a question about a time means the meeting's day, not that of
// the report, unless there is no other.
func TestHeader(t *testing.T) {
	t.Parallel()
	h := fullRecord().Header
	if h.When() != h.Event.Date || h.EventID() != "x" {
		t.Errorf("with an event: %v of %q", h.When(), h.EventID())
	}
	want := "A Truce\nOur Paper\nJane Rowe John Dowe\n21 October 2015\nThe talks\nGeneva\n20 October 2015"
	if diff := cmp.Diff(want, h.SearchText()); diff != "" {
		t.Errorf("words to search (-want +got):\n%s", diff)
	}
	h.Event.Date = Date{}
	if h.When() != h.Published {
		t.Errorf("with an event of unknown date: %v", h.When())
	}
	h.Event = nil
	if h.When() != h.Published || h.EventID() != "" {
		t.Errorf("without an event: %v of %q", h.When(), h.EventID())
	}
	if got := (Header{ID: "a"}).SearchText(); strings.TrimSpace(got) != "" {
		t.Errorf("a header that says nothing: %q", got)
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	s := Span{10, 20}
	for other, want := range map[Span]struct {
		contains bool
		common   int
	}{
		{10, 20}: {true, 10}, {12, 15}: {true, 3}, {20, 20}: {true, 0},
		{9, 20}: {false, 10}, {10, 21}: {false, 10}, {0, 10}: {false, 0}, {0, 5}: {false, -5}, {25, 30}: {false, -5},
	} {
		if got := s.Contains(other); got != want.contains {
			t.Errorf("%v contains %v: %v", s, other, got)
		}
		if got := s.Intersect(other); got.Len() != want.common || got != other.Intersect(s) {
			t.Errorf("%v and %v have %v in common", s, other, got)
		}
	}
}
