package answer

import (
	"slices"
	"strings"
)

// frame is a verb with what stands around it in its clause.
type frame struct {
	at    int // of its word
	doer  map[string]bool
	done  map[string]bool // to what or to whom
	level level
	noun  bool // an act as a thing: "a promise from his members"
	// agentless is of something that was done, nobody says by whom: "a coach that
	// was built".
	agentless bool
}

// level is how real a text says that an act is.
type level int

const (
	levelPossible level = iota + 1 // asked for, hoped, considered, possible
	levelPlanned                   // will be, would be, was to be
	levelFact
)

var (
	joinsClauses = set(`but while whereas because although though since after before when which who whom whose where until that if unless as than ahead following prior amid`)
	relative     = set(`that which who`)
	whereOrWhen  = set(`in at on near during inside outside within around under`)
	dayTimes     = set(`morning evening night afternoon noon midnight spring summer autumn winter today yesterday tomorrow`)
	articles     = set(`a an the this that these those his her its their our my your no any some each every`)

	// Governors set how real the verb is that they lead to.
	governsPossible = set(`may might could can ask asks asked asking request requested requests urge urges urged want wants wanted hope hopes hoped hoping wish wished wishes
		consider considers considered considering propose proposes proposed suggest suggests suggested seek seeks sought try tries tried trying aim aims aimed
		fear fears feared doubt doubts doubted possible possibly perhaps if whether unless invite invites invited allow allows allowed threaten threatened threatens
		demand demands demanded likely probably recommend recommended attempt attempts attempted need needs needed
		worry worries worried concerned afraid unafraid prevent prevents prevented preventing avoid avoids avoided avoiding`)
	governsPlanned = set(`will would shall should must plan plans planned planning due expect expects expected scheduled set intend intends intended going agree agrees agreed vow vows vowed
		promise promises promised pledge pledged offer offers offered prepare prepares prepared ready supposed meant refuse refused refuses decline declined order ordered decided`)
	// quoting are verbs that may stand before who speaks.
	quoting = set(`said says wrote added replied explained remarked noted`)
	// ergative are verbs whose subject may be what it is done to.
	ergative = set(`began begin begins begun ended end ends started start starts opened open opens closed close closes turned changed continued moved stopped grew increased broke`)
	modals   = set(`may might could can will would shall should must`)
)

// framesOf are the frames of the words of a text that a test picks.
func framesOf(text string, words []lexeme, picks func(i int) bool) []frame {
	var out []frame
	for i := range words {
		if picks(i) {
			out = append(out, frameAt(text, words, i))
		}
	}
	return out
}

func frameAt(text string, words []lexeme, i int) frame {
	f := frame{at: i, level: levelOf(text, words, i)}
	if i > 0 && words[i-1].fold == "from" && strings.HasSuffix(words[i].fold, "ing") {
		f.level = levelPossible // kept from crashing
	}
	left, right := sideTerms(text, words, i, -1), sideTerms(text, words, i, +1)
	byWhom := termsBehind(text, words, i, "by")
	switch {
	case i > 0 && articles[words[i-1].fold] || i > 0 && words[i-1].possessive:
		f.noun = true
		f.doer, f.done = termsBehind(text, words, i, "from"), termsBehind(text, words, i, "to")
		if len(f.doer) == 0 {
			f.doer = byWhom
		}
	case wanted(words, i):
	case isPassive(words, i):
		f.doer, f.done = byWhom, left
		f.agentless = len(byWhom) == 0 && ofRelative(words, i)
		for t := range targets(text, words, i) {
			f.done[t] = true
		}
	default:
		f.doer, f.done = left, right
	}
	return f
}

// wanted reports whether words[i] tells what somebody wants done: "wanted him
// removed". Who is to do it, and to whom, is left open.
func wanted(words []lexeme, i int) bool {
	const close = 4
	for j := i - 1; j >= 0 && i-j <= close && words[j].fold != "to" && verbal(words[i]); j-- {
		if strings.HasPrefix(words[j].fold, "want") {
			return true
		}
	}
	return false
}

// carries are what people travel and write by.
var carries = set(`train plane air car bus boat ship ferry sea land road rail helicopter foot phone letter email`)

// isPassive reports whether the verb at words[i] tells what was done to whom
// stands before it.
func isPassive(words []lexeme, i int) bool {
	if i+2 < len(words) && words[i+1].fold == "by" && verbal(words[i]) && !strings.HasSuffix(words[i+2].fold, "ing") && !carries[words[i+2].fold] {
		return true
	}
	j := i - 1
	for j >= 0 && i-j <= 4 && (auxiliary[words[j].fold] || strings.HasSuffix(words[j].fold, "ly")) {
		j--
	}
	return j >= 0 && passiveAux[words[j].fold] && !strings.HasSuffix(words[i].fold, "ing")
}

