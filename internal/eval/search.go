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
}

// Search ranks documents for each question of the set that has graded ones, by
// the best passage of each.
func (s Set) Search(ctx context.Context, searcher *retrieval.Searcher) (SearchResult, error) {
	var gold []Question
	for _, q := range s.Questions {
		if relevant(s.Grades[string(q.ID)]) > 0 {
			gold = append(gold, q)
		}
	}
	ranked := make([][]string, len(gold))
	err := Parallel(ctx, len(gold), func(ctx context.Context, i int) error {
		query, err := searcher.Read(gold[i].Question, gold[i].Asked())
		if err != nil {
			return fmt.Errorf("question %s: %w", gold[i].ID, err)
		}
		hits, err := searcher.Search(ctx, retrieval.Request{Query: query, Filter: gold[i].Filter(), Limit: Depth, PerDocument: 1})
		for _, h := range hits {
			ranked[i] = append(ranked[i], h.Header.ID)
		}
		return err
	})
	if err != nil {
		return SearchResult{}, err
	}
	return s.measure(gold, ranked), nil
}

func (s Set) measure(gold []Question, ranked [][]string) SearchResult {
	sum := map[string]map[string]float64{"": {}}
	out := SearchResult{Set: s.Name, Questions: len(gold), ByType: map[string]map[string]float64{}, Counts: map[string]int{}}
	for i, q := range gold {
		for name, value := range measures(ranked[i], s.Grades[string(q.ID)]) {
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
	for _, kind := range slices.Sorted(maps.Keys(r.ByType)) {
		row(kind, r.Counts[kind], r.ByType[kind])
	}
	return t.Flush()
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
