package encoder

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/internal/retrieval"
)

var _ retrieval.Embedder = (*Encoder)(nil)

// vectors embeds texts, and checks what retrieval demands of vectors.
func vectors(t *testing.T, e *Encoder, texts ...string) [][]float32 {
	t.Helper()
	list, err := retrieval.EmbedAll(t.Context(), e, texts)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func cosine(a, b []float32) float64 {
	sum := 0.0
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}

func TestVectorsAgreeWithTheReference(t *testing.T) {
	t.Parallel()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	name := filepath.Join(root, "eval", "encoder-reference.json")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("%s is missing; set DATELINE_SHARED to the shared folder to run this test", name)
	}
	var reference struct { // texts, with the vectors that TensorFlow.js has for them
		Texts   []string    `json:"S"`
		Vectors [][]float32 `json:"E"`
	}
	if err := json.Unmarshal(data, &reference); err != nil {
		t.Fatal(err)
	}
	for kind, e := range kinds() {
		if testing.Short() && kind == "portable" { // It takes a second each with the race detector.
			reference.Texts = reference.Texts[:1]
		}
		for i, v := range vectors(t, e, reference.Texts...) {
			if c := cosine(v, reference.Vectors[i]); c < .999 {
				t.Errorf("%s: text %d has cosine %.6f with the reference, wanted .999", kind, i, c)
			}
		}
	}
}

func TestNearTextsMeanTheSame(t *testing.T) {
	t.Parallel()
	v := vectors(t, New(), question, "What was agreed by the ministers in Geneva?", "How do you bake bread with olives?")
	if near, far := cosine(v[0], v[1]), cosine(v[0], v[2]); near < far+.3 {
		t.Errorf("a question has cosine %.2f with another way to ask it, %.2f with another question", near, far)
	}
}

// Vectors must not depend on the batch, the core, the run, or the way to
// multiply, so that what is stored stays comparable.
func TestVectorsAreTheSameInEveryWay(t *testing.T) {
	t.Parallel()
	texts := []string{question, "", window(), "a", "two words", strings.Repeat("many words ", 200)}
	one := New()
	var alone [][]float32
	for _, text := range texts {
		alone = append(alone, vectors(t, one, text)...)
	}
	among := vectors(t, New(), texts...)
	for i := range texts {
		if !slices.Equal(alone[i], among[i]) {
			t.Errorf("text %d has another vector among others", i)
		}
	}
	if testing.Short() {
		texts = texts[:2]
	}
	for i, portable := range vectors(t, kinds()["portable"], texts...) {
		for j, x := range alone[i] {
			if math.Abs(float64(x-portable[j])) > 1e-4 {
				t.Fatalf("number %d of text %d is %g, portably %g", j, i, x, portable[j])
			}
		}
	}
}

// Odd texts have vectors of length 1, too: retrieval.EmbedAll checks that.
func TestOddTexts(t *testing.T) {
	t.Parallel()
	v := vectors(t, New(), "", " \n", "\x00", "\xff\xfe", "日本語", "\u0301", ":", "😀😀", strings.Repeat("x", 10000))
	if !slices.Equal(v[0], v[1]) {
		t.Error("white space is not as good as no text")
	}
}

func TestTextsComeInBatches(t *testing.T) {
	t.Parallel()
	texts := make([]string, 150)
	for i := range texts {
		texts[i] = fmt.Sprint("text ", i)
	}
	seen, busy := make([]int, len(texts)), false
	err := New().Embed(t.Context(), texts, func(first int, vectors [][]float32) error {
		if busy || len(vectors) > together {
			t.Errorf("%d vectors, while others are handed over: %t", len(vectors), busy)
		}
		busy = true
		runtime.Gosched()
		for i := range vectors {
			seen[first+i]++
		}
		busy = false
		return nil
	})
	if err != nil || slices.Min(seen) != 1 || slices.Max(seen) != 1 {
		t.Errorf("each text was to come once: %v, %v", seen, err)
	}
}

func TestWorkEndsEarly(t *testing.T) {
	t.Parallel()
	texts, full := slices.Repeat([]string{"some text"}, 300), errors.New("disk full")
	calls := 0
	err := New().Embed(t.Context(), texts, func(int, [][]float32) error { calls++; return full })
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("after %d calls: %v, wanted what got said after one", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	calls = 0
	err = New().Embed(ctx, texts, func(int, [][]float32) error { calls++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || calls != 1 {
		t.Errorf("after %d calls: %v, wanted the cancellation after one", calls, err)
	}
	if err := New().Embed(ctx, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("no texts: %v, wanted the cancellation", err)
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	e, want := New(), vectors(t, New(), question)[0]
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			err := e.Embed(t.Context(), []string{question}, func(_ int, v [][]float32) error {
				if !slices.Equal(v[0], want) {
					t.Error("a vector made beside others differs")
				}
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}
