package uselite

import (
	"cmp"
	"slices"
	"sort"
)

// Piece is an entry of the vocabulary: a text, its number, and the logarithm of
// how likely it is.
type Piece struct {
	Text  string
	ID    int
	Score float64
}

// unknown is the number of whatever no piece covers.
const unknown = 0

// vocabulary finds the pieces that a text begins with.
type vocabulary struct {
	pieces []Piece    // by their bytes
	first  [257]int32 // where those that begin with a byte begin
}

// newVocabulary takes pieces in any order. Of two with the same text the one
// with the greater number counts, as in the reference.
func newVocabulary(pieces []Piece) *vocabulary {
	byText := func(a, b Piece) int { return cmp.Or(cmp.Compare(a.Text, b.Text), cmp.Compare(b.ID, a.ID)) }
	if !slices.IsSortedFunc(pieces, byText) {
		pieces = slices.Clone(pieces)
		slices.SortFunc(pieces, byText)
	}
	pieces = slices.CompactFunc(pieces, func(a, b Piece) bool { return a.Text == b.Text })
	v := &vocabulary{pieces: pieces}
	for b, i := 0, 0; b < len(v.first); b++ {
		for i < len(pieces) && int(pieces[i].Text[0]) < b {
			i++
		}
		v.first[b] = int32(i)
	}
	return v
}

// match calls found with each piece that a text begins with, the shortest first.
func (v *vocabulary) match(text []byte, found func(Piece)) {
	low, high := int(v.first[text[0]]), int(v.first[int(text[0])+1])
	for n := 1; low < high; n++ {
		if p := v.pieces[low]; len(p.Text) == n {
			found(p)
			low++
		}
		if n == len(text) {
			return
		}
		low, high = v.narrow(low, high, n, text[n])
	}
}

// narrow leaves of the pieces from low to high, which agree in their first n
// bytes and go on, those whose next byte is b.
func (v *vocabulary) narrow(low, high, n int, b byte) (int, int) {
	list := v.pieces[low:high]
	from := sort.Search(len(list), func(i int) bool { return list[i].Text[n] >= b })
	to := from + sort.Search(len(list)-from, func(i int) bool { return list[from+i].Text[n] > b })
	return low + from, low + to
}

// separator stands for the space in front of a word.
var separator = []byte("\u2581")
