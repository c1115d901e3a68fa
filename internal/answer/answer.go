// Package answer answers one question: what may we say, and what proves it?
//
// A [Draft] is what somebody claims: statements with the passages and the
// exact words that they rest on. It is never trusted. [verify] checks each
// quote against the stored text and is the only way to an [Answer] with
// claims, so whatever shows an Answer shows nothing that was not checked. When
// the corpus does not hold the answer, the Answer is an abstention that says
// what was missing and which passages come nearest.
package answer

import (
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Outcome is how a question ended.
type Outcome string

// The outcomes.
const (
	Answered  Outcome = "answered"
	Abstained Outcome = "abstained"
	// WhichEvent: the asker has to say which meeting is meant.
	WhichEvent Outcome = "which_event"
)

// Answer is verified claims, or the meetings that the question may mean, or an
// abstention with its reason. Only this package makes one.
type Answer struct {
	asked      string
	query      retrieval.Query
	claims     []Claim
	candidates []corpus.Event
	reason     string
	missing    []string
	nearest    []Citation
	dropped    []Dropped
	notes      []Note
	sources    []Source
	bodies     map[string]string // of the documents cited, by id
	writer     string
	failure    error
	spent      Spent
	stats      Stats
	events     map[string]corpus.Event
}

// Claim is a statement with what proves it.
type Claim struct {
	Text      string
	Event     string // id of the event that its citations report on, or empty
	Citations []Citation
	// FactsOnly says that the claim is in another language than its evidence:
	// its names, numbers and dates were checked, its wording was not.
	FactsOnly bool
	// TranslationOf is a statement in the language of the evidence that was
	// checked as every statement is, where Text is its translation; else empty.
	TranslationOf string
	// NamesUnchecked says of a translation that its names could not be compared
	// with the statement's, since its script has no capitals.
	NamesUnchecked bool
}

// Citation is an exact quote with where it stands. It exists only verified.
type Citation struct {
	Header   corpus.Header
	Version  string // hash of the document's record
	Unit     corpus.Unit
	Span     corpus.Span
	Quote    string // the body over Span
	Original string // the same as it was read, before normalisation
	Resolved []Resolution
}

// Resolution is a relative date of the sentences that a citation quotes from,
// and the days it means by the document's day of publication. A claim gives
// those days.
type Resolution struct {
	Text      string // "Tuesday", as it stands there
	Days      retrieval.Range
	Published corpus.Date // the day counted from
}

// Words is the day, or the first and the last day, as people write them.
func (r Resolution) Words() string {
	if r.Days.From == r.Days.To {
		return r.Days.From.Words()
	}
	return r.Days.From.Words() + " to " + r.Days.To.Words()
}

// Dropped is a statement that did not pass, by which rule, and why.
type Dropped struct{ Text, Rule, Reason string }

// Stats tells where the time went.
type Stats struct {
	Read, Search, Draft, Verify time.Duration
	Passages                    int // that were considered
}

// Outcome says whether there are claims.
func (a Answer) Outcome() Outcome {
	switch {
	case len(a.claims) > 0:
		return Answered
	case len(a.candidates) > 0:
		return WhichEvent
	}
	return Abstained
}

// Question is the question as it was read; of a follow-up, as it was rewritten
// to stand alone.
func (a Answer) Question() string { return a.query.Question }

// Asked is the question as it was asked.
func (a Answer) Asked() string { return a.asked }

// Candidates are the meetings that the asker may mean, of a question that
// chose none and that each of them answers otherwise.
func (a Answer) Candidates() []corpus.Event { return a.candidates }

// Notes are what the reader has to know about the answer.
func (a Answer) Notes() []Note { return a.notes }

// Writer is the name of the model that wrote the claims; empty: they are
// quotations.
func (a Answer) Writer() string { return a.writer }

// Failure is why the model could not be used, or broke off, for those who run the program; it
// is never to be shown to askers.
func (a Answer) Failure() error { return a.failure }

// Spent is what the answer cost.
func (a Answer) Spent() Spent { return a.spent }

// Query is what was read from the question.
func (a Answer) Query() retrieval.Query { return a.query }

// Claims are the statements, in the order in which they are to be shown.
func (a Answer) Claims() []Claim { return a.claims }

// Reason says in a sentence why there is no claim; empty when there are.
func (a Answer) Reason() string { return a.reason }

// Missing are the words of the question that nothing in the corpus covers.
func (a Answer) Missing() []string { return a.missing }

// Nearest are passages that come nearest to a question without an answer.
func (a Answer) Nearest() []Citation { return a.nearest }

// Dropped are the statements that failed verification.
func (a Answer) Dropped() []Dropped { return a.dropped }

// Stats tells where the time went.
func (a Answer) Stats() Stats { return a.stats }

// Event is an event that a claim names.
func (a Answer) Event(id string) (corpus.Event, bool) {
	e, ok := a.events[id]
	return e, ok
}

// Attribution says whose words a quote is: the speaker of a turn, the outlet,
// the day of publication, as far as they are known.
func (c Citation) Attribution() string {
	parts := []string{c.Unit.Speaker, c.Header.Outlet, c.Header.Published.Words()}
	kind := c.Header.Kind
	if c.Header.Outlet == "" {
		parts[1] = "an unattributed " + kind
		if c.Unit.Speaker == "" {
			parts[1] = "An unattributed " + kind
		}
	} else if kind != corpus.Article && kind != corpus.Transcript && isWord(kind) {
		parts[1] += " (" + kind + ")"
	}
	var known []string
	for _, p := range parts {
		if p != "" {
			known = append(known, p)
		}
	}
	return strings.Join(known, ", ")
}

// isWord reports whether a kind is a word for people, not a code.
func isWord(kind string) bool { return kind != "" && !strings.ContainsAny(kind, "_/.:") }
