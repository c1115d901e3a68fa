package sqlite

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/retrieval"
)

var postings = cmp.Options{cmp.AllowUnexported(posting{}), cmpopts.EquateEmpty()}

// unpack is the list that data holds.
func unpack(data []byte) (list []posting, err error) {
	err = each(data, func(id int64, weight int) { list = append(list, posting{id, weight}) })
	return list, err
}

func TestPostingsRoundTrip(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	lists := [][]posting{nil, {{0, 0}}, {{1, 1}, {2, retrieval.WeightOne}}, {{1<<47 | 65535, 1}}}
	for range 100 {
		var list []posting
		for id := r.Int64N(10); len(list) < r.IntN(200); id += 1 + r.Int64N(1<<r.IntN(40)) {
			list = append(list, posting{id, r.IntN(retrieval.WeightOne + 1)})
		}
		lists = append(lists, list)
	}
	for _, list := range lists {
		got, err := unpack(encode(list))
		if diff := cmp.Diff(list, got, postings); err != nil || diff != "" {
			t.Errorf("%v: %v (-want +got):\n%s", list, err, diff)
		}
	}
}

func TestMerge(t *testing.T) {
	t.Parallel()
	none := func(int64) bool { return false }
	even := func(id int64) bool { return id%2 == 0 }
	for _, c := range []struct {
		name  string
		old   []posting
		gone  func(int64) bool
		added []posting
		want  []posting
	}{
		{"nothing", nil, none, nil, nil},
		{"the first", nil, none, []posting{{7, 70}, {3, 30}}, []posting{{3, 30}, {7, 70}}},
		{"in between and around", []posting{{2, 20}, {9, 90}}, none, []posting{{12, 1}, {5, 2}, {1, 3}}, []posting{{1, 3}, {2, 20}, {5, 2}, {9, 90}, {12, 1}}},
		{"some are gone", []posting{{2, 20}, {3, 30}, {4, 40}}, even, nil, []posting{{3, 30}}},
		{"all are gone", []posting{{2, 20}, {4, 40}}, even, nil, nil},
		{"replaced", []posting{{2, 20}, {3, 30}}, even, []posting{{2, 21}}, []posting{{2, 21}, {3, 30}}},
	} {
		data, n, err := merge(encode(c.old), c.gone, c.added)
		if err != nil || n != len(c.want) {
			t.Errorf("%s: %d postings and the error %v, want %d", c.name, n, err, len(c.want))
		}
		if got, _ := unpack(data); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	if _, _, err := merge([]byte{1, 0x80}, none, nil); !errors.Is(err, errPostings) {
		t.Errorf("a damaged list: got the error %v, want %v", err, errPostings)
	}
}

// FuzzPostings reads any bytes: it may refuse them, and what it does not
// refuse it must be able to write again.
func FuzzPostings(f *testing.F) {
	f.Add([]byte{})
	f.Add(encode([]posting{{1, 5}, {300, 65535}, {1 << 40, 1}}))
	f.Add([]byte{1})
	f.Add([]byte{0x80, 0x80})
	f.Add([]byte{0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 2})
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := unpack(data)
		if err != nil && !errors.Is(err, errPostings) {
			t.Fatalf("the error is %v, want %v", err, errPostings)
		}
		if 2*len(list) > len(data) {
			t.Fatalf("%d postings out of %d bytes", len(list), len(data))
		}
		again, err := unpack(encode(list))
		if err != nil || !slices.Equal(again, list) {
			t.Fatalf("%v, written again, is %v: %v", list, again, err)
		}
	})
}
