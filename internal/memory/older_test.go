package memory

import (
	"context"
	"database/sql"
	"sync"
	"testing"
)

// TestOlderTablesAreKept opens tables that were made before answers named their
// corpus, by several programs at once.
func TestOlderTablesAreKept(t *testing.T) {
	onBoth(t, func(t *testing.T, b bench) {
		older := layout
		older.Added = nil
		db, err := b.opening(t.Context(), b.place, older)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Do(t.Context(), func(ctx context.Context, tx *sql.Tx) error {
			_, err := db.Exec(ctx, tx, `INSERT INTO {}memory_answers (id, person, server, channel, thread, follows, hidden, corpus, question, answer, asked, chosen)
				VALUES ('OLD', 'ann', 'town', 'news', '', '', 0, 'summits', 'Why?', '{}', CAST($1 AS bigint), 0)`, ms(noon))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				m, err := open(t.Context(), Config{}, b.time, b.opening, b.place)
				if err != nil {
					t.Error(err)
					return
				}
				t.Cleanup(func() { m.Close() })
			})
		}
		all.Wait()
		m := b.open(t)
		if a := get(t, m, "OLD", "bob"); a.Question != "Why?" || a.CorpusID != "" {
			t.Errorf("%+v", a)
		}
		marked := asked("And now?")
		marked.CorpusID = "a-corpus"
		if a := get(t, m, put(t, m, marked), "bob"); a.CorpusID != "a-corpus" {
			t.Errorf("%+v", a)
		}
	})
}
