package layout

import (
	"fmt"
	"strconv"

	"dateline/internal/corpus"
)

const (
	// mostButtons is up to how many meetings there is a button for each, in rows
	// of five with one for all of them; of more there are menus.
	mostButtons = 9
	// mostOptions is Discord's for a menu.
	mostOptions = 25
	// mostMenus keeps a message far below 40 components. Nobody reads further.
	mostMenus = 4
	// longestLabel of a button, and longestOption of a menu, are Discord's.
	longestLabel  = 80
	longestOption = 100
)

// which asks which meeting is meant.
func (l Layout) which(r Reply) []Message {
	blocks := []block{{lead: l.opening(r), parts: []string{"**" + l.whichMeeting + "**"}}}
	listed := r.Candidates
	if len(listed) > mostButtons {
		listed = nil // the menus list them
	}
	for _, e := range listed {
		blocks = append(blocks, block{gap: "\n", lead: "- ", parts: []string{l.meeting(e)}})
	}
	if more := len(r.Candidates) - mostOptions*mostMenus; more > 0 {
		blocks = append(blocks, small(fmt.Sprintf(l.more, more)))
	}
	messages := l.messages(blocks, true)
	last := &messages[len(messages)-1]
	last.Components = append(last.Components, l.choices(r)...)
	return messages
}

// meeting is an event's name, day and place as Markdown.
func (l Layout) meeting(e corpus.Event) string {
	return join(", ", "**"+Escape(short(l.title(e), longestHeading))+"**", Escape(short(e.Place, 100)))
}

// choices are the buttons or menus to choose a meeting with, and all of them.
func (l Layout) choices(r Reply) []Component {
	all := Button{Primary, l.allMeetings, ID{Kind: Which, Answer: r.ID, Event: AllEvents}.String(), false}
	if len(r.Candidates) > mostButtons {
		return append(l.menus(r), Row{[]Component{all}})
	}
	buttons := make([]Component, 0, mostButtons+1)
	for _, e := range r.Candidates {
		id := ID{Kind: Which, Answer: r.ID, Event: Key(e.ID)}
		buttons = append(buttons, Button{Secondary, short(l.title(e), longestLabel), id.String(), false})
	}
	return rows(append(unique(buttons), all))
}

// unique leaves of buttons with one custom_id the first: Discord refuses two.
func unique(buttons []Component) []Component {
	seen := map[string]bool{}
	out := buttons[:0]
	for _, c := range buttons {
		if b, ok := c.(Button); ok && !seen[b.CustomID] {
			seen[b.CustomID] = true
			out = append(out, b)
		}
	}
	return out
}

// rows puts buttons in rows of five.
func rows(buttons []Component) []Component {
	const each = 5
	var out []Component
	for len(buttons) > each {
		out, buttons = append(out, Row{buttons[:each:each]}), buttons[each:]
	}
	return append(out, Row{buttons})
}

// menus list the meetings, 25 in each. The value chosen is the event's key.
func (l Layout) menus(r Reply) []Component {
	var out []Component
	seen := map[string]bool{}
	var options []Option
	flush := func() {
		if len(options) > 0 {
			id := ID{Kind: Which, Answer: r.ID, Page: len(out)}
			name := l.chooseMeeting
			if len(out) > 0 {
				name += " " + strconv.Itoa(len(out)+1)
			}
			out = append(out, Row{[]Component{Menu{id.String(), name, options}}})
			options = nil
		}
	}
	for _, e := range r.Candidates[:min(len(r.Candidates), mostOptions*mostMenus)] {
		if key := Key(e.ID); !seen[key] {
			seen[key] = true
			options = append(options, Option{short(l.title(e), longestOption), key, short(e.Place, longestOption)})
		}
		if len(options) == mostOptions {
			flush()
		}
	}
	flush()
	return out
}
