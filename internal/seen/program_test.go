package seen

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

// binary is the program as it is shipped, built once for all tests.
var binary = sync.OnceValues(func() (string, error) { return build("bot") })

// folder holds what is built, and goes with the tests.
var folder string

func TestMain(m *testing.M) {
	flag.Parse()
	var err error
	// These tests wait for processes, and for times that are Discord's; the usual
	// number at once is for tests that work.
	if err = flag.Set("test.parallel", "8"); err != nil {
		panic(err)
	}
	if folder, err = os.MkdirTemp("", "dateline-seen-"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	*patience = max(*patience, *soakFor+*patience)
	code := m.Run()
	_ = os.RemoveAll(folder)
	if code == 0 {
		code = complete()
	}
	os.Exit(code)
}

func build(name string, flags ...string) (string, error) {
	out := filepath.Join(folder, name)
	args := append([]string{"build", "-o", out}, flags...)
	command := exec.CommandContext(context.Background(), "go", append(args, "dateline/cmd/bot")...)
	command.Env = append(os.Environ(), "CGO_ENABLED=0")
	if text, err := command.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build the program: %w: %s", err, text)
	}
	return out, nil
}

// program is a process.
type program struct {
	command *exec.Cmd
	log     *journal
	exited  chan struct{}
	code    int
}

// launch starts the program with these variables alone.
func launch(path string, env []string, args ...string) (*program, error) {
	p := &program{command: exec.CommandContext(context.Background(), path, args...), log: newJournal(), exited: make(chan struct{})}
	p.command.Env, p.command.Stdout, p.command.Stderr = env, p.log, p.log
	if err := p.command.Start(); err != nil {
		return nil, err
	}
	go func() {
		err := p.command.Wait()
		var exit *exec.ExitError
		if p.code = p.command.ProcessState.ExitCode(); err != nil && !errors.As(err, &exit) {
			p.code = -2
		}
		close(p.exited)
		p.log.wake()
	}()
	return p, nil
}

func (p *program) signal(s syscall.Signal) error { return p.command.Process.Signal(s) }

// ended waits for the exit status; of a signal it is -1.
func (p *program) ended(ctx context.Context) (int, error) {
	select {
	case <-p.exited:
		return p.code, nil
	case <-ctx.Done():
		return 0, fmt.Errorf("the program goes on: %w", ctx.Err())
	}
}

// journal is what the program has written.
type journal struct {
	lock    sync.Mutex
	text    bytes.Buffer
	changed chan struct{}
}

func newJournal() *journal { return &journal{changed: make(chan struct{})} }

// Write implements io.Writer.
func (j *journal) Write(p []byte) (int, error) {
	j.lock.Lock()
	defer j.lock.Unlock()
	j.text.Write(p)
	close(j.changed)
	j.changed = make(chan struct{})
	return len(p), nil
}

func (j *journal) wake() { _, _ = j.Write(nil) }

func (j *journal) String() string {
	j.lock.Lock()
	defer j.lock.Unlock()
	return j.text.String()
}

// until waits for so many times a text.
func (j *journal) until(ctx context.Context, text string, times int) error {
	for {
		j.lock.Lock()
		found, changed := strings.Count(j.text.String(), text) >= times, j.changed
		j.lock.Unlock()
		if found {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("the log does not say %q: %s", text, j.String())
		}
	}
}
