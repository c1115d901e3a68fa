package retrieval

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"dateline/internal/corpus"
)

// Query is a question and what was read from it.
type Query struct {
	Question string
	Terms    []string // to search for, with repetitions
	Cues     []Cue
	// Events are the ids of those that every cue of place, date or event
	// allows. It is empty when the question chose none, and when Conflict.
	Events []string
	// Conflict says that no event of the corpus fits all those cues.
	Conflict bool
	// Compare says that the question asks what each of several outlets says.
	Compare bool
}

// CueKind is what a cue speaks of.
type CueKind string

// The kinds of cues.
const (
	OutletCue  CueKind = "outlet"
	SpeakerCue CueKind = "speaker"
	EventCue   CueKind = "event"
	PlaceCue   CueKind = "place"
	DateCue    CueKind = "date"
)

// cueShare is what fitting a cue is worth, as a share of the greatest score.
var cueShare = map[CueKind]float64{OutletCue: .1, SpeakerCue: .1, EventCue: .1, PlaceCue: .1, DateCue: .1}

// Cue is a part of the question that names something the corpus knows.
type Cue struct {
	Kind   CueKind
	Text   string   // as it stands in the question
	Start  int      // bytes of the question
	End    int      //
	Names  []string // of outlets or speakers
	Events []string // ids of those it can mean, of cues of event, place and date
	Days   []Range  // of a date
}

// Range is a span of days, both inclusive.
type Range struct {
	From corpus.Date `json:"from"`
	To   corpus.Date `json:"to"`
}

// Contains reports whether d is known and lies in r.
func (r Range) Contains(d corpus.Date) bool {
	return !d.IsZero() && d.Compare(r.From) >= 0 && d.Compare(r.To) <= 0
}

// Fits reports whether a document with header h and a passage with those
// speakers is of what the cue names.
func (c Cue) Fits(h corpus.Header, speakers []string) bool {
	among := func(name string) bool { return slices.Contains(c.Names, name) }
	switch c.Kind {
	case OutletCue:
		return among(h.Outlet)
	case SpeakerCue:
		return slices.ContainsFunc(speakers, among) || slices.ContainsFunc(h.Authors, among)
	case DateCue:
		in := func(r Range) bool { return r.Contains(h.When()) || r.Contains(h.Published) }
		return slices.ContainsFunc(c.Days, in)
	default:
		return slices.Contains(c.Events, h.EventID())
	}
}

// Reader reads questions by the names of one catalog. It is safe for
// concurrent use.
type Reader struct {
	catalog Catalog
	names   map[string][]name // by folded words, joined by spaces
	longest int               // words of the longest name
}

// name is one way to write what a cue can name.
type name struct {
	kind   CueKind
	value  string // outlet, speaker or event id
	spelt  string
	single bool // a surname alone: only where it is written as a name
}

// NewReader prepares to read questions about what is in the catalog.
func NewReader(c Catalog) *Reader {
	r := &Reader{catalog: c, names: map[string][]name{}}
	for _, o := range c.Outlets {
		for _, spelt := range append([]string{o.Name}, o.Aliases...) {
			r.add(name{kind: OutletCue, value: o.Name, spelt: spelt})
			if rest, ok := strings.CutPrefix(spelt, "The "); ok && strings.Contains(rest, " ") {
				r.add(name{kind: OutletCue, value: o.Name, spelt: rest})
			}
		}
	}
	r.add(name{kind: OutletCue, value: "", spelt: "unattributed"})
	for _, e := range c.Events {
		r.addEvent(e)
	}
	r.addPeople(append(slices.Clone(c.Speakers), c.Authors...))
	return r
}

func (r *Reader) addEvent(e corpus.Event) {
	r.add(name{kind: EventCue, value: e.ID, spelt: e.ID})
	r.add(name{kind: EventCue, value: e.ID, spelt: e.Name})
	for place := range strings.SplitSeq(e.Place, ",") {
		place = strings.TrimSpace(place)
		for _, article := range []string{"the ", "The "} {
			place = strings.TrimPrefix(place, article)
		}
		r.add(name{kind: PlaceCue, value: e.ID, spelt: place})
	}
}

