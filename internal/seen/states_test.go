package seen

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/discord/discordtest"
	"dateline/internal/openai/openaitest"
	_ "dateline/internal/tables" // has the driver of what the program has stored
)

// TestLimits asks more than is allowed, in each of the ways.
func TestLimits(t *testing.T) {
	t.Parallel()
	for flags, says := range map[string]string{
		"--person-questions=1":    "as much as you may for today",
		"--server-questions=1":    "This server has asked as much",
		"--everybody-questions=1": "All that may be asked today",
	} {
		w := enter(t, "--corpus="+lake(t), "--store=:memory:", "--model=none", "--usage="+filepath.Join(t.TempDir(), "usage.db"), flags)
		w.says(w.ask(w.ann, whyTrain), "airport")
		if m := w.says(w.ask(w.ann, whereMet), says); !strings.Contains(m.Text(), "There is room again <t:") {
			t.Errorf("%s: it is not said when to come back: %q", flags, m.Text())
		}
		w.stop()
	}
}

// TestTooMuchAtOnce asks while the model is still writing.
func TestTooMuchAtOnce(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	w := written(t, mouth(gate))
	w.start("--corpus="+lake(t), "--store=:memory:", "--at-once=2", "--at-once-person=1")
	first := w.ask(w.ann, whyTrain)
	w.says(first, stillWriting)
	w.says(w.ask(w.ann, whereMet), "Your questions before this one")
	second := w.ask(w.User("ben"), whyTrain, with("outlet", "The Lantern"))
	w.says(second, stillWriting)
	w.says(w.ask(w.User("carl"), whyTrain, with("from", "1999-01-01")), "Too many questions are being answered")
	close(gate)
	for _, h := range []*discordtest.Handle{first, second} {
		w.says(h, "Written by scripted")
	}
	w.stop()
}

// TestTheStoreBreaks takes the tables away under the program: who asks gets the
// number of an incident, which the log has, and nothing of the error.
func TestTheStoreBreaks(t *testing.T) {
	t.Parallel()
	w := found(t)
	file := filepath.Join(w.data, "lake.db")
	w.start("--corpus="+lake(t), "--store="+file, "--model=none")
	m := w.says(w.ask(w.ann, whyTrain), "airport")
	db, err := sql.Open("sqlite", file)
	check(t, err)
	for _, table := range tablesOf(t, db) {
		_, err := db.ExecContext(w.ctx, "DROP TABLE IF EXISTS "+table)
		check(t, err)
	}
	check(t, db.Close())
	for _, h := range []*discordtest.Handle{w.ask(w.ann, whereMet), w.note(w.DM(w.ann, whereMet)), w.slash(w.Admin("eve"), "corpus reload")} {
		told := w.says(h, "under the incident").Text()
		_, number, _ := strings.Cut(told, "the incident **")
		number, _, _ = strings.Cut(number, "**")
		if strings.Contains(told, "table") || strings.Contains(told, "SQL") || number == "" {
			t.Errorf("the error is shown, or no number: %q", told)
		}
		check(t, w.log.until(w.ctx, "number="+number, 1))
	}
	w.says(w.click(w.ann, m, "Helpful"), "Thank you") // what is kept elsewhere goes on
	w.stop()
}

func tablesOf(t *testing.T, db *sql.DB) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
	check(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		check(t, rows.Scan(&name))
		out = append(out, name)
	}
	check(t, rows.Err())
	return out
}

// TestLoading has a corpus that takes long to be embedded: people are told so
// meanwhile, and answered afterwards.
func TestLoading(t *testing.T) {
	t.Parallel()
	w := found(t)
	hold := newHoldUp(openaitest.Embedding(8))
	hold.shut("")
	w.env = append(w.env, "OPENAI_BASE_URL="+serve(t, hold), "EMBEDDING_MODEL=made-up")
	w.start("--corpus="+lake(t), "--store="+filepath.Join(w.data, "lake.db"), "--model=none", "--embedder=openai")
	check(t, hold.wait(w.ctx))
	const loading = "The reports are being loaded"
	w.says(w.ask(w.ann, whyTrain), loading)
	w.says(w.note(w.DM(w.ann, whyTrain)), loading)
	w.says(w.slash(w.ann, "meetings"), loading)
	if offered := w.complete("ask", with("outlet", "")); len(offered) > 0 {
		t.Errorf("%v is offered, and nothing is there", offered)
	}
	eve := w.Admin("eve")
	for _, sub := range []string{"reload", "status", "rollback"} {
		w.says(w.slash(eve, "corpus "+sub), loading)
	}
	w.says(w.slash(w.ann, "privacy show"), "Nothing is stored")
	hold.open()
	check(t, w.log.until(w.ctx, "the corpus is loaded", 1))
	w.says(w.ask(w.ann, whyTrain), "airport")
	w.stop()
}

// TestStopWhileLoading is told to stop while its corpus is being embedded.
func TestStopWhileLoading(t *testing.T) {
	t.Parallel()
	w := found(t)
	hold := newHoldUp(openaitest.Embedding(8))
	hold.shut("")
	w.env = append(w.env, "OPENAI_BASE_URL="+serve(t, hold), "EMBEDDING_MODEL=made-up")
	w.start("--corpus="+lake(t), "--store="+filepath.Join(w.data, "lake.db"), "--model=none", "--embedder=openai")
	w.says(w.ask(w.ann, whyTrain), "being loaded")
	w.stop()
}

// TestLoadingFails has the server that embeds fail for good, once the bot is in
// Discord: the program ends with what was wrong.
func TestLoadingFails(t *testing.T) {
	t.Parallel()
	w := found(t)
	hold := newHoldUp(http.NotFoundHandler())
	hold.shut("")
	w.env = append(w.env, "OPENAI_BASE_URL="+serve(t, hold), "EMBEDDING_MODEL=made-up")
	w.start("--corpus="+lake(t), "--store="+filepath.Join(w.data, "lake.db"), "--model=none", "--embedder=openai")
	w.says(w.ask(w.ann, whyTrain), "being loaded")
	hold.open()
	w.wantExit(1)
	if !strings.Contains(w.log.String(), "404") {
		t.Errorf("it does not say why: %s", w.log)
	}
}
