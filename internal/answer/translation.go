package answer

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"dateline/internal/retrieval"
	"dateline/internal/tongue"
)

// A model that answers in another language than the passages says the same in
// theirs beside it, and all rules are applied to that. What is shown is the
// translation. Of it can be compared: its numbers, its dates, its names where
// its script has capitals, and that it is of one language. What it denies, who
// does what to whom, and every other word is as the model translated it.

// texts are what is shown of a proposal, and what is checked against its
// evidence: the same, unless the first is in another language than the second.
// A text that may be in the language of its evidence is checked itself.
func (c *checker) texts(p Proposal) (shown, checked string, err error) {
	if shown, err = c.sanitised(p); err != nil || strings.TrimSpace(p.TranslationOf) == "" {
		return shown, shown, err
	}
	checked, err = c.sanitised(Proposal{Text: p.TranslationOf, Evidence: p.Evidence})
	if err != nil || tongue.Of(shown).Same(tongue.Of(checked)) {
		return shown, shown, err
	}
	return shown, checked, nil
}

// translated makes of a claim that was checked the one that is shown.
func (c *checker) translated(claim Claim, shown string, quotes []Quote) (Claim, error) {
	checked := claim.Text
	if shown == checked {
		return claim, nil
	}
	if !tongue.Of(checked).Same(tongue.Of(quotesOf(claim))) {
		return Claim{}, reject(ruleLanguage, "the statement beside the translation is in another language than its evidence")
	}
	if err := c.faithful(shown, checked, claim.Citations); err != nil {
		return Claim{}, err
	}
	claim.Text, claim.TranslationOf, claim.FactsOnly = shown, checked, true
	claim.NamesUnchecked = !tongue.Cased(shown)
	if tongue.Script(shown) != "Latin" || tongue.Script(checked) != "Latin" {
		return claim, nil
	}
	return claim, c.factsOf(claim, quotes)
}

// faithful compares a translation with its statement as far as that can be done
// in every language.
func (c *checker) faithful(text, statement string, citations []Citation) error {
	if err := unmixed(text, statement); err != nil {
		return err
	}
	if len(quotationsIn(text)) > len(quotationsIn(statement)) || unclosed.MatchString(blankQuotations(text)) {
		return reject(ruleQuotation, "the translation has a quotation that its statement does not have")
	}
	plain, of := tongue.Digits(text), tongue.Digits(statement)
	if err := sameDates(plain, of); err != nil {
		return err
	}
	if err := sameNumbers(plain, of); err != nil {
		return err
	}
	return c.sameNames(text, statement, citations)
}

// factsOf applies to a translation in Latin letters what can be read in them of
// outlets and meetings.
func (c *checker) factsOf(claim Claim, quotes []Quote) error {
	claim.Citations = slices.Clone(claim.Citations)
	k, err := c.examine(&claim, quotes)
	if err != nil {
		return err
	}
	for _, rule := range []func() error{k.outlets, k.ofEvents} {
		if err := rule(); err != nil {
			return err
		}
	}
	return nil
}

// unmixed rejects a translation with a part in another language: there nothing
// but names would be compared.
func unmixed(text, statement string) error {
	of := tongue.Of(text)
	if of.Script == "Latin" {
		for _, s := range sentencesIn(text) {
			english, german, other := tongue.Count(smallWords(s.text))
			if of.Language == "en" && german+other > english || of.Language != "en" && english > german+other {
				return reject(ruleLanguage, "the translation is in two languages: %q", clip(s.text))
			}
		}
		return nil
	}
	name := ""
	for _, w := range tongue.Words(text, true) {
		if tongue.Script(w.Text) == of.Script || hasWord(statement, w.Text) {
			continue
		}
		if !w.Capital {
			return reject(ruleLanguage, "the translation is in two languages: %q", clip(w.Text))
		}
		name = w.Text
	}
	if name != "" {
		return reject(ruleName, "the translation has the name %q, which its statement does not have", clip(name))
	}
	return nil
}

