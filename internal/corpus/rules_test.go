package corpus

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// removedLine is a line that the first rule takes out wherever it stands.
const removedLine = "Play Live Radio"

// report surrounds lines with sentences of a report.
func report(lines ...string) string {
	return "The talks began.\n\n" + strings.Join(lines, "\n") + "\n\nThe talks ended."
}

func cleanExample(text string) ([]Removal, string) {
	body := Normalise(text).Body
	return clean(Header{Authors: []string{"Jane Roe"}, Outlet: "Our Paper"}, body), body
}

// TestRuleExamples is what lets somebody write a rule without reading Go: the
// examples of rules.yaml are its test.
func TestRuleExamples(t *testing.T) {
	t.Parallel()
	for _, r := range rules {
		t.Run(r.Name, func(t *testing.T) {
			t.Parallel()
			if len(r.Removes) == 0 || len(r.Keeps) == 0 {
				t.Fatalf("the rule needs examples of what it removes and of what it keeps")
			}
			for _, example := range r.Removes {
				checkRemoves(t, r, example)
			}
			for _, example := range r.Keeps {
				checkKeeps(t, r, example)
			}
		})
	}
}

func checkRemoves(t *testing.T, r rule, example string) {
	t.Helper()
	if r.Beside {
		checkTaken(t, r, example, report(removedLine, example))
		checkTaken(t, r, example, report(example, removedLine))
		checkKept(t, example, report(example))
		return
	}
	checkTaken(t, r, example, report(example))
	checkTaken(t, r, example, example)
}

// checkTaken wants the rule, and no other one, to take the example out: all
// of it, or only its end where the rule is about that.
func checkTaken(t *testing.T, r rule, example, text string) {
	t.Helper()
	removed, body := cleanExample(text)
	removed = slices.DeleteFunc(removed, func(m Removal) bool { return m.Rule == rules[0].Name && r.Name != m.Rule })
	if len(removed) != 1 || removed[0].Rule != r.Name {
		t.Fatalf("%q in %q: removed %+v, expected one removal by %s", example, text, removed, r.Name)
	}
	got := body[removed[0].Start:removed[0].End]
	if r.Scope == "tail" {
		if got == example || !strings.HasSuffix(example, got) {
			t.Errorf("%q: removed %q, expected a part at the end", example, got)
		}
	} else if got != example {
		t.Errorf("%q: removed only %q", example, got)
	}
}

// checkKeeps wants the example left alone by every rule, since each of them
// meets every line.
func checkKeeps(t *testing.T, r rule, example string) {
	t.Helper()
	checkKept(t, example, report(example))
	checkKept(t, example, example)
	if r.Beside {
		checkKept(t, example, report(removedLine, example, removedLine))
	}
}

func checkKept(t *testing.T, example, text string) {
	t.Helper()
	removed, body := cleanExample(text)
	for _, m := range removed {
		if got := body[m.Start:m.End]; got != removedLine {
			t.Errorf("%q in %q: rule %s removed %q", example, text, m.Rule, got)
		}
	}
}

// TestRuleFields finds a slip in rules.yaml that would silently switch a rule
// off, or some part of it.
func TestRuleFields(t *testing.T) {
	t.Parallel()
	decoder := yaml.NewDecoder(bytes.NewReader(rulesFile))
	decoder.KnownFields(true)
	var file struct{ Rules []rule }
	if err := decoder.Decode(&file); err != nil {
		t.Fatalf("rules.yaml has a field that is not known: %v", err)
	}
	seen := map[string]bool{"headline": true} // which is a rule of its own
	for _, r := range file.Rules {
		if r.Name == "" || r.Reason == "" || r.Match == "" || seen[r.Name] {
			t.Errorf("rule %q lacks a name of its own, a reason or a pattern", r.Name)
		}
		seen[r.Name] = true
		if !slices.Contains([]string{"line", "tail", "block"}, r.Scope) {
			t.Errorf("rule %q: scope %q is not known", r.Name, r.Scope)
		}
		if block := r.Scope == "block"; block != (r.Until != "") || block != (r.Within > 0) {
			t.Errorf("rule %q: until and within belong to scope block, and to no other", r.Name)
		}
		if r.Beside && r.Scope != "line" {
			t.Errorf("rule %q: beside belongs to scope line only", r.Name)
		}
	}
}

func TestBlockWithoutEndStays(t *testing.T) {
	t.Parallel()
	start := "A message from Our Paper:"
	filler := slices.Repeat([]string{"We need money."}, 45)
	for _, lines := range [][]string{
		{start, "We need money."},
		append(append([]string{start}, filler...), "Remind me later."),
	} {
		checkKept(t, start, report(strings.Join(lines, "\n\n")))
	}
}
