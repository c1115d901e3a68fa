package layout

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"

	"dateline/internal/retrieval"
)

// Mistake is an option of a command whose value means nothing here.
type Mistake struct {
	Option string // its name: OutletOption, MeetingOption, FromOption or ToOption
	Value  string // as it was given
	// Before is the value of ToOption where FromOption is a later day; empty:
	// the value is wrong by itself.
	Before string
}

const (
	longestValue = 60 // of what somebody typed, and of names: all together fits into a message
	mostNearest  = 3  // names that may have been meant
	mostPossible = 8  // names where none is near
)

// Mistaken says what is wrong with options, and what is possible in this corpus.
func (l Layout) Mistaken(c retrieval.Catalog, found []Mistake) Message {
	lines := make([]string, 0, len(found))
	for _, m := range found {
		lines = append(lines, l.mistake(c, m))
	}
	return l.message(strings.Join(lines, "\n"))
}

func (l Layout) mistake(c retrieval.Catalog, m Mistake) string {
	name, value := l.optionName(m.Option), Escape(short(m.Value, longestValue))
	switch {
	case m.Option == OutletOption:
		return fmt.Sprintf(l.noSuchOutlet, name, value) + " " + l.possible(outletsOf(c), m.Value)
	case m.Option == MeetingOption:
		return fmt.Sprintf(l.noSuchMeeting, name, value) + " " + l.possible(l.meetingsOf(c), m.Value)
	case m.Before != "":
		return fmt.Sprintf(l.daysReversed, name, value, l.optionName(ToOption), Escape(short(m.Before, longestValue)))
	}
	example := "2017-11-20"
	if len(c.Days) > 0 {
		example = c.Days[len(c.Days)-1].String()
	}
	return fmt.Sprintf(l.noSuchDay, name, value, example)
}

// optionName is an option's name as its reader's Discord shows it.
func (l Layout) optionName(option string) string {
	if l.words == &german {
		return commandWords["."+option].name
	}
	return option
}

// possible are the names that may have been meant, or else the first that there are.
func (l Layout) possible(all []candidate, typed string) string {
	if near := nearest(all, typed); len(near) > 0 {
		return fmt.Sprintf(l.didYouMean, named(near))
	}
	if len(all) == 0 {
		return l.thereIsNone
	}
	text := fmt.Sprintf(l.thereAre, named(all[:min(len(all), mostPossible)]))
	if more := len(all) - mostPossible; more > 0 {
		text += " " + fmt.Sprintf(l.andMore, more)
	}
	return text
}

func named(all []candidate) string {
	names := make([]string, 0, len(all))
	for _, c := range all {
		names = append(names, "**"+Escape(short(c.name, longestValue))+"**")
	}
	return strings.Join(names, ", ")
}

// nearest are the candidates whose names are like what was typed, the likest
// first.
func nearest(all []candidate, typed string) []candidate {
	typed = folded(Plain(typed))
	type ranked struct {
		candidate
		far int
	}
	var near []ranked
	for _, c := range all {
		far := -1
		for _, name := range c.found {
			if d := apart(folded(Plain(name)), typed); d >= 0 && (far < 0 || d < far) {
				far = d
			}
		}
		if far >= 0 {
			near = append(near, ranked{c, far})
		}
	}
	slices.SortStableFunc(near, func(a, b ranked) int { return cmp.Compare(a.far, b.far) })
	out := make([]candidate, 0, mostNearest)
	for _, r := range near[:min(len(near), mostNearest)] {
		out = append(out, r.candidate)
	}
	return out
}

// apart is how far two folded names are apart, or -1 where they are not alike: by
// changed letters, a third of them at most, or by words that only one has.
func apart(name, typed string) int {
	letters := max(utf8.RuneCountInString(name), utf8.RuneCountInString(typed))
	if d := levenshtein.ComputeDistance(name, typed); 3*d <= letters {
		return d
	}
	words := strings.FieldsFunc(name, isNoLetter)
	for _, w := range strings.FieldsFunc(typed, isNoLetter) {
		if utf8.RuneCountInString(w) > 2 && slices.Contains(words, w) {
			return letters
		}
	}
	return -1
}

func isNoLetter(r rune) bool { return strings.ContainsRune(" ,.;:()/-–'’\"", r) }
