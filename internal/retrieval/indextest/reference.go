package indextest

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Reference ranks by going through all passages one by one. It is slow and
// plain: what a store must agree with, and what one is compared with for speed.
type Reference struct {
	entries []entry // by document id, then passage
	in      map[string]retrieval.TermCount
	all     retrieval.TermCount
	terms   retrieval.TermCount // how many all passages and all documents have together
}

// entry is a passage and its document as bags of terms.
type entry struct {
	hit      retrieval.Hit // without scores
	passage  bag
	document *bag
}

type bag struct {
	counts map[string]int
	length int
}

func newBag(lists ...[]string) bag {
	terms := slices.Concat(lists...)
	return bag{retrieval.Frequencies(terms), len(terms)}
}

// documents are the records built so far, by their hash: the same ones come
// again in many tests, and to build them takes longer than all else.
var documents sync.Map

func built(r corpus.Record) corpus.Document {
	hash := r.Hash()
	known, ok := documents.Load(hash)
	if !ok {
		known, _ = documents.LoadOrStore(hash, corpus.Build(r))
	}
	return known.(corpus.Document)
}

// NewReference prepares to search records.
func NewReference(records []corpus.Record) *Reference {
	r := &Reference{in: map[string]retrieval.TermCount{}}
	byID := func(a, b corpus.Record) int { return strings.Compare(a.ID, b.ID) }
	for _, record := range slices.SortedFunc(slices.Values(records), byID) {
		r.add(record)
	}
	return r
}

func (r *Reference) add(record corpus.Record) {
	d := built(record)
	header := retrieval.Terms(d.SearchText())
	whole := [][]string{header}
	document := &bag{}
	for _, p := range d.Passages {
		text := retrieval.Terms(p.Text)
		whole = append(whole, text)
		e := entry{
			hit:      retrieval.Hit{Passage: p, Header: d.Header, Hash: record.Hash()},
			passage:  newBag(header, retrieval.Terms(strings.Join(p.Speakers(), "\n")), text),
			document: document,
		}
		r.entries = append(r.entries, e)
		r.count(e.passage, retrieval.TermCount{Passages: 1})
	}
	*document = newBag(whole...)
	r.count(*document, retrieval.TermCount{Documents: 1})
}

// documents is in how many documents a term stands, or somebody of that name speaks.
func (r *Reference) documents(term string) int {
	if n := r.in[term].Documents; n > 0 {
		return n
	}
	in := map[string]bool{}
	for _, e := range r.entries {
		if e.passage.counts[term] > 0 {
			in[e.hit.Header.ID] = true
		}
	}
	return len(in)
}

// count notes a text, which is one of either kind.
func (r *Reference) count(b bag, one retrieval.TermCount) {
	for term := range b.counts {
		n := r.in[term]
		r.in[term] = retrieval.TermCount{Passages: n.Passages + one.Passages, Documents: n.Documents + one.Documents}
	}
	r.all.Passages += one.Passages
	r.all.Documents += one.Documents
	r.terms.Passages += one.Passages * b.length
	r.terms.Documents += one.Documents * b.length
}

// defined gives passages the scores that BM25's definition gives them, in
// floating point: nothing here is shared with what stores are made of.
func (r *Reference) defined(q retrieval.Query) func(entry) retrieval.Scores {
	passageMean := steppedMean(r.terms.Passages, r.all.Passages)
	documentMean := steppedMean(r.terms.Documents, r.all.Documents)
	var inPassages, inDocuments []float64
	greatest := 0.0
	for i, term := range q.Terms {
		inPassages = append(inPassages, rarity(r.in[term].Passages, r.all.Passages))
		inDocuments = append(inDocuments, rarity(r.in[term].Documents, r.all.Documents))
		greatest += inPassages[i] + inDocuments[i]/4
	}
	return func(e entry) (s retrieval.Scores) {
		for i, term := range q.Terms {
			s.Passage += inPassages[i] * saturation(e.passage, term, passageMean) / greatest
			s.Document += inDocuments[i] * saturation(*e.document, term, documentMean) / 4 / greatest
		}
		for kind := range fitting(q, e) {
			s.Cues += share(kind)
		}
		s.Total = s.Passage + s.Document + s.Cues
		return s
	}
}

