package answer

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"dateline/internal/retrieval"
	"dateline/internal/tongue"
	"dateline/prompts"
)

// Again is the question of an answer, to be asked once more as it was read: for a
// meeting that its asker chose. It is answered in the language it was put in, as
// far as that can be told.
func (a Answer) Again() Question {
	q := Question{Text: a.Question()}
	if !tongue.OfQuestion(a.asked).Same(tongue.OfQuestion(q.Text)) {
		q.Original = a.asked
	}
	return q
}

// spokenThere is in which languages a corpus is written, and a piece of it.
type spokenThere struct {
	size    int
	tongues []tongue.Tongue
	sample  string
}

// speaks reports whether a text can be of a language of the corpus.
func (c spokenThere) speaks(t tongue.Tongue) bool {
	return len(c.tongues) == 0 || t.Script == "" || slices.ContainsFunc(c.tongues, t.Same)
}

// languagesOfCorpus remembers what the documents of a corpus are written in, as
// long as there are as many.
type languagesOfCorpus struct {
	mu    sync.Mutex
	known spokenThere
}

const (
	sampledDocuments = 12  // enough for the languages that a corpus has much of
	sampledBytes     = 400 // of a document
)

// languagesThere looks at some documents of the corpus, evenly spread.
func (a *Answerer) languagesThere(ctx context.Context) (spokenThere, error) {
	a.languages.mu.Lock()
	defer a.languages.mu.Unlock()
	if size := a.retriever.Size(); size > 0 && a.languages.known.size == size {
		return a.languages.known, nil
	}
	out := spokenThere{size: a.retriever.Size()}
	m, err := a.retriever.Manifest(ctx)
	if err != nil {
		return out, err
	}
	ids := slices.Sorted(maps.Keys(m.Documents))
	step := max(1, len(ids)/sampledDocuments)
	for i := 0; i < len(ids); i += step {
		d, err := a.retriever.Document(ctx, ids[i])
		if err != nil {
			return out, err
		}
		out.add(strings.ToValidUTF8(d.Body[:min(len(d.Body), sampledBytes)], ""))
	}
	a.languages.known = out
	return out, nil
}

func (c *spokenThere) add(text string) {
	t := tongue.Of(text)
	if t.Script == "" {
		return
	}
	if c.sample == "" {
		c.sample = text
	}
	if !slices.Contains(c.tongues, t) {
		c.tongues = append(c.tongues, t)
	}
}

// foreign reports whether a question is in another language than the corpus, and
// gives a piece of that. A question of which no list tells the language is, when
// it has no word that English asks with, and most of its small words stand
// nowhere in the corpus.
func (s *asking) foreign(ctx context.Context) (sample string, foreign, sure bool) {
	if s.a.config.Generator == nil {
		return "", false, false
	}
	there, err := s.a.languagesThere(ctx)
	if err != nil {
		return "", false, false // the search meets the same store, and tells
	}
	t := tongue.OfQuestion(s.question.Text)
	if !there.speaks(t) {
		return there.sample, true, true
	}
	if t.Script != "Latin" || t.Language != "" {
		return "", false, false
	}
	return there.sample, s.strange(ctx), false
}

// strange reports whether two small words of a question or more, and most of
// them, stand nowhere in the corpus.
func (s *asking) strange(ctx context.Context) bool {
	var terms []string
	for _, t := range retrieval.Tokens(s.question.Text) {
		if first, _ := utf8.DecodeRuneInString(t.Text); unicode.IsLower(first) && t.Term != "" {
			terms = append(terms, t.Term)
		}
	}
	counts, err := s.a.retriever.Counts(ctx, terms)
	if err != nil {
		return false
	}
	unknown := 0
	for _, n := range counts {
		unknown += count(n == 0)
	}
	return unknown >= 2 && 2*unknown > len(terms)
}

// readsAs reports whether what a generator wrote can be the question, in the
// language of the corpus: its numbers and its dates are those of the question, or
// of the conversation that it follows.
func (s *asking) readsAs(ctx context.Context, text string, history []Exchange) bool {
	there, err := s.a.languagesThere(ctx)
	if err != nil || !there.speaks(tongue.OfQuestion(text)) {
		return false
	}
	said := s.question.Text
	for _, e := range history {
		said += "\n" + e.Question + "\n" + e.Answer
	}
	plain, of := tongue.Digits(text), tongue.Digits(said)
	dates := tongue.Dates(of)
	for _, d := range tongue.Dates(plain) {
		if !tongue.AnyCovers(dates, d) {
			return false
		}
	}
	raw := tongue.Numbers(of)
	return !slices.ContainsFunc(tongue.Numbers(plain), func(n tongue.Number) bool {
		return !slices.ContainsFunc(raw, func(r tongue.Number) bool { return r.Text == n.Text || slices.ContainsFunc(r.Values, n.Is) })
	})
}

// reading is what a question is read as, and what that cost.
func (s *asking) reading(ctx context.Context, history []Exchange, sample string) (string, Spent, error) {
	bounded, cancel := context.WithTimeout(ctx, s.a.config.Deadline/3)
	defer cancel()
	turns := make([]prompts.Turn, 0, len(history))
	for _, e := range history {
		turns = append(turns, prompts.Turn{Question: shortened(e.Question), Answer: shortened(e.Answer)})
	}
	system, user := prompts.Rewrite(turns, s.question.Text, sample)
	text, spent, err := s.a.config.Generator.Complete(bounded, Prompt{Version: prompts.Version(), System: system, User: user}, rewrittenTokens)
	return prompts.Line(text), spent, err
}
