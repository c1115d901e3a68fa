package seen

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"dateline/internal/discord/layout"
)

// union is what all tests together have exercised, and what was said to people.
type union struct {
	lock sync.Mutex
	used map[string]bool
	said map[string]bool
}

var everything = union{used: map[string]bool{}, said: map[string]bool{}}

func (u *union) add(w *town) {
	u.lock.Lock()
	defer u.lock.Unlock()
	for what := range w.used {
		u.used[what] = true
	}
	for _, h := range w.said {
		for _, m := range h.Messages() {
			for _, v := range m.Versions {
				u.said[v.Text] = true
			}
		}
	}
}

// states are what people are told, by words of each. What stands here in a form of
// the layout is all of it.
func states() map[string]string {
	out := map[string]string{
		"working": "Looking through the reports", "still writing": stillWriting, "answered by a model": "Written by scripted", "answered in quotations": "Quotations, no model",
		"a follow-up": "Read as", "not in the corpus": "The corpus does not say", "nearest": "What comes nearest", "which meeting": "Which meeting?",
		"model unavailable": "The model could not be used, so these are quotations", "nothing verified": "could be verified, so these are quotations", "broken off": "The model broke off",
		"rate limited, person": "as much as you may for today", "rate limited, server": "This server has asked as much", "rate limited, all": "All that may be asked today",
		"when to come back": "There is room again <t:", "one's own at once": "Your questions before this one", "failed": "under the incident", "evidence": "The exact words behind",
		"thanks": "Thank you", "rated otherwise": "It takes the place of what you said", "rated before": "You have said so already", "no such outlet": "no report here is by an outlet", "no such meeting": "the reports know no meeting", "no such day": "is not a day", "days reversed": "is later than", "shared": "Shared by", "help": "/ask", "meetings": "Meetings", "documents": "Documents",
		"stored": "What is stored about you", "nothing stored": "Nothing is stored", "forgotten": "Deleted: days of use", "nothing to forget": "Nothing was stored",
		"reload plan": "would remove", "reload at work": "Reloading", "reloaded": "The corpus is reloaded", "nothing new": "Nothing has changed", "bad file": "Could not be read",
		"status": "### The corpus", "rolled back": "Back at generation",
	}
	l := layout.In("en-GB", layout.Options{})
	for name, m := range map[string]layout.Message{
		"overloaded": l.Overloaded(), "loading": l.Loading(), "stopping": l.Stopping(), "not allowed": l.NotAllowed(), "old button": l.OldButton(),
		"bad question": l.BadQuestion(), "not readable": l.NotReadable(), "thread made": l.ThreadMade(), "reload left": l.ReloadLeft(), "reload busy": l.ReloadBusy(), "no earlier": l.NoEarlier(),
	} {
		for _, c := range m.Components {
			if text, ok := c.(layout.Text); ok {
				out[name] = text.Content
			}
		}
	}
	return out
}

// expected are the names of all that there is to use.
func expected() []string {
	var out []string
	for _, k := range layout.Kinds() {
		out = append(out, "id "+string(k))
	}
	for _, c := range layout.Commands() {
		out = append(out, "/"+c.Name)
		for _, o := range c.Options {
			if o.Type == layout.Subcommand {
				out = append(out, "/"+c.Name+" "+o.Name)
				continue
			}
			if out = append(out, "/"+c.Name+" "+o.Name); o.Autocomplete {
				out = append(out, "completes /"+c.Name+" "+o.Name)
			}
		}
	}
	return append(out, "menu")
}

// missing is what no test has exercised.
func (u *union) missing() (out []string) {
	for _, what := range expected() {
		// A command with subcommands is used by one of them.
		if !u.used[what] && !slices.ContainsFunc(keys(u.used), func(used string) bool { return strings.HasPrefix(used, what+" ") }) {
			out = append(out, "nobody has used: "+what)
		}
	}
	for name, text := range states() {
		if !slices.ContainsFunc(keys(u.said), func(said string) bool { return strings.Contains(said, text) }) {
			out = append(out, "nobody was told: "+name)
		}
	}
	slices.Sort(out)
	return out
}

func keys(m map[string]bool) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

// complete looks, after a run of all tests, whether anything was left out. The ones
// with a database are a part of it.
func complete() int {
	chosen := flag.Lookup("test.run").Value.String() + flag.Lookup("test.skip").Value.String() + flag.Lookup("test.bench").Value.String() + flag.Lookup("test.list").Value.String()
	if chosen != "" || testing.Short() || os.Getenv("DATABASE_URL_TEST") == "" {
		return 0
	}
	missing := everything.missing()
	for _, m := range missing {
		fmt.Fprintln(os.Stderr, m)
	}
	return min(len(missing), 1)
}
