package answer

import (
	"slices"
	"strings"
)

// isWho reports whether a subject in a source is the one of the claim.
func (s *source) isWho(who, there subject) bool {
	switch {
	case len(there.names) > 0:
		return shares(who.names, there.names)
	case there.pronoun != "":
		if there.pronoun == "i" || there.pronoun == "we" {
			return s.speaker != "" && shares(who.names, foldsOf(s.speaker))
		}
		return shares(who.names, s.antecedents(there.at))
	case shares(who.names, there.weak):
		return true
	case there.vague && !there.deputy:
		if of := s.described(there.weak); len(of) > 0 {
			return shares(who.names, of)
		}
		// "The leader" may be anybody whom the report has named so far.
		return shares(who.names, s.antecedents(there.at))
	}
	return false
}

// described are the names of those whom the report calls of one of some peoples,
// up to the end of the unit: of whom it says "the Turkish president".
func (s *source) described(peoples []string) []string {
	var out []string
	text := s.before + " " + s.unit
	words := lex(text)
	for i, l := range words {
		if !slices.Contains(peoples, l.fold) || !ofPeople(text, words, i) {
			continue
		}
		for i++; i < len(words) && (titles[words[i].fold] || connects[words[i].fold] || namelike(words[i])); i++ {
			if !titles[words[i].fold] && !connects[words[i].fold] {
				out = append(out, words[i].fold)
			}
		}
	}
	return out
}

// peoplesIn are the names of peoples that describe somebody in a text.
func peoplesIn(text string) []string {
	var out []string
	words := lex(text)
	for i, l := range words {
		if namelike(l) && ofPeople(text, words, i) {
			out = append(out, l.fold)
		}
	}
	return out
}

// sayerOf is who says a quotation of the unit: behind it in its sentence, before
// it in its sentence, or else the last who spoke before.
func (s *source) sayerOf(q []int) (subject, bool) {
	closed := strings.HasSuffix(strings.TrimRight(s.unit[q[0]:q[1]], `"”»“`), ".")
	var before, behind *saying
	for i, e := range s.around {
		switch {
		case e.at >= q[1] && behind == nil && !closed && !strings.ContainsAny(s.bare[q[1]:e.at], ".!?;"):
			behind = &s.around[i]
		case e.end <= q[0]:
			before = &s.around[i]
		}
	}
	sameSentence := before != nil && !strings.ContainsAny(s.bare[before.end:q[0]], ".!?;")
	switch {
	case behind != nil && (!sameSentence || behind.at-q[1] < q[0]-before.end):
		return behind.who, true
	case sameSentence:
		return before.who, true
	}
	if lead := strings.LastIndexAny(s.bare[:q[0]], ".!?") + 1; strings.HasSuffix(strings.TrimRight(s.bare[:q[0]], " "), ":") {
		// Torres was more careful: “…”. The leader gave a reason: “…”.
		names := subjectNames(s.bare[lead:q[0]])
		return subject{names: names, weak: peoplesIn(s.bare[lead:q[0]]), vague: len(names) == 0, at: lead}, true
	}
	if names := s.namesBeside(q); len(names) > 0 {
		return subject{names: names, at: q[0]}, true
	}
	if before != nil {
		return before.who, true
	}
	return subject{}, false
}

// namesBeside are the names in the sentence of a quotation outside of it.
func (s *source) namesBeside(q []int) []string {
	from := strings.LastIndexAny(s.bare[:q[0]], ".!?") + 1
	to := len(s.bare)
	if endsWithin.MatchString(s.unit[q[0]:q[1]]) {
		to = q[1]
	} else if i := strings.IndexAny(s.bare[q[1]:], ".!?"); i >= 0 {
		to = q[1] + i
	}
	return namesIn(s.bare[from:to])
}

func namesIn(text string) []string {
	var out []string
	words := lex(text)
	for i, l := range words {
		if namelike(l) && !ofPeople(text, words, i) {
			out = append(out, l.fold)
		}
	}
	return out
}

// antecedents are whom "he" at a place of the unit means: the first names in
// the nearest sentence up to there that has any, in the passage. That is its
// subject as a rule; who else it names is not meant, since to be wrong about
// that would give somebody another's words.
func (s *source) antecedents(at int) []string {
	full := len(s.before) - s.nearAt // what stands before the unit
	text := blankQuotations(s.before[:max(0, full)] + s.unit[:min(at, len(s.unit))])
	sentences := sentencesIn(text)
	for _, c := range slices.Backward(sentences) {
		if names := foremost(c.text); len(names) > 0 {
			return names
		}
	}
	var all []string
	for _, p := range s.participants() {
		all = append(all, foldsOf(p)...)
	}
	return all
}

// foremost are the names that a sentence is about, or all its names when it is
// about none.
func foremost(sentence string) []string {
	if names := subjectNames(sentence); len(names) > 0 {
		return names
	}
	return people(namesIn(sentence))
}

// subjectNames are the first names of a sentence that no preposition stands
// before and that describe nobody else.
func subjectNames(sentence string) []string {
	words := lex(sentence)
	for i := 0; i < len(words); i++ {
		if !namelike(words[i]) {
			continue
		}
		end := i
		for end+1 < len(words) && runsOn(sentence, words, end+1, end+1) && strings.Trim(sentence[words[end].End:words[end+1].Start], " -") == "" {
			end++
		}
		led := i > 0 && (placing[words[i-1].fold] || ownedBy[words[i-1].fold])
		if !led && !describes(words, i, end) {
			if run := nameRun(sentence, words, end); len(people(run.names)) > 0 {
				return people(run.names)
			}
		}
		i = end
	}
	return nil
}

// describes reports whether the names of words[i:end+1] describe what stands
// behind them: "the Sochi meeting", "the U.S. general".
func describes(words []lexeme, i, end int) bool {
	if words[end].possessive || end+1 == len(words) {
		return words[end].possessive
	}
	next := words[end+1].fold
	return titles[next] || i > 0 && articles[words[i-1].fold] && meetings[next]
}

// nearSayings are the sayings of the unit that lie near.
func (s *source) nearSayings() []saying {
	var out []saying
	for _, e := range s.around {
		if s.nearAt <= e.at && e.at < s.nearAt+len(s.near) {
			out = append(out, e)
		}
	}
	return out
}

// owned is a clause of a unit and who says it; nobody, where the report does.
type owned struct {
	clause
	owner *subject
}

// owned are the clauses of the unit with who says them: who the clause names,
// for a quotation who that is of, or else who spoke before.
func (s *source) owned() []owned {
	clauses := clausesOf(s.unit)
	out := make([]owned, 0, len(clauses))
	var owner *subject
	for _, c := range clauses {
		for i, e := range s.around {
			if c.start <= e.at && e.at < c.end {
				owner = &s.around[i].who
			}
		}
		for _, q := range quotationsIn(s.unit) {
			if q[0] < c.end && c.start < q[1] {
				if sayer, found := s.sayerOf(q); found {
					owner = &sayer
				}
			}
		}
		out = append(out, owned{c, owner})
	}
	return out
}
