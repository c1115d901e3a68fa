package eval

import (
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"dateline/internal/answer"
	"dateline/internal/corpus"
)

// AnswerMeasures are the names of the measures of answers, in the order in
// which they are printed. The first seven are shares of the answerable
// questions, but for citation precision, which is one of the citations; "near
// gold" is one of those wrongly refused.
var AnswerMeasures = []string{
	"answered", "cites gold", "quotes gold", "correct", "recall", "precision", "wrongly refused", "near gold", "rightly refused", "verified",
}

// AnswerResult holds the measures over all questions and for each type.
type AnswerResult struct {
	Set    string                   `json:"set"`
	All    AnswerScores             `json:"all"`
	ByType map[string]*AnswerScores `json:"by_type"`
	Each   []AnswerOutcome          `json:"each"`
	// Of a model that writes: what it cost, how many answers are quotations
	// since nothing of it could be used, and what failed verification, by rule.
	Spent    answer.Spent   `json:"spent"`
	Fallback int            `json:"fallback"`
	Dropped  map[string]int `json:"dropped"`
	// Found is the same with the passages found in the prompt, where otherwise
	// the whole corpus was.
	Found *AnswerResult `json:"found,omitempty"`
}

// AnswerScores are counts that the measures are made of.
type AnswerScores struct {
	Answerable   int     `json:"answerable"`
	Unanswerable int     `json:"unanswerable"`
	Answered     int     `json:"answered"`     // of the answerable
	CitesGold    int     `json:"cites_gold"`   // a cited document is a gold one
	QuotesGold   int     `json:"quotes_gold"`  // a cited quote has half of a gold one
	Correct      int     `json:"correct"`      // the answer holds what it must
	Recall       float64 `json:"recall_sum"`   // gold documents cited, summed over questions
	Citations    int     `json:"citations"`    // of the answerable
	GoodCites    int     `json:"good_cites"`   // that stand in a gold document
	Refused      int     `json:"refused"`      // of the unanswerable
	NearGold     int     `json:"near_gold"`    // wrongly refused, with a gold document among the nearest passages
	Quotes       int     `json:"quotes"`       // shown
	Verified     int     `json:"verified"`     // that stand in the stored document, checked anew
	QuotesAsked  int     `json:"gold_quotes"`  // answerable questions with a gold quote
	AnswersAsked int     `json:"gold_answers"` // answerable questions with a gold answer
}

// AnswerOutcome is how one question went.
type AnswerOutcome struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Outcome    string `json:"outcome"`
	CitesGold  bool   `json:"cites_gold"`
	QuotesGold bool   `json:"quotes_gold"`
	Correct    bool   `json:"correct"`
}

// Documents looks up stored documents, to check quotes apart from the program
// that made the answers.
type Documents interface {
	Document(ctx context.Context, id string) (corpus.Document, error)
}

// Answers asks all questions and measures the answers.
func Answers(ctx context.Context, name string, questions []Question, a *answer.Answerer, d Documents) (AnswerResult, error) {
	answers := make([]answer.Answer, len(questions))
	scores := make([]AnswerScores, len(questions))
	out := AnswerResult{Set: name, ByType: map[string]*AnswerScores{}, Dropped: map[string]int{}, Each: make([]AnswerOutcome, len(questions))}
	err := Parallel(ctx, len(questions), func(ctx context.Context, i int) error {
		q := questions[i]
		filter := q.Filter()
		if q.GivenDoc != "" {
			filter.Documents = []string{q.GivenDoc}
		}
		var err error
		answers[i], err = a.Ask(ctx, answer.Question{Text: q.Question, Filter: filter, Asked: q.Asked(), AllEvents: true})
		if err != nil {
			return fmt.Errorf("question %s: %w", q.ID, err)
		}
		out.Each[i], scores[i], err = grade(ctx, q, answers[i], d)
		return err
	})
	for i, q := range questions {
		if out.ByType[q.Type] == nil {
			out.ByType[q.Type] = &AnswerScores{}
		}
		out.ByType[q.Type].add(scores[i])
		out.All.add(scores[i])
		out.count(answers[i])
	}
	return out, err
}

