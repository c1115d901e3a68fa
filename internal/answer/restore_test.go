package answer

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

func stored(t testing.TB, a Answer) []byte {
	t.Helper()
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func restored(t testing.TB, archive Archive, data []byte) Answer {
	t.Helper()
	a, err := Restore(t.Context(), archive, data)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// wantSame compares all of an answer that people are shown.
func wantSame(t *testing.T, want, got Answer) {
	t.Helper()
	for _, c := range []struct {
		what      string
		want, got any
	}{
		{"outcome", want.Outcome(), got.Outcome()}, {"asked", strings.TrimSpace(corpus.Normalise(want.Asked()).Body), got.Asked()}, {"question", want.Question(), got.Question()},
		{"claims", want.Claims(), got.Claims()}, {"candidates", want.Candidates(), got.Candidates()}, {"sources", want.Sources(), got.Sources()},
		{"notes", want.Notes(), got.Notes()}, {"reason", want.Reason(), got.Reason()}, {"missing", want.Missing(), got.Missing()},
		{"dropped", len(want.Dropped()), len(got.Dropped())}, {"spent", want.Spent(), got.Spent()}, {"events", want.events, got.events},
		{"written by a model", want.Writer() != "", got.Writer() != ""}, {"nearest", places(want.Nearest()), places(got.Nearest())},
	} {
		if diff := cmp.Diff(c.want, c.got); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", c.what, diff)
		}
	}
}

// places is where citations stand.
func places(list []Citation) (out []string) {
	for _, c := range list {
		out = append(out, c.Header.ID+": "+c.Quote)
	}
	return out
}

// An answer of quotations comes back as it was: with claims, with an
// abstention of each kind, or with meetings to choose from.
func TestRestoreExtracts(t *testing.T) {
	t.Parallel()
	archive := filled(t, lakeside)
	a := New(archive, Config{})
	reasons := map[string]bool{}
	for _, question := range []string{
		"How many tonnes of perch may be caught?", "Who was unhappy on the northern shore?", "What did Torres say about the harbour?",
		"How long did the talks about the ferry line last?", "What did Berg and Torres talk about?", "Where did Berg and Torres meet?",
		"What is the capital of Australia?", "What did Radio Nord report about Lugano in 2016?", "What did the leaders sign in Lugano in 2011?",
		"How old is Ana Torres?", "How deep is the lake?", "How are you?", "?", "How long did the talks in Arvika last?", "  What\u00a0did Holm say\tabout the mood? ",
	} {
		for _, all := range []bool{true, false} {
			want, err := a.Ask(t.Context(), Question{Text: question, AllEvents: all})
			if err != nil {
				t.Fatal(err)
			}
			got := restored(t, archive, stored(t, want))
			wantSame(t, want, got)
			reasons[want.Reason()] = true
			// And once more, from what was restored.
			wantSame(t, want, restored(t, archive, stored(t, got)))
		}
	}
	if len(reasons) < 6 {
		t.Errorf("there were %d reasons", len(reasons))
	}
}

// modelAnswer is an answer that a model wrote, and its corpus.
func modelAnswer(t testing.TB) (*retrieval.Searcher, Answer) {
	t.Helper()
	w := &writer{write: func(_ int, p Prompt, got func(Proposal) error) error {
		return errors.Join(
			got(byTrain(p)),
			got(Proposal{Text: "The treaty was signed on 14 May 2011.", Evidence: []Proposed{{keyIn(p, "fishing treaty."), "met in Arvika on Saturday and signed a fishing treaty"}}}),
			got(Proposal{Text: "The talks failed after four hours.", Evidence: []Proposed{{keyIn(p, "four hours"), "The talks about the ferry line failed after four hours."}, {keyIn(p, "five hours"), "the talks failed"}}}),
			got(Proposal{Text: "The catch is 800 tonnes.", Evidence: []Proposed{{keyIn(p, "perch"), "900 tonnes"}}}),
		)
	}}
	archive := filled(t, lakeside)
	a, err := New(archive, Config{Generator: w, WholeTokens: 10_000}).Ask(t.Context(), Question{Text: "What happened in Arvika, and why by train?", AllEvents: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Claims()) < 2 || len(a.Dropped()) == 0 {
		t.Fatalf("claims %+v, dropped %+v", a.Claims(), a.Dropped())
	}
	return archive, a
}

func TestRestoreWritten(t *testing.T) {
	t.Parallel()
	archive, want := modelAnswer(t)
	resolved := 0
	for _, c := range want.Claims() {
		for _, citation := range c.Citations {
			resolved += len(citation.Resolved)
		}
	}
	if resolved == 0 {
		t.Errorf("no date was resolved: %+v, dropped %+v", want.Claims(), want.Dropped())
	}
	got := restored(t, archive, stored(t, want))
	wantSame(t, want, got)
	for _, d := range got.Dropped() {
		if d.Text != "" {
			t.Errorf("text that failed is taken over: %q", d.Text)
		}
	}
}

// TestRestoreTampered changes one thing in what is stored; what rests on it is
// dropped, counted, and shown nowhere.
func TestRestoreTampered(t *testing.T) {
	t.Parallel()
	archive, a := modelAnswer(t)
	m, err := archive.Manifest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		change  func(*claimJSON, *citationJSON)
		dropped int
	}{
		"nothing":              {func(*claimJSON, *citationJSON) {}, 0},
		"quote":                {func(_ *claimJSON, c *citationJSON) { c.Quote = strings.Replace(c.Quote, "closed", "bombed", 1) }, 1},
		"quote's case":         {func(_ *claimJSON, c *citationJSON) { c.Quote = strings.ToUpper(c.Quote) }, 1},
		"no quote":             {func(_ *claimJSON, c *citationJSON) { c.Quote, c.End = "", c.Start }, 1},
		"span moved":           {func(_ *claimJSON, c *citationJSON) { c.Start++; c.End++ }, 1},
		"span before":          {func(_ *claimJSON, c *citationJSON) { c.Start = -1 }, 1},
		"span behind":          {func(_ *claimJSON, c *citationJSON) { c.End = 1 << 40 }, 1},
		"span reversed":        {func(_ *claimJSON, c *citationJSON) { c.Start, c.End = c.End, c.Start }, 1},
		"version unknown":      {func(_ *claimJSON, c *citationJSON) { c.Version = strings.Repeat("0", 64) }, 1},
		"version of another":   {func(_ *claimJSON, c *citationJSON) { c.Version = m.Documents["copy-2016"].Hash }, 1},
		"document unknown":     {func(_ *claimJSON, c *citationJSON) { c.Document = "nowhere" }, 1},
		"no citations":         {func(c *claimJSON, _ *citationJSON) { c.Citations = nil }, 1},
		"a link":               {func(c *claimJSON, _ *citationJSON) { c.Text = "See [here](https://evil.example)." }, 1},
		"a mention":            {func(c *claimJSON, _ *citationJSON) { c.Text = "Ask @everyone." }, 1},
		"no end":               {func(c *claimJSON, _ *citationJSON) { c.Text = "Cut off in the" }, 1},
		"endless":              {func(c *claimJSON, _ *citationJSON) { c.Text = strings.Repeat("x", 10_000) + "." }, 1},
		"another outlet":       {func(_ *claimJSON, c *citationJSON) { c.Outlet = known("Evil") }, 0},
		"another headline":     {func(_ *claimJSON, c *citationJSON) { c.Headline = known("Evil") }, 0},
		"another speaker":      {func(_ *claimJSON, c *citationJSON) { c.Speaker = known("Evil") }, 0},
		"another attribution":  {func(_ *claimJSON, c *citationJSON) { c.Attribution = "Evil" }, 0},
		"another address":      {func(_ *claimJSON, c *citationJSON) { c.URL = known("https://evil.example") }, 0},
		"another original":     {func(_ *claimJSON, c *citationJSON) { c.Original = known("Evil") }, 0},
		"another event's name": {func(_ *claimJSON, c *citationJSON) { c.EventName = known("Evil") }, 0},
		"another event":        {func(c *claimJSON, _ *citationJSON) { c.Event = known("lugano-2016") }, 0},
		"an invented day":      {func(_ *claimJSON, c *citationJSON) { c.Resolved = []resolutionJSON{{Text: "Evil"}} }, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var s answerJSON
			if err := json.Unmarshal(stored(t, a), &s); err != nil {
				t.Fatal(err)
			}
			c.change(&s.Claims[0], &s.Claims[0].Citations[0])
			data, _ := json.Marshal(s)
			got := restored(t, archive, data)
			if n := len(got.Dropped()) - len(a.Dropped()); n != c.dropped || len(got.Claims()) != len(a.Claims())-c.dropped {
				t.Errorf("%d dropped, %d claims; want %d dropped of %d", n, len(got.Claims()), c.dropped, len(a.Claims()))
			}
			if diff := cmp.Diff(a.Claims()[c.dropped:], got.Claims()); diff != "" {
				t.Errorf("claims differ (-want +got):\n%s", diff)
			}
			if shown := stored(t, got); strings.Contains(strings.ToLower(string(shown)), "evil") {
				t.Errorf("what was put in is shown: %s", shown)
			}
		})
	}
}

