package postgres

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"
	"github.com/pgvector/pgvector-go"

	"dateline/internal/retrieval"
)

const (
	// indexFrom is how many vectors a space must have to be given an index;
	// fewer are compared one by one in some milliseconds, and exactly.
	indexFrom = 10_000
	// exactUpTo is how many passages a filter may let through to be compared
	// one by one: an index would walk past most of what it finds.
	exactUpTo = 10_000
)

// nearest sets how far an index of vectors is searched: wide enough for all
// candidates, and on until there are enough that the filter lets through.
const nearest = "; SET LOCAL hnsw.ef_search = 300; SET LOCAL hnsw.iterative_scan = strict_order; SET LOCAL hnsw.max_scan_tuples = 100000"

// chooseDense decides whether embeddings are compared (a generation that has
// others than the question is searched by words alone), and whether comparing
// them one by one is the better way.
func (q *searching) chooseDense() error {
	d := q.request.Dense
	if d == nil || q.space == 0 || d.Space != q.is {
		return nil
	}
	if len(d.Vector) != d.Space.Dimensions {
		return fmt.Errorf("the question's embedding has %d dimensions, its model %s has %d", len(d.Vector), d.Space.Model, d.Space.Dimensions)
	}
	q.dense, q.exact = true, !q.indexed
	if !q.indexed || q.request.Filter.IsZero() {
		return nil
	}
	allowed, err := q.allowed()
	q.exact = allowed <= exactUpTo
	return err
}

// allowed is how many passages the filter lets through, at most: speakers are
// looked at alone, the rest by documents.
func (q *searching) allowed() (n int64, err error) {
	s := &statement{}
	s.arg(q.visible, "bigint")
	f := q.request.Filter
	speakers := f.Speakers
	f.Speakers = nil
	documents := searching{request: retrieval.Request{Filter: f}}
	s.sql.WriteString(`SELECT least((SELECT coalesce(sum(d.passages), 0)::bigint FROM documents d WHERE ` + seen("d") + documents.filter(s, "") + `)`)
	if len(speakers) > 0 {
		s.sql.WriteString(`, (SELECT count(*) FROM voices WHERE name = ANY(` + s.arg(plains(speakers), "text[]") + `))`)
	}
	s.sql.WriteString(`)`)
	err = q.tx.QueryRow(q.ctx, s.sql.String(), s.args...).Scan(&n)
	return n, err
}

// near are the passages put up for what they mean, with their points: looked up
// one by one, which takes less than going through all that share a word.
func (q *searching) near(s *statement) string {
	windows := fmt.Sprintf(`SELECT n.passage, %s AS distance FROM vectors_%d v JOIN windows n ON n.space = %s AND n.hash = v.hash JOIN documents d ON d.id = n.passage >> 16
		WHERE %s%s`, q.distance(s), q.space, s.arg(q.space, "bigint"), seen("d"), q.filter(s, "n.passage"))
	candidates := retrieval.Candidates(q.request.Limit)
	if !q.exact { // only in this order, and not to the end, does an index serve
		windows += " ORDER BY distance LIMIT " + s.arg(q.windowsFor(candidates), "bigint")
	}
	return fmt.Sprintf(`,
found AS (
	SELECT * FROM rated ORDER BY points DESC, name, id LIMIT %[2]s
),
near AS (
	SELECT passage FROM (%[1]s) AS windows GROUP BY passage ORDER BY min(distance), passage LIMIT %[2]s
)`, windows, s.arg(candidates, "bigint")) +
		q.rated(s, "others", "near.passage", `near JOIN documents d ON d.id = near.passage >> 16
			CROSS JOIN LATERAL (SELECT `+total("for_passage")+` FROM question JOIN postings USING (term) WHERE passage = near.passage) AS p
			CROSS JOIN LATERAL (SELECT `+total("for_document")+` FROM question JOIN document_postings USING (term) WHERE document = d.id) AS w`,
			" AND near.passage NOT IN (SELECT id FROM found)")
}

// windowsFor is how many windows are looked up for so many passages: of those
// near a question some lie in the same passage.
func (q *searching) windowsFor(passages int) int {
	if q.is.MaxWords == 0 {
		return passages
	}
	return 2 * passages
}

// meant are the candidates of both kinds with all parts of their scores.
func (q *searching) meant(s *statement) string {
	return fmt.Sprintf(`,
scored AS (
	SELECT id, document, name, in_passage, in_document, cues, points + dense AS points, dense FROM (
		SELECT c.*, (
			SELECT coalesce(floor((1 - min(%[1]s)) * 65536 + 0.5)::bigint, 0) * %[2]s
			FROM windows n JOIN vectors_%[3]d v USING (hash) WHERE n.space = %[4]s AND n.passage = c.id
		) AS dense FROM (SELECT * FROM found UNION ALL SELECT * FROM others) AS c
	) AS parts
)`, q.distance(s), s.arg(retrieval.DenseWorth(q.request.Dense.Weight, q.greatest), "bigint"), q.space, s.arg(q.space, "bigint"))
}

