package tongue

import (
	"strings"
	"unicode"
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

// IsEnglish reports whether a claim is to be compared with English evidence by
// its words. What has words of no list (names and numbers alone) is.
func IsEnglish(text string) bool {
	english, german, other := Count(text)
	return NotLatin(text) == 0 && english >= german+other
}

// CapitalNouns reports whether a text is of a language that writes common nouns
// with capitals.
func CapitalNouns(text string) bool {
	english, german, other := Count(text)
	return german > english && german >= other
}

// Count is how many words of a text are in the lists of English, of German and of
// other languages.
func Count(text string) (english, german, other int) {
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		english += count(englishWords[w])
		german += count(germanWords[w])
		other += count(otherWords[w])
	}
	return english, german, other
}

// Words that show in which language a question is put, beside those that any text
// has. None is in two lists; "wie" is a Dutch word as well.
var (
	englishAsking = set(`what when where why how did does do whom whose can could will would should any many much long old ever other than say said
		tell know happen happened mean according versus vs compare compared latest last first next both each new same most some over`)
	germanAsking = set(`wer wen wem wann wo warum wieso weshalb wie wieviel viel viele welche welcher welches welchen worüber wohin woher wovon hatte hatten
		wurde ihr ihre sein seine beim vom nach gegen ohne noch schon oder aber traf trafen`)
	otherAsking = set(`quand où pourquoi combien quel quelle quels quelles quoi avait leur ses
		qué quién quiénes cuándo dónde cuánto cuánta cuántos cuántas cómo cuál cuáles porque sobre entre
		quando perché quanto quanti cosa quem onde porque quantos como
		waarom wanneer waar hoe welke hoeveel naar geen
		varför när var hur vem vad hvorfor hvornår hvad hvem hvordan hvor och ikke
		dlaczego kiedy gdzie jak kto ile który która nie czy proč kdy kde kdo kolik jaký
		neden ne nerede nasıl kim kaç için niçin miksi milloin missä kuka mitä kuinka miért mikor hol hogyan
		de ce când unde cum cine mengapa kapan dimana bagaimana siapa berapa tại sao khi nào`)
)

// OfQuestion reads a question, which may have few words beside names.
func OfQuestion(text string) Tongue {
	t := Tongue{Script: Script(text)}
	if t.Script != "Latin" {
		return t
	}
	english, german, other := Count(text)
	for w := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) }) {
		english += count(englishAsking[w])
		german += count(germanAsking[w])
		other += count(otherAsking[w])
	}
	t.Language = languageOf(english, german, other)
	return t
}

// NotLatin is how many letters of a text are of no Latin alphabet.
func NotLatin(text string) int {
	n := 0
	for _, r := range text {
		n += count(unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r))
	}
	return n
}

// German reports whether a word, in small letters, is one of the commonest German
// ones.
func German(word string) bool { return germanWords[word] }

// Foreign reports whether a word, in small letters, is one of the commonest of a
// language other than English.
func Foreign(word string) bool { return germanWords[word] || otherWords[word] }
