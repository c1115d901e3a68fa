package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/google/go-cmp/cmp"
)

// checkDocument fails where a document breaks what the package promises of
// every one, whatever its text.
func checkDocument(t *testing.T, d Document) {
	t.Helper()
	before := t.Failed()
	checkBody(t, d.Text)
	checkRemovals(t, d)
	checkUnits(t, d)
	checkPassages(t, d)
	if t.Failed() && !before {
		t.Logf("document %q, kind %q, body %.300q", d.ID, d.Kind, d.Body)
	}
}

func checkBody(t *testing.T, text Text) {
	t.Helper()
	if !utf8.ValidString(text.Body) || !norm.NFC.IsNormalString(text.Body) {
		t.Errorf("the body is not NFC in valid UTF-8")
	}
	if whole := text.Original(Span{0, len(text.Body)}); text.Body != "" && whole != text.AsRead() {
		t.Errorf("the original of the whole body is %q, not all that was read, %q", whole, text.AsRead())
	}
}

func checkRemovals(t *testing.T, d Document) {
	t.Helper()
	end := 0
	for _, r := range d.Removed {
		if r.Start < end || r.Len() <= 0 || r.End > len(d.Body) {
			t.Errorf("removal %v is empty, out of bounds or not behind the one before, which ends at %d", r, end)
		}
		if r.Rule == "" || r.Reason == "" {
			t.Errorf("removal %v does not say why", r)
		}
		end = r.End
	}
}

func checkUnits(t *testing.T, d Document) {
	t.Helper()
	end, number := 0, 0
	for i, u := range d.Units {
		checkSpan(t, "unit", d.Body, u.Span, end)
		if cut := number == u.Number && d.Kind == Transcript; !cut && u.Number != number+1 {
			t.Errorf("unit %d has number %d behind %d", i, u.Number, number)
		}
		if !hasWord(d.Body[u.Start:u.End]) {
			t.Errorf("unit %d has no word", i)
		}
		for _, r := range d.Removed {
			if common := u.Intersect(r.Span); common.Len() > 0 {
				t.Errorf("unit %v holds a part of %v", u, r)
			}
		}
		end, number = u.End, u.Number
	}
	if d.Kind == Transcript {
		checkSpeech(t, d)
	} else {
		coversWords(t, "unit", d.Body, gaps(d.Body, d.Removed), d.Units, func(u Unit) Span { return u.Span })
	}
}

// checkSpeech wants nothing of a transcript outside of its turns but labels.
func checkSpeech(t *testing.T, d Document) {
	t.Helper()
	for _, part := range gaps(d.Body, d.Removed) {
		at := part.Start
		borders := append(touching(d.Units, part), Unit{Span: Span{part.End, part.End}})
		for _, u := range borders {
			for _, line := range lines(d.Body, Span{at, u.Start}) {
				if between := d.Body[line.Start:line.End]; hasWord(between) && !strings.Contains(between, ":") {
					t.Errorf("%q is in no turn", between)
				}
			}
			at = u.End
		}
	}
}

func checkPassages(t *testing.T, d Document) {
	t.Helper()
	end := 0
	for i, p := range d.Passages {
		checkSpan(t, "passage", d.Body, p.Span, end)
		if p.Text != d.Body[p.Start:p.End] || p.Ordinal != i || p.Document != d.ID {
			t.Errorf("passage %d is not the body over its span, or misnamed: %+v", i, p)
		}
		var units []Unit
		for _, u := range d.Units {
			if u.Intersect(p.Span).Len() > 0 {
				units = append(units, u)
			}
		}
		if !slices.Equal(units, p.Units) || len(units) == 0 {
			t.Errorf("passage %d does not have the units it touches:\n%s", i, cmp.Diff(units, p.Units))
		}
		for _, r := range d.Removed {
			if common := p.Intersect(r.Span); common.Len() > 0 {
				t.Errorf("passage %v holds a part of %v", p.Span, r)
			}
		}
		end = p.End
	}
	var units []Span
	for _, u := range d.Units {
		units = append(units, u.Span)
	}
	coversWords(t, "passage", d.Body, units, d.Passages, func(p Passage) Span { return p.Span })
}

// checkSpan wants s behind end, not empty, between whole characters, and
// without white space at its ends.
func checkSpan(t *testing.T, what, body string, s Span, end int) {
	t.Helper()
	if s.Start < end || s.Len() <= 0 || s.End > len(body) {
		t.Fatalf("%s %v is empty, out of bounds or not behind the one before, which ends at %d", what, s, end)
	}
	if trim(body, s) != s {
		t.Errorf("%s %v has white space at an end: %q", what, s, body[s.Start:s.End])
	}
	if !utf8.RuneStart(body[s.Start]) || s.End < len(body) && !utf8.RuneStart(body[s.End]) {
		t.Errorf("%s %v cuts a character in two", what, s)
	}
}

// coversWords wants every letter and digit of the parts inside some span of
// of, which are in order and disjoint.
func coversWords[S any](t *testing.T, what, body string, parts []Span, of []S, span func(S) Span) {
	t.Helper()
	next := 0
	for _, part := range parts {
		for i, r := range body[part.Start:part.End] {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				continue
			}
			at := part.Start + i
			for next < len(of) && span(of[next]).End <= at {
				next++
			}
			if next == len(of) || at < span(of[next]).Start {
				t.Errorf("%q at byte %d is in no %s", r, at, what)
				return
			}
		}
	}
}
