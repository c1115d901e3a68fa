package layout

import (
	"cmp"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// mostChoices is Discord's for an autocompletion.
const mostChoices = 25

// OutletChoices are the outlets that fit what has been typed.
func (l Layout) OutletChoices(c retrieval.Catalog, typed string) Choices {
	return choose(outletsOf(c), typed)
}

func outletsOf(c retrieval.Catalog) []candidate {
	all := make([]candidate, 0, len(c.Outlets))
	for _, o := range c.Outlets {
		all = append(all, candidate{short(o.Name, longestOption), value(o.Name, o.Name), append([]string{o.Name}, o.Aliases...)})
	}
	return all
}

// MeetingChoices are the meetings that fit what has been typed, the newest first.
func (l Layout) MeetingChoices(c retrieval.Catalog, typed string) Choices {
	return choose(l.meetingsOf(c), typed)
}

func (l Layout) meetingsOf(c retrieval.Catalog) []candidate {
	all := make([]candidate, 0, len(c.Events))
	for _, e := range newestFirst(c.Events) {
		name := join(", ", l.title(e), e.Place)
		all = append(all, candidate{short(name, longestOption), value(e.ID, e.ID), append([]string{name, e.Place, e.Date.String()}, e.Participants...)})
	}
	return all
}

// DayChoices are the days of the corpus that fit what has been typed, the latest
// first; for the options from and to.
func (l Layout) DayChoices(c retrieval.Catalog, typed string) Choices {
	all := make([]candidate, 0, len(c.Days))
	for _, d := range slices.Backward(c.Days) {
		all = append(all, candidate{l.date(d), d.String(), []string{d.String(), l.date(d)}})
	}
	return choose(all, typed)
}

// candidate is what may be offered, with the names it is found by.
type candidate struct {
	name, value string
	found       []string
}

// value is a name or an id as an option's value, or the key of one that is too
// long to be one.
func value(s, id string) string {
	if Plain(s) != s || size(s) > longestOption {
		return Key(id)
	}
	return s
}

// choose offers those that begin with what has been typed, then those in which a
// word does, then those that hold it.
func choose(all []candidate, typed string) Choices {
	typed = folded(Plain(typed))
	out := Choices{Choices: []Choice{}}
	type ranked struct {
		candidate
		rank int
	}
	var fit []ranked
	for _, c := range all {
		if rank := c.rank(typed); rank >= 0 && c.name != "" && c.value != "" {
			fit = append(fit, ranked{c, rank})
		}
	}
	slices.SortStableFunc(fit, func(a, b ranked) int { return cmp.Compare(a.rank, b.rank) })
	for _, r := range fit[:min(len(fit), mostChoices)] {
		out.Choices = append(out.Choices, Choice{r.name, r.value})
	}
	return out
}

// rank is how well a candidate fits, 0 the best, or -1.
func (c candidate) rank(typed string) int {
	best := -1
	for _, f := range c.found {
		f = folded(f)
		rank := 2
		switch {
		case strings.HasPrefix(f, typed):
			return 0
		case strings.Contains(" "+f, " "+typed):
			rank = 1
		case !strings.Contains(f, typed):
			continue
		}
		if best < 0 || rank < best {
			best = rank
		}
	}
	return best
}
