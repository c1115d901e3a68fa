package answer

import (
	"encoding/json"
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// The JSON of an answer is a promise to other programs: fields are added, none
// is changed or taken away. docs/json.md describes them.

type answerJSON struct {
	Question   string          `json:"question"`
	Outcome    Outcome         `json:"outcome"`
	Claims     []claimJSON     `json:"claims"`
	Reason     *string         `json:"reason"`
	Missing    []string        `json:"missing"`
	Nearest    []citationJSON  `json:"nearest"`
	Dropped    []droppedJSON   `json:"dropped"`
	Read       readJSON        `json:"read"`
	Stats      statsJSON       `json:"stats"`
	Rewritten  *string         `json:"rewritten"`
	Sources    []sourceJSON    `json:"sources"`
	Candidates []candidateJSON `json:"candidates"`
	Notes      []Note          `json:"notes"`
	Writer     *string         `json:"writer"`
	Spent      Spent           `json:"spent"`
}

type sourceJSON struct {
	Document    string  `json:"document"`
	Independent bool    `json:"independent"`
	Repeats     *string `json:"repeats"`
}

type candidateJSON struct {
	Event string  `json:"event"`
	Name  string  `json:"name"`
	Date  *string `json:"date"`
	Place *string `json:"place"`
}

type claimJSON struct {
	Text      string         `json:"text"`
	Event     *string        `json:"event"`
	Citations []citationJSON `json:"citations"`
	FactsOnly bool           `json:"facts_only"`

	TranslationOf  *string `json:"translation_of"`
	NamesUnchecked bool    `json:"names_unchecked"`
}

type resolutionJSON struct {
	Text      string          `json:"text"`
	Days      retrieval.Range `json:"days"`
	Published corpus.Date     `json:"published"`
}

type citationJSON struct {
	Document    string   `json:"document"`
	Version     string   `json:"version"`
	Outlet      *string  `json:"outlet"`
	Kind        string   `json:"kind"`
	Headline    *string  `json:"headline"`
	Authors     []string `json:"authors"`
	Published   *string  `json:"published"`
	Event       *string  `json:"event"`
	EventName   *string  `json:"event_name"`
	EventDate   *string  `json:"event_date"`
	Speaker     *string  `json:"speaker"`
	Turn        *int     `json:"turn,omitempty"`
	Paragraph   *int     `json:"paragraph,omitempty"`
	Quote       string   `json:"quote"`
	Original    *string  `json:"original,omitempty"`
	Start       int      `json:"start"`
	End         int      `json:"end"`
	URL         *string  `json:"url"`
	Provenance  *string  `json:"provenance"`
	Inferred    []string `json:"inferred"`
	Attribution string   `json:"attribution"`

	Resolved []resolutionJSON `json:"resolved"`
}

type droppedJSON struct {
	Text   string `json:"text"`
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
}

type readJSON struct {
	Outlets  []string   `json:"outlets"`
	Speakers []string   `json:"speakers"`
	Events   []string   `json:"events"`
	Places   []string   `json:"places"`
	Dates    []dateJSON `json:"dates"`
	Compare  bool       `json:"compare"`
	Conflict bool       `json:"conflict"`
}

type dateJSON struct {
	Text string            `json:"text"`
	Days []retrieval.Range `json:"days"`
}

type statsJSON struct {
	ReadMS   float64 `json:"read_ms"`
	SearchMS float64 `json:"search_ms"`
	DraftMS  float64 `json:"draft_ms"`
	VerifyMS float64 `json:"verify_ms"`
	Passages int     `json:"passages"`
}

// MarshalJSON gives the object that docs/json.md describes.
func (a Answer) MarshalJSON() ([]byte, error) {
	out := answerJSON{
		Question: a.query.Question, Outcome: a.Outcome(), Reason: known(a.reason), Missing: orEmpty(a.missing),
		Claims: []claimJSON{}, Nearest: []citationJSON{}, Dropped: []droppedJSON{}, Read: readOf(a.query),
		Sources: []sourceJSON{}, Candidates: []candidateJSON{}, Notes: orNone(a.notes), Writer: known(a.writer), Spent: a.spent,
		Stats: statsJSON{ms(a.stats.Read), ms(a.stats.Search), ms(a.stats.Draft), ms(a.stats.Verify), a.stats.Passages},
	}
	for _, c := range a.claims {
		claim := claimJSON{Text: c.Text, Event: known(c.Event), FactsOnly: c.FactsOnly, TranslationOf: known(c.TranslationOf), NamesUnchecked: c.NamesUnchecked}
		for _, citation := range c.Citations {
			claim.Citations = append(claim.Citations, citation.json())
		}
		out.Claims = append(out.Claims, claim)
	}
	for _, c := range a.nearest {
		out.Nearest = append(out.Nearest, c.json())
	}
	for _, d := range a.dropped {
		out.Dropped = append(out.Dropped, droppedJSON(d))
	}
	for _, s := range a.sources {
		out.Sources = append(out.Sources, sourceJSON{s.Document, !s.Dependent && s.Repeats == "", known(s.Repeats)})
	}
	for _, e := range a.candidates {
		out.Candidates = append(out.Candidates, candidateJSON{e.ID, e.Name, known(e.Date.String()), known(e.Place)})
	}
	if asked := strings.TrimSpace(corpus.Normalise(a.asked).Body); asked != out.Question {
		out.Question, out.Rewritten = asked, &a.query.Question
	}
	return json.Marshal(out)
}

func orNone(list []Note) []Note {
	if list == nil {
		return []Note{}
	}
	return list
}

func (c Citation) json() citationJSON {
	h := c.Header
	out := citationJSON{
		Document: h.ID, Version: c.Version, Outlet: known(h.Outlet), Kind: h.Kind, Headline: known(h.Headline),
		Authors: orEmpty(h.Authors), Published: known(h.Published.String()), Event: known(h.EventID()),
		Speaker: known(c.Unit.Speaker), Quote: c.Quote, Start: c.Span.Start, End: c.Span.End, URL: known(h.URL),
		Provenance: known(h.Provenance), Inferred: orEmpty(h.Inferred), Attribution: c.Attribution(),
		Resolved: []resolutionJSON{},
	}
	for _, r := range c.Resolved {
		out.Resolved = append(out.Resolved, resolutionJSON(r))
	}
	if h.Event != nil {
		out.EventName, out.EventDate = known(h.Event.Name), known(h.Event.Date.String())
	}
	if h.Kind == corpus.Transcript {
		out.Turn = &c.Unit.Number
	} else {
		out.Paragraph = &c.Unit.Number
	}
	if c.Original != c.Quote {
		out.Original = &c.Original
	}
	return out
}

func readOf(q retrieval.Query) readJSON {
	out := readJSON{Outlets: []string{}, Speakers: []string{}, Events: orEmpty(q.Events), Places: []string{}, Dates: []dateJSON{}, Compare: q.Compare, Conflict: q.Conflict}
	for _, c := range q.Cues {
		switch c.Kind {
		case retrieval.OutletCue:
			out.Outlets = append(out.Outlets, c.Names...)
		case retrieval.SpeakerCue:
			out.Speakers = append(out.Speakers, c.Names...)
		case retrieval.PlaceCue:
			out.Places = append(out.Places, c.Text)
		case retrieval.DateCue:
			out.Dates = append(out.Dates, dateJSON{c.Text, c.Days})
		default: // a cue of an event is among q.Events
		}
	}
	return out
}

// known is nil for the empty text, which JSON shows as null.
func known(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func orEmpty(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}

// ms is a duration in milliseconds, to the microsecond.
func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
