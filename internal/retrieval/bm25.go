package retrieval

import (
	"maps"
	"math"
	"slices"
)

// BM25 after Robertson and Zaragoza ("The Probabilistic Relevance Framework:
// BM25 and Beyond", 2009) in Lucene's form, which leaves out the constant
// factor k1+1. Weights and inverse document frequencies are whole numbers, so
// that a sum is the same whatever order a database adds in.
const (
	k1 = 1.2
	b  = 0.75

	// WeightOne stands for a weight of 1, which no term frequency reaches.
	WeightOne = 1<<16 - 1
	idfOne    = 1 << 16

	// DocumentShare is what a whole document's score counts for each of its
	// passages, as one part in so many of the passage's own.
	DocumentShare = 4
)

// Weight is the stored BM25 weight of a term that occurs frequency times in a
// text of length terms, where texts have mean terms on average.
func Weight(frequency, length int, mean float64) int {
	tf := float64(frequency)
	return int(math.Round(WeightOne * tf / (tf + k1*(1-b+b*float64(length)/mean))))
}

// IDF is the inverse document frequency of a term that occurs in n of all
// texts, in units of 1/65536.
func IDF(n, all int) int64 {
	return int64(math.Round(idfOne * math.Log(1+(float64(all-n)+.5)/(float64(n)+.5))))
}

// MeanLength rounds the mean length of texts to a step of a sixteenth of an
// octave. Weights follow the rounded mean, so that a small change of the
// corpus leaves those of other texts as they are, and yet depend on nothing
// but the corpus as it is.
func MeanLength(terms, texts int) float64 {
	if terms == 0 || texts == 0 {
		return 1
	}
	return math.Exp2(math.Round(16*math.Log2(float64(terms)/float64(texts))) / 16)
}

// Frequencies counts terms.
func Frequencies(terms []string) map[string]int {
	counts := make(map[string]int, len(terms))
	for _, t := range terms {
		counts[t]++
	}
	return counts
}

// QueryTerm is a term of a question with what a match is worth.
type QueryTerm struct {
	Term        string
	PassageIDF  int64 // times how often the question has the term
	DocumentIDF int64
}

// TermCount says in how many passages and documents a term stands.
type TermCount struct{ Passages, Documents int }

// WeighTerms gives the terms of a question their worth in a corpus of so many
// passages and documents, in alphabetical order.
func WeighTerms(terms []string, counts map[string]TermCount, all TermCount) []QueryTerm {
	frequency := Frequencies(terms)
	out := make([]QueryTerm, 0, len(frequency))
	for _, t := range slices.Sorted(maps.Keys(frequency)) {
		times := int64(frequency[t])
		out = append(out, QueryTerm{
			Term:        t,
			PassageIDF:  times * IDF(counts[t].Passages, all.Passages),
			DocumentIDF: times * IDF(counts[t].Documents, all.Documents),
		})
	}
	return out
}

// Greatest is more than any passage can score for the terms: the sum over all
// if each had the weight 1 in the passage and in the document. Of a question
// without a term it is that of one with a middling term, so that other stages
// have a unit.
func Greatest(terms []QueryTerm) int64 {
	if len(terms) == 0 {
		return DocumentShare * WeightOne * idfOne
	}
	var sum int64
	for _, t := range terms {
		sum += DocumentShare*t.PassageIDF + t.DocumentIDF
	}
	return max(1, sum*WeightOne)
}

// Score puts the parts of a passage's score together: the sums of weight ×
// IDF over passage and document, the cues the passage fits, and its points for
// meaning the same.
func Score(passage, document, cues, dense, greatest int64) (total int64, s Scores) {
	total = DocumentShare*passage + document + cues + dense
	share := func(n int64) float64 { return float64(n) / float64(greatest) }
	return total, Scores{Passage: share(DocumentShare * passage), Document: share(document), Cues: share(cues), Dense: share(dense), Total: share(total)}
}

// CueWorth is what a passage gains that fits a cue of the question, of at most
// greatest points in all.
func CueWorth(kind CueKind, greatest int64) int64 {
	return int64(cueShare[kind] * float64(greatest))
}
