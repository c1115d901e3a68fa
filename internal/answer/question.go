package answer

import (
	"context"
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"dateline/internal/retrieval"
)

// asked is a question taken apart: what an answer has to cover.
type asked struct {
	query retrieval.Query
	words []word // that an answer should share, without those of cues
	needs need
	// speech is set when the question asks what a person said; sayer matches
	// a text in which that person does, if it is named.
	speech bool
	// whether is set for a question to be answered by yes or no.
	whether bool
	// speakers are those that the asker restricted the answer to. A passage of
	// a transcript that one of them speaks in has others' turns, too.
	speakers []string
	sayer    *regexp.Regexp
	others   []*regexp.Regexp // the same for the question's other names
}

// word is a word of the question, or a name of several, that evidence can cover.
type word struct {
	text    string
	terms   []string // of each word of it; the last covers it
	forms   []string // of an irregular verb: they cover it, too
	kin     []string // of a name with other endings: they cover it less
	weight  float64  // 0 to 1: rare words weigh more
	name    bool     // of a person, a place or the like, or a number
	unknown []string // the words of a name that occur nowhere in the corpus
	topic   bool     // what the question is about, by its own words
	outlets []string // in a comparison, whose part of the question it is in; none: everybody's
	end     int      // byte of the question behind it
}

// need is the kind of answer asked for.
type need int

const (
	anything need = iota
	aNumber
	aDuration
	anAge
	aTime
	aPerson
	aPlace
	aReason
)

// needs are found by the words that open a question, the first that fits.
var needs = []struct {
	match *regexp.Regexp
	need  need
}{
	{regexp.MustCompile(`(?i)\bhow long\b`), aDuration},
	{regexp.MustCompile(`(?i)\bhow old\b|\bwhat age\b`), anAge},
	{regexp.MustCompile(`(?i)\bhow (many|much)\b|\bwhat (number|percentage|share|proportion)\b`), aNumber},
	{regexp.MustCompile(`(?i)\b(when|what (day|date|month|year)|which (day|date|month|year))\b`), aTime},
	{regexp.MustCompile(`(?i)\b(who|whom|whose|which (person|leader|leaders|president|minister|general|ruler|official|man|woman|reporter|journalist))\b`), aPerson},
	{regexp.MustCompile(`(?i)\b(where|(what|which) (city|country|place|town|state|region|venue|building))\b`), aPlace},
	{regexp.MustCompile(`(?i)\b(why|what (reason|reasons|purpose))\b`), aReason},
}

// asksSpeech finds whose words a question asks for: "what did Putin say".
var asksSpeech = regexp.MustCompile(`(?i)^.*\b(?:did|does|do|has|have|had|is|are|was|were) (.{1,60}?) (?:say|said|saying|tell|told|telling)\b`)

// asksWhether finds questions to be answered by yes or no.
var asksWhether = regexp.MustCompile(`(?i)^\W*(did|does|do|is|are|was|were|has|have|had|will|would|can|could)\b`)

// findSayer notes whose words the question asks for. Of an outlet, or of a
// speaker in a transcript, every word is what it says, so nothing more is
// asked for.
func (q *asked) findSayer() {
	m := asksSpeech.FindStringSubmatchIndex(q.query.Question)
	if m == nil {
		return
	}
	q.speech = true
	for i, t := range retrieval.Tokens(q.query.Question) {
		if t.Start < m[2] || t.End > m[3] {
			continue
		}
		if inCue(q.query, t) {
			q.speech = false
			return
		}
		if isName(q.query.Question, t, i) {
			q.sayer = saidBy(t.Text)
		}
	}
	for _, w := range q.words {
		if said := saidBy(lastWord(w.text)); w.name && q.sayer != nil && said.String() != q.sayer.String() {
			q.others = append(q.others, said)
		}
	}
}

func lastWord(name string) string {
	words := strings.FieldsFunc(name, func(r rune) bool { return r == ' ' || r == '-' })
	return words[len(words)-1]
}

