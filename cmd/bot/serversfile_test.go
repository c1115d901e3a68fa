package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"dateline/internal/quota"
)

const goodServers = `corpora:
  press: {corpus: ./press}
  inquiry: {corpus: ./inquiry, private: true}
default: press
servers:
  "123456789012345678":
    corpus: inquiry
    channels: ["223456789012345678", 323456789012345678]
    language: de
    limits: {questions: 100, dollars: 2.5, at_once: 8}
    admin_roles: ["423456789012345678"]
  523456789012345678: {language: en}
`

func TestServersFile(t *testing.T) {
	t.Parallel()
	flags := quota.Config{AtOnce: 64, AtOnceServer: 32, Server: quota.Day{Questions: 5, Tokens: 7}}
	f, problems := parseServers([]byte(goodServers), "/etc/dateline", flags)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	s := f.Servers["123456789012345678"]
	if f.Corpora["inquiry"].Corpus != filepath.FromSlash("/etc/dateline/inquiry") || f.Default != "press" || s.Corpus != "inquiry" ||
		s.Channels[1] != "323456789012345678" || f.Servers["523456789012345678"].Language != "en" {
		t.Errorf("%+v", f)
	}
	want := map[string]quota.Share{"123456789012345678": {Day: quota.Day{Questions: 100, Tokens: 7, Dollars: 2.5}, AtOnce: 8}}
	if got := f.shares(flags); len(got) != 1 || got["123456789012345678"] != want["123456789012345678"] {
		t.Errorf("%+v", got)
	}
	if !f.priced() {
		t.Error("a limit in dollars is not noticed")
	}
}

// TestBadServersFile has every mistake named with its line, all at once.
func TestBadServersFile(t *testing.T) {
	t.Parallel()
	const head = "corpora:\n  press: {corpus: ./press}\n"
	for name, c := range map[string]struct {
		file string
		want []string
	}{
		"nothing":         {"", []string{"says nothing"}},
		"a comment":       {"# later\n", []string{"says nothing"}},
		"no mapping":      {"- a\n", []string{"line 1: a mapping belongs here"}},
		"no corpora":      {"servers: {}\n", []string{"there is no corpus"}},
		"unknown keys":    {head + "defalt: press\nservers:\n  \"1\": {chanels: [\"2\"]}\n", []string{`line 3: unknown key "defalt"; did you mean "default"?`, `line 5: unknown key "chanels"; did you mean "channels"?`}},
		"a corpus's key":  {"corpora:\n  press: {corpus: ./press, privat: true}\n", []string{`line 2: unknown key "privat"; did you mean "private"?`}},
		"twice":           {head + "default: press\ndefault: press\n", []string{"line 4: mapping key \"default\" already defined"}},
		"misfits":         {head + "servers:\n  \"1\":\n    channels: 5\n    limits: {questions: many}\n", []string{"line 5: a list belongs here", "line 6: a number belongs here"}},
		"no truth":        {"corpora:\n  press: {corpus: ./press, private: maybe}\n", []string{"line 2: true or false belongs here"}},
		"unknown corpora": {head + "default: pres\nservers:\n  \"1\":\n    language: en\n    corpus: inquiry\n", []string{`line 3: there is no corpus "pres"; did you mean "press"?`, `line 7: there is no corpus "inquiry"`}},
		"private to all":  {"default: press\ncorpora:\n  press: {corpus: ./press, private: true}\n", []string{"line 1: press is private"}},
		"no corpus left":  {head + "servers:\n  \"1\": {language: de}\n", []string{"line 4: server 1 has no corpus, and there is no default"}},
		"no ids":          {head + "default: press\nservers:\n  town:\n    channels: [\"1\", general]\n    admin_roles: [\"-1\"]\n", []string{`line 5: "town" is no id`, `line 6: "general" in channels is no id`, `line 7: "-1" in admin_roles is no id`}},
		"a language":      {head + "default: press\nservers:\n  \"1\": {language: fr}\n", []string{`line 5: the bot does not speak "fr"; it speaks de, en`}},
		"limits":          {head + "default: press\nservers:\n  \"1\":\n    limits: {questions: -1, at_once: 65}\n", []string{"line 6: questions is -1", "line 6: at_once is 65, more than the 64 of --at-once"}},
		"open by mistake": {head + "default: press\nservers:\n  \"1\":\n    channels:\n", []string{"line 6: channels has no value"}},
		"empty list":      {head + "default: press\nservers:\n  \"1\":\n    channels: []\n", []string{"line 6: channels has no value"}},
		"null in a list":  {head + "default: press\nservers:\n  \"1\":\n    channels: [\"1\", ~]\n", []string{"line 6: nothing stands here"}},
		"private of none": {"corpora:\n  press:\n    corpus: ./press\n    private:\n", []string{"line 4: private has no value"}},
		"no path":         {"corpora:\n  press: {private: true}\n", []string{"line 2: press has no corpus"}},
		"a name":          {"corpora:\n  Press-1: {corpus: ./press}\n", []string{`line 2: "Press-1" is no name`}},
		"the same folder": {head + "  other: {corpus: press/}\n", []string{"line 2: press and other are the same folder"}},
		"one in another":  {head + "  inner: {corpus: ./press/inner}\n", []string{"line 2: press and inner are the same folder, or one lies in the other"}},
		"the same store":  {"corpora:\n  a: {corpus: ./a, store: x.db}\n  b: {corpus: ./b, store: ./x.db}\n", []string{"line 3: b and a have the same store"}},
		"two documents":   {head + "---\nservers: {}\n", []string{"line 3: a second document"}},
		"broken":          {"corpora: [\n", []string{"line "}},
	} {
		_, problems := parseServers([]byte(c.file), "/etc/dateline", quota.Config{AtOnce: 64})
		said := errors.Join(problems...)
		for _, want := range c.want {
			if said == nil || !strings.Contains(said.Error(), want) {
				t.Errorf("%s: %q is not said, but: %v", name, want, said)
			}
		}
		if len(problems) > len(c.want) {
			t.Errorf("%s: too much is said: %v", name, said)
		}
	}
}

