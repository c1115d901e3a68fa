package corpus

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// turnLines writes the units of d as "number speaker: text".
func turnLines(d Document) []string {
	var out []string
	for _, u := range d.Units {
		out = append(out, fmt.Sprintf("%d %s: %s", u.Number, u.Speaker, d.Body[u.Start:u.End]))
	}
	return out
}

var twoVoices = strings.Join([]string{
	"Welcome.", "JANE ROWE, BYLINE: Good morning.", "DOWE: What now?", "ROWE: They met.\n\nThey left.", "DOWE: Thanks.",
}, "\n\n")

// TestTurns: whose words they are is what a citation must not get wrong.
func TestTurns(t *testing.T) {
	t.Parallel()
	stated := map[string]string{"JANE ROWE, BYLINE": "Jane Rowe", "ROWE": "Jane Rowe", "DOWE": "John Dowe"}
	for name, c := range map[string]struct {
		text     string
		voices   Voices
		want     []string
		inferred []string
	}{
		"all stated": {twoVoices, Voices{stated, "John Dowe"}, []string{
			"1 John Dowe: Welcome.", "2 Jane Rowe: Good morning.", "3 John Dowe: What now?",
			"4 Jane Rowe: They met.\n\nThey left.", "5 John Dowe: Thanks.",
		}, nil},
		"nothing stated": {twoVoices, Voices{}, []string{
			"1 : Welcome.", "2 Jane Rowe: Good morning.", "3 Dowe: What now?",
			"4 Jane Rowe: They met.\n\nThey left.", "5 Dowe: Thanks.",
		}, []string{"speakers"}},
		"one not stated": {twoVoices, Voices{map[string]string{"DOWE": "John Dowe"}, ""}, []string{
			"1 : Welcome.", "2 Jane Rowe: Good morning.", "3 John Dowe: What now?",
			"4 Jane Rowe: They met.\n\nThey left.", "5 John Dowe: Thanks.",
		}, []string{"speakers"}},
		"two of one surname": {"JANE ROWE: One.\nJIM ROWE: Two.\nROWE: Three.", Voices{}, []string{
			"1 Jane Rowe: One.", "2 Jim Rowe: Two.", "3 Rowe: Three.",
		}, []string{"speakers"}},
		"label on its own line": {"ROWE:\nOne.\nDOWE :\nTwo.", Voices{}, []string{"1 Rowe: One.", "2 Dowe: Two."}, []string{"speakers"}},
		"a turn without words":  {"ROWE: One.\nDOWE:\nROWE: ...\nDOWE: Two.", Voices{}, []string{"1 Rowe: One.", "2 Dowe: Two."}, []string{"speakers"}},
		"ordinary writing that comes back": {"Grad C: One.\nJane of Arc: Two.\nGrad C: Three.\nJane of Arc: Four.", Voices{}, []string{
			"1 Grad C: One.", "2 Jane of Arc: Two.", "3 Grad C: Three.", "4 Jane of Arc: Four.",
		}, []string{"speakers"}},
		"ordinary writing stated": {"Jane: One.\nJohn: Two.", Voices{map[string]string{"Jane": "Jane Rowe", "John": "John Dowe"}, ""}, []string{
			"1 Jane Rowe: One.", "2 John Dowe: Two.",
		}, nil},
		"stated in a form of its own": {"q#: One?\n[voice]: Two.", Voices{map[string]string{"q#": "Jane Rowe", "[voice]": "John Dowe"}, ""}, []string{
			"1 Jane Rowe: One?", "2 John Dowe: Two.",
		}, nil},
		"a sentence with a colon": {"ROWE: He said: no.\nRemember: it rained.\nAt 10:30 they left.\nAnd the U.S.: it stayed.", Voices{}, []string{
			"1 Rowe: He said: no.", "2 : Remember: it rained.\nAt 10:30 they left.", "3 : And the U.S.: it stayed.",
		}, []string{"speakers"}},
		"one who speaks once may be another": {"ROWE: One.\nJim Dowe: Two.\nROWE: Three.", Voices{}, []string{
			"1 Rowe: One.", "2 : Jim Dowe: Two.", "3 Rowe: Three.",
		}, []string{"speakers"}},
		"times, arrows, stars and manners": {"[00:01:02] ROWE: One.\n>> DOWE: Two.\n**ROWE:** Three.\n00:14 DOWE (via phone): Four.", Voices{}, []string{
			"1 Rowe: One.", "2 Dowe: Two.", "3 Rowe: Three.", "4 Dowe: Four.",
		}, []string{"speakers"}},
		"a short surname, an abbreviation": {"JANE LEE, HOST: One.\nBBC: Two.\nLEE: Three.", Voices{}, []string{
			"1 Jane Lee: One.", "2 BBC: Two.", "3 Jane Lee: Three.",
		}, []string{"speakers"}},
		"letters for names": {"Q: One?\nA: Two.", Voices{}, []string{"1 Q: One?", "2 A: Two."}, []string{"speakers"}},
		"people without a name": {"UNIDENTIFIED WOMAN #1: One.\nSEN. JIM ROWE (R-OH): Two.\nPRES. DOWE (through interpreter): Three.\nPRES. DOWE (through interpreter): Four.", Voices{}, []string{
			"1 Unidentified Woman #1: One.", "2 Sen. Jim Rowe (R-Oh): Two.", "3 Pres. Dowe: Three.", "4 Pres. Dowe: Four.",
		}, []string{"speakers"}},
		"no labels": {"One.\n\nTwo.", Voices{First: "Jane Rowe"}, []string{"1 Jane Rowe: One.\n\nTwo."}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Build(Record{Header: Header{ID: "d", Kind: Transcript}, Voices: c.voices, Text: c.text})
			checkDocument(t, d)
			if diff := cmp.Diff(c.want, turnLines(d)); diff != "" {
				t.Errorf("turns (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(c.inferred, d.Inferred); diff != "" {
				t.Errorf("inferred (-want +got):\n%s", diff)
			}
		})
	}
}

