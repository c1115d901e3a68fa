package indextest

import (
	"context"
	"errors"
	"maps"
	"math"
	"slices"
	"sync"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Arithmetic embeds by arithmetic on a text's bytes. Its vectors consist of
// ±1/8 in 64 dimensions, so that lengths and cosines are exact in any
// precision and every store must come to the same sum.
type Arithmetic struct {
	Model string
	Words int   // of a window; 0: of any length
	Fail  error // returned instead of vectors, where set
	lock  sync.Mutex
	seen  map[string]int // text → how often it was embedded
}

// Name implements retrieval.Embedder.
func (a *Arithmetic) Name() string { return a.Model }

// Dimensions implements retrieval.Embedder.
func (*Arithmetic) Dimensions() int { return 64 }

// MaxWords implements retrieval.Embedder.
func (a *Arithmetic) MaxWords() int { return a.Words }

// Weight implements retrieval.Embedder.
func (*Arithmetic) Weight() float64 { return .3 }

// Embed implements retrieval.Embedder.
func (a *Arithmetic) Embed(_ context.Context, texts []string, got func(int, [][]float32) error) error {
	a.lock.Lock()
	defer a.lock.Unlock()
	if a.Fail != nil {
		return a.Fail
	}
	if a.seen == nil {
		a.seen = map[string]int{}
	}
	out := make([][]float32, len(texts))
	for i, text := range texts {
		a.seen[text]++
		out[i] = a.vector(text)
	}
	return got(0, out)
}

// vector adds up the terms of a text, each a row of signs.
func (a *Arithmetic) vector(text string) []float32 {
	sums := make([]int, a.Dimensions())
	for _, t := range append(retrieval.Terms(text), a.Model) {
		hash := uint64(14695981039346656037)
		for _, b := range []byte(t) {
			hash = (hash ^ uint64(b)) * 1099511628211
		}
		hash ^= hash >> 29
		for i := range sums {
			sums[i] += 2*int(hash>>i&1) - 1
		}
	}
	out := make([]float32, len(sums))
	for i, n := range sums {
		if out[i] = .125; n < 0 || n == 0 && i%2 == 0 {
			out[i] = -.125
		}
	}
	return out
}

// asks is a question's embedding.
func (a *Arithmetic) asks(text string) *retrieval.Dense {
	return &retrieval.Dense{Space: retrieval.SpaceOf(a), Vector: a.vector(text), Weight: a.Weight()}
}

// dense is what an entry's meaning is worth. The embedder is known by its name.
func (r *Reference) dense(d retrieval.Dense, e entry, greatest int64) int64 {
	nearest := math.Inf(-1)
	for _, text := range retrieval.Windows(e.hit.Header.Headline, e.hit.Passage.Text, d.Space.MaxWords) {
		dot := 0.0
		for i, x := range (&Arithmetic{Model: d.Space.Model}).vector(text) {
			dot += float64(x) * float64(d.Vector[i])
		}
		nearest = max(nearest, dot)
	}
	return int64(math.Floor(nearest*65536+.5)) * retrieval.DenseWorth(d.Weight, greatest)
}

// embed makes a change that embeds.
func (m *mirror) embed(e edit, by *Arithmetic) {
	m.t.Helper()
	m.embedder = by
	m.apply(e)
}

// testDense asks for the very order by words and meaning together.
func testDense(t *testing.T, open Opener) {
	for _, words := range []int{0, 20} {
		denseOrder(t, open, &Arithmetic{Model: "arithmetic", Words: words})
	}
}

func denseOrder(t *testing.T, open Opener, by *Arithmetic) {
	t.Helper()
	records := Records(40, Few(60, 20))
	m, rank := newMirror(t, open(t)), NewReference(records)
	m.embed(edit{put: records}, by)
	for _, r := range Requests(41, Few(60, 10)) {
		r.Dense = by.asks(r.Query.Question)
		r.Limit = max(r.Limit, 1000) // so that all passages are candidates
		m.wantHits(r, rank.Search(r))
	}
	// A question that shares no word with anything is found by its meaning.
	r := ask("unheardof unspokenof")
	r.Dense = by.asks("unheardof unspokenof")
	if hits := m.search(r); len(hits) < len(records) || hits[0].Scores.Passage > 0 || hits[0].Scores.Dense <= 0 {
		t.Errorf("a question of unknown words found %d passages by their meaning", len(hits))
	}
	m.check() // without an embedding all is as it was
}

// testDenseCandidates: with a small limit the best of both kinds are compared.
func testDenseCandidates(t *testing.T, open Opener) {
	records := Records(42, Few(120, 80))
	m, rank, by := newMirror(t, open(t)), NewReference(records), &Arithmetic{Model: "arithmetic", Words: 30}
	m.embed(edit{put: records}, by)
	for _, r := range Requests(43, Few(40, 3)) {
		r.Dense, r.Limit = by.asks(r.Query.Question), 3
		m.wantHits(r, rank.Search(r))
	}
}

// testEmbedOnce: no text is embedded twice, whatever becomes of its document.
func testEmbedOnce(t *testing.T, open Opener) {
	m, by := newMirror(t, open(t)), &Arithmetic{Model: "arithmetic"}
	n := Few(30, 12)
	records := Records(44, n)
	by.Fail = errors.New("the model is gone")
	c := m.change(edit{put: records})
	c.Embedder = by
	if err := m.Apply(t.Context(), c); !errors.Is(err, by.Fail) {
		t.Fatalf("a change whose texts can't be embedded: got the error %v", err)
	}
	by.Fail = nil
	texts := map[retrieval.TextHash]string{}
	for _, r := range records {
		maps.Copy(texts, retrieval.PassageTexts([]*retrieval.Prepared{retrieval.Prepare(retrieval.Put{Record: r})}, 0))
	}
	m.wantLacking(retrieval.SpaceOf(by), texts, len(texts))
	m.embed(edit{put: records}, by)
	m.wantLacking(retrieval.SpaceOf(by), texts, 0)
	m.wantLacking(retrieval.Space{Model: "another", Dimensions: 64}, texts, len(texts))
	m.embed(edit{remove: []string{"doc-0001"}}, by)
	m.embed(edit{put: append(Records(45, n+10)[n:], records[1])}, by)
	for text, n := range by.seen {
		if n != 1 {
			t.Fatalf("embedded %d times: %q", n, text)
		}
	}
	m.check()
}

// wantLacking checks how many of the texts have no embedding of a space.
func (m *mirror) wantLacking(space retrieval.Space, texts map[retrieval.TextHash]string, want int) {
	m.t.Helper()
	lacks, err := m.Lacks(m.t.Context(), space, slices.Collect(maps.Keys(texts)))
	if err != nil || len(lacks) != want {
		m.t.Errorf("%d of %d texts lack an embedding of %s, want %d (error %v)", len(lacks), len(texts), space.Model, want, err)
	}
}

// testSpaces changes the model: the new set of embeddings serves once it is whole.
func testSpaces(t *testing.T, open Opener) {
	changeSpace(t, open, &Arithmetic{Model: "before"}, &Arithmetic{Model: "after"})
	changeSpace(t, open, &Arithmetic{Model: "one"}, &Arithmetic{Model: "one", Words: 15})
}

func changeSpace(t *testing.T, open Opener, before, after *Arithmetic) {
	t.Helper()
	records := Records(46, Few(30, 10))
	m, rank := newMirror(t, open(t)), NewReference(records)
	m.embed(edit{put: records}, before)
	after.Fail = errors.New("the model is gone")
	c := m.change(edit{})
	c.Embedder = after
	if err := m.Apply(t.Context(), c); !errors.Is(err, after.Fail) {
		t.Fatalf("a change of models half way: got the error %v", err)
	}
	after.Fail = nil
	for _, by := range []*Arithmetic{before, after} {
		if by == after {
			m.embed(edit{}, after)
		}
		m.checkManifest()
		for _, asked := range []*Arithmetic{before, after} {
			r := ask(records[3].Text)
			want := rank.Search(r)
			r.Dense = asked.asks(r.Query.Question)
			if asked == by {
				want = rank.Search(r)
			}
			m.wantHits(r, want) // of another space: by words alone
		}
	}
	r := ask("the")
	r.Dense = after.asks("the")
	r.Dense.Vector = r.Dense.Vector[1:]
	if _, err := m.Search(t.Context(), r); err == nil {
		t.Error("an embedding of the wrong length was searched for")
	}
	m.embed(edit{put: []corpus.Record{note("late", "A late lantern.")}}, after)
	m.check()
}

// testSpaceAndDocuments changes the model and documents in one change: what that
// replaces or removes is not embedded, since nobody will ever search it.
func testSpaceAndDocuments(t *testing.T, open Opener) {
	before, after := &Arithmetic{Model: "before"}, &Arithmetic{Model: "after", Words: 20}
	n := Few(30, 12)
	records := Records(47, 2*n)
	m := newMirror(t, open(t))
	m.embed(edit{put: records[:n]}, before)
	changed := records[n:]
	for i := range changed {
		changed[i].ID = records[i].ID
	}
	changed = append(changed[:n/3], note("new", "A lantern that nobody knew."))
	m.embed(edit{put: changed, remove: []string{records[n-1].ID, records[n-2].ID}}, after)
	want := map[retrieval.TextHash]string{}
	for _, r := range m.all() {
		maps.Copy(want, retrieval.PassageTexts([]*retrieval.Prepared{retrieval.Prepare(retrieval.Put{Record: r})}, after.Words))
	}
	if got := after.Count(); got != len(want) {
		t.Errorf("%d texts were embedded of the new model, want the %d of the documents that are left", got, len(want))
	}
	r, rank := ask(records[4].Text), NewReference(m.all())
	r.Dense = after.asks(r.Query.Question)
	m.wantHits(r, rank.Search(r))
}

// Count is how many texts were embedded.
func (a *Arithmetic) Count() (n int) {
	a.lock.Lock()
	defer a.lock.Unlock()
	for _, times := range a.seen {
		n += times
	}
	return n
}
