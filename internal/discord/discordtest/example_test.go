package discordtest_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"dateline/internal/discord/discordtest"
)

// Outside a test, as a command of testscript would, with a bot that is one request.
func ExampleStart() {
	s, stop := discordtest.Start(discordtest.WithoutSpec())
	defer stop()
	ada, at := s.User("ada"), s.Channel(s.Guild("newsroom"), "general")

	// The second edit will be refused for a while, the third loses its connection.
	s.On("PATCH @original", discordtest.Good, discordtest.TooMany(discordtest.ScopeUser, time.Second), discordtest.Reset)
	// A client that comes to identify is told that its session is invalid, once.
	s.At(discordtest.AtIdentify, discordtest.InvalidSession(false))

	asked := s.Slash(ada, at, "ask", discordtest.With("question", "Who met?"))
	send(s.URL+"/interactions/"+asked.ID+"/"+asked.Token+"/callback", `{"type": 4, "data": {"content": "They met.", "allowed_mentions": {"parse": []}}}`)

	answer, err := asked.Final(context.Background())
	fmt.Println(answer.Text(), answer.Pings.Any(), err)
	fmt.Println(len(s.Seen(ada, at)), s.Tally().Once, s.Problems())
	// Output:
	// They met. false <nil>
	// 1 1 []
}

func send(url, body string) {
	r, err := http.NewRequestWithContext(context.Background(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		panic(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "DiscordBot (https://example.org, 1)")
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		panic(err)
	}
	response.Body.Close()
}