// smallWords are the words of a text that begin with a small letter: the others may
// be an outlet's.
func smallWords(text string) string {
	var out []string
	for w := range strings.FieldsSeq(text) {
		if first, _ := utf8.DecodeRuneInString(w); unicode.IsLower(first) {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}

func hasWord(text, word string) bool {
	return slices.ContainsFunc(retrieval.Tokens(text), func(t retrieval.Token) bool { return foldName(t.Text) == foldName(word) })
}

// namedWords are the words of a statement that stand for names.
func namedWords(words []tongue.Word) []tongue.Word {
	return slices.DeleteFunc(slices.Clone(words), func(w tongue.Word) bool { return !w.Capital })
}

// sameNames compares the names of a translation with those of its statement. In
// a script with capitals each word with one has to sound like one of the
// statement, except at the beginning of a sentence; there it must not be
// somebody or something else that the passages name. Everybody whom the
// statement names has to be named. In other scripts only a person in place of
// another is found.
func (c *checker) sameNames(text, statement string, citations []Citation) error {
	n := names{c: c, script: tongue.Script(text), people: c.people(citations)}
	n.loose = !tongue.Cased(text)
	n.words, n.have = tongue.Words(text, n.loose), namedWords(tongue.Words(statement, n.loose))
	if !n.loose {
		if err := n.noOther(n.script == "Latin" && tongue.CapitalNouns(text)); err != nil {
			return err
		}
	}
	return n.everybody()
}

// names are those of a translation and of its statement.
type names struct {
	c      *checker
	script string
	loose  bool // the script has no capitals
	words  []tongue.Word
	have   []tongue.Word // of the statement
	people []string      // whom the documents cited name
}

// noOther checks that each word with a capital is a name of the statement. In a
// language that writes nouns with one it may be such.
func (n names) noOther(nouns bool) error {
	for i, w := range n.words {
		if !w.Capital || slices.ContainsFunc(n.have, w.Like) || tongue.IsExonym(w.Text, n.have) || tongue.IsMonth(w.Text) || tongue.Weekdays(w.Text) != 0 {
			continue
		}
		common := w.Opens || nouns && tongue.Scales(w.Text) != nil || nouns && alone(n.words, i)
		if !common || n.c.namesAnother(w) {
			return reject(ruleName, "the translation has the name %q, which its statement does not have", clip(w.Text))
		}
	}
	return nil
}

// everybody checks that whom the statement names is named.
func (n names) everybody() error {
	for _, name := range n.people {
		named := among(tongue.Words(name, n.loose), n.have)
		if len(named) == 0 || slices.ContainsFunc(n.words, func(w tongue.Word) bool { return (w.Capital || n.loose) && slices.ContainsFunc(named, w.Like) }) {
			continue
		}
		if !n.loose {
			return reject(ruleName, "the translation does not name %q as its statement does", clip(name))
		}
		if other := n.another(); other != "" {
			return reject(ruleName, "the translation names %q in place of %q", clip(other), clip(name))
		}
	}
	return nil
}

// alone reports whether no other capital stands beside a word: in German it may
// be a common noun then.
func alone(words []tongue.Word, i int) bool {
	name := func(w tongue.Word) bool { return w.Capital && !w.Opens && tongue.Scales(w.Text) == nil } // 25 Millionen Kronen
	return (i == 0 || !name(words[i-1])) && (i+1 == len(words) || !name(words[i+1]))
}

// among are the words of a name that a statement has.
func among(name, have []tongue.Word) []tongue.Word {
	return slices.DeleteFunc(name, func(w tongue.Word) bool {
		return len([]rune(w.Text)) < 2 || !slices.ContainsFunc(have, func(h tongue.Word) bool { return strings.EqualFold(h.Text, w.Text) })
	})
}

// people are those whom the documents cited name as taking part, speaking, or
// writing.
func (c *checker) people(citations []Citation) []string {
	var out []string
	for _, citation := range citations {
		h := citation.Header
		out = append(out, h.Authors...)
		if h.Event != nil {
			out = append(out, h.Event.Participants...)
		}
		for _, p := range c.passages {
			if p.Header.ID == h.ID {
				out = append(out, p.Passage.Speakers()...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// another is one of the people whom the translation names, and its statement does
// not.
func (n names) another() string {
	const least = 3 // sounds; fewer are in other words as well
	for _, name := range n.people {
		for _, w := range tongue.Words(name, n.loose) {
			if len(w.Sound) >= least && !slices.ContainsFunc(n.have, w.Like) && slices.ContainsFunc(n.words, w.Like) {
				return name
			}
		}
	}
	return ""
}

// namesAnother reports whether a word sounds as a name that the passages have.
func (c *checker) namesAnother(w tongue.Word) bool {
	const least = 3
	return len(w.Sound) >= least && c.sounding()[w.Sound]
}

// soundsOf are the names of a vocabulary as they sound.
func soundsOf(v vocabulary) map[string]bool {
	out := map[string]bool{}
	for word, seen := range v {
		if seen.name && !seen.lower {
			out[tongue.Skeleton(word, false)] = true
		}
	}
	return out
}
