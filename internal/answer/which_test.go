package answer

import (
	"slices"
	"testing"

	"dateline/internal/retrieval"
)

// A question that several meetings answer otherwise, and that chose none of
// them, is asked back; whatever chooses one is answered.
func TestWhichMeeting(t *testing.T) {
	t.Parallel()
	answerer := New(filled(t, lakeside), Config{})
	both := []string{"arvika-2011", "lugano-2016"}
	for _, c := range []struct {
		question string
		set      func(*Question)
		want     []string // candidates; nil: answered
	}{
		{"Where did Berg and Torres meet?", func(*Question) {}, both},
		{"Where did Berg and Torres meet?", func(q *Question) { q.AllEvents = true }, nil},
		{"Where did Berg and Torres meet?", func(q *Question) { q.Filter = retrieval.Filter{Events: both[1:]} }, nil},
		{"Where did Berg and Torres meet in 2011?", func(*Question) {}, nil},
		{"Where did Berg and Torres meet each time, and what was signed?", func(*Question) {}, nil},
		{"Why did Berg travel by train?", func(*Question) {}, nil}, // one meeting alone answers
	} {
		q := Question{Text: c.question}
		c.set(&q)
		a, err := answerer.Ask(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, e := range a.Candidates() {
			got = append(got, e.ID)
		}
		if !slices.Equal(got, c.want) || (a.Outcome() == WhichEvent) != (c.want != nil) || c.want == nil && a.Outcome() != Answered {
			t.Errorf("%+v: outcome %s with the candidates %v, want %v", q, a.Outcome(), got, c.want)
		}
	}
}
