package answer

import (
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// plain are words by which people ask rather than what they ask for.
var plain = set(`long what who whom whose which when where why how did do does done doing is was were been being am
	has have had having can could may might must shall should would i me my we our us you your he him his she her
	its they them any some all each every both either ever many much more most also just about after
	again against among around because before between during from further here once only other out over own same
	so than through too under until up very while above below according happen happened happening mean means tell
	please give explain explains exactly describe describes described state states stated see saw seen think thought
	mention mentioned report reported conclude concluded call called consider considered
	kind sort thing way get got given make made take took one there s t via per
	held attended attend place occur occurred occurs summarize summarise summary overview list
	difference differences differ differs different outlet outlets source sources reports article articles compare comparison versus vs`)

// speaking are words that ask for what somebody said.
var speaking = set(`say says said saying tell tells told telling`)

// meetings are words for an event. In a question that chose its events by
// place or date they stand for those, and a report may use another.
var meetings = set(`meeting meetings visit visits trip trips talks summit summits encounter conference session event events`)

// connects are words inside names: "Bashar al-Assad".
var connects = set(`al el de bin ibn van von`)

func set(list string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(list) {
		out[w] = true
	}
	return out
}

// irregular are verbs whose forms have no stem in common, a verb a line. A
// question asks "did they meet" where a report has "they met".
var irregular = forms(`
	meet met
	hold held
	leave left
	begin began begun
	fly flew flown
	flee fled
	go went gone
	come came
	speak spoke spoken
	write wrote written
	win won
	lose lost
	send sent
	bring brought
	buy bought
	sell sold
	fight fought
	find found
	keep kept
	lead led
	pay paid
	run ran
	break broke broken
	build built
	choose chose chosen
	deal dealt
	draw drew drawn
	drive drove driven
	eat ate eaten
	fall fell fallen
	feel felt
	forbid forbade forbidden
	freeze froze frozen
	grow grew grown
	hear heard
	hide hid hidden
	know knew known
	lend lent
	lie lay lain
	rise rose risen
	see saw seen
	seek sought
	shake shook shaken
	shoot shot
	sit sat
	spend spent
	stand stood
	steal stole stolen
	strike struck
	swear swore sworn
	teach taught
	understand understood
	wear wore worn
	withdraw withdrew withdrawn
	die died
`)

// forms maps each form's term to the terms of the others.
func forms(table string) map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(table) {
		terms := retrieval.Terms(line)
		for _, t := range terms {
			for _, other := range terms {
				if other != t && !slices.Contains(out[t], other) {
					out[t] = append(out[t], other)
				}
			}
		}
	}
	return out
}

// endings of the names of countries and of their people: Syria and Syrian,
// Turkey and Turkish, Iraq and Iraqi.
var endings = []string{"", "a", "ia", "n", "an", "ian", "i", "ish", "ey", "ese", "ain", "o", "can", "co", "s", "ic", "land"}

// kin are the terms of the same name with other endings.
func kin(name string) []string {
	const shortest = 4 // Iran and Iraq differ in the fourth letter
	name = strings.ToLower(name)
	var out []string
	for _, ending := range endings {
		base, ok := strings.CutSuffix(name, ending)
		if !ok || len(base) < shortest {
			continue
		}
		for _, other := range endings {
			out = append(out, retrieval.Terms(base+other)...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
