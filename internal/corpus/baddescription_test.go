package corpus

import (
	"fmt"
	"strings"
	"testing"
)

// here marks the line that a message has to name.
const here = "# here"

// lineHere is "line N" of the mark, as the message says it.
func lineHere(t *testing.T, text string) string {
	t.Helper()
	before, _, found := strings.Cut(text, here)
	if !found {
		t.Fatalf("no mark in %q", text)
	}
	return fmt.Sprintf("line %d: ", 1+strings.Count(before, "\n"))
}

// descriptions with one mistake each, and what the message says beside the
// file and the line. The files a.txt and b.txt are there.
var badDescriptions = map[string]struct {
	yaml string
	says []string
}{
	"unknown key": {"name: x\noutlest: [] # here\n",
		[]string{`unknown key "outlest"`, `did you mean "outlets"?`}},
	"unknown key of a document": {"documents:\n  - file: a.txt\n    oulet: NPR # here\n",
		[]string{`unknown key "oulet"`, `"outlet"`}},
	"unknown key of an event": {"events:\n  - id: x\n\n    plaze: Sochi # here\n",
		[]string{`"plaze"`, `"place"`}},
	"unknown key like no other": {"zzzzzzzzzzzz: 1 # here\n",
		[]string{`"zzzzzzzzzzzz"; known are documents, events, name, outlets`}},
	"key twice": {"name: x\nevents: []\nname: y # here\n",
		[]string{`"name" already defined at line 1`}},

	"file that is missing": {"documents:\n  - file: a.txt\n  - outlet: NPR\n    file: c.txt # here\n",
		[]string{"c.txt is listed but is not in the folder", "remove the entry"}},
	"file outside of the folder": {"documents:\n  - file: ../a.txt # here\n", []string{"../a.txt", "not in the folder"}},
	"file listed twice": {"documents:\n  - file: a.txt\n  - file: b.txt\n  - file: ./a.txt # here\n",
		[]string{"a.txt is already listed at line 2"}},
	"file that is a folder": {"documents:\n  - file: sub # here\n", []string{"sub is a folder"}},
	"document without a file": {"documents:\n  - file: a.txt\n  - outlet: NPR # here\n",
		[]string{"the document names no file"}},

	"impossible day": {"documents:\n  - file: a.txt\n    published: 2015-02-30 # here\n",
		[]string{`"2015-02-30" is not a date`, "YYYY-MM-DD"}},
	"impossible day of an event": {"events:\n  - id: x\n    date: 2015-13-01 # here\n", []string{`"2015-13-01"`}},
	"date in words":              {"events:\n  - id: x\n    date: May 1 # here\n", []string{`"May 1"`}},
	"date that is a list":        {"events:\n  - id: x\n    date: [2015] # here\n", []string{"not a date"}},

	"event that is not defined": {"events:\n  - id: sochi-2017\ndocuments:\n  - file: a.txt\n    event: sochi-2107 # here\n",
		[]string{`event "sochi-2107" is not defined`, `did you mean "sochi-2017"?`}},
	"event where none is defined": {"documents:\n  - file: a.txt\n    event: x # here\n",
		[]string{`event "x" is not defined under events`}},
	"two events of one id": {"events:\n  - id: x\n  - name: y\n    id: y\n  - name: x\n    id: x # here\n",
		[]string{`event "x" is already defined at line 2`}},
	"event without an id": {"events:\n  - name: x # here\n", []string{"the event has no id"}},

	"alias of two outlets": {"outlets:\n  - name: NPR\n    aliases: [Radio]\n  - name: BBC # here\n    aliases:\n      - radio\n",
		[]string{`"radio" names two outlets, NPR and BBC`}},
	"name of another outlet": {"outlets:\n  - name: NPR\n    aliases: [BBC]\n  - name: BBC # here\n",
		[]string{`"BBC" names two outlets, NPR and BBC`}},
	"outlet without a name": {"outlets:\n  - aliases: [BBC] # here\n", []string{"the outlet has no name"}},

	"text for a list":      {"documents:\n  - file: a.txt\n    authors: Jane Roe # here\n", []string{"a list belongs here, not the text `Jane Roe`"}},
	"list for a text":      {"name: [x] # here\n", []string{"a text belongs here, not a list"}},
	"text for a mapping":   {"documents:\n  - a.txt # here\n", []string{"a mapping belongs here, not the text `a.txt`"}},
	"mapping for a list":   {"events:\n  id: x # here\n", []string{"a list belongs here, not a mapping"}},
	"list for everything":  {"- name: x # here\n", []string{"a mapping belongs here, not a list"}},
	"list for the voices":  {"documents:\n  - file: a.txt\n    speakers: [x] # here\n", []string{"a mapping belongs here, not a list"}},
	"number for a mapping": {"documents:\n  - file: a.txt\n    speakers: 5 # here\n", []string{"a mapping belongs here, not the number `5`"}},

	"colon in a text":              {"name: a: b # here\n", []string{"mapping values are not allowed"}},
	"colon further down":           {"name: x\nevents:\n  - id: x\n    name: a: b # here\n    place: y\n", []string{"mapping values are not allowed"}},
	"wrong indentation":            {"name: x\nevents:\n  - id: a\n   name: b # here\n", []string{"did not find expected"}},
	"text behind a quoted text":    {"documents:\n  - file: a.txt\n    headline: \"a\" b # here\n    kind: c\n", []string{"did not find expected key"}},
	"list that is not closed":      {"documents:\n  - file: a.txt\n    authors: [x, y # here\n    kind: c\n", []string{"did not find expected ',' or ']'"}},
	"behind a list of many lines":  {"documents:\n  - file: a.txt\n    authors: [x,\n      y,\n      z]\n    kind: a: b # here\n", []string{"mapping values are not allowed"}},
	"quotation that is not closed": {"name: x\nevents:\n  - id: a\n    name: \"b # here\n    place: c\n", []string{"unexpected end"}},
	"tab":                          {"name: x\nevents:\n\t- id: x # here\n", []string{"found character that cannot start any token"}},
	"a name that is no text":       {"name: x\nevents:\n  - id: x\n    name: @b # here\n", []string{"cannot start any token"}},
	"a reference to nothing":       {"name: *x # here\n", []string{"unknown anchor 'x'"}},
	"not UTF-8":                    {"name: x\nevents:\n  - id: x\n    name: caf\xe9 # here\n", []string{"is not UTF-8 (byte 0xe9)"}},
	"a zero byte":                  {"name: x\nevents: \x00 # here\n", []string{"holds a zero byte"}},
}

