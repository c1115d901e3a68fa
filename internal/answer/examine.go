package answer

import (
	"regexp"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/tongue"
)

// place is one unit of one passage.
type place struct {
	key  Key
	unit int
}

// sentenceSpan is a sentence, in bytes of its document's body.
type sentenceSpan = corpus.Span

// examined is a claim in the course of its examination.
type examined struct {
	*checker
	claim   *Claim
	text    string
	bare    string // text with what stands in quotation marks blanked out, byte for byte
	words   []lexeme
	dates   []when
	figures []figure
	query   retrieval.Query // the claim, read for names and dates the corpus knows
	sources []*source
	sayings []saying
	small   []clause    // the smallest parts of bare
	bound   []claimPart // see parts
	english bool
}

// source is one citation with what stands around it.
type source struct {
	citation *Citation
	header   corpus.Header
	unit     string // all that the passage has of the turn or paragraph
	near     string // of these, the sentences that the quote touches
	nearAt   int    // where near begins in unit
	before   string // what the passage has before near
	speaker  string // of the turn
	bare     string // unit without its quotations

	words, unitLex, bareLex, headerLex []lexeme

	dates, headlineDates   []when
	figures, headerFigures []figure

	terms, unitTerms map[string]bool
	clauses          []clause
	around           []saying // of the unit
}

// examine takes a claim and its evidence apart.
func (c *checker) examine(claim *Claim, quotes []Quote) (*examined, error) {
	k := &examined{checker: c, claim: claim, text: claim.Text}
	k.bare = blankQuotations(k.text)
	k.words = lex(k.text)
	k.dates = readWhen(k.bare, corpus.Date{})
	k.figures = readFigures(mask(k.bare, k.dates))
	k.sayings = sayingsIn(k.bare)
	k.small = partsOf(k.bare)
	k.english = tongue.IsEnglish(k.bare)
	claim.FactsOnly = !k.english
	for i, q := range quotes {
		k.sources = append(k.sources, c.source(&claim.Citations[i], q, quotes))
	}
	var err error
	anchor := k.sources[0].header.When()
	if k.query, err = c.retriever.Read(k.bare, anchor); err != nil {
		return nil, reject(ruleText, "the statement can't be read: %s", err)
	}
	return k, nil
}

// source reads what stands around a quote. Parts of one quote that leave
// something out have what they leave out near them.
func (c *checker) source(citation *Citation, q Quote, all []Quote) *source {
	hit := c.evidence[q.Passage]
	span := q.Span
	for _, o := range all {
		if o.Passage == q.Passage && citation.Unit.Contains(o.Span) {
			span = corpus.Span{Start: min(span.Start, o.Span.Start), End: max(span.End, o.Span.End)}
		}
	}
	s := *c.stretch(hit, citation.Unit, c.touched(hit, citation.Unit, span))
	s.citation = citation
	return &s
}

// stretch is what a checker reads from some sentences of a unit.
type stretch struct {
	key  Key
	span corpus.Span
}

// stretch reads touched sentences of a unit, once.
func (c *checker) stretch(hit retrieval.Hit, u corpus.Unit, touched corpus.Span) *source {
	at := stretch{keyOf(hit), touched}
	return remember(c, c.read, at, func() *source {
		inside := u.Intersect(hit.Passage.Span)
		s := &source{header: hit.Header, speaker: u.Speaker}
		s.unit, s.near = oneLine(hit.Passage.Slice(inside)), oneLine(hit.Passage.Slice(touched))
		s.nearAt = touched.Start - inside.Start
		s.before = oneLine(hit.Passage.Slice(corpus.Span{Start: hit.Passage.Start, End: touched.Start}))
		s.bare = blankQuotations(s.unit)
		s.words, s.unitLex, s.bareLex = lex(s.near), lex(s.unit), lex(s.bare)
		s.headerLex = lex(s.headerWords())
		s.dates = s.readDates()
		s.figures = readFigures(mask(s.near, slices.DeleteFunc(slices.Clone(s.dates), when.counted)))
		s.headlineDates = readWhen(s.header.Headline, s.header.Published)
		s.headerFigures = readHeaderFigures(s.header)
		s.terms, s.unitTerms = termSet(s.near), termSet(s.unit)
		s.clauses = clausesOf(s.near)
		s.around = sayingsIn(s.bare)
		return s
	})
}

// readHeaderFigures are the numbers of a header that are no dates.
func readHeaderFigures(h corpus.Header) []figure {
	text := h.Headline + "\n" + h.Outlet
	if h.Event != nil {
		text += "\n" + h.Event.Name + "\n" + h.Event.Place
	}
	return readFigures(mask(text, readWhen(text, corpus.Date{})))
}

