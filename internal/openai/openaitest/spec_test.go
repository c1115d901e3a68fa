package openaitest

import "testing"

func TestSpecTellsGoodFromBad(t *testing.T) {
	t.Parallel()
	spec := LoadSpec(t)
	for body, good := range map[string]bool{
		`{"model": "text-embedding-3-small", "input": ["A boat."]}`:                    true,
		`{"model": "text-embedding-3-small", "input": ["A boat."], "dimensions": 256}`: true,
		`{"model": "text-embedding-3-small", "input": ["A boat."], "dimensions": 0}`:   false,
		`{"model": "text-embedding-3-small", "input": []}`:                             false,
		`{"model": "text-embedding-3-small", "input": ["A boat."], "truncate": true}`:  false,
		`{"input": ["A boat."]}`: false,
	} {
		if err := spec.Request("/embeddings", []byte(body)); (err == nil) != good {
			t.Errorf("%s: %v; good: %t", body, err, good)
		}
	}
	for body, good := range map[string]bool{
		`{"object": "list", "model": "m", "data": [{"object": "embedding", "index": 0, "embedding": [0.6, 0.8]}], "usage": {"prompt_tokens": 3, "total_tokens": 3}}`: true,
		`{"object": "list", "model": "m", "data": [{"object": "embedding", "index": 0, "embedding": "AAAA"}], "usage": {"prompt_tokens": 3, "total_tokens": 3}}`:     false,
		`{"object": "list", "model": "m", "data": []}`: false,
	} {
		if err := spec.Response("/embeddings", 200, []byte(body)); (err == nil) != good {
			t.Errorf("%s: %v; good: %t", body, err, good)
		}
	}
}