// addPeople adds full names, and surnames that only one person has, however
// they are spelt.
func (r *Reader) addPeople(people []string) {
	owners := map[string][]string{} // by the key of the surname
	for _, p := range people {
		r.add(name{kind: SpeakerCue, value: p, spelt: p})
		if k := key(Tokens(surname(p))); !slices.Contains(owners[k], p) {
			owners[k] = append(owners[k], p)
		}
	}
	for k, people := range owners {
		if len(people) == 1 && len(r.names[k]) == 0 {
			r.add(name{kind: SpeakerCue, value: people[0], spelt: surname(people[0]), single: true})
		}
	}
}

// surname is the last of several words, or empty.
func surname(person string) string {
	words := strings.Fields(person)
	if len(words) < 2 || len(words[len(words)-1]) < 3 {
		return ""
	}
	return words[len(words)-1]
}

func (r *Reader) add(n name) {
	tokens := Tokens(n.spelt)
	k := key(tokens)
	if k == "" || slices.Contains(r.names[k], n) {
		return
	}
	r.names[k] = append(r.names[k], n)
	r.longest = max(r.longest, len(tokens))
}

// key is the folded words of tokens; two spellings of a name have one key.
func key(tokens []Token) string {
	folded := make([]string, len(tokens))
	for i, t := range tokens {
		folded[i] = foldWord(t.Text)
	}
	return strings.Join(folded, " ")
}

// Read reads a question asked on a day, which "yesterday" is measured by.
func (r *Reader) Read(question string, asked corpus.Date) Query {
	q := Query{Question: question, Terms: Terms(question)}
	q.Cues = append(r.readNames(question), readDates(question, asked, r.catalog)...)
	slices.SortStableFunc(q.Cues, func(a, b Cue) int { return a.Start - b.Start })
	q.Events, q.Conflict = r.agree(q.Cues)
	q.Compare = r.compares(q)
	return q
}

// readNames finds names, the longest first at each word; none overlap.
func (r *Reader) readNames(question string) []Cue {
	tokens := Tokens(question)
	lower := question == strings.ToLower(question)
	var out []Cue
	for i := 0; i < len(tokens); {
		n := min(r.longest, len(tokens)-i)
		for ; n > 0; n-- {
			at := Cue{Start: tokens[i].Start, End: tokens[i+n-1].End}
			found := r.match(tokens[i:i+n], lower, i == 0)
			found = slices.DeleteFunc(found, func(n name) bool { return n.kind == PlaceCue && !isLocated(question, at, out) })
			if len(found) > 0 {
				out = append(out, cues(question, at, found)...)
				break
			}
		}
		i += max(n, 1)
	}
	return out
}

// match are the names that tokens spell, written as names are.
func (r *Reader) match(tokens []Token, lower, first bool) []name {
	return slices.DeleteFunc(slices.Clone(r.names[key(tokens)]), func(n name) bool {
		if lower {
			return !distinctive(n)
		}
		return n.single && first || !sameCapitals(n.spelt, tokens)
	})
}

var (
	beforePlace = regexp.MustCompile(`(?i)\b(?:in|at|to|from|near|inside|outside|into|for|left|leave|visit|visited|visiting|reached)\s+(?:the\s+)?$`)
	behindPlace = regexp.MustCompile(`(?i)^\s+(?:meetings?|visits?|trips?|talks|summits?|encounters?|conferences?|sessions?|events?|journeys?|\d{4}\b)`)
	anotherOne  = regexp.MustCompile(`(?i)^,?\s+(?:and|or)\s+(?:in |at |the )*$`)
)

