//go:build unix

package postgres

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"dateline/internal/postgrestest"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/indextest"
)

// stops are the ways in which a server goes, in the order of their rudeness.
var stops = map[string]os.Signal{"fast": syscall.SIGINT, "immediate": syscall.SIGQUIT}

// wantOutage asks for an error that names the database, keeps the password
// and says what to do. A search may take no longer than a statement may.
func wantOutage(t *testing.T, what string, do func() error) {
	t.Helper()
	err := do()
	var refused *retrieval.StoreError
	if !errors.As(err, &refused) || !strings.Contains(refused.Reason, "can't be reached") || !strings.Contains(refused.Reason, "check that the server runs") {
		t.Errorf("%s without a server: got the error %v", what, err)
		return
	}
	if said := refused.Error(); !strings.Contains(said, "postgres:///postgres?host=/") || strings.Contains(said, "secret") {
		t.Errorf("%s without a server: %q must name the database, and not the password", what, said)
	}
}

// A server that is gone is said so, and once it is back so is the store.
func TestOutage(t *testing.T) {
	t.Parallel()
	for name, signal := range stops {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := postgrestest.NewServer(t)
			s := openStore(t, server.URL)
			records := indextest.Records(57, 40)
			apply(t, s, filling(0, records...))
			rank := indextest.NewReference(records)
			wantRanked(t, s, rank)
			server.Stop(t, signal)
			wantOutage(t, "a search", func() error {
				_, err := s.Search(t.Context(), indextest.Requests(63, 1)[0])
				return err
			})
			wantOutage(t, "a synchronisation", func() error { return s.Apply(t.Context(), filling(1, record("a", "A lantern."))) })
			wantOutage(t, "opening a store", func() error {
				_, err := Open(t.Context(), server.URL)
				return err
			})
			server.Start(t)
			wantRanked(t, s, rank)
		})
	}
}

// A server that goes in the middle of a synchronisation takes nothing along:
// the next one completes it, from the same store.
func TestOutageDuringSync(t *testing.T) {
	t.Parallel()
	for name, signal := range stops {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := postgrestest.NewServer(t)
			s := openStore(t, server.URL)
			before, after := indextest.Records(58, 20), indextest.Records(59, 150)
			apply(t, s, filling(0, before...))
			c := filling(1, after...)
			signs := 0
			c.Done = func(int) {
				if signs++; signs == 1 {
					server.Stop(t, signal)
				}
			}
			wantOutage(t, "a synchronisation in the middle", func() error { return s.Apply(t.Context(), c) })
			server.Start(t)
			wantRanked(t, s, indextest.NewReference(before))
			free(t, s)
			c.Done = nil
			apply(t, s, c)
			wantRanked(t, s, indextest.NewReference(after))
		})
	}
}

// A server that is back before anybody gives up is not even noticed.
func TestRestartDuringSync(t *testing.T) {
	t.Parallel()
	server := postgrestest.NewServer(t)
	s := openStore(t, server.URL)
	s.wait = 0 // so that a lease that was not given back shows
	records := indextest.Records(60, 150)
	c := filling(0, records...)
	reached, gone, applied := make(chan struct{}), make(chan struct{}), make(chan error)
	signs := 0
	c.Done = func(int) {
		if signs++; signs == 1 {
			close(reached)
			<-gone
		}
	}
	go func() { applied <- s.Apply(t.Context(), c) }()
	<-reached
	server.Stop(t, syscall.SIGINT)
	close(gone)
	server.Start(t)
	if err := <-applied; err != nil {
		t.Fatal(err)
	}
	wantRanked(t, s, indextest.NewReference(records))
}
