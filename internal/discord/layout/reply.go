package layout

import (
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
)

// Reply is what is shown of an answer. [ReplyOf] makes one; one that was stored
// can be put together from its parts.
type Reply struct {
	ID       string // the answer's, which its buttons carry: see ID.Answer
	Question string // as it was asked; shown where Echo is set
	Echo     bool   // show the question: Discord does not show a command's options
	Read     string // as it was read, where that is something else
	Private  bool   // for the asker alone: with a button to share it
	Shared   bool   // by its asker, who had asked in private
	ByOutlet bool   // headings name outlets rather than meetings

	Claims     []answer.Claim
	Events     map[string]corpus.Event // that claims name, by id
	Candidates []corpus.Event
	Reason     string // in English
	Missing    []string
	Nearest    []answer.Citation
	Notes      []answer.Note
	Documents  int // cited
	Own        int // of these, independent
	Dropped    int
	Writer     string // empty: the claims are quotations
	Took       time.Duration
}

// ReplyOf is what is shown of an answer that took so long for its asker.
func ReplyOf(id string, a answer.Answer, took time.Duration) Reply {
	r := Reply{
		ID: id, Question: a.Asked(), Claims: a.Claims(), Events: map[string]corpus.Event{}, Candidates: a.Candidates(),
		Reason: a.Reason(), Missing: a.Missing(), Nearest: a.Nearest(), Notes: a.Notes(),
		Documents: len(a.Sources()), Own: a.Independent(), Dropped: len(a.Dropped()), Writer: a.Writer(), Took: took,
	}
	if Plain(a.Question()) != Plain(corpus.Normalise(a.Asked()).Body) {
		r.Read = a.Question()
	}
	for _, c := range r.Claims {
		if e, ok := a.Event(c.Event); ok {
			r.Events[e.ID] = e
		}
	}
	return r
}

// Citations are the places that the claims cite, each once, in the order of
// their numbers: the first is [1].
func (r Reply) Citations() []answer.Citation {
	var n numbered
	for _, claim := range r.Claims {
		for _, c := range claim.Citations {
			n.of(c)
		}
	}
	return n
}

// numbered gives each place in a document that is cited its number.
type numbered []answer.Citation

func (n *numbered) of(c answer.Citation) int {
	for i, known := range *n {
		if known.Header.ID == c.Header.ID && known.Span == c.Span {
			return i + 1
		}
	}
	*n = append(*n, c)
	return len(*n)
}
