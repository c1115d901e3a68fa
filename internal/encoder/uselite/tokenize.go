package uselite

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// longestStretch is how many bytes of a text are cut into pieces at once where
// nothing parts them sooner. No word is as long; a text without spaces is cut
// there, so that neither time nor memory grows faster than its length.
const longestStretch = 4096

// words are the words of a text in Unicode NFKC. White space of every kind
// parts words, however much of it there is, as in SentencePiece, which the
// vocabulary is of. The package's own code knows single spaces alone: for it the
// end of a line is an unknown character.
func words(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for field := range strings.FieldsSeq(text) {
			if norm.NFKC.IsNormalString(field) {
				if !yield(field) {
					return
				}
				continue
			}
			// Normalised alone, since no character composes with the space before
			// it; some become a space and more.
			for word := range strings.FieldsSeq(norm.NFKC.String(field)) {
				if !yield(word) {
					return
				}
			}
		}
	}
}

// tokenizer cuts texts into pieces: those of the vocabulary that together are
// most likely, by a unigram language model (Kudo, ACL 2018, arXiv 1804.10959,
// section 3.2) and Viterbi's algorithm. It is for one text at a time.
type tokenizer struct {
	*vocabulary
	word []byte // with the separator in front
	ends []end  // of the stretch of the word that is being cut, by bytes
	path []int  // the ends of the pieces found
	best float64
}

// end is the best way to come to a place.
type end struct {
	score float64
	piece int
	size  int // of the piece in bytes; 0 when no piece ends here
}

// pieces appends the numbers of a text's pieces, at most limit in all. Several
// unknown characters in a row are one piece.
func (t *tokenizer) pieces(to []int, text string, limit int) []int {
	t.best = 0
	for word := range words(text) {
		t.word = append(append(t.word[:0], separator...), word...)
		t.cut(func(id int, _ []byte) bool {
			if id != unknown || len(to) == 0 || to[len(to)-1] != unknown {
				to = append(to, id)
			}
			return len(to) < limit
		})
		if len(to) >= limit {
			return to[:limit]
		}
	}
	return to
}

// cut hands over the pieces of t.word in order, and each unknown character,
// until found returns false. A place that no piece reaches across parts the
// text: what comes before is settled, so that no more is kept in mind.
func (t *tokenizer) cut(found func(id int, text []byte) bool) {
	for from := 0; from < len(t.word); {
		n := t.stretch(t.word[from:])
		for _, at := range t.backwards(n) {
			e := t.ends[at]
			if !found(e.piece, t.word[from+at-e.size:from+at]) {
				return
			}
		}
		t.best = t.ends[n].score
		from += n
	}
}

// stretch finds the best way to every place of the text until one that no piece
// reaches across, and returns that place.
//
// An unknown character and a place that no piece ends at have score 0, and a
// score of 0 counts as none, so that any other replaces it. The reference's code
// does so.
func (t *tokenizer) stretch(text []byte) int {
	t.ends = append(t.ends[:0], end{score: t.best})
	for at, reach := 0, 0; ; {
		_, size := utf8.DecodeRune(text[at:])
		furthest := t.extend(text, at, size)
		reach = max(reach, furthest)
		at += size
		if t.ends[at].size == 0 {
			t.ends[at].size = size
		}
		if at == reach || at >= longestStretch {
			return at
		}
	}
}

// extend notes every piece that begins at a place, or else the character of so
// many bytes there as unknown, and returns where the longest ends.
func (t *tokenizer) extend(text []byte, at, size int) int {
	score, furthest := t.ends[at].score, at
	t.match(text[at:], func(p Piece) {
		furthest = at + len(p.Text)
		t.offer(furthest, end{score + p.Score, p.ID, len(p.Text)})
	})
	if furthest == at {
		furthest = at + size
		t.offer(furthest, end{score, unknown, size})
	}
	return furthest
}

// offer keeps a way to a place if it is no worse than the one known.
func (t *tokenizer) offer(place int, e end) {
	for len(t.ends) <= place {
		t.ends = append(t.ends, end{})
	}
	if known := t.ends[place].score; known == 0 || e.score >= known {
		t.ends[place] = e
	}
}

// backwards are the ends of the pieces of the best way to a place, in order.
func (t *tokenizer) backwards(place int) []int {
	t.path = t.path[:0]
	for at := place; at > 0; at -= t.ends[at].size {
		t.path = append(t.path, at)
	}
	slices.Reverse(t.path)
	return t.path
}
