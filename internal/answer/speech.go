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
	for _, c := range clausesOf(k.bare) {
		if names := subjectNames(k.bare[c.start:min(max(s.at, c.start), c.end)]); c.start <= s.at && s.at < c.end && len(names) > 0 {
			return subject{names: names, at: s.at} // Berg praised Torres for what he called courage
		}
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

// speakers checks speech that the claim reports without quotation marks: whom
// it gives it to has to speak near the quotes.
func (k *examined) speakers() error {
	for _, say := range k.sayings {
		who := k.settled(say.who)
		if len(who.names) == 0 || k.isOutletName(who) != nil {
			continue
		}
		told := contentTerms(lex(k.clauseAround(say.at)))
		if slices.ContainsFunc(k.sources, func(s *source) bool { return s.tellsAs(who, told) }) {
			continue
		}
		if !slices.ContainsFunc(k.sources, func(s *source) bool { return s.attributes(who, say, k.bare) }) {
			return reject(ruleSpeaker, "the evidence does not give this to %s", clip(strings.Join(who.names, " ")))
		}
		if k.othersWords(who, say) {
			return reject(ruleSpeaker, "the evidence gives this to somebody else than %s", clip(strings.Join(who.names, " ")))
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
			return authoring.MatchString(claim[say.at:say.end])
		}
	}
	return s.ownWords(who)
}

// authoring are verbs by which a report's own words are given to who wrote it.
var authoring = regexp.MustCompile(`(?i)^(?:report|wr[io]te|writ|sa(?:y|id)|not(?:e|ing)|remark|observ|conclud|suspect|th(?:ink|ought)|believ|suggest|explain|describ|call|argu|point|add|doubt|according)`)

// tellsAs reports whether near tells the greater part of what a claim gives to
// somebody as what that person did: "expressed gratitude" for "thanked".
func (s *source) tellsAs(who subject, said map[string]bool) bool {
	for _, c := range clausesOf(s.bare[s.nearAt : s.nearAt+len(s.near)]) {
		if shares(who.names, subjectNames(c.text)) && 2*overlapping(said, termSet(c.text)) >= max(2, len(said)) {
			return true
		}
	}
	return false
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
