package retrieval

import (
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"dateline/internal/corpus"
)

// Prepared is a document made ready to be stored: what every kind of store
// indexes of it.
type Prepared struct {
	Put      Put
	Document corpus.Document
	Terms    [][]string // by passage, with the header's in front
	All      []string   // of the whole document, the header once
}

// PrepareAll makes documents ready on all processors.
func PrepareAll(puts []Put) []*Prepared {
	out := make([]*Prepared, len(puts))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range puts {
		g.Go(func() error {
			out[i] = Prepare(p)
			return nil
		})
	}
	_ = g.Wait() // preparing can't fail
	return out
}

// Prepare makes a document ready.
func Prepare(p Put) *Prepared {
	b := &Prepared{Put: p, Document: corpus.Build(p.Record)}
	header := HeaderTerms(b.Document.Header)
	b.All = slices.Clone(header)
	for _, passage := range b.Document.Passages {
		terms := Terms(passage.Text)
		b.All = append(b.All, terms...)
		b.Terms = append(b.Terms, slices.Concat(header, Terms(strings.Join(passage.Speakers(), "\n")), terms))
	}
	return b
}

// Voices are the names a passage is found by and filtered by, each once: who
// speaks in it, or who wrote it.
func Voices(h corpus.Header, p corpus.Passage) []string {
	names := p.Speakers()
	for _, name := range h.Authors {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// Vocabulary numbers terms, so that counting those of a whole corpus takes
// eight bytes a posting.
type Vocabulary struct {
	Terms   []string // by number
	numbers map[string]int32
}

// NewVocabulary is one without terms.
func NewVocabulary() *Vocabulary { return &Vocabulary{numbers: map[string]int32{}} }

func (v *Vocabulary) number(term string) int32 {
	n, known := v.numbers[term]
	if !known {
		n = int32(len(v.Terms)) //nolint:gosec // no language has so many words
		v.numbers[term] = n
		v.Terms = append(v.Terms, term)
	}
	return n
}

// InOrder are the numbers of the terms, in the order of the terms.
func (v *Vocabulary) InOrder() []int32 {
	order := make([]int32, len(v.Terms))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { return strings.Compare(v.Terms[x], v.Terms[y]) })
	return order
}

// Tally is how often a text has each of its terms.
type Tally struct {
	Length int
	Terms  []Times
}

// Times is how often a text has a term of a Vocabulary.
type Times struct{ Term, N int32 }

// Counted is a document reduced to what weighing needs.
type Counted struct {
	Row      int64 // as the store numbers it
	Whole    Tally
	Passages []Tally
}

// Count reduces a document.
func (v *Vocabulary) Count(row int64, b *Prepared) Counted {
	c := Counted{Row: row, Whole: v.tally(b.All)}
	for _, terms := range b.Terms {
		c.Passages = append(c.Passages, v.tally(terms))
	}
	return c
}

func (v *Vocabulary) tally(terms []string) Tally {
	t := Tally{Length: len(terms)}
	for term, n := range Frequencies(terms) {
		t.Terms = append(t.Terms, Times{v.number(term), int32(n)}) //nolint:gosec // no text has so many words
	}
	return t
}

// Means are the mean lengths, as MeanLength rounds them, that weights are made with.
type Means struct{ Passage, Document float64 }
