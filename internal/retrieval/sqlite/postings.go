package sqlite

import (
	"encoding/binary"
	"fmt"
	"slices"
)

// posting is the weight of a term in one passage or document.
type posting struct {
	id     int64
	weight int
}

// encode writes postings as pairs of varints: the step from the id before,
// and the weight. They must be sorted by id.
func encode(list []posting) []byte {
	out := make([]byte, 0, 5*len(list))
	last := int64(0)
	for _, p := range list {
		out = binary.AppendUvarint(out, uint64(p.id-last))
		out = binary.AppendUvarint(out, uint64(p.weight))
		last = p.id
	}
	return out
}

var errPostings = fmt.Errorf("%w: a list of postings", errDamaged)

// each calls f for every posting of an encoded list.
func each(data []byte, f func(id int64, weight int)) error {
	id := int64(0)
	for len(data) > 0 {
		step, n := binary.Uvarint(data)
		if n <= 0 {
			return errPostings
		}
		weight, m := binary.Uvarint(data[n:])
		if m <= 0 {
			return errPostings
		}
		id += int64(step)
		f(id, int(weight))
		data = data[n+m:]
	}
	return nil
}

// merge is the encoded list without what gone tells and with added, and how
// many that are. added need not be sorted.
func merge(old []byte, gone func(id int64) bool, added []posting) ([]byte, int, error) {
	list := slices.Clone(added)
	err := each(old, func(id int64, weight int) {
		if !gone(id) {
			list = append(list, posting{id, weight})
		}
	})
	slices.SortFunc(list, func(a, b posting) int { return int(a.id - b.id) })
	return encode(list), len(list), err
}