// isLocated reports whether a place is named as where something happened. It
// may be named as a power instead: "what does Moscow want?".
func isLocated(question string, at Cue, before []Cue) bool {
	if beforePlace.MatchString(lead(question, at.Start)) || behindPlace.MatchString(question[at.End:]) {
		return true
	}
	if alone := question[:at.Start] + question[at.End:]; strings.IndexFunc(alone, unicode.IsLetter) < 0 {
		return true
	}
	n := len(before)
	return n > 0 && before[n-1].Kind == PlaceCue && anotherOne.MatchString(question[before[n-1].End:at.Start])
}

// lead is what stands right before an offset: enough for the words that give a
// name or a date its sense, and little, since it is looked at for each of them.
func lead(question string, end int) string {
	const enough = 80
	return question[max(0, end-enough):end]
}

// distinctive names can be told from common words even in lower case.
func distinctive(n name) bool {
	spelt := strings.TrimPrefix(n.spelt, "The ")
	return !n.single && (n.kind == PlaceCue || n.kind == EventCue || strings.Contains(spelt, " ") || spelt == strings.ToUpper(spelt))
}

// sameCapitals reports whether tokens have capitals where the name has them,
// a leading article aside, so that "the week" is not The Week.
func sameCapitals(spelt string, tokens []Token) bool {
	for i, word := range Tokens(spelt) {
		if i == 0 && strings.EqualFold(word.Text, "the") {
			continue
		}
		if startsUpper(word.Text) && !startsUpper(tokens[i].Text) {
			return false
		}
	}
	return true
}

func startsUpper(s string) bool {
	for _, r := range s {
		return unicode.IsUpper(r)
	}
	return false
}

// cues makes one cue a kind of what one place in the question can name.
func cues(question string, at Cue, found []name) []Cue {
	at.Text = question[at.Start:at.End]
	byKind := map[CueKind]*Cue{}
	var out []*Cue
	for _, n := range found {
		c := byKind[n.kind]
		if c == nil {
			copied := at
			c = &copied
			c.Kind = n.kind
			byKind[n.kind] = c
			out = append(out, c)
		}
		if n.kind == OutletCue || n.kind == SpeakerCue {
			c.Names = append(c.Names, n.value)
		} else {
			c.Events = append(c.Events, n.value)
		}
	}
	flat := make([]Cue, len(out))
	for i, c := range out {
		flat[i] = *c
	}
	return flat
}

// agree are the events that the places, the dates and the names of events in a
// question have in common. Two places, as in "in Moscow or in Sochi", are
// alternatives.
func (r *Reader) agree(cues []Cue) (events []string, conflict bool) {
	byKind := map[CueKind][]string{}
	for _, c := range cues {
		byKind[c.Kind] = append(byKind[c.Kind], c.Events...)
	}
	chosen := false
	for _, e := range r.catalog.Events {
		fits := true
		for _, kind := range []CueKind{EventCue, PlaceCue, DateCue} {
			if ids := byKind[kind]; len(ids) > 0 {
				chosen = true
				fits = fits && slices.Contains(ids, e.ID)
			}
		}
		if fits {
			events = append(events, e.ID)
		}
	}
	if !chosen {
		return nil, false
	}
	return events, len(events) == 0
}

// comparing are words by which a question asks for one statement an outlet, or
// a meeting.
var comparing = regexp.MustCompile(`(?i)^\W*compare\b|\b(?:what is|what's|what was|what are) the difference|\bhow (?:do|did|does) .*\b(?:differ|disagree|compare)\b|\bdisagree|` +
	`\b(?:different|various|all|several|both|each|other|these|those|the) (?:outlets?|sources|reports|papers|newspapers|media)\b|\beach (?:outlet|source|report|paper|describe|say|call|put)`)

// compares reports whether the question wants outlets side by side.
func (r *Reader) compares(q Query) bool {
	named := map[string]bool{}
	for _, c := range q.Cues {
		if c.Kind == OutletCue {
			named[c.Names[0]] = true
		}
	}
	return len(named) > 1 || comparing.MatchString(q.Question)
}
