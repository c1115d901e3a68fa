package answer

import "slices"

// opposites are words that turn a statement round where one stands for the
// other, a pair a line; none is a denial of itself.
var opposites = pairsOf(`
	open close
	open shut
	succeed fail
	success failure
	rise fall
	rose fell
	increase decrease
	increase reduce
	raise lower
	raise cut
	raise fall
	raise drop
	rise drop
	agree disagree
	allow ban
	allow forbid
	support oppose
	win lose
	won lost
	begin end
	began ended
	start stop
	start end
	more less
	more fewer
	high low
	north south
	northern southern
	east west
	eastern western
	friendly hostile
	friendly tense
	ally enemy
	arrive leave
	arrived left
	arrive depart
	buy sell
	bought sold
	true false
	good bad
	happy sad
	praise criticise
	praise criticize
	praise condemn
	before after
	first last
	earliest latest
	strong weak
	safe dangerous
	win defeat
	attack defend
	improve worsen
	better worse
	peace war
	early late
	public secret
	planned surprise
	inside outside
	near far
	full empty
	remember forget
	love hate
	welcome condemn
	lift impose
	morning evening
	morning afternoon
	import export
	guilty innocent
	minimum maximum
	always never
	same different
	easy difficult
	rich poor
	legal illegal
	small large
	small big
	narrow wide
	narrow broad
	old new
	older newer
	left stayed
	join leave
	friend enemy
	optimistic pessimistic
	victory defeat
	majority minority
	legal ban
	legal forbid
	legal outlaw
	legal prohibit
	allow prohibit
	allow outlaw
`)

func pairsOf(table string) map[string][]string {
	out := map[string][]string{}
	for _, p := range groups(table) {
		one, other := inflected(p[0]), inflected(p[1])
		for _, a := range one {
			out[a] = append(out[a], other...)
		}
		for _, b := range other {
			out[b] = append(out[b], one...)
		}
	}
	return out
}

// inflected are the terms of a word with the endings of a verb or an adjective: stems of
// one word may differ ("succeed", "succeeded").
func inflected(word string) []string {
	var out []string
	for _, ending := range []string{"", "s", "ed", "d", "ing", "er", "est", "r", "st"} {
		if t := termOf(word + ending); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}