// saidBy matches a text in which somebody of that name speaks.
func saidBy(name string) *regexp.Regexp {
	n := regexp.QuoteMeta(name)
	return regexp.MustCompile(`(?i)\b` + n + `(?:['’]s)?(?: [\p{L}-]+){0,2} (?:said|says|saying|told|tells|added|adds|asked|heard|claimed|argued|announced|insisted|warned|promised|suggested|denied|thanked|praised|called|described|explained|termed)\b` +
		`|\b(?:said|says|added|according to|asked|insisted)(?: [\p{L}.-]+){0,3} ` + n + `\b`)
}

// takeApart finds the words an answer has to cover and weighs them by how
// many of the corpus's documents have them.
func (a *Answerer) takeApart(ctx context.Context, q retrieval.Query) (asked, error) {
	out := asked{query: q, whether: asksWhether.MatchString(q.Question) && !q.Compare}
	consumed := out.findNeed()
	for i, t := range retrieval.Tokens(q.Question) {
		if t.Term != "" && !inCue(q, t) && (t.Start < consumed[0] || t.End > consumed[1]) {
			out.add(t, isName(q.Question, t, i))
		}
	}
	out.dropMeetings()
	out.addChoice()
	out.findSayer()
	if q.Compare {
		out.share()
	}
	return out, a.weigh(ctx, out.words)
}

// measured finds questions for a number whose words must be covered all the
// same: what is tall is not what is far.
var measured = regexp.MustCompile(`(?i)\bhow (tall|far|large|big|high|deep|wide|fast|heavy)\b`)

// dropMeetings takes out "meeting" and the like where the question chose its
// events and asks of nothing else.
func (q *asked) dropMeetings() {
	meeting := func(w word) bool { return meetings[strings.ToLower(w.text)] }
	other := func(w word) bool { return !w.name && !meeting(w) }
	if len(q.query.Events) > 0 && !slices.ContainsFunc(q.words, other) {
		q.words = slices.DeleteFunc(q.words, meeting)
	}
}

// findNeed notes the kind of answer asked for, and where the question says so:
// "which city" asks for a city's name, not for the word.
func (q *asked) findNeed() (at [2]int) {
	if measured.MatchString(q.query.Question) {
		q.needs = aNumber
		return at
	}
	for _, n := range needs {
		if m := n.match.FindStringIndex(q.query.Question); m != nil {
			q.needs = n.need
			return [2]int(m)
		}
	}
	return at
}

// share gives each word of a comparison to the outlets named before it, those
// named together being one group: "does A say this, while B and C say that".
func (q *asked) share() {
	var named []string
	fresh := false // the last outlet was named after the last word
	cues := q.query.Cues
	for i := range q.words {
		w := &q.words[i]
		for len(cues) > 0 && cues[0].End <= w.end {
			if cues[0].Kind == retrieval.OutletCue {
				if !fresh {
					named = nil
				}
				named, fresh = append(slices.Clone(named), cues[0].Names...), true
			}
			cues = cues[1:]
		}
		w.outlets, fresh = named, false
	}
}

// wordsFor are the words that a statement of an outlet has to cover.
func (q asked) wordsFor(outlet string) []word {
	var out []word
	own := false
	for _, w := range q.words {
		if len(w.outlets) == 0 || slices.Contains(w.outlets, outlet) {
			out = append(out, w)
			own = own || len(w.outlets) > 0
		}
	}
	if !own {
		return q.words
	}
	return out
}

