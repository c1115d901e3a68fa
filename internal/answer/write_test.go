package answer

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/retrieval"
)

// writer is a model that writes what a test tells it to, request by request.
type writer struct {
	mu       sync.Mutex
	requests []Prompt
	write    func(request int, p Prompt, got func(Proposal) error) error
	complete func(p Prompt) (string, error)
}

func (*writer) Name() string { return "scripted" }

func (w *writer) note(p Prompt) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests = append(w.requests, p)
	return len(w.requests)
}

func (w *writer) Generate(_ context.Context, p Prompt, got func(Proposal) error) (Spent, error) {
	return Spent{Requests: 1, TokensIn: 100, TokensOut: 10}, w.write(w.note(p), p, got)
}

func (w *writer) Complete(_ context.Context, p Prompt, _ int) (string, Spent, error) {
	w.note(p)
	text, err := w.complete(p)
	return text, Spent{Requests: 1, TokensIn: 10, TokensOut: 1}, err
}

// keyIn is the key that a prompt gives the passage with some words.
func keyIn(p Prompt, words string) string {
	for line := range strings.Lines(p.System + "\n" + p.User) {
		if key, text, marked := strings.Cut(line, "| "); marked && strings.Contains(text, words) {
			return key
		}
	}
	return "none"
}

const train = "Berg travelled by train because the airport was closed."

// byTrain proposes what the made-up corpus says, and proves.
func byTrain(p Prompt) Proposal {
	return Proposal{Text: "Berg took the train since the airport was closed.", Evidence: []Proposed{{keyIn(p, train), train}}}
}

