package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"maps"
	"slices"
	"strings"

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
	cosines, err := q.cosines(m)
	if err != nil || len(passages) == 0 && len(cosines) == 0 {
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
	rate := func(id int64) (candidate, bool) {
		c := candidate{id: id, passage: passages[id], document: documents[id>>passageBits]}
		for _, f := range fits {
			if f.has(id) {
				c.cues += f.worth
			}
		}
		c.points, _ = retrieval.Score(c.passage, c.document, c.cues, 0, q.greatest)
		return c, allowed(id)
	}
	list := make([]candidate, 0, len(passages))
	for id := range passages {
		if c, is := rate(id); is {
			list = append(list, c)
		}
	}
	if cosines != nil {
		if list, err = q.joined(list, cosines, rate); err != nil {
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

// condition is SQL over documents with its arguments.
type condition struct {
	sql  []string
	args []any
}

func (c *condition) among(column string, values []string) {
	if len(values) == 0 {
		return
	}
	c.sql = append(c.sql, column+" IN (?"+strings.Repeat(", ?", len(values)-1)+")")
	for _, v := range values {
		c.args = append(c.args, v)
	}
}

// allowed tells which passages pass the filter.
func (q *searching) allowed() (func(id int64) bool, error) {
	f := q.request.Filter
	if f.IsZero() {
		return func(int64) bool { return true }, nil
	}
	var c condition
	c.among("outlet", f.Outlets)
	c.among("event", f.Events)
	c.among("name", f.Documents)
	c.among("headline", f.Headlines)
	if !f.From.IsZero() {
		c.sql, c.args = append(c.sql, "happened >= ?"), append(c.args, f.From.String())
	}
	if !f.To.IsZero() {
		c.sql, c.args = append(c.sql, "happened <> '' AND happened <= ?"), append(c.args, f.To.String())
	}
	var documents, spoken map[int64]bool
	var err error
	if len(c.sql) > 0 {
		if documents, err = q.ids(`SELECT id FROM documents WHERE `+strings.Join(c.sql, " AND "), c.args); err != nil {
			return nil, err
		}
	}
	if len(f.Speakers) > 0 {
		if spoken, err = q.voiced(f.Speakers); err != nil {
			return nil, err
		}
	}
	return func(id int64) bool {
		return (documents == nil || documents[id>>passageBits]) && (spoken == nil || spoken[id])
	}, nil
}

func (q *searching) voiced(names []string) (map[int64]bool, error) {
	if len(names) == 0 {
		return map[int64]bool{}, nil
	}
	var c condition
	c.among("name", names)
	return q.ids(`SELECT passage FROM voices WHERE `+c.sql[0], c.args)
}

func (q *searching) ids(statement string, args []any) (map[int64]bool, error) {
	out := map[int64]bool{}
	err := query(q.ctx, q.tx, statement, args, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out[id] = true
		return err
	})
	return out, err
}

// fit is what fits one kind of cue.
type fit struct {
	worth    int64
	passages bool // ids are of passages, not of documents
	ids      map[int64]bool
}

func (f fit) has(passage int64) bool {
	if f.passages {
		return f.ids[passage]
	}
	return f.ids[passage>>passageBits]
}

// cues looks up what fits the question's cues; cues of one kind are alternatives.
func (q *searching) cues() ([]fit, error) {
	var out []fit
	for _, cue := range byKind(q.request.Query.Cues) {
		f := fit{worth: retrieval.CueWorth(cue.Kind, q.greatest)}
		var err error
		switch cue.Kind {
		case retrieval.SpeakerCue:
			f.passages = true
			f.ids, err = q.voiced(cue.Names)
		case retrieval.OutletCue:
			f.ids, err = q.documents("outlet", cue.Names)
		case retrieval.DateCue:
			f.ids, err = q.days(cue.Days)
		default:
			f.ids, err = q.documents("event", cue.Events)
		}
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// byKind makes one cue of all of a kind. A long question may say the same
// thousands of times; it is looked up once.
func byKind(cues []retrieval.Cue) []retrieval.Cue {
	var out []retrieval.Cue
	for _, c := range cues {
		i := slices.IndexFunc(out, func(o retrieval.Cue) bool { return o.Kind == c.Kind })
		if i < 0 {
			i, out = len(out), append(out, retrieval.Cue{Kind: c.Kind})
		}
		all := &out[i]
		all.Names, all.Events, all.Days = append(all.Names, c.Names...), append(all.Events, c.Events...), append(all.Days, c.Days...)
	}
	for i := range out {
		out[i].Names, out[i].Events, out[i].Days = distinct(out[i].Names), distinct(out[i].Events), distinct(out[i].Days)
	}
	return out
}

func distinct[T comparable](list []T) []T {
	seen := map[T]bool{}
	return slices.DeleteFunc(list, func(x T) bool {
		known := seen[x]
		seen[x] = true
		return known
	})
}

func (q *searching) documents(column string, values []string) (map[int64]bool, error) {
	if len(values) == 0 {
		return map[int64]bool{}, nil
	}
	var c condition
	c.among(column, values)
	return q.ids(`SELECT id FROM documents WHERE `+c.sql[0], c.args)
}

func (q *searching) days(ranges []retrieval.Range) (map[int64]bool, error) {
	const most = 100 // in a statement: SQLite bounds how deep a condition goes
	out := map[int64]bool{}
	for chunk := range slices.Chunk(ranges, most) {
		var c condition
		for _, r := range chunk {
			c.sql = append(c.sql, "happened BETWEEN ? AND ? OR published BETWEEN ? AND ?")
			c.args = append(c.args, r.From.String(), r.To.String(), r.From.String(), r.To.String())
		}
		ids, err := q.ids(`SELECT id FROM documents WHERE `+strings.Join(c.sql, " OR "), c.args)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, ids)
	}
	return out, nil
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