// Nothing but the question and a model's claims comes out of the JSON.
func TestRestoreTakesOverNoText(t *testing.T) {
	t.Parallel()
	archive := filled(t, lakeside)
	for _, outcome := range []string{"answered", "abstained", "which_event", "evil"} {
		got := restored(t, archive, []byte(`{"question":"How deep?","outcome":"`+outcome+`","claims":[],"reason":"Evil reason.","missing":["evil","deep"],
			"nearest":[{"document":"evil","quote":"evil"}],"dropped":[{"text":"evil","rule":"evil","reason":"evil"}],"writer":"evil",
			"notes":["evil","not_independent"],"sources":[{"document":"evil"}],"candidates":[{"event":"evil","name":"Evil"}],"read":{"outlets":["evil"]}}`))
		if shown := string(stored(t, got)); strings.Contains(strings.ToLower(shown), "evil") || got.Outcome() != Abstained || got.Reason() == "" {
			t.Errorf("%s: %s", outcome, shown)
		}
	}
	got := restored(t, archive, []byte(`{"outcome":"which_event","candidates":[{"event":"lugano-2016","name":"Evil"},{"event":"lugano-2016"}]}`))
	if c := got.Candidates(); len(c) != 1 || c[0].Name != "Lugano, March 2016" {
		t.Errorf("candidates %+v", c)
	}
}

