// Package retrieval answers one question: which passages bear on this question?
//
// It reads a question for the names and dates the corpus knows ([Read]), keeps
// a store in step with a corpus ([Sync]) and finds passages in it. A store is
// an [Index]; packages below this one hold its kinds, and indextest the tests
// that each must pass. How passages are weighed is decided here alone (terms,
// BM25, what a cue is worth), in whole numbers, so that every kind of store
// puts the same passages in the same order.
package retrieval

import (
	"context"
	"errors"
	"fmt"

	"dateline/internal/corpus"
)

// Index is a store of one corpus. All methods are safe for concurrent use, and
// each sees one state of the corpus, never a mixture of two.
type Index interface {
	// Manifest says what is stored. Of an empty store it is the zero Manifest.
	Manifest(ctx context.Context) (Manifest, error)
	// Generation is the Manifest's, at little cost: to see whether all is as it was.
	Generation(ctx context.Context) (int64, error)
	// Apply carries out a change, all of it or nothing. It fails with ErrStale
	// when the store is no longer at the generation the change was made for.
	Apply(ctx context.Context, c Change) error
	// Search returns the best passages, best first, fewer than asked for when
	// fewer share a term with the question or pass the filter.
	Search(ctx context.Context, r Request) ([]Hit, error)
	// Counts says in how many documents each term stands, in the same order. Of
	// one that stands in none it counts those that somebody of that name speaks in.
	Counts(ctx context.Context, terms []string) ([]int, error)
	// Lacks says which of the texts have no embedding of a space yet.
	Lacks(ctx context.Context, space Space, hashes []TextHash) (map[TextHash]bool, error)
	// Catalog names what is in the corpus.
	Catalog(ctx context.Context) (Catalog, error)
	// Document returns a stored document, or ErrNoDocument.
	Document(ctx context.Context, id string) (corpus.Document, error)
	// Version returns the version of a document whose record has a hash, as
	// citations name it, or ErrNoDocument. A store that keeps several also gives
	// those that were replaced or withdrawn, until they are pruned.
	Version(ctx context.Context, hash string) (corpus.Document, error)
	Close() error
}

// What callers tell apart.
var (
	ErrStale      = errors.New("the store has changed in the meantime")
	ErrNoDocument = errors.New("no such document in the store")
)

// StoreError is a store that can't be used as it is. Its text says what to do.
type StoreError struct {
	Store  string // as the user named it
	Reason string
	Err    error // may be nil
}

func (e *StoreError) Error() string { return fmt.Sprintf("store %s: %s", e.Store, e.Reason) }

// Unwrap is what the database said.
func (e *StoreError) Unwrap() error { return e.Err }

// Manifest is what a store holds, by hashes.
type Manifest struct {
	Generation int64             // grows by one with each change; 0: empty
	Location   string            // of the corpus it was last filled from
	Described  string            // hash of names, outlets and events
	Files      map[string]string // path → hash of the file and what is said of it
	Documents  map[string]Stored // by document id
	Space      Space             // of the embeddings; zero: none
}

// Stored is one document of a manifest.
type Stored struct{ File, Hash string }

// Change is the way from one generation to the next.
type Change struct {
	From        int64 // the generation it was worked out for
	Description Description
	Files       map[string]string // all that hold documents afterwards, with their hashes
	Put         []Put             // added or changed
	Keep        map[string]string // unchanged documents that lie in another file now
	Remove      []string          // ids
	// Embedder, if set, embeds the passages that have no embedding of its
	// space yet; the new generation has that space.
	Embedder Embedder
	// Generations is how many a store that keeps several keeps; 0: as it sees fit.
	Generations int
	// Done, if set, is called with how many of Put are stored so far.
	Done func(n int)
}

// Put is a document to store. Its Record is kept, all else made from it.
type Put struct {
	File   string
	Hash   string
	Record corpus.Record
}

// Description is what is known of the corpus as a whole.
type Description struct {
	Name     string
	Location string
	Outlets  []corpus.Outlet
	Events   []corpus.Event
	Hash     string
}

// Catalog names what is in the corpus, for reading questions and for people.
type Catalog struct {
	Generation int64
	Name       string
	Space      Space // of the embeddings; zero: none
	Documents  int
	Outlets    []corpus.Outlet // those with documents, and those described
	Events     []corpus.Event
	Speakers   []string // who speaks in transcripts, but for those who are Authors, too
	Authors    []string
	Days       []corpus.Date // of events and publications, ascending
}

// Filter restricts a search strictly. Values of one field are alternatives;
// the fields must all fit. A zero field restricts nothing.
type Filter struct {
	Outlets   []string
	Speakers  []string // of a turn, or author of an article
	Events    []string // ids
	Documents []string // ids
	Headlines []string
	From, To  corpus.Date // the event's day, else the day of publication; inclusive
}

// IsZero reports whether the filter restricts nothing.
func (f Filter) IsZero() bool {
	return len(f.Outlets)+len(f.Speakers)+len(f.Events)+len(f.Documents)+len(f.Headlines) == 0 && f.From.IsZero() && f.To.IsZero()
}

// Request is a search.
type Request struct {
	Query       Query
	Filter      Filter
	Limit       int // passages; must be positive
	PerDocument int // passages of one document at most; 0: any number
	// Dense, if set, finds passages that mean what the question means, too.
	Dense *Dense
}

// Hit is a passage that bears on a question, with its document's header.
type Hit struct {
	Passage corpus.Passage
	Header  corpus.Header
	Hash    string // of the document's record: the version that is quoted
	Scores  Scores
}

// Scores tell what each stage gave a passage. Total orders the hits. All but
// the cosine are shares of the greatest lexical score the question could get.
type Scores struct {
	Passage  float64 `json:"passage"`  // BM25 of the passage
	Document float64 `json:"document"` // BM25 of its whole document, weighted
	Cues     float64 `json:"cues"`     // for outlets, speakers, events, dates of the question
	Dense    float64 `json:"dense"`    // cosine of the embeddings, weighted
	Total    float64 `json:"total"`
	Cosine   float64 `json:"cosine"` // of the embeddings as such; 0 without them
}
