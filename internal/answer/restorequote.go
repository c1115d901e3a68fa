package answer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/tongue"
)

// claim verifies a stored claim. The error is a *RejectedError, or the
// archive's.
func (r *restoring) claim(ctx context.Context, stored claimJSON) (Claim, error) {
	draft, evidence := Statement{}, Evidence{}
	var citations []Citation
	passages := map[string]retrieval.Hit{}
	for i, c := range stored.Citations {
		citation, err := r.citation(ctx, c)
		if err != nil {
			return Claim{}, err
		}
		hit, err := r.hit(citation)
		if err != nil {
			return Claim{}, err
		}
		citations = append(citations, citation)
		evidence[keyOf(hit)], passages[fmt.Sprint(i)] = hit, hit
		draft.Quotes = append(draft.Quotes, Quote{keyOf(hit), citation.Span, citation.Quote})
	}
	statement := ""
	if r.out.writer != "" {
		var err error
		if draft.Text, statement, err = restoredTexts(stored, citations, passages); err != nil {
			return Claim{}, err
		}
	}
	claim, err := verifyStatement(draft, evidence)
	if err != nil {
		return Claim{}, reject(ruleRestored, "%s", err)
	}
	claim.Citations = citations
	claim.FactsOnly = draft.Text != "" && (statement != "" || !tongue.IsEnglish(blankQuotations(draft.Text)))
	claim.TranslationOf, claim.NamesUnchecked = statement, statement != "" && !tongue.Cased(draft.Text)
	r.cited(citations)
	return claim, nil
}

// restoredTexts are what a model wrote, in the form that every claim must have: what
// is shown, and where that is a translation, the statement that it is of. The two
// are compared again as when the answer was made.
func restoredTexts(stored claimJSON, citations []Citation, passages map[string]retrieval.Hit) (shown, statement string, err error) {
	c := newChecker(nil, retrieval.Query{}, retrieval.Filter{}, passages, nil)
	if shown, err = c.restoredText(stored.Text); err != nil {
		return "", "", err
	}
	quotes := tongue.Of(quotesOf(Claim{Citations: citations}))
	if stored.TranslationOf == nil {
		if tongue.Of(shown).Script != quotes.Script {
			err = reject(ruleLanguage, "a statement in another script than its evidence has no other beside it that was checked")
		}
		return shown, "", err
	}
	if statement, err = c.restoredText(*stored.TranslationOf); err != nil {
		return "", "", err
	}
	if of := tongue.Of(statement); tongue.Of(shown).Same(of) || !of.Same(quotes) {
		return "", "", reject(ruleLanguage, "the statement beside the translation is in another language than its evidence")
	}
	return shown, statement, c.faithful(shown, statement, citations)
}

// restoredText is a text that a model wrote, if it is as one was when it was
// checked.
func (c *checker) restoredText(text string) (string, error) {
	p := Proposal{Text: text}
	for key := range c.passages { // for outlets that are called after their site
		p.Evidence = append(p.Evidence, Proposed{Passage: key})
	}
	if err := bounded(p); err != nil {
		return "", err
	}
	clean, err := c.sanitised(p)
	if err == nil && clean != text {
		err = reject(ruleText, "the statement is not as it was when it was checked")
	}
	return clean, err
}

// cited notes what the sources of an answer are compared by.
func (r *restoring) cited(citations []Citation) {
	for _, c := range citations {
		r.out.bodies[c.Header.ID] = r.versions[c.Version].Body
		if event := c.Header.Event; event != nil {
			r.out.events[event.ID] = *event
		}
	}
}

// hit is the passage that a citation stands in.
func (r *restoring) hit(c Citation) (retrieval.Hit, error) {
	for _, p := range r.versions[c.Version].Passages {
		if p.Contains(c.Span) {
			return retrieval.Hit{Passage: p, Header: c.Header, Hash: c.Version}, nil
		}
	}
	return retrieval.Hit{}, reject(ruleRestored, "the quote stands in no passage of the document")
}

// citation verifies a stored citation. Nothing of it is taken over but where it
// stands.
func (r *restoring) citation(ctx context.Context, stored citationJSON) (Citation, error) {
	d, err := r.version(ctx, stored.Document, stored.Version)
	if err != nil {
		return Citation{}, err
	}
	span := corpus.Span{Start: stored.Start, End: stored.End}
	if span.Start < 0 || span.Len() <= 0 || span.End > len(d.Body) || d.Body[span.Start:span.End] != stored.Quote {
		return Citation{}, reject(ruleRestored, "the quote does not stand in the document where it should")
	}
	i := slices.IndexFunc(d.Units, func(u corpus.Unit) bool { return u.Contains(span) })
	if i < 0 || corpus.Fold(stored.Quote) == "" {
		return Citation{}, reject(ruleRestored, "the quote is not within one turn or paragraph")
	}
	c := Citation{Header: d.Header, Version: stored.Version, Unit: d.Units[i], Span: span, Quote: stored.Quote, Original: d.Original(span)}
	c.Resolved = resolutions(d, c, stored.Resolved)
	return c, nil
}

// version is a version of a document, which is read once.
func (r *restoring) version(ctx context.Context, id, hash string) (corpus.Document, error) {
	d, read := r.versions[hash]
	if !read {
		var err error
		if d, err = r.archive.Version(ctx, hash); err != nil && !errors.Is(err, retrieval.ErrNoDocument) {
			return d, fmt.Errorf("restore an answer: %w", err)
		}
		r.versions[hash] = d
	}
	if d.ID == "" || d.ID != id {
		return d, reject(ruleRestored, "the version of the document is no longer kept")
	}
	return d, nil
}

// resolutions are those of the stored ones that reading the turn or paragraph
// once more gives as well.
func resolutions(d corpus.Document, c Citation, stored []resolutionJSON) []Resolution {
	if len(stored) == 0 {
		return nil
	}
	var out []Resolution
	for _, w := range readWhen(oneLine(d.Body[c.Unit.Start:c.Unit.End]), d.Published) {
		again := Resolution{Text: w.text, Days: w.days, Published: d.Published}
		if w.relative && w.known() && slices.Contains(stored, resolutionJSON(again)) && !slices.Contains(out, again) {
			out = append(out, again)
		}
	}
	return out
}
