package retrieval

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"dateline/internal/corpus"
)

// Searcher reads questions by a store's catalog and searches the store, by
// words and, with an Embedder, by meaning. It is safe for concurrent use. Its
// names are those of the generation it was made at.
type Searcher struct {
	Index
	Names Catalog
	// WordsAlone, if set, is told why a search that should have gone by meaning
	// as well went by words alone. It must be safe for concurrent use.
	WordsAlone func(error)
	embedder   Embedder
	reader     *Reader
	down       *outage
}

// outage remembers that the embedder failed, so that not every question waits
// for it: for a while words alone decide at once.
type outage struct {
	sync.Mutex
	until time.Time
	err   error
}

// outageLasts is how long an embedder that failed is left alone.
const outageLasts = 30 * time.Second

// now is why the embedder is left alone; nil: it is not.
func (o *outage) now() error {
	o.Lock()
	defer o.Unlock()
	if time.Now().Before(o.until) {
		return o.err
	}
	return nil
}

func (o *outage) begins(err error) {
	o.Lock()
	defer o.Unlock()
	o.until, o.err = time.Now().Add(outageLasts), err
}

// NewSearcher prepares to search ix as it is now. Without an embedder, or with
// one whose space the store has no embeddings of, words alone decide.
func NewSearcher(ctx context.Context, ix Index, e Embedder) (*Searcher, error) {
	catalog, err := ix.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	return &Searcher{Index: ix, Names: catalog, embedder: e, reader: NewReader(catalog), down: &outage{}}, nil
}

// SpaceError says that a store's embeddings are not those of the embedder.
type SpaceError struct{ Stored, Asked Space }

func (e *SpaceError) Error() string {
	if e.Stored == (Space{}) {
		return fmt.Sprintf("the store has no embeddings, which searching with %s needs; run bot sync", e.Asked.Model)
	}
	return fmt.Sprintf("the store's embeddings are of %s (%d dimensions), not of %s (%d); run bot sync, or name the embedder that it was filled with",
		e.Stored.Model, e.Stored.Dimensions, e.Asked.Model, e.Asked.Dimensions)
}

// Search implements Index: of a request that brings no Dense of its own it
// embeds the question. Where that fails it searches by words alone.
func (s *Searcher) Search(ctx context.Context, r Request) ([]Hit, error) {
	if r.Dense == nil && s.embedder != nil {
		var err error
		r.Dense, err = s.Dense(ctx, r.Query.Question)
		if err := context.Cause(ctx); err != nil {
			return nil, err
		}
		if err != nil && s.WordsAlone != nil {
			s.WordsAlone(err)
		}
	}
	hits, err := s.Index.Search(ctx, r)
	if r.Dense != nil && r.Dense.Weight > 0 {
		for i := range hits {
			hits[i].Scores.Cosine = hits[i].Scores.Dense / r.Dense.Weight
		}
	}
	return hits, err
}

// Embeds reports whether questions are searched by meaning as well.
func (s *Searcher) Embeds() bool { return s.embedder != nil }

// Vectors embeds texts as passages are. Without an embedder there are none.
func (s *Searcher) Vectors(ctx context.Context, texts []string) ([][]float32, error) {
	if s.embedder == nil || len(texts) == 0 {
		return nil, nil
	}
	return EmbedAll(ctx, s.embedder, texts)
}

// ByWords is the same without an embedder.
func (s *Searcher) ByWords() *Searcher {
	words := *s
	words.embedder = nil
	return &words
}

// questionPatience is how long the embedding of a question may take: words alone
// are better than an answer that nobody waits for.
const questionPatience = 15 * time.Second

// Dense embeds a question. The error is a *SpaceError or the embedder's.
func (s *Searcher) Dense(ctx context.Context, question string) (*Dense, error) {
	asked := SpaceOf(s.embedder)
	if s.Names.Space != asked {
		return nil, &SpaceError{s.Names.Space, asked}
	}
	if err := s.down.now(); err != nil {
		return nil, err
	}
	outer := ctx
	ctx, cancel := context.WithTimeoutCause(ctx, questionPatience, fmt.Errorf("%s gave no embedding in %s", asked.Model, questionPatience))
	defer cancel()
	vectors, err := EmbedAll(ctx, s.embedder, []string{question})
	if err != nil {
		err = fmt.Errorf("embed the question: %w", err)
		if outer.Err() == nil { // else it is the asker who has gone
			s.down.begins(err)
		}
		return nil, err
	}
	return &Dense{asked, vectors[0], s.embedder.Weight()}, nil
}

// MaxQuestionBytes bounds a question; Discord's longest message has 8,000.
const MaxQuestionBytes = 8000

// QuestionError is a question that can't be asked.
type QuestionError struct{ Reason string }

func (e *QuestionError) Error() string { return "the question " + e.Reason }

// Read reads a question asked on a day; the zero Date is today. The error is a
// *QuestionError.
func (s *Searcher) Read(question string, asked corpus.Date) (Query, error) {
	question = strings.TrimSpace(question)
	switch {
	case question == "":
		return Query{}, &QuestionError{"is empty"}
	case len(question) > MaxQuestionBytes:
		return Query{}, &QuestionError{fmt.Sprintf("is %d bytes long; at most %d are read", len(question), MaxQuestionBytes)}
	case !utf8.ValidString(question):
		return Query{}, &QuestionError{"is not valid UTF-8"}
	}
	if asked.IsZero() {
		asked = corpus.DateOf(time.Now())
	}
	return s.reader.Read(corpus.Normalise(question).Body, asked), nil
}

// Size is how many documents there are.
func (s *Searcher) Size() int { return s.Names.Documents }
