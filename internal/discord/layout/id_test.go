package layout

import (
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func TestIDsAreReadBack(t *testing.T) {
	t.Parallel()
	for want, id := range map[string]ID{
		"1.src.aB_-9":               {Kind: Sources, Answer: "aB_-9"},
		"1.src.a...3":               {Kind: Sources, Answer: "a", Page: 3},
		"1.evt.a.all":               {Kind: Which, Answer: "a", Event: AllEvents},
		"1.evt.a." + Key("m"):       {Kind: Which, Answer: "a", Event: Key("m")},
		"1.docs.." + "." + Key("o"): {Kind: Documents, Outlet: Key("o")},
		"1.mtg":                     {Kind: Meetings},
	} {
		got, ok := ParseID(want)
		if id.String() != want || !ok || got != id {
			t.Errorf("%+v is %s, and read as %+v (%t)", id, id, got, ok)
		}
	}
	for _, s := range []string{"", "1", "1.", "1.src.a.", "2.src.a", "1.what.a", "1.src.a...0", "1.src.a...-1", "1.src.a...1.", "1.src.a...x", "1.src.a!", "src", "1.src." + strings.Repeat("a", 41)} {
		if id, ok := ParseID(s); ok {
			t.Errorf("%q is read as %+v", s, id)
		}
	}
}

// Buttons stand in messages for years: what they say never changes.
func TestKindsStay(t *testing.T) {
	t.Parallel()
	var all []string
	for _, k := range kinds {
		all = append(all, string(k))
	}
	if got := strings.Join(all, " "); got != "src yes no why thr shr evt docs mtg rel x" {
		t.Errorf("kinds of buttons have changed: %s", got)
	}
	if got := Key("moscow-2015"); got != "fd8cd5c26042" {
		t.Errorf("keys have changed: %s", got)
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	c := retrieval.Catalog{Events: []corpus.Event{moot, fair}, Outlets: []corpus.Outlet{{Name: "The Tide", Aliases: []string{"Tide"}}}}
	for value, want := range map[string]string{moot.ID: moot.ID, Key(fair.ID): fair.ID, "harbour MOOT": moot.ID, fair.Title(): fair.ID, "": "", "nothing": "", "all": ""} {
		if e, ok := FindEvent(c, value); e.ID != want || ok != (want != "") {
			t.Errorf("%q means %q", value, e.ID)
		}
	}
	for value, want := range map[string]string{"the tide": "The Tide", "TIDE": "The Tide", Key("The Tide"): "The Tide", "": "", "x": ""} {
		if name, ok := FindOutlet(c, value); name != want || ok != (want != "") {
			t.Errorf("%q means %q", value, name)
		}
	}
}

func FuzzID(f *testing.F) {
	f.Add("1.src.a...3", "a", "b", "c", 4)
	f.Add("1.docs..0.0.99999999999999999999", "é", ".", "\x00", -1)
	f.Fuzz(func(t *testing.T, s, answer, event, outlet string, page int) {
		if id, ok := ParseID(s); ok && (id.String() != s || len(s) > 100) {
			t.Errorf("%q is read as %+v, which is %q", s, id, id)
		}
		id := ID{Documents, answer, event, outlet, page}
		made := id.String()
		back, ok := ParseID(made)
		if !ok || back.String() != made || len(made) > 100 {
			t.Errorf("%+v is %q, read as %+v (%t)", id, made, back, ok)
		}
	})
}
