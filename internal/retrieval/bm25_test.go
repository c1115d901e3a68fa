package retrieval_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dateline/internal/retrieval"
)

// The figures of these tests are worked out by hand from BM25's formula with
// k1 = 1.2 and b = .75.

func TestWeight(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		frequency, length int
		mean              float64
		want              int
	}{
		{0, 10, 10, 0},
		{1, 10, 10, 29789}, // 1/2.2
		{2, 10, 10, 40959}, // 2/3.2
		{1, 20, 10, 21140}, // 1/3.1
		{1, 0, 10, 50412},  // 1/1.3
		{3, 5, 10, 52428},  // 3/3.75
		{1000, 1000, 1000, 65456},
	} {
		if got := retrieval.Weight(c.frequency, c.length, c.mean); got != c.want {
			t.Errorf("%d times in %d terms, %g on average: got %d, want %d", c.frequency, c.length, c.mean, got, c.want)
		}
	}
}

func TestIDF(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n, all int
		want   int64
	}{
		{0, 10, 202575},   // ln 22
		{5, 10, 45426},    // ln 2
		{10, 10, 3049},    // ln(1 + 1/21): even a word of every text counts for something
		{1, 1, 18854},     // ln(4/3)
		{1, 1000, 426200}, // ln(1 + 999.5/1.5)
	} {
		if got := retrieval.IDF(c.n, c.all); got != c.want {
			t.Errorf("in %d of %d: got %d, want %d", c.n, c.all, got, c.want)
		}
	}
}

func TestMeanLength(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		terms, texts int
		want         float64
	}{
		{0, 0, 1}, {5, 0, 1}, {0, 5, 1},
		{8, 1, 8}, {24, 3, 8},
		{100, 10, 9.934862}, // 2 to the power of 53/16
		{101, 10, 9.934862},
		{104, 10, 10.374716}, // 54/16
	} {
		if got := retrieval.MeanLength(c.terms, c.texts); math.Abs(got-c.want) > 1e-5 {
			t.Errorf("%d terms in %d texts: got %f, want %f", c.terms, c.texts, got, c.want)
		}
	}
}

func TestWeighTerms(t *testing.T) {
	t.Parallel()
	counts := map[string]retrieval.TermCount{"quay": {Passages: 5, Documents: 1}}
	got := retrieval.WeighTerms([]string{"quay", "unheardof", "quay"}, counts, retrieval.TermCount{Passages: 10, Documents: 1})
	want := []retrieval.QueryTerm{
		{Term: "quay", PassageIDF: 2 * 45426, DocumentIDF: 2 * 18854},
		{Term: "unheardof", PassageIDF: 202575, DocumentIDF: 90852}, // ln 22, ln 4
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if sum := int64(4*(2*45426+202575)+2*18854+90852) * 65535; retrieval.Greatest(got) != sum {
		t.Errorf("the greatest score is %d, want %d", retrieval.Greatest(got), sum)
	}
	if retrieval.Greatest(nil) < 1<<30 {
		t.Errorf("without terms the greatest score is %d, too little for shares of it to be told apart", retrieval.Greatest(nil))
	}
}

func TestScore(t *testing.T) {
	t.Parallel()
	total, scores := retrieval.Score(100, 50, 30, 20, 1000)
	want := retrieval.Scores{Passage: .4, Document: .05, Cues: .03, Dense: .02, Total: .5}
	if diff := cmp.Diff(want, scores, cmpopts.EquateApprox(0, 1e-12)); total != 500 || diff != "" {
		t.Errorf("the total is %d, want 500 (-want +got):\n%s", total, diff)
	}
	for _, kind := range []retrieval.CueKind{retrieval.OutletCue, retrieval.SpeakerCue, retrieval.EventCue, retrieval.PlaceCue, retrieval.DateCue} {
		if worth := retrieval.CueWorth(kind, 1000); worth <= 0 || worth > 500 {
			t.Errorf("a cue of kind %s is worth %d of 1000; it must count, and not for more than the words", kind, worth)
		}
	}
}