func TestBadDescriptions(t *testing.T) {
	t.Parallel()
	for name, c := range badDescriptions {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := openFiles(map[string]string{"a.txt": "x", "b.txt": "x", "sub/c.txt": "x", DescriptionFile: c.yaml})
			mention(t, err, append(c.says, "corpus.yaml: "+strings.TrimSuffix(lineHere(t, c.yaml), ": "))...)
			if n := strings.Count(err.Error(), "\n"); n > 0 {
				t.Errorf("%d lines, expected one:\n%v", n+1, err)
			}
			for _, leak := range []string{"unmarshal", "!!", "corpus.plain", "yaml: "} {
				if strings.Contains(strings.ReplaceAll(err.Error(), "corpus.yaml: ", ""), leak) {
					t.Errorf("the message speaks of the program, not of the file: %v", err)
				}
			}
		})
	}
}

// TestManyProblemsAtOnce: whoever writes a description wants to mend all of
// it in one go.
func TestManyProblemsAtOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		yaml string
		says []string
	}{
		"of form": {"nam: x\nevents:\n  - id: x\n    dat: 1\n    date: 2015-02-30\ndocuments:\n  - file: a.txt\n    authors: x\n    published: never\n",
			[]string{"line 1: unknown", "line 4: unknown", "line 5: \"2015-02-30\"", "line 8: a list", "line 9: \"never\""}},
		"of sense": {"events:\n  - id: x\n  - id: x\ndocuments:\n  - file: c.txt\n    event: y\n  - file: d.txt\noutlets:\n  - name: A\n  - name: B\n    aliases: [a]\n",
			[]string{"line 3: event \"x\"", "line 5: c.txt", "line 6: event \"y\"", "line 7: d.txt", "line 10: \"a\" names"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := openFiles(map[string]string{"a.txt": "x", DescriptionFile: c.yaml})
			mention(t, err, c.says...)
			if got := strings.Count(err.Error(), "corpus.yaml: line "); got != len(c.says) {
				t.Errorf("%d problems, expected %d:\n%v", got, len(c.says), err)
			}
		})
	}
}

// TestDescriptionsThatSayLittle are no mistakes.
func TestDescriptionsThatSayLittle(t *testing.T) {
	t.Parallel()
	for _, yaml := range []string{"", "\n", "# nothing yet\n", "---\n", "name: ~\nevents: ~\n", "events: [{id: x, date: ~}]", "events:\ndocuments:\noutlets:\n", "name: 5\n", "\ufeffname: x\n"} {
		s, err := openFiles(map[string]string{"a.txt": "x", DescriptionFile: yaml})
		if err != nil {
			t.Errorf("%q: %v", yaml, err)
		} else if len(s.Files) != 1 {
			t.Errorf("%q: files %v", yaml, s.Files)
		}
	}
}
