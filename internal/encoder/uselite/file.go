package uselite

import (
	"encoding/binary"
	"errors"
	"math"
	"unsafe"

	"dateline/internal/encoder/matrix"
)

// A file holds, with little-endian numbers:
//
//	the magic line
//	the number of pieces (4 bytes); of each, by their bytes, the length of its
//	text (1 byte), the text, its number (2 bytes), its score (8 bytes, float64)
//	the table's scales (float32), then its rows (int8)
//	each part in the order of Model.parts: numbers (float32), or of a matrix its
//	scales, its bias (float32) and its panels (int8; see matrix.Weights)
const magic = "dateline use-lite 1\n"

// AppendTo appends the file of a quantised model.
func (m *Model) AppendTo(file []byte) []byte {
	file = append(file, magic...)
	list := m.vocabulary.pieces
	file = binary.LittleEndian.AppendUint32(file, uint32(len(list))) //nolint:gosec // A few thousand.
	for _, p := range list {
		file = append(append(file, byte(len(p.Text))), p.Text...)   //nolint:gosec // Pieces are short.
		file = binary.LittleEndian.AppendUint16(file, uint16(p.ID)) //nolint:gosec // As above.
		file = binary.LittleEndian.AppendUint64(file, math.Float64bits(p.Score))
	}
	file = appendWhole(appendFloats(file, m.pieces.scale), m.pieces.whole)
	for _, p := range m.parts() {
		if p.numbers != nil {
			file = appendFloats(file, *p.numbers)
			continue
		}
		w := *p.matrix
		file = appendWhole(appendFloats(appendFloats(file, w.Scale), w.Bias), w.Whole)
	}
	return file
}

func appendFloats(to []byte, list []float32) []byte {
	for _, x := range list {
		to = binary.LittleEndian.AppendUint32(to, math.Float32bits(x))
	}
	return to
}

func appendWhole(to []byte, list []int8) []byte {
	for _, x := range list {
		to = append(to, byte(x)) //nolint:gosec // The same eight bits.
	}
	return to
}

// Parse reads a file that AppendTo wrote. The weights are not copied: they stay
// where the file is, so that reading takes next to no time and memory.
func Parse(file string) (*Model, error) {
	r := &reader{left: file}
	if r.take(len(magic)) != magic {
		return nil, errors.New("this is no file of the encoder's weights; go generate ./internal/encoder writes one")
	}
	m := &Model{vocabulary: newVocabulary(r.pieces())}
	m.pieces.scale = r.floats(pieceCount)
	m.pieces.whole = r.whole(pieceCount * pieceWidth)
	for _, p := range m.parts() {
		if p.numbers != nil {
			*p.numbers = r.floats(p.in * p.out)
			continue
		}
		*p.matrix = &matrix.Weights{In: p.in, Out: p.out, Scale: r.floats(p.out), Bias: r.floats(p.out), Whole: r.whole(p.in * p.out)}
	}
	if r.short || r.left != "" {
		return nil, errors.New("the file of the encoder's weights is damaged; go generate ./internal/encoder writes it again")
	}
	m.timing = timing(m.frequencies)
	return m, nil
}

// reader takes a file apart. Once it is too short everything read is 0.
type reader struct {
	left  string
	short bool
}

func (r *reader) take(n int) string {
	if len(r.left) < n {
		r.short, r.left = true, ""
		return ""
	}
	taken := r.left[:n]
	r.left = r.left[n:]
	return taken
}

// number is a whole number of so many bytes.
func (r *reader) number(bytes int) uint64 {
	x := uint64(0)
	for i, b := range []byte(r.take(bytes)) {
		x |= uint64(b) << (8 * i)
	}
	return x
}

func (r *reader) pieces() []Piece {
	list := make([]Piece, min(r.number(4), pieceCount))
	for i := range list {
		text := r.take(int(r.number(1)))                                           //nolint:gosec // A byte.
		list[i] = Piece{text, int(r.number(2)), math.Float64frombits(r.number(8))} //nolint:gosec // Two bytes.
		if text == "" || list[i].ID >= pieceCount {
			r.short = true
			return nil
		}
	}
	return list
}

func (r *reader) floats(n int) []float32 {
	list := make([]float32, n)
	for i := range list {
		list[i] = math.Float32frombits(uint32(r.number(4))) //nolint:gosec // Four bytes.
	}
	return list
}

// whole are the next n bytes, where they lie. Nothing writes to weights.
func (r *reader) whole(n int) []int8 {
	taken := r.take(n)
	if r.short {
		return nil
	}
	return unsafe.Slice((*int8)(unsafe.Pointer(unsafe.StringData(taken))), n) //nolint:gosec // A byte is as good as an int8, and the string is never written to.
}
