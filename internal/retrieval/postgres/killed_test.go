package postgres

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
		os.Exit(childSync(address, os.Args[1]))
	}
	os.Exit(m.Run())
}

// told is an embedder that says what it embeds: "batch", then each text's hash.
// It takes its time, as a model does, so that kills come between batches.
type told struct {
	*indextest.Arithmetic
	say func(line string)
}

func (e told) Embed(ctx context.Context, texts []string, got func(int, [][]float32) error) error {
	e.say("batch")
	for _, text := range texts {
		sum := sha256.Sum256([]byte(text))
		e.say(hex.EncodeToString(sum[:]))
	}
	for range 3 {
		if err := e.Arithmetic.Embed(ctx, texts, func(int, [][]float32) error { return nil }); err != nil {
			return err
		}
	}
	return e.Arithmetic.Embed(ctx, texts, got)
}

func telling(say func(line string)) told {
	return told{&indextest.Arithmetic{Model: "arithmetic"}, say}
}

// childSync brings a store in step with a folder, and says when it begins and
// what it embeds.
func childSync(address, folder string) int {
	ctx := context.Background()
	s, err := Open(ctx, address)
	if err == nil {
		fmt.Println("begins")
		err = errors.Join(syncFolder(ctx, s, folder, telling(func(line string) { fmt.Println(line) })), s.Close())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

func syncFolder(ctx context.Context, s *Store, folder string, by retrieval.Embedder) error {
	src, err := corpus.Open(folder)
	if err != nil {
		return err
	}
	_, err = retrieval.Sync(ctx, src, s, retrieval.SyncOptions{Embedder: by, AllowRemoval: true})
	return err
}

// TestKilledAtAnyMoment kills synchronisations of one store with SIGKILL, each
// at a moment chosen evenly from the time that an undisturbed one takes. The
// store answers from what was there; a clean synchronisation afterwards leaves
// exactly what one leaves that was never disturbed; nothing is embedded again.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	seed := rand.Uint64()
	moments := rand.New(rand.NewPCG(seed, 0))
	before, after := writeRecords(t, 61, indextest.Few(100, 20)), writeRecords(t, 62, indextest.Few(400, 80))
	_, span := neverDisturbed(t, before, after)
	address := postgrestest.URL(t)
	s := openStore(t, address)
	synchronise(t, s, before)
	rank := referenceOf(t, before)
	kills, killed, tries := indextest.Few(10, 3), 0, 0
	for ; killed < kills && tries < 10*kills; tries++ {
		moment := time.Duration(moments.Int64N(int64(span)))
		a := account{saved: hashes(t, s)}
		died := startChild(t, address, after).killAfter(t, moment, a.note)
		free(t, s)
		m, err := s.Manifest(t.Context())
		if err != nil {
			t.Fatalf("seed %d, killed after %s: %v", seed, moment, err)
		}
		t.Logf("after %s of %s: died %t, found %s", moment, span, died, a.check(t, s, seed))
		if m.Location != before { // it was done before it was killed
			synchronise(t, s, before)
			after = writeRecords(t, uint64(100+tries), indextest.Few(400, 80))
			continue
		}
		if died {
			killed++
		}
		wantRanked(t, s, rank)
	}
	if killed < kills {
		t.Fatalf("seed %d: only %d of %d synchronisations died before their end", seed, killed, tries)
	}
	a := account{saved: hashes(t, s)}
	if err := syncFolder(t.Context(), s, after, telling(a.note)); err != nil {
		t.Fatal(err)
	}
	a.check(t, s, seed)
	undisturbed, _ := neverDisturbed(t, before, after)
	if diff := cmp.Diff(undisturbed, holds(t, s)); diff != "" {
		t.Errorf("seed %d: the store differs from one that was never disturbed (-undisturbed +killed):\n%s", seed, diff)
	}
	wantRanked(t, s, referenceOf(t, after))
}

// account is what an embedder says, beside what was saved before.
type account struct {
	saved                map[string]bool
	finished, last, anew []string // texts; anew: saved before
}

func (a *account) note(line string) {
	switch {
	case line == "batch":
		a.finished, a.last = append(a.finished, a.last...), nil
	case a.saved[line]:
		a.anew = append(a.anew, line)
	default:
		a.last = append(a.last, line)
	}
}

// check asks whether all batches but the last are saved, and none of them was
// before. It tells how much of the work there is.
func (a *account) check(t *testing.T, s *Store, seed uint64) string {
	t.Helper()
	if len(a.anew) > 0 {
		t.Errorf("seed %d: %d texts were embedded again though their embeddings were saved", seed, len(a.anew))
	}
	now := hashes(t, s)
	for _, text := range a.finished {
		if !now[text] {
			t.Errorf("seed %d: an embedding is lost", seed)
		}
	}
	return fmt.Sprintf("%d embeddings, and %d before", len(now), len(a.saved))
}

// neverDisturbed is what a store holds that was never disturbed, and how long
// its last synchronisation took.
func neverDisturbed(t *testing.T, before, after string) (map[string]string, time.Duration) {
	t.Helper()
	address := postgrestest.URL(t)
	s := openStore(t, address)
	synchronise(t, s, before)
	c := startChild(t, address, after)
	start := time.Now()
	if c.killAfter(t, time.Hour, func(string) {}) {
		t.Fatal("the synchronisation that was not to be disturbed died")
	}
	took := time.Since(start)
	return holds(t, s), took
}

func writeRecords(t *testing.T, seed uint64, n int) string {
	t.Helper()
	folder := t.TempDir()
	indextest.WriteCorpus(t, folder, indextest.Records(seed, n))
	return folder
}

func synchronise(t *testing.T, s *Store, folder string) {
	t.Helper()
	if err := syncFolder(t.Context(), s, folder, telling(func(string) {})); err != nil {
		t.Fatal(err)
	}
}

func referenceOf(t *testing.T, folder string) *indextest.Reference {
	t.Helper()
	src, err := corpus.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	var all []corpus.Record
	for _, file := range src.Files {
		records, err := src.Records(file)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, records...)
	}
	return indextest.NewReference(all)
}