// distance is 1 − the cosine of the question's vector and v.
func (q *searching) distance(s *statement) string {
	d := q.request.Dense
	return "(v.vector <=> " + s.arg(pgvector.NewHalfVector(d.Vector), fmt.Sprintf("halfvec(%d)", d.Space.Dimensions)) + ")"
}

// embed stores the embeddings that the change's generation will have, each
// batch for good: what a broken synchronisation has embedded is not embedded
// again. It returns the space, 0 where the change has no embedder.
func (s *Store) embed(ctx context.Context, c retrieval.Change, owner string) (int64, error) {
	if c.Embedder == nil {
		return 0, nil
	}
	space, err := s.space(ctx, retrieval.SpaceOf(c.Embedder))
	if err != nil {
		return 0, err
	}
	to := vectors{s, space, owner}
	for chunk := range slices.Chunk(c.Put, batch) {
		if err := retrieval.EmbedMissing(ctx, c.Embedder, to, retrieval.PassageTexts(retrieval.PrepareAll(chunk), c.Embedder.MaxWords())); err != nil {
			return 0, err
		}
	}
	if err := s.embedStored(ctx, c, to); err != nil {
		return 0, err
	}
	return space, s.indexVectors(ctx, space)
}

// space is the number of a space, which is made with its table if it is new.
func (s *Store) space(ctx context.Context, wanted retrieval.Space) (id int64, err error) {
	err = s.write(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO spaces (id, model, dimensions, max_words) SELECT coalesce(max(id), 0) + 1, $1::text, $2::bigint, $3::bigint FROM spaces
			ON CONFLICT (model, dimensions, max_words) DO NOTHING`, wanted.Model, wanted.Dimensions, wanted.MaxWords)
		if err != nil {
			return err
		}
		if err := tx.QueryRow(ctx, `SELECT id FROM spaces WHERE model = $1::text AND dimensions = $2::bigint AND max_words = $3::bigint`, wanted.Model, wanted.Dimensions, wanted.MaxWords).Scan(&id); err != nil {
			return err
		}
		// A vector stays in its row: an exact scan must not go elsewhere for each.
		_, err = tx.Exec(ctx, fmt.Sprintf(`CREATE TABLE IF NOT EXISTS vectors_%[1]d (hash bytea PRIMARY KEY, vector halfvec(%[2]d) NOT NULL);
			ALTER TABLE vectors_%[1]d ALTER COLUMN vector SET STORAGE PLAIN`, id, wanted.Dimensions))
		return err
	})
	return id, err
}

// embedStored embeds the passages that stay and that the space has no windows of.
func (s *Store) embedStored(ctx context.Context, c retrieval.Change, to vectors) error {
	const page = 256
	going := gone(c)
	for after := int64(-1); ; {
		texts := map[retrieval.TextHash]string{}
		var rows [][]any
		err := s.read(ctx, func(tx pgx.Tx) error {
			found, _ := tx.Query(ctx, `SELECT t.id, documents.headline, t.text FROM passages t
				JOIN documents ON documents.id = t.id >> 16 AND documents.died IS NULL
				WHERE t.id > $1::bigint AND documents.name <> ALL($4::text[]) AND NOT EXISTS (SELECT FROM windows WHERE space = $2::bigint AND passage = t.id)
				ORDER BY t.id LIMIT $3::bigint`, after, to.space, page, going)
			var headline, text string
			_, err := pgx.ForEachRow(found, []any{&after, &headline, &text}, func() error {
				windows := retrieval.Windows(headline, text, c.Embedder.MaxWords())
				maps.Copy(texts, windows)
				rows = append(rows, windowRows(to.space, after, windows)...)
				return nil
			})
			return err
		})
		if err != nil || len(rows) == 0 {
			return err
		}
		if err := retrieval.EmbedMissing(ctx, c.Embedder, to, texts); err != nil {
			return err
		}
		err = to.write(ctx, func(tx pgx.Tx) error {
			return (&applying{ctx: ctx, tx: tx}).copy("windows", "space passage hash", pgx.CopyFromRows(rows))
		})
		if err != nil {
			return err
		}
	}
}

// windowRows are the rows of the windows of one passage.
func windowRows(space, passage int64, windows map[retrieval.TextHash]string) [][]any {
	out := make([][]any, 0, len(windows))
	for hash := range windows {
		out = append(out, []any{space, passage, hash[:]})
	}
	return out
}

// indexVectors gives a space its index once it is large. The processes that
// build it share the memory they build it in; where the system has not so much
// to share (a container may not), it is built in what the server gives.
func (s *Store) indexVectors(ctx context.Context, space int64) error {
	err := s.buildIndex(ctx, space, s.memory)
	if isCode(err, "53100", "53200") {
		err = s.buildIndex(ctx, space, "0")
	}
	return err
}

// buildIndex builds a space's index in as much memory as it takes, up to most.
func (s *Store) buildIndex(ctx context.Context, space int64, most string) error {
	return s.transaction(ctx, s.pool, "BEGIN", buildDeadline, func(tx pgx.Tx) error {
		var indexed bool
		var n, dimensions int64
		err := tx.QueryRow(ctx, fmt.Sprintf(`SELECT indexed, dimensions, (SELECT count(*) FROM vectors_%d) FROM spaces WHERE id = $1::bigint FOR UPDATE`, space), space).Scan(&indexed, &dimensions, &n)
		if err != nil || indexed || n < indexFrom {
			return err
		}
		if err := giveMemory(ctx, tx, n, dimensions, most); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, fmt.Sprintf(`CREATE INDEX ON vectors_%[1]d USING hnsw (vector halfvec_cosine_ops) WITH (m = 16, ef_construction = 128);
			ANALYZE vectors_%[1]d`, space))
		if err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE spaces SET indexed = true WHERE id = $1::bigint`, space)
		return err
	})
}

