package layout

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	r, _ := exchange()
	m := english0.Answer(r)
	if len(m) != 1 {
		t.Fatalf("%d messages", len(m))
	}
	got := read(m[0].Text())
	for _, want := range []string{
		"Question: What of the pier?", "Harbour moot (4 March 2021)\nThe pier would open in May, Mayor Ost said. [1]", "Lantern fair (1 September 2022)\nThere were 40 lanterns. [2] [3]",
		"Sources\n[1] The Tide · article · Of boats and lanterns · 5 March 2021 · paragraph 1", "Note: Rewritten from a notice of the harbour office.",
		"1 independent source (2 documents) · 2.3 s · 1 statement left out because it failed verification · Written by a-model", "Not all of these sources are independent",
	} {
		if !strings.Contains(got.text.String(), want) {
			t.Errorf("there is no %q in\n%s", want, got.text.String())
		}
	}
	if len(got.links) != 6 {
		t.Errorf("%d links", len(got.links))
	}
	wantLabels(t, m[0], "Sources", "Helpful", "Not helpful", "Continue in thread")
	r.Private = true
	wantLabels(t, english0.Answer(r)[0], "Sources", "Helpful", "Not helpful", "Share with everybody here")
	r.Private = false
	wantLabels(t, In("en", Options{NoThreads: true}).Answer(r)[0], "Sources", "Helpful", "Not helpful")
}

func wantLabels(t *testing.T, m Message, want ...string) {
	t.Helper()
	var got []string
	for _, c := range m.Components {
		if row, ok := c.(Row); ok {
			for _, b := range row.Components {
				if button, ok := b.(Button); ok {
					got = append(got, button.Label)
				}
			}
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the buttons are %q, not %q", got, want)
	}
}

func TestTranscriptNamesTheSpeaker(t *testing.T) {
	t.Parallel()
	r, _ := exchange()
	c := &r.Claims[0].Citations[0]
	c.Header.Kind, c.Unit.Speaker, c.Unit.Number, c.Header.Outlet = corpus.Transcript, "Mayor *Ost*", 4, ""
	got := read(english0.Answer(r)[0].Text()).words()
	if want := "[1] Unattributed · transcript · Of boats and lanterns · 5 March 2021 · Mayor *Ost*, turn 4"; !strings.Contains(got, want) {
		t.Errorf("there is no %q in\n%s", want, got)
	}
}

func TestComparisonNamesOutlets(t *testing.T) {
	t.Parallel()
	r, _ := exchange()
	r.ByOutlet = true
	if got := english0.Answer(r)[0].Text(); !strings.Contains(got, "### The Tide\n") || !strings.Contains(got, "### Lamp & Wick\n") {
		t.Error(got)
	}
}

func TestSampleCorpus(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"When did Assad first leave Syria during the war?": "### Moscow, October 2015 (20 October 2015)",
		"Where did Putin and Assad meet?":                  "Which meeting?",
		"What is the capital of Australia?":                "it has nothing about “Australia”",
	} {
		a, catalog := sampled(t, question)
		r := ReplyOf("q", a, time.Second)
		for _, m := range append(english0.Answer(r), english0.Help(catalog), english0.MeetingList(catalog, nil, 0)) {
			checkSpec(t, m)
		}
		if m := english0.Answer(r)[0]; !strings.Contains(m.Text(), want) {
			t.Errorf("there is no %q in\n%s", want, m.Text())
		}
	}
}

// Texts from others in any place mean nothing: an answer of them means what the
// same answer means that has harmless texts.
func TestHostileTextsMeanNothing(t *testing.T) {
	t.Parallel()
	for _, text := range hostile {
		if Plain(text) == "" {
			continue
		}
		want, got := read(shown(everywhere("word"))), read(shown(everywhere(text)))
		if !slices.Equal(got.means, want.means) {
			t.Errorf("%q: an answer means %q\nnot %q\n%s", text, got.means, want.means, shown(everywhere(text)))
		}
		if n := strings.Count(got.words(), Plain(text)); n < 20 {
			t.Errorf("%q stands there %d times in\n%s", text, n, got.words())
		}
	}
}

// everywhere are replies with a text in every field: an answer, candidates, and
// an abstention.
func everywhere(text string) []Reply {
	e := corpus.Event{ID: text, Name: text, Place: text}
	c := answer.Citation{Quote: text, Unit: corpus.Unit{Number: 1, Speaker: text}, Header: corpus.Header{
		ID: text, Outlet: text, Kind: corpus.Transcript, Headline: text, Event: &e, Provenance: text, Inferred: []string{text},
	}, Resolved: []answer.Resolution{{Text: text}}}
	r := Reply{Question: text, Echo: true, Read: text, Events: map[string]corpus.Event{text: e}, Writer: text, Documents: 1, Own: 1, Notes: []answer.Note{answer.Note(text)},
		Claims: []answer.Claim{{Text: text, Event: text, Citations: []answer.Citation{c}}, {Text: text, Citations: []answer.Citation{c}}}}
	which, absent := r, r
	which.Claims, which.Candidates = nil, []corpus.Event{e}
	absent.Claims, absent.Reason, absent.Nearest = nil, text, []answer.Citation{c}
	return []Reply{r, which, absent}
}

// shown is all that is said of replies, and of their sources.
func shown(replies []Reply) string {
	var out []string
	for _, r := range replies {
		for _, m := range append(english0.Answer(r), english0.Writing(r)...) {
			out = append(out, m.Text())
		}
		out = append(out, english0.Evidence("x", r.Cited(), nil, 0).Text())
	}
	return strings.Join(out, "\n")
}

