package postgres

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/jackc/pgx/v5"

	"dateline/internal/corpus"
	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// asChild tells this very test program to synchronise, as a process that can
// be killed, instead of testing.
const asChild = "DATELINE_TEST_CHILD_DATABASE"

func TestMain(m *testing.M) {
	if address := os.Getenv(asChild); address != "" {
		os.Exit(childApply(address, os.Args[1]))
	}
	os.Exit(m.Run())
}

// told is an embedder that says how much it has embedded.
type told struct{ *indextest.Arithmetic }

func (e told) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	fmt.Println("embedding", len(texts))
	return e.Arithmetic.Embed(ctx, texts)
}

func embedder() told { return told{&indextest.Arithmetic{Model: "arithmetic"}} }

// later is the corpus that the child fills in.
func later() []corpus.Record { return indextest.Records(62, 400) }

func childApply(address, from string) int {
	generation, err := strconv.ParseInt(from, 10, 64)
	if err == nil {
		err = applyLater(context.Background(), address, generation)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func applyLater(ctx context.Context, address string, generation int64) error {
	s, err := Open(ctx, address)
	if err != nil {
		return err
	}
	defer s.Close()
	c := filling(generation, later()...)
	c.Embedder = embedder()
	c.Done = func(n int) { fmt.Println("stored", n) }
	return s.Apply(ctx, c)
}

// TestKilledAtAnyMoment kills synchronisations with SIGKILL behind some sign of
// progress, ten times: what was there serves on, and a clean one afterwards
// finds nothing lost, nothing doubled, and embeds nothing again.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	killed := 0
	for i := range 10 {
		address := postgrestest.URL(t)
		s := openStore(t, address)
		before := indextest.Records(61, 50)
		apply(t, s, filling(0, before...))
		if killChild(t, address, rand.IntN(14)) {
			killed++
		}
		m, err := s.Manifest(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if m.Generation == 1 {
			wantRanked(t, s, before)
		}
		embedded := int64(0)
		if count(t, s, `SELECT count(*) FROM spaces`) > 0 && count(t, s, `SELECT (to_regclass('vectors_1') IS NOT NULL)::int`) > 0 {
			embedded = count(t, s, `SELECT count(*) FROM vectors_1`)
		}
		free(t, s)
		again := embedder()
		c := filling(m.Generation, later()...)
		c.Embedder = again
		apply(t, s, c)
		wantRanked(t, s, later())
		total := count(t, s, `SELECT count(*) FROM vectors_1`)
		if got := int64(again.Count()); got != total-embedded {
			t.Errorf("round %d: %d texts were embedded after the kill, want the %d that were missing", i, got, total-embedded)
		}
		for what, statement := range map[string]string{
			"documents": `SELECT count(*) - count(DISTINCT name) FROM documents WHERE died IS NULL`,
			"postings":  `SELECT count(*) FROM postings WHERE NOT EXISTS (SELECT FROM passages WHERE id = passage)`,
			"passages":  `SELECT count(*) FROM passages WHERE NOT EXISTS (SELECT FROM documents WHERE documents.id = passages.id >> 16)`,
		} {
			if n := count(t, s, statement); n != 0 {
				t.Errorf("round %d: %d %s are doubled or lead nowhere", i, n, what)
			}
		}
		t.Logf("round %d: found generation %d and %d embeddings", i, m.Generation, embedded)
	}
	if killed < 5 {
		t.Errorf("only %d of 10 synchronisations were killed before their end", killed)
	}
}

func wantRanked(t *testing.T, s *Store, records []corpus.Record) {
	t.Helper()
	rank := indextest.NewReference(records)
	for _, r := range indextest.Requests(63, 10) {
		wantSame(t, s, rank, r)
	}
}

// free lets the lease of the one that was killed run out.
func free(t *testing.T, s *Store) {
	t.Helper()
	err := s.write(t.Context(), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), `UPDATE lease SET expires = now() - interval '1 second'`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// killChild kills a synchronisation behind so many signs, and reports false if
// it has ended before.
func killChild(t *testing.T, address string, signs int) bool {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], "1")
	c.Env = append(os.Environ(), asChild+"="+address)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); signs > 0 && lines.Scan(); signs-- {
	}
	_ = c.Process.Kill()
	_, _ = io.Copy(io.Discard, out)
	return c.Wait() != nil
}

var _ retrieval.Embedder = told{}
