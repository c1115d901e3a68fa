package answer

import "context"

// Proposal is a claim as a generator wrote it, with the evidence it names. It
// is never trusted: check makes a Claim of it, or says why not.
type Proposal struct {
	Text string `json:"text"`
	// TranslationOf is the same in the language of the evidence, where Text is in
	// another; else empty.
	TranslationOf string     `json:"translation_of"`
	Evidence      []Proposed `json:"evidence"`
}

// Proposed is a piece of evidence as a generator names it.
type Proposed struct {
	Passage string `json:"passage"` // the key that the prompt gave the passage
	Quote   string `json:"quote"`   // words said to stand there
}

// RejectedError says why a proposal is not shown.
type RejectedError struct {
	Rule   string // which check failed, a word or two for counting
	Reason string // a sentence for people
}

// Error implements error.
func (r *RejectedError) Error() string { return r.Reason }

// Prompt is what a generator is asked. System is the same for every question
// of a corpus, so that a provider can keep it ready.
type Prompt struct {
	Version string // hash of the templates it was made from
	System  string
	User    string
	// What is said behind System about the form of the output, of which the
	// generator takes the one that its server can be held to; empty where plain
	// text is wanted.
	AsObject, AsLines string
}

// Spent is what a request cost.
type Spent struct {
	Requests     int     `json:"requests"`
	TokensIn     int     `json:"tokens_in"`
	TokensCached int     `json:"tokens_cached"` // of TokensIn, those a provider had ready
	TokensOut    int     `json:"tokens_out"`
	Dollars      float64 `json:"dollars"` // 0 where no price is configured
}

// Generator writes drafts. It is safe for concurrent use.
type Generator interface {
	Name() string // of the model
	// Generate hands over each proposal as soon as it is complete. An error of
	// got ends the work and is returned. What was handed over before an error
	// is as good as any. The cost is known also beside an error.
	Generate(ctx context.Context, p Prompt, got func(Proposal) error) (Spent, error)
	// Complete answers in plain text, at most so many tokens of it: for
	// rewriting a question, or for judging a claim.
	Complete(ctx context.Context, p Prompt, tokens int) (string, Spent, error)
}
