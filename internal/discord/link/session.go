package link

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"dateline/internal/secret"

	"github.com/bwmarrin/discordgo"
	"github.com/gorilla/websocket"
)

// intents are what events are sent for. None is privileged: the content of
// mentions, direct messages and commands' targets comes without.
const intents = discordgo.IntentGuilds | discordgo.IntentGuildMessages | discordgo.IntentDirectMessages

const version = "10" // of REST and gateway; discordgo's own is 9

// discordgo's addresses and log are variables of its package, the addresses
// computed once from the version it comes with. Only the version is used here, the
// rest is for whatever of discordgo might come to be.
var (
	versionOnce sync.Once
	logger      atomic.Pointer[slog.Logger]
	hidden      atomic.Pointer[secret.Text]
)

func settleDiscordgo(c Config) {
	logger.Store(c.Log)
	hidden.Store(&c.Token)
	versionOnce.Do(func() {
		discordgo.APIVersion = version
		api := discordgo.EndpointDiscord + "api/v" + version + "/"
		discordgo.EndpointAPI = api
		discordgo.EndpointGuilds, discordgo.EndpointChannels, discordgo.EndpointUsers = api+"guilds/", api+"channels/", api+"users/"
		discordgo.EndpointGateway, discordgo.EndpointGatewayBot = api+"gateway", api+"gateway/bot"
		discordgo.EndpointWebhooks, discordgo.EndpointStickers = api+"webhooks/", api+"stickers/"
		discordgo.EndpointStageInstances, discordgo.EndpointSKUs = api+"stage-instances", api+"skus"
		discordgo.EndpointVoice, discordgo.EndpointVoiceRegions = api+"voice/", api+"voice/regions"
		discordgo.Logger = logLine
	})
}

// logLine passes a line of discordgo's on. What it calls a warning the relay has
// brought about, mostly: connections that close.
func logLine(level, _ int, format string, args ...any) {
	line := scrub(*hidden.Load(), fmt.Sprintf(strings.TrimSpace(format), args...))
	if level == discordgo.LogError {
		logger.Load().Warn("discordgo", "says", line)
		return
	}
	logger.Load().Debug("discordgo", "says", line)
}

// newSession is a session of discordgo that does what it is told and no more: it
// does not reconnect, keeps nothing and has no handler but for its own end.
func newSession(c Config, shard, shards int) (*discordgo.Session, error) {
	s, err := discordgo.New(c.Token.Reveal()) // without "Bot ", as the gateway wants it
	if err != nil {
		return nil, err
	}
	s.ShouldReconnectOnError, s.ShouldReconnectVoiceOnSessionError = false, false
	s.StateEnabled, s.SyncEvents, s.Compress = false, true, false
	s.LogLevel = discordgo.LogWarning // what is below has the token in it
	s.Identify.Intents = intents
	s.Identify.Shard = &[2]int{shard, shards}
	s.Client = &http.Client{Transport: nearby{}}
	s.Dialer = &websocket.Dialer{HandshakeTimeout: dialWait + writeWait}
	return s, nil
}

// nearby answers discordgo's question for the gateway, which is always the relay.
type nearby struct{}

// RoundTrip answers without a network.
func (nearby) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Status: "200 OK", Header: http.Header{}, Request: req,
		Body: io.NopCloser(bytes.NewReader([]byte(`{"url":"ws://relay"}`))),
	}, nil
}

// identifyPayload is an IDENTIFY as version 10 has it: discordgo writes the names
// of properties with a $, and a presence that is empty.
func identifyPayload(data json.RawMessage) (json.RawMessage, error) {
	var d map[string]any
	if err := json.Unmarshal(data, &d); err != nil {
		return nil, fmt.Errorf("discordgo identifies with what is no object: %w", err)
	}
	delete(d, "presence")
	d["properties"] = map[string]string{"os": runtime.GOOS, "browser": "dateline", "device": "dateline"}
	d["large_threshold"] = 50 // the least members of a server that are sent along
	return json.Marshal(d)
}
