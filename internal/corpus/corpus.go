// Package corpus answers one question: what is in the corpus, and where exactly?
//
// It reads a folder of documents (or one JSON Lines file) with its optional
// description, corpus.yaml, and turns each document into a normalised Body and
// spans of it: what cleaning removed, the turns or paragraphs, the passages.
// The Body never changes after that, and a Span always means bytes of it, so
// a quote can be checked and its original text shown at any later time.
//
// What the corpus states and what this package worked out itself are kept
// apart: see [Document.Inferred].
package corpus

import (
	"slices"
	"strings"
)

// Version names the rules by which this package turns a file into passages.
// It is part of every hash, so that a store is filled anew when they change.
const Version = "1"

// The two kinds that mean something. Any other word is kept and cited as it is.
const (
	Article    = "article"
	Transcript = "transcript"
)

// Span is a half-open range of bytes of a document's Body.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the number of bytes in s.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether all of t lies in s.
func (s Span) Contains(t Span) bool { return s.Start <= t.Start && t.End <= s.End }

// Intersect is what s and t have in common, empty (Start ≥ End) when nothing.
func (s Span) Intersect(t Span) Span {
	return Span{max(s.Start, t.Start), min(s.End, t.End)}
}

// Event is a meeting that documents report on.
// Its Date is when it took place, never when it was reported.
type Event struct {
	ID           string   `json:"id" yaml:"id"`
	Name         string   `json:"name,omitempty" yaml:"name"`
	Date         Date     `json:"date,omitzero" yaml:"date"`
	Place        string   `json:"place,omitempty" yaml:"place"`
	Participants []string `json:"participants,omitempty" yaml:"participants"`
}

// Title is the event's name with its day, if that is known.
func (e Event) Title() string {
	if e.Date.IsZero() {
		return e.Name
	}
	return e.Name + " (" + e.Date.Words() + ")"
}

// Outlet is who published a document, with the other names it goes by.
type Outlet struct {
	Name    string   `json:"name" yaml:"name"`
	Aliases []string `json:"aliases,omitempty" yaml:"aliases"`
}

// Header is what is known about a document beside its text. It is searched
// and cited but never quoted. Every field but ID may be empty: unknown.
type Header struct {
	ID         string   `json:"id"`
	Kind       string   `json:"kind,omitempty"`
	Outlet     string   `json:"outlet,omitempty"` // empty: unattributed
	Headline   string   `json:"headline,omitempty"`
	Authors    []string `json:"authors,omitempty"`
	Published  Date     `json:"published,omitzero"`
	Event      *Event   `json:"event,omitempty"`
	URL        string   `json:"url,omitempty"`
	Provenance string   `json:"provenance,omitempty"`
	// Inferred names the things this package worked out itself ("kind",
	// "speakers"); whatever is not named here, the corpus states.
	Inferred []string `json:"inferred,omitempty"`
}

// When is the day a question about time means: the event's, and for a
// document without one the day of publication.
func (h Header) When() Date {
	if h.Event != nil && !h.Event.Date.IsZero() {
		return h.Event.Date
	}
	return h.Published
}

// EventID is the id of the document's event, or empty.
func (h Header) EventID() string {
	if h.Event == nil {
		return ""
	}
	return h.Event.ID
}

// Unit is a turn of a transcript or a paragraph of an article. A quote never
// crosses the border of one. A turn's Span leaves its label out.
type Unit struct {
	Span
	Number  int    `json:"number"`            // counted from 1 within the document
	Speaker string `json:"speaker,omitempty"` // of a turn; empty when unknown
}

// Removal is a part of the Body that cleaning took out of the passages.
type Removal struct {
	Span
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

// Passage is a run of whole sentences that is searched and quoted from.
// Invariant: Text is the document's Body over Span, and holds nothing removed.
type Passage struct {
	Span
	Document string `json:"document"`
	Ordinal  int    `json:"ordinal"` // counted from 0 within the document
	Text     string `json:"text"`
	// Units are those the passage touches, in order; the first and the last
	// may reach beyond it.
	Units []Unit `json:"units"`
}

// Speakers are the distinct speakers of the passage's turns, in order.
func (p Passage) Speakers() []string {
	var names []string
	for _, u := range p.Units {
		if u.Speaker != "" && !slices.Contains(names, u.Speaker) {
			names = append(names, u.Speaker)
		}
	}
	return names
}

// UnitAt is the unit that holds all of s. It reports false when s crosses a
// border or lies in no unit.
func (p Passage) UnitAt(s Span) (Unit, bool) {
	for _, u := range p.Units {
		if u.Contains(s) && p.Contains(s) {
			return u, true
		}
	}
	return Unit{}, false
}

// Slice is the text of s, which must lie inside the passage.
func (p Passage) Slice(s Span) string { return p.Text[s.Start-p.Start : s.End-p.Start] }

// Document is one report, ready to be searched and quoted.
type Document struct {
	Header
	Text
	Units    []Unit
	Removed  []Removal
	Passages []Passage
}

// SearchText is the header as words to search: it stands in front of each
// passage of the document when passages are indexed.
func (h Header) SearchText() string {
	parts := []string{h.Headline, h.Outlet, strings.Join(h.Authors, " "), h.Published.Words()}
	if e := h.Event; e != nil {
		parts = append(parts, e.Name, e.Place, e.Date.Words())
	}
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "\n")
}
