package answer

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// All meetings that answer a question alike can be chosen, not as many alone as an
// answer has statements.
func TestWhichOfManyMeetings(t *testing.T) {
	t.Parallel()
	files := map[string]string{}
	var about strings.Builder
	about.WriteString("events:\n")
	const many = 11
	for i := range many {
		place := fmt.Sprintf("%ccity", 'A'+i)
		day := time.Date(2000+i, 5, 10, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		fmt.Fprintf(&about, "  - {id: e%d, name: %s, date: %s, place: %s}\n", i, place, day, place)
		files[place+".md"] = fmt.Sprintf("---\noutlet: The Lantern\npublished: %s\nevent: e%d\n---\n\nNils Berg and Ana Torres met in %s and signed a treaty.\n", day, i, place)
	}
	files["corpus.yaml"] = about.String()
	a, err := New(filled(t, files), Config{}).Ask(t.Context(), Question{Text: "Where did Berg and Torres meet?"})
	if err != nil {
		t.Fatal(err)
	}
	got := a.Candidates()
	if len(got) != many {
		t.Fatalf("%d meetings can be chosen of %d: %v", len(got), many, got)
	}
	for i, e := range got {
		if want := fmt.Sprintf("e%d", i); e.ID != want {
			t.Errorf("number %d is %s, not %s: they go by their days", i, e.ID, want)
		}
	}
}
