package indextest

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// What the made-up corpus is about. Two events lack a date or a place, and two
// outlets are not described, as in corpora that people write.
var (
	events = []corpus.Event{
		{ID: "ferry-2019", Name: "Ferry talks", Date: day(2019, 5, 2), Place: "Hall of Mirrors, Lowport"},
		{ID: "ferry-2020", Name: "Ferry talks, second round", Date: day(2020, 5, 2), Place: "Lowport"},
		{ID: "bridge", Name: "Bridge opening", Date: day(2020, 9, 30), Place: "the Gorge"},
		{ID: "undated", Name: "Harvest meeting", Place: "Highfield"},
		{ID: "nowhere", Name: "Night session", Date: day(2021, 1, 1)},
	}
	outlets  = []string{"The Harbour", "Hill Radio", "Morning Wire", "Valley Gazette", "The Lowport Times", "N.O.W."}
	authors  = []string{"Ada Brook", "Bela Čapek", "Cy O'Dell", "Dee Marsh", "Eli Northwood"}
	speakers = map[string]string{"OAK": "Tom Oak", "BIRCH": "Una Birch", "ASH, MAYOR": "Vic Ash", "ELM": "Wim van Elm"}
	labels   = []string{"OAK", "BIRCH", "ASH, MAYOR", "ELM"}
)

func day(year int, month time.Month, d int) corpus.Date {
	return corpus.Date{Year: year, Month: month, Day: d}
}

// describe is a description of the made-up corpus; a store knows one from
// another by its hash.
func describe(hash string) retrieval.Description {
	return retrieval.Description{
		Name: "Valley", Location: "<made up>", Hash: "description " + hash, Events: events,
		Outlets: []corpus.Outlet{{Name: "The Harbour", Aliases: []string{"Harbour"}}, {Name: "Silent Press"}},
	}
}

// author writes texts in words that mean nothing, some often and most rarely,
// as in any language.
type author struct {
	*rand.Rand
	words []string
	pick  *rand.Zipf
}

func newAuthor(seed uint64) *author {
	const vocabulary = 500
	syllables := strings.Fields("ba ce do fi gu ka lem mor nat pel qui ras sti tov un vel wex ya zor ing")
	// The words are the same for every seed, so that texts of two seeds share them.
	letters := rand.New(rand.NewPCG(1, 1))
	words := make([]string, vocabulary)
	for i := range words {
		for range 2 + letters.IntN(2) {
			words[i] += syllables[letters.IntN(len(syllables))]
		}
	}
	r := rand.New(rand.NewPCG(seed, 2))
	return &author{r, words, rand.NewZipf(r, 1.2, 3, vocabulary-1)}
}

func (a *author) word() string {
	w := a.words[a.pick.Uint64()]
	switch a.IntN(30) {
	case 0:
		return w + "'s"
	case 1:
		return strings.ToUpper(w)
	case 2:
		return w + "é"
	case 3:
		return fmt.Sprintf("%d,%03d", 1+a.IntN(3), a.IntN(3))
	}
	return w
}

func (a *author) phrase(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = a.word()
	}
	return strings.Join(words, " ")
}

func (a *author) sentences(n int) string {
	var b strings.Builder
	for range n {
		fmt.Fprintf(&b, "The %s. ", a.phrase(5+a.IntN(10)))
	}
	return strings.TrimSpace(b.String())
}

// chance is true once in n times.
func (a *author) chance(n int) bool { return a.IntN(n) == 0 }

func one[T any](a *author, list []T) T { return list[a.IntN(len(list))] }

// Records are n documents, the same for a seed every time.
func Records(seed uint64, n int) []corpus.Record {
	a := newAuthor(seed)
	out := make([]corpus.Record, n)
	for i := range out {
		out[i] = a.record(fmt.Sprintf("doc-%04d", i))
	}
	return out
}

// WriteCorpus writes records into a folder, 25 a file, with what JSON Lines say.
func WriteCorpus(tb testing.TB, folder string, records []corpus.Record) {
	tb.Helper()
	for i := 0; i < len(records); i += 25 {
		var data []byte
		for _, r := range records[i:min(i+25, len(records))] {
			line, err := json.Marshal(map[string]string{
				"id": r.ID, "title": r.Headline, "outlet": r.Outlet, "kind": r.Kind, "published_at": r.Published.String(), "text": r.Text,
			})
			if err != nil {
				tb.Fatal(err)
			}
			data = append(append(data, line...), '\n')
		}
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("part-%02d.jsonl", i/25)), data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
}

