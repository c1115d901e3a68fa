package layout

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/discord/discordtest"
	"dateline/internal/quota"
	"dateline/internal/retrieval"
)

// everything is a message of every kind, in a language.
func everything(l Layout) map[string][]Message {
	r, documents := exchange()
	headers := []corpus.Header{documents["a"].Header, documents["b"].Header}
	c := retrieval.Catalog{Name: "Ports", Generation: 7, Documents: 2, Events: []corpus.Event{moot, fair, {ID: "x", Name: "Undated"}}, Outlets: []corpus.Outlet{{Name: "The Tide"}, {Name: "Lamp & Wick"}}}
	private, outlets, asked := r, r, r
	private.Private, outlets.ByOutlet, outlets.Shared = true, true, true
	asked.Claims, asked.Candidates = nil, c.Events
	many := asked
	many.Candidates = nil
	for i := range 130 {
		many.Candidates = append(many.Candidates, corpus.Event{ID: fmt.Sprint("e", i), Name: strings.Repeat("long ", 40), Place: strings.Repeat("far ", 60)})
	}
	nothing := Reply{ID: "z", Question: "Why?", Read: "Why, of the pier?", Reason: "The corpus does not say.", Missing: []string{"why"}}
	nearest := nothing
	nearest.Nearest = r.Citations()
	one := func(m Message) []Message { return []Message{m} }
	mistakes := []Mistake{
		{Option: OutletOption, Value: "the tied"}, {Option: MeetingOption, Value: strings.Repeat("@everyone **", 50)},
		{Option: FromOption, Value: "yesterday"}, {Option: ToOption, Value: ""}, {Option: FromOption, Value: "2021-03-05", Before: "2021-03-04"},
	}
	out := map[string][]Message{
		"working": one(l.Working("What of the pier?")), "writing": l.Writing(r), "nothing yet": l.Writing(Reply{}),
		"answer": l.Answer(r), "private": l.Answer(private), "by outlet": l.Answer(outlets), "which": l.Answer(asked), "which of many": l.Answer(many),
		"not held": l.Answer(nothing), "nearest": l.Answer(nearest), "nothing at all": l.Answer(Reply{}),
		"sources": one(l.Evidence(r.ID, r.Citations(), documents, 0)), "sources gone": one(l.Evidence("x", nil, nil, 3)),
		"meetings": one(l.MeetingList(c, headers, 0)), "no meetings": one(l.MeetingList(retrieval.Catalog{}, nil, 0)),
		"documents": one(l.DocumentList(c, headers, Listed{Outlet: "The Tide", Event: moot.ID})), "no documents": one(l.DocumentList(c, nil, Listed{})),
		"help": one(l.Help(c)), "help of nothing": one(l.Help(retrieval.Catalog{})),
		"privacy": one(l.PrivacyShow(Stored{Used: make([]quota.Used, 60), Answers: 2, Feedback: 1})), "private nothing": one(l.PrivacyShow(Stored{})),
		"forgotten": one(l.Forgotten(Stored{Answers: 2})), "forgotten nothing": one(l.Forgotten(Stored{})), "thanks": one(l.Thanks()), "replaced": one(l.RatingReplaced()), "again": one(l.RatedAlready()),
		"plan": one(l.ReloadPlan("t", &retrieval.RemovalError{Remove: 8, Stored: 9})), "running": one(l.ReloadRunning(3, 9)), "begun": one(l.ReloadRunning(0, 0)),
		"done": one(l.ReloadDone(retrieval.Report{Added: make([]string, 20), Changed: []string{"*x*"}, Failed: []*corpus.FileError{{File: "a/b.md", Err: errors.New("secret")}}, Generation: 8}, 120)), "done nothing": one(l.ReloadDone(retrieval.Report{Generation: 8}, 0)),
		"left": one(l.ReloadLeft()), "busy": one(l.ReloadBusy()), "rolled": one(l.RolledBack(8, 7)), "no earlier": one(l.NoEarlier()),
		"status": one(l.CorpusStatus(Status{Catalog: c, Loaded: time.Unix(1e9, 0), Writer: "m", Reloading: true})), "status down": one(l.CorpusStatus(Status{ModelDown: true})), "status words": one(l.CorpusStatus(Status{})),
		"failed": one(l.Failed("i-42")), "overloaded": one(l.Overloaded()), "loading": one(l.Loading()), "stopping": one(l.Stopping()), "not here": one(l.NotHere()),
		"not allowed": one(l.NotAllowed()), "already": one(l.AlreadyAsked()), "old": one(l.OldButton()), "bad": one(l.BadQuestion()), "not readable": one(l.NotReadable()),
		"mistaken": one(l.Mistaken(c, mistakes)), "mistaken about nothing": one(l.Mistaken(retrieval.Catalog{}, mistakes)), "thread": one(l.ThreadMade()),
	}
	return out
}

