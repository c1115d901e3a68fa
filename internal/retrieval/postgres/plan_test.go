package postgres

import (
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// plan is how the database would carry out a search.
func plan(t *testing.T, s *Store, r retrieval.Request) (text string, exact bool) {
	t.Helper()
	err := s.read(t.Context(), func(tx pgx.Tx) error {
		q := searching{ctx: t.Context(), tx: tx, request: r}
		if err := q.prepare(); err != nil {
			return err
		}
		exact = q.exact
		st := q.statement()
		lines, err := texts(t.Context(), tx, "EXPLAIN "+st.sql.String(), st.args...)
		text = strings.Join(lines, "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return text, exact
}

// The index of vectors serves searches of all and of much; what a filter leaves
// little of is compared one by one, whatever the planner thinks.
func TestPlans(t *testing.T) {
	t.Parallel()
	s := openStore(t, postgrestest.URL(t))
	passages := indextest.Few(20_000, 10_400) // as many of each of 200 outlets; an index serves 10,000 and more
	bulk(t, s, passages)
	w := newCloud(2)
	everything := make([]string, 200)
	for i := range everything {
		everything[i] = fmt.Sprintf("Outlet %d", i)
	}
	for _, c := range []struct {
		name   string
		filter retrieval.Filter
		exact  bool
	}{
		{"no filter", retrieval.Filter{}, false},
		{"most outlets", retrieval.Filter{Outlets: everything[:indextest.Few(150, 195)]}, false},
		{"one outlet", retrieval.Filter{Outlets: everything[:1]}, true},
		{"one document", retrieval.Filter{Documents: []string{"doc-000001"}}, true},
		{"a speaker", retrieval.Filter{Speakers: []string{"Nobody"}}, true},
	} {
		r := w.request()
		r.Filter = c.filter
		text, exact := plan(t, s, r)
		if hnsw := strings.Contains(text, "_vector_idx"); exact != c.exact || hnsw == c.exact {
			t.Errorf("%s: exact %t, with the index of vectors %t, want exact %t; the plan:\n%s", c.name, exact, hnsw, c.exact, text)
		}
		if strings.Contains(text, "Seq Scan on postings") {
			t.Errorf("%s: all postings are read; the plan:\n%s", c.name, text)
		}
		hits, err := s.Search(t.Context(), r)
		want := 20
		if len(c.filter.Documents) > 0 {
			want = passagesEach
		}
		if len(c.filter.Speakers) > 0 {
			want = 0
		}
		if err != nil || len(hits) != want {
			t.Errorf("%s: %d hits, want %d: %v", c.name, len(hits), want, err)
		}
	}
	if got := recall(t, s, w, indextest.Few(50, 10)); got < .98 {
		t.Errorf("of the 20 nearest the index finds %.3f, want .98 or more", got)
	}
}

// recall is the share of the 20 nearest, by comparing all, that a search by the
// index puts up as candidates and ranks among its first 20.
func recall(tb testing.TB, s *Store, w *cloud, n int) float64 {
	tb.Helper()
	found := 0
	for range n {
		r := w.request()
		r.Query.Terms = nil // by meaning alone
		want := map[string]bool{}
		for _, h := range search(tb, s, r, true) {
			want[fmt.Sprint(h.Passage.Document, h.Passage.Ordinal)] = true
		}
		for _, h := range search(tb, s, r, false) {
			if want[fmt.Sprint(h.Passage.Document, h.Passage.Ordinal)] {
				found++
			}
		}
	}
	return float64(found) / float64(20*n)
}

// search searches by comparing all, or as the program chooses.
func search(tb testing.TB, s *Store, r retrieval.Request, exact bool) (hits []retrieval.Hit) {
	tb.Helper()
	err := s.read(tb.Context(), func(tx pgx.Tx) error {
		q := searching{ctx: tb.Context(), tx: tx, request: r}
		err := q.prepare()
		if err != nil {
			return err
		}
		q.exact = q.exact || exact
		hits, err = q.hits(q.statement())
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return hits
}
