package layout

import (
	"flag"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/corpus"
)

var update = flag.Bool("update", false, "write docs/discord-transcript.md")

const transcript = "../../../docs/discord-transcript.md"

// The transcript in the documents is what is really shown.
func TestTranscript(t *testing.T) {
	t.Parallel()
	got := transcribe(t)
	if *update {
		if err := os.WriteFile(transcript, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(transcript)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("run the test with -update if this is right:\n%s", diff)
	}
}

func transcribe(t *testing.T) string {
	t.Helper()
	const took = 1400 * time.Millisecond
	var b strings.Builder
	b.WriteString("# What it looks like in Discord\n\nText as people read it, made by the bot's own layout from the corpus that comes with\nthe program. `[1]` is a link to the evidence; words in `⟦ ⟧` are buttons.\n")
	scene := func(title string, messages ...Message) {
		b.WriteString("\n## " + title + "\n")
		for _, m := range messages {
			b.WriteString("\n```text\n" + seen(m) + "```\n")
		}
	}
	const first, where, capital = "When did Assad first leave Syria during the war?", "Where did Putin and Assad meet?", "What is the capital of Australia?"
	answered, searcher := sampled(t, first)
	which, _ := sampled(t, where)
	absent, _ := sampled(t, capital)
	echoed := ReplyOf("a1", answered, took)
	echoed.Echo = true
	scene("At once", english0.Working(first))
	part := echoed
	part.Claims = part.Claims[:1]
	scene("While it is being written", english0.Writing(part)...)
	scene("The answer", english0.Answer(echoed)...)
	scene("The same, for somebody whose Discord is in German", In("de", Options{}).Answer(echoed)...)
	documents := map[string]corpus.Document{}
	for _, c := range echoed.Cited() {
		d, err := searcher.Document(t.Context(), c.Header.ID)
		if err != nil {
			t.Fatal(err)
		}
		documents[d.ID] = d
	}
	scene("Sources", english0.Evidence("a1", echoed.Cited(), documents, 0))
	scene("Which meeting?", english0.Answer(ReplyOf("a2", which, took))...)
	scene("Not in the corpus", english0.Answer(ReplyOf("a3", absent, took))...)
	scene("Too much at once", english0.Overloaded())
	scene("/help", english0.Help(searcher.Names))
	return b.String()
}

// seen is a message as a person sees it, buttons included.
func seen(m Message) string {
	var b strings.Builder
	for _, c := range m.Components {
		switch c := c.(type) {
		case Text:
			b.WriteString(strings.TrimRight(read(strings.ReplaceAll(c.Content, "\n> ", "\n│ ")).text.String(), "\n") + "\n")
		case Separator:
			b.WriteString(strings.Repeat("─", 40) + "\n")
		case Row:
			for _, each := range c.Components {
				if button, ok := each.(Button); ok {
					b.WriteString("⟦ " + button.Label + " ⟧ ")
				}
			}
			b.WriteString("\n")
		}
	}
	return strings.ReplaceAll(b.String(), " \n", "\n")
}
