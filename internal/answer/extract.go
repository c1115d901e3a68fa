package answer

import (
	"maps"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// run is a run of sentences of one turn or paragraph that may answer.
type run struct {
	hit   *retrieval.Hit
	unit  corpus.Unit
	span  corpus.Span
	words int
	terms map[string]bool
	reply map[string]bool // terms of the question in a transcript that its turn answers
	score float64
	// covered is the share of the question's words that the run has, or the
	// passage around it, weighed.
	covered float64
	within  float64 // the share that the run itself has
	fits    int     // kinds of cues of the question that the document's header fits
	named   bool    // the names of the question stand in its document
	onTopic bool    // it has a word of what the question says it is about
}

func (r run) text() string { return r.hit.Passage.Slice(r.span) }

func (r run) quote() Quote { return Quote{keyOf(*r.hit), r.span, r.text()} }

// longestRun is how many sentences a quote has at most.
const longestRun = 3

// runs are all runs of up to longestRun sentences of a passage.
func runs(h *retrieval.Hit) []run {
	var out []run
	for i, u := range h.Passage.Units {
		reply := replies(h.Passage, i)
		inside := u.Intersect(h.Passage.Span)
		local := corpus.Span{Start: inside.Start - h.Passage.Start, End: inside.End - h.Passage.Start}
		sentences := corpus.Sentences(h.Passage.Text, local)
		for i := range sentences {
			for n := 1; n <= longestRun && i+n <= len(sentences); n++ {
				s := corpus.Span{Start: sentences[i].Start + h.Passage.Start, End: sentences[i+n-1].End + h.Passage.Start}
				out = append(out, run{hit: h, unit: u, span: s, reply: reply, words: len(strings.Fields(h.Passage.Slice(s)))})
			}
		}
	}
	for i := range out {
		out[i].terms = termSet(out[i].text())
	}
	return out
}

// replies are the terms of the turn before turn i of a passage, where that is
// another speaker's question: an answer does not say again what it is about.
func replies(p corpus.Passage, i int) map[string]bool {
	if i == 0 || p.Units[i].Speaker == "" || p.Units[i-1].Speaker == p.Units[i].Speaker {
		return nil
	}
	before := p.Slice(p.Units[i-1].Intersect(p.Span))
	if !strings.HasSuffix(before, "?") {
		return nil
	}
	return termSet(before)
}

func termSet(text string) map[string]bool {
	out := map[string]bool{}
	for _, t := range retrieval.Terms(text) {
		out[t] = true
	}
	return out
}

// candidates are the rated runs of all hits that may answer the question,
// best first.
func (q asked) candidates(hits []retrieval.Hit) []run {
	var out []run
	documents := map[string]map[string]bool{}
	for _, h := range hits {
		if documents[h.Header.ID] == nil {
			documents[h.Header.ID] = map[string]bool{}
		}
		maps.Copy(documents[h.Header.ID], termSet(h.Passage.Text))
	}
	for i := range hits {
		near := termSet(hits[i].Passage.Text + "\n" + hits[i].Header.Headline)
		rank := 0.0
		if hits[0].Scores.Total > 0 {
			rank = hits[i].Scores.Total / hits[0].Scores.Total
		}
		for _, r := range runs(&hits[i]) {
			if !q.allows(r) || !q.meetsCues(&r) {
				continue
			}
			q.rate(&r, near, documents[hits[i].Header.ID], rank)
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b run) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return a.words - b.words
	})
	return out
}

// allows reports whether a run is of a speaker that the asker restricted the
// answer to, if to any.
func (q asked) allows(r run) bool {
	among := func(name string) bool { return slices.Contains(q.speakers, name) }
	switch {
	case len(q.speakers) == 0:
		return true
	case r.unit.Speaker != "":
		return among(r.unit.Speaker)
	default:
		return slices.ContainsFunc(r.hit.Header.Authors, among)
	}
}

// meetsCues reports whether a run is of what the question names, and counts
// the kinds of cues that its header fits. Cues of one kind are alternatives.
func (q asked) meetsCues(r *run) bool {
	met := map[retrieval.CueKind]bool{}
	fits := map[retrieval.CueKind]bool{}
	var speakers []string
	if r.unit.Speaker != "" {
		speakers = []string{r.unit.Speaker}
	}
	for _, c := range q.query.Cues {
		if c.Fits(r.hit.Header, speakers) {
			met[c.Kind], fits[c.Kind] = true, true
		}
		met[c.Kind] = met[c.Kind] || q.standsFor(c, r.text())
	}
	r.fits = len(fits)
	for _, ok := range met {
		if !ok {
			return false
		}
	}
	return true
}

// standsFor reports whether the words of a run make up for a header that does
// not fit a cue: a report of 2015 may say what happened in 2011, and one paper
// what another has written. To be named is not to speak.
func (q asked) standsFor(c retrieval.Cue, text string) bool {
	switch {
	case q.identity():
		return mentions(text, c.Text)
	case q.query.Compare:
		return false
	case c.Kind == retrieval.SpeakerCue:
		return false
	case c.Kind == retrieval.OutletCue:
		return strings.Contains(text, c.Text) && saidBy(c.Text).MatchString(text)
	default:
		return mentions(text, c.Text)
	}
}

// identity reports whether the question asks who somebody is, and nothing else.
func (q asked) identity() bool {
	other := func(c retrieval.Cue) bool { return c.Kind != retrieval.SpeakerCue }
	return q.needs == aPerson && len(q.words) == 0 && len(q.query.Cues) > 0 && !slices.ContainsFunc(q.query.Cues, other)
}

// mentions reports whether text has all words of a cue.
func mentions(text, cue string) bool {
	terms := termSet(text)
	for _, t := range retrieval.Terms(cue) {
		if !terms[t] {
			return false
		}
	}
	return true
}
