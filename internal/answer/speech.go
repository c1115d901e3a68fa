package answer

import (
	"regexp"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// unclosed finds quotation marks that open and do not close.
var unclosed = regexp.MustCompile(`[“”„«»"]`)

// quotations checks what the claim has in quotation marks: it stands verbatim
// in a turn or paragraph that is quoted, and where the claim gives it to
// somebody, these are that person's words there.
func (k *examined) quotations() error {
	if unclosed.MatchString(k.bare) {
		return reject(ruleQuotation, "the statement opens a quotation and does not close it")
	}
	for _, at := range quotationsIn(k.text) {
		inner := strings.Trim(foldQuote(k.text[at[0]:at[1]]).text, `" '`)
		if trimQuote(inner) == "" {
			return reject(ruleQuotation, "the statement has an empty quotation")
		}
		if err := k.quotation(at, inner); err != nil {
			return err
		}
	}
	return nil
}

func (k *examined) quotation(at []int, inner string) error {
	who := k.sayerOf(at)
	err := reject(ruleQuotation, "the quotation %q does not stand in what is cited", clip(inner))
	for _, s := range k.sources {
		if len(who.names) == 0 && strings.Contains(foldQuote(s.header.Headline).text, trimQuote(inner)) {
			return nil
		}
		f := foldQuote(s.unit)
		for _, m := range spansOf(f, inner) {
			start, end := f.start[m[0]], f.end[m[1]-1]
			if err = k.givenTo(who, s, start, end); err == nil {
				return nil
			}
		}
	}
	return err
}

// sayerOf is whom the claim gives a quotation to: who speaks in the same clause,
// or whom that is about, or else who speaks nearest in the same sentence.
func (k *examined) sayerOf(at []int) subject {
	for _, c := range clausesOf(k.bare + ".") {
		if c.start > at[0] || at[0] >= c.end {
			continue
		}
		if who := k.nearestSayer(at, c.start, c.end); !who.empty() {
			return who
		}
		if names := subjectNames(c.text); len(names) > 0 {
			return subject{names: names, at: c.start}
		}
	}
	return k.nearestSayer(at, 0, len(k.text))
}

// nearestSayer is who speaks nearest to a quotation within a part of the claim.
func (k *examined) nearestSayer(at []int, from, to int) subject {
	var best subject
	nearest := len(k.text) + 1
	for _, s := range k.sayings {
		gap := max(at[0]-s.end, s.at-at[1], 0)
		between := k.bare[min(s.end, at[1]):max(at[0], s.at)]
		if from <= s.at && s.at < to && gap < nearest && !strings.ContainsAny(between, ".!?;") {
			best, nearest = k.settled(s.who), gap
		}
	}
	return best
}

// settled is a subject of the claim with a pronoun as the name before it.
func (k *examined) settled(s subject) subject {
	if s.pronoun == "" || s.pronoun == "they" || s.pronoun == "it" {
		return s
	}
	for i := len(k.words) - 1; i >= 0; i-- {
		if k.words[i].Start < s.at && k.isName(i) && !k.inQuotation(k.words[i]) {
			return subject{names: []string{k.words[i].fold}, at: s.at}
		}
	}
	return s
}

// givenTo reports why a span of a source's unit is not verbatim what somebody
// says there.
func (k *examined) givenTo(who subject, s *source, start, end int) error {
	outlet := k.isOutletName(who)
	if len(who.names) == 0 || outlet != nil {
		if outlet != nil && !slices.Contains(outlet.Names, s.header.Outlet) {
			return reject(ruleOutlet, "the words are not in the passage of %s", outlet.Text)
		}
		return nil
	}
	marked := quotationAround(s.unit, start, end)
	if s.speaker != "" && shares(who.names, foldsOf(s.speaker)) {
		if marked != nil && k.saidByOther(who, s, marked) {
			return reject(ruleSpeaker, "%s only repeats these words of somebody else", s.speaker)
		}
		return nil
	}
	if marked == nil {
		if s.header.Kind == corpus.Transcript && s.speaker != "" {
			return reject(ruleSpeaker, "these are words of %s", s.speaker)
		}
		return reject(ruleSpeaker, "the evidence does not give these words to anybody in quotation marks")
	}
	if !k.quotedOf(who, s, marked) {
		return reject(ruleSpeaker, "the evidence does not give these words to whom the statement gives them")
	}
	return nil
}

// isOutletName is the cue of an outlet that a subject of the claim is, the
// first of several.
func (k *examined) isOutletName(who subject) *retrieval.Cue {
	var words []string
	var first *retrieval.Cue
	for i, c := range k.query.Cues {
		if of := foldsOf(c.Text); c.Kind == retrieval.OutletCue && slices.ContainsFunc(of, func(n string) bool { return slices.Contains(who.names, n) }) {
			words = append(words, of...)
			if first == nil {
				first = &k.query.Cues[i]
			}
		}
	}
	if first == nil || !subset(who.names, append(words, "the")) {
		return nil
	}
	return first
}

func subset(a, b []string) bool {
	return !slices.ContainsFunc(a, func(n string) bool { return !slices.Contains(b, n) })
}

// quotationAround is the quotation of a text that holds a span, with its marks.
func quotationAround(text string, start, end int) []int {
	for _, q := range quotationsIn(text) {
		if q[0] <= start && end <= q[1] {
			return q
		}
	}
	return nil
}

func (k *examined) saidByOther(who subject, s *source, q []int) bool {
	sayer, found := s.sayerOf(q)
	return found && len(sayer.names) > 0 && !shares(who.names, sayer.names)
}

// quotedOf reports whether a quotation in a source's unit is somebody's.
func (k *examined) quotedOf(who subject, s *source, q []int) bool {
	sayer, found := s.sayerOf(q)
	return found && s.isWho(who, sayer)
}

// isWho reports whether a subject in a source is the one of the claim.
func (s *source) isWho(who, there subject) bool {
	switch {
	case len(there.names) > 0:
		return shares(who.names, there.names)
	case there.pronoun != "":
		if there.pronoun == "i" || there.pronoun == "we" {
			return s.speaker != "" && shares(who.names, foldsOf(s.speaker))
		}
		return shares(who.names, s.antecedents(there.at))
	case shares(who.names, there.weak):
		return true
	case there.vague && !there.deputy:
		// "The leader" may be anybody whom the report has named so far.
		return shares(who.names, s.antecedents(there.at))
	}
	return false
}

// sayerOf is who says a quotation of the unit: behind it in its sentence, before
// it in its sentence, or else the last who spoke before.
func (s *source) sayerOf(q []int) (subject, bool) {
	closed := strings.HasSuffix(strings.TrimRight(s.unit[q[0]:q[1]], `"”»“`), ".")
	var before, behind *saying
	for i, e := range s.around {
		switch {
		case e.at >= q[1] && behind == nil && !closed && !strings.ContainsAny(s.bare[q[1]:e.at], ".!?;"):
			behind = &s.around[i]
		case e.end <= q[0]:
			before = &s.around[i]
		}
	}
	sameSentence := before != nil && !strings.ContainsAny(s.bare[before.end:q[0]], ".!?;")
	switch {
	case behind != nil && (!sameSentence || behind.at-q[1] < q[0]-before.end):
		return behind.who, true
	case sameSentence:
		return before.who, true
	}
	if lead := strings.LastIndexAny(s.bare[:q[0]], ".!?") + 1; strings.HasSuffix(strings.TrimRight(s.bare[:q[0]], " "), ":") {
		// Torres was more careful: “…”. The leader gave a reason: “…”.
		names := subjectNames(s.bare[lead:q[0]])
		return subject{names: names, vague: len(names) == 0, at: lead}, true
	}
	if names := s.namesBeside(q); len(names) > 0 {
		return subject{names: names, at: q[0]}, true
	}
	if before != nil {
		return before.who, true
	}
	return subject{}, false
}

// namesBeside are the names in the sentence of a quotation outside of it.
func (s *source) namesBeside(q []int) []string {
	from := strings.LastIndexAny(s.bare[:q[0]], ".!?") + 1
	to := len(s.bare)
	if endsWithin.MatchString(s.unit[q[0]:q[1]]) {
		to = q[1]
	} else if i := strings.IndexAny(s.bare[q[1]:], ".!?"); i >= 0 {
		to = q[1] + i
	}
	return namesIn(s.bare[from:to])
}

func namesIn(text string) []string {
	var out []string
	words := lex(text)
	for i, l := range words {
		if namelike(l) && !ofPeople(text, words, i) {
			out = append(out, l.fold)
		}
	}
	return out
}

// antecedents are whom "he" at a place of the unit means: the first names in
// the nearest sentence up to there that has any, in the passage. That is its
// subject as a rule; who else it names is not meant, since to be wrong about
// that would give somebody another's words.
func (s *source) antecedents(at int) []string {
	full := len(s.before) - s.nearAt // what stands before the unit
	text := blankQuotations(s.before[:max(0, full)] + s.unit[:min(at, len(s.unit))])
	sentences := sentencesIn(text)
	for _, c := range slices.Backward(sentences) {
		if names := foremost(c.text); len(names) > 0 {
			return names
		}
	}
	var all []string
	for _, p := range s.participants() {
		all = append(all, foldsOf(p)...)
	}
	return all
}

// foremost are the names that a sentence is about, or all its names when it is
// about none.
func foremost(sentence string) []string {
	if names := subjectNames(sentence); len(names) > 0 {
		return names
	}
	return people(namesIn(sentence))
}

// subjectNames are the first names of a sentence that no preposition stands
// before and that describe nobody else.
func subjectNames(sentence string) []string {
	words := lex(sentence)
	for i := 0; i < len(words); i++ {
		if !namelike(words[i]) {
			continue
		}
		end := i
		for end+1 < len(words) && runsOn(sentence, words, end+1, end+1) && strings.Trim(sentence[words[end].End:words[end+1].Start], " -") == "" {
			end++
		}
		led := i > 0 && (placing[words[i-1].fold] || ownedBy[words[i-1].fold])
		describes := words[end].possessive || end+1 < len(words) && titles[words[end+1].fold] // the U.S. general
		if !led && !describes {
			if run := nameRun(sentence, words, end); len(people(run.names)) > 0 {
				return people(run.names)
			}
		}
		i = end
	}
	return nil
}

// speakers checks speech that the claim reports without quotation marks: whom
// it gives it to has to speak near the quotes.
func (k *examined) speakers() error {
	for _, say := range k.sayings {
		who := k.settled(say.who)
		if len(who.names) == 0 || k.isOutletName(who) != nil {
			continue
		}
		if !slices.ContainsFunc(k.sources, func(s *source) bool { return s.attributes(who, say, k.bare) }) {
			return reject(ruleSpeaker, "the evidence does not give this to %s", strings.Join(who.names, " "))
		}
		if k.othersWords(who, say) {
			return reject(ruleSpeaker, "the evidence gives this to somebody else than %s", strings.Join(who.names, " "))
		}
	}
	return nil
}

// attributes reports whether a source gives something near its quote to
// somebody.
func (s *source) attributes(who subject, say saying, claim string) bool {
	if s.speaker != "" && shares(who.names, foldsOf(s.speaker)) {
		return true
	}
	if slices.ContainsFunc(s.nearSayings(), func(e saying) bool { return s.isWho(who, e.who) }) {
		return true
	}
	for _, q := range s.quotedNear() {
		if sayer, found := s.sayerOf(q); found && s.isWho(who, sayer) {
			return true
		}
	}
	for _, a := range s.header.Authors {
		if shares(who.names, foldsOf(a)) && s.header.Kind != corpus.Transcript {
			return reporting.MatchString(claim[say.at:say.end])
		}
	}
	return s.ownWords(who)
}

var wordsOf = regexp.MustCompile(`(\p{Lu}[\p{L}-]+)(?:['’]s?)? (?:\p{L}+ )?(?:statement|remarks?|words|claims?|comments?|speech|announcement|warning|promise|view|denial|praise)\b`)

// ownWords reports whether near speaks of somebody's words: "Berg's statement".
func (s *source) ownWords(who subject) bool {
	for _, m := range wordsOf.FindAllStringSubmatch(s.near, -1) {
		if shares(who.names, []string{foldName(m[1])}) {
			return true
		}
	}
	return false
}

// nearSayings are the sayings of the unit that lie near.
func (s *source) nearSayings() []saying {
	var out []saying
	for _, e := range s.around {
		if s.nearAt <= e.at && e.at < s.nearAt+len(s.near) {
			out = append(out, e)
		}
	}
	return out
}

// othersWords reports whether what the claim gives to somebody is, by its
// words, what another says near the quotes.
func (k *examined) othersWords(who subject, say saying) bool {
	const most = .5 // share of the words from which on it is that person's
	said := contentTerms(lex(k.clauseAround(say.at)))
	if len(said) == 0 {
		return false
	}
	own, others := 0, 0
	for _, s := range k.sources {
		if s.speaker != "" && shares(who.names, foldsOf(s.speaker)) {
			return false
		}
		for _, c := range s.owned() {
			n := overlapping(said, termSet(c.text))
			if c.owner == nil || s.isWho(who, *c.owner) {
				own = max(own, n)
			} else if len(c.owner.names) > 0 {
				others = max(others, n)
			}
		}
	}
	return others > own && float64(own) < most*float64(len(said))
}

// owned is a clause of a unit and who says it; nobody, where the report does.
type owned struct {
	clause
	owner *subject
}

// owned are the clauses of the unit with who says them: who the clause names,
// for a quotation who that is of, or else who spoke before.
func (s *source) owned() []owned {
	clauses := clausesOf(s.unit)
	out := make([]owned, 0, len(clauses))
	var owner *subject
	for _, c := range clauses {
		for i, e := range s.around {
			if c.start <= e.at && e.at < c.end {
				owner = &s.around[i].who
			}
		}
		for _, q := range quotationsIn(s.unit) {
			if q[0] < c.end && c.start < q[1] {
				if sayer, found := s.sayerOf(q); found {
					owner = &sayer
				}
			}
		}
		out = append(out, owned{c, owner})
	}
	return out
}

// clauseAround is the sentence of the claim around a byte of it, up to "but"
// and the like.
func (k *examined) clauseAround(at int) string {
	for _, c := range clausesOf(k.text) {
		if c.start <= at && at < c.end {
			return c.text
		}
	}
	return k.text
}