// giveMemory lets an index of so many vectors be built in memory, up to most: a
// graph that does not fit is built five times as slowly. Beside its numbers a
// vector takes some 1,600 bytes in it, for its neighbours.
func giveMemory(ctx context.Context, tx pgx.Tx, vectors, dimensions int64, most string) error {
	_, err := tx.Exec(ctx, `SELECT set_config('maintenance_work_mem', greatest(pg_size_bytes(current_setting('maintenance_work_mem')),
		least($1::bigint, pg_size_bytes($2::text))) / 1024 || 'kB', true)`, vectors*(2*dimensions+1600), most)
	return err
}

// Lacks implements retrieval.Index.
func (s *Store) Lacks(ctx context.Context, space retrieval.Space, hashes []retrieval.TextHash) (map[retrieval.TextHash]bool, error) {
	var id int64
	err := s.read(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT coalesce((SELECT id FROM spaces WHERE model = $1::text AND dimensions = $2::bigint AND max_words = $3::bigint), 0)`,
			space.Model, space.Dimensions, space.MaxWords).Scan(&id)
	})
	if err != nil || id == 0 {
		return retrieval.LacksAll(hashes), err
	}
	return vectors{store: s, space: id}.Lacks(ctx, hashes)
}

// vectors are those of one space.
type vectors struct {
	store *Store
	space int64
	owner string // of the lease, to write any
}

// write runs f in a transaction while the lease is held: two that embed would
// save the same vectors, and pay twice.
func (v vectors) write(ctx context.Context, f func(pgx.Tx) error) error {
	return v.store.write(ctx, func(tx pgx.Tx) error {
		if err := held(ctx, tx, v.owner); err != nil {
			return err
		}
		return f(tx)
	})
}

// Lacks implements retrieval.Embeddings.
func (v vectors) Lacks(ctx context.Context, hashes []retrieval.TextHash) (map[retrieval.TextHash]bool, error) {
	wanted := make([][]byte, len(hashes))
	for i, h := range hashes {
		wanted[i] = h[:]
	}
	out := map[retrieval.TextHash]bool{}
	err := v.store.read(ctx, func(tx pgx.Tx) error {
		rows, _ := tx.Query(ctx, fmt.Sprintf(`SELECT h FROM unnest($1::bytea[]) AS h WHERE NOT EXISTS (SELECT FROM vectors_%d WHERE hash = h)`, v.space), wanted)
		var hash []byte
		_, err := pgx.ForEachRow(rows, []any{&hash}, func() error {
			out[retrieval.TextHash(hash)] = true
			return nil
		})
		return err
	})
	return out, err
}

// Save implements retrieval.Embeddings.
func (v vectors) Save(ctx context.Context, list []retrieval.Embedded) error {
	return v.write(ctx, func(tx pgx.Tx) error {
		_, err := tx.CopyFrom(ctx, pgx.Identifier{fmt.Sprintf("vectors_%d", v.space)}, []string{"hash", "vector"},
			pgx.CopyFromSlice(len(list), func(i int) ([]any, error) {
				return []any{list[i].Hash[:], pgvector.NewHalfVector(list[i].Vector)}, nil
			}))
		return err
	})
}
