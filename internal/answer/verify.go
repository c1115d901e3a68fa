package answer

import (
	"context"
	"fmt"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Draft is what is claimed before anything was checked.
type Draft struct{ Statements []Statement }

// Statement is one claim of a draft. Without a Text it says no more than its
// quotes do.
type Statement struct {
	Text   string
	Quotes []Quote
}

// Quote is words said to stand in a passage.
type Quote struct {
	Passage Key
	Span    corpus.Span // where, in bytes of the document's body
	Text    string
}

// Key names a passage of one version of a document.
type Key struct {
	Document string
	Version  string // hash of the record
	Ordinal  int
}

func keyOf(h retrieval.Hit) Key { return Key{h.Header.ID, h.Hash, h.Passage.Ordinal} }

// Evidence is the passages that a draft may quote from.
type Evidence map[Key]retrieval.Hit

// verify turns a draft into an answer's claims: each statement whose every
// quote stands in its passage, inside one turn or paragraph, at the span given.
// What fails is dropped with the reason.
func verify(d Draft, e Evidence) (claims []Claim, dropped []Dropped) {
	for _, s := range d.Statements {
		claim, err := verifyStatement(s, e)
		if err != nil {
			dropped = append(dropped, Dropped{s.Text, "quote", err.Error()})
			continue
		}
		claims = append(claims, claim)
	}
	return claims, dropped
}

func verifyStatement(s Statement, e Evidence) (Claim, error) {
	if len(s.Quotes) == 0 {
		return Claim{}, fmt.Errorf("the statement quotes nothing")
	}
	var c Claim
	for i, q := range s.Quotes {
		citation, err := verifyQuote(q, e)
		if err != nil {
			return Claim{}, err
		}
		if event := citation.Header.EventID(); i == 0 {
			c.Event = event
		} else if event != c.Event {
			c.Event = ""
		}
		c.Citations = append(c.Citations, citation)
	}
	if c.Text = s.Text; c.Text == "" {
		for i, citation := range c.Citations {
			c.Citations[i] = resolved(citation)
		}
		c.Text = wording(c.Citations)
	}
	return c, nil
}

// verifyQuote checks one quote. The citation holds the stored words, never
// those of the draft.
func verifyQuote(q Quote, e Evidence) (Citation, error) {
	hit, known := e[q.Passage]
	if !known {
		return Citation{}, fmt.Errorf("the quote names a passage that was not found for the question")
	}
	if q.Span.Len() <= 0 || !hit.Passage.Contains(q.Span) {
		return Citation{}, fmt.Errorf("the quote lies outside its passage")
	}
	stored := hit.Passage.Slice(q.Span)
	if folded := corpus.Fold(stored); folded == "" || folded != corpus.Fold(q.Text) {
		return Citation{}, fmt.Errorf("the quote does not stand in its passage")
	}
	unit, inside := hit.Passage.UnitAt(q.Span)
	if !inside {
		return Citation{}, fmt.Errorf("the quote crosses the border of a turn or paragraph")
	}
	return Citation{Header: hit.Header, Version: hit.Hash, Unit: unit, Span: q.Span, Quote: stored, Original: stored}, nil
}

// wording is the text of a statement that says no more than its quotes.
func wording(citations []Citation) string {
	parts := make([]string, len(citations))
	for i, c := range citations {
		parts[i] = c.Attribution() + ": “" + strings.Join(strings.Fields(c.Quote), " ") + "”"
	}
	return strings.Join(parts, " ")
}

// originals looks up how each quote was written before normalisation, and
// drops a claim whose document has changed since it was found.
func (s *asking) originals(ctx context.Context, claims []Claim) (kept []Claim, dropped []Dropped, err error) {
	documents := map[string]corpus.Document{}
	for _, c := range claims {
		problem := ""
		for i, citation := range c.Citations {
			id := citation.Header.ID
			d, loaded := documents[id]
			if !loaded {
				if d, err = s.a.retriever.Document(ctx, id); err != nil {
					return nil, nil, fmt.Errorf("check a citation: %w", err)
				}
				documents[id], s.out.bodies[id] = d, d.Body
			}
			if citation.Span.End > len(d.Body) || d.Body[citation.Span.Start:citation.Span.End] != citation.Quote {
				problem = "the document changed while the question was answered"
				break
			}
			c.Citations[i].Original = d.Original(citation.Span)
		}
		if problem != "" {
			dropped = append(dropped, Dropped{c.Text, "changed", problem})
			continue
		}
		kept = append(kept, c)
	}
	return kept, dropped, nil
}
