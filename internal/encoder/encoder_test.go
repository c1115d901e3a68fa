package encoder

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"dateline/internal/retrieval"
)

var _ retrieval.Embedder = (*Encoder)(nil)

// reference are texts with the vectors that TensorFlow.js has for them.
type reference struct {
	Texts   []string    `json:"S"`
	Vectors [][]float32 `json:"E"`
}

func readReference(t *testing.T) reference {
	t.Helper()
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	name := filepath.Join(root, "eval", "encoder-reference.json")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("%s is missing; set DATELINE_SHARED to the shared folder to run this test", name)
	}
	var r reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func cosine(a, b []float32) float64 {
	dot, aa, bb := 0.0, 0.0, 0.0
	for i, x := range a {
		y := float64(b[i])
		dot, aa, bb = dot+float64(x)*y, aa+float64(x)*float64(x), bb+y*y
	}
	return dot / math.Sqrt(aa*bb)
}

func TestVectorsAgreeWithTheReference(t *testing.T) {
	t.Parallel()
	r := readReference(t)
	for kind, e := range map[string]*Encoder{"fastest": New(), "portable": {load: load, portable: true}} {
		vectors, err := retrieval.EmbedAll(t.Context(), e, r.Texts)
		if err != nil {
			t.Fatal(err)
		}
		for i, v := range vectors {
			c := cosine(v, r.Vectors[i])
			t.Logf("%s text %d cosine %.6f", kind, i, c)
			if c < .999 {
				t.Errorf("%s: text %d has cosine %.6f, wanted .999", kind, i, c)
			}
		}
	}
}
