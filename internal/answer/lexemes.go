package answer

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"dateline/internal/retrieval"
)

// lexeme is a word of a claim or of its evidence, as the rules look at it.
type lexeme struct {
	retrieval.Token
	fold       string // without case, accents, dots, the possessive 's
	capital    bool   // begins with a capital
	opens      bool   // at the beginning of a sentence or of a quotation
	possessive bool
}

func lex(text string) []lexeme {
	tokens := retrieval.Tokens(text)
	out := make([]lexeme, len(tokens))
	for i, t := range tokens {
		first, _ := utf8.DecodeRuneInString(t.Text)
		out[i] = lexeme{
			Token: t, fold: foldName(t.Text), capital: unicode.IsUpper(first),
			opens:      i == 0 || opensSentence(text, tokens[i-1], t),
			possessive: possessive.MatchString(t.Text) || strings.HasPrefix(text[t.End:], "’ ") || strings.HasPrefix(text[t.End:], "' "),
		}
	}
	return out
}

var (
	possessive = regexp.MustCompile(`['’]s$`)
	sentenceBy = regexp.MustCompile(`[.!?…:]["'”’»)]*\s|["“„«(]$|^\s*[-–—•]\s*$`)
	shortTitle = set(`mr mrs ms dr gen lt col maj capt sgt adm sen rep gov pres prof st no vs rev hon`)
)

// opensSentence reports whether a capital at t may be that of a sentence.
func opensSentence(text string, before, t retrieval.Token) bool {
	between := text[before.End:t.Start]
	if strings.HasPrefix(between, ".") && (shortTitle[strings.ToLower(before.Text)] || utf8.RuneCountInString(before.Text) == 1) {
		return false
	}
	return sentenceBy.MatchString(between)
}

// foldName is a word as names are compared: Holmes is not Holm, which stems
// would make it.
func foldName(word string) string {
	word = possessive.ReplaceAllString(word, "")
	var b strings.Builder
	for _, r := range norm.NFKD.String(word) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// quotationMarks are the pairs that set off somebody's words.
var quotationMarks = regexp.MustCompile(`“[^“”]*”|„[^„“”]*[“”]|«[^«»]*»|»[^«»]*«|"[^"]*"`)

// quotationsIn are the spans of a text's quotations, with their marks.
func quotationsIn(text string) [][]int { return quotationMarks.FindAllStringIndex(text, -1) }

// endsWithin is a quotation that ends its sentence: “… for the lake.” Berg left.
var endsWithin = regexp.MustCompile(`[.!?…]["”»“«]$`)

// blankQuotations is a text with its quotations blanked out byte for byte. Where
// one ends the sentence around it a full stop remains.
func blankQuotations(text string) string {
	out := []byte(text)
	for _, at := range quotationsIn(text) {
		blank(out, at[0], at[1])
		if behind := strings.TrimLeft(text[at[1]:], " "); endsWithin.MatchString(text[at[0]:at[1]]) && !startsLower(behind) {
			out[at[1]-1] = '.'
		}
	}
	return string(out)
}

func blank(b []byte, start, end int) {
	for i := start; i < end; i++ {
		b[i] = ' '
	}
}

// clause is a part of a text that says one thing.
type clause struct {
	text       string
	start, end int
}

// clauseEnds are where one statement of a sentence ends and another begins.
var clauseEnds = regexp.MustCompile(`[.!?…]["'”’»)]*\s+|[;:]\s+|\s[–—-]{1,2}\s|,["”’]?\s+(?:and|but|while|whereas|although|though|because|since|after|before|when|which|who|where|as|so|yet|until|if)\s|,\s+\S+\s\S+\s(?:after|before)\s|\s(?:but|while|whereas|because|although|though)\s`)

// fineEnds are all places where another verb may begin.
var fineEnds = regexp.MustCompile(`[.!?…]["'”’»)]*\s+|[,;:]["'”’»)]*\s+|\s[–—-]{1,2}\s|\s(?:and|but|while|whereas|because|although|though|since|after|before|when|which|who|where|until|that)\s`)

func clausesOf(text string) []clause { return cut(text, clauseEnds) }

// partsOf are the smaller parts of a text.
func partsOf(text string) []clause { return cut(text, fineEnds) }

func cut(text string, ends *regexp.Regexp) []clause {
	var out []clause
	from := 0
	for _, at := range append(ends.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		if at[0] < len(text) && text[at[0]] == '.' && endsShort.MatchString(text[from:at[0]]) {
			continue // the U.S. President
		}
		if part := text[from:at[0]]; strings.TrimSpace(part) != "" {
			out = append(out, clause{text[from:at[0]], from, at[0]})
		}
		from = keepWord(text, at[0], at[1])
	}
	return out
}

// keepWord is where a part begins whose end is at: at the word that opens it.
func keepWord(text string, start, end int) int {
	if i := strings.IndexFunc(text[start:end], unicode.IsLetter); i >= 0 {
		return start + i
	}
	return end
}

// sentencesIn are a claim's sentences.
var sentenceEnds = regexp.MustCompile(`[.!?…]["'”’»)]*\s+`)

func sentencesIn(text string) []clause {
	var out []clause
	for _, c := range cut(text, sentenceEnds) {
		if n := len(out); n > 0 && (endsShort.MatchString(out[n-1].text) || startsLower(c.text)) {
			out[n-1] = clause{text[out[n-1].start:c.end], out[n-1].start, c.end}
			continue
		}
		out = append(out, c)
	}
	return out
}

// endsShort is the end of a text that is no end of a sentence: a title, an
// initial, "U.S".
var endsShort = regexp.MustCompile(`(?i)(?:^|[\s(“"])(?:mr|mrs|ms|dr|gen|lt|col|sen|rep|gov|prof|st|no|\p{L}(?:\.\p{L})*)$`)

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, ` "“'‘`))
	return unicode.IsLower(r)
}
