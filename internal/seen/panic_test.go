package seen

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// panicky builds the program with panics at the start of three functions, by
// Go's overlay of files: the program itself has no way to ask for one.
func panicky(t *testing.T) string {
	t.Helper()
	replaced := map[string]string{}
	for _, c := range []struct{ file, function, body string }{
		{"decide.go", "func (b *Bot) decide(i *link.Interaction) reply {", `if i.Option("question") == "decide secret words" { panic("secret words") }`},
		{"dispatch.go", "func (b *Bot) Interaction(ctx context.Context, i *link.Interaction) {", `if i.Option("question") == "handle secret words" { panic("secret words") }`},
		{"message.go", "func (b *Bot) read(l layout.Layout, self string, m *link.Message) reply {", `if m.Without(self) == "read secret words" { panic("secret words") }`},
	} {
		path, err := filepath.Abs(filepath.Join("..", "discord", c.file))
		check(t, err)
		text, err := os.ReadFile(path)
		check(t, err)
		if strings.Count(string(text), c.function) != 1 {
			t.Fatalf("%s has no %q any more, where this test puts a panic", c.file, c.function)
		}
		changed := filepath.Join(t.TempDir(), c.file)
		write(t, changed, strings.Replace(string(text), c.function, c.function+"\n"+c.body, 1))
		replaced[path] = changed
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replaced})
	check(t, err)
	list := filepath.Join(t.TempDir(), "overlay.json")
	write(t, list, string(overlay))
	path, err := build("bot-that-panics", "-overlay="+list)
	check(t, err)
	return path
}
