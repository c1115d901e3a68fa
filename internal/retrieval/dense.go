package retrieval

import (
	"context"
	"crypto/sha256"
	"fmt"
	"maps"
	"math"
	"strings"

	"github.com/x448/float16"
)

// Embedder turns texts into vectors whose angle tells how much they mean the
// same. It is safe for concurrent use.
type Embedder interface {
	Name() string    // of the model, with its version
	Dimensions() int // of every vector
	// MaxWords is how many words of a text count: of longer passages windows of
	// so many are embedded. 0: a passage is embedded as a whole.
	MaxWords() int
	// Weight is what a cosine of 1 counts, as a share of the greatest lexical
	// score: a property of the model, to be tuned for each.
	Weight() float64
	// Embed makes a vector of length 1 of each text. It hands them over in
	// batches as they are made, in any order but one batch at a time: got
	// is called with the vectors of texts[first], texts[first+1] and so on. An
	// error of got ends the work and is returned. What was handed over before
	// an error is good.
	Embed(ctx context.Context, texts []string, got func(first int, vectors [][]float32) error) error
}

// EmbedAll are the vectors of all texts, in order, checked.
func EmbedAll(ctx context.Context, e Embedder, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	err := embedChecked(ctx, e, texts, func(first int, vectors [][]float32) error {
		copy(out[first:], vectors)
		return nil
	})
	return out, err
}

// embedChecked hands over no vector that would spoil searches from then on, and
// fails unless each text got exactly one.
func embedChecked(ctx context.Context, e Embedder, texts []string, got func(first int, vectors [][]float32) error) error {
	have, n := make([]bool, len(texts)), 0
	err := e.Embed(ctx, texts, func(first int, vectors [][]float32) error {
		if err := checkVectors(e, vectors); err != nil {
			return err
		}
		for i := range vectors {
			if first < 0 || first+i >= len(texts) || have[first+i] {
				return fmt.Errorf("%s gave a vector for text %d of %d, or a second one; check the model's settings", e.Name(), first+i+1, len(texts))
			}
			have[first+i] = true
		}
		n += len(vectors)
		return got(first, vectors)
	})
	if err == nil && n < len(texts) {
		err = fmt.Errorf("%s gave %d vectors for %d texts; check the model's settings", e.Name(), n, len(texts))
	}
	return err
}

// Space is a kind of embeddings: those of two spaces can't be compared.
type Space struct {
	Model      string
	Dimensions int
	MaxWords   int // of a window; 0: vectors are of whole passages
}

// SpaceOf is the space that an embedder embeds in.
func SpaceOf(e Embedder) Space { return Space{e.Name(), e.Dimensions(), e.MaxWords()} }

// Dense is the embedding of a question. A store whose generation has another
// space searches by words alone.
type Dense struct {
	Space  Space
	Vector []float32
	Weight float64 // of the embedder
}

// Candidates is how many passages each of the two ways of searching, by words
// and by meaning, puts up for a search with this limit; both scores of all of
// them decide.
func Candidates(limit int) int { return max(200, limit) }

// cosineOne stands for a cosine of 1.
const cosineOne = 1 << 16

// Cosine is a cosine as a whole number, in units of 1/65536.
func Cosine(cosine float64) int64 { return int64(math.Floor(cosine*cosineOne + .5)) }

// DenseWorth is what a unit of Cosine is worth.
func DenseWorth(weight float64, greatest int64) int64 {
	return int64(weight * float64(greatest) / cosineOne)
}

// Half is a vector in the precision that stores keep, of 16 bits a number.
func Half(vector []float32) []float32 {
	out := make([]float32, len(vector))
	for i, x := range vector {
		out[i] = float16.Fromfloat32(x).Float32()
	}
	return out
}

// TextHash names a text whose embedding is stored, so that the same text is
// embedded once.
type TextHash [sha256.Size]byte

// Windows are the texts that are embedded of a passage, one or more, by their
// hashes: the whole of it, or runs of words of about the same length, at most
// maxWords each where that is not 0. The headline in front of each tells what
// it is about; of one that would take more than half of a window the first
// words do. A passage is as near to a question as its nearest window.
func Windows(headline, text string, maxWords int) map[TextHash]string {
	out := map[TextHash]string{}
	add := func(headline, text string) {
		window := strings.TrimSpace(headline + "\n" + text)
		out[sha256.Sum256([]byte(window))] = window
	}
	title, words := strings.Fields(headline), strings.Fields(text)
	if maxWords == 0 || len(title)+len(words) <= maxWords {
		add(headline, text)
		return out
	}
	title = title[:min(len(title), maxWords/2)]
	room := maxWords - len(title)
	n := (len(words) + room - 1) / room
	for i := range n {
		add(strings.Join(title, " "), strings.Join(words[i*len(words)/n:(i+1)*len(words)/n], " "))
	}
	return out
}

// Embedded is the embedding of a text, by its hash, in half precision.
type Embedded struct {
	Hash   TextHash
	Vector []float32
}

// Embeddings is where a store keeps the vectors of one space.
type Embeddings interface {
	// Lacks says which of the hashes have no vector.
	Lacks(ctx context.Context, hashes []TextHash) (map[TextHash]bool, error)
	// Save keeps vectors for good, whatever becomes of the change they are for.
	Save(ctx context.Context, list []Embedded) error
}

// LacksAll is what a store says that has no embedding.
func LacksAll(hashes []TextHash) map[TextHash]bool {
	out := make(map[TextHash]bool, len(hashes))
	for _, h := range hashes {
		out[h] = true
	}
	return out
}

// EmbedMissing embeds those texts of which to has no vector, each once.
func EmbedMissing(ctx context.Context, e Embedder, to Embeddings, texts map[TextHash]string) error {
	hashes := make([]TextHash, 0, len(texts))
	for hash := range texts {
		hashes = append(hashes, hash)
	}
	lacks, err := to.Lacks(ctx, hashes)
	if err != nil || len(lacks) == 0 {
		return err
	}
	hashes = hashes[:0]
	var missing []string
	for hash := range lacks {
		hashes, missing = append(hashes, hash), append(missing, texts[hash])
	}
	err = embedChecked(ctx, e, missing, func(first int, vectors [][]float32) error {
		list := make([]Embedded, len(vectors))
		for i, v := range vectors {
			list[i] = Embedded{hashes[first+i], Half(v)}
		}
		return to.Save(ctx, list)
	})
	if err != nil {
		return fmt.Errorf("embed passages: %w", err)
	}
	return nil
}

func checkVectors(e Embedder, vectors [][]float32) error {
	for _, v := range vectors {
		length := 0.0
		for _, x := range v {
			length += float64(x) * float64(x)
		}
		// Written so that a length which is not a number fails, too.
		if len(v) != e.Dimensions() || !(math.Abs(length-1) <= .01) {
			return fmt.Errorf("%s gave a vector of %d dimensions and length %.3f, wanted %d and 1; check the model's settings",
				e.Name(), len(v), math.Sqrt(length), e.Dimensions())
		}
	}
	return nil
}

// PassageTexts are the texts to embed of documents.
func PassageTexts(list []*Prepared, maxWords int) map[TextHash]string {
	out := map[TextHash]string{}
	for _, b := range list {
		for _, p := range b.Document.Passages {
			maps.Copy(out, Windows(b.Document.Headline, p.Text, maxWords))
		}
	}
	return out
}
