package seen

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/discord/discordtest"
	"dateline/internal/discord/layout"
	"dateline/internal/openai/openaitest"
)

// mouth is a model that answers what it is asked about each lake otherwise. What
// comes behind the first claim of Arvika waits for the gate.
func mouth(gate <-chan struct{}) openaitest.Model {
	places := map[string][]openaitest.Act{
		"Arvika by train": {openaitest.Claims(byTrain), openaitest.Gate(gate), openaitest.Claims(claim("The treaty of Arvika limits the catch to 100 tonnes a year."))},
		"Bergen by train": {openaitest.Fail(http.StatusInternalServerError, "server_error", "secret words", "X-Should-Retry", "false")},
		"Falun by train":  {openaitest.Claims(openaitest.Claim{Text: "Berg flew to Falun on 4 June 1999.", Evidence: byTrain.Evidence})},
		"Gotha by train":  {openaitest.Claims(claim("Berg travelled to Gotha by train because the airport of Gotha was closed.")), openaitest.Cut},
	}
	var all []openaitest.Claim
	for i, place := range lakes {
		for _, outlet := range []string{"The Lantern", "Radio Nord"} {
			first, _, _ := strings.Cut(report(outlet, place, i), "\n")
			all = append(all, claim(first))
		}
	}
	places["Berg and Torres meet"] = []openaitest.Act{openaitest.Claims(all...)}
	plain := openaitest.Scripted()
	return func(t openaitest.Turn) []openaitest.Act {
		if t.Task() == "rewrite" {
			return []openaitest.Act{openaitest.Text(whyTrain)}
		}
		for part, acts := range places {
			if t.Task() == "answer" && strings.Contains(t.Question(), part) {
				return acts
			}
		}
		return plain(t)
	}
}

// written is a town with a model.
func written(t testing.TB, m openaitest.Model) *town {
	t.Helper()
	w := found(t)
	w.env = append(w.env, "OPENAI_MODEL=scripted", "OPENAI_BASE_URL="+openaitest.Serve(t, m))
	return w
}

// TestTour does all that people can do, once.
func TestTour(t *testing.T) {
	t.Parallel()
	gate := make(chan struct{})
	w := written(t, mouth(gate))
	corpus := lake(t)
	w.start("--corpus="+corpus, "--store="+filepath.Join(w.data, "lake.db"), "--embedder=offline")
	w.tourOfAnswers(gate)
	w.tourOfTalk()
	w.tourOfLists()
	w.tourOfTrouble()
	w.tourOfPrivacy()
	w.tourOfCorpus(corpus)
	if w.Tally().Twice > 0 {
		t.Errorf("%+v", w.Tally())
	}
	w.stop()
}

// tourOfAnswers sees an answer come, and presses all that is below one.
func (w *town) tourOfAnswers(gate chan struct{}) {
	asked := w.ask(w.ann, whyTrain)
	w.says(asked, stillWriting)
	close(gate)
	m := w.says(asked, "100 tonnes")
	m = w.becomes(m, "Written by scripted")
	ben := w.User("ben")
	if shown := w.says(w.click(ben, m, "Sources"), "exact words"); !shown.Ephemeral() {
		w.t.Error("everybody sees the sources that one person asked for")
	}
	w.says(w.click(ben, m, "Helpful"), "Thank you")
	w.says(w.click(ben, m, "Helpful"), "already")
	form := w.click(w.ann, m, "Not helpful")
	check(w.t, form.Answered(w.ctx))
	w.says(w.submit(form, "too short"), "Thank you")
	w.says(w.click(ben, m, "Continue in thread"), "thread")
	private := w.says(w.ask(w.ann, whyTrain, with("private", true)), "airport")
	private = w.becomes(private, "Written by scripted")
	if !private.Ephemeral() {
		w.t.Error("everybody sees a private answer")
	}
	shared := w.says(w.click(w.ann, private, "Share with everybody here"), "Shared by")
	if shared.Ephemeral() {
		w.t.Error("what was shared is shown to one person")
	}
	w.tourOfMeetings()
	w.says(w.ask(w.ann, nothing), "comes nearest")
}

func (w *town) submit(form *discordtest.Handle, why string) *discordtest.Handle {
	id, _ := form.Modal()["custom_id"].(string)
	return w.note(w.Submit(form, map[string]string{layout.WhyField: why}), pressed(id))
}

// tourOfMeetings chooses from a menu, and by a button.
func (w *town) tourOfMeetings() {
	which := w.says(w.ask(w.ann, whereMet), "Which meeting?")
	menu := menuOf(w.t, which)
	w.note(w.Select(w.ann, which, menu, layout.Key("kiel")), pressed(menu), "menu")
	w.becomes(which, "Written by scripted")
	which = w.says(w.ask(w.ann, whereMet), "Which meeting?")
	w.click(w.ann, which, "All of them")
	long := w.becomes(which, "Written by scripted")
	page := w.says(w.click(w.ann, long, "Sources"), "Page 1 of")
	w.click(w.ann, page, "Next")
	w.becomes(page, "Page 2 of")
}