// TestTurnCutInTwo: what an offer interrupts is still one turn.
func TestTurnCutInTwo(t *testing.T) {
	t.Parallel()
	d := buildText(Transcript, "ROWE: One.\n\nPlay Live Radio\n\nTwo.\nDOWE: Three.\nSupport us\nROWE: Four.\nSupport us")
	checkDocument(t, d)
	want := []string{"1 Rowe: One.", "1 Rowe: Two.", "2 Dowe: Three.", "3 Rowe: Four."}
	if diff := cmp.Diff(want, turnLines(d)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestKind: a kind that is stated is never doubted, and one that is not comes
// out marked as worked out.
func TestKind(t *testing.T) {
	t.Parallel()
	stated := map[string]string{"Jane": "Jane Rowe", "John": "John Dowe"}
	for name, c := range map[string]struct {
		kind, text string
		speakers   map[string]string
		want       string
		units      int
	}{
		"turns in capitals":          {"", "ROWE: One.\nDOWE: Two.\nROWE: Three.\nDOWE: Four.", nil, Transcript, 4},
		"turns of stated people":     {"", "Jane: One.\nJohn: Two.\nJane: Three.\nJohn: Four.", stated, Transcript, 4},
		"too few turns":              {"", "ROWE: One.\nDOWE: Two.\nROWE: Three.", nil, Article, 3},
		"one voice":                  {"", "NOTE: One.\nNOTE: Two.\nNOTE: Three.\nNOTE: Four.", nil, Article, 4},
		"headings that come back":    {"", "Pro: One.\nContra: Two.\nPro: Three.\nContra: Four.", nil, Article, 4},
		"an article":                 {"", "The talks began.\nMOSCOW: It rained.", nil, Article, 2},
		"an article, stated":         {Article, "ROWE: One.\nDOWE: Two.\nROWE: Three.\nDOWE: Four.", nil, Article, 4},
		"a word of its own, stated":  {"digest", "ROWE: One.\nDOWE: Two.\nROWE: Three.\nDOWE: Four.", nil, "digest", 4},
		"a transcript without turns": {Transcript, "One.\nTwo.", nil, Transcript, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := Build(Record{Header: Header{ID: "d", Kind: c.kind}, Voices: Voices{Speakers: c.speakers}, Text: c.text})
			checkDocument(t, d)
			if d.Kind != c.want || len(d.Units) != c.units {
				t.Errorf("kind %q with units %q, expected %q with %d", d.Kind, turnLines(d), c.want, c.units)
			}
			if worked := len(d.Inferred) > 0 && d.Inferred[0] == "kind"; worked != (c.kind == "") {
				t.Errorf("inferred %q, but the corpus states %q", d.Inferred, c.kind)
			}
			if d.Kind != Transcript && len(texts(d, d.Units, func(u Unit) Span { return u.Span })) > 0 && d.Units[0].Speaker != "" {
				t.Errorf("a paragraph has a speaker: %q", turnLines(d))
			}
		})
	}
}

// TestBuildLeavesTheRecordAlone: records are shared between goroutines.
func TestBuildLeavesTheRecordAlone(t *testing.T) {
	t.Parallel()
	said := make([]string, 1, 4)
	said[0] = "outlet"
	d := Build(Record{Header: Header{ID: "d", Inferred: said}, Text: "ROWE: One.\nDOWE: Two.\nROWE: Three.\nDOWE: Four."})
	if diff := cmp.Diff([]string{"outlet", "kind", "speakers"}, d.Inferred); diff != "" {
		t.Errorf("inferred (-want +got):\n%s", diff)
	}
	if rest := said[:4]; rest[1] != "" || rest[2] != "" {
		t.Errorf("the record's list was written to: %q", rest)
	}
}