// add notes a word, as a part of the name before it if it continues one.
func (q *asked) add(t retrieval.Token, name bool) {
	lower := strings.ToLower(t.Text)
	if (plain[lower] || speaking[lower]) && !name || connects[lower] && len(q.words) > 0 && q.words[len(q.words)-1].name {
		return
	}
	w := word{text: t.Text, terms: []string{t.Term}, forms: irregular[t.Term], name: name, topic: q.topic(t), end: t.End}
	if name {
		w.forms, w.kin = nil, kin(t.Text)
	}
	if n := len(q.words); name && n > 0 && q.words[n-1].name && joins(q.query.Question[q.words[n-1].end:t.Start]) {
		last := &q.words[n-1]
		last.text = q.query.Question[last.end-len(last.text) : t.End]
		last.terms, last.kin, last.end = append(last.terms, t.Term), w.kin, t.End
		return
	}
	if !slices.ContainsFunc(q.words, func(o word) bool { return slices.Contains(o.terms, t.Term) }) {
		q.words = append(q.words, w)
	}
}

// about opens the part of a question that says what it is about.
var about = regexp.MustCompile(`(?i)\b(about|regarding|concerning|on the subject of)\b`)

func (q *asked) topic(t retrieval.Token) bool {
	if at := measured.FindStringSubmatchIndex(q.query.Question); at != nil && t.Start == at[2] {
		return true
	}
	at := about.FindStringIndex(q.query.Question)
	return at != nil && t.Start >= at[1]
}

// addChoice notes the names that the question offers to choose from, as in "in
// Moscow or in Sochi": the answer has to have one of them.
func (q *asked) addChoice() {
	for i, c := range q.query.Cues[:max(0, len(q.query.Cues)-1)] {
		next := q.query.Cues[i+1]
		if c.Kind != next.Kind || c.Kind == retrieval.DateCue || !choosing.MatchString(q.query.Question[c.End:next.Start]) {
			continue
		}
		w := word{text: c.Text + " or " + next.Text, name: true, weight: 1, forms: retrieval.Terms(c.Text), terms: retrieval.Terms(next.Text)}
		q.words = append(q.words, w)
		q.whether = false
	}
}

var choosing = regexp.MustCompile(`(?i)^,? or( in| at| by| the| from)* $`)

// joins reports whether what stands between two names makes them one.
func joins(between string) bool {
	between = strings.Trim(strings.ToLower(between), " -")
	return between == "" || connects[between]
}

func inCue(q retrieval.Query, t retrieval.Token) bool {
	return slices.ContainsFunc(q.Cues, func(c retrieval.Cue) bool { return c.Start <= t.Start && t.End <= c.End })
}

// isName reports whether a word of the question is written as a name or is a
// number. The first word has its capital for another reason.
func isName(question string, t retrieval.Token, index int) bool {
	first := []rune(t.Text)[0]
	if unicode.IsDigit(first) {
		return true
	}
	if !unicode.IsUpper(first) || question == strings.ToUpper(question) {
		return false
	}
	return index > 0 || len([]rune(t.Text)) > 1 && t.Text == strings.ToUpper(t.Text)
}

// weigh gives words their weight: the inverse document frequency as a share
// of that of a word that one document has, within bounds, since in a small
// corpus on one matter even the words that count are common.
func (a *Answerer) weigh(ctx context.Context, words []word) error {
	const least = .3
	documents := a.retriever.Size()
	rarest := idf(1, documents)
	for i := range words {
		w := &words[i]
		counts, err := a.retriever.Counts(ctx, slices.Concat(w.terms, w.forms, w.kin))
		if err != nil {
			return err
		}
		last := len(w.terms) - 1
		most := slices.Max(counts[last:])
		if w.weight == 0 {
			w.weight = min(1, max(least, idf(most, documents)/rarest))
		}
		if !w.name {
			continue
		}
		parts := strings.FieldsFunc(w.text, func(r rune) bool { return r == ' ' || r == '-' })
		for j := range w.terms {
			if j < last && counts[j] == 0 || j == last && most == 0 {
				w.unknown = append(w.unknown, parts[min(j, len(parts)-1)])
			}
		}
	}
	return nil
}

func idf(n, all int) float64 {
	return math.Log(1 + (float64(all-n)+.5)/(float64(n)+.5))
}
