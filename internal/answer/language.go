package answer

import (
	"slices"
	"unicode"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/tongue"
)

// otherScript reports whether most letters of a question are of an alphabet that
// no passage found is written in.
func otherScript(question string, hits []retrieval.Hit) bool {
	letters := 0
	for _, r := range question {
		letters += count(unicode.IsLetter(r))
	}
	return 2*tongue.NotLatin(question) > letters && !slices.ContainsFunc(hits, func(h retrieval.Hit) bool { return tongue.NotLatin(h.Passage.Text) > len(h.Passage.Text)/4 })
}

// language decides what can be checked of a claim in another language than its
// evidence. Names, numbers and dates can be, so it passes when these hold and a
// whole sentence at least is quoted, and says of itself that no more was
// checked. In another script than theirs not even names can be compared.
func (k *examined) language() error {
	if k.english {
		return nil
	}
	if tongue.NotLatin(k.bare) > 0 && tongue.Script(k.bare) != tongue.Script(quotesOf(*k.claim)) {
		return reject(ruleLanguage, "names in another script can't be compared with the evidence")
	}
	if !slices.ContainsFunc(k.sources, (*source).quotesSentence) {
		return reject(ruleLanguage, "a statement in another language than its evidence has to quote a whole sentence")
	}
	return nil
}

// quotesSentence reports whether the quote of a source is all of what is near,
// but for marks at its ends.
func (s *source) quotesSentence() bool {
	return trimQuote(corpus.Fold(s.near)) == trimQuote(corpus.Fold(s.citation.Quote))
}
