package quota

import (
	"context"
	"database/sql"
	"fmt"
	"testing"
)

// What a question costs beside the least it could: one statement that adds to
// one row of the same database, in a transaction of its own.
func BenchmarkQuestion(b *testing.B) {
	for name, on := range map[string]func(testing.TB) bench{"file": onFile, "database": onDatabase} {
		b.Run(name, func(b *testing.B) {
			place := on(b)
			l := place.open(b, Config{Person: Day{Questions: mostTokens}, Server: Day{Tokens: mostTokens}, Everybody: Day{Dollars: mostDollars}})
			b.Run("upsert", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					if err := upsert(b.Context(), l.store, i); err != nil {
						b.Fatal(err)
					}
				}
			})
			b.Run("question", func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					question(b, l, i)
				}
			})
			b.Run("question-8-at-once", func(b *testing.B) {
				b.SetParallelism(4)
				b.RunParallel(func(pb *testing.PB) {
					for i := 0; pb.Next(); i++ {
						question(b, l, i)
					}
				})
			})
		})
	}
}

func upsert(ctx context.Context, s *store, i int) error {
	return s.Do(ctx, func(ctx context.Context, tx *sql.Tx) error {
		_, err := s.exec(ctx, tx, addCounts, Person, fmt.Sprint("upsert", i%1000), dayOf(noon), 1, 10, 100)
		return err
	})
}

func question(b *testing.B, l *Ledger, i int) {
	b.Helper()
	r, err := l.Reserve(b.Context(), Who{Person: fmt.Sprint(i % 1000), Server: fmt.Sprint(i % 50)}, Cost{Tokens: 100})
	if err != nil {
		b.Fatal(err)
	}
	settle(b, r, Cost{Tokens: 90, Dollars: 0.0001})
}
