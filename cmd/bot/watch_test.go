package main

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"dateline/internal/discord/discordtest"
)

// TestWatch renews when another program changed the store, and only then, and
// outlives a store that is away.
func TestWatch(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var log strings.Builder
		var lock sync.Mutex // the test has it but while it sleeps
		lock.Lock()
		defer lock.Unlock()
		stored, served, renewals := int64(1), int64(1), 0
		var away, broken error
		w := watched{
			stored: func(context.Context) (int64, error) { lock.Lock(); defer lock.Unlock(); return stored, away },
			served: func() int64 { lock.Lock(); defer lock.Unlock(); return served },
			renew: func(context.Context) error {
				lock.Lock()
				defer lock.Unlock()
				if renewals++; broken == nil {
					served = stored
				}
				return broken
			},
			log: slog.New(slog.NewTextHandler(&log, nil)),
		}
		ctx, stop := context.WithCancel(t.Context())
		go w.watch(ctx, 10*time.Second)
		look := func(times int) {
			lock.Unlock()
			time.Sleep(time.Duration(times)*10*time.Second + time.Millisecond)
			synctest.Wait()
			lock.Lock()
		}
		look(5)
		if renewals != 0 {
			t.Errorf("%d renewals of what is as it was", renewals)
		}
		stored = 2
		look(3)
		away, stored = errors.New("away"), 3
		look(4)
		if served != 2 || renewals != 1 {
			t.Errorf("serving %d after %d renewals", served, renewals)
		}
		away, broken = nil, errors.New("broken")
		look(2)
		broken, stored = nil, 1 // a rollback
		look(1)
		if served != 1 {
			t.Errorf("serving %d", served)
		}
		stop()
		synctest.Wait()
		if n := strings.Count(log.String(), "goes on serving"); n != 1 {
			t.Errorf("%d complaints of one failure:\n%s", n, log.String())
		}
	})
}

// TestServeWhatAnotherProgramStored has bot sync change the store that bot serve
// answers from.
func TestServeWhatAnotherProgramStored(t *testing.T) {
	folder := t.TempDir()
	store := filepath.Join(folder, "store.db")
	corpus := filepath.Join(folder, "corpus")
	if err := os.Mkdir(corpus, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(corpus, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("a.txt", "The mayor paid for the harbour.")
	d := discordtest.New(t, discordtest.WithIdentifyWindow(0, 0))
	t.Setenv("DISCORD_TOKEN", d.Token)
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	end := begin(ctx, t, d, "--corpus="+corpus, "--store="+store, "--watch=20ms")
	at, eve := d.Channel(d.Guild("town"), "general"), d.Admin("eve")
	if err := d.Until(ctx, func() bool { return len(d.Commands("")) > 0 }); err != nil {
		t.Fatal(err)
	}
	write("b.txt", "Berg took the ferry to the lighthouse.")
	if code := run(ctx, []string{"sync", "--embedder=none", "--corpus=" + corpus, "--store=" + store}, streams{strings.NewReader(""), io.Discard, io.Discard}); code != exitDone {
		t.Fatalf("bot sync: exit status %d", code)
	}
	for served := false; !served; {
		m, err := d.Slash(eve, at, "corpus status").Final(ctx)
		if err != nil {
			t.Fatal(err)
		}
		served = strings.Contains(m.Text(), "Generation 2")
	}
	m, err := d.Slash(eve, at, "ask", discordtest.With("question", "Who took the ferry to the lighthouse?")).Final(ctx)
	if err != nil || !strings.Contains(m.Text(), "Berg") {
		t.Errorf("%q, %v", m.Text(), err)
	}
	stop()
	if code, log := end(); code != exitDone {
		t.Errorf("exit status %d: %s", code, log)
	}
}
