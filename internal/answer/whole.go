package answer

import (
	"context"
	"maps"
	"slices"

	"dateline/internal/retrieval"
)

// bytesAToken is how much text a token stands for, about, in English; and what
// a passage's marks and heading take.
const (
	bytesAToken   = 4
	headingTokens = 40
)

// mostWhole is how many documents a corpus has at most to be looked at for
// whether it goes into a prompt as a whole.
const mostWhole = 200

// whole are all passages of a corpus that goes into the prompt as a whole; nil
// where it does not fit, or where the asker restricted the search.
func (s *asking) whole(ctx context.Context) ([]retrieval.Hit, error) {
	if !s.question.Filter.IsZero() {
		return nil, nil
	}
	return s.a.fitting(ctx)
}

// GoesInWhole reports whether the corpus goes into a generator's prompt as a
// whole where the asker restricts nothing.
func (a *Answerer) GoesInWhole(ctx context.Context) (bool, error) {
	if a.config.Generator == nil {
		return false, nil
	}
	all, err := a.fitting(ctx)
	return all != nil, err
}

// fitting are all passages of a corpus that fits into the prompt, in an order
// that stays the same from question to question; nil where it does not.
func (a *Answerer) fitting(ctx context.Context) ([]retrieval.Hit, error) {
	room := a.config.WholeTokens
	if room == 0 || a.retriever.Size() > mostWhole {
		return nil, nil
	}
	manifest, err := a.retriever.Manifest(ctx)
	if err != nil {
		return nil, err
	}
	var out []retrieval.Hit
	for _, id := range slices.Sorted(maps.Keys(manifest.Documents)) {
		d, err := a.retriever.Document(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, p := range d.Passages {
			if room -= len(p.Text)/bytesAToken + headingTokens; room < 0 {
				return nil, nil
			}
			out = append(out, retrieval.Hit{Passage: p, Header: d.Header, Hash: manifest.Documents[id].Hash})
		}
	}
	return out, nil
}
