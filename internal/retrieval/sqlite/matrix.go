package sqlite

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"sync"

	"dateline/internal/retrieval"
)

// matrix is the embeddings of one generation in memory, four bytes a number:
// 35,000 windows of 512 dimensions take 72 MB. Comparing all of them takes some
// milliseconds.
type matrix struct {
	sync.Mutex
	generation int64
	space      retrieval.Space
	rows       *rows
}

// rows are embeddings, and which passages they are of.
type rows struct {
	dimensions int
	numbers    []float32 // row after row
	squares    []float32 // of each row's length
	passages   []int64   // ids, ascending
	windows    []place
}

// place says that a row is of a passage, both by their place.
type place struct{ passage, row int32 }

// of are the embeddings of a generation, read once.
func (m *matrix) of(ctx context.Context, tx *sql.Tx, generation int64, space retrieval.Space) (*rows, error) {
	m.Lock()
	defer m.Unlock()
	if m.rows != nil && m.generation == generation && m.space == space {
		return m.rows, nil
	}
	r, err := load(ctx, tx, space)
	if err == nil {
		m.generation, m.space, m.rows = generation, space, r
	}
	return r, err
}

// load reads the embeddings in the order they lie in the file.
func load(ctx context.Context, tx *sql.Tx, space retrieval.Space) (*rows, error) {
	r := &rows{dimensions: space.Dimensions}
	wanted, err := r.readWindows(ctx, tx)
	if err != nil {
		return nil, err
	}
	r.numbers, r.squares = make([]float32, len(wanted)*r.dimensions), make([]float32, len(wanted))
	row := 0
	err = query(ctx, tx, `SELECT id, vector FROM embeddings NOT INDEXED WHERE space = (SELECT id FROM spaces WHERE model = ? AND dimensions = ?) ORDER BY id`,
		[]any{space.Model, space.Dimensions}, func(list *sql.Rows) error {
			var id int64
			var vector sql.RawBytes
			if err := list.Scan(&id, &vector); err != nil {
				return err
			}
			if row == len(wanted) || wanted[row] != id {
				return nil
			}
			if len(vector) != 2*r.dimensions {
				return fmt.Errorf("%w: an embedding", errDamaged)
			}
			to := r.row(row)
			widen(to, vector)
			r.squares[row] = dot(to, to)
			row++
			return nil
		})
	if err == nil && row < len(wanted) {
		err = fmt.Errorf("%w: an embedding is missing", errDamaged)
	}
	return r, err
}

// readWindows learns which passages have which embeddings, and gives the ids of
// these, ascending: the one at a place becomes the row at that place.
func (r *rows) readWindows(ctx context.Context, tx *sql.Tx) ([]int64, error) {
	var list []window
	var ids []int64
	err := eachWindow(ctx, tx, func(w window) { list, ids = append(list, w), append(ids, w.embedding) })
	if err != nil {
		return nil, err
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	for _, w := range list {
		if n := len(r.passages); n == 0 || r.passages[n-1] != w.passage {
			r.passages = append(r.passages, w.passage)
		}
		row, _ := slices.BinarySearch(ids, w.embedding)
		r.windows = append(r.windows, place{int32(len(r.passages) - 1), int32(row)})
	}
	return ids, nil
}

func (r *rows) row(i int) []float32 { return r.numbers[i*r.dimensions : (i+1)*r.dimensions] }

// widen makes numbers of 16 bits wide. What is left of a narrow exponent is too
// small by 2¹¹², also of numbers that have none; there are no infinite ones.
func widen(to []float32, from []byte) {
	from = from[:2*len(to)]
	for i := range to {
		h := uint32(binary.LittleEndian.Uint16(from[2*i:]))
		to[i] = math.Float32frombits(h&0x8000<<16|h&0x7fff<<13) * 0x1p112
	}
}

// dot is the sum of products, four at a time, since each sum waits for the one
// before.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s, t, u, v float32
	for len(a) >= 4 {
		x, y := a[:4:4], b[:4:4]
		s += x[0] * y[0]
		t += x[1] * y[1]
		u += x[2] * y[2]
		v += x[3] * y[3]
		a, b = a[4:], b[4:]
	}
	for i, x := range a {
		s += x * b[i]
	}
	return (s + t) + (u + v)
}

// nearness is how near each passage is to a question: as near as its nearest
// window.
type nearness struct {
	passages []int64 // ids, ascending
	cosines  []int64 // in whole units: see retrieval.Cosine
}

func (r *rows) nearness(asked []float32) *nearness {
	square := float64(dot(asked, asked))
	cosines := make([]int64, len(r.squares))
	for i := range cosines {
		cosines[i] = retrieval.Cosine(float64(dot(asked, r.row(i))) / math.Sqrt(square*float64(r.squares[i])))
	}
	n := &nearness{r.passages, make([]int64, len(r.passages))}
	last := int32(-1)
	for _, w := range r.windows {
		if c := cosines[w.row]; w.passage != last || c > n.cosines[w.passage] {
			n.cosines[w.passage] = c
		}
		last = w.passage
	}
	return n
}

// of is a passage's cosine; 0 where it has no embedding.
func (n *nearness) of(passage int64) int64 {
	if i, found := slices.BinarySearch(n.passages, passage); found {
		return n.cosines[i]
	}
	return 0
}

// best are the nearest passages that are allowed, the nearest first.
func (n *nearness) best(most int, allowed func(passage int64) bool) []int64 {
	var first []int // places in order, never more than most
	for i, c := range n.cosines {
		if len(first) == most && c <= n.cosines[first[most-1]] || !allowed(n.passages[i]) {
			continue
		}
		if len(first) == most {
			first = first[:most-1]
		}
		at, _ := slices.BinarySearchFunc(first, i, func(a, b int) int {
			return cmp.Or(cmp.Compare(n.cosines[b], n.cosines[a]), cmp.Compare(a, b))
		})
		first = slices.Insert(first, at, i)
	}
	out := make([]int64, len(first))
	for i, at := range first {
		out[i] = n.passages[at]
	}
	return out
}
