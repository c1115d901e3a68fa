package answer

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"dateline/internal/corpus"
)

// Note is something that the reader of an answer has to know about it.
type Note string

// The notes.
const (
	// ModelFailed: the model could not be reached or broke off before anything
	// of it was verified; the answer is quotations.
	ModelFailed Note = "model_failed"
	// NothingVerified: nothing that the model wrote passed; the answer is
	// quotations.
	NothingVerified Note = "nothing_verified"
	// CutShort: the model broke off or ran out of time; what was verified until
	// then is shown.
	CutShort Note = "cut_short"
	// OutletsDiffer: on what was asked, outlets say different things.
	OutletsDiffer Note = "outlets_differ"
	// NotIndependent: of the documents cited some repeat others.
	NotIndependent Note = "not_independent"
)

// Text is the note as a sentence.
func (n Note) Text() string {
	switch n {
	case ModelFailed:
		return "The model could not be used, so this is an answer of quotations alone."
	case NothingVerified:
		return "Nothing that the model wrote could be verified, so this is an answer of quotations alone."
	case CutShort:
		return "The model broke off; this is what was verified until then."
	case OutletsDiffer:
		return "The outlets differ on this; each is given with its own words."
	case NotIndependent:
		return "Not all of these sources are independent; see the notes at each."
	}
	return string(n)
}

func (a *Answer) note(n Note) {
	if !slices.Contains(a.notes, n) {
		a.notes = append(a.notes, n)
	}
}

// Source is a document that is cited, and whether it stands for itself.
type Source struct {
	Document string
	// Repeats is the id of another cited document that this one is a near-copy
	// of; empty: none.
	Repeats string
	// Dependent says that its provenance calls it no independent source.
	Dependent bool
}

// dependent finds in a provenance that a document goes back to another.
var dependent = regexp.MustCompile(`(?i)\b(?:not|no|isn['’]t|hardly)\b[^.;]{0,24}\bindependent\b|\brewrit(?:e|es|ten|ing)\b|\breprint(?:s|ed)?\b|\bsyndicated\b|\bcopied from\b`)

// remark looks at which of the cited documents are independent.
func (a *Answer) remark() {
	var headers []corpus.Header
	for _, c := range a.claims {
		for _, citation := range c.Citations {
			if !slices.ContainsFunc(headers, func(h corpus.Header) bool { return h.ID == citation.Header.ID }) {
				headers = append(headers, citation.Header)
			}
		}
	}
	for i, h := range headers {
		s := Source{Document: h.ID, Dependent: dependent.MatchString(h.Provenance)}
		for _, before := range headers[:i] {
			if s.Repeats == "" && nearCopy(a.bodies[before.ID], a.bodies[h.ID]) {
				s.Repeats = before.ID
			}
		}
		a.sources = append(a.sources, s)
	}
	if len(a.sources) > 1 && a.Independent() < len(a.sources) {
		a.note(NotIndependent)
	}
}

// Sources are the documents cited, in the order in which they are.
func (a Answer) Sources() []Source { return a.sources }

// Independent is how many sources there are that count: one that repeats
// another, or goes back to one by its provenance, does so only where there is
// nothing else.
func (a Answer) Independent() int {
	n := 0
	for _, s := range a.sources {
		n += count(s.Repeats == "" && !s.Dependent)
	}
	return max(n, min(1, len(a.sources)))
}

const (
	// shingle is how many words in a row are compared: Broder, "On the
	// resemblance and containment of documents" (1997), finds copies with 10 of
	// letters and few of words; in news 5 hold a phrase, not a name.
	shingle = 5
	// copied is the share of the shorter text's shingles from which on it is a
	// near-copy. Two reports that quote the same statement share less.
	copied = .3
)

// nearCopy reports whether most of what one text says stands in the other word
// for word.
func nearCopy(a, b string) bool {
	x, y := shingles(a), shingles(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	both := 0
	for s := range x {
		both += count(y[s])
	}
	return len(x) > 0 && float64(both) >= copied*float64(len(x))
}

func shingles(text string) map[uint64]bool {
	words := strings.Fields(strings.ToLower(corpus.Fold(text)))
	out := map[uint64]bool{}
	for i := 0; i+shingle <= len(words); i++ {
		h := fnv.New64a()
		for _, w := range words[i : i+shingle] {
			_, _ = h.Write([]byte(w + " ")) // a hash takes everything
		}
		out[h.Sum64()] = true
	}
	return out
}
