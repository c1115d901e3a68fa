package answer

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"dateline/internal/tongue"
)

// figure is a number in a text, however it is written.
type figure struct {
	text       string
	start, end int
	values     []float64 // more than one where writing leaves it open: "4.000"
	ordinal    bool
	percent    bool
	currency   string
	unit       string // of measure, if one stands behind it
	bound      int    // boundBelow to boundAbove
	alone      bool   // "one" with nothing to count
}

var smallNumbers = map[string]int{
	"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
	"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
	"eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var multipliers = map[string]float64{
	"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "dozen": 12,
	"hundreds": 100, "thousands": 1e3, "millions": 1e6, "billions": 1e9, "dozens": 12,
	"k": 1e3, "m": 1e6, "mn": 1e6, "bn": 1e9, "tn": 1e12,
}

var ordinals = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
	"eleventh": 11, "twelfth": 12, "twentieth": 20, "hundredth": 100,
}

// measures are what is counted, by one name each.
var measures = measuresOf(`
	second seconds
	minute minutes min
	hour hours h hr hrs
	day days daily
	night nights
	week weeks weekly
	month months monthly
	year years
	tonne tonnes ton tons t
	kilogram kilograms kilo kilos kg
	gram grams
	kilometre kilometres kilometer kilometers km
	mile miles
	metre metres meter meters
	foot feet ft
	hectare hectares
	litre litres liter liters
	barrel barrels
	degree degrees
`)

func measuresOf(table string) map[string]string {
	out := map[string]string{}
	for line := range strings.Lines(table) {
		for i, w := range strings.Fields(line) {
			if i == 0 || w != "" {
				out[w] = strings.Fields(line)[0]
			}
		}
	}
	return out
}

var currencies = map[string]string{
	"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₽": "rouble", "₴": "hryvnia",
	"dollar": "dollar", "dollars": "dollar", "usd": "dollar", "euro": "euro", "euros": "euro", "eur": "euro", "pounds": "pound", "sterling": "pound",
	"yen": "yen", "rouble": "rouble", "roubles": "rouble", "ruble": "rouble", "rubles": "rouble", "franc": "franc", "francs": "franc", "lira": "lira", "krona": "krona", "kronor": "krona", "crowns": "krona",
}

// numeral is a number in digits with what may be glued to it.
var numeral = regexp.MustCompile(`^(\d[\d.,]*)(st|nd|rd|th|k|m|mn|bn|tn|km|kg|h|t|s)?$`)

// readFigures finds the numbers of a text from which dates are masked.
func readFigures(text string) []figure {
	words := lex(text)
	var out []figure
	for i := 0; i < len(words); {
		f, n := figureAt(text, words[i:])
		if n == 0 || f.ordinal && i > 0 && words[i-1].fold == "at" { // "at first" counts nothing
			i++
			continue
		}
		f.start, f.end = words[i].Start, words[i+n-1].End
		f.text = text[f.start:f.end]
		f.bound = boundOf(text, f.start, f.end)
		out = append(out, f)
		i += n
	}
	return out
}

// figureAt reads a number at the beginning of words, and how many of them it
// takes; 0 for none.
func figureAt(text string, words []lexeme) (figure, int) {
	f, n := digitsAt(text, words)
	if n == 0 {
		f, n = wordsAt(text, words)
	}
	if n == 0 {
		return f, 0
	}
	for n < len(words) && multipliers[words[n].fold] > 0 && near(text, words[n-1].End, words[n].Start) && !f.ordinal {
		f.times(multipliers[words[n].fold])
		n++
	}
	f.counts(text, words, n)
	return f, n
}

func near(text string, end, start int) bool {
	between := text[end:start]
	return between == " " || between == "-" || between == "–" || between == ""
}

func digitsAt(text string, words []lexeme) (figure, int) {
	m := numeral.FindStringSubmatch(strings.ToLower(words[0].Text))
	if m == nil {
		return figure{}, 0
	}
	digits, n := m[1], 1
	for m[2] == "" && n < len(words) && groupsOn(text, words[n-1], words[n]) {
		digits += words[n].Text // 4 000
		n++
	}
	f := figure{values: tongue.Readings(digits), currency: signBefore(text[:words[0].Start])}
	switch suffix := m[2]; {
	case suffix == "st" || suffix == "nd" || suffix == "rd" || suffix == "th":
		f.ordinal = true
	case multipliers[suffix] > 0:
		f.times(multipliers[suffix])
	case suffix != "" && suffix != "s":
		f.unit = measures[suffix]
	}
	return f, n
}

// groupsOn reports whether digits go on behind a space: "4 000".
func groupsOn(text string, a, b lexeme) bool {
	return len(b.Text) == 3 && len(a.Text) <= 3 && text[a.End:b.Start] == " " && allDigits(a.Text) && allDigits(b.Text)
}

