package layout

import (
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// TestMistakes: each names the option as its reader sees it, the value, and what
// is possible.
func TestMistakes(t *testing.T) {
	t.Parallel()
	c := retrieval.Catalog{
		Events:  []corpus.Event{moot, fair},
		Outlets: []corpus.Outlet{{Name: "The Tide", Aliases: []string{"Ebb"}}, {Name: "Lamp & Wick"}, {Name: "Third Voice"}},
		Days:    []corpus.Date{moot.Date},
	}
	long := strings.Repeat("x", 500)
	for _, m := range []struct {
		locale string
		Mistake
		want, not []string
	}{
		{"en-GB", Mistake{Option: OutletOption, Value: "the tyde"}, []string{"outlet", "the tyde", "Did you mean **The Tide**?"}, []string{"Lamp"}},
		{"en-GB", Mistake{Option: OutletOption, Value: "Wick News"}, []string{"Did you mean **Lamp & Wick**?"}, []string{"Tide"}},
		{"de", Mistake{Option: OutletOption, Value: "Eb"}, []string{"**medium**", "Meintest du **The Tide**?"}, nil},
		{"en-GB", Mistake{Option: OutletOption, Value: "Qwertz"}, []string{"There are **The Tide**, **Lamp & Wick**, **Third Voice**."}, []string{"mean"}},
		{"en-GB", Mistake{Option: OutletOption, Value: long}, []string{"xxx…"}, []string{long}},
		{"en-GB", Mistake{Option: MeetingOption, Value: "<@1> *x*"}, []string{`\<\@1\>`, `\*x\*`, "There are"}, nil},
		{"de", Mistake{Option: MeetingOption, Value: "?"}, []string{"**treffen**", "Es gibt"}, nil},
		{"en-GB", Mistake{Option: FromOption, Value: "yesterday"}, []string{"**from**", "yesterday", "as 2021-03-04"}, nil},
		{"de", Mistake{Option: ToOption, Value: "2021-02-30"}, []string{"**bis**", "2021-02-30", "2021-03-04"}, nil},
		{"en-GB", Mistake{Option: FromOption, Value: "2021-03-05", Before: "2021-03-04"}, []string{"**from** (2021-03-05) is later than **to** (2021-03-04)"}, nil},
	} {
		text := In(m.locale, Options{}).Mistaken(c, []Mistake{m.Mistake})
		for _, want := range m.want {
			if !strings.Contains(text.Text(), want) {
				t.Errorf("%+v: there is no %q in %q", m.Mistake, want, text.Text())
			}
		}
		for _, not := range m.not {
			if strings.Contains(text.Text(), not) {
				t.Errorf("%+v: there is %q in %q", m.Mistake, not, text.Text())
			}
		}
	}
}

// TestMistakesFit: all that may be wrong at once, about the longest names, is one
// message that Discord takes.
func TestMistakesFit(t *testing.T) {
	t.Parallel()
	var c retrieval.Catalog
	for n := range 20 {
		name := strings.Repeat("*", 100+n)
		c.Outlets = append(c.Outlets, corpus.Outlet{Name: name})
		c.Events = append(c.Events, corpus.Event{ID: name, Name: name, Date: moot.Date})
	}
	long := strings.Repeat("_", 100)
	for _, l := range []Layout{english0, In("de", Options{})} {
		check(t, l.Mistaken(c, []Mistake{
			{Option: OutletOption, Value: long}, {Option: MeetingOption, Value: long}, {Option: FromOption, Value: long}, {Option: ToOption, Value: long},
		}))
	}
}

// FuzzMistakes: whatever somebody types, Discord takes what is said about it, and
// it mentions nobody.
func FuzzMistakes(f *testing.F) {
	for _, text := range append(hostile, "The Tide", "the tyde", "2021-03-04", strings.Repeat("a b ", 99)) {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, typed, name string) {
		c := retrieval.Catalog{Outlets: []corpus.Outlet{{Name: name}, {Name: "The Tide"}}, Events: []corpus.Event{{ID: name, Name: name}}}
		for _, l := range []Layout{english0, In("de", Options{})} {
			check(t, l.Mistaken(c, []Mistake{
				{Option: OutletOption, Value: typed}, {Option: MeetingOption, Value: typed}, {Option: FromOption, Value: typed},
				{Option: FromOption, Value: typed, Before: name},
			}))
		}
	})
}
