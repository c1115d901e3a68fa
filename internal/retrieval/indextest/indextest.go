// Package indextest holds the tests that every kind of retrieval.Index must
// pass. They know a store by its interface alone, and ask of it the very order
// of the very passages, so that two stores that pass them rank identically.
package indextest

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Opener gives a test a store of its own, new and empty, and closes it when
// the test ends.
type Opener = func(t *testing.T) retrieval.Index

// Run runs the tests over stores that open gives.
func Run(t *testing.T, open Opener) {
	for _, c := range []struct {
		name string
		test func(*testing.T, Opener)
	}{
		{"an empty store", testEmpty},
		{"what is put is there", testPut},
		{"put replaces", testReplace},
		{"keep moves a file", testKeep},
		{"remove withdraws", testRemove},
		{"a description alone", testDescription},
		{"a stale change", testStale},
		{"no such document", testNoDocument},
		{"who speaks and writes", testNames},
		{"progress", testProgress},
		{"scores and order", testRanking},
		{"ties", testTies},
		{"questions without a known term", testUnknownTerms},
		{"a store filled step by step", testSteps},
		{"filters", testFilters},
		{"filters of very many names", testManyNames},
		{"random filters", testRandomFilters},
		{"limits", testLimits},
		{"cues", testCues},
		{"very many cues", testManyCues},
		{"hits are passages of documents", testHits},
		{"searches during a change", testMixture},
		{"changes at once", testRace},
		{"a context that is done", testDone},
		{"a change given up half way", testGivenUp},
		{"searches given up", testSearchesGivenUp},
		{"words and meaning", testDense},
		{"candidates of both kinds", testDenseCandidates},
		{"no text is embedded twice", testEmbedOnce},
		{"another model", testSpaces},
		{"another model and other documents at once", testSpaceAndDocuments},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			c.test(t, open)
		})
	}
}

// Few is how much a test goes through: all, or a few with -short, which is for
// the race detector: it slows everything down and finds no more in more rounds.
func Few(all, few int) int {
	if testing.Short() {
		return few
	}
	return all
}

// sameThings compares what stores return: an empty list is as good as none, and
// a document's text is compared with the way back to its original.
var sameThings = cmp.Options{
	cmpopts.EquateEmpty(),
	cmpopts.EquateApprox(0, 1e-12),
	cmp.Exporter(func(reflect.Type) bool { return true }),
}

// different is cmp.Diff, which is slow, for what is equal nearly every time.
func different(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got, sameThings)
}

// mirror is a store beside a plain account of what it must hold.
type mirror struct {
	retrieval.Index
	t           *testing.T
	generation  int64
	description retrieval.Description
	records     map[string]corpus.Record
	files       map[string]string // by document id
	embedder    *Arithmetic       // nil: none
}

func newMirror(t *testing.T, ix retrieval.Index) *mirror {
	return &mirror{
		Index: ix, t: t, description: describe("1"),
		records: map[string]corpus.Record{}, files: map[string]string{},
	}
}

// filled is a store that holds records.
func filled(t *testing.T, open Opener, records ...corpus.Record) *mirror {
	t.Helper()
	m := newMirror(t, open(t))
	m.apply(edit{put: records})
	return m
}

// edit is a change as a test writes it.
type edit struct {
	put    []corpus.Record
	keep   map[string]string
	remove []string
}

// change is e for the store as the account has it.
func (m *mirror) change(e edit) retrieval.Change {
	files := maps.Clone(m.files)
	for _, id := range e.remove {
		delete(files, id)
	}
	maps.Copy(files, e.keep)
	c := retrieval.Change{From: m.generation, Description: m.description, Files: map[string]string{}, Keep: e.keep, Remove: e.remove}
	if m.embedder != nil {
		c.Embedder = m.embedder
	}
	for _, r := range e.put {
		if files[r.ID] == "" {
			files[r.ID] = r.ID + ".txt"
		}
		c.Put = append(c.Put, retrieval.Put{File: files[r.ID], Hash: r.Hash(), Record: r})
	}
	for _, file := range files {
		c.Files[file] = "hash of " + file
	}
	return c
}

