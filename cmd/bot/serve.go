package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"dateline/internal/discord"
	"dateline/internal/discord/layout"
	"dateline/internal/discord/link"
	"dateline/internal/quota"
	"dateline/internal/secret"
)

type serveCommand struct {
	place
	limits
	serverLimits
	writer
	Servers string `help:"A YAML file that says which corpus, channels, language and limits each server has; README.md describes it. It takes the place of --corpus and --store." placeholder:"FILE"`
	Check   bool   `help:"Only say what is wrong with the file of --servers and its corpora."`
	recollection
	sessions
	Shards        int           `env:"DISCORD_SHARDS" help:"How many shards there are in all processes; 0: as many as Discord recommends." placeholder:"N" group:"Discord"`
	FirstShard    int           `help:"The first shard of this process, from 0." placeholder:"N" group:"Discord"`
	ShardCount    int           `help:"How many shards this process runs; 0: all from the first." placeholder:"N" group:"Discord"`
	AdminRole     []string      `help:"The id of a role whose members may use /corpus, as administrators may. Say it again for several." placeholder:"ID" group:"Discord"`
	AdminServer   []string      `help:"The id of a server in which /corpus may be used; all without it. Say it again for several." placeholder:"ID" group:"Discord"`
	Interactions  string        `name:"interactions-address" help:"Take interactions by HTTP at this address as well, as HOST:PORT; needs DISCORD_PUBLIC_KEY." placeholder:"ADDRESS" group:"Discord"`
	PublicKey     string        `env:"DISCORD_PUBLIC_KEY" help:"The application's public key, which what comes by HTTP is signed for." placeholder:"KEY" group:"Discord"`
	NoGateway     bool          `help:"Take interactions by HTTP alone: no messages, no direct conversations. Needs DISCORD_APPLICATION_ID." group:"Discord"`
	ApplicationID string        `env:"DISCORD_APPLICATION_ID" help:"The application's id; the gateway tells it otherwise." placeholder:"ID" group:"Discord"`
	Grace         time.Duration `help:"How long questions are still answered when the program is told to stop (${default})." default:"20s" placeholder:"TIME" group:"Discord"`
	Watch         time.Duration `help:"How often the store is looked at for what other programs changed in it; 0: never (${default})." default:"10s" placeholder:"TIME" group:"Discord"`
	API           string        `name:"discord-api" env:"DISCORD_API" hidden:""`
	Pause         time.Duration `name:"edit-pause" default:"1200ms" hidden:""`
}

// serverLimits are the limits that make sense where many people ask.
type serverLimits struct {
	ServerQuestions int     `help:"Questions of a server a day." placeholder:"N" group:"Limits"`
	ServerTokens    int     `help:"Tokens of a server a day." placeholder:"N" group:"Limits"`
	ServerDollars   float64 `help:"Money that a server's questions may cost a day." placeholder:"AMOUNT" group:"Limits"`
	AtOnceServer    int     `help:"Questions of one server answered at the same time, so that there is room for others (${default})." default:"32" placeholder:"N" group:"Limits"`
	AtOncePerson    int     `help:"Questions of one person answered at the same time (${default})." default:"3" placeholder:"N" group:"Limits"`
}

// mostAtOnce is how many questions are answered at the same time, unless a flag
// says so.
const mostAtOnce = 64

