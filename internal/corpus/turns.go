package corpus

import (
	"regexp"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// label is the words before a colon at the start of a line that name who
// speaks from there on.
type label struct {
	line   Span // the whole line
	text   string
	end    int  // offset behind the colon
	unsure bool // it may be none: whoever spoke before may or may not go on
}

// labels are the turn labels of one text and who they stand for.
type labels struct {
	found    []label
	names    map[string]string
	first    string
	sure     int  // of found, those stated by the corpus or in capitals
	inferred bool // some name was worked out from its label
}

// labelled matches what can be a label: up to six words, each with a capital
// or a digit in front, perhaps with a role behind a comma; before it a time or
// the arrows or stars that some transcripts set.
var labelled = regexp.MustCompile(`^(?:>>+\s?|\*\*|[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s+)*((?:\p{Lu}[\p{L}\p{M}\d.'’-]*|\d+)(?: (?:(?:\p{Lu}|#?\d)[\p{L}\p{M}\d.'’-]*|of|the|de|van|von|al-\p{Lu}\p{L}*|\([\p{L} .-]+\))){0,5}(?:, [\p{Lu} ]{2,30})?)(?:\*\*)?\s?:(?:\*\*)?(?:\s|$)`)

// manner is how somebody speaks, which is no part of the name.
var manner = regexp.MustCompile(`\s*\((?:via|by|on|from|through|voice|off)\b[^)]*\)$`)

// findLabels looks for labels in the kept lines of body. Where the corpus
// names speakers, a label counts when it is one of those; any other counts
// when it is all capitals or comes back. What looks like a label and does not
// count leaves open who speaks on: nobody is given words that may be another's.
func findLabels(body string, kept []Span, v Voices, kind string) labels {
	out := labels{first: v.First, names: map[string]string{}}
	if kind != Transcript && kind != "" {
		return out
	}
	count := map[string]int{}
	for _, part := range kept {
		for _, line := range lines(body, part) {
			if l, ok := labelOf(body, line, v); ok {
				out.found = append(out.found, l)
				count[l.text]++
			}
		}
	}
	sure := func(text string) bool { return v.Speakers[text] != "" || isCapitals(text) }
	for i, l := range out.found {
		switch {
		case sure(l.text):
			out.sure++
		case count[l.text] < 2:
			out.found[i] = label{line: l.line, end: l.line.Start, unsure: true}
		}
	}
	out.resolve(v)
	return out
}

// labelOf is what may be a label at the start of a line. One that the corpus
// states may have any form.
func labelOf(body string, line Span, v Voices) (label, bool) {
	text := body[line.Start:line.End]
	if before, _, found := strings.Cut(text, ":"); found && v.Speakers[strings.TrimSpace(before)] != "" {
		return label{line: line, text: strings.TrimSpace(before), end: line.Start + len(before) + 1}, true
	}
	m := labelled.FindStringSubmatchIndex(text)
	if m == nil {
		return label{}, false
	}
	return label{line: line, text: manner.ReplaceAllString(text[m[2]:m[3]], ""), end: line.Start + m[1]}, true
}

// wouldBeTranscript reports whether a text of no stated kind looks like one:
// two speakers or more who take turns, in capitals or stated by the corpus.
func (l labels) wouldBeTranscript() bool {
	distinct := map[string]bool{}
	for _, f := range l.found {
		distinct[f.text] = true
	}
	return len(distinct) >= 2 && l.sure >= 4
}

// resolve gives each label its name: the one the corpus states, or the label
// in ordinary writing, a surname alone standing for the one full name it ends.
func (l *labels) resolve(v Voices) {
	full := map[string]bool{}
	for _, f := range l.found {
		if !f.unsure && v.Speakers[f.text] == "" {
			full[ordinary(f.text)] = true
			l.inferred = true
		}
	}
	for _, name := range v.Speakers {
		full[name] = true
	}
	for _, f := range l.found {
		if f.unsure {
			continue // it has no name in names: nobody's
		}
		name := v.Speakers[f.text]
		if name == "" {
			name = longest(ordinary(f.text), full)
		}
		l.names[f.text] = name
	}
}

// longest is the only name of full that ends in name, in capitals or not, or
// name itself.
func longest(name string, full map[string]bool) string {
	found := name
	for candidate := range full {
		if strings.HasSuffix(strings.ToLower(candidate), " "+strings.ToLower(name)) {
			if found != name && found != candidate {
				return name
			}
			found = candidate
		}
	}
	return found
}

// ordinary is a label as a name is written: without role, not in capitals.
func ordinary(text string) string {
	name, role, found := strings.Cut(text, ", ")
	if found && !isCapitals(role) {
		name = text
	}
	if isCapitals(name) && len(name) > 3 {
		return cases.Title(language.English).String(strings.ToLower(name))
	}
	return name
}

func isCapitals(s string) bool { return s == strings.ToUpper(s) && s != strings.ToLower(s) }

// turns are the spans of speech between labels. What stands before the first
// label is one turn more, of whoever the corpus says speaks first. A turn that
// cleaning has cut in two stays one turn, of one number.
func turns(body string, kept []Span, l labels) []Unit {
	var out []Unit
	next, fresh := 0, true
	speaker := l.first
	add := func(s Span) {
		if s = trim(body, s); s.Len() == 0 || !hasWord(body[s.Start:s.End]) {
			return
		}
		number := 1
		if n := len(out); n > 0 {
			number = out[n-1].Number
			if fresh {
				number++
			}
		}
		out = append(out, Unit{Span: s, Number: number, Speaker: speaker})
		fresh = false
	}
	for _, part := range kept {
		start := part.Start
		for ; next < len(l.found) && l.found[next].line.Start < part.End; next++ {
			add(Span{start, l.found[next].line.Start})
			start, speaker, fresh = l.found[next].end, l.names[l.found[next].text], true
		}
		add(Span{start, part.End})
	}
	return out
}
