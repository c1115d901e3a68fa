package rules

import (
	"fmt"
	"strings"
	"testing"
)

const nobody = `"allowed_mentions":{"parse":[]}`

// v2 is a message of components.
func v2(components string) string {
	return `{"flags":32768,` + nobody + `,"components":[` + components + `]}`
}

func text(n int, s string) string { return `{"type":10,"content":"` + strings.Repeat(s, n) + `"}` }

func button(id, label string) string {
	return fmt.Sprintf(`{"type":2,"style":2,"label":%q,"custom_id":%q}`, label, id)
}

func list(n int, each string) string { return strings.TrimSuffix(strings.Repeat(each+",", n), ",") }

func TestMessages(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		v2(text(4000, "a")):                         "",
		v2(text(4001, "a")):                         "4001 characters",
		v2(text(3000, "a") + "," + text(1001, "a")): "4001 characters",
		v2(text(3400, "文")):                         "10200 bytes",
		v2(text(2001, "👍")):                         "4002 characters",
		v2(text(0, "")):                             "empty",
		v2(""):                                      "is empty",
		v2(list(40, text(1, "a"))):                  "",
		v2(list(41, text(1, "a"))):                  "41 components",
		v2(`{"type":1,"components":[` + list(6, text(1, "a")) + `]}`):                                                             "6 components; 1 to 5",
		v2(`{"type":1,"components":[` + button("a", "A") + "," + button("a", "B") + `]}`):                                         "stands twice",
		v2(`{"type":1,"components":[` + button("", "A") + `]}`):                                                                   "0 characters",
		v2(`{"type":1,"components":[` + button(strings.Repeat("a", 101), "A") + `]}`):                                             "101 characters",
		v2(`{"type":1,"components":[` + button("a", strings.Repeat("A", 81)) + `]}`):                                              "81 characters",
		v2(`{"type":1,"components":[` + button("a", "") + `]}`):                                                                   "label",
		v2(`{"type":1,"components":[{"type":2,"style":5,"label":"A","custom_id":"a"}]}`):                                          "exactly one",
		v2(`{"type":1,"components":[{"type":3,"custom_id":"a","options":[]}]}`):                                                   "0 options",
		v2(`{"type":1,"components":[{"type":3,"custom_id":"a","options":[` + list(2, `{"label":"A","value":"a"}`) + `]}]}`):       "the option",
		v2(`{"type":1,"components":[{"type":3,"custom_id":"m","options":[{"label":"A","value":"a"}]},` + button("a", "A") + `]}`): "a menu and something else",
		`{"flags":32768,` + nobody + `,"content":"a","components":[` + text(1, "a") + `]}`:                                        "content is refused",
		`{"flags":32768,` + nobody + `,"embeds":[],"components":[` + text(1, "a") + `]}`:                                          "embeds is refused",
		`{` + nobody + `,"content":"a"}`:                                                                                          "",
		`{"content":"a"}`:                                                                                                         "allowed_mentions",
		`{"content":"a","allowed_mentions":{"parse":null}}`:                                                                       "allowed_mentions",
		`{"content":"a","allowed_mentions":{"parse":["users"]}}`:                                                                  "allowed_mentions",
		`{"content":"a","allowed_mentions":{"parse":[],"users":["1"]}}`:                                                           "allowed_mentions",
		`{` + nobody + `}`: "the message is empty",
		`{` + nobody + `,"content":"` + strings.Repeat("a", 2001) + `"}`:                                                                    "2001 characters",
		`{` + nobody + `,"embeds":[` + list(2, `{"description":"`+strings.Repeat("a", 3000)+`"}`) + `]}`:                                    "",
		`{` + nobody + `,"embeds":[` + list(2, `{"description":"`+strings.Repeat("a", 3000)+`","fields":[{"name":"b","value":""}]}`) + `]}`: "6002 characters",
	} {
		wantProblem(t, body, Message([]byte(body)), want)
	}
}

