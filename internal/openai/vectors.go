package openai

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
)

// vector is an embedding as servers send it: numbers, or float32s in little
// endian in base64, which some send unasked.
type vector []float32

// UnmarshalJSON takes either. encoding/json has seen to it that data is JSON; the
// numbers are read here because it takes null for 0, which llama.cpp writes for
// what is not a number, and takes twice as long.
func (v *vector) UnmarshalJSON(data []byte) error {
	switch {
	case len(data) > 0 && data[0] == '"':
		return v.fromBase64(data)
	case bytes.Contains(data, []byte("null")):
		return errors.New("a vector has null in place of numbers; the model may have failed on the text")
	case len(data) < 2 || data[0] != '[':
		return errors.New("a vector is neither a list nor base64")
	}
	*v = make(vector, 0, bytes.Count(data, []byte(","))+1)
	for field := range bytes.SplitSeq(data[1:len(data)-1], []byte(",")) {
		field = bytes.TrimSpace(field)
		if len(field) == 0 {
			break // an empty list: JSON has no empty place in one
		}
		x, err := strconv.ParseFloat(string(field), 32)
		if err != nil {
			return fmt.Errorf("a vector holds %.20q, which is no float32", field)
		}
		*v = append(*v, float32(x))
	}
	return nil
}

func (v *vector) fromBase64(data []byte) error {
	var raw []byte // encoding/json reads base64
	if err := json.Unmarshal(data, &raw); err != nil {
		var corrupt base64.CorruptInputError
		if errors.As(err, &corrupt) {
			return fmt.Errorf("a vector is text, and not in base64: %w", err)
		}
		return err
	}
	if len(raw)%4 != 0 {
		return fmt.Errorf("a vector in base64 has %d bytes, which is no whole number of float32s", len(raw))
	}
	*v = make(vector, len(raw)/4)
	for i := range *v {
		(*v)[i] = math.Float32frombits(binary.LittleEndian.Uint32(raw[4*i:]))
	}
	return nil
}

// embeddings is an answer with vectors, and how many tokens the texts had; 0: it
// doesn't say.
type embeddings struct {
	vectors [][]float32
	tokens  int64
}

// readAnswer reads vectors of length 1 for n texts, in their order. Dimensions
// of 0 stand for as many as the first has. The answer is returned with the
// tokens also where the vectors are no good, since they have been paid for.
//
// An index that is left out is 0, as servers written in Go leave it out; where
// all are, and there are several, they are doubled.
func readAnswer(body []byte, n, dimensions int) (embeddings, error) {
	var in struct {
		Data []struct {
			Embedding vector
			Index     int
		}
		Usage struct {
			Prompt int64 `json:"prompt_tokens"`
			Total  int64 `json:"total_tokens"`
		}
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return embeddings{}, fmt.Errorf("not what embeddings look like: %w", err)
	}
	out := embeddings{vectors: make([][]float32, n), tokens: in.Usage.Prompt}
	if out.tokens <= 0 {
		out.tokens = max(0, in.Usage.Total)
	}
	if len(in.Data) != n {
		return out, fmt.Errorf("%d vectors for %d texts", len(in.Data), n)
	}
	for _, d := range in.Data {
		if d.Index < 0 || d.Index >= n || out.vectors[d.Index] != nil {
			return out, fmt.Errorf("%d texts, and a vector for text %d that is none of them or has one", n, d.Index)
		}
		if dimensions == 0 {
			dimensions = len(d.Embedding)
		}
		if len(d.Embedding) != dimensions || dimensions == 0 {
			return out, &dimensionsError{len(d.Embedding), dimensions}
		}
		if err := normalise(d.Embedding); err != nil {
			return out, err
		}
		out.vectors[d.Index] = d.Embedding
	}
	return out, nil
}

// dimensionsError says that a vector has other dimensions than it should.
type dimensionsError struct{ got, want int }

func (e *dimensionsError) Error() string {
	return fmt.Sprintf("a vector of %d dimensions where %d were expected", e.got, e.want)
}

// normalise brings a vector to length 1: several servers leave that to others.
func normalise(v []float32) error {
	sum := 0.0
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	// Also where the sum is not a number. It cannot overflow: float64 holds the
	// squares of more float32s than fit into memory.
	if !(sum > 0) || math.IsInf(sum, 1) {
		return fmt.Errorf("a vector of length %v", math.Sqrt(sum))
	}
	length := math.Sqrt(sum)
	for i, x := range v {
		v[i] = float32(float64(x) / length)
	}
	return nil
}
