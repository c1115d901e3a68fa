package answer

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/prompts"
)

// Exchange is a question with what was answered, as the asker saw it.
type Exchange struct{ Question, Answer string }

const (
	// mostHistory is how many exchanges a follow-up is read with.
	mostHistory = 6
	// mostHistoryBytes bounds each text of them.
	mostHistoryBytes = 2000
	// rewrittenTokens bounds what a generator may write for a question.
	rewrittenTokens = 120
)

// standAlone is the question so that it can be understood without the
// conversation, and in the language of the corpus: by the generator, or else by
// rule, which know one language.
func (s *asking) standAlone(ctx context.Context) (string, Spent) {
	history := s.question.History[max(0, len(s.question.History)-mostHistory):]
	sample, foreign, sure := s.foreign(ctx)
	if len(history) == 0 && !foreign {
		return s.question.Text, Spent{}
	}
	var spent Spent
	if s.a.config.Generator != nil {
		if !foreign {
			sample = ""
		}
		text, cost, err := s.reading(ctx, history, sample)
		spent = cost
		if err == nil && plausible(text) && (!foreign || s.readsAs(ctx, text, history)) {
			s.translated = foreign && text != prompts.Line(s.question.Text)
			return text, spent
		}
	}
	s.unread = sure
	if len(history) == 0 {
		return s.question.Text, spent
	}
	return s.a.byRule(history, s.question), spent
}

func shortened(text string) string {
	if len(text) <= mostHistoryBytes {
		return text
	}
	return strings.ToValidUTF8(text[:mostHistoryBytes], "")
}

// plausible reports whether what a generator wrote can be a question.
func plausible(text string) bool {
	const most = 400
	return text != "" && len(text) <= most && !strings.Contains(text, "://") && !strings.ContainsAny(text, "<>{}`")
}

var (
	// elliptic opens a follow-up that changes one thing of the question before.
	elliptic = regexp.MustCompile(`(?i)^\W*(?:(?:and|or|but|so)\b[ ,]*)?(?:(?:what|how) about\b|(?:and|or)\b)?[ ,]*`)
	opens    = regexp.MustCompile(`(?i)^\W*(?:and|or|but|so|what about|how about)\b`)
	asksWord = regexp.MustCompile(`(?i)\b(?:who|whom|whose|what|which|when|where|why|how|did|does|do|was|were|is|are|has|have)\b`)
	saidThat = regexp.MustCompile(`(?i)\bwho (?:said|says|wrote|reported|claimed) (?:that|this|it|so)\b`)
	pronoun  = regexp.MustCompile(`\b(?:[Hh]e|[Ss]he|[Hh]im)\b`)
	several  = regexp.MustCompile(`\b(?:[Tt]hey|[Tt]hem)\b`)
	couple   = regexp.MustCompile(`(?:\p{Lu}[\p{L}-]+ )+and(?: \p{Lu}[\p{L}-]+)+`)
	oneName  = regexp.MustCompile(`^\p{Lu}[\p{L}-]+(?: \p{Lu}[\p{L}-]+)?$`)
	owner    = regexp.MustCompile(`\b(?:[Hh]is|[Hh]er)\b`)
	quoted   = regexp.MustCompile(`“([^”]{8,200})”`)
)

// whoSaid opens what "who said that?" is rewritten to.
const whoSaid = "Who said “"

// byRule makes a follow-up stand alone without a model: "and in 2017?" is the
// question before about another meeting, "who said that?" asks about the quote
// that was shown, and "he" is the person last named.
func (a *Answerer) byRule(history []Exchange, next Question) string {
	last := history[len(history)-1]
	if strings.HasPrefix(last.Question, whoSaid) && len(history) > 1 && !saidThat.MatchString(next.Text) {
		last = history[len(history)-2] // which the question for the speaker was about
	}
	before, err := a.retriever.Read(last.Question, next.Asked)
	if err != nil {
		return next.Text
	}
	before.Cues = apart(before.Cues)
	now, err := a.retriever.Read(next.Text, next.Asked)
	if err != nil {
		return next.Text
	}
	text := now.Question
	if m := quoted.FindStringSubmatch(last.Answer); m != nil && saidThat.MatchString(text) {
		return whoSaid + m[1] + "”?"
	}
	if phrase := strings.Trim(text[len(elliptic.FindString(text)):], " ?!."); isElliptic(now) {
		if len(now.Cues) == 0 { // a place alone is not read as one
			if in, err := a.retriever.Read("in "+phrase, next.Asked); err == nil && len(in.Cues) > 0 {
				now = in
			}
		}
		return replaceCues(before, now)
	}
	return carryOver(before, now)
}

// apart are cues in the order of the text, without those inside others: a year
// in the name of a meeting.
func apart(cues []retrieval.Cue) []retrieval.Cue {
	sorted := slices.SortedFunc(slices.Values(cues), func(a, b retrieval.Cue) int { return cmp.Or(a.Start-b.Start, b.End-a.End) })
	end := 0
	return slices.DeleteFunc(sorted, func(c retrieval.Cue) bool {
		inside := c.Start < end
		end = max(end, c.End)
		return inside
	})
}