// menuOf is the id of the first menu of a message.
func menuOf(t testing.TB, m discordtest.Message) string {
	t.Helper()
	for _, row := range m.Components {
		inner, _ := row["components"].([]any)
		for _, each := range inner {
			if c, _ := each.(map[string]any); c["type"] == float64(3) {
				id, _ := c["custom_id"].(string)
				return id
			}
		}
	}
	t.Fatalf("there is no menu below %q: %v", m.Text(), m.Components)
	return ""
}

// tourOfTalk asks in the other ways, and goes on.
func (w *town) tourOfTalk() {
	said := w.says(w.note(w.Mention(w.ann, w.channel, whyTrain)), "airport")
	w.becomes(said, "Written by scripted")
	w.says(w.note(w.Reply(w.ann, said, "<@"+w.Bot().ID+"> And where did they meet?")), "Read as")
	w.says(w.note(w.DM(w.ann, whyTrain)), "airport")
	w.says(w.note(w.DM(w.ann, "<@"+w.Bot().ID+">")), "/ask")
	note := w.Say(w.ann, w.channel, "I wonder: "+whyTrain)
	m, _ := w.Message(note.ID)
	w.says(w.about(w.ann, m), "airport")
	w.says(w.slash(w.ann, "compare", with("meeting", "jena"), with("question", whereMet)), "Question")
	w.says(w.ask(w.ann, whyTrain, with("outlet", "Radio Nord"), with("meeting", "arvika"), with("from", "2000-01-01"), with("to", "2000-12-31")), "airport")
	german := w.User("uwe", func(u *discordtest.User) { u.Locale = "de" })
	w.says(w.ask(german, whyTrain), "Geschrieben von scripted")
}

// tourOfLists turns pages, and has options completed.
func (w *town) tourOfLists() {
	w.says(w.slash(w.ann, "help"), "/ask")
	list := w.says(w.slash(w.ann, "sources"), "Documents")
	w.click(w.ann, list, "Next")
	list = w.becomes(list, "Page 2 of")
	w.click(w.ann, list, "Previous")
	w.becomes(list, "Page 1 of")
	w.says(w.slash(w.ann, "sources", with("outlet", "Radio Nord"), with("meeting", "kiel")), "outlet: Radio Nord")
	meetings := w.says(w.slash(w.ann, "meetings"), "Meetings")
	w.click(w.ann, meetings, "Next")
	w.becomes(meetings, "Page 2 of")
	for _, c := range []struct{ command, option, typed string }{
		{"ask", "outlet", "rad"}, {"ask", "meeting", "ki"}, {"ask", "from", "2003"}, {"ask", "to", ""},
		{"compare", "meeting", "lu"}, {"sources", "outlet", "lant"}, {"sources", "meeting", "2004"},
	} {
		if choices := w.complete(c.command, with(c.option, c.typed)); len(choices) == 0 {
			w.t.Errorf("nothing is offered for /%s %s %q", c.command, c.option, c.typed)
		}
	}
}

// tourOfTrouble asks what can't be answered well.
func (w *town) tourOfTrouble() {
	w.says(w.ask(w.ann, "Why did Berg travel to Bergen by train?"), "The model could not be used")
	w.says(w.ask(w.ann, "Why did Berg travel to Falun by train?"), "could be verified")
	w.says(w.ask(w.ann, "Why did Berg travel to Gotha by train?"), "The model broke off")
	w.says(w.ask(w.ann, whyTrain, with("from", "yesterday")), "is not a day")
	w.says(w.ask(w.ann, whyTrain, with("from", "2012-01-01"), with("to", "2011-01-01")), "is later than")
	w.says(w.ask(w.ann, whyTrain, with("outlet", "The Lanthorn")), "no report here")
	w.says(w.ask(w.ann, whyTrain, with("meeting", "Atlantis")), "know no meeting")
	w.says(w.ask(w.ann, "  "), "no question")
	said := w.Say(w.ann, w.channel, "I saw them there.")
	thought, _ := w.Message(said.ID)
	w.says(w.note(w.Reply(w.ann, thought, "<@"+w.Bot().ID+"> is this true?")), "does not let this bot read")
	old := w.says(w.ask(w.ann, whyTrain, with("meeting", "arvika")), "airport")
	w.Allow("hand") // nobody can press what is not there, but a program can say so
	w.says(w.note(w.Click(w.ann, old, "1.src.NOSUCHANSWER")), "another version")
}

func (w *town) tourOfPrivacy() {
	w.says(w.slash(w.ann, "privacy show"), "stored about you")
	w.says(w.slash(w.ann, "privacy forget-me"), "Deleted")
	w.says(w.slash(w.ann, "privacy show"), "Nothing is stored")
	w.says(w.slash(w.ann, "privacy forget-me"), "Nothing was stored")
}
