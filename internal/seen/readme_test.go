package seen

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/discord/discordtest"
)

var update = flag.Bool("update", false, "write what an answer looks like into README.md")

const readme = "../../README.md"

// What README.md shows of an answer in Discord is what the program says there.
func TestReadme(t *testing.T) {
	t.Parallel()
	w := enter(t, "--model=none")
	m := w.says(w.ask(w.ann, "When did Assad first leave Syria during the war?"), "independent source")
	w.stop()
	got := legible(m)
	text, err := os.ReadFile(readme)
	check(t, err)
	block := regexp.MustCompile("(?s)(<!-- an answer -->\n```text\n).*?(```\n)")
	if *update {
		text = block.ReplaceAll(text, []byte("${1}"+got+"${2}"))
		check(t, os.WriteFile(readme, text, 0o600))
	}
	found := block.FindString(string(text))
	if diff := cmp.Diff("<!-- an answer -->\n```text\n"+got+"```\n", found); diff != "" {
		t.Errorf("run the test with -update if this is right:\n%s", diff)
	}
}

// marks are what Discord shows in another way than by letters.
var marks = regexp.MustCompile(`(?m)^-# |^### |\*\*|\\`)

// legible is a message as it is read, its notes cut short, and as if it had taken
// no time.
func legible(m discordtest.Message) string {
	text := marks.ReplaceAllString(m.Text(), "")
	text = regexp.MustCompile(`\[(\[\d+\])\]\(<[^>]*>\)`).ReplaceAllString(text, "$1")
	text = regexp.MustCompile(`(?m)^(Note: .{50}).*$`).ReplaceAllString(text, "$1…")
	text = regexp.MustCompile(` · \d+\.\d s`).ReplaceAllString(text, " · 0.0 s")
	var out []string
	for line := range strings.Lines(text) {
		out = append(out, wrapped(strings.TrimSpace(line))...)
	}
	buttons := ""
	for _, b := range m.Buttons() {
		buttons += "⟦ " + b.Label + " ⟧ "
	}
	return strings.Join(append(out, strings.TrimSpace(buttons)), "\n") + "\n"
}

// wrapped is a line in lines of 80 characters at most.
func wrapped(line string) []string {
	out := []string{""}
	for word := range strings.SplitSeq(line, " ") {
		last := &out[len(out)-1]
		switch {
		case *last == "":
			*last = word
		case len([]rune(*last))+1+len([]rune(word)) > 80:
			out = append(out, word)
		default:
			*last += " " + word
		}
	}
	return out
}
