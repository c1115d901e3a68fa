package uselite

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestFileIsReadWhole(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "use-lite.bin"))
	if err != nil {
		t.Fatal(err)
	}
	file := string(data)
	m, err := Parse(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.AppendTo(nil), data) {
		t.Error("a file that is read and written has changed")
	}
	for name, damaged := range map[string]string{
		"empty": "", "another": "something else", "longer": file + "x", "without its last byte": file[:len(file)-1],
		"cut in the vocabulary": file[:1000], "cut behind the magic": file[:len(magic)], "cut in a matrix": file[:len(file)/2],
	} {
		if _, err := Parse(damaged); err == nil {
			t.Errorf("a file that is %s was read", name)
		}
	}
}
