package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"

	"dateline/internal/retrieval"
)

// Search implements retrieval.Index.
func (s *Store) Search(ctx context.Context, r retrieval.Request) (hits []retrieval.Hit, err error) {
	err = s.read(ctx, func(tx pgx.Tx) error {
		q := searching{ctx: ctx, tx: tx, request: r}
		hits, err = q.run()
		return err
	})
	return hits, err
}

// searching is one search on one state of the store.
type searching struct {
	ctx      context.Context
	tx       pgx.Tx
	request  retrieval.Request
	visible  int64
	all      retrieval.TermCount
	terms    []retrieval.QueryTerm
	greatest int64
	words    bool  // one of the terms stands in the corpus
	space    int64 // of the generation's embeddings; 0: none
	is       retrieval.Space
	indexed  bool
	dense    bool // the question has an embedding of that space
	exact    bool // no index of vectors is used
}

func (q *searching) run() ([]retrieval.Hit, error) {
	if err := q.prepare(); err != nil || !q.words && !q.dense {
		return nil, err
	}
	return q.hits(q.statement())
}

// prepare learns what the statement needs: the worth of the question's terms in
// this corpus, which is worked out here and not in SQL so that every store
// rounds alike, and how to search the embeddings.
func (q *searching) prepare() error {
	counts, err := q.counts(q.request.Query.Terms)
	if err != nil {
		return err
	}
	q.words = len(counts) > 0
	q.terms = retrieval.WeighTerms(plains(q.request.Query.Terms), counts, q.all)
	q.greatest = retrieval.Greatest(q.terms)
	return q.chooseDense()
}

// counts are those of the terms that stand in the corpus; it learns, too, what
// is visible, how much that is, and which embeddings it has.
func (q *searching) counts(terms []string) (map[string]retrieval.TermCount, error) {
	out := map[string]retrieval.TermCount{}
	wanted := make([]string, len(terms))
	for i, t := range terms {
		wanted[i] = plain(t)
	}
	rows, _ := q.tx.Query(q.ctx, `SELECT visible, coalesce(spaces.id, 0), coalesce(model, ''), coalesce(spaces.dimensions, 0), coalesce(spaces.max_words, 0), coalesce(indexed, false), coalesce(passages, 0), coalesce(documents, 0), coalesce(term, ''), coalesce(in_passages, 0), coalesce(in_documents, 0)
		FROM state LEFT JOIN generations USING (generation, visible) LEFT JOIN spaces ON spaces.id = space
		LEFT JOIN terms ON term = ANY($1::text[]) AND born <= visible AND (died IS NULL OR died > visible)`, wanted)
	var term string
	var n retrieval.TermCount
	_, err := pgx.ForEachRow(rows, []any{&q.visible, &q.space, &q.is.Model, &q.is.Dimensions, &q.is.MaxWords, &q.indexed, &q.all.Passages, &q.all.Documents, &term, &n.Passages, &n.Documents}, func() error {
		if n != (retrieval.TermCount{}) {
			out[term] = n
		}
		return nil
	})
	return out, err
}

// statement is SQL in the making, with its arguments.
type statement struct {
	sql  strings.Builder
	args []any
}

// arg adds an argument and returns how the statement names it. The type is
// said every time: not every engine can infer it.
func (s *statement) arg(value any, kind string) string {
	s.args = append(s.args, value)
	return "$" + strconv.Itoa(len(s.args)) + "::" + kind
}

// statement is the whole search: the sums of both kinds of postings, what the
// filter lets through, what the cues are worth, the best, and their texts.
func (q *searching) statement() *statement {
	s := &statement{}
	s.arg(q.visible, "bigint") // $1, as seen wants it
	s.sql.WriteString("WITH " + q.lexical(s))
	const from = "p JOIN documents d ON d.id = p.passage >> 16 LEFT JOIN w ON w.document = d.id"
	s.sql.WriteString(q.rated(s, "rated", "p.passage", from, q.filter(s, "p.passage")))
	if q.dense {
		s.sql.WriteString(q.near(s))
		s.sql.WriteString(q.meant(s))
	} else {
		s.sql.WriteString(`,
scored AS (SELECT *, 0::bigint AS dense FROM rated)`)
	}
	s.sql.WriteString(q.best(s))
	return s
}

// rated is the table of that name: passages with the parts of their scores that
// words and cues give. Of the tables joined, p holds points of passages, w
// those of documents.
func (q *searching) rated(s *statement, name, passage, from, filter string) string {
	return fmt.Sprintf(`,
%[1]s AS (
	SELECT *, %[2]d * in_passage + in_document + cues AS points FROM (
		SELECT %[3]s AS id, d.id AS document, d.name, coalesce(p.points, 0) AS in_passage, coalesce(w.points, 0) AS in_document, %[4]s AS cues
		FROM %[5]s
		WHERE %[6]s%[7]s
	) AS parts
)`, name, retrieval.DocumentShare, passage, q.cues(s, passage), from, seen("d"), filter)
}

// lexical sums weight × inverse document frequency over the question's terms.
func (q *searching) lexical(s *statement) string {
	n := len(q.terms)
	terms, passages, documents := make([]string, n), make([]int64, n), make([]int64, n)
	for i, t := range q.terms {
		terms[i], passages[i], documents[i] = t.Term, t.PassageIDF, t.DocumentIDF
	}
	return fmt.Sprintf(`question AS (
	SELECT * FROM unnest(%s, %s, %s) AS q (term, for_passage, for_document)
),
p AS (
	SELECT passage, %s FROM question JOIN postings USING (term) GROUP BY passage
),
w AS (
	SELECT document, %s FROM question JOIN document_postings USING (term) GROUP BY document
)`, s.arg(terms, "text[]"), s.arg(passages, "bigint[]"), s.arg(documents, "bigint[]"), total("for_passage"), total("for_document"))
}

