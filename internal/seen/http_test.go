package seen

import (
	"regexp"
	"testing"

	"dateline/internal/discord/discordtest"
	"dateline/internal/openai/openaitest"
)

// TestByHTTPAlone has the program take what people do by HTTP, without a gateway,
// and refuse what Discord did not sign, or has sent before.
func TestByHTTPAlone(t *testing.T) {
	t.Parallel()
	w := written(t, writes(openaitest.Claims(byTrain)))
	w.env = append(w.env, "DISCORD_PUBLIC_KEY="+w.PublicKeyHex(), "DISCORD_APPLICATION_ID="+w.ApplicationID)
	w.run("--corpus="+lake(t), "--no-gateway", "--interactions-address=127.0.0.1:0")
	check(t, w.log.until(w.ctx, "taking interactions by HTTP", 1))
	at := regexp.MustCompile(`taking interactions by HTTP" at=(\S+)`).FindStringSubmatch(w.log.String())
	w.UseEndpoint("http://" + at[1])
	check(t, w.Ping(w.ctx))
	asked := w.ask(w.ann, whyTrain)
	w.says(asked, "airport")
	if status, err := asked.Replay(w.ctx); err != nil || status != 401 {
		t.Errorf("what was sent again is answered %d, %v", status, err)
	}
	for _, how := range []discordtest.Forgery{discordtest.Unsigned, discordtest.WrongKey, discordtest.ChangedBody, discordtest.ChangedTime, discordtest.NotHex, discordtest.OldButGenuine} {
		if status, err := w.Forge(w.ctx, how); err != nil || status != 401 {
			t.Errorf("forgery %d is answered %d, %v", how, status, err)
		}
	}
	w.stop()
}
