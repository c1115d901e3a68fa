package layout

import (
	"fmt"
	"strconv"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/quota"
)

// Stored is what is stored about a person.
type Stored struct {
	Used              []quota.Used // the latest day first
	Answers, Feedback int
}

// none reports whether there is nothing.
func (s Stored) none() bool { return len(s.Used) == 0 && s.Answers == 0 && s.Feedback == 0 }

// PrivacyShow is /privacy show. Of very many days it shows the latest.
func (l Layout) PrivacyShow(s Stored) Message {
	const most = 40
	if s.none() {
		return l.message(l.privacyNothing)
	}
	lines := []string{"### " + l.privacyShow}
	for i, u := range s.Used {
		if i == most {
			lines = append(lines, "- …")
			break
		}
		lines = append(lines, "- "+l.used(u))
	}
	lines = append(lines, "- "+fmt.Sprintf(l.privacyAnswers, s.Answers), "- "+fmt.Sprintf(l.privacyFeedback, s.Feedback), l.privacyForget)
	return l.message(strings.Join(lines, "\n"))
}

// used is what was used in a day; money where a price is known.
func (l Layout) used(u quota.Used) string {
	text := fmt.Sprintf(l.privacyUsed, l.date(corpus.DateOf(u.Day.UTC())), u.Questions, u.Tokens)
	if u.Dollars > 0 {
		text += fmt.Sprintf(l.privacyCost, strconv.FormatFloat(u.Dollars, 'f', -1, 64))
	}
	return text
}

// Forgotten is /privacy forget-me: what was deleted.
func (l Layout) Forgotten(s Stored) Message {
	if s.none() {
		return l.message(l.forgottenNothing)
	}
	return l.message(fmt.Sprintf(l.forgotten, len(s.Used), s.Answers, s.Feedback))
}

// Thanks is the answer to feedback.
func (l Layout) Thanks() Message { return l.message(l.thanks) }

// RatingReplaced is the answer to feedback of a person who thought otherwise before.
func (l Layout) RatingReplaced() Message { return l.message(l.ratingReplaced) }

// RatedAlready is the answer to feedback that the person has given already.
func (l Layout) RatedAlready() Message { return l.message(l.ratedAlready) }

// WhyField is the custom_id of the text in the form that [Layout.WhyForm] is.
const WhyField = "text"

// WhyForm asks why an answer was not helpful.
func (l Layout) WhyForm(answerID string) Modal {
	const most = 1000
	return Modal{
		CustomID: ID{Kind: Why, Answer: answerID}.String(), Title: l.whyTitle,
		Components: []Component{Label{l.whyLabel, l.whyHint, Input{CustomID: WhyField, Style: Paragraph, MaxLength: most}}},
	}
}