func (a *author) record(id string) corpus.Record {
	r := corpus.Record{Header: corpus.Header{ID: id, Kind: corpus.Article, URL: "https://valley.example/" + id}}
	if !a.chance(8) {
		r.Outlet = one(a, outlets)
	}
	if !a.chance(6) {
		r.Headline = a.phrase(1 + a.IntN(6))
	}
	if !a.chance(10) {
		r.Published = day(2019+a.IntN(3), time.Month(1+a.IntN(12)), 1+a.IntN(28))
	}
	if a.chance(2) {
		e := one(a, events)
		r.Event = &e
	}
	switch {
	case a.chance(4):
		r.Kind, r.Speakers = corpus.Transcript, speakers
		r.Text = a.conversation()
	case a.chance(25):
		r.Text = "* * *" // a document without a passage
	default:
		for range a.IntN(3) {
			r.Authors = append(r.Authors, one(a, authors))
		}
		r.Text = a.article()
	}
	return r
}

func (a *author) article() string {
	var paragraphs []string
	for range 1 + a.IntN(8) {
		paragraphs = append(paragraphs, a.sentences(1+a.IntN(8)))
	}
	return strings.Join(paragraphs, "\n\n")
}

func (a *author) conversation() string {
	var turns []string
	for range 2 + a.IntN(8) {
		turns = append(turns, one(a, labels)+": "+a.sentences(1+a.IntN(8)))
	}
	return strings.Join(turns, "\n")
}

// Requests are n searches for anything in such documents, narrowed by anything.
func Requests(seed uint64, n int) []retrieval.Request {
	a := newAuthor(seed + 1000)
	out := make([]retrieval.Request, n)
	for i := range out {
		out[i] = retrieval.Request{Query: a.query(), Limit: one(a, []int{1, 5, 15, 40}), PerDocument: a.IntN(4)}
		if a.chance(2) {
			out[i].Filter = a.filter()
		}
	}
	return out
}

// query is a question of one to six words, some twice or unknown, with cues.
func (a *author) query() retrieval.Query {
	words := strings.Fields(a.phrase(1 + a.IntN(6)))
	switch a.IntN(6) {
	case 0:
		words = append(words, words[0])
	case 1:
		words = append(words, "unheardof")
	case 2:
		words = append(words, one(a, outlets), one(a, authors))
	case 3:
		words = append(words, speakers[one(a, labels)])
	}
	question := strings.Join(words, " ")
	q := retrieval.Query{Question: question, Terms: retrieval.Terms(question)}
	for a.chance(2) {
		q.Cues = append(q.Cues, a.cue())
	}
	return q
}

func (a *author) cue() retrieval.Cue {
	kind := one(a, []retrieval.CueKind{retrieval.OutletCue, retrieval.SpeakerCue, retrieval.EventCue, retrieval.PlaceCue, retrieval.DateCue})
	c := retrieval.Cue{Kind: kind}
	switch kind {
	case retrieval.OutletCue:
		c.Names = []string{one(a, outlets), one(a, outlets)}
	case retrieval.SpeakerCue:
		c.Names = []string{speakers[one(a, labels)], one(a, authors)}
	case retrieval.DateCue:
		from := day(2019+a.IntN(3), time.Month(1+a.IntN(12)), 1)
		c.Days = []retrieval.Range{{From: from, To: corpus.DateOf(from.Time().AddDate(0, a.IntN(9), -1))}}
	default:
		c.Events = []string{one(a, events).ID}
	}
	return c
}

func (a *author) filter() retrieval.Filter {
	var f retrieval.Filter
	if a.chance(3) {
		f.Outlets = []string{one(a, outlets), one(a, outlets), "Nobody's Post"}
	}
	if a.chance(4) {
		f.Speakers = []string{speakers[one(a, labels)], one(a, authors)}
	}
	if a.chance(4) {
		f.Events = []string{one(a, events).ID, one(a, events).ID}
	}
	if a.chance(3) {
		f.From = day(2019+a.IntN(3), time.Month(1+a.IntN(12)), 2)
	}
	if a.chance(3) {
		f.To = day(2019+a.IntN(3), time.Month(1+a.IntN(12)), 2)
	}
	return f
}
