package encoder

import (
	"strings"
	"testing"
	"time"

	"dateline/internal/encoder/uselite"
)

const question = "What did the two ministers agree on at their meeting in Geneva last week?"

// window is a text of so many words as count, about as long as those of reports.
func window() string {
	const sentence = `The ministers of both countries met in Geneva for talks about grain exports, and said afterwards that a commission would work out the details before the summer.`
	words := strings.Fields(strings.Repeat(sentence+" ", 4))
	return strings.Join(words[:MaxWords], " ")
}

// kinds are the two ways of multiplying. The first is avx2 where there is AVX2.
func kinds() map[string]*Encoder {
	return map[string]*Encoder{"avx2": New(), "portable": {portable: true}}
}

func benchmark(b *testing.B, text string) {
	b.Helper()
	for kind, e := range kinds() {
		b.Run(kind, func(b *testing.B) {
			texts := []string{text}
			got := func(int, [][]float32) error { return nil }
			best := time.Hour
			b.ReportAllocs()
			for b.Loop() {
				began := time.Now()
				if err := e.Embed(b.Context(), texts, got); err != nil {
					b.Fatal(err)
				}
				best = min(best, time.Since(began))
			}
			// The best run is what a busy machine disturbs least.
			b.ReportMetric(1e3*best.Seconds(), "best-ms")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "texts/s")
		})
	}
}

// A question and a window, each on one core.
func BenchmarkQuestion(b *testing.B) { benchmark(b, question) }
func BenchmarkWindow(b *testing.B)   { benchmark(b, window()) }

// BenchmarkLoad reads the weights.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := uselite.Parse(weights); err != nil {
			b.Fatal(err)
		}
	}
}
