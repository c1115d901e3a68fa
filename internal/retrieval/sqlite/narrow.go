package sqlite

import (
	"database/sql"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// condition is SQL over documents with its arguments.
type condition struct {
	sql  []string
	args []any
}

func (c *condition) among(column string, values []string) {
	if len(values) == 0 {
		return
	}
	// One argument, since SQLite bounds their number. Names are text that the
	// program has cleaned, so that marshalling leaves them as they are.
	list, err := json.Marshal(values)
	if err != nil {
		panic("a list of texts can be marshalled: " + err.Error())
	}
	c.sql, c.args = append(c.sql, column+" IN (SELECT value FROM json_each(?))"), append(c.args, string(list))
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
