package layout

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/discord/discordtest"
	"dateline/internal/retrieval"
)

func TestCommandsAreTaken(t *testing.T) {
	t.Parallel()
	judged(t, discordtest.Commands, Commands())
	wants(t, setCommands, Commands())
}

func TestCommandsForAdmins(t *testing.T) {
	t.Parallel()
	for _, c := range Commands() {
		admins := c.DefaultMemberPermissions != nil && *c.DefaultMemberPermissions == "0"
		if admins != (c.Name == CorpusCommand) {
			t.Errorf("%s is for administrators: %t", c.Name, admins)
		}
		if slices.Contains(c.Contexts, inDirect) == admins || !slices.Equal(c.IntegrationTypes, []int{toServers}) {
			t.Errorf("%s can be used in %v, by %v", c.Name, c.Contexts, c.IntegrationTypes)
		}
	}
}

func TestEveryCommandIsDescribed(t *testing.T) {
	t.Parallel()
	var options func(of string, list []CommandOption)
	options = func(of string, list []CommandOption) {
		for _, o := range list {
			if o.Description == "" || o.NameLocalizations["de"] == "" || o.DescriptionLocalizations["de"] == "" {
				t.Errorf("%s %s is not described", of, o.Name)
			}
			options(of+" "+o.Name, o.Options)
		}
	}
	for _, c := range Commands() {
		if c.NameLocalizations["de"] == "" || (c.Description == "") == (c.Type == SlashCommand) {
			t.Errorf("%s is not described", c.Name)
		}
		options(c.Name, c.Options)
	}
}

// Each language says everything, and puts the same things in.
func TestTablesAreComplete(t *testing.T) {
	t.Parallel()
	mine := leaves(reflect.ValueOf(english))
	for language, table := range tables {
		for name, text := range leaves(reflect.ValueOf(*table)) {
			if text == "" {
				t.Errorf("%s does not say %s", language, name)
			}
			if got, want := marks(text), marks(mine[name]); !slices.Equal(got, want) {
				t.Errorf("%s: %s has %q, not %q", language, name, got, want)
			}
		}
	}
}

// Where a text names a command, it does so as Discord shows it to those who read
// that language.
func TestTextsNameCommandsAsShown(t *testing.T) {
	t.Parallel()
	name := map[string]func(string) string{"en": func(key string) string { return key }, "de": func(key string) string { return commandWords[key].name }}
	var slash []string
	for _, c := range Commands() {
		if slash = append(slash, c.Name); len(c.Options) > 0 && c.Options[0].Type == Subcommand {
			slash = append(slash, c.Name+" "+c.Options[0].Name, c.Name+" "+c.Options[1].Name)
		}
	}
	for language, table := range tables {
		known := map[string]bool{}
		for _, s := range slash {
			command, sub, _ := strings.Cut(s, " ")
			of := name[language](command)
			if sub != "" {
				of += " " + map[bool]string{true: sub, false: commandWords[s].name}[language == "en"]
			}
			known[of] = true
		}
		for where, text := range leaves(reflect.ValueOf(*table)) {
			for _, m := range regexp.MustCompile(`\*\*/([^*]+)\*\*`).FindAllStringSubmatch(text, -1) {
				if !known[m[1]] {
					t.Errorf("%s: %s names /%s", language, where, m[1])
				}
			}
		}
	}
}

// leaves are all texts of a table, by where they stand.
func leaves(v reflect.Value) map[string]string {
	out := map[string]string{}
	switch v.Kind() {
	case reflect.String:
		out[""] = v.String()
	case reflect.Struct:
		for i := range v.NumField() {
			for name, text := range leaves(v.Field(i)) {
				out[v.Type().Field(i).Name+"."+name] = text
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			out[fmt.Sprint(i)] = v.Index(i).String()
		}
	default:
		panic("a table holds texts: " + v.Kind().String())
	}
	return out
}

// marks are what is put into a text, in order.
func marks(text string) []string {
	var out []string
	for _, part := range strings.Split(text, "%")[1:] {
		out = append(out, part[:1])
	}
	return out
}

func TestChoices(t *testing.T) {
	t.Parallel()
	c := retrieval.Catalog{
		Events: []corpus.Event{moot, fair, {ID: strings.Repeat("x", 200), Name: strings.Repeat("Endless ", 40)}}, Days: []corpus.Date{moot.Date, fair.Date},
		Outlets: []corpus.Outlet{{Name: "Lamp & Wick", Aliases: []string{"The Wick"}}, {Name: "The Tide"}, {Name: "Tideway"}, {Name: "\u202e"}},
	}
	for _, test := range []struct {
		got  Choices
		want string
	}{
		{english0.OutletChoices(c, ""), "Lamp & Wick,The Tide,Tideway"}, {english0.OutletChoices(c, "tide"), "Tideway,The Tide"}, {english0.OutletChoices(c, "the w"), "Lamp & Wick"},
		{english0.OutletChoices(c, "zzz"), ""}, {english0.MeetingChoices(c, "EASTPORT"), moot.ID}, {english0.MeetingChoices(c, "2022"), fair.ID},
		{english0.MeetingChoices(c, "endless"), Key(strings.Repeat("x", 200))}, {english0.DayChoices(c, ""), "2022-09-01,2021-03-04"}, {In("de", Options{}).DayChoices(c, "märz"), "2021-03-04"},
	} {
		var values []string
		for _, choice := range test.got.Choices {
			values = append(values, choice.Value)
		}
		if got := strings.Join(values, ","); got != test.want {
			t.Errorf("got %s, want %s", got, test.want)
		}
		offered(t, test.got)
	}
	for range 60 {
		c.Outlets = append(c.Outlets, corpus.Outlet{Name: "Another"})
	}
	if got := english0.OutletChoices(c, "\x00an\u202eother"); len(got.Choices) != mostChoices {
		t.Errorf("%d choices", len(got.Choices))
	}
}

func offered(t *testing.T, c Choices) {
	t.Helper()
	judged(t, discordtest.Callback, Offer(c))
	if slices.ContainsFunc(c.Choices, func(c Choice) bool { return c.Value == "" }) {
		t.Errorf("a choice of nothing: %v", c)
	}
}

// Whatever was chosen from is found again.
func TestChoicesAreFound(t *testing.T) {
	t.Parallel()
	var c retrieval.Catalog
	for _, text := range append(hostile, "plain", strings.Repeat("long ", 99)) {
		c.Events, c.Outlets = append(c.Events, corpus.Event{ID: text, Name: text}), append(c.Outlets, corpus.Outlet{Name: text})
	}
	for i, choices := range []Choices{english0.MeetingChoices(c, ""), english0.OutletChoices(c, "")} {
		offered(t, choices)
		for _, choice := range choices.Choices {
			_, event := FindEvent(c, choice.Value)
			_, outlet := FindOutlet(c, choice.Value)
			if i == 0 && !event || i == 1 && !outlet {
				t.Errorf("%q is not found", choice.Value)
			}
		}
	}
}
