package uselite

import (
	"fmt"
	"math"

	"dateline/internal/encoder/matrix"
)

// What the network is made of.
const (
	Dimensions = 512 // of a vector
	MaxPieces  = 128 // of a text that count

	pieceWidth = 256  // of a piece's own vector
	heads      = 4    // of attention, in both layers
	hidden     = 1536 // between the two products behind attention
	pieceCount = 8000
)

// Model is the network with its vocabulary. It is not changed once it is made,
// so many goroutines may use it, each with a Workspace.
type Model struct {
	vocabulary *vocabulary
	// The vector of each piece: of each its numbers in a row, and a scale.
	pieces table
	// Angular frequencies of the signal that tells places apart, half as many as
	// a piece's vector is long.
	frequencies []float32
	timing      []float32 // that signal, of each place
	layers      [2]layer
	last        *matrix.Weights // 512 → 512
}

// table holds rows of numbers, exact or as whole numbers and a scale for each.
type table struct {
	scale []float32
	exact []float32
	whole []int8
}

// layer is one of the transformer's.
type layer struct {
	before, inside normalisation
	adapt          *matrix.Weights // width → 512, beside attention; none where nothing changes
	attend         *matrix.Weights // width → queries, keys and values, width each
	combine        *matrix.Weights // width → 512
	widen, narrow  *matrix.Weights // 512 → 1536 → 512
}

// normalisation is a layer normalisation's scale and bias of each number.
type normalisation struct{ scale, bias []float32 }

// Where the parts are in the graph of the TensorFlow.js model.
const (
	graph   = "module_apply_default/Encoder_en/KonaTransformer/Encode/"
	trained = "module/Encoder_en/"
	concat  = "/ConcatPartitions/concat"
)

// A part is a piece of the model with its name in the graph: numbers, or a
// matrix with the name of its bias.
type part struct {
	name, bias string
	in, out    int
	numbers    *[]float32       // in·out of them
	matrix     **matrix.Weights // or a matrix of in rows and out columns
}

// parts are all parts of the network but the table, in the order in which a file
// has them. Files and graphs are read by this list alone.
func (m *Model) parts() []part {
	list := []part{{name: graph + "TransformerStack/Layer_0/AddTimingSignal/TimingSignal/ExpandDims_1", in: 1, out: pieceWidth / 2, numbers: &m.frequencies}}
	for i := range m.layers {
		list = append(list, m.layers[i].parts(i, []int{pieceWidth, Dimensions}[i])...)
	}
	tanh := trained + "hidden_layers/tanh_layer_0/"
	return append(list, part{name: tanh + "weights", bias: tanh + "bias", in: Dimensions, out: Dimensions, matrix: &m.last})
}

func (l *layer) parts(number, width int) []part {
	at := fmt.Sprintf("%sLayer_%d/", graph, number)
	body := at + "TransformerLayer/"
	attention := fmt.Sprintf("%sKonaTransformer/Encode/Layer_%d/TransformerLayer/MultiheadAttention/", trained, number)
	stack := fmt.Sprintf("%sTransformerStack/Layer_%d/TransformerLayer/FFN/", graph, number)
	list := append(l.before.parts(body, width), l.inside.parts(body+"FFN/", Dimensions)...)
	if width != Dimensions {
		list = append(list, part{name: body + "dense/kernel" + concat, bias: body + "dense/bias" + concat, in: width, out: Dimensions, matrix: &l.adapt})
	}
	return append(list,
		part{attention + "qkv_transform_single/kernel/part_0", body + "MultiheadAttention/qkv_transform_single/bias" + concat, width, 3 * width, nil, &l.attend},
		part{attention + "output_transform_single/kernel/part_0", body + "MultiheadAttention/output_transform_single/bias" + concat, width, Dimensions, nil, &l.combine},
		part{stack + "conv1/Tensordot/Reshape_1", body + "FFN/conv1/bias" + concat, Dimensions, hidden, nil, &l.widen},
		part{stack + "conv2/Tensordot/Reshape_1", body + "FFN/conv2/bias" + concat, hidden, Dimensions, nil, &l.narrow})
}

func (n *normalisation) parts(at string, width int) []part {
	at += "layer_prepostprocess/layer_norm/layer_norm_"
	return []part{
		{name: at + "scale" + concat, in: 1, out: width, numbers: &n.scale},
		{name: at + "bias" + concat, in: 1, out: width, numbers: &n.bias},
	}
}

// Tensors gives a tensor of the graph by its name, row by row.
type Tensors func(name string) ([]float32, error)

// FromGraph is the model in full precision.
func FromGraph(vocabulary []Piece, tensors Tensors) (*Model, error) {
	m := &Model{vocabulary: newVocabulary(vocabulary)}
	var err error
	// The graph's table has two rows more, which no piece has the number of.
	if m.pieces.exact, err = tensors.first("module/Embeddings_en", pieceCount*pieceWidth); err != nil {
		return nil, err
	}
	for _, p := range m.parts() {
		if err := p.fill(tensors); err != nil {
			return nil, err
		}
	}
	m.timing = timing(m.frequencies)
	return m, nil
}

// first are the first n numbers of a tensor, which has to have as many.
func (t Tensors) first(name string, n int) ([]float32, error) {
	list, err := t(name)
	if err != nil {
		return nil, err
	}
	if len(list) < n {
		return nil, fmt.Errorf("%s has %d numbers, wanted %d", name, len(list), n)
	}
	return list[:n], nil
}

// fill sets a part of the model.
func (p part) fill(tensors Tensors) error {
	list, err := tensors.first(p.name, p.in*p.out)
	if err != nil {
		return err
	}
	if p.numbers != nil {
		*p.numbers = list
		return nil
	}
	bias, err := tensors.first(p.bias, p.out)
	if err != nil {
		return err
	}
	*p.matrix = matrix.Pack(list, bias)
	return nil
}

// Quantised is the model with 8 bits a weight.
func (m *Model) Quantised() *Model {
	q := *m
	q.pieces = m.pieces.quantised()
	for _, p := range q.parts() {
		if p.matrix != nil {
			*p.matrix = (*p.matrix).Quantised()
		}
	}
	return &q
}

// quantised scales each row to whole numbers from -127 to 127.
func (t table) quantised() table {
	n := len(t.exact) / pieceWidth
	q := table{scale: make([]float32, n), whole: make([]int8, len(t.exact))}
	for row := range n {
		greatest := float32(0)
		for _, x := range t.exact[row*pieceWidth:][:pieceWidth] {
			greatest = max(greatest, float32(math.Abs(float64(x))))
		}
		q.scale[row] = matrix.ScaleOf(greatest)
		for i, x := range t.exact[row*pieceWidth:][:pieceWidth] {
			q.whole[row*pieceWidth+i] = matrix.Round(x, q.scale[row])
		}
	}
	return q
}

// row writes a row of the table.
func (t table) row(out []float32, number int) {
	at := number * pieceWidth
	if t.whole == nil {
		copy(out, t.exact[at:][:pieceWidth])
		return
	}
	for i, x := range t.whole[at:][:pieceWidth] {
		out[i] = float32(x) * t.scale[number]
	}
}
