package seen

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"dateline/internal/discord/discordtest"
	"dateline/internal/openai/openaitest"
)

var (
	soakFor  = flag.Duration("soak", 8*time.Second, "how long the soak lasts")
	soakSeed = flag.Uint64("seed", 0, "what chance begins with in the soak; 0: another one each time")
	soakMove = flag.Duration("gateway-every", 4*time.Second, "how often in the soak something happens to the gateway, about")
)

// weather is what goes wrong in a soak beside what Discord's stand-in does by
// itself.
type weather struct {
	lock   sync.Mutex
	random *rand.Rand
	kinds  map[string]int
}

func (x *weather) chance(of float64) bool {
	x.lock.Lock()
	defer x.lock.Unlock()
	return x.random.Float64() < of
}

func (x *weather) oneOf(names []string) string {
	x.lock.Lock()
	defer x.lock.Unlock()
	name := names[x.random.IntN(len(names))]
	x.kinds[name]++
	return name
}

// modelFaults are those that end soon.
var modelFaults = []string{"busy", "failing", "refusal", "filtered", "empty", "length", "prose", "garbage", "error", "cut", "stop", "not a chat"}

// moody is a model that fails in one of five times.
func (x *weather) moody() openaitest.Model {
	sane := mouth(closed())
	return func(t openaitest.Turn) []openaitest.Act {
		if x.chance(.2) {
			return openaitest.Behaviours[x.oneOf(modelFaults)]
		}
		return sane(t)
	}
}

func closed() <-chan struct{} {
	c := make(chan struct{})
	close(c)
	return c
}

var gatewayFaults = map[string]discordtest.Move{
	"op 7": discordtest.Reconnect, "dropped": discordtest.Drop, "closed with 4000": discordtest.CloseWith(4000), "op 9 resumable": discordtest.InvalidSession(true),
	"undecodable": discordtest.Undecodable, "unknown event": discordtest.Unknown, "no JSON": discordtest.Garbage,
}

// TestSoak has people ask for a while in bad weather. Each question has one final
// answer, and no more; what is asked of a gateway that is away for longer than
// Discord waits is void, and asked again by its asker. `make soak` takes longer.
func TestSoak(t *testing.T) {
	t.Parallel()
	seed := *soakSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	t.Logf("the seed is %d", seed)
	x := &weather{random: rand.New(rand.NewPCG(seed, 2)), kinds: map[string]int{}}
	// What is void is counted below; a response that was not heard is given once more.
	w := found(t, discordtest.WithChaos(seed, discordtest.Odds{Request: .03}), discordtest.WithFinished(over),
		discordtest.WithAllowed("unanswered", "second-response"), discordtest.WithKept(1000))
	w.env = append(w.env, "OPENAI_MODEL=scripted", "OPENAI_BASE_URL="+openaitest.Serve(t, x.moody()))
	w.start("--corpus="+lake(t), "--store="+filepath.Join(w.data, "lake.db"), "--edit-pause=100ms", "--at-once-person=10")
	s := &soak{town: w, weather: x, end: time.Now().Add(*soakFor)}
	s.run()
	s.report()
	s.goroutines()
}

// soak is one under way.
type soak struct {
	*town
	*weather
	end time.Time

	lock            sync.Mutex
	asked           []*discordtest.Handle
	void            atomic.Int64
	resident, later float64
}

func (s *soak) run() {
	var people sync.WaitGroup
	for i := range 6 {
		people.Go(func() { s.person(s.User(fmt.Sprint("user", i)), i) })
	}
	stop := make(chan struct{})
	var misfortune sync.WaitGroup
	misfortune.Go(func() { s.misfortunes(stop) })
	people.Wait()
	close(stop)
	misfortune.Wait()
	s.Calm()
	s.later = status(s.t, s.command.Process.Pid, "VmRSS:") / 1024
}

// misfortunes happen to the gateway now and then.
func (s *soak) misfortunes(stop <-chan struct{}) {
	every := time.NewTicker(*soakMove)
	defer every.Stop()
	names := slices.Sorted(maps.Keys(gatewayFaults))
	for {
		select {
		case <-every.C:
			s.Now(gatewayFaults[s.oneOf(names)])
		case <-stop:
			return
		}
	}
}

// person asks, waits for the answer, and asks again.
func (s *soak) person(u discordtest.User, n int) {
	for i := 0; time.Now().Before(s.end); i++ {
		question := fmt.Sprintf("Why did Berg travel to %s by train?", lakes[(n+i)%len(lakes)])
		h := s.one(u, question, i)
		s.lock.Lock()
		if s.asked = append(s.asked, h); len(s.asked) == 30 {
			s.resident = status(s.t, s.command.Process.Pid, "VmRSS:") / 1024
		}
		s.lock.Unlock()
		if s.t.Failed() {
			return
		}
	}
}

// one asks in one of the ways, and waits.
func (s *soak) one(u discordtest.User, question string, i int) *discordtest.Handle {
	var h *discordtest.Handle
	switch i % 3 {
	case 0:
		h = s.DM(u, question)
	case 1:
		h = s.Mention(u, s.channel, question)
	default:
		h = s.Slash(u, s.channel, "ask", with("question", question))
	}
	err := s.Until(s.ctx, func() bool { return len(h.Finals()) > 0 || h.Unanswered() || h.Lost() })
	if err != nil {
		s.t.Errorf("%q is not answered: %q: %v", question, texts(h.Messages()), err)
	}
	if h.Unanswered() || h.Lost() {
		s.void.Add(1)
	}
	return h
}

// report counts, once nothing is under way any more.
func (s *soak) report() {
	finals, more, none := 0, 0, 0
	for _, h := range s.asked {
		got := h.Finals()
		finals += len(got)
		switch {
		case len(got) > 1 || len(h.Messages()) > 1:
			more++
			s.t.Errorf("a question has more than one answer: %q", texts(h.Messages()))
		case len(got) == 0 && !h.Unanswered() && !h.Lost():
			none++
		}
	}
	if none > 0 || len(s.asked) == 0 {
		s.t.Errorf("%d of %d questions have no answer", none, len(s.asked))
	}
	tally := s.Tally()
	s.t.Logf("%d questions, %d final answers, %d void since the gateway was away, %d answered twice, %d pings", len(s.asked), finals, s.void.Load(), more, tally.Pings)
	s.t.Logf("faults of Discord's REST: %v", s.FaultsByKind())
	s.t.Logf("faults of the model and the gateway: %v", s.kinds)
	s.t.Logf("resident memory: %.0f MB after 30 questions, %.0f MB at the end, %.0f MB at most; gateway: %+v", s.resident, s.later, peak(s.t, s.command.Process.Pid), s.traffic())
	if int(s.void.Load())*5 > len(s.asked) {
		s.t.Errorf("%d of %d questions were void", s.void.Load(), len(s.asked))
	}
}

func (s *soak) traffic() discordtest.Traffic {
	out := s.Traffic()
	out.Closes = nil
	return out
}

// goroutines has the program name all of them as it ends: there are not more for
// there having been many questions.
func (s *soak) goroutines() {
	check(s.t, s.signal(syscall.SIGQUIT))
	_, err := s.ended(s.ctx)
	check(s.t, err)
	log := s.log.String()
	n := strings.Count(log, "\ngoroutine ")
	s.t.Logf("%d goroutines at the end", n)
	if most := 150 + len(s.asked)/10; n == 0 || n > most {
		s.t.Errorf("%d goroutines are left, of %d questions", n, len(s.asked))
	}
	// What follows the dump is of no use to whoever reads a failure.
	s.program = nil
}
