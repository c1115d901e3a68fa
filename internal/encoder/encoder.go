package encoder

import (
	"context"
	_ "embed"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"dateline/internal/encoder/uselite"
)

//go:generate go run ./convert -out use-lite.bin

//go:embed use-lite.bin
var weights string

// What retrieval has to know of this encoder. Name changes with everything that
// changes vectors: those of two names can't be compared.
const (
	Name = "use-lite-1"
	// MaxWords is about as many words of a report as 128 pieces make up.
	MaxWords = 90
	// Weight is what a cosine of 1 counts, as a share of the greatest lexical
	// score: the best of those that bot tune tried (docs/evaluation.md).
	Weight = .25
)

// together is how many texts are handed over at once at most.
const together = 32

// load reads the embedded weights, once in a program.
var load = sync.OnceValues(func() (*uselite.Model, error) { return uselite.Parse(weights) })

// Encoder embeds texts with the weights that come with the program. It is safe
// for concurrent use.
type Encoder struct {
	portable   bool
	workspaces sync.Pool // of *uselite.Workspace
}

// New is an Encoder. It is made at no cost: the weights are read when the first
// text is embedded.
func New() *Encoder { return &Encoder{} }

// Name is the model's, with its version.
func (e *Encoder) Name() string { return Name }

// Dimensions are of every vector.
func (e *Encoder) Dimensions() int { return uselite.Dimensions }

// MaxWords is how many words of a text count, about: pieces after the 128th are
// left out.
func (e *Encoder) MaxWords() int { return MaxWords }

// Weight is what a cosine of 1 counts, as a share of the greatest lexical score.
func (e *Encoder) Weight() float64 { return Weight }

// Embed makes a vector of length 1 of each text, on all cores. It hands them
// over by up to 32, in any order but one batch at a time; see
// retrieval.Embedder. A text without words has a vector, too, the same for all
// of them. Vectors are the same on every run on one machine. Embed fails when
// got does, or when ctx ends, which it notices between two texts.
func (e *Encoder) Embed(ctx context.Context, texts []string, got func(first int, vectors [][]float32) error) error {
	model, err := load()
	if err != nil {
		return err
	}
	var handing sync.Mutex
	cores := runtime.GOMAXPROCS(0)
	size := max(1, min(together, (len(texts)+cores-1)/cores))
	group, running := errgroup.WithContext(ctx)
	group.SetLimit(cores)
	for first := 0; first < len(texts) && running.Err() == nil; first += size {
		group.Go(func() error {
			vectors, err := e.batch(running, model, texts[first:min(first+size, len(texts))])
			if err != nil {
				return err
			}
			handing.Lock()
			defer handing.Unlock()
			if err := running.Err(); err != nil {
				return err
			}
			return got(first, vectors)
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// batch embeds texts one after the other.
func (e *Encoder) batch(ctx context.Context, model *uselite.Model, texts []string) ([][]float32, error) {
	w, ok := e.workspaces.Get().(*uselite.Workspace)
	if !ok {
		w = model.NewWorkspace(e.portable)
	}
	defer e.workspaces.Put(w)
	numbers := make([]float32, len(texts)*uselite.Dimensions)
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		vectors[i] = numbers[i*uselite.Dimensions:][:uselite.Dimensions:uselite.Dimensions]
		model.Embed(w, vectors[i], text)
	}
	return vectors, nil
}
