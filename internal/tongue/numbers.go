package tongue

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Number is a number in digits, in a text of any language.
type Number struct {
	Text       string
	Start, End int
	Values     []float64 // with the word for thousands or millions behind it
	Scaled     bool      // there is one
}

// Is reports whether a number can mean a value.
func (a Number) Is(v float64) bool {
	return slices.ContainsFunc(a.Values, func(w float64) bool { return math.Abs(v-w) <= 1e-9*max(1, math.Abs(v)) })
}

// stripMarks is a text without the accents of its letters.
func stripMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(text))
}

// Digits is a text with the digits and numerals of every script as ASCII: of
// Arabic, of Devanagari, full-width, and Chinese as far as they stand in a row.
func Digits(text string) string {
	return chinese.ReplaceAllStringFunc(strings.Map(func(r rune) rune {
		switch {
		case r == '٬':
			return ','
		case r == '٫':
			return '.'
		case unicode.Is(unicode.Nd, r):
			return '0' + digitOf(r)
		case r != '\n' && unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKC.String(text)), chineseNumber)
}

// digitOf is the value of a decimal digit: Unicode has ten in a row of each kind,
// and begins some kinds where another ends.
func digitOf(r rune) rune {
	first := r
	for unicode.Is(unicode.Nd, first-1) {
		first--
	}
	return (r - first) % 10
}

// chinese are numerals of two signs or more, and one that stands before what is
// counted. A sign alone is as often part of a word.
var chinese = regexp.MustCompile(`[〇零一二两兩三四五六七八九十百千]{2,}|[二两兩三四五六七八九十](?:月|日|号|號|年|天|周|週|个|個|小时|小時|時間|时|時|人|名|吨|噸|トン|位|艘|次|国|國|倍|岁|歲|万|萬|億|亿|百|千|[公米里元])|一(?:月|日|号|號|年)`)

var (
	chineseDigits = map[rune]int{'〇': 0, '零': 0, '一': 1, '二': 2, '两': 2, '兩': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
	chineseUnits  = map[rune]int{'十': 10, '百': 100, '千': 1000}
)

// chineseNumber writes a Chinese numeral in digits, with the signs behind it.
func chineseNumber(text string) string {
	total, digit, row, rest := 0, -1, "", ""
	for i, r := range text {
		d, isDigit := chineseDigits[r]
		unit := chineseUnits[r]
		if !isDigit && unit == 0 {
			rest = text[i:]
			break
		}
		if isDigit {
			digit = d
			row += strconv.Itoa(d)
			continue
		}
		if digit < 0 {
			digit = 1
		}
		total, digit = total+digit*unit, -1
	}
	if total == 0 && len(row) > 1 {
		return row + rest // 二〇一一: digits one by one
	}
	return strconv.Itoa(total+max(digit, 0)) + rest
}

var digitsAnywhere = regexp.MustCompile(`\d{1,3}(?:[ ,.'’]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?`)

// scales are words for thousands and more, by the beginning they have in the
// languages of a script.
var scales = []struct {
	factor float64
	words  []string
}{
	{1e12, strings.Fields("триллион трлн трильйон billion trillion 兆 조")},
	{1e9, strings.Fields("миллиард мільярд милиард млрд δισεκατομμ δισ مليار میلیارد מיליארד अरब milliard miliard miljard milyar mrd billion 十亿 十億")},
	{1e8, strings.Fields("亿 億 억")},
	{1e7, strings.Fields("千万 千萬 천만 करोड़")},
	{1e6, strings.Fields("миллион мільйон милион млн εκατομμ εκατ مليون ملايين میلیون מיליון मिलियन million millón millones milhão milhões milion miljon miljoen milyon mio 百万 百萬 백만")},
	{1e5, strings.Fields("लाख")},
	{1e4, strings.Fields("万 萬 만")},
	{1e3, strings.Fields("тысяч тыс тисяч хиляд хиљад χιλιάδ χίλι ألف آلاف الف آلاف هزار אלף אלפים हज़ार हजार tausend mille thousand tusen duizend tysi tys tisíc bin 千 천")},
	{100, strings.Fields("百 백 hundert hundred")},
}

// Numbers are the numbers of a text that are written in digits, in any script.
func Numbers(text string) []Number {
	text = Digits(text)
	found := digitsAnywhere.FindAllStringIndex(text, -1)
	out := make([]Number, 0, len(found))
	for _, at := range found {
		a := Number{Text: text[at[0]:at[1]], Start: at[0], End: at[1]}
		read := Readings(strings.NewReplacer(" ", "", "'", "", "’", "").Replace(a.Text))
		factors := Scales(text[at[1]:])
		a.Scaled = len(factors) > 0
		for _, v := range read {
			if !a.Scaled {
				a.Values = append(a.Values, v)
			}
			for _, f := range factors {
				a.Values = append(a.Values, v*f)
			}
		}
		out = append(out, a)
	}
	return out
}

// Scales are what a number is multiplied by, by the word behind it; none
// where there is no such word. "Billion" is another number in another language.
func Scales(text string) []float64 {
	text = strings.ToLower(strings.TrimLeft(text, " "))
	longest := 0
	var out []float64
	for _, s := range scales {
		for _, w := range s.words {
			switch {
			case len(w) < longest || !strings.HasPrefix(text, w):
			case len(w) > longest:
				longest, out = len(w), append(out[:0], s.factor)
			default:
				out = append(out, s.factor)
			}
		}
	}
	return out
}

var (
	groupedComma = regexp.MustCompile(`^\d{1,3}(?:,\d{3})+(?:\.\d+)?$`)
	groupedDot   = regexp.MustCompile(`^\d{1,3}(?:\.\d{3})+(?:,\d+)?$`)
)

// Readings are the values that digits can mean: in one language a comma groups
// thousands, in another it marks the fraction.
func Readings(digits string) []float64 {
	digits = strings.TrimRight(digits, ".,")
	var out []float64
	add := func(s string) {
		if v, err := strconv.ParseFloat(s, 64); err == nil {
			out = append(out, v)
		}
	}
	if groupedComma.MatchString(digits) {
		add(strings.ReplaceAll(digits, ",", ""))
		return out
	}
	add(strings.ReplaceAll(digits, ",", "."))
	if groupedDot.MatchString(digits) {
		add(strings.ReplaceAll(strings.ReplaceAll(digits, ".", ""), ",", "."))
	}
	if len(out) == 0 {
		out = append(out, math.NaN()) // 1.2.3: a number, equal to none
	}
	return out
}