// apply makes a change in the store and in the account.
func (m *mirror) apply(e edit) {
	m.t.Helper()
	c := m.change(e)
	if err := m.Apply(m.t.Context(), c); err != nil {
		m.t.Fatalf("apply a change to generation %d: %v", m.generation, err)
	}
	m.generation++
	for _, id := range e.remove {
		delete(m.records, id)
		delete(m.files, id)
	}
	maps.Copy(m.files, e.keep)
	for _, p := range c.Put {
		m.records[p.Record.ID], m.files[p.Record.ID] = p.Record, p.File
	}
}

// all are the records of the account by id.
func (m *mirror) all() []corpus.Record {
	var out []corpus.Record
	for _, id := range slices.Sorted(maps.Keys(m.records)) {
		out = append(out, m.records[id])
	}
	return out
}

// search searches the store and may not fail.
func (m *mirror) search(r retrieval.Request) []retrieval.Hit {
	m.t.Helper()
	hits, err := m.Search(m.t.Context(), r)
	if err != nil {
		m.t.Fatalf("search %+v: %v", r, err)
	}
	return hits
}

// wantHits asks for these very passages in this very order, with all they carry.
func (m *mirror) wantHits(r retrieval.Request, want []retrieval.Hit) {
	m.t.Helper()
	got := m.search(r)
	diff := cmp.Diff(lines(want), lines(got)) // tells most in the fewest words
	if diff == "" {
		diff = different(want, got)
	}
	if diff != "" {
		m.t.Fatalf("generation %d, search %+v (-want +got):\n%s", m.generation, r, diff)
	}
}

func lines(hits []retrieval.Hit) []string {
	out := make([]string, len(hits))
	for i, h := range hits {
		out[i] = fmt.Sprintf("%s %.9f", key(h), h.Scores.Total)
	}
	return out
}

// check compares all that the store says with the account.
func (m *mirror) check() {
	m.t.Helper()
	m.checkManifest()
	m.checkCatalog()
	m.checkDocuments()
	m.checkCounts()
	rank := NewReference(m.all())
	for _, r := range Requests(uint64(m.generation), Few(10, 3)) {
		m.wantHits(r, rank.Search(r))
	}
}

func (m *mirror) checkManifest() {
	m.t.Helper()
	want := retrieval.Manifest{
		Generation: m.generation, Location: m.description.Location, Described: m.description.Hash,
		Files: map[string]string{}, Documents: map[string]retrieval.Stored{},
	}
	if m.embedder != nil {
		want.Space = retrieval.SpaceOf(m.embedder)
	}
	for id, r := range m.records {
		want.Files[m.files[id]] = "hash of " + m.files[id]
		want.Documents[id] = retrieval.Stored{File: m.files[id], Hash: r.Hash()}
	}
	got, err := m.Manifest(m.t.Context())
	if err != nil {
		m.t.Fatal(err)
	}
	if diff := different(want, got); diff != "" {
		m.t.Errorf("the manifest differs (-want +got):\n%s", diff)
	}
}

func (m *mirror) checkDocuments() {
	m.t.Helper()
	for id, r := range m.records {
		got, err := m.Document(m.t.Context(), id)
		if err != nil {
			m.t.Fatalf("document %s: %v", id, err)
		}
		if diff := different(built(r), got); diff != "" {
			m.t.Errorf("document %s differs (-want +got):\n%s", id, diff)
		}
		version, err := m.Version(m.t.Context(), r.Hash())
		if diff := different(got, version); err != nil || diff != "" {
			m.t.Errorf("the version that serves of document %s: %v (-want +got):\n%s", id, err, diff)
		}
	}
}

func (m *mirror) checkCounts() {
	m.t.Helper()
	rank := NewReference(m.all())
	terms := []string{"never-stands-anywhere"}
	var want []int
	for term := range rank.in {
		terms = append(terms, term)
	}
	slices.Sort(terms)
	terms = append(terms, terms[0]) // asked twice, answered twice
	for _, term := range terms {
		want = append(want, rank.documents(term))
	}
	got, err := m.Counts(m.t.Context(), terms)
	if err != nil {
		m.t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		m.t.Errorf("counts of %d terms differ (-want +got):\n%s", len(terms), diff)
	}
}