func wantProblem(t *testing.T, body string, err error, want string) {
	t.Helper()
	if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
		t.Errorf("%.120s: got %v, want %q", body, err, want)
	}
}

func TestOthers(t *testing.T) {
	t.Parallel()
	input := `{"type":18,"label":"Why?","component":{"type":4,"custom_id":"text","style":2}}`
	for _, test := range []struct {
		check      func([]byte) error
		body, want string
	}{
		{Modal, `{"custom_id":"a","title":"A","components":[` + input + `]}`, ""},
		{Modal, `{"custom_id":"a","title":"` + strings.Repeat("A", 46) + `","components":[` + input + `]}`, "46 characters"},
		{Modal, `{"custom_id":"text","title":"A","components":[` + input + `,` + input + `]}`, "stands twice"},
		{Modal, `{"title":"A","components":[]}`, "no custom_id"},
		{Choices, `{"choices":[]}`, ""},
		{Choices, `{"choices":[` + list(26, `{"name":"a","value":"a"}`) + `]}`, "26 choices"},
		{Choices, `{"choices":[{"name":"","value":"a"}]}`, "the choice"},
		{Deferred, `{"flags":64}`, ""}, {Deferred, `{}`, ""}, {Deferred, `{"flags":32832}`, "takes no flags"}, {Deferred, `{"content":"a"}`, "takes no content"},
		{Commands, `[{"type":1,"name":"ask","description":"a","options":[{"name":"a","description":"a","required":true},{"name":"b","description":"a"}]}]`, ""},
		{Commands, `[{"type":1,"name":"Ask","description":"a"}]`, "the name"},
		{Commands, `[{"type":1,"name":"ask","description":""}]`, "the description"},
		{Commands, `[{"type":3,"name":"Ask","description":"a"}]`, "only slash commands"},
		{Commands, `[{"type":1,"name":"ask","description":"a","default_member_permissions":0}]`, "not a string"},
		{Commands, `[{"type":1,"name":"ask","description":"a","options":[{"name":"b","description":"a"},{"name":"a","description":"a","required":true}]}]`, "behind one that is not"},
		{Commands, `[{"type":1,"name":"ask","description":"a","options":[` + list(2, `{"name":"b","description":"a"}`) + `]}]`, "twice"},
		{Commands, `[` + list(16, `{"type":3,"name":"a"}`) + `]`, "too many"},
	} {
		wantProblem(t, test.body, test.check([]byte(test.body)), test.want)
	}
}

// The description tells good from bad, with its defect mended.
func TestSpec(t *testing.T) {
	t.Parallel()
	spec := LoadSpec(t)
	for _, test := range []struct {
		to, body string
		good     bool
	}{
		{CreateMessage, v2(text(1, "a")), true},
		{CreateMessage, v2(`{"type":10}`), false},
		{CreateMessage, v2(`{"type":4,"custom_id":"a","style":1}`), false},
		{CreateMessage, `{"content":7}`, false},
		{EditOriginal, `{"content":"` + strings.Repeat("a", 2001) + `"}`, false},
		{Callback, `{"type":5,"data":{"flags":64}}`, true},
		{Callback, `{"type":9,"data":{"custom_id":"a"}}`, false},
		{Callback, `{"type":77}`, false},
		{SetCommands, `[{"name":"a","default_member_permissions":"0"}]`, true},
		{SetCommands, `[{"name":"a","default_member_permissions":0}]`, false},
		{SetCommands, `[{"description":"a"}]`, false},
		{MakeThread, `{"name":"a","auto_archive_duration":60}`, true},
		{MakeThread, `{"name":"a","auto_archive_duration":61}`, false},
		{"GET /nowhere", `{}`, false},
	} {
		if err := spec.Request(test.to, []byte(test.body)); (err == nil) != test.good {
			t.Errorf("%s %s: %v; good: %t", test.to, test.body, err, test.good)
		}
	}
}
