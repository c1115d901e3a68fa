package retrieval

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// numbered are n words of which no two are the same.
func numbered(prefix string, n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = fmt.Sprintf("%s%03d", prefix, i)
	}
	return strings.Join(words, " ")
}

// Every word of a passage stands in exactly one window, none is too long, and
// they are about equally long.
func TestWindowsHoldEveryWordOnce(t *testing.T) {
	for _, headline := range []int{0, 1, 9, 60} {
		for words := range 300 {
			const most = 40
			var all []string
			shortest, longest := most, 0
			for hash, window := range Windows(numbered("head", headline), numbered("w", words), most) {
				if hash != sha256.Sum256([]byte(window)) {
					t.Fatalf("a window is not named by its hash: %q", window)
				}
				fields := strings.Fields(window)
				shortest, longest = min(shortest, len(fields)), max(longest, len(fields))
				all = append(all, slices.DeleteFunc(fields, func(w string) bool { return strings.HasPrefix(w, "head") })...)
			}
			slices.Sort(all)
			if got := strings.Join(all, " "); got != numbered("w", words) {
				t.Fatalf("headline of %d words, passage of %d: the windows hold %q", headline, words, got)
			}
			if longest > most || longest-shortest > 1 {
				t.Fatalf("headline of %d words, passage of %d: windows of %d to %d words", headline, words, shortest, longest)
			}
		}
	}
}

func TestWholePassagesAreOneWindow(t *testing.T) {
	const text = "A  lantern\nwas lit."
	want := "Night\n" + text
	got := Windows("Night", text, 0)
	if len(got) != 1 || got[sha256.Sum256([]byte(want))] != want {
		t.Errorf("got the windows %q, want %q alone, as it stands", got, want)
	}
}
