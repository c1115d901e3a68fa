package answer_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/encoder"
	"dateline/internal/openai"
	"dateline/internal/openai/openaitest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
	"dateline/sample"
)

// firstClaims are what a model writes first: of the words of its evidence, or so
// that meaning has to be compared as well.
var firstClaims = map[string]openaitest.Claim{
	"words": {Text: "Assad travelled to Moscow on 20 October 2015, as The Week reported.", Evidence: []openaitest.Evidence{
		{Quote: "when he travelled to Moscow on Tuesday, 20 October 2015, The Week reported"},
	}},
	"meaning": {Text: "In Putin's view, fighters hardened in battle must not be allowed to return to Russia.", Evidence: []openaitest.Evidence{
		{Quote: "Putin argued that Russia could not let such fighters turn up on its soil after they had gained battle experience and been indoctrinated."},
	}},
}

// BenchmarkFirstClaim is the time from just before a server writes the last byte
// of a model's first claim until that claim is verified and shown; and beside
// it, in the same run, until the same bytes are received and decoded. The
// encoder is the offline one, as is everything else what the program uses.
func BenchmarkFirstClaim(b *testing.B) {
	searcher := sampled(b)
	for name, claim := range firstClaims {
		b.Run(name, func(b *testing.B) {
			var written atomic.Int64
			server := openaitest.NewChat(b, writing(claim, &written))
			generator, err := openai.NewGenerator(openai.ChatConfig{Server: openai.Server{BaseURL: "http://models.example", Transport: server.Transport()}, Model: "tiny"})
			if err != nil {
				b.Fatal(err)
			}
			answerer := answer.New(searcher, answer.Config{Generator: generator, WholeTokens: 12000})
			var shown, bare []time.Duration
			for b.Loop() {
				shown = append(shown, untilShown(b, answerer, &written))
				bare = append(bare, untilDecoded(b, generator, server.Turns()[0], &written))
			}
			b.ReportMetric(at(shown, .5), "p50-ms")
			b.ReportMetric(at(shown, .99), "p99-ms")
			b.ReportMetric(at(bare, .5), "bare-p50-ms")
			b.ReportMetric(at(bare, .99), "bare-p99-ms")
		})
	}
}

// sampled is the sample corpus in memory, with the embeddings of its passages.
func sampled(b *testing.B) *retrieval.Searcher {
	b.Helper()
	ctx := b.Context()
	src, err := corpus.OpenFS(sample.FS, "sample")
	if err != nil {
		b.Fatal(err)
	}
	store, err := sqlite.Open(ctx, sqlite.Memory)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = store.Close() })
	by := encoder.New()
	if _, err := retrieval.Sync(ctx, src, store, retrieval.SyncOptions{Embedder: by}); err != nil {
		b.Fatal(err)
	}
	searcher, err := retrieval.NewSearcher(ctx, store, by)
	if err != nil {
		b.Fatal(err)
	}
	return searcher
}

// writing is a model that writes one claim and notes when it is about to end it.
func writing(claim openaitest.Claim, written *atomic.Int64) openaitest.Model {
	return func(t openaitest.Turn) []openaitest.Act {
		c := claim
		c.Evidence = []openaitest.Evidence{{Passage: t.Key(claim.Evidence[0].Quote), Quote: claim.Evidence[0].Quote}}
		text, err := json.Marshal(c)
		if err != nil {
			panic(err) // nothing but texts
		}
		open, end := "", ""
		if t.Schema {
			open, end = `{"claims":[`, `]}`
		}
		return []openaitest.Act{
			openaitest.Text(open + strings.TrimSuffix(string(text), "}")),
			func(*openaitest.Talk) { written.Store(time.Now().UnixNano()) },
			openaitest.Text("}"), openaitest.Text(end + "\n"),
		}
	}
}

func untilShown(b *testing.B, a *answer.Answerer, written *atomic.Int64) (took time.Duration) {
	b.Helper()
	out, err := a.Stream(b.Context(), answer.Question{Text: "What did Putin and Assad discuss in Moscow in October 2015?"}, func(s answer.Step) {
		if s.Claim != nil {
			took = time.Duration(time.Now().UnixNano() - written.Load())
		}
	})
	if err != nil || out.Writer() == "" || len(out.Claims()) != 1 {
		b.Fatalf("writer %q, %d claims, dropped %v, failure %v, error %v", out.Writer(), len(out.Claims()), out.Dropped(), out.Failure(), err)
	}
	return took
}

var errSeen = errors.New("seen")

func untilDecoded(b *testing.B, g *openai.Generator, t openaitest.Turn, written *atomic.Int64) (took time.Duration) {
	b.Helper()
	_, err := g.Generate(context.WithoutCancel(b.Context()), answer.Prompt{System: t.Messages[0].Content, User: t.User()}, func(answer.Proposal) error {
		took = time.Duration(time.Now().UnixNano() - written.Load())
		return errSeen
	})
	if !errors.Is(err, errSeen) {
		b.Fatal(err)
	}
	return took
}

// at is a quantile in milliseconds.
func at(took []time.Duration, q float64) float64 {
	slices.Sort(took)
	return took[int(q*float64(len(took)-1))].Seconds() * 1e3
}
