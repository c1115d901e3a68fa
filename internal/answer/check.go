package answer

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"dateline/internal/retrieval"
)

// The bounds of a proposal. What a person reads in one go is shorter.
const (
	maxText      = 600 // characters of a claim
	maxQuotes    = 6   // pieces of evidence
	maxQuote     = 600 // characters of a quote
	maxTries     = 16  // ways to place quotes that stand several times
	maxPlaces    = 4   // places of one quote that are tried
	leastWords   = 3   // of a quote, unless it is all of a turn or paragraph
	maxRemembers = 256 // units, and stretches of them, that a checker keeps at hand
)

// The rules that a proposal can fail, as RejectedError.Rule names them.
const (
	ruleSize        = "size"        // too long, or too much
	ruleText        = "text"        // links, mentions, marks of formatting, an unfinished sentence
	ruleEvidence    = "evidence"    // none
	rulePassage     = "passage"     // a key that the request did not give
	ruleQuote       = "quote"       // words that do not stand in their passage, or prove nothing
	ruleBorder      = "border"      // a quote stitched over two turns or paragraphs
	ruleInstruction = "instruction" // evidence that speaks to a model, not to readers
	ruleLanguage    = "language"    // a claim that can't be compared with its evidence
	ruleQuotation   = "quotation"   // words in quotation marks that are not verbatim
	ruleSpeaker     = "speaker"     // words given to somebody who did not say them
	ruleOutlet      = "outlet"      // an outlet that is not that of the passage
	ruleEvent       = "event"       // evidence of another event
	ruleName        = "name"        // a name that the evidence does not have
	ruleNumber      = "number"      // the same of a number
	ruleDate        = "date"        // the same of a date
	ruleComparison  = "comparison"  // "more than" for "less than"
	ruleRoles       = "roles"       // who did it and to whom it was done, exchanged
	rulePolarity    = "polarity"    // said for denied, or the reverse
	ruleHedge       = "hedge"       // a possibility told as a fact
	ruleCause       = "cause"       // a reason that the evidence does not give
	ruleSupport     = "support"     // something else than the evidence says
)

func reject(rule, format string, args ...any) error {
	return &RejectedError{Rule: rule, Reason: fmt.Sprintf(format, args...)}
}

// embedding gives each text's vector, in order. An error means that meaning
// can't be compared now; it is never a reason to show a claim.
type embedding func(ctx context.Context, texts []string) ([][]float32, error)

// checker turns the proposals of one request into claims. It is safe for
// concurrent use.
//
// Every rule must hold; the first that does not is the reason. A rule looks at
// the claim's words and at its evidence: of each quote the sentences of its
// turn or paragraph that it touches ("near"), all of that turn or paragraph,
// and the header of its document. Names may come from any of these; numbers
// and dates from near or the header; what is said, from near alone, with the
// words of the header as names for what it speaks of.
type checker struct {
	passages  map[string]retrieval.Hit // by the keys that the request gave them
	evidence  Evidence
	events    []string // that the question or its asker chose; none: any
	retriever Retriever
	embed     embedding // may be nil
	known     func() vocabulary
	sounding  func() map[string]bool // the names of known, by their sound

	// What was made of the evidence so far: many claims rest on the same few
	// sentences.
	mu        sync.Mutex
	sentences map[place][]sentenceSpan
	folds     map[place]folded
	read      map[stretch]*source
}

// newChecker prepares to check what a generator proposes for a question, from
// the passages it was shown, each under its key. embed may be nil.
func newChecker(r Retriever, q retrieval.Query, f retrieval.Filter, passages map[string]retrieval.Hit, embed embedding) *checker {
	c := &checker{
		passages: passages, evidence: Evidence{}, events: q.Events, retriever: r, embed: embed,
		sentences: map[place][]sentenceSpan{}, folds: map[place]folded{}, read: map[stretch]*source{},
	}
	if len(f.Events) > 0 {
		c.events = f.Events
	}
	for _, h := range passages {
		c.evidence[keyOf(h)] = h
	}
	c.known = sync.OnceValue(func() vocabulary { return vocabularyOf(passages) })
	c.sounding = sync.OnceValue(func() map[string]bool { return soundsOf(c.known()) })
	return c
}

// check makes a claim of a proposal, or says with a *RejectedError why not. Other
// errors are those of ctx.
func (c *checker) check(ctx context.Context, p Proposal) (Claim, error) {
	if err := bounded(p); err != nil {
		return Claim{}, err
	}
	shown, checked, err := c.texts(p)
	if err != nil {
		return Claim{}, err
	}
	places := make([][][]Quote, len(p.Evidence))
	for i, e := range p.Evidence {
		if places[i], err = c.locate(e); err != nil {
			return Claim{}, err
		}
	}
	var first error
	for _, quotes := range combinations(places) {
		if err := context.Cause(ctx); err != nil {
			return Claim{}, err
		}
		claim, err := c.prove(ctx, checked, quotes)
		if err == nil {
			claim, err = c.translated(claim, shown, quotes)
		}
		if err == nil {
			return claim, nil
		}
		if first == nil {
			first = err
		}
	}
	return Claim{}, first
}

// bounded is the first check, and the cheapest: what is longer is not read.
func bounded(p Proposal) error {
	switch {
	case tooLong(p.Text, maxText), tooLong(p.TranslationOf, maxText):
		return reject(ruleSize, "the statement is longer than %d characters", maxText)
	case len(p.Evidence) == 0:
		return reject(ruleEvidence, "the statement names no evidence")
	case len(p.Evidence) > maxQuotes:
		return reject(ruleSize, "the statement names more than %d quotes", maxQuotes)
	}
	for _, e := range p.Evidence {
		if tooLong(e.Quote, maxQuote) {
			return reject(ruleSize, "a quote is longer than %d characters", maxQuote)
		}
	}
	return nil
}

// tooLong reports whether a text has more than so many characters.
func tooLong(text string, most int) bool { return len(text) > 4*most || len([]rune(text)) > most }

// combinations are the ways to take one place for each quote, up to maxTries.
func combinations(places [][][]Quote) [][]Quote {
	out := [][]Quote{nil}
	for _, alternatives := range places {
		var next [][]Quote
		for _, so := range out {
			for _, a := range alternatives {
				if len(next) < maxTries {
					next = append(next, slices.Concat(so, a))
				}
			}
		}
		out = next
	}
	return out
}

// prove checks a statement whose quotes have their places.
func (c *checker) prove(ctx context.Context, text string, quotes []Quote) (Claim, error) {
	claim, err := verifyStatement(Statement{text, quotes}, c.evidence)
	if err != nil {
		return Claim{}, reject(ruleQuote, "%s", err)
	}
	k, err := c.examine(&claim, quotes)
	if err != nil {
		return Claim{}, err
	}
	for _, rule := range k.rules() {
		if err := rule(); err != nil {
			return Claim{}, err
		}
	}
	if err := k.supported(ctx); err != nil {
		return Claim{}, err
	}
	if err := k.belongs(); err != nil {
		return Claim{}, err
	}
	return claim, nil
}

// rules are those that apply, in the order in which they are tried. How
// something is said can be compared in one language alone.
func (k *examined) rules() []func() error {
	facts := []func() error{k.instruction, k.language, k.quotations, k.outlets, k.speakers, k.ofEvents, k.named, k.numbered, k.dated}
	if k.claim.FactsOnly {
		return facts
	}
	return slices.Concat(facts, []func() error{k.compared, k.cast, k.polarity, k.hedged, k.framed, k.reasoned})
}