func (c *serveCommand) quota() quota.Config {
	out := c.config()
	out.AtOnce = cmp.Or(out.AtOnce, mostAtOnce)
	out.AtOnceServer = min(c.AtOnceServer, out.AtOnce)
	out.AtOncePerson = min(c.AtOncePerson, out.AtOnce)
	out.Server = quota.Day{Questions: c.ServerQuestions, Tokens: c.ServerTokens, Dollars: c.ServerDollars}
	return out
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(ctx context.Context, s streams) (err error) {
	log := slog.New(slog.NewTextHandler(s.err, nil))
	if c.Check {
		return c.check(s)
	}
	// From the beginning: what is opened may take long, and the signal would end the
	// program meanwhile.
	hangUps := make(chan os.Signal, 1)
	signal.Notify(hangUps, syscall.SIGHUP)
	defer signal.Stop(hangUps)
	token, err := readSecret("DISCORD_TOKEN")
	if err != nil {
		return err
	}
	config := link.Config{
		Token: secret.New(token), API: c.API, Log: log,
		Shards: link.Shards{Total: c.Shards, First: c.FirstShard, Count: c.ShardCount},
	}
	if err := errors.Join(config.Validate(), c.validate(), c.validateWatch()); err != nil {
		return usageError{err}
	}
	h, err := c.openHousehold(ctx, log)
	if err != nil {
		return err
	}
	defer h.Close()
	go h.memory.Tend(ctx, func(err error) { log.Error("what has expired was not deleted", "error", err) })
	if !c.NoGateway {
		turns, err := c.openTurns(ctx, c.database, c.API, token)
		if err != nil {
			return err
		}
		defer turns.Close()
		config.Turns = inTurn{turns}
	}
	client, err := link.NewClient(config)
	if err != nil {
		return err
	}
	answers := discord.Config{
		Port: discord.Through(client), Memory: h.memory, Usage: h.ledger, Log: log,
		Roles: c.AdminRole, Servers: c.AdminServer, Pause: c.Pause,
	}
	have, err := c.openCorpora(ctx, s, h, &answers)
	if err != nil {
		return errors.Join(err, have.Close())
	}
	defer have.Close()
	bot := discord.New(answers)
	defer onSignal(ctx, hangUps, func(ctx context.Context) { have.reload(ctx, bot) })()
	defer have.stop() // so that no reload waits for it
	return c.serve(ctx, bot, client, have, log)
}

// corpora are what a bot answers from.
type corpora struct {
	loading
	reload func(context.Context, *discord.Bot)
	close  func() error
}

// Close breaks loading off, and closes them.
func (c corpora) Close() error { c.stop(); return c.close() }

// openCorpora opens the corpus of the flags, or those of the servers file.
func (c *serveCommand) openCorpora(ctx context.Context, s streams, h *household, to *discord.Config) (out corpora, err error) {
	if c.Servers == "" {
		l := h.newLibrary(c.place)
		to.Library = l
		out.close, out.reload = l.Close, func(ctx context.Context, b *discord.Bot) { reload(ctx, b, l, h.log) }
		out.loading, err = goOn(ctx, h.log, func(ctx context.Context) error { return l.load(ctx, s) })
		return out, err
	}
	r := c.newRealm(s, h)
	to.Places = r
	out.close, out.reload = r.Close, func(ctx context.Context, b *discord.Bot) { r.Reload(ctx, b, h.log) }
	out.loading, err = goOn(ctx, h.log, r.load)
	return out, err
}

func (c *serveCommand) validate() error {
	switch {
	case c.Servers != "" && (c.Corpus != "" || c.Store != ""):
		return errors.New("--servers and --corpus or --store are both set, as flags or as variables; the servers file names the corpora, so leave the others out")
	case c.NoGateway && c.Interactions == "":
		return errors.New("--no-gateway leaves no way in; give --interactions-address as well")
	case c.NoGateway && c.ApplicationID == "":
		return errors.New("set DISCORD_APPLICATION_ID to the application's id, which only the gateway would tell")
	case c.Interactions != "" && c.PublicKey == "":
		return errors.New("set DISCORD_PUBLIC_KEY to the public key on the application's page General Information")
	case !areIDs(c.AdminRole), !areIDs(c.AdminServer):
		return errors.New("--admin-role and --admin-server take ids, which have digits alone; copy them in Discord, with developer mode on")
	case c.Grace < 0:
		return errors.New("--grace is less than 0")
	case c.Servers != "":
		_, err := c.readServers()
		return err
	}
	return nil
}

// areIDs reports whether all of a list are ids of Discord's. A name would be nobody's.
func areIDs(list []string) bool {
	return !slices.ContainsFunc(list, func(id string) bool { return !snowflake.MatchString(id) })
}

// serve connects a bot with Discord, and ends with it, or if its corpora can't be
// loaded.
func (c *serveCommand) serve(ctx context.Context, bot *discord.Bot, client *link.Client, have corpora, log *slog.Logger) error {
	in := &wiring{bot: bot, client: client, log: log}
	ready := func(_ context.Context, r link.Ready) { in.ready(ctx, r) } // what it begins does not hold up the end
	l := link.New(client, link.Handlers{Interaction: bot.Interaction, Message: in.message, Ready: ready, Refuse: in.refuse, RefuseMessage: bot.RefuseMessage})
	ended := make(chan error, 2)
	stopHTTP, err := c.listen(ctx, l, ended, log)
	if err != nil {
		return err
	}
	// The sessions outlive ctx, so that who asked before the end is answered.
	through := context.WithoutCancel(ctx)
	if c.NoGateway {
		go in.register(ctx, c.ApplicationID)
	} else {
		go func() { ended <- l.Run(through) }()
	}
	for {
		select {
		case err = <-have.done:
			if err == nil {
				log.Info("the corpus is loaded")
				continue
			}
			if ctx.Err() != nil {
				err = nil // it was broken off, as the program was told to
			}
		case err = <-ended:
		case <-ctx.Done():
			log.Info("stopping; questions that were asked are still answered", "within", c.Grace)
		}
		break
	}
	grace, cancel := context.WithTimeout(through, c.Grace)
	defer cancel()
	return errors.Join(err, stopHTTP(), l.Stop(grace))
}

// onSignal does something at each signal, until stop has returned.
func onSignal(ctx context.Context, signals <-chan os.Signal, do func(context.Context)) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			select {
			case <-signals:
				all.Go(func() { do(ctx) })
			case <-ctx.Done():
				return
			}
		}
	})
	return func() { cancel(); all.Wait() }
}

