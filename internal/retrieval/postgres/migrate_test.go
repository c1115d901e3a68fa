package postgres

import (
	"testing"

	"github.com/jackc/pgx/v5"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
)

// A store of schema 2 had one embedding a passage. It is found by it as before.
func TestMigrationKeepsEmbeddings(t *testing.T) {
	t.Parallel()
	address := postgrestest.URL(t)
	p, err := parse(address)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), p.pool.ConnConfig)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(t.Context()) }()
	if err := p.makeVersion(t.Context(), conn); err != nil {
		t.Fatal(err)
	}
	for _, step := range steps()[:2] {
		if _, err := p.step(t.Context(), conn, step); err != nil {
			t.Fatal(err)
		}
	}
	err = p.transaction(t.Context(), conn, "BEGIN", readDeadline, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `
			INSERT INTO records VALUES ('h', 'lamp', '{"id":"lamp"}', '{}');
			INSERT INTO documents VALUES (7, 'lamp', 'h', '', '', '', '', '', '{}', 1, 1, 1, 1, NULL);
			INSERT INTO passages VALUES (7 * 65536, 0, 'A lamp.', '[]', 1, '\x01');
			INSERT INTO spaces (id, model, dimensions) VALUES (1, 'two', 2);
			CREATE TABLE vectors_1 (hash bytea PRIMARY KEY, vector halfvec(2) NOT NULL);
			INSERT INTO vectors_1 VALUES ('\x01', '[1,0]');
			INSERT INTO generations (generation, visible, location, described, description, weighed, documents, passages, space)
			VALUES (1, 1, '', '', '{}', '', 1, 1, 1);
			UPDATE state SET generation = 1, visible = 1`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	s := openStore(t, address)
	is := retrieval.Space{Model: "two", Dimensions: 2}
	m, err := s.Manifest(t.Context())
	if err != nil || m.Space != is {
		t.Fatalf("the store has embeddings of %+v, want %+v: %v", m.Space, is, err)
	}
	hits, err := s.Search(t.Context(), retrieval.Request{Limit: 5, Dense: &retrieval.Dense{Space: is, Vector: []float32{1, 0}, Weight: 1}})
	if err != nil || len(hits) != 1 || hits[0].Passage.Text != "A lamp." {
		t.Errorf("found %d passages by their meaning, want the one: %v", len(hits), err)
	}
}