// count adds up what a model did for an answer.
func (r *AnswerResult) count(a answer.Answer) {
	r.Spent.Add(a.Spent())
	if slices.Contains(a.Notes(), answer.ModelFailed) || slices.Contains(a.Notes(), answer.NothingVerified) {
		r.Fallback++
	}
	for _, d := range a.Dropped() {
		r.Dropped[d.Rule]++
	}
}

func (s *AnswerScores) add(o AnswerScores) {
	s.Answerable += o.Answerable
	s.Unanswerable += o.Unanswerable
	s.Answered += o.Answered
	s.CitesGold += o.CitesGold
	s.QuotesGold += o.QuotesGold
	s.Correct += o.Correct
	s.Recall += o.Recall
	s.Citations += o.Citations
	s.GoodCites += o.GoodCites
	s.Refused += o.Refused
	s.NearGold += o.NearGold
	s.Quotes += o.Quotes
	s.Verified += o.Verified
	s.QuotesAsked += o.QuotesAsked
	s.AnswersAsked += o.AnswersAsked
}

func grade(ctx context.Context, q Question, a answer.Answer, d Documents) (AnswerOutcome, AnswerScores, error) {
	var s AnswerScores
	o := AnswerOutcome{ID: string(q.ID), Type: q.Type, Outcome: string(a.Outcome())}
	answered := a.Outcome() == answer.Answered
	if err := s.verify(ctx, a, d); err != nil {
		return o, s, err
	}
	if len(q.Evidence) == 0 {
		s.Unanswerable = 1
		s.Refused = count(!answered)
		return o, s, nil
	}
	s.Answerable, s.Answered = 1, count(answered)
	cited := map[string]bool{}
	for _, c := range citations(a) {
		s.Citations++
		good := q.cites(c)
		s.GoodCites += count(good)
		o.CitesGold = o.CitesGold || good
		o.QuotesGold = o.QuotesGold || q.quotes(c)
		cited[c.Header.ID] = true
	}
	s.NearGold = count(!answered && slices.ContainsFunc(a.Nearest(), q.cites))
	o.Correct = answered && q.answeredBy(a)
	s.CitesGold, s.QuotesGold, s.Correct = count(o.CitesGold), count(o.QuotesGold), count(o.Correct)
	s.QuotesAsked = count(slices.ContainsFunc(q.Evidence, func(e Evidence) bool { return e.Quote != "" }))
	s.AnswersAsked = count(len(q.MustInclude)+len(q.Answer) > 0)
	gold := map[string]int{}
	for _, e := range q.Evidence {
		gold[e.Document()] = 1
	}
	s.Recall = Recall(slices.Collect(maps.Keys(cited)), gold, len(cited))
	return o, s, nil
}

// verify checks every quote shown against the stored document once more.
func (s *AnswerScores) verify(ctx context.Context, a answer.Answer, d Documents) error {
	for _, c := range append(citations(a), a.Nearest()...) {
		document, err := d.Document(ctx, c.Header.ID)
		if err != nil {
			return err
		}
		s.Quotes++
		inside := c.Span.Start >= 0 && c.Span.Start < c.Span.End && c.Span.End <= len(document.Body) && c.Unit.Contains(c.Span)
		inside = inside && slices.Contains(document.Units, c.Unit)
		s.Verified += count(inside && document.Body[c.Span.Start:c.Span.End] == c.Quote)
	}
	return nil
}

func citations(a answer.Answer) []answer.Citation {
	var out []answer.Citation
	for _, c := range a.Claims() {
		out = append(out, c.Citations...)
	}
	return out
}

func count(b bool) int { return int(truth(b)) }

func (q Question) cites(c answer.Citation) bool {
	return slices.ContainsFunc(q.Evidence, func(e Evidence) bool { return e.Document() == c.Header.ID })
}

// quotes reports whether a citation has at least half of the words of a gold
// quote of the same document, in one run.
func (q Question) quotes(c answer.Citation) bool {
	return slices.ContainsFunc(q.Evidence, func(e Evidence) bool {
		gold := strings.Fields(corpus.Fold(e.Quote))
		return e.Document() == c.Header.ID && len(gold) > 0 && 2*commonRun(gold, strings.Fields(corpus.Fold(c.Quote))) >= len(gold)
	})
}

