package corpus

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestSentences writes each text as the list of its sentences: joined by
// spaces, they have to come apart again at the same places.
func TestSentences(t *testing.T) {
	t.Parallel()
	for name, want := range map[string][]string{
		"plain":                  {"The talks began.", "Nobody spoke!", "Why not?", "They were tired."},
		"country":                {"The U.S. envoy left.", "He flew to the U.S. and back."},
		"country before a name":  {"The U.S. President spoke.", "The U.K. Parliament did not."},
		"country at the end":     {"They came from the U.S.", "The talks began.", "They left the U.K.", "It rained."},
		"titles":                 {"Gen. Roe met Mr. Doe and Dr. Poe.", "Sen. Moe and Lt. Col. Loe stayed away."},
		"title in a quotation":   {"“Mr. Roe is late,” he said.", "\"Gen. Doe is not.\""},
		"initials":               {"J. R. Roe spoke.", "So did John F. Doe and W.H. Poe."},
		"initials before words":  {"Henry A. Brown spoke.", "The U.N. Correspondents stayed."},
		"a small letter goes on": {"Right? he asked.", "They left."},
		"times of day":           {"It began at 10 a.m. on Monday.", "It ended at 4 p.m. that day."},
		"company":                {"Roe Inc. and Doe Ltd. took part.", "Poe Corp. did not."},
		"straight quotations":    {"\"We are here.\"", "\"We stay,\" he said.", "\"Go.\"", "They went."},
		"curly quotations":       {"“We are here.”", "“We stay,” he said.", "“Go.”", "They went."},
		"a quotation goes on":    {"“Why?” he asked.", "“Because!” she said.", "\"No.\" he said."},
		"two in a quotation":     {"He said: “We stay.", "We fight.”", "Then he left."},
		"single quotations":      {"He said ‘we stay.’", "Then he left."},
		"brackets":               {"They met (in Geneva.)", "They left (late)."},
		"a year at the end":      {"It began in 2011.", "The war went on.", "It ended in 2024.", "“At last,” he said."},
		"a number at the end":    {"They lost 4,000.", "We lost 12.", "Nobody won."},
		"a quoted year":          {"It was “the spring of 2011.”", "The war went on."},
		"decimals and dates":     {"It grew by 2.5 percent.", "On 20.10.2015 they met."},
		"addresses":              {"See example.org for more.", "Write to roe@example.org today."},
		"ellipsis, then a start": {"They fought the army....", "Naturally, we can’t allow it."},
		"ellipsis inside":        {"They fought ... and lost.", "They left… but came back."},
		"one word":               {"Absolutely."},
		"no full stop":           {"The talks began"},
		"signs behind the end":   {"The talks began. * * *"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, sentenceTexts(strings.Join(want, " "))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSentencesAndLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a line end is a space":      {"The talks\nbegan. They\nended.", []string{"The talks\nbegan.", "They\nended."}},
		"a blank line ends it":       {"The talks\n\nbegan late", []string{"The talks", "began late"}},
		"a blank line with spaces":   {"The talks\n  \nbegan late", []string{"The talks", "began late"}},
		"a title at a line's end":    {"They met Gen.\nRoe.", []string{"They met Gen.\nRoe."}},
		"a year at a line's end":     {"It began in 2011.\nThe war went on.", []string{"It began in 2011.", "The war went on."}},
		"a closing quote on its own": {"“We stay.\n” Then he left.", []string{"“We stay.\n” Then he left."}},
		"many spaces":                {"  The talks began.    They ended.  ", []string{"The talks began.", "They ended."}},
		"a year before many spaces":  {"It began in 2011.   The war went on.", []string{"It began in 2011.", "The war went on."}},
		"nothing":                    {"", nil},
		"white space":                {" \n\n ", nil},
		"a letter of several bytes":  {"Élan won. Österreich lost.", []string{"Élan won.", "Österreich lost."}},
		"another script":             {"Переговоры начались. Потом кончились.", []string{"Переговоры начались.", "Потом кончились."}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, sentenceTexts(c.text), equateEmpty); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// TestSentencesOfASpan: what stands around the span is not looked at.
func TestSentencesOfASpan(t *testing.T) {
	t.Parallel()
	const body = "Before. The talks began. They ended. After."
	start, end := strings.Index(body, "talks"), strings.Index(body, " After")
	var got []string
	for _, s := range Sentences(body, Span{start, end}) {
		got = append(got, body[s.Start:s.End])
	}
	if diff := cmp.Diff([]string{"talks began.", "They ended."}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTextWithoutPunctuation: a machine's transcript may have none, and must
// come to passages of bounded size all the same.
func TestTextWithoutPunctuation(t *testing.T) {
	t.Parallel()
	text := strings.TrimSpace(strings.Repeat("and so the talks went on ", 200)) // 1,200 words
	got := sentenceTexts(text)
	if len(got) != 10 {
		t.Errorf("%d pieces, expected 10", len(got))
	}
	for _, s := range got {
		if n := countWords(s); n > maxSentenceWords {
			t.Errorf("a piece of %d words", n)
		}
	}
	if diff := cmp.Diff(text, strings.Join(got, " ")); diff != "" {
		t.Errorf("the pieces are not the text:\n%s", diff)
	}
	if n := len(sentenceTexts(strings.Join(strings.Fields(text)[:maxSentenceWords], "\n"))); n != 1 {
		t.Errorf("%d words are %d pieces", maxSentenceWords, n)
	}
}

// TestLongLine is here for the time it takes: a splitter that looks back at
// all of the text for each sentence needs many minutes.
func TestLongLine(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("slow under the race detector")
	}
	const n = 10_000
	done := make(chan int, 1)
	go func() {
		done <- len(sentenceTexts(strings.Repeat("The talks in Geneva went on for the whole of the night. ", n)))
	}()
	select {
	case got := <-done:
		if got != n {
			t.Errorf("%d sentences, expected %d", got, n)
		}
	case <-time.After(time.Minute):
		t.Fatalf("a line of %d sentences is not split after a minute", n)
	}
}

func FuzzSentences(f *testing.F) {
	for _, s := range []string{
		"The talks began. They ended.", "In 2011. The war", "a\n\nb", "“No.” He left…", "U.S. Gen. J. R. Roe", "12.\u2019 A", "...",
		strings.Repeat("word ", 300), "2011.\n\"The", "é. É", "\n", "1. A 2. B", "No. 10. The",
	} {
		f.Add(s, uint(0), uint(len(s)))
	}
	f.Fuzz(func(t *testing.T, text string, from, to uint) {
		if !utf8.ValidString(text) {
			t.Skip("a body is valid UTF-8")
		}
		body := Normalise(text).Body
		s := Span{runeStart(body, from), runeStart(body, to)}
		if s.Len() < 0 {
			s.Start, s.End = s.End, s.Start
		}
		checkSentences(t, body, s)
	})
}

// checkSentences wants sentences in order and disjoint, trimmed, bounded, and
// every letter and digit in one.
func checkSentences(t *testing.T, body string, s Span) {
	t.Helper()
	got := Sentences(body, s)
	end := s.Start
	for _, sentence := range got {
		checkSpan(t, "sentence", body[:s.End], sentence, end)
		if n := countWords(body[sentence.Start:sentence.End]); n > maxSentenceWords {
			t.Errorf("a sentence of %d words", n)
		}
		end = sentence.End
	}
	coversWords(t, "sentence", body, []Span{s}, got, func(s Span) Span { return s })
}
