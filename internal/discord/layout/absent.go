package layout

import (
	"fmt"
	"strings"

	"dateline/internal/answer"
)

// abstained says that the corpus does not hold the answer, and quotes what comes
// nearest.
func (l Layout) abstained(r Reply) []Message {
	blocks := make([]block, 0, len(r.Nearest)+len(r.Notes)+2)
	blocks = append(blocks, block{lead: l.opening(r), parts: sentences(l.reason(r))})
	for i, c := range r.Nearest {
		b := block{gap: "\n\n", lead: "> ", again: "> ", parts: sentences("“" + c.Quote + "”")}
		b.marks = []string{"\n-# " + mark(i+1, l.address(r.ID, i+1, c)) + " " + l.source(c)}
		if i == 0 {
			b.lead = "**" + l.nearest + "**\n" + b.lead
		}
		blocks = append(blocks, b)
	}
	for _, n := range r.Notes {
		blocks = append(blocks, small(l.note(n)))
	}
	messages := l.messages(append(blocks, small(l.took(r.Took))), true)
	last := &messages[len(messages)-1]
	last.Components = append(last.Components, l.feedback(r))
	return messages
}

// reason says why nothing is said. What the answer gives is in English; in other
// languages there is less detail.
func (l Layout) reason(r Reply) string {
	if l.words == &english && r.Reason != "" {
		return r.Reason
	}
	missing := ""
	if len(r.Missing) > 0 {
		missing = fmt.Sprintf(l.nothingAbout, strings.Join(r.Missing, ", "))
	}
	if r.Dropped > 0 {
		missing = l.noneVerified
	}
	return join(" ", l.notHeld, missing)
}

// feedback are the buttons of an answer without claims: one may be wrong to say
// that there is nothing.
func (l Layout) feedback(r Reply) Row {
	row := l.buttons(r)
	row.Components = row.Components[1:]
	if len(r.Nearest) > 0 {
		row = l.buttons(r)
	}
	return row
}

// Cited are the places that an answer's Sources button shows: what its claims
// cite, or where it has none what came nearest.
func (r Reply) Cited() []answer.Citation {
	if len(r.Claims) > 0 {
		return r.Citations()
	}
	return r.Nearest
}