func written(t *testing.T, w *writer, c Config, question Question) (Answer, []string) {
	t.Helper()
	c.Generator = w
	var shown []string
	a, err := New(filled(t, lakeside), c).Stream(t.Context(), question, func(s Step) {
		if s.Claim != nil {
			shown = append(shown, s.Claim.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	return a, shown
}

var whyByTrain = Question{Text: "Why did Berg travel by train?"}

// What passes is shown while the rest is still to come; what does not is
// dropped, counted, and asked for once more.
func TestModelWrites(t *testing.T) {
	t.Parallel()
	var shown []string
	w := &writer{}
	w.write = func(request int, p Prompt, got func(Proposal) error) error {
		if request == 1 {
			if err := got(byTrain(p)); err != nil {
				return err
			}
			if len(shown) != 1 {
				t.Errorf("after the first claim %d are shown", len(shown))
			}
			return got(Proposal{Text: "The treaty limits the catch to 800 tonnes a year.", Evidence: []Proposed{{keyIn(p, "perch"), "The treaty limits the catch of perch to 900 tonnes a year."}}})
		}
		if !strings.Contains(p.User, "! The treaty limits the catch to 800 tonnes a year.") || request > 2 {
			t.Errorf("request %d: %s", request, p.User)
		}
		return got(Proposal{Text: "The treaty limits the catch of perch to 900 tonnes a year.", Evidence: []Proposed{{keyIn(p, "perch"), "The treaty limits the catch of perch to 900 tonnes a year."}}})
	}
	a, err := New(filled(t, lakeside), Config{Generator: w}).Stream(t.Context(), whyByTrain, func(s Step) {
		if s.Claim != nil {
			shown = append(shown, s.Claim.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(shown) != 2 || len(a.Claims()) != 2 || a.Writer() != "scripted" || len(a.Notes()) != 0 {
		t.Errorf("shown %q, writer %q, notes %v", shown, a.Writer(), a.Notes())
	}
	if d := a.Dropped(); len(d) != 1 || d[0].Rule != ruleNumber || a.Spent().Requests != 2 || a.Spent().TokensIn != 200 {
		t.Errorf("dropped %+v, spent %+v", d, a.Spent())
	}
}

// However a model fails, there is a finished answer that says so.
func TestModelFails(t *testing.T) {
	t.Parallel()
	broken := errors.New("the stream was cut")
	none := func(int, Prompt, func(Proposal) error) error { return nil }
	for _, c := range []struct {
		name   string
		write  func(request int, p Prompt, got func(Proposal) error) error
		notes  []Note
		writer string
		claims int
		reason string
	}{
		{"gone", func(int, Prompt, func(Proposal) error) error { return broken }, []Note{ModelFailed}, "", 1, ""},
		{"cut after a claim", func(_ int, p Prompt, got func(Proposal) error) error { return errors.Join(got(byTrain(p)), broken) }, []Note{CutShort}, "scripted", 1, ""},
		{"nothing true", func(_ int, p Prompt, got func(Proposal) error) error {
			return got(Proposal{Text: "Berg took the train for fun.", Evidence: []Proposed{{keyIn(p, train), "he likes the train"}}})
		}, []Note{NothingVerified}, "", 1, ""},
		{"nothing to say", none, nil, "", 0, "no answer stands"},
		{"without end", func(_ int, _ Prompt, got func(Proposal) error) error {
			for {
				if err := got(Proposal{Text: "Berg flew.", Evidence: []Proposed{{"p999", train}}}); err != nil {
					return err
				}
			}
		}, []Note{NothingVerified}, "", 1, ""},
		{"the same again", func(_ int, p Prompt, got func(Proposal) error) error {
			return errors.Join(got(byTrain(p)), got(byTrain(p)))
		}, nil, "scripted", 1, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a, shown := written(t, &writer{write: c.write}, Config{}, whyByTrain)
			if len(a.Claims()) != c.claims || len(shown) != c.claims || !slices.Equal(a.Notes(), c.notes) || a.Writer() != c.writer || !strings.Contains(a.Reason(), c.reason) {
				t.Errorf("%d claims, %d shown, notes %v, writer %q, reason %q", len(a.Claims()), len(shown), a.Notes(), a.Writer(), a.Reason())
			}
			if failed := slices.Contains(a.Notes(), ModelFailed) || slices.Contains(a.Notes(), CutShort); failed != (a.Failure() != nil) {
				t.Errorf("the failure is %v", a.Failure())
			}
		})
	}
}

// A model is not asked about what the corpus has nothing to do with, nor before
// it is known which meeting is meant.
func TestModelIsNotAsked(t *testing.T) {
	t.Parallel()
	w := &writer{write: func(int, Prompt, func(Proposal) error) error { return nil }}
	for _, q := range []string{"What is the capital of Australia?", "What did the leaders sign in Lugano in 2011?", "Where did Berg and Torres meet?"} {
		written(t, w, Config{}, Question{Text: q})
	}
	if len(w.requests) != 0 {
		t.Errorf("it was asked %d times: %s", len(w.requests), w.requests[0].User)
	}
}

// What is verified when the time is up is the answer.
func TestDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := &writer{}
		searcher := filled(t, lakeside)
		slow := slowly{w, time.Hour}
		w.write = func(_ int, p Prompt, got func(Proposal) error) error { return got(byTrain(p)) }
		a, err := New(searcher, Config{Generator: slow, Deadline: time.Minute}).Ask(t.Context(), whyByTrain)
		if err != nil || len(a.Claims()) != 1 || a.Writer() != "scripted" || !slices.Contains(a.Notes(), CutShort) {
			t.Errorf("%d claims by %q, notes %v (error %v)", len(a.Claims()), a.Writer(), a.Notes(), err)
		}
		leaving, leave := context.WithCancel(t.Context())
		leave()
		if _, err := New(searcher, Config{Generator: slow}).Ask(leaving, whyByTrain); !errors.Is(err, context.Canceled) {
			t.Errorf("whose asker has left: got the error %v", err)
		}
	})
}

// slowly is a model that writes, and then takes its time to end.
type slowly struct {
	*writer
	time.Duration
}

func (s slowly) Generate(ctx context.Context, p Prompt, got func(Proposal) error) (Spent, error) {
	spent, err := s.writer.Generate(ctx, p, got)
	select {
	case <-time.After(s.Duration):
	case <-ctx.Done():
		err = ctx.Err()
	}
	return spent, err
}

// With a judge only what it says yes to is shown, and only a plain yes is one.
func TestJudge(t *testing.T) {
	t.Parallel()
	for verdict, passes := range map[string]bool{"yes": true, " Yes.\n": true, "no": false, "": false, "yes, because": false} {
		w := &writer{
			write: func(_ int, p Prompt, got func(Proposal) error) error { return got(byTrain(p)) },
			complete: func(p Prompt) (string, error) {
				if !strings.Contains(p.User, strings.TrimSuffix(train, ".")) {
					t.Errorf("the judge is not shown the quote: %s", p.User)
				}
				return verdict, nil
			},
		}
		a, _ := written(t, w, Config{Judge: true}, whyByTrain)
		if (a.Writer() != "") != passes {
			t.Errorf("%q: written by %q, dropped %+v", verdict, a.Writer(), a.Dropped())
		}
	}
}

// A corpus that fits goes in as a whole, in front of what changes from question
// to question, so that a server can keep it ready.
func TestWholeCorpus(t *testing.T) {
	t.Parallel()
	w := &writer{write: func(int, Prompt, func(Proposal) error) error { return nil }}
	for _, q := range []string{"Why did Berg travel by train?", "Who was unhappy on the northern shore?"} {
		written(t, w, Config{WholeTokens: 100_000}, Question{Text: q})
	}
	written(t, w, Config{WholeTokens: 100}, whyByTrain)
	written(t, w, Config{WholeTokens: 100_000}, Question{Text: whyByTrain.Text, Filter: retrieval.Filter{Outlets: []string{"The Lantern"}}})
	r := w.requests
	if len(r) != 4 || r[0].System != r[1].System || !strings.Contains(r[0].System, train) || strings.Contains(r[0].User, train) {
		t.Fatalf("%d requests; the corpus does not stand in front of all: %+v", len(r), r)
	}
	if nearest := keyIn(r[0], train); !strings.Contains(r[0].User, "best first: "+nearest+",") {
		t.Errorf("the nearest passage is %s: %s", nearest, r[0].User)
	}
	for i := range 2 {
		if p := r[2+i]; strings.Contains(p.System, train) || !strings.Contains(p.User, train) || strings.Contains(p.System, "Radio Nord") {
			t.Errorf("request %d: a corpus that is too large, or filtered, stands in the system message", i)
		}
	}
}

// A model makes follow-ups stand alone; where what it writes can't be a
// question, the rules do.
func TestModelRewritesFollowUps(t *testing.T) {
	t.Parallel()
	for reply, want := range map[string]string{
		"What did Berg and Torres discuss in Lugano?": "What did Berg and Torres discuss in Lugano?",
		"":                         "What did Berg and Torres discuss in 2016?",
		"See https://evil.example": "What did Berg and Torres discuss in 2016?",
	} {
		w := &writer{
			write:    func(int, Prompt, func(Proposal) error) error { return nil },
			complete: func(Prompt) (string, error) { return reply, nil },
		}
		a, _ := written(t, w, Config{}, Question{Text: "And in 2016?", History: []Exchange{{"What did Berg and Torres discuss in 2011?", "The treaty."}}})
		if a.Question() != want || a.Spent().Requests == 0 {
			t.Errorf("%q: read as %q, want %q; spent %+v", reply, a.Question(), want, a.Spent())
		}
	}
}
