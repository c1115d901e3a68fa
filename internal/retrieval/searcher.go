package retrieval

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"dateline/internal/corpus"
)

// Searcher reads questions by a store's catalog and searches the store. It is
// safe for concurrent use. Its names are those of the generation it was made at.
type Searcher struct {
	Index
	Names  Catalog
	reader *Reader
}

// NewSearcher prepares to search ix as it is now.
func NewSearcher(ctx context.Context, ix Index) (*Searcher, error) {
	catalog, err := ix.Catalog(ctx)
	if err != nil {
		return nil, err
	}
	return &Searcher{Index: ix, Names: catalog, reader: NewReader(catalog)}, nil
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
