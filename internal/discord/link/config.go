package link

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"dateline/internal/secret"
)

// API is Discord's address; version 10 of REST and gateway go together.
const API = "https://discord.com/api/v10"

// Config says how Discord is reached. Only Token is needed.
type Config struct {
	Token secret.Text // of the bot, without "Bot " in front
	// API is the address that REST is reached at, version included; empty: [API].
	API string
	// Gateway, if set, is the gateway's address in place of the one that
	// Discord names.
	Gateway string
	Shards  Shards
	// Places is how many handlers run at once; 0: 256.
	Places int
	// Turns, if set, are shared by all processes of the bot: none identifies but
	// in its turn. Without them each process keeps max_concurrency and the day's
	// budget for itself alone.
	Turns Turns
	// Agent is the User-Agent; Discord wants "DiscordBot (address, version)".
	Agent string
	Log   *slog.Logger // nil: slog.Default
	// Proxy chooses a proxy for a request; nil: as HTTPS_PROXY says.
	Proxy func(*http.Request) (*url.URL, error)
	// Dial, if set, opens the connections of REST and gateway.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Turns are what processes share so that no two identify in one bucket at once, nor
// all of them together too often.
type Turns interface {
	// Take takes a bucket. Where it is not free, there is no Turn, and one is to
	// ask again after a wait at the latest.
	Take(ctx context.Context, bucket int) (t Turn, wait time.Duration, err error)
}

// Turn is leave to identify once.
type Turn interface {
	// Spend counts an IDENTIFY that is about to be sent, after which the bucket
	// is another's in time. With an error it must not be sent.
	Spend(ctx context.Context) error
	// Release gives back a turn that was not spent.
	Release(ctx context.Context) error
}

// Shards says which shards this process runs.
type Shards struct {
	Total int // of all processes; 0: as many as Discord recommends
	First int // of this process, from 0
	Count int // of this process; 0: all from First
}

const (
	usualPlaces = 256
	usualAgent  = "DiscordBot (https://discord.com/developers/docs/reference, 1.0)"
)

// Validate reports all that is wrong with a Config.
func (c Config) Validate() error {
	var wrong []error
	if c.Token.IsZero() {
		wrong = append(wrong, errors.New("no bot token: set DISCORD_TOKEN to the one on the application's page Bot"))
	}
	if strings.ContainsAny(c.Token.Reveal(), " \t\r\n") {
		wrong = append(wrong, errors.New("the bot token has space in it: set it without \"Bot \" in front"))
	}
	wrong = append(wrong, address("API", c.API, "http", "https"), address("gateway", c.Gateway, "ws", "wss"), c.Shards.validate())
	if c.Places < 0 {
		wrong = append(wrong, fmt.Errorf("places: %d is less than 0", c.Places))
	}
	return errors.Join(wrong...)
}

func address(what, text string, schemes ...string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Host == "" || (u.Scheme != schemes[0] && u.Scheme != schemes[1]) {
		return fmt.Errorf("%s: %q is no address with %s", what, text, strings.Join(schemes, " or "))
	}
	return nil
}

func (s Shards) validate() error {
	switch {
	case s.Total < 0 || s.First < 0 || s.Count < 0:
		return errors.New("shards: a number is less than 0")
	case s.Total > 0 && (s.First >= s.Total || s.Count > s.Total-s.First):
		return fmt.Errorf("shards: %d from %d are not among %d", s.Count, s.First, s.Total)
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.API == "" {
		c.API = API
	}
	c.API = strings.TrimRight(c.API, "/")
	if c.Places == 0 {
		c.Places = usualPlaces
	}
	if c.Agent == "" {
		c.Agent = usualAgent
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	if c.Proxy == nil {
		c.Proxy = http.ProxyFromEnvironment
	}
	return c
}

// transport is Go's default with the proxy and connections of the Config.
func (c Config) transport() *http.Transport {
	own := &http.Transport{
		Proxy: c.Proxy, DialContext: c.Dial, ForceAttemptHTTP2: true,
		MaxIdleConns: 128, MaxIdleConnsPerHost: 128, IdleConnTimeout: 90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second, ExpectContinueTimeout: time.Second,
	}
	return own
}
