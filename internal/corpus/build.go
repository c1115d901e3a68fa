package corpus

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Voices says who speaks in a transcript, as far as the corpus states it.
type Voices struct {
	Speakers map[string]string `json:"speakers,omitempty"` // label at a turn → name
	First    string            `json:"first,omitempty"`    // who speaks before the first label
}

// Record is one document as it was read: all that [Build] needs.
type Record struct {
	Header
	Voices
	Text string `json:"text"` // valid UTF-8, as it was read
}

// Build makes the document of a record: the same one every time.
func Build(r Record) Document {
	d := Document{Header: r.Header, Text: Normalise(r.Text)}
	d.Removed = clean(d.Header, d.Body)
	kept := gaps(d.Body, d.Removed)
	labels := findLabels(d.Body, kept, r.Voices, d.Kind)
	if d.Kind == "" {
		d.Kind = Article
		if labels.wouldBeTranscript() {
			d.Kind = Transcript
		}
		d.Inferred = append(slices.Clone(d.Inferred), "kind")
	}
	if d.Kind == Transcript {
		d.Units = turns(d.Body, kept, labels)
		if labels.inferred {
			d.Inferred = append(slices.Clone(d.Inferred), "speakers")
		}
	} else {
		d.Units = paragraphs(d.Body, kept)
	}
	d.Passages = passages(d)
	return d
}

// gaps are the parts of body that cleaning left, in order.
func gaps(body string, removed []Removal) []Span {
	kept := make([]Span, 0, len(removed)+1)
	at := 0
	for _, r := range removed {
		kept = append(kept, Span{at, r.Start})
		at = r.End
	}
	kept = append(kept, Span{at, len(body)})
	for i := range kept {
		kept[i] = trim(body, kept[i])
	}
	return slices.DeleteFunc(kept, func(s Span) bool { return s.Len() <= 0 })
}

// paragraphs are the lines of what was kept, or its blocks of lines where the
// text has been wrapped at a fixed width.
func paragraphs(body string, kept []Span) []Unit {
	split := lines
	if isWrapped(body) {
		split = blocks
	}
	var out []Unit
	for _, part := range kept {
		for _, s := range split(body, part) {
			if hasWord(body[s.Start:s.End]) {
				out = append(out, Unit{Span: s, Number: len(out) + 1})
			}
		}
	}
	return out
}

// isWrapped reports whether most lines that another follows directly end in
// mid-sentence at about the same width.
func isWrapped(body string) bool {
	const narrow, wide = 40, 120
	follows, broken := 0, 0
	all := lines(body, Span{0, len(body)})
	for i := range all[:max(len(all)-1, 0)] {
		if strings.Count(body[all[i].End:all[i+1].Start], "\n") > 1 {
			continue
		}
		follows++
		line := body[all[i].Start:all[i].End]
		end, _ := utf8.DecodeLastRuneInString(line)
		if n := utf8.RuneCountInString(line); n >= narrow && n <= wide && !strings.ContainsRune(`.!?…":)”’»`, end) {
			broken++
		}
	}
	return broken >= 3 && broken*10 >= follows*6
}

// PassageWords is about how many words a passage has. Shorter windows of 90
// words find no more.
const PassageWords = 180

// passages cuts what was kept of d into runs of whole sentences, evenly, at a
// unit's end where one is near.
func passages(d Document) []Passage {
	var out []Passage
	for _, run := range runs(d.Body, d.Units, d.Removed) {
		for _, s := range divide(d.Body, run) {
			out = append(out, Passage{
				Span: s, Document: d.ID, Ordinal: len(out), Text: d.Body[s.Start:s.End], Units: touching(d.Units, s),
			})
		}
	}
	return out
}

// sentence is a sentence with its length in words.
type sentence struct {
	Span
	words    int
	endsUnit bool
}

// runs are the sentences of the units, in groups with nothing removed between.
func runs(body string, units []Unit, removed []Removal) [][]sentence {
	var out [][]sentence
	end := 0
	for _, u := range units {
		for len(removed) > 0 && removed[0].Start < end {
			removed = removed[1:]
		}
		if len(out) == 0 || len(removed) > 0 && removed[0].End <= u.Start {
			out = append(out, nil)
		}
		last := len(out) - 1
		for _, s := range Sentences(body, u.Span) {
			out[last] = append(out[last], sentence{Span: s, words: countWords(body[s.Start:s.End])})
		}
		if n := len(out[last]); n > 0 {
			out[last][n-1].endsUnit = true
		}
		end = u.End
	}
	return out
}

// divide cuts a run into about equal parts of about PassageWords.
func divide(body string, run []sentence) []Span {
	total := 0
	for _, s := range run {
		total += s.words
	}
	if total == 0 {
		return nil
	}
	parts := max(1, (total+PassageWords/2)/PassageWords)
	target := float64(total) / float64(parts)
	var out []Span
	start, done := 0, 0
	for i, s := range run {
		done += s.words
		if i == len(run)-1 || len(out) < parts-1 && cutHere(run, i, float64(done), target*float64(len(out)+1)) {
			out = append(out, trim(body, Span{run[start].Start, s.End}))
			start = i + 1
		}
	}
	return out
}

// unitSlack is how far, in words, a cut moves to come to the end of a unit.
const unitSlack = 30

// cutHere decides whether the passage ends behind sentence i, done words into
// the run, when the ideal end is goal words into it.
func cutHere(run []sentence, i int, done, goal float64) bool {
	if run[i].endsUnit && goal-done <= unitSlack {
		return true
	}
	for ahead, at := done, i+1; at < len(run) && ahead-goal < unitSlack; at++ {
		if ahead += float64(run[at].words); run[at].endsUnit && ahead-goal <= unitSlack {
			return false
		}
	}
	return done+float64(run[i+1].words)/2 >= goal
}

func touching(units []Unit, s Span) []Unit {
	var out []Unit
	for _, u := range units {
		if u.Start < s.End && s.Start < u.End {
			out = append(out, u)
		}
	}
	return out
}