// steppedMean is the mean to the nearest sixteenth of an octave.
func steppedMean(terms, texts int) float64 {
	return math.Pow(2, math.Round(math.Log2(float64(terms)/float64(texts))*16)/16)
}

func rarity(n, all int) float64 {
	return math.Log(1 + (float64(all)-float64(n)+0.5)/(float64(n)+0.5))
}

func saturation(b bag, term string, mean float64) float64 {
	tf := float64(b.counts[term])
	return tf / (tf + 1.2*(0.25+0.75*float64(b.length)/mean))
}

// fitting are the kinds of cues of which one or more fits.
func fitting(q retrieval.Query, e entry) map[retrieval.CueKind]bool {
	out := map[retrieval.CueKind]bool{}
	for _, c := range q.Cues {
		if c.Fits(e.hit.Header, e.hit.Passage.Speakers()) {
			out[c.Kind] = true
		}
	}
	return out
}

// Search is what a store must return to the letter: scores in the whole
// numbers of package retrieval, ties by document id and passage.
func (r *Reference) Search(request retrieval.Request) []retrieval.Hit {
	terms := retrieval.WeighTerms(request.Query.Terms, r.in, r.all)
	greatest := retrieval.Greatest(terms)
	passageMean := retrieval.MeanLength(r.terms.Passages, r.all.Passages)
	documentMean := retrieval.MeanLength(r.terms.Documents, r.all.Documents)
	type ranked struct {
		points int64
		hit    retrieval.Hit
	}
	var list []ranked
	for _, e := range r.entries {
		var passage, document, cues, dense int64
		for _, t := range terms {
			if n := e.passage.counts[t.Term]; n > 0 {
				passage += t.PassageIDF * int64(retrieval.Weight(n, e.passage.length, passageMean))
			}
			if n := e.document.counts[t.Term]; n > 0 {
				document += t.DocumentIDF * int64(retrieval.Weight(n, e.document.length, documentMean))
			}
		}
		if request.Dense != nil {
			dense = r.dense(*request.Dense, e, greatest)
		}
		if passage == 0 && request.Dense == nil || !admits(request.Filter, e.hit) {
			continue
		}
		for kind := range fitting(request.Query, e) {
			cues += retrieval.CueWorth(kind, greatest)
		}
		points, scores := retrieval.Score(passage, document, cues, dense, greatest)
		e.hit.Scores = scores
		list = append(list, ranked{points, e.hit})
	}
	slices.SortStableFunc(list, func(a, b ranked) int { return cmp.Compare(b.points, a.points) })
	var hits []retrieval.Hit
	taken := map[string]int{}
	for _, x := range list {
		id := x.hit.Header.ID
		if len(hits) < request.Limit && (request.PerDocument == 0 || taken[id] < request.PerDocument) {
			hits = append(hits, x.hit)
			taken[id]++
		}
	}
	return hits
}

// admits is what a filter means.
func admits(f retrieval.Filter, h retrieval.Hit) bool {
	among := func(list []string, values ...string) bool {
		return len(list) == 0 || slices.ContainsFunc(values, func(v string) bool { return slices.Contains(list, v) })
	}
	day := h.Header.When()
	return among(f.Outlets, h.Header.Outlet) &&
		among(f.Speakers, append(h.Passage.Speakers(), h.Header.Authors...)...) &&
		among(f.Events, h.Header.EventID()) &&
		among(f.Documents, h.Header.ID) &&
		among(f.Headlines, h.Header.Headline) &&
		(f.From.IsZero() || !day.IsZero() && day.Compare(f.From) >= 0) &&
		(f.To.IsZero() || !day.IsZero() && day.Compare(f.To) <= 0)
}
