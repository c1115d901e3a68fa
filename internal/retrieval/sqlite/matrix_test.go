package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/x448/float16"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// Every number of 16 bits that is one comes out as the library has it.
func TestWiden(t *testing.T) {
	t.Parallel()
	var packed []byte
	var want []float32
	for bits := range 1 << 16 {
		if x := float16.Frombits(uint16(bits)); !x.IsNaN() && !x.IsInf(0) {
			packed, want = append(packed, byte(bits), byte(bits>>8)), append(want, x.Float32())
		}
	}
	got := make([]float32, len(want))
	widen(got, packed)
	if !slices.Equal(want, got) {
		t.Error("numbers of 16 bits do not come out as they are")
	}
}

// The best of a partial selection are those of sorting all, whatever is allowed.
func TestNearest(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := &nearness{}
		for i := range r.IntN(60) {
			n.passages = append(n.passages, int64(3*i))
			n.cosines = append(n.cosines, r.Int64N(12)) // many are equal
		}
		keep := 1 + r.Int64N(4)
		allowed := func(id int64) bool { return id%keep == 0 }
		want := slices.DeleteFunc(slices.Clone(n.passages), func(id int64) bool { return !allowed(id) })
		slices.SortStableFunc(want, func(a, b int64) int { return int(n.of(b) - n.of(a)) })
		most := 1 + r.IntN(25)
		want = want[:min(most, len(want))]
		if got := n.best(most, allowed); !slices.Equal(want, got) {
			t.Fatalf("the %d nearest of %v: got %v, want %v", most, n.cosines, got, want)
		}
	}
	if c := (&nearness{[]int64{1, 5}, []int64{7, 9}}).of(3); c != 0 {
		t.Errorf("a passage without an embedding is as near as %d", c)
	}
}

