package tongue

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/go-playground/locales"
	"github.com/go-playground/locales/am"
	"github.com/go-playground/locales/ar"
	"github.com/go-playground/locales/ar_SY"
	"github.com/go-playground/locales/be"
	"github.com/go-playground/locales/bg"
	"github.com/go-playground/locales/bn"
	"github.com/go-playground/locales/ca"
	"github.com/go-playground/locales/cs"
	"github.com/go-playground/locales/da"
	"github.com/go-playground/locales/de"
	"github.com/go-playground/locales/el"
	"github.com/go-playground/locales/en"
	"github.com/go-playground/locales/es"
	"github.com/go-playground/locales/et"
	"github.com/go-playground/locales/fa"
	"github.com/go-playground/locales/fi"
	"github.com/go-playground/locales/fr"
	"github.com/go-playground/locales/he"
	"github.com/go-playground/locales/hi"
	"github.com/go-playground/locales/hr"
	"github.com/go-playground/locales/hu"
	"github.com/go-playground/locales/hy"
	"github.com/go-playground/locales/id"
	"github.com/go-playground/locales/it"
	"github.com/go-playground/locales/ka"
	"github.com/go-playground/locales/kk"
	"github.com/go-playground/locales/lt"
	"github.com/go-playground/locales/lv"
	"github.com/go-playground/locales/mk"
	"github.com/go-playground/locales/mr"
	"github.com/go-playground/locales/nb"
	"github.com/go-playground/locales/nl"
	"github.com/go-playground/locales/pl"
	"github.com/go-playground/locales/pt"
	"github.com/go-playground/locales/ro"
	"github.com/go-playground/locales/ru"
	"github.com/go-playground/locales/sk"
	"github.com/go-playground/locales/sl"
	"github.com/go-playground/locales/sq"
	"github.com/go-playground/locales/sr"
	"github.com/go-playground/locales/sv"
	"github.com/go-playground/locales/ta"
	"github.com/go-playground/locales/th"
	"github.com/go-playground/locales/tr"
	"github.com/go-playground/locales/uk"
	"github.com/go-playground/locales/ur"
)

// monthForm is the name of a month as a language writes it within a date.
type monthForm struct {
	name   string
	months monthSet
	bends  bool // its last letters change with the case
}

// monthSet has a bit for each month; "listopad" is October or November.
type monthSet uint16

// calendars are those of the languages whose dates can be read, from the Unicode
// CLDR. Chinese, Japanese, Korean and Vietnamese number their months.
var calendars = sync.OnceValue(func() []locales.Translator {
	return []locales.Translator{
		am.New(), ar.New(), ar_SY.New(), be.New(), bg.New(), bn.New(), ca.New(), cs.New(), da.New(), de.New(), el.New(), en.New(), es.New(), et.New(), fa.New(),
		fi.New(), fr.New(), he.New(), hi.New(), hr.New(), hu.New(), hy.New(), id.New(), it.New(), ka.New(), kk.New(), lt.New(), lv.New(), mk.New(), mr.New(),
		nb.New(), nl.New(), pl.New(), pt.New(), ro.New(), ru.New(), sk.New(), sl.New(), sq.New(), sr.New(), sv.New(), ta.New(), th.New(), tr.New(), uk.New(), ur.New(),
	}
})

// calendar has the names of months by script.
var calendar = sync.OnceValue(func() map[string][]monthForm {
	out := map[string]map[string]monthSet{}
	for _, l := range calendars() {
		for i, name := range l.MonthsWide() {
			name = strings.ToLower(strings.TrimRightFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }))
			script := Script(name)
			if out[script] == nil {
				out[script] = map[string]monthSet{}
			}
			out[script][name] |= 1 << (i + 1)
		}
	}
	for name, m := range map[string]uint{"май": 5, "мае": 5, "маю": 5, "маем": 5} { // too short to be told from the genitive alone
		out["Cyrillic"][name] |= 1 << m
	}
	forms := map[string][]monthForm{}
	for script, names := range out {
		for name, months := range names {
			forms[script] = append(forms[script], monthForm{name, months, inflects[script]})
		}
		slices.SortFunc(forms[script], func(a, b monthForm) int { return strings.Compare(a.name, b.name) })
	}
	return forms
})

// weekdayNames are the names of weekdays that are one word, Latin ones as they are
// written.
var weekdayNames = sync.OnceValue(func() map[string]WeekdaySet {
	out := map[string]WeekdaySet{}
	for _, l := range calendars() {
		for i, name := range l.WeekdaysWide() {
			if Script(name) != "Latin" {
				name = strings.ToLower(name)
			}
			if !strings.ContainsAny(name, " -") {
				out[name] |= 1 << i
			}
		}
	}
	delete(out, "неделя") // Sunday in Bulgarian, a week in Russian
	delete(out, "კვირა")  // both in Georgian
	return out
})

// inflects are scripts of languages in which names of months and people change
// their endings.
var inflects = map[string]bool{"Latin": true, "Cyrillic": true, "Greek": true, "Armenian": true, "Georgian": true}

// IsMonth reports whether a word can be a month's name.
func IsMonth(word string) bool { return monthsOf(Script(word), word) != 0 }

// monthsOf are the months that a word of a text names, or 0: the name that has
// most of its beginning.
func monthsOf(script, word string) monthSet {
	word = strings.ToLower(word)
	best, longest := monthSet(0), 0
	for _, f := range calendar()[script] {
		if word == f.name {
			return f.months
		}
		switch n := f.bentInto(word, script); {
		case n > longest:
			best, longest = f.months, n
		case n > 0 && n == longest:
			best |= f.months
		}
	}
	if best == 0 && attaches[script] && len([]rune(word)) > 3 { // "in May" is one word
		_, rest := cutRune(word)
		for _, f := range calendar()[script] {
			if f.name == rest {
				return f.months
			}
		}
	}
	return best
}

// bentInto is how many letters a word has of a month's name, if it can be that
// with another ending; else 0. Latin letters write more languages, and more words
// that begin like a month.
func (f monthForm) bentInto(word, script string) int {
	n, longer := commonStart(word, f.name)
	long := len([]rune(f.name))
	switch {
	case !f.bends, n < max(3, long-1-count(long > 5)), longer-n > 1+count(long > 4):
		return 0
	case script == "Latin" && n < 4:
		return 0
	}
	return n
}

// isMonthName reports whether a word in Latin letters is a month's name as it
// stands.
func isMonthName(word string) bool {
	return slices.ContainsFunc(calendar()["Latin"], func(f monthForm) bool { return f.name == word })
}

// attaches are scripts that write "and", "in", "to" together with the word behind.
var attaches = map[string]bool{"Arabic": true, "Hebrew": true}

// commonStart is how many letters two words begin with alike, and how many the
// longer one has.
func commonStart(a, b string) (n, longer int) {
	x, y := []rune(a), []rune(b)
	for n < min(len(x), len(y)) && x[n] == y[n] {
		n++
	}
	return n, max(len(x), len(y))
}

// cutRune is the first letter of a word, and the rest.
func cutRune(s string) (first rune, rest string) {
	first, n := utf8.DecodeRuneInString(s)
	return first, s[n:]
}