// remember is what a map of a checker has under a key, made if it has nothing.
// What is made is not changed by anybody.
func remember[K comparable, V any](c *checker, known map[K]V, at K, make func() V) V {
	c.mu.Lock()
	v, ok := known[at]
	c.mu.Unlock()
	if ok {
		return v
	}
	v = make()
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(known) < maxRemembers {
		known[at] = v
	}
	return v
}

// oneLine is s with its line ends as spaces, byte for byte.
func oneLine(s string) string { return strings.ReplaceAll(s, "\n", " ") }

// readDates are the dates near, and what they mean by the day of publication.
// What somebody is quoted as saying in an article was said on a day that the
// article may not give: "tomorrow" in quotation marks means no day.
func (s *source) readDates() []when {
	dates := readWhen(s.near, s.header.Published)
	s.lookAhead(dates)
	if s.header.Kind == corpus.Transcript {
		return dates
	}
	for i, d := range dates {
		if d.deictic && strings.TrimSpace(s.bare[s.nearAt+d.start:s.nearAt+d.end]) == "" {
			dates[i] = when{text: d.text, start: d.start, end: d.end, weekday: noWeekday}
		}
	}
	return dates
}

// toCome are words of what is still to be when it is reported.
var toCome = regexp.MustCompile(`(?i)\b(?:(?:is|are) (?:scheduled|due|set|expected|planned|to)|will)\b`)

// lookAhead counts forward the weekdays of what is still to be. What somebody
// said on one was said before.
func (s *source) lookAhead(dates []when) {
	for i, d := range dates {
		if d.weekday == noWeekday || !d.known() || d.days.To.Compare(s.header.Published) >= 0 {
			continue
		}
		for _, p := range clausesOf(s.near) {
			if p.start <= d.start && d.start < p.end && toCome.MatchString(p.text) && len(sayingsIn(p.text)) == 0 {
				dates[i].days = shifted(d.days.From, 7, 7)
			}
		}
	}
}

// touched is the run of sentences of a unit that a span touches.
func (c *checker) touched(hit retrieval.Hit, u corpus.Unit, span corpus.Span) corpus.Span {
	out := span
	for _, s := range c.sentencesOf(hit, u) {
		if s.Start < span.End && span.Start < s.End {
			out = corpus.Span{Start: min(out.Start, s.Start), End: max(out.End, s.End)}
		}
	}
	return out
}

// sentencesOf are the sentences of a unit inside its passage.
func (c *checker) sentencesOf(hit retrieval.Hit, u corpus.Unit) []sentenceSpan {
	return remember(c, c.sentences, place{keyOf(hit), u.Start}, func() []sentenceSpan {
		inside := u.Intersect(hit.Passage.Span)
		from := hit.Passage.Start
		found := corpus.Sentences(hit.Passage.Text, corpus.Span{Start: inside.Start - from, End: inside.End - from})
		for i := range found {
			found[i].Start += from
			found[i].End += from
		}
		return found
	})
}

// headerWords are the words that a header gives as names.
func (s *source) headerWords() string {
	parts := []string{s.header.SearchText(), s.speaker, strings.Join(s.header.Authors, "\n")}
	if e := s.header.Event; e != nil {
		parts = append(parts, strings.Join(e.Participants, "\n"))
	}
	return strings.Join(parts, "\n")
}

// participants are the people of a source's event.
func (s *source) participants() []string {
	if s.header.Event == nil {
		return nil
	}
	return s.header.Event.Participants
}

// speaksToModels finds text that was planted for a language model. A report
// does not give orders to its reader.
var speaksToModels = regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instructions?|prompts?|rules|above|previous|prior|earlier)\b` +
	`|\b(?:system|developer) (?:prompt|message|instructions?)\b|^\W*(?:system|assistant|user|developer|instructions?)\s*:` +
	`|\bas an? (?:ai|language model|assistant)\b|\b(?:ai|language) model\b.{0,40}\b(?:must|should|say|write|answer|respond|output)\b` +
	`|\byou (?:are now|must (?:now|say|answer|respond|reply|write|output))\b|\b(?:answer|respond|reply) (?:only )?(?:with|that)\b.{0,60}\b(?:instead|only|exactly)\b` +
	`|\b(?:when|if) (?:you are )?(?:asked|answering|summari[sz]ing)\b.{0,60}\b(?:say|answer|respond|reply|write|claim|state)\b|</?(?:passage|source|document|system|instructions?)\b`)

// instruction rejects evidence that speaks to a model.
func (k *examined) instruction() error {
	for _, s := range k.sources {
		if speaksToModels.MatchString(s.near) {
			return reject(ruleInstruction, "the evidence gives instructions instead of reporting")
		}
	}
	return nil
}