// listen takes interactions by HTTP, where that is wanted.
func (c *serveCommand) listen(ctx context.Context, l *link.Link, ended chan<- error, log *slog.Logger) (stop func() error, err error) {
	if c.Interactions == "" {
		return func() error { return nil }, nil
	}
	handler, err := l.Endpoint(c.PublicKey)
	if err != nil {
		return nil, usageError{err}
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", c.Interactions)
	if err != nil {
		return nil, fmt.Errorf("--interactions-address: %w", err)
	}
	const slow = 10 * time.Second
	server := &http.Server{Handler: handler, ReadHeaderTimeout: slow, ReadTimeout: slow, WriteTimeout: slow}
	go func() {
		if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			ended <- fmt.Errorf("take interactions by HTTP: %w", err)
		}
	}()
	log.Info("taking interactions by HTTP", "at", listener.Addr().String())
	return func() error {
		limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), slow)
		defer cancel()
		return server.Shutdown(limited)
	}, nil
}

// wiring is the bot as the link sees it.
type wiring struct {
	bot    *discord.Bot
	client *link.Client
	log    *slog.Logger

	self atomic.Pointer[string] // its id; nil: not known yet

	again      time.Duration // until the commands are tried to be registered again; 0: registerAgain
	lock       sync.Mutex    // of who registers them
	registered bool
}

// registerAgain is seldom enough for a bot that may not register commands.
const registerAgain = time.Minute

func (w *wiring) message(ctx context.Context, m *link.Message) {
	self := ""
	if known := w.self.Load(); known != nil {
		self = *known
	}
	w.bot.Message(ctx, self, m)
}

// ready registers the commands, until ctx is over.
func (w *wiring) ready(ctx context.Context, r link.Ready) {
	if r.User.ID != "" {
		w.self.Store(&r.User.ID)
	}
	w.log.Info("connected", "shard", r.Shard, "of", r.Shards, "servers", r.Guilds, "resumed", r.Resumed)
	if r.Application != "" {
		go w.register(ctx, r.Application)
	}
}

// register registers the commands, and tries again until it has. Of several calls at
// once one does it.
func (w *wiring) register(ctx context.Context, application string) {
	if !w.lock.TryLock() {
		return
	}
	defer w.lock.Unlock()
	for !w.registered {
		changed, err := w.client.RegisterCommands(ctx, application, "", layout.Commands())
		if err == nil {
			w.registered = true
			w.log.Info("the commands are registered", "changed", changed)
			return
		}
		if ctx.Err() != nil {
			return
		}
		w.log.Error("the commands were not registered; this is tried again", "error", err)
		select {
		case <-time.After(cmp.Or(w.again, registerAgain)):
		case <-ctx.Done():
			return
		}
	}
}

func (w *wiring) refuse(i *link.Interaction, why link.Reason) (link.ResponseKind, any) {
	c := w.bot.Refuse(i, why)
	return link.ResponseKind(c.Type), c.Data
}

// reload reloads a corpus, as a signal asks for.
func reload(ctx context.Context, bot *discord.Bot, l *library, log *slog.Logger) {
	report, busy, err := bot.Reload(ctx, l)
	switch {
	case busy:
		log.Warn("a reload is at work already")
	case err != nil:
		log.Error("the corpus was not reloaded", "error", err)
	default:
		log.Info("the corpus was reloaded", "generation", report.Generation, "added", len(report.Added),
			"changed", len(report.Changed), "removed", len(report.Removed), "failed", len(report.Failed))
	}
}