func (f *figure) times(n float64) {
	for i := range f.values {
		f.values[i] *= n
	}
	f.alone = false
}

// signBefore is the currency whose sign a text ends with.
func signBefore(text string) string {
	for _, sign := range []string{"$", "€", "£", "¥", "₽", "₴"} {
		if strings.HasSuffix(text, sign) {
			return currencies[sign]
		}
	}
	return ""
}

func allDigits(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// wordsAt reads a number in words: "four hundred and fifty", "a dozen", "half".
func wordsAt(text string, words []lexeme) (figure, int) {
	if o := ordinals[words[0].fold]; o > 0 {
		return figure{values: []float64{float64(o)}, ordinal: true}, 1
	}
	if words[0].fold == "half" {
		return figure{values: []float64{50}, percent: true}, 1
	}
	if f, n := fractionAt(words); n > 0 {
		return f, n
	}
	var sum wordSum
	n := 0
	if (words[0].fold == "a" || words[0].fold == "an") && len(words) > 1 && multipliers[words[1].fold] >= 12 && len(words[1].fold) > 3 {
		sum.group, n = 1, 1
	}
	for n < len(words) && (n == 0 || near(text, words[n-1].End, words[n].Start)) {
		if !sum.add(words[n].fold) && !linksNumbers(words, n) {
			break
		}
		n++
	}
	return figure{values: []float64{sum.total + sum.group}, alone: n == 1 && words[0].fold == "one"}, n
}

// wordSum adds up a number in words.
type wordSum struct{ total, group float64 }

// add takes the next word, if it is one of a number.
func (s *wordSum) add(w string) bool {
	if small, ok := smallNumbers[w]; ok {
		s.group += float64(small)
		return true
	}
	m := multipliers[w]
	if m == 0 || len(w) <= 3 || s.group == 0 && !strings.HasSuffix(w, "s") {
		return false
	}
	s.group = max(s.group, 1) * m
	if m >= 1000 {
		s.total, s.group = s.total+s.group, 0
	}
	return true
}

// linksNumbers reports whether words[n] is the "and" of "hundred and fifty".
func linksNumbers(words []lexeme, n int) bool {
	return n > 0 && n+1 < len(words) && words[n].fold == "and" && multipliers[words[n-1].fold] > 0 && isNumberWord(words[n+1].fold)
}

var fractions = map[string]float64{"quarter": 4, "quarters": 4, "thirds": 3, "fifths": 5, "tenths": 10}

// fractionAt reads "a quarter" and "two thirds" as percent.
func fractionAt(words []lexeme) (figure, int) {
	if len(words) < 2 {
		return figure{}, 0
	}
	parts := float64(smallNumbers[words[0].fold])
	if words[0].fold == "a" {
		parts = 1
	}
	of := fractions[words[1].fold]
	if words[1].fold == "third" && len(words) > 2 && words[2].fold == "of" {
		of = 3
	}
	if parts == 0 || of == 0 {
		return figure{}, 0
	}
	return figure{values: []float64{100 * parts / of}, percent: true}, 2
}

func isNumberWord(w string) bool {
	_, small := smallNumbers[w]
	return small
}

// counts notes what a number counts: what stands behind it.
func (f *figure) counts(text string, words []lexeme, n int) {
	f.percent = f.percent || strings.HasPrefix(strings.TrimLeft(text[words[n-1].End:], " "), "%")
	for i := n; i < min(n+2, len(words)); i++ {
		if strings.ContainsAny(text[words[i-1].End:words[i].Start], ",.;:") {
			return
		}
		w := words[i].fold
		switch {
		case w == "percent", w == "percentage", w == "per" && i+1 < len(words) && words[i+1].fold == "cent":
			f.percent = true
		case f.currency == "" && len(w) > 3:
			f.currency = currencies[w]
		}
		if i == n && f.unit == "" && !f.percent && len(w) > 1 && w != "second" && measures[w] != "" {
			f.unit, f.alone = measures[w], false
		}
	}
}

// equals reports whether evidence e has number f of a claim, as far as the two
// say what they count.
func (f figure) equals(e figure) bool {
	if f.ordinal != e.ordinal || f.percent != e.percent {
		return false
	}
	if f.currency != "" && f.currency != e.currency || f.unit != "" && e.unit != "" && f.unit != e.unit {
		return false
	}
	return slices.ContainsFunc(f.values, func(v float64) bool {
		return slices.ContainsFunc(e.values, func(w float64) bool { return math.Abs(v-w) <= 1e-9*max(1, math.Abs(v)) })
	})
}
