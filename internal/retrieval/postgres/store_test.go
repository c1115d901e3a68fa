package postgres

import (
	"strings"
	"testing"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

func TestConformance(t *testing.T) {
	t.Parallel()
	indextest.Run(t, func(t *testing.T) retrieval.Index { return openStore(t, postgrestest.URL(t)) })
}

// openStore opens the store at an address until the test ends.
func openStore(tb testing.TB, address string) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = s.Close() })
	return s
}

// An address is a URL or a list of settings; what is not for the server is
// taken out of it.
func TestParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		address, schema, memory string
		connections             int32
	}{
		{"postgres://u:p@h/d", DefaultSchema, "1GB", 10},
		{"postgres://u:p@h/d?search_path=other&pool_max_conns=3&maintenance_work_mem=2GB", "other", "2GB", 3},
		{"host=h user=u password=p dbname=d", DefaultSchema, "1GB", 10},
		{"host=h user=u password=p dbname=d pool_max_conns=3 search_path=other", "other", "1GB", 3},
	} {
		p, err := parse(c.address)
		if err != nil {
			t.Fatal(err)
		}
		if p.schema != c.schema || p.memory != c.memory || p.pool.MaxConns != c.connections {
			t.Errorf("%s: schema %s, memory %s, %d connections, want %+v", c.address, p.schema, p.memory, p.pool.MaxConns, c)
		}
		for _, name := range []string{"search_path", "maintenance_work_mem"} {
			if _, kept := p.pool.ConnConfig.RuntimeParams[name]; kept {
				t.Errorf("%s: %s is a setting of the session", c.address, name)
			}
		}
		if strings.Contains(p.name, "p@") || strings.Contains(p.name, "password") {
			t.Errorf("%s is shown as %s", c.address, p.name)
		}
	}
}