// total is the sum of weights times what their terms are worth. A double holds
// whole numbers up to 2⁵³ exactly, which no question's points come near, and
// adding up doubles takes less than the arbitrary precision of sum(bigint).
func total(worth string) string {
	return "sum((weight * " + worth + ")::double precision)::bigint AS points"
}

// filter is the condition that the request's filter makes, of a document d and
// a passage, named by the expression.
func (q *searching) filter(s *statement, passage string) string {
	f := q.request.Filter
	var out strings.Builder
	among := func(column string, values []string) {
		if len(values) > 0 {
			out.WriteString(" AND " + column + " = ANY(" + s.arg(plains(values), "text[]") + ")")
		}
	}
	among("d.outlet", f.Outlets)
	among("d.event", f.Events)
	among("d.name", f.Documents)
	among("d.headline", f.Headlines)
	if !f.From.IsZero() {
		out.WriteString(" AND d.happened >= " + s.arg(f.From.String(), "text"))
	}
	if !f.To.IsZero() {
		out.WriteString(" AND d.happened <> '' AND d.happened <= " + s.arg(f.To.String(), "text"))
	}
	if len(f.Speakers) > 0 {
		out.WriteString(" AND " + voiced(s, passage, f.Speakers))
	}
	return out.String()
}

// voiced is the condition that one of the names speaks in a passage.
func voiced(s *statement, passage string, names []string) string {
	return passage + " IN (SELECT passage FROM voices WHERE name = ANY(" + s.arg(plains(names), "text[]") + "))"
}

// cues is the sum of what the cues that fit are worth; those of one kind are
// alternatives.
func (q *searching) cues(s *statement, passage string) string {
	var kinds []retrieval.CueKind
	fits := map[retrieval.CueKind][]string{}
	for _, cue := range q.request.Query.Cues {
		if !slices.Contains(kinds, cue.Kind) {
			kinds = append(kinds, cue.Kind)
		}
		fits[cue.Kind] = append(fits[cue.Kind], fit(s, passage, cue)...)
	}
	sum := "0::bigint"
	for _, kind := range kinds {
		if len(fits[kind]) > 0 {
			sum += " + CASE WHEN " + strings.Join(fits[kind], " OR ") + " THEN " + s.arg(retrieval.CueWorth(kind, q.greatest), "bigint") + " ELSE 0 END"
		}
	}
	return sum
}

// fit are the conditions of which one must hold for a cue to fit.
func fit(s *statement, passage string, cue retrieval.Cue) []string {
	switch cue.Kind {
	case retrieval.SpeakerCue:
		return []string{voiced(s, passage, cue.Names)}
	case retrieval.OutletCue:
		return []string{"d.outlet = ANY(" + s.arg(plains(cue.Names), "text[]") + ")"}
	case retrieval.DateCue:
		var out []string
		for _, r := range cue.Days {
			from, to := s.arg(r.From.String(), "text"), s.arg(r.To.String(), "text")
			out = append(out, fmt.Sprintf("d.happened BETWEEN %[1]s AND %[2]s OR d.published BETWEEN %[1]s AND %[2]s", from, to))
		}
		return out
	default:
		return []string{"d.event = ANY(" + s.arg(plains(cue.Events), "text[]") + ")"}
	}
}

// best takes the first of what is ranked and fetches what hits carry. Of
// equals the earlier document goes first, by id, then the earlier passage.
func (q *searching) best(s *statement) string {
	from := "scored"
	if most := q.request.PerDocument; most > 0 {
		from = "(SELECT *, row_number() OVER (PARTITION BY document ORDER BY points DESC, id) AS nth FROM scored) AS numbered WHERE nth <= " + s.arg(most, "bigint")
	}
	return `,
best AS (
	SELECT * FROM ` + from + ` ORDER BY points DESC, name, id LIMIT ` + s.arg(q.request.Limit, "bigint") + `
)
SELECT best.id, best.in_passage, best.in_document, best.cues, best.dense, best.name, documents.hash, records.header, passages.start, passages.text, passages.units
FROM best JOIN passages ON passages.id = best.id JOIN documents ON documents.id = best.document JOIN records ON records.hash = documents.hash
ORDER BY best.points DESC, best.name, best.id`
}

func (q *searching) hits(s *statement) ([]retrieval.Hit, error) {
	rows, err := q.tx.Query(q.ctx, s.sql.String(), s.args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (h retrieval.Hit, err error) {
		var id, passage, document, cues, dense int64
		var header, units string
		p := &h.Passage
		if err := row.Scan(&id, &passage, &document, &cues, &dense, &p.Document, &h.Hash, &header, &p.Start, &p.Text, &units); err != nil {
			return h, err
		}
		p.Ordinal, p.End = int(id&(1<<passageBits-1)), p.Start+len(p.Text)
		_, h.Scores = retrieval.Score(passage, document, cues, dense, q.greatest)
		if err := json.Unmarshal([]byte(header), &h.Header); err != nil {
			return h, fmt.Errorf("the header of document %s can't be read: %w", p.Document, err)
		}
		if err := json.Unmarshal([]byte(units), &p.Units); err != nil {
			return h, fmt.Errorf("the units of passage %d of document %s can't be read: %w", p.Ordinal, p.Document, err)
		}
		return h, nil
	})
}

// plain is text as the database can hold it: without zero bytes, which stand
// in no word that anybody searches for.
func plain(text string) string { return strings.ReplaceAll(text, "\x00", "") }

func plains(list []string) []string {
	out := make([]string, len(list))
	for i, text := range list {
		out[i] = plain(text)
	}
	return out
}