// commonRun is the length of the longest run of words that a and b share.
func commonRun(a, b []string) int {
	best := 0
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for j := range b {
			above := row[j+1]
			row[j+1] = 0
			if a[i] == b[j] {
				row[j+1] = diagonal + 1
				best = max(best, row[j+1])
			}
			diagonal = above
		}
	}
	return best
}

// answeredBy reports whether the answer holds all that it must, or one of the
// gold answers.
func (q Question) answeredBy(a answer.Answer) bool {
	var b strings.Builder
	for _, c := range citations(a) { // not the attribution: an outlet's name is no answer
		b.WriteString(c.Quote + "\n")
	}
	text := strings.ToLower(corpus.Fold(b.String()))
	holds := func(s string) bool { return strings.Contains(text, strings.ToLower(corpus.Fold(s))) }
	if len(q.MustInclude) > 0 {
		return !slices.ContainsFunc(q.MustInclude, func(s string) bool { return !holds(s) })
	}
	return slices.ContainsFunc(q.Answer, holds)
}

// Share is a measure by its name, and whether there is anything to measure.
func (s AnswerScores) Share(name string) (float64, bool) {
	of := func(part, whole int) (float64, bool) { return share(part, whole), whole > 0 }
	switch name {
	case "answered":
		return of(s.Answered, s.Answerable)
	case "cites gold":
		return of(s.CitesGold, s.Answerable)
	case "quotes gold":
		return of(s.QuotesGold, s.QuotesAsked)
	case "correct":
		return of(s.Correct, s.AnswersAsked)
	case "recall":
		return s.Recall / float64(max(1, s.Answerable)), s.Answerable > 0
	case "precision":
		return of(s.GoodCites, s.Citations)
	case "wrongly refused":
		return of(s.Answerable-s.Answered, s.Answerable)
	case "near gold":
		return of(s.NearGold, s.Answerable-s.Answered)
	case "rightly refused":
		return of(s.Refused, s.Unanswerable)
	case "verified":
		return of(s.Verified, s.Quotes)
	}
	return 0, false
}

// Table writes the result as a table for people. The last lines leave out the
// type "paraphrase", which needs more than words in common.
func (r AnswerResult) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "%s\tquestions\t%s\t\n", r.Set, strings.Join(AnswerMeasures, "\t"))
	row := func(name string, s AnswerScores) {
		fmt.Fprintf(t, "%s\t%d\t", name, s.Answerable+s.Unanswerable)
		for _, m := range AnswerMeasures {
			if value, measured := s.Share(m); measured {
				fmt.Fprintf(t, "%.3f\t", value)
			} else {
				fmt.Fprint(t, "–\t")
			}
		}
		fmt.Fprintln(t)
	}
	for _, kind := range slices.Sorted(maps.Keys(r.ByType)) {
		row(kind, *r.ByType[kind])
	}
	row("all", r.All)
	if r.ByType[Paraphrase] != nil {
		row("all but "+Paraphrase, r.Without(Paraphrase))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	r.model(w)
	if r.Found == nil {
		return nil
	}
	fmt.Fprintln(w, "\nThe same with the passages found in the prompt, not the whole corpus:")
	return r.Found.Table(w)
}

// model writes what a model did, if there was one.
func (r AnswerResult) model(w io.Writer) {
	if r.Spent.Requests == 0 {
		return
	}
	fmt.Fprintf(w, "model: %d requests, %d tokens in (%d of them kept ready), %d out, %.4f dollars; %d answers without it\n",
		r.Spent.Requests, r.Spent.TokensIn, r.Spent.TokensCached, r.Spent.TokensOut, r.Spent.Dollars, r.Fallback)
	for _, rule := range slices.Sorted(maps.Keys(r.Dropped)) {
		fmt.Fprintf(w, "dropped by %s: %d\n", rule, r.Dropped[rule])
	}
}

// Paraphrase is the type of questions that share few words with their answer.
const Paraphrase = "paraphrase"

// Without is the scores over all questions but those of a type.
func (r AnswerResult) Without(kind string) AnswerScores {
	var out AnswerScores
	for k, s := range r.ByType {
		if k != kind {
			out.add(*s)
		}
	}
	return out
}