// TestLinkedFolders has two names of one folder be found out.
func TestLinkedFolders(t *testing.T) {
	t.Parallel()
	at := t.TempDir()
	if err := os.Mkdir(filepath.Join(at, "press"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("press", filepath.Join(at, "other")); err != nil {
		t.Skip("nobody can name a folder twice here, without symbolic links: ", err)
	}
	_, problems := parseServers([]byte("corpora:\n  press: {corpus: press}\n  other: {corpus: other}\n"), at, quota.Config{})
	if len(problems) != 1 || !strings.Contains(problems[0].Error(), "the same folder") {
		t.Error(problems)
	}
}

// FuzzServersFile: whatever stands in the file, it is refused in lines of their own or
// is one by which no private corpus is given to everybody.
func FuzzServersFile(f *testing.F) {
	f.Add(goodServers)
	f.Add("corpora: &a\n  x: {corpus: y}\nservers: {1: *a}\n")
	f.Add("corpora:\n  a: &x {corpus: b, private: true}\n  c: {<<: *x}\ndefault: c\n")
	f.Add("? [a]\n: b\n")
	f.Add("corpora: {a: {corpus: b}}\n---\nx: y\n")
	f.Fuzz(func(t *testing.T, data string) {
		file, problems := parseServers([]byte(data), "/etc/dateline", quota.Config{AtOnce: 64})
		for _, p := range problems {
			if p.Error() == "" {
				t.Error("a problem says nothing")
			}
		}
		if len(problems) > 0 {
			return
		}
		if len(file.Corpora) == 0 || file.Corpora[file.Default].Private {
			t.Errorf("%+v", file)
		}
		for id, s := range file.Servers {
			_, known := file.Corpora[s.Corpus]
			if s.Corpus == "" && file.Default == "" || s.Corpus != "" && !known || !snowflake.MatchString(id) || s.Channels != nil && len(s.Channels) == 0 {
				t.Errorf("server %s: %+v", id, s)
			}
		}
	})
}