// ofRelative reports whether the verb at words[i] says something of the noun
// before "that".
func ofRelative(words []lexeme, i int) bool {
	j := i - 1
	for j >= 0 && helps(words[j]) {
		j--
	}
	return j >= 0 && relative[words[j].fold]
}

// targets are the terms behind the verb at words[i], up to who did it: "directed
// at the rebels".
func targets(text string, words []lexeme, i int) map[string]bool {
	out := map[string]bool{}
	for j := i + 1; j < len(words) && !breaks(text, words, j, +1, true) && words[j].fold != "by"; j++ {
		if t := argument(words[j]); t != "" {
			out[t] = true
		}
	}
	return out
}

// sideTerms are the terms of the clause on one side of its verb.
func sideTerms(text string, words []lexeme, i, step int) map[string]bool {
	out := map[string]bool{}
	first := step < 0 && ofRelative(words, i)
	for j := i + step; j >= 0 && j < len(words); j += step {
		if step < 0 && len(out) == 0 && relative[words[j].fold] {
			continue // "the visit that was announced": of the visit
		}
		if breaks(text, words, j, step, len(out) > 0) {
			break
		}
		if t := argument(words[j]); t != "" && (first || !situated(words, j)) {
			out[t], first = true, false
		}
	}
	return out
}

// situated reports whether words[j] stands behind a preposition of place or time:
// it is where something is done, and neither who does it nor to whom.
func situated(words []lexeme, j int) bool {
	for i := j - 1; i >= 0 && j-i <= 3; i-- {
		if whereOrWhen[words[i].fold] {
			return true
		}
		if !articles[words[i].fold] && !words[i].capital && !strings.HasSuffix(words[i].fold, "ern") {
			return false
		}
	}
	return false
}

// argument is the term by which a word can be who or what takes part in an act,
// or empty.
func argument(l lexeme) string {
	if l.Term == "" || counting(l) || isWeekday(l.fold) || dayTimes[l.fold] || months3[l.fold] && l.capital || !l.capital && saysLittle(l.fold) {
		return ""
	}
	return l.Term
}

// breaks reports whether words[j] is no more of the clause that is read in the
// direction of step.
func breaks(text string, words []lexeme, j, step int, some bool) bool {
	l := words[j]
	gap := text[words[min(j, j-step)].End:words[max(j, j-step)].Start]
	switch {
	case strings.ContainsAny(gap, ",.;:!?—–()“”\""), joinsClauses[l.fold] && !l.capital:
		return true
	case l.fold == "and":
		return !some
	case l.fold == "to" && j+1 < len(words) && step > 0:
		next := words[j+1]
		return !next.capital && !articles[next.fold] && !counting(next)
	}
	return verbal(l) && (step < 0 || !sayVerbs[l.fold]) || step < 0 && some && (governsPossible[l.fold] || governsPlanned[l.fold])
}

// termsBehind are the terms behind a preposition that belongs to words[i].
func termsBehind(text string, words []lexeme, i int, preposition string) map[string]bool {
	const close = 8
	for j := i + 1; j < min(i+close, len(words)); j++ {
		if sentenceBetween(text, words, j-1) || joinsClauses[words[j].fold] {
			break
		}
		if words[j].fold == preposition {
			return sideTerms(text, words, j, +1)
		}
	}
	return map[string]bool{}
}

// levelOf is how real the clause tells the act of words[i] to be: the least of
// what governs it from the left.
func levelOf(text string, words []lexeme, i int) level {
	const furthest = 14 // words
	out, direct := levelFact, true
	for j := i - 1; j >= 0 && i-j <= furthest; j-- {
		l := words[j]
		if strings.ContainsAny(text[l.End:words[j+1].Start], ",.;:!?—–") || endsReach[l.fold] {
			break
		}
		if l.fold == "and" && direct {
			continue
		}
		if (!modals[l.fold] || direct) && governs(words, j) {
			out = min(out, governed(l, words[j+1]))
		}
		direct = direct && (helps(l) || l.fold == "to" || passiveAux[l.fold])
	}
	return out
}

// governs reports whether words[j] can lead to a verb: no name does, nor what
// somebody owns, as in "Iraq's request pleased".
func governs(words []lexeme, j int) bool {
	l, owned := words[j], j > 0 && words[j-1].possessive
	return (!l.capital || l.opens) && (!owned || words[j+1].fold == "to")
}

