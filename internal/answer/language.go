package answer

import (
	"slices"
	"strings"
	"unicode"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Words that show in which language a text is written. None is in two lists.
var (
	englishWords = set(`the and of to is was were that with for by from his her their it he she they at on has had have not but which who said after
		about between this would be been are as its than during into when while because also more there`)
	germanWords = set(`der das und ist nicht mit von zu den dem ein eine einen einer wurde wurden haben sich auf für sie er es nach bei sagte aus dass über
		zwischen im am zum zur hat kein keine sind waren`)
	otherWords = set(`le la les des et est dans pour que qui une du au aux sur avec par il elle ont été se ce pas
		el los las y por con su del fue han una lo al dijo gli di che per della nel è sono ha non
		het een van en op zijn werd niet voor os da do em não com foi o à dos para uma
		och att det som är av med på inte og til ikke ja ei oli joka jotka vuonna että kun ve bir ile yılında
		się nie jest był była że oraz przez roku je na byl byla su nije koji és egy hogy nem volt și cu nu este
		yang untuk dengan pada tidak adalah và của là không được trong`)
)

// isEnglish reports whether a claim is to be compared with English evidence by
// its words. What has words of no list (names and numbers alone) is.
func isEnglish(text string) bool {
	english, german, other := languages(text)
	return foreignLetters(text) == 0 && english >= german+other
}

// capitalNouns reports whether a text is of a language that writes common nouns
// with capitals.
func capitalNouns(text string) bool {
	english, german, other := languages(text)
	return german > english && german >= other
}

func languages(text string) (english, german, other int) {
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		english += count(englishWords[w])
		german += count(germanWords[w])
		other += count(otherWords[w])
	}
	return english, german, other
}

// foreignLetters is how many letters of a text are of no Latin alphabet.
func foreignLetters(text string) int {
	n := 0
	for _, r := range text {
		n += count(unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r))
	}
	return n
}

// otherScript reports whether most letters of a question are of an alphabet that
// no passage found is written in.
func otherScript(question string, hits []retrieval.Hit) bool {
	letters := 0
	for _, r := range question {
		letters += count(unicode.IsLetter(r))
	}
	return 2*foreignLetters(question) > letters && !slices.ContainsFunc(hits, func(h retrieval.Hit) bool { return foreignLetters(h.Passage.Text) > len(h.Passage.Text)/4 })
}

// language decides what can be checked of a claim in another language than its
// evidence. Names, numbers and dates can be, so it passes when these hold and a
// whole sentence at least is quoted, and says of itself that no more was
// checked. In another script than theirs not even names can be compared.
func (k *examined) language() error {
	if k.english {
		return nil
	}
	if foreignLetters(k.bare) > 0 && scriptOf(k.bare) != scriptOf(quotesOf(*k.claim)) {
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