// long is an answer with claims of many sentences, and the words it has to show.
func long(random *rand.Rand, word string) (Reply, []string) {
	r := Reply{ID: "long", Question: strings.Repeat("long? ", 80), Echo: true, Events: map[string]corpus.Event{moot.ID: moot}, Writer: "m"}
	var sayings []string
	for i := range 1 + random.IntN(9) {
		claim := answer.Claim{Event: []string{moot.ID, ""}[random.IntN(2)]}
		var text []string
		for j := range 1 + random.IntN(30) {
			text = append(text, fmt.Sprintf("Saying %d of claim %d has %s to its end.", j, i, strings.TrimSpace(strings.Repeat(word+" ", random.IntN(40)))))
		}
		claim.Text = strings.Join(text, " ")
		for j := range random.IntN(5) {
			claim.Citations = append(claim.Citations, answer.Citation{Quote: "A quote.", Span: corpus.Span{Start: j}, Header: corpus.Header{
				ID: fmt.Sprint(i), Headline: strings.Repeat("Head* ", random.IntN(60)), URL: "https://example.org/" + strings.Repeat("path/", random.IntN(100)), Provenance: strings.Repeat("Origin. ", random.IntN(40)),
			}})
		}
		r.Claims, sayings = append(r.Claims, claim), append(sayings, text...)
	}
	return r, sayings
}

func TestLongAnswers(t *testing.T) {
	t.Parallel()
	for seed := range uint64(50) {
		random := rand.New(rand.NewPCG(seed, 1))
		r, sayings := long(random, []string{"wind", "文", "a*b_c", "👩‍👩‍👧", "שלום"}[seed%5])
		messages := english0.Answer(r)
		all := ""
		for _, m := range messages {
			check(t, m)
			text := read(m.Text()).words()
			all += " " + text
			for n, s := range sayings {
				head := fmt.Sprintf("%s has ", s[:strings.Index(s, " has ")])
				if strings.Contains(text, head) && !strings.Contains(text, Plain(s)) {
					t.Fatalf("seed %d: sentence %d is cut:\n%s", seed, n, text)
				}
			}
		}
		at := 0
		for _, s := range sayings {
			next := strings.Index(all[at:], Plain(s))
			if next < 0 {
				t.Fatalf("seed %d: %q is missing, or out of order", seed, s)
			}
			at += next
		}
		checkMarks(t, r, messages)
	}
}

// checkMarks wants each claim's numbers right behind its last sentence.
func checkMarks(t *testing.T, r Reply, messages []Message) {
	t.Helper()
	text := ""
	for _, m := range messages {
		text += " " + read(m.Text()).words()
	}
	var n numbered
	for _, c := range r.Claims {
		want := Plain(c.Text[strings.LastIndex(c.Text, "Saying"):])
		for _, citation := range c.Citations {
			want += fmt.Sprintf(" [%d]", n.of(citation))
		}
		if !strings.Contains(text, want) {
			t.Errorf("there is no %q in\n%s", want, text)
		}
	}
}

// While an answer grows, messages that are full stay as they are.
func TestWritingGrows(t *testing.T) {
	t.Parallel()
	r, _ := long(rand.New(rand.NewPCG(7, 7)), "wind")
	var before []Message
	for n := range r.Claims {
		part := r
		part.Claims = r.Claims[:n+1]
		now := english0.Writing(part)
		for i, m := range now {
			check(t, m)
			if last := len(before) - 1; i < last && m.Text() != before[i].Text() {
				t.Errorf("message %d has changed with claim %d", i, n)
			}
		}
		if !strings.HasSuffix(now[len(now)-1].Text(), "-# Still writing…\n") {
			t.Error("nothing says that more is to come")
		}
		before = now
	}
}

func FuzzReply(f *testing.F) {
	for i, text := range hostile {
		f.Add(text, uint(i*317), uint(i))
	}
	f.Fuzz(func(t *testing.T, text string, times, claims uint) {
		text = strings.Repeat(text+" ", int(times%200)+1)
		text = text[:min(len(text), 2_500)]
		r := everywhere(text)
		for range claims % 7 {
			r[0].Claims = append(r[0].Claims, r[0].Claims...)
			if len(r[0].Claims) > 8 {
				break
			}
		}
		for _, reply := range r {
			all := ""
			for _, m := range append(english0.Answer(reply), english0.Evidence("x", reply.Cited(), nil, int(claims%9))) {
				check(t, m)
				all += m.Text()
			}
			for _, m := range english0.Writing(reply) {
				check(t, m)
			}
			if means := read(all).means; slices.ContainsFunc(means, func(s string) bool { return strings.HasPrefix(s, "raw") }) {
				t.Errorf("%q: %q", text, means)
			}
			if squeeze(read(all).words()) == "" {
				t.Error("nothing is said")
			}
		}
		whole := ""
		for _, m := range english0.Answer(Reply{Claims: []answer.Claim{{Text: text}}}) {
			whole += m.Text()
		}
		if !strings.Contains(squeeze(read(whole).text.String()), squeeze(Plain(text))) && len(text) < 2000 {
			t.Errorf("%q is not shown whole in\n%s", text, whole)
		}
	})
}

// squeeze leaves spaces out: a word longer than a page has some put in.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