// endsReach are words beyond which nothing governs a verb.
var endsReach = set(`but while who which because`)

// governed is how real a word makes the verb that it leads to.
func governed(l, next lexeme) level {
	switch {
	case governsPossible[l.fold]:
		return levelPossible
	case governsPlanned[l.fold], passiveAux[l.fold] && next.fold == "to": // "was to fly"
		return levelPlanned
	}
	return levelFact
}

// framed checks each verb that the claim and its evidence share: the same side
// acts, and the claim makes it no more real than the evidence does.
func (k *examined) framed() error {
	words := lex(k.bare)
	for _, f := range framesOf(k.bare, words, func(i int) bool { return actsIn(words, i) && k.bare[words[i].Start-1] != '-' }) {
		if ergative[words[f.at].fold] {
			f.doer, f.done = nil, nil // the war began; he began the war
		}
		there := k.framesLike(words, f.at)
		if len(there) == 0 {
			continue
		}
		f.level = claimedLevel(f, words)
		if verb := words[f.at].fold; !mutual[verb] && !quoting[verb] && !slices.ContainsFunc(there, f.sameSides) {
			return reject(ruleRoles, "in the evidence the two sides of %q are others", words[f.at].Text)
		}
		if !slices.ContainsFunc(there, func(e frame) bool { return e.noun || e.level >= f.level }) && !denies(k.clauseAround(words[f.at].Start)) {
			return reject(ruleHedge, "the evidence does not tell %q as a fact", words[f.at].Text)
		}
	}
	return nil
}

// claimedLevel is how real a claim makes an act at the least.
func claimedLevel(f frame, words []lexeme) level {
	switch {
	case f.noun || words[f.at-1].fold == "to" && !compelled(words, f.at):
		return levelPossible // "planned calls", "asked to host": tells no act
	case !verbal(words[f.at]):
		return min(f.level, levelPlanned) // "the bank pays" may be of what it will do
	}
	return f.level
}

// compels are verbs that leave whom they are said of no choice.
var compels = set(`requires require required forces force forced obliges obliged compels compelled makes made manages managed`)

// compelled reports whether the verb at words[i] tells what has to be done or was.
func compelled(words []lexeme, i int) bool {
	const close = 5
	return slices.ContainsFunc(words[max(0, i-close):i], func(l lexeme) bool { return compels[l.fold] })
}

// actsIn reports whether words[i] of a claim is a verb.
func actsIn(words []lexeme, i int) bool {
	l := words[i]
	if i == 0 || l.Term == "" || plain[l.fold] || helps(l) || l.capital || articles[words[i-1].fold] || isDemonym(words[i-1].fold) {
		return false
	}
	return acts(words, i) || leadsVerb[words[i-1].fold] || ofMany(words[i-1], l)
}

// ofMany reports whether a word may be a verb of the present behind a plural:
// "the miners back".
func ofMany(before, l lexeme) bool {
	many := strings.HasSuffix(before.fold, "s") && !helps(before) || before.fold == "and"
	return many && !before.possessive && !strings.HasSuffix(l.fold, "s") && !saysLittle(l.fold) && !stops[l.fold] && !placing[l.fold]
}

// framesLike are the frames near of the verb at words[i] of the claim. A word
// that is a verb by its place alone ("the miners back") has to be one there.
func (k *examined) framesLike(words []lexeme, i int) []frame {
	v := words[i]
	sure := verbal(v) || leadsVerb[words[i-1].fold] && !strings.HasSuffix(v.fold, "s")
	out := make([]frame, 0, len(k.sources))
	for _, s := range k.sources {
		out = append(out, framesOf(s.near, s.words, func(j int) bool {
			e := s.words[j]
			return !e.capital && (e.Term == v.Term || slices.Contains(irregular[v.Term], e.Term)) && (sure || e.fold != v.fold)
		})...)
	}
	return out
}

// sameSides reports whether who acts in a claim can be who acts in its evidence.
func (f frame) sameSides(e frame) bool {
	if e.agentless && len(f.doer) > 0 {
		return false
	}
	crossed := func(a, own, other map[string]bool) bool { return meets(a, other) && !meets(a, own) }
	return !crossed(f.doer, e.doer, e.done) && !crossed(f.done, e.done, e.doer) && !meets(without(f.done, e.done), without(e.doer, f.doer))
}

// meets reports whether two sets of terms have one in common, be it as the name
// of a country and of its people.
func meets(a, b map[string]bool) bool {
	for t := range a {
		if b[t] {
			return true
		}
		for o := range b {
			if cognate(t, o) {
				return true
			}
		}
	}
	return false
}
