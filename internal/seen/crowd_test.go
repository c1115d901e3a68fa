package seen

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
	"dateline/internal/openai/openaitest"
)

// BenchmarkCrowd has many people ask at once what is no two times the same, of a
// model that takes 50 ms for each token, and says how long they wait for a sign
// that they are heard, how it ends, and how much memory the program takes at most;
// beside one person. `make crowd` runs it.
func BenchmarkCrowd(b *testing.B) {
	for _, c := range []struct {
		people int
		flags  []string
	}{
		{1, nil},
		{200, nil},
		{200, []string{"--at-once=200", "--at-once-server=200"}},
	} {
		b.Run(fmt.Sprint("people=", c.people, " ", strings.Join(c.flags, " ")), func(b *testing.B) {
			for range b.N {
				crowd(b, c.people, c.flags)
			}
		})
	}
}

func crowd(b *testing.B, people int, flags []string) {
	b.Helper()
	w := written(b, writes(openaitest.Paced(50*time.Millisecond, byTrain)))
	w.start(append([]string{"--corpus=" + lake(b), "--store=:memory:", "--edit-pause=1200ms"}, flags...)...)
	before := peak(b, w.command.Process.Pid)
	asked := make([]*discordtest.Handle, people)
	var wait sync.WaitGroup
	for i := range people {
		wait.Go(func() {
			day := time.Date(1900, 1, 1+i, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
			asked[i] = w.ask(w.User(fmt.Sprint("user", i)), whyTrain, with("from", day))
		})
	}
	wait.Wait()
	answered, refused := 0, 0
	for _, h := range asked {
		switch final := w.finished(h); {
		case strings.Contains(final, "Written by scripted"):
			answered++
		case strings.Contains(final, "Too many questions"):
			refused++
		default:
			b.Errorf("it ends with %q", final)
		}
		if len(h.Messages()) != 1 || h.Responses() != 1 {
			b.Errorf("%d messages and %d responses to one question", len(h.Messages()), h.Responses())
		}
	}
	told := latencies(asked)
	b.ReportMetric(ms(told[len(told)/2]), "p50-ack-ms")
	b.ReportMetric(ms(told[len(told)*95/100]), "p95-ack-ms")
	b.ReportMetric(ms(told[len(told)-1]), "max-ack-ms")
	b.ReportMetric(float64(w.Tally().Unanswered+w.Tally().Waiting), "unanswered")
	b.ReportMetric(float64(answered), "answered")
	b.ReportMetric(float64(refused), "refused")
	b.ReportMetric(before, "MB-idle")
	b.ReportMetric(peak(b, w.command.Process.Pid), "MB-peak")
	if last := told[len(told)-1]; last >= time.Second {
		b.Errorf("somebody waited %v for a sign", last)
	}
	w.stop()
}

// finished waits until a question is answered, refused or given up.
func (w *town) finished(h *discordtest.Handle) string {
	w.t.Helper()
	got, err := h.Await(w.ctx, func(all []discordtest.Message) bool { return len(all) > 0 && over(all[0]) })
	if err != nil {
		w.t.Fatalf("a question is not answered: %q, %v", texts(got), err)
	}
	return got[0].Text()
}

// over reports whether a message is no state on the way.
func over(m discordtest.Message) bool {
	return !m.Loading() && m.Text() != "" && !strings.Contains(m.Text(), stillWriting) && !strings.Contains(m.Text(), "Looking through")
}

func latencies(asked []*discordtest.Handle) []time.Duration {
	var out []time.Duration
	for _, h := range asked {
		out = append(out, h.Latency())
	}
	slices.Sort(out)
	return out
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// peak is the most memory that a process has had, in MB; 0 where the system does
// not say.
func peak(t testing.TB, pid int) float64 { return status(t, pid, "VmHWM:") / 1024 }

// status is a number of /proc/PID/status, which Linux has.
func status(t testing.TB, pid int, field string) float64 {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprint("/proc/", pid, "/status"))
	if err != nil {
		t.Logf("no figures of memory: %v", err)
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, field); ok {
			n, err := strconv.ParseFloat(strings.Fields(value)[0], 64)
			check(t, err)
			return n
		}
	}
	t.Errorf("there is no %s", field)
	return 0
}