func wantRanked(t *testing.T, s *Store, rank *indextest.Reference) {
	t.Helper()
	for _, r := range indextest.Requests(63, indextest.Few(10, 4)) {
		wantSame(t, s, rank, r)
	}
}

// hashes are the texts whose embeddings are saved.
func hashes(t *testing.T, s *Store) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, hash := range column(t, s, `SELECT encode(hash, 'hex') FROM vectors_1`) {
		out[hash] = true
	}
	return out
}

func column(t *testing.T, s *Store, statement string) (out []string) {
	t.Helper()
	err := s.read(t.Context(), func(tx pgx.Tx) (err error) {
		out, err = texts(t.Context(), tx, statement)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// holds is what readers of a store see, table by table: the number of rows and
// a hash of them. Rows are named by their documents, since ids may differ.
func holds(t *testing.T, s *Store) map[string]string {
	t.Helper()
	const ofPassage = ` JOIN documents d ON d.id = %s >> 16 WHERE d.died IS NULL`
	out := map[string]string{}
	for table, rows := range map[string]string{
		"documents":         `SELECT (to_jsonb(d) - '{id,born,died}'::text[])::text FROM documents d WHERE died IS NULL`,
		"records":           `SELECT to_jsonb(r)::text FROM records r JOIN documents d USING (hash) WHERE died IS NULL`,
		"files":             `SELECT path || ' ' || hash FROM files WHERE died IS NULL`,
		"placements":        `SELECT name || ' ' || file FROM placements WHERE died IS NULL`,
		"terms":             `SELECT (to_jsonb(t) - '{born,died}'::text[])::text FROM terms t WHERE died IS NULL`,
		"passages":          `SELECT concat_ws(' ', d.name, t.id & 65535, to_jsonb(t) - 'id') FROM passages t` + fmt.Sprintf(ofPassage, "t.id"),
		"voices":            `SELECT concat_ws(' ', d.name, v.passage & 65535, v.name) FROM voices v` + fmt.Sprintf(ofPassage, "passage"),
		"postings":          `SELECT concat_ws(' ', d.name, p.passage & 65535, p.term, p.weight) FROM postings p` + fmt.Sprintf(ofPassage, "passage"),
		"document_postings": `SELECT concat_ws(' ', d.name, p.term, p.weight) FROM document_postings p JOIN documents d ON d.id = document WHERE d.died IS NULL`,
		"vectors_1":         `SELECT to_jsonb(v)::text FROM vectors_1 v WHERE hash IN (SELECT w.hash FROM windows w` + fmt.Sprintf(ofPassage, "w.passage") + `)`,
		"nowhere, passages": `SELECT id::text FROM passages WHERE NOT EXISTS (SELECT FROM documents d WHERE d.id = passages.id >> 16)`,
		"nowhere, postings": `SELECT passage::text FROM postings WHERE NOT EXISTS (SELECT FROM passages t WHERE t.id = passage)`,
	} {
		sum := column(t, s, `SELECT count(*) || ' rows ' || coalesce(md5(string_agg(line, E'\n' ORDER BY line COLLATE "C")), '') FROM (`+rows+`) AS t (line)`)
		out[table] = strings.Join(sum, "")
	}
	return out
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

// child is a synchronisation in a process of its own.
type child struct {
	*exec.Cmd
	lines *bufio.Scanner
}

// startChild starts one and returns when it begins.
func startChild(t *testing.T, address, folder string) *child {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0], folder)
	c.Env = append(os.Environ(), asChild+"="+address)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "begins" {
		t.Fatalf("a synchronisation that can't begin: %q, %v", lines.Text(), c.Wait())
	}
	return &child{c, lines}
}

// killAfter kills a synchronisation after a time, passes on what it says, and
// reports false if it has ended before.
func (c *child) killAfter(t *testing.T, moment time.Duration, say func(line string)) (died bool) {
	t.Helper()
	alarm := time.AfterFunc(moment, func() { _ = c.Process.Kill() })
	defer alarm.Stop()
	for c.lines.Scan() {
		say(c.lines.Text())
	}
	err := c.Wait()
	if err != nil && c.ProcessState.ExitCode() >= 0 {
		t.Fatalf("a synchronisation that was not killed yet: %v", err)
	}
	return err != nil
}

var _ retrieval.Embedder = told{}