// A passage is as near as its nearest window, and a text that two passages
// share is compared once.
func TestNearness(t *testing.T) {
	t.Parallel()
	r := &rows{dimensions: 2, numbers: []float32{1, 0, 0, 1, -2, 0}, squares: []float32{1, 1, 4}, passages: []int64{4, 9, 11}}
	r.windows = []place{{0, 1}, {0, 0}, {1, 2}, {2, 2}, {2, 1}}
	if diff := cmp.Diff([]int64{1 << 16, -1 << 16, 0}, r.nearness([]float32{3, 0}).cosines); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// What no window names is swept away once it is twice as much as the rest, and
// searches go on.
func TestSweep(t *testing.T) {
	t.Parallel()
	s := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	stored := func() (n int) {
		t.Helper()
		if err := s.db.QueryRowContext(t.Context(), `SELECT count(*) FROM embeddings`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	by := &indextest.Arithmetic{Model: "arithmetic"}
	var last string
	for generation := range int64(5) {
		last = fmt.Sprintf("A lantern of the year %d.", generation)
		c := retrieval.Change{From: generation, Embedder: by, Files: map[string]string{"f": "h"}}
		for _, id := range []string{"a", "b"} {
			record := corpus.Record{Header: corpus.Header{ID: id, Kind: corpus.Article}, Text: last + " By " + id + "."}
			c.Put = append(c.Put, retrieval.Put{File: "f", Hash: record.Hash(), Record: record})
		}
		if err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		// Two are used; more than four others do not stay.
		if want := []int{2, 4, 6, 2, 4}[generation]; stored() != want {
			t.Errorf("generation %d: %d embeddings are stored, want %d", generation+1, stored(), want)
		}
		hits, err := s.Search(t.Context(), asking(t, by, last))
		if err != nil || len(hits) != 2 || hits[0].Scores.Dense <= 0 {
			t.Errorf("generation %d: found %d passages: %v", generation+1, len(hits), err)
		}
	}
	// Without an embedder the windows go, and nothing is near any more.
	if err := s.Apply(t.Context(), retrieval.Change{From: 5, Files: map[string]string{"f": "h"}}); err != nil {
		t.Fatal(err)
	}
	hits, err := s.Search(t.Context(), asking(t, by, last))
	if err != nil || len(hits) != 2 || hits[0].Scores.Dense != 0 {
		t.Errorf("without an embedder: found %d passages: %v", len(hits), err)
	}
}

// A model that comes back finds all of its embeddings, also those of many
// windows behind a model with few.
func TestSweepKeepsOtherSpaces(t *testing.T) {
	t.Parallel()
	s := openStore(t, filepath.Join(t.TempDir(), "store.db"))
	many, few := &indextest.Arithmetic{Model: "many", Words: 2}, &indextest.Arithmetic{Model: "few"}
	record := corpus.Record{Header: corpus.Header{ID: "a", Kind: corpus.Article}, Text: "A lantern of brass was lit in the tower when the ferry came in late."}
	files := map[string]string{"f": "h"}
	first := retrieval.Change{Embedder: many, Files: files, Put: []retrieval.Put{{File: "f", Hash: record.Hash(), Record: record}}}
	once := 0
	for i, c := range []retrieval.Change{first, {From: 1, Embedder: few, Files: files}, {From: 2, Embedder: many, Files: files}} {
		if err := s.Apply(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			once = many.Count()
		}
	}
	if once <= 2 || few.Count() != 1 || many.Count() != once {
		t.Errorf("of %d and 1 windows, %d and %d were embedded", once, many.Count(), few.Count())
	}
}

// A store that was filled before it was said which embedding is whose is brought
// in step without embedding anything again; until then words find passages.
func TestWithoutWindows(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "store.db")
	s := openStore(t, path)
	c := retrieval.Change{Embedder: &indextest.Arithmetic{Model: "arithmetic", Words: 20}, Files: map[string]string{"f": "h"}}
	for _, record := range indextest.Records(70, 10) {
		c.Put = append(c.Put, retrieval.Put{File: "f", Hash: record.Hash(), Record: record})
	}
	if err := s.Apply(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	by := &indextest.Arithmetic{Model: "arithmetic", Words: 20}
	request := asking(t, &indextest.Arithmetic{Model: "arithmetic", Words: 20}, c.Put[3].Record.Text)
	want, err := s.Search(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.db.ExecContext(t.Context(), `CREATE TABLE vectors (model TEXT NOT NULL, dimensions INTEGER NOT NULL, hash BLOB NOT NULL, vector BLOB NOT NULL,
			PRIMARY KEY (model, dimensions, hash)) WITHOUT ROWID;
		INSERT INTO vectors SELECT model, dimensions, hash, vector FROM embeddings JOIN spaces ON spaces.id = space;
		DROP TABLE embeddings; DROP TABLE spaces; DROP TABLE windows;
		UPDATE facts SET name = 'model' WHERE name = 'embedder'; PRAGMA user_version = 1`)
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	s = openStore(t, path)
	if hits, err := s.Search(t.Context(), request); err != nil || len(hits) == 0 || hits[0].Scores.Dense != 0 {
		t.Errorf("as it was, %d passages are found: %v", len(hits), err)
	}
	if m, err := s.Manifest(t.Context()); err != nil || m.Space != (retrieval.Space{}) {
		t.Errorf("as it was, its space is %v: %v", m.Space, err)
	}
	if err := s.Apply(t.Context(), retrieval.Change{From: 1, Embedder: by, Files: c.Files}); err != nil {
		t.Fatal(err)
	}
	got, err := s.Search(t.Context(), request)
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(corpus.Date{})); err != nil || diff != "" || by.Count() > 0 {
		t.Errorf("%d texts were embedded again; %v (-want +got):\n%s", by.Count(), err, diff)
	}
}

func asking(t *testing.T, by *indextest.Arithmetic, text string) retrieval.Request {
	t.Helper()
	vectors, err := retrieval.EmbedAll(t.Context(), by, []string{text})
	if err != nil {
		t.Fatal(err)
	}
	return retrieval.Request{Query: retrieval.Query{Terms: retrieval.Terms(text)}, Limit: 5, Dense: &retrieval.Dense{Space: retrieval.SpaceOf(by), Vector: vectors[0], Weight: by.Weight()}}
}

// random embeds any text anywhere: for measuring alone.
type random struct{ *rand.Rand }

func (random) Name() string    { return "random" }
func (random) Dimensions() int { return 512 }
func (random) MaxWords() int   { return 90 }
func (random) Weight() float64 { return .2 }

func (e random) Embed(_ context.Context, texts []string, got func(int, [][]float32) error) error {
	out := make([][]float32, len(texts))
	for i := range out {
		out[i] = e.vector()
	}
	return got(0, out)
}

func (e random) vector() []float32 {
	out, length := make([]float32, e.Dimensions()), 0.0
	for i := range out {
		x := e.NormFloat64()
		out[i], length = float32(x), length+x*x
	}
	for i := range out {
		out[i] /= float32(math.Sqrt(length))
	}
	return out
}

// BenchmarkLoad reads the embeddings of 3,280 articles into memory, which is
// what the first question of every process waits for.
func BenchmarkLoad(b *testing.B) {
	by := random{rand.New(rand.NewPCG(1, 1))}
	path := filepath.Join(b.TempDir(), "store.db")
	s := openStore(b, path)
	if _, err := retrieval.Sync(b.Context(), articles(b), s, retrieval.SyncOptions{Embedder: by}); err != nil {
		b.Fatal(err)
	}
	b.Run("embeddings", func(b *testing.B) {
		var r *rows
		for b.Loop() {
			err := s.read(b.Context(), func(tx *sql.Tx) (err error) {
				r, err = load(b.Context(), tx, retrieval.SpaceOf(by))
				return err
			})
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(len(r.windows)), "windows")
		b.ReportMetric(float64(4*len(r.numbers))/1e6, "MB")
	})
	b.Run("first question of a process", func(b *testing.B) {
		for b.Loop() {
			s, err := Open(b.Context(), path)
			if err != nil {
				b.Fatal(err)
			}
			_, err = s.Search(b.Context(), retrieval.Request{
				Query: retrieval.Query{Terms: retrieval.Terms("talks in Geneva")}, Limit: 10,
				Dense: &retrieval.Dense{Space: retrieval.SpaceOf(by), Vector: by.vector(), Weight: by.Weight()},
			})
			if err := errors.Join(err, s.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// BenchmarkNearest finds the 200 nearest of 20,000 passages × 512 dimensions,
// beside a list of vectors and a map of all cosines, in turns.
func BenchmarkNearest(b *testing.B) {
	const n = 20_000
	by := random{rand.New(rand.NewPCG(1, 1))}
	r := &rows{dimensions: by.Dimensions()}
	apart := make([][]float32, n)
	for i := range apart {
		apart[i] = retrieval.Half(by.vector())
		r.numbers, r.squares = append(r.numbers, apart[i]...), append(r.squares, dot(apart[i], apart[i]))
		r.passages, r.windows = append(r.passages, int64(i)), append(r.windows, place{int32(i), int32(i)})
	}
	all := func(int64) bool { return true }
	var took [2]time.Duration
	for b.Loop() {
		asked := by.vector()
		start := time.Now()
		flat := r.nearness(asked).best(200, all)
		took[0] += time.Since(start)
		start = time.Now()
		mapped := nearestByMap(apart, asked, 200)
		took[1] += time.Since(start)
		if len(flat) != 200 || flat[0] != mapped[0] {
			b.Fatalf("the nearest are %v and %v", flat[:3], mapped[:3])
		}
	}
	b.ReportMetric(float64(took[0].Microseconds())/1000/float64(b.N), "ms")
	b.ReportMetric(float64(took[1].Microseconds())/1000/float64(b.N), "by-map-ms")
	b.ReportMetric(0, "ns/op") // of both: says nothing
}

// nearestByMap is the plain way: a cosine of each, all of them sorted.
func nearestByMap(vectors [][]float32, asked []float32, most int) []int64 {
	cosines := map[int64]int64{}
	for i, v := range vectors {
		var product, aa, bb float32
		for k, x := range asked {
			product, aa, bb = product+x*v[k], aa+x*x, bb+v[k]*v[k]
		}
		cosines[int64(i)] = retrieval.Cosine(float64(product) / math.Sqrt(float64(aa)*float64(bb)))
	}
	ids := make([]int64, 0, len(cosines))
	for id := range cosines {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int64) int { return int(cosines[b] - cosines[a]) })
	return ids[:most]
}
