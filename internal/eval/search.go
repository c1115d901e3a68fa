package eval

import (
	"context"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"text/tabwriter"

	"golang.org/x/sync/errgroup"

	"dateline/internal/retrieval"
)

// Depth is how many documents are ranked for a question.
const Depth = 100

// SearchMeasures are the names of the measures of a ranking, in the order in
// which they are printed.
var SearchMeasures = []string{"nDCG@10", "recall@100", "MRR@10", "AP@10", "Hits@4", "Hits@10", "all@10", "MHR-MAP@10"}

// SearchResult holds the means of each measure over the questions with gold.
type SearchResult struct {
	Set       string                        `json:"set"`
	Questions int                           `json:"questions"`
	Mean      map[string]float64            `json:"mean"`
	ByType    map[string]map[string]float64 `json:"by_type"`
	Counts    map[string]int                `json:"counts"`
	// Words is the same search by words alone, where meaning counted as well,
	// and Gain what the latter brought.
	Words *SearchResult         `json:"words,omitempty"`
	Gain  map[string]Difference `json:"gain,omitempty"`
	each  []map[string]float64  // by question
}

// Search ranks documents for each question of the set that has graded ones, by
// the best passage of each. A searcher that goes by meaning is measured beside
// the same going by words alone.
func (s Set) Search(ctx context.Context, searcher *retrieval.Searcher) (SearchResult, error) {
	out, err := s.search(ctx, searcher)
	if err != nil || !searcher.Embeds() {
		return out, err
	}
	words, err := s.search(ctx, searcher.ByWords())
	if err != nil {
		return out, err
	}
	out.Words, out.Gain = &words, map[string]Difference{}
	for _, m := range SearchMeasures {
		out.Gain[m] = Bootstrap(column(out.each, m), column(words.each, m))
	}
	return out, nil
}

func column(rows []map[string]float64, name string) []float64 {
	out := make([]float64, len(rows))
	for i, row := range rows {
		out[i] = row[name]
	}
	return out
}

func (s Set) search(ctx context.Context, searcher *retrieval.Searcher) (SearchResult, error) {
	gold := s.graded()
	ranked := make([][]string, len(gold))
	err := Parallel(ctx, len(gold), func(ctx context.Context, i int) (err error) {
		ranked[i], err = rank(ctx, searcher, gold[i], nil)
		return err
	})
	if err != nil {
		return SearchResult{}, err
	}
	return s.measure(gold, ranked), nil
}

// graded are the questions that documents are graded for.
func (s Set) graded() []Question {
	return slices.DeleteFunc(slices.Clone(s.Questions), func(q Question) bool { return relevant(s.Grades[string(q.ID)]) == 0 })
}

// rank are the ids of documents for a question, best first.
func rank(ctx context.Context, searcher *retrieval.Searcher, q Question, d *retrieval.Dense) ([]string, error) {
	query, err := searcher.Read(q.Question, q.Asked())
	if err != nil {
		return nil, fmt.Errorf("question %s: %w", q.ID, err)
	}
	hits, err := searcher.Search(ctx, retrieval.Request{Query: query, Filter: q.Filter(), Limit: Depth, PerDocument: 1, Dense: d})
	ids := make([]string, len(hits))
	for i, h := range hits {
		ids[i] = h.Header.ID
	}
	return ids, err
}

func (s Set) measure(gold []Question, ranked [][]string) SearchResult {
	sum := map[string]map[string]float64{"": {}}
	out := SearchResult{Set: s.Name, Questions: len(gold), ByType: map[string]map[string]float64{}, Counts: map[string]int{}}
	for i, q := range gold {
		values := measures(ranked[i], s.Grades[string(q.ID)])
		out.each = append(out.each, values)
		for name, value := range values {
			if sum[q.Type] == nil {
				sum[q.Type] = map[string]float64{}
			}
			sum[""][name] += value
			if q.Type != "" {
				sum[q.Type][name] += value
			}
		}
		out.Counts[q.Type]++
	}
	out.Mean = scaled(sum[""], len(gold))
	for kind, n := range out.Counts {
		if kind != "" {
			out.ByType[kind] = scaled(sum[kind], n)
		}
	}
	return out
}

func measures(ranked []string, grades map[string]int) map[string]float64 {
	return map[string]float64{
		"nDCG@10": NDCG(ranked, grades, 10), "recall@100": Recall(ranked, grades, 100),
		"MRR@10": ReciprocalRank(ranked, grades, 10), "AP@10": AveragePrecision(ranked, grades, 10),
		"Hits@4": Hit(ranked, grades, 4), "Hits@10": Hit(ranked, grades, 10), "all@10": AllFound(ranked, grades, 10),
		"MHR-MAP@10": MultiHopMAP(ranked, grades, 10),
	}
}

func scaled(sum map[string]float64, n int) map[string]float64 {
	out := map[string]float64{}
	for name, value := range sum {
		out[name] = value / float64(max(n, 1))
	}
	return out
}

// Table writes the result as a table for people.
func (r SearchResult) Table(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	row := func(name string, n int, mean map[string]float64) {
		fmt.Fprintf(t, "%s\t%d\t", name, n)
		for _, m := range SearchMeasures {
			fmt.Fprintf(t, "%.3f\t", mean[m])
		}
		fmt.Fprintln(t)
	}
	fmt.Fprintf(t, "%s\tquestions\t", r.Set)
	for _, m := range SearchMeasures {
		fmt.Fprintf(t, "%s\t", m)
	}
	fmt.Fprintln(t)
	row("all", r.Questions, r.Mean)
	if r.Words != nil {
		row("words alone", r.Questions, r.Words.Mean)
		r.gain(t)
	}
	for _, kind := range slices.Sorted(maps.Keys(r.ByType)) {
		row(kind, r.Counts[kind], r.ByType[kind])
	}
	return t.Flush()
}

// gain writes what meaning brought, with the bounds that hold with 95%.
func (r SearchResult) gain(w io.Writer) {
	for _, line := range []struct {
		name string
		of   func(Difference) float64
	}{
		{"difference", func(d Difference) float64 { return d.Mean }},
		{"95% from", func(d Difference) float64 { return d.Low }},
		{"95% to", func(d Difference) float64 { return d.High }},
	} {
		fmt.Fprintf(w, "%s\t\t", line.name)
		for _, m := range SearchMeasures {
			fmt.Fprintf(w, "%+.3f\t", line.of(r.Gain[m]))
		}
		fmt.Fprintln(w)
	}
}

// Parallel calls f for 0 to n-1 on all processors and returns the first error.
func Parallel(ctx context.Context, n int, f func(ctx context.Context, i int) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range n {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return f(ctx, i)
		})
	}
	return g.Wait()
}
