package seen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"dateline/internal/openai/openaitest"
	"dateline/internal/postgrestest"
)

// tourOfCorpus changes the files of the corpus, and has the program follow.
func (w *town) tourOfCorpus(corpus string) {
	for _, sub := range []string{"reload", "status", "rollback"} {
		w.says(w.slash(w.ann, "corpus "+sub), "those who run this server")
	}
	eve := w.Admin("eve")
	w.says(w.slash(eve, "corpus status"), "24 documents")
	w.says(w.slash(eve, "corpus rollback"), "no earlier")
	w.says(w.slash(eve, "corpus reload"), "Nothing has changed")
	write(w.t, filepath.Join(corpus, "new.md"), "---\noutlet: The Comet\nkind: article\nheadline: A photographer\npublished: 2012-05-12\n---\n\nThe photographer Ove Lind wore a green hat in Malung.\n")
	write(w.t, filepath.Join(corpus, "the-arvika.txt"), report("The Lantern", "Arvika", 77))
	bad := filepath.Join(corpus, "the-bergen.txt")
	write(w.t, bad, "PNG\x00\x01\x02\xff\xfe")
	w.says(w.slash(eve, "corpus reload"), "Added: 1")
	done := w.says(w.slash(eve, "corpus reload"), "Could not be read")
	if !strings.Contains(done.Text(), "the\\-bergen") && !strings.Contains(done.Text(), "the-bergen") {
		w.t.Errorf("the file that can't be read is not named: %q", done.Text())
	}
	w.says(w.ask(w.ann, "What did the photographer Ove Lind wear?"), "hat")
	write(w.t, bad, report("The Lantern", "Bergen", 1))
	w.massRemoval(corpus)
}

// massRemoval takes most files away: that is shown first.
func (w *town) massRemoval(corpus string) {
	eve := w.Admin("eve")
	before, err := os.ReadFile(filepath.Join(corpus, "corpus.yaml"))
	check(w.t, err)
	var kept []string
	for line := range strings.Lines(string(before)) {
		if !strings.Contains(line, "file: ") || strings.Contains(line, "arvika") {
			kept = append(kept, line)
		}
	}
	write(w.t, filepath.Join(corpus, "corpus.yaml"), strings.Join(kept, ""))
	for _, place := range lakes[1:] {
		for _, outlet := range []string{"the-", "rad-"} {
			check(w.t, os.Remove(filepath.Join(corpus, outlet+strings.ToLower(place)+".txt")))
		}
	}
	plan := w.says(w.slash(eve, "corpus reload"), "would remove 22 of 25")
	w.click(eve, plan, "Leave it as it is")
	w.becomes(plan, "Nothing was changed")
	w.says(w.slash(eve, "corpus status"), "25 documents")
	plan = w.says(w.slash(eve, "corpus reload"), "would remove 22 of 25")
	w.Allow("hand")
	w.says(w.click(w.ann, plan, "Reload and remove them"), "those who run this server")
	w.click(eve, plan, "Reload and remove them")
	w.becomes(plan, "Removed: 22")
	w.says(w.slash(eve, "corpus status"), "3 documents")
}

// TestReload holds a reload up in the middle, by the server that embeds: a second
// one is refused, and questions are answered meanwhile from what was there before.
func TestReload(t *testing.T) {
	t.Parallel()
	w, hold := embedded(t)
	corpus := lake(t)
	w.start("--corpus="+corpus, "--store="+filepath.Join(w.data, "lake.db"), "--model=none", "--embedder=openai")
	w.reloadHeldUp(corpus, hold)
	w.byHangup(corpus)
	w.stop()
}

// TestReloadOfADatabase does the same where generations are kept, and goes back.
func TestReloadOfADatabase(t *testing.T) {
	t.Parallel()
	database := postgrestest.URL(t)
	w, hold := embedded(t)
	corpus := lake(t)
	w.start("--corpus="+corpus, "--database="+database, "--model=none", "--embedder=openai")
	w.reloadHeldUp(corpus, hold)
	eve := w.Admin("eve")
	w.says(w.ask(w.ann, hat), "green hat")
	w.says(w.slash(eve, "corpus rollback"), "Back at generation")
	w.says(w.slash(eve, "corpus status"), "24 documents")
	w.says(w.slash(eve, "corpus rollback"), "no earlier")
	w.byHangup(corpus)
	w.stop()
}

const hat = "What did the photographer Ove Lind wear in Malung?"

// embedded is a town with a server that embeds, and holds up what it is told to.
func embedded(t *testing.T) (*town, *holdUp) {
	t.Helper()
	w := found(t)
	hold := newHoldUp(openaitest.Embedding(8))
	base := serve(t, hold)
	w.env = append(w.env, "OPENAI_BASE_URL="+base, "EMBEDDING_MODEL=made-up")
	return w, hold
}

func (w *town) reloadHeldUp(corpus string, hold *holdUp) {
	eve := w.Admin("eve")
	write(w.t, filepath.Join(corpus, "new.md"), "---\noutlet: The Comet\nkind: article\nheadline: A photographer\npublished: 2012-05-12\n---\n\nThe photographer Ove Lind wore a green hat in Malung.\n")
	hold.shut("green hat")
	first := w.slash(eve, "corpus reload")
	check(w.t, hold.wait(w.ctx))
	w.says(first, "Reloading")
	w.says(w.slash(eve, "corpus reload"), "at work already")
	w.says(w.slash(eve, "corpus rollback"), "at work already")
	w.says(w.slash(eve, "corpus status"), "A reload is at work")
	check(w.t, w.signal(syscall.SIGHUP))
	check(w.t, w.log.until(w.ctx, "a reload is at work already", 1))
	w.says(w.ask(w.ann, whyTrain), "airport")
	hold.open()
	w.says(first, "Added: 1")
	w.says(w.ask(w.ann, hat), "green hat")
}

// byHangup reloads by a signal.
func (w *town) byHangup(corpus string) {
	for i := range 2 {
		before := strings.Count(w.log.String(), "the corpus was reloaded")
		write(w.t, filepath.Join(corpus, "more.md"), fmt.Sprintf("---\noutlet: The Comet\nkind: article\nheadline: A cook\npublished: 2012-05-12\n---\n\nThe cook Ida Holm served %d plates of herring in Sveg.\n", 30+i))
		check(w.t, w.signal(syscall.SIGHUP))
		check(w.t, w.log.until(w.ctx, "the corpus was reloaded", before+1))
		w.says(w.ask(w.ann, "How many plates of herring did the cook Ida Holm serve in Sveg?"), fmt.Sprint(30+i, " plates"))
	}
}
