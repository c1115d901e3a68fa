package retrieval

import (
	"context"
	"errors"
	"slices"
)

// counted is an embedder that tells how many texts it has embedded.
type counted struct {
	Embedder
	tell func(texts int) // may be nil
	n    int             // one synchronisation embeds one list of texts at a time
}

// Embed implements Embedder.
func (c *counted) Embed(ctx context.Context, texts []string, got func(first int, vectors [][]float32) error) error {
	return c.Embedder.Embed(ctx, texts, func(first int, vectors [][]float32) error {
		err := got(first, vectors)
		if c.n += len(vectors); err == nil && c.tell != nil {
			c.tell(c.n)
		}
		return err
	})
}

// estimated is how many documents are prepared together.
const estimated = 64

// estimate tells how much of the plan's corpus has to be embedded: of the
// documents to store and, where the model changes, of those that stay.
func (p *plan) estimate(ctx context.Context, ix Index, o SyncOptions) error {
	if o.Embedder == nil || o.Estimate == nil {
		return nil
	}
	e := estimate{ix: ix, space: SpaceOf(o.Embedder), seen: map[TextHash]bool{}}
	for puts := range slices.Chunk(p.change.Put, estimated) {
		if err := e.add(ctx, PrepareAll(puts)); err != nil {
			return err
		}
	}
	if p.old.Space != e.space {
		if err := e.addStored(ctx, p); err != nil {
			return err
		}
	}
	return o.Estimate(e.texts, e.bytes)
}

// estimate sums up what has no embedding of a space.
type estimate struct {
	ix           Index
	space        Space
	seen         map[TextHash]bool
	texts, bytes int
}

func (e *estimate) add(ctx context.Context, list []*Prepared) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	windows := PassageTexts(list, e.space.MaxWords)
	hashes := make([]TextHash, 0, len(windows))
	for h := range windows {
		if !e.seen[h] {
			hashes = append(hashes, h)
			e.seen[h] = true
		}
	}
	lacks, err := e.ix.Lacks(ctx, e.space, hashes)
	for h := range lacks {
		e.texts++
		e.bytes += len(windows[h])
	}
	return err
}

// addStored adds the documents that stay as they are.
func (e *estimate) addStored(ctx context.Context, p *plan) error {
	put := map[string]bool{}
	for _, x := range p.change.Put {
		put[x.Record.ID] = true
	}
	for id := range p.owner {
		if put[id] {
			continue
		}
		d, err := e.ix.Document(ctx, id)
		if errors.Is(err, ErrNoDocument) {
			continue // another synchronisation was faster, which Apply will find
		}
		if err == nil {
			err = e.add(ctx, []*Prepared{{Document: d}})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
