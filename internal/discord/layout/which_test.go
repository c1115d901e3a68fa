package layout

import (
	"fmt"
	"testing"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// However many meetings there are, each can be chosen, up to what a person
// reads; and what is chosen is found in the corpus.
func TestWhichMeeting(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2, 4, 5, 9, 10, 25, 26, 100, 101, 400} {
		r := Reply{ID: "w", Question: "Where?"}
		for i := range n {
			r.Candidates = append(r.Candidates, corpus.Event{ID: fmt.Sprint("e", i), Name: fmt.Sprint("Meeting ", i)})
		}
		messages := english0.Answer(r)
		check(t, messages[0])
		found := map[string]bool{}
		for _, key := range keysOf(t, messages[len(messages)-1]) {
			if e, ok := FindEvent(retrieval.Catalog{Events: r.Candidates}, key); ok {
				found[e.ID] = true
			} else if key != AllEvents {
				t.Errorf("of %d: %q is no meeting", n, key)
			}
		}
		if len(found) != min(n, 100) {
			t.Errorf("of %d meetings %d can be chosen", n, len(found))
		}
	}
}

// keysOf are all events that can be chosen in a message, and all of them.
func keysOf(t *testing.T, m Message) []string {
	t.Helper()
	var out []string
	for _, c := range m.Components {
		row, _ := c.(Row)
		for _, part := range row.Components {
			switch p := part.(type) {
			case Button:
				id, ok := ParseID(p.CustomID)
				if !ok || id.Kind != Which || id.Answer != "w" {
					t.Errorf("the button %q is %+v", p.Label, id)
				}
				out = append(out, id.Event)
			case Menu:
				for _, o := range p.Options {
					out = append(out, o.Value)
				}
			}
		}
	}
	return out
}

// Two meetings of one id, which no corpus has, do not make two buttons that
// Discord refuses.
func TestWhichMeetingTwice(t *testing.T) {
	t.Parallel()
	check(t, english0.Answer(Reply{Candidates: []corpus.Event{moot, moot, fair}})[0])
}