// A document that changed or went takes with it what quotes it.
func TestRestoreChanged(t *testing.T) {
	t.Parallel()
	want := ask(t, "Why did Berg travel by train?", retrieval.Filter{})
	later := map[string]string{}
	for name, text := range lakeside {
		later[name] = strings.ReplaceAll(text, "900", "800")
	}
	got := restored(t, filled(t, later), stored(t, want))
	if got.Outcome() != Abstained || got.Reason() != notAgain || len(got.Dropped()) == 0 {
		t.Errorf("got %s", stored(t, got))
	}
}

type failing struct{ Archive }

var errAway = errors.New("the store is away")

func (failing) Version(context.Context, string) (corpus.Document, error) {
	return corpus.Document{}, errAway
}

func TestRestoreFails(t *testing.T) {
	t.Parallel()
	archive, a := modelAnswer(t)
	if _, err := Restore(t.Context(), failing{archive}, stored(t, a)); !errors.Is(err, errAway) {
		t.Errorf("got %v", err)
	}
	for _, data := range []string{"", "nonsense", `[]`, `{"claims":7}`, strings.Repeat(" ", MaxStored+1)} {
		var no *StoredError
		if _, err := Restore(t.Context(), archive, []byte(data)); !errors.As(err, &no) {
			t.Errorf("%.20q: got %v", data, err)
		}
	}
}

// FuzzRestore: whatever is stored, each citation of what comes of it stands in
// its document.
func FuzzRestore(f *testing.F) {
	archive, a := modelAnswer(f)
	f.Add(stored(f, a))
	f.Add([]byte(`{"claims":[{"text":"x.","citations":[{"document":"a","start":-5,"end":9223372036854775807}]}],"stats":{"read_ms":1e308}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Restore(context.Background(), archive, data)
		if err != nil {
			if !errors.As(err, new(*StoredError)) {
				t.Fatal(err)
			}
			return
		}
		for _, c := range got.Claims() {
			for _, q := range c.Citations {
				d, err := archive.Document(context.Background(), q.Header.ID)
				if err != nil || d.Body[q.Span.Start:q.Span.End] != q.Quote || q.Quote == "" || !q.Unit.Contains(q.Span) {
					t.Errorf("%q does not stand in %s: %v", q.Quote, q.Header.ID, err)
				}
			}
			if len(c.Citations) == 0 || c.Text == "" {
				t.Errorf("a claim without proof: %+v", c)
			}
		}
		if _, err := json.Marshal(got); err != nil {
			t.Error(err)
		}
	})
}
