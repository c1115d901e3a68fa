package uselite

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

// embedded is the model that comes with the program.
var embedded = sync.OnceValues(func() (*Model, error) {
	file, err := os.ReadFile(filepath.Join("..", "use-lite.bin"))
	if err != nil {
		return nil, err
	}
	return Parse(string(file))
})

func tokenizerOf(tb testing.TB) *tokenizer {
	tb.Helper()
	m, err := embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return &tokenizer{vocabulary: m.vocabulary}
}

// texts are the pieces of a text as the vocabulary has them, � for unknown.
func (t *tokenizer) texts(text string) []string {
	var out []string
	for _, id := range t.pieces(nil, text, MaxPieces) {
		i := slices.IndexFunc(t.vocabulary.pieces, func(p Piece) bool { return p.ID == id })
		if i < 0 {
			out = append(out, "\uFFFD")
			continue
		}
		out = append(out, t.vocabulary.pieces[i].Text)
	}
	return out
}

func TestPiecesOfAText(t *testing.T) {
	t.Parallel()
	tok := tokenizerOf(t)
	for text, want := range map[string]string{
		"":                    "",
		" \n\t":               "",
		"  the   day\n\nof  ": "▁the ▁day ▁of",
		"a\u00A0day":          "▁a ▁day",
		"ﬁve":                 "▁five",
		"日本":                  "▁ �",
		"日本 the 中":            "▁ � ▁the ▁ �",
		":":                   "▁ :",
		"the :":               "▁the ▁:",
		"wait… \xff what":     "▁wait ... ▁ � ▁what",
		"unquestionably":      "▁un question ably",
	} {
		if got := strings.Join(tok.texts(text), " "); got != want {
			t.Errorf("%q is cut into %q, wanted %q", text, got, want)
		}
	}
}

func TestNoMorePiecesThanCount(t *testing.T) {
	t.Parallel()
	tok := tokenizerOf(t)
	long := strings.Repeat("a long story ", 1000)
	all := tok.pieces(nil, long, 1<<20)
	first := tok.pieces(nil, long, MaxPieces)
	if len(all) < 3000 || len(first) != MaxPieces || !slices.Equal(first, all[:MaxPieces]) {
		t.Errorf("of %d pieces the first %d are not the beginning", len(all), len(first))
	}
}

// Of a text without spaces no more is kept in mind than a stretch, so that time
// and memory grow no faster than its length.
func TestLongTextsAreCutByStretches(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"a story ", "a", "\u4e2d", "e\u0301", "\u0301", "\U0001F600", "\xff"} {
		tok := tokenizerOf(t)
		tok.pieces(nil, strings.Repeat(unit, 1<<17/len(unit)), 1<<20)
		if cap(tok.ends) > 4*longestStretch {
			t.Errorf("a long text of %q is cut with %d places in mind", unit, cap(tok.ends))
		}
	}
}

func FuzzTokenize(f *testing.F) {
	for _, text := range []string{"", "some words", "::) a :", "naïve ﬁ ½ Ⅷ", "日本 x日", "▁▁a▁", "\xff\xfe", "a\u0308\u0323 ¨", strings.Repeat("a", 5000)} {
		f.Add(text)
	}
	tok := tokenizerOf(f)
	f.Fuzz(func(t *testing.T, text string) {
		for word := range words(text) {
			tok.word = append(append(tok.word[:0], separator...), word...)
			var joined []byte
			tok.cut(func(id int, piece []byte) bool {
				if len(piece) == 0 || id == unknown && utf8.RuneCount(piece) != 1 {
					t.Fatalf("a piece of %q is %q", word, piece)
				}
				joined = append(joined, piece...)
				return true
			})
			if string(joined) != "\u2581"+word {
				t.Fatalf("the pieces of %q are put together as %q", word, joined)
			}
		}
		ids := tok.pieces(nil, text, MaxPieces)
		again := tok.pieces(nil, text, MaxPieces)
		if len(ids) > MaxPieces || !slices.Equal(ids, again) {
			t.Fatalf("%q has %d pieces, then %d", text, len(ids), len(again))
		}
		for i, id := range ids {
			if id < 0 || id >= pieceCount || id == unknown && i > 0 && ids[i-1] == unknown {
				t.Fatalf("piece %d of %q is %d", i, text, id)
			}
		}
	})
}
