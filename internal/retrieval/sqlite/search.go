package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"slices"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Search implements retrieval.Index.
func (s *Store) Search(ctx context.Context, r retrieval.Request) (hits []retrieval.Hit, err error) {
	err = s.read(ctx, func(tx *sql.Tx) error {
		q := searching{ctx: ctx, tx: tx, request: r, headers: map[int64]document{}}
		hits, err = q.run(&s.dense)
		return err
	})
	return hits, err
}

// searching is one search on one state of the store.
type searching struct {
	ctx      context.Context
	tx       *sql.Tx
	request  retrieval.Request
	greatest int64
	headers  map[int64]document
}

type document struct {
	name, hash string
	header     corpus.Header
}

// candidate is a passage with the parts of its score.
type candidate struct {
	id                                     int64
	passage, document, cues, dense, points int64
}

func (q *searching) run(m *matrix) ([]retrieval.Hit, error) {
	passages, documents, err := q.sums()
	if err != nil {
		return nil, err
	}
	near, err := q.near(m)
	if err != nil || len(passages) == 0 && near == nil {
		return nil, err
	}
	allowed, err := q.allowed()
	if err != nil {
		return nil, err
	}
	fits, err := q.cues()
	if err != nil {
		return nil, err
	}
	rate := func(id int64) candidate {
		c := candidate{id: id, passage: passages[id], document: documents[id>>passageBits]}
		for _, f := range fits {
			if f.has(id) {
				c.cues += f.worth
			}
		}
		c.points, _ = retrieval.Score(c.passage, c.document, c.cues, 0, q.greatest)
		return c
	}
	list := make([]candidate, 0, len(passages))
	for id := range passages {
		if allowed(id) {
			list = append(list, rate(id))
		}
	}
	if near != nil {
		if list, err = q.joined(list, near, allowed, rate); err != nil {
			return nil, err
		}
	}
	return q.best(list)
}

// sums are weight × inverse document frequency, summed over the question's
// terms, by passage and by document.
func (q *searching) sums() (passages, documents map[int64]int64, err error) {
	all := retrieval.TermCount{}
	if err := q.tx.QueryRowContext(q.ctx, `SELECT (SELECT count(*) FROM passages), (SELECT count(*) FROM documents)`).Scan(&all.Passages, &all.Documents); err != nil {
		return nil, nil, err
	}
	type lists struct{ passages, documents []byte }
	found := map[string]lists{}
	counts := map[string]retrieval.TermCount{}
	for term := range retrieval.Frequencies(q.request.Query.Terms) {
		var l lists
		var n retrieval.TermCount
		err := q.tx.QueryRowContext(q.ctx, `SELECT in_passages, in_documents, passages, documents FROM postings WHERE term = ?`, term).
			Scan(&n.Passages, &n.Documents, &l.passages, &l.documents)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found[term], counts[term] = l, n
	}
	terms := retrieval.WeighTerms(q.request.Query.Terms, counts, all)
	q.greatest = retrieval.Greatest(terms)
	passages, documents = map[int64]int64{}, map[int64]int64{}
	for _, t := range terms {
		l := found[t.Term]
		err := errors.Join(
			each(l.passages, func(id int64, weight int) { passages[id] += int64(weight) * t.PassageIDF }),
			each(l.documents, func(id int64, weight int) { documents[id] += int64(weight) * t.DocumentIDF }))
		if err != nil {
			return nil, nil, err
		}
	}
	return passages, documents, nil
}

// best fetches the first of the candidates.
func (q *searching) best(list []candidate) ([]retrieval.Hit, error) {
	first, err := q.first(list, q.request.Limit, q.request.PerDocument)
	if err != nil {
		return nil, err
	}
	var hits []retrieval.Hit
	for _, c := range first {
		hit, err := q.hit(c)
		if err != nil {
			return nil, err
		}
		hits = append(hits, hit)
	}
	return hits, nil
}

// first are so many candidates in order, and so many of a document (0: any
// number). Of equals the earlier document goes first, by id, then the earlier
// passage.
func (q *searching) first(list []candidate, limit, perDocument int) ([]candidate, error) {
	slices.SortFunc(list, func(a, b candidate) int { return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.id, b.id)) })
	var out []candidate
	taken := map[int64]int{}
	for start := 0; start < len(list) && len(out) < limit; {
		end := start + 1
		for end < len(list) && list[end].points == list[start].points {
			end++
		}
		if err := q.settle(list[start:end]); err != nil {
			return nil, err
		}
		for _, c := range list[start:end] {
			document := c.id >> passageBits
			if len(out) < limit && (perDocument == 0 || taken[document] < perDocument) {
				taken[document]++
				out = append(out, c)
			}
		}
		start = end
	}
	return out, nil
}

// settle orders candidates of equal points by their documents' ids, which do
// not depend on the order in which documents came into the store.
func (q *searching) settle(equal []candidate) error {
	if len(equal) < 2 {
		return nil
	}
	names := map[int64]string{}
	for _, c := range equal {
		d, err := q.document(c.id >> passageBits)
		if err != nil {
			return err
		}
		names[c.id] = d.name
	}
	slices.SortFunc(equal, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(names[a.id], names[b.id]), cmp.Compare(a.id, b.id))
	})
	return nil
}

func (q *searching) document(row int64) (document, error) {
	if d, known := q.headers[row]; known {
		return d, nil
	}
	var d document
	var header []byte
	if err := q.tx.QueryRowContext(q.ctx, `SELECT name, hash, header FROM documents WHERE id = ?`, row).Scan(&d.name, &d.hash, &header); err != nil {
		return d, err
	}
	err := decode(header, &d.header)
	q.headers[row] = d
	return d, err
}

func (q *searching) hit(c candidate) (retrieval.Hit, error) {
	d, err := q.document(c.id >> passageBits)
	if err != nil {
		return retrieval.Hit{}, err
	}
	p := corpus.Passage{Document: d.name, Ordinal: int(c.id & (1<<passageBits - 1))}
	var units []byte
	if err := q.tx.QueryRowContext(q.ctx, `SELECT start, text, units FROM passages WHERE id = ?`, c.id).Scan(&p.Start, &p.Text, &units); err != nil {
		return retrieval.Hit{}, err
	}
	p.End = p.Start + len(p.Text)
	if err := decode(units, &p.Units); err != nil {
		return retrieval.Hit{}, err
	}
	_, scores := retrieval.Score(c.passage, c.document, c.cues, c.dense, q.greatest)
	return retrieval.Hit{Passage: p, Header: d.header, Hash: d.hash, Scores: scores}, nil
}
