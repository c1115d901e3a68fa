package indextest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// testRanking asks many questions of many documents, and for the very passages in
// the very order, equals included. What is wanted is itself held against BM25
// as it is defined.
func testRanking(t *testing.T, open Opener) {
	records := Records(7, Few(300, 60))
	m, rank, a := filled(t, open, records...), NewReference(records), newAuthor(8)
	for range Few(200, 30) {
		request := retrieval.Request{Query: a.query(), Limit: 20}
		m.wantHits(request, rank.Search(request))
		wantDefinition(t, rank, request, m.search(request))
	}
}

// wantDefinition compares hits with the scores that all passages have by
// definition. Passages whose scores are nearer than rounding may change places.
func wantDefinition(t *testing.T, rank *Reference, r retrieval.Request, hits []retrieval.Hit) {
	t.Helper()
	const near = 1e-4
	missing := map[string]retrieval.Scores{}
	score := rank.defined(r.Query)
	for _, e := range rank.entries {
		if s := score(e); s.Passage > 0 {
			missing[key(e.hit)] = s
		}
	}
	if len(hits) != min(r.Limit, len(missing)) {
		t.Fatalf("%q: %d passages found of %d, want at most %d", r.Query.Question, len(hits), len(missing), r.Limit)
	}
	last := math.Inf(1)
	for _, h := range hits {
		want := missing[key(h)]
		delete(missing, key(h))
		if farthest(want, h.Scores) > near {
			t.Fatalf("%q: the scores of %s are %+v, want %+v", r.Query.Question, key(h), h.Scores, want)
		}
		if want.Total > last+near {
			t.Fatalf("%q: %s with %f stands below a passage with %f", r.Query.Question, key(h), want.Total, last)
		}
		last = want.Total
	}
	for passage, s := range missing {
		if s.Total > last+near {
			t.Fatalf("%q: %s with %f is missing above one with %f", r.Query.Question, passage, s.Total, last)
		}
	}
}

// farthest is how far apart the scores of a stage are at most.
func farthest(a, b retrieval.Scores) float64 {
	return slices.Max([]float64{
		math.Abs(a.Passage - b.Passage), math.Abs(a.Document - b.Document), math.Abs(a.Cues - b.Cues), math.Abs(a.Total - b.Total),
	})
}

// key is how a passage is called in messages.
func key(h retrieval.Hit) string { return fmt.Sprintf("%s/%d", h.Header.ID, h.Passage.Ordinal) }

// testTies stores equal texts in an order that is not that of their ids. Ids
// go by their bytes, whatever the rules of a language are.
func testTies(t *testing.T, open Opener) {
	m := filled(t, open, note("é", "One lantern."), note("b", "One lantern."), note("a-2", "One lantern."))
	m.apply(edit{put: []corpus.Record{note("a", "One lantern."), note("C", "One lantern."), note("a10", "One lantern.")}})
	want := []string{"C", "a", "a-2", "a10", "b", "é"}
	for limit := 1; limit <= len(want); limit++ {
		request := ask("lantern")
		request.Limit = limit
		if diff := cmp.Diff(want[:limit], ids(m.search(request))); diff != "" {
			t.Errorf("the first %d of equals (-want +got):\n%s", limit, diff)
		}
	}
	m = filled(t, open, note("y", repeated(3)), note("x", repeated(3)))
	var got []string
	for _, h := range m.search(ask("lantern")) {
		got = append(got, key(h))
	}
	if diff := cmp.Diff([]string{"x/0", "x/1", "x/2", "y/0", "y/1", "y/2"}, got); diff != "" {
		t.Errorf("equal passages (-want +got):\n%s", diff)
	}
}

// repeated is a text of so many passages, all the same.
func repeated(passages int) string {
	paragraph := strings.TrimSpace(strings.Repeat("The lantern burned over the quay. ", corpus.PassageWords/6))
	return strings.Join(slices.Repeat([]string{paragraph}, passages), "\n\n")
}

func testUnknownTerms(t *testing.T, open Opener) {
	m := filled(t, open, Records(11, 20)...)
	for _, question := range []string{"", "the of and", "unheardof", "unheardof unspokenof", "?!"} {
		request := ask(question)
		request.Query.Cues = []retrieval.Cue{{Kind: retrieval.OutletCue, Names: outlets}}
		if hits := m.search(request); len(hits) > 0 {
			t.Errorf("%q found %v; a cue alone must find nothing", question, ids(hits))
		}
	}
}

// testSteps fills one store in many small changes and one at once: nothing of
// the way may be left in the ranking.
func testSteps(t *testing.T, open Opener) {
	a := newAuthor(12)
	m := newMirror(t, open(t))
	for step := range Few(15, 5) {
		e := edit{keep: map[string]string{}}
		for _, r := range m.all() {
			switch a.IntN(8) {
			case 0:
				e.remove = append(e.remove, r.ID)
			case 1:
				e.put = append(e.put, a.record(r.ID))
			case 2:
				e.keep[r.ID] = fmt.Sprintf("step-%d/%s.txt", step, r.ID)
			}
		}
		for range a.IntN(12) {
			if id := fmt.Sprintf("doc-%04d", a.IntN(10_000)); m.records[id].ID == "" {
				e.put = append(e.put, a.record(id))
			}
		}
		m.apply(e)
	}
	m.check()
	atOnce := filled(t, open, m.all()...)
	for _, r := range Requests(13, Few(60, 10)) {
		m.wantHits(r, atOnce.search(r))
	}
}

// testHits holds what is quoted from against the documents themselves.
func testHits(t *testing.T, open Opener) {
	n := Few(60, 20)
	m := filled(t, open, Records(14, n)...)
	found := map[string]bool{}
	for _, r := range Requests(15, Few(100, 30)) {
		for _, h := range m.search(r) {
			if found[key(h)] {
				continue
			}
			found[key(h)] = true
			d, err := m.Document(t.Context(), h.Header.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got := d.Body[h.Passage.Start:h.Passage.End]; got != h.Passage.Text {
				t.Errorf("%s: the text is %q, the body over its span %q", key(h), h.Passage.Text, got)
			}
			if diff := different(d.Passages[h.Passage.Ordinal], h.Passage); diff != "" {
				t.Errorf("%s: the passage differs from the document's (-document +hit):\n%s", key(h), diff)
			}
			if diff := different(d.Header, h.Header); diff != "" {
				t.Errorf("%s: the header differs from the document's (-document +hit):\n%s", key(h), diff)
			}
		}
	}
	if len(found) < n {
		t.Errorf("only %d passages were looked at", len(found))
	}
}
