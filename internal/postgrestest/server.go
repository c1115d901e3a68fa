package postgrestest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Server is a PostgreSQL of a test's own, which it may stop and start again.
type Server struct {
	// URL is its address, with a password for show: whoever reaches the
	// server is let in.
	URL string

	programs, folder string
	output           strings.Builder
	process          *exec.Cmd
	ended            chan struct{} // closed when the process has
}

// patience is how long a server may take to start or to stop on a machine that
// has much else to do.
const patience = time.Minute

// NewServer starts a server, which goes with the test. Where its programs are
// not at hand the test is skipped, and in CI it fails.
func NewServer(tb testing.TB) *Server {
	tb.Helper()
	programs := os.Getenv("DATELINE_POSTGRES")
	if programs == "" {
		missing(tb, "needs PostgreSQL's programs, to stop a server and start it: run scripts/with-postgres go test ./... (make test does) without DATABASE_URL_TEST, or set DATELINE_POSTGRES to the folder they are in")
	}
	folder, err := os.MkdirTemp("", "dateline-own") // tb.TempDir is closed to the server's user
	if err == nil {
		tb.Cleanup(func() { _ = os.RemoveAll(folder) })
		err = os.Chmod(folder, 0o755)
	}
	if err != nil {
		tb.Fatal(err)
	}
	s := &Server{URL: "postgres://postgres:secret@/postgres?host=" + folder + "/socket", programs: programs, folder: folder}
	s.Start(tb)
	tb.Cleanup(func() {
		_ = s.process.Process.Signal(syscall.SIGQUIT) // or it was stopped already
		<-s.ended
	})
	return s
}

// Start starts a server that was stopped, and returns when it answers.
func (s *Server) Start(tb testing.TB) {
	tb.Helper()
	s.output.Reset()
	s.process = exec.CommandContext(context.WithoutCancel(tb.Context()), filepath.Join(root(tb), "scripts", "run-postgres"), s.programs, s.folder)
	s.process.Stdout, s.process.Stderr = &s.output, &s.output
	if err := s.process.Start(); err != nil {
		tb.Fatal(err)
	}
	process, ended := s.process, make(chan struct{})
	s.ended = ended
	go func() {
		_ = process.Wait() // how it ended shows in what it wrote
		close(ended)
	}()
	for start := time.Now(); ; {
		conn, err := pgx.Connect(tb.Context(), s.URL)
		if err == nil {
			_ = conn.Close(tb.Context())
			return
		}
		select {
		case <-ended:
			tb.Fatalf("the test's own server ended: %s", s.output.String())
		case <-time.After(20 * time.Millisecond):
		}
		if time.Since(start) > patience {
			tb.Fatalf("the test's own server does not answer: %v", err)
		}
	}
}

// Stop stops the server with a signal, and returns when it is gone. SIGINT
// breaks connections off, SIGQUIT does not even tell their owners.
func (s *Server) Stop(tb testing.TB, signal os.Signal) {
	tb.Helper()
	if err := s.process.Process.Signal(signal); err != nil {
		tb.Fatal(err)
	}
	select {
	case <-s.ended:
	case <-time.After(patience):
		tb.Fatal("the test's own server does not stop")
	}
}

// root is the folder of the module.
func root(tb testing.TB) string {
	tb.Helper()
	folder, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		if folder == filepath.Dir(folder) {
			tb.Fatal("the test does not run inside the module")
		}
		folder = filepath.Dir(folder)
	}
}