func TestEveryMessageIsTaken(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"en-US", "de"} {
		for name, messages := range everything(In(locale, Options{})) {
			t.Run(locale+"/"+name, func(t *testing.T) {
				if len(messages) == 0 {
					t.Fatal("there is no message")
				}
				for _, m := range messages {
					checkSpec(t, m)
					if strings.Contains(m.Text(), "%!") || strings.Contains(m.Text(), "secret") {
						t.Error(m.Text())
					}
				}
			})
		}
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	mine, theirs := everything(In("de", Options{})), everything(english0)
	for name, messages := range everything(In("xx", Options{})) {
		if messages[0].Text() != theirs[name][0].Text() {
			t.Errorf("%s: a language that is not spoken is not answered in English", name)
		}
		if messages[0].Text() == mine[name][0].Text() {
			t.Errorf("%s is the same in German: %s", name, messages[0].Text())
		}
	}
	r, _ := exchange()
	text := In("de", Options{}).Answer(r)[0].Text()
	for _, want := range []string{"The pier would open in May", "(4. März 2021)", "2,3 s", "Of boats and lanterns"} {
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
}

func TestAnswerIsTakenEverywhere(t *testing.T) {
	t.Parallel()
	r, _ := exchange()
	m := english0.Answer(r)[0]
	for _, to := range []string{createMessage, editMessage, editOriginal, editFollowUp, followUp} {
		wants(t, to, m)
	}
	for _, c := range []Callback{Answer(m.Private()), Update(m)} {
		wants(t, callback, c)
	}
}

func TestOtherAnswersAreTaken(t *testing.T) {
	t.Parallel()
	for _, c := range []Callback{Defer(true), Defer(false), DeferUpdate(), Open(english0.WhyForm("a1")), Offer(Choices{Choices: []Choice{}}), Offer(Choices{[]Choice{{"a", "b"}}})} {
		judged(t, discordtest.Callback, c)
		wants(t, callback, c)
	}
	for _, l := range []Layout{english0, In("de", Options{})} {
		judged(t, discordtest.Callback, Open(l.WhyForm(strings.Repeat("a", 300))))
	}
	wants(t, createMessage, english0.Loading().ReplyTo("1234"))
}

func TestRefused(t *testing.T) {
	t.Parallel()
	until := time.Unix(1_800_000_000, 0)
	for want, err := range map[string]error{
		"for today. There is room again <t:1800000000:R>.": &quota.LimitError{Limit: quota.QuestionsOfDay, Of: quota.Person, Until: until},
		"This server has asked as much":                    &quota.LimitError{Limit: quota.TokensOfDay, Of: quota.Server, Until: until},
		"All that may be asked today":                      &quota.LimitError{Limit: quota.DollarsOfDay, Of: quota.Everybody, Until: until},
		"Your questions before this one":                   &quota.LimitError{Limit: quota.AtOnce, Of: quota.Person},
		"Too many questions are being":                     &quota.LimitError{Limit: quota.AtOnce, Of: quota.Server},
		"The question is too long":                         &quota.LimitError{Limit: quota.TokensOfQuestion},
		"Ask again in a moment":                            fmt.Errorf("wrapped: %w", quota.ErrOverloaded),
		"It can't be checked":                              &quota.StoreError{Store: "secret"},
		"There is no question":                             &retrieval.QuestionError{Reason: "secret"},
		"That took too long":                               fmt.Errorf("ask: %w", context.DeadlineExceeded),
	} {
		m, ok := english0.Refused(err)
		if !ok || !strings.Contains(m.Text(), want) || strings.Contains(m.Text(), "secret") {
			t.Errorf("%v: %t, %s", err, ok, m.Text())
		}
		checkSpec(t, m)
	}
	if _, ok := english0.Refused(errors.New("secret")); ok {
		t.Error("any error is a refusal")
	}
	if m := english0.Failed("i-42 <@1>"); !strings.Contains(m.Text(), "**i-421**") {
		t.Error(m.Text())
	}
}