// isElliptic reports whether a follow-up only names something else to ask the
// same about.
func isElliptic(q retrieval.Query) bool {
	rest := q.Question[len(elliptic.FindString(q.Question)):]
	return len(q.Cues) > 0 && !asksWord.MatchString(rest) || opens.MatchString(q.Question) && !asksWord.MatchString(rest) && len(strings.Fields(rest)) <= 4
}

// chooses reports whether a cue chooses a meeting.
func chooses(c retrieval.Cue) bool {
	return c.Kind == retrieval.EventCue || c.Kind == retrieval.PlaceCue || c.Kind == retrieval.DateCue
}

// replaceCues is the question before with what the follow-up names in place of
// what it named of that kind: meetings, or outlets, or speakers.
func replaceCues(before, now retrieval.Query) string {
	phrase := strings.TrimRight(now.Question[len(elliptic.FindString(now.Question)):], " ?!.")
	replaces := func(c retrieval.Cue) bool {
		return slices.ContainsFunc(now.Cues, func(n retrieval.Cue) bool { return n.Kind == c.Kind || chooses(n) && chooses(c) })
	}
	text := before.Question
	put := false
	for i := len(before.Cues) - 1; i >= 0; i-- {
		c := before.Cues[i]
		if !replaces(c) {
			continue
		}
		first := !slices.ContainsFunc(before.Cues[:i], replaces)
		start := c.Start
		with := ""
		if first {
			with, put = phrase, true
		}
		if lead := leadIn.FindStringIndex(text[:start]); lead != nil && (!first || leadIn.MatchString(phrase+" ") || chooses(c)) {
			start = lead[0]
			if with != "" {
				with = " " + withLead(with, text[lead[0]:c.Start])
			}
		}
		text = text[:start] + with + text[c.End:]
	}
	if !put {
		text = inPlaceOfName(before, now, phrase)
	}
	return strings.Join(strings.Fields(text), " ")
}

// inPlaceOfName is the question before with a name that follows up in place of
// the last one, or else with the phrase behind it.
func inPlaceOfName(before, now retrieval.Query, phrase string) string {
	text := before.Question
	if name := lastName(before); len(now.Cues) == 0 && name != "" && oneName.MatchString(phrase) && !strings.Contains(text, phrase) {
		return strings.Replace(text, name, phrase, 1)
	}
	return strings.TrimRight(text, " ?") + ", " + phrase + "?"
}

// leadIn is the word that joins a place or day to a sentence.
var leadIn = regexp.MustCompile(`(?i)\s*\b(?:in|at|on|of|from|during|to|for|according to)(?: the)? *$`)

// withLead puts the word that led in what is replaced before a phrase that
// brings none.
func withLead(phrase, lead string) string {
	if regexpLead.MatchString(phrase) {
		return phrase
	}
	return strings.TrimSpace(lead) + " " + phrase
}

var regexpLead = regexp.MustCompile(`(?i)^(?:in|at|on|of|from|during|to|for|according to)\b`)

// carryOver puts the person last named in place of a pronoun, and adds the
// meeting that the conversation is about where the follow-up names none.
func carryOver(before, now retrieval.Query) string {
	text := now.Question
	if name := lastName(before); name != "" && !strings.Contains(text, name) {
		text = replaceFirst(text, pronoun, name)
		text = replaceFirst(text, owner, name+"'s")
	}
	if both := couple.FindString(before.Question); both != "" {
		text = replaceFirst(text, several, both)
	}
	if slices.ContainsFunc(now.Cues, chooses) {
		return text
	}
	var add []string
	for _, c := range before.Cues {
		if !chooses(c) {
			continue
		}
		lead := strings.TrimSpace(leadIn.FindString(before.Question[:c.Start]))
		if c.Kind == retrieval.PlaceCue || strings.HasSuffix(lead, "the") {
			lead = "in" // they went to it, and the follow-up is on what was there; "on the May meeting"
		}
		add = append(add, strings.TrimSpace(lead+" "+c.Text))
	}
	if len(add) == 0 {
		return text
	}
	return strings.TrimRight(text, " ?") + " " + strings.Join(add, " ") + "?"
}

func replaceFirst(text string, what *regexp.Regexp, with string) string {
	at := what.FindStringIndex(text)
	if at == nil {
		return text
	}
	return text[:at[0]] + with + text[at[1]:]
}

// lastName is the last person that a question names, as far as capitals tell:
// no place, no outlet and no meeting.
func lastName(q retrieval.Query) string {
	question := q.Question
	other := func(t retrieval.Token) bool {
		return slices.ContainsFunc(q.Cues, func(c retrieval.Cue) bool {
			return c.Kind != retrieval.SpeakerCue && c.Start <= t.Start && t.End <= c.End
		})
	}
	name, end := "", -1
	for i, t := range retrieval.Tokens(question) {
		if t.Term == "" || other(t) || !isName(question, t, i) || strings.ContainsAny(t.Text, "0123456789") {
			continue
		}
		if before := strings.ToLower(lead(question, t.Start)); placed.MatchString(before) && end != t.Start-1 {
			continue
		}
		if end >= 0 && question[end:t.Start] == " " {
			name += " " + t.Text
		} else {
			name = t.Text
		}
		end = t.End
	}
	return corpus.Fold(name)
}

var placed = regexp.MustCompile(`\b(?:in|at|from|near|into|about|of|according to)(?: the)? $`)

func lead(text string, end int) string { return text[max(0, end-24):end] }
