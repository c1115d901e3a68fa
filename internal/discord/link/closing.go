package link

import "fmt"

// FinalError is a refusal by Discord that trying again does not change.
type FinalError struct {
	Code   int // of the gateway's closing, or HTTP's status
	Advice string
}

// Error says what to set.
func (e *FinalError) Error() string { return fmt.Sprintf("%s (Discord answered %d)", e.Advice, e.Code) }

// https://discord.com/developers/docs/topics/opcodes-and-status-codes
var final = map[int]string{
	401:  "Discord does not accept the bot's token: set DISCORD_TOKEN to the one on the application's page Bot; after a reset the old one is void",
	4004: "Discord does not accept the bot's token: set DISCORD_TOKEN to the one on the application's page Bot; after a reset the old one is void",
	4010: "Discord does not know this shard: set DISCORD_SHARDS to the number of all shards, and a range of them for each process that is within it",
	4011: "the bot is in too many servers for so few shards: raise DISCORD_SHARDS, or unset it for as many as Discord recommends",
	4012: "Discord no longer speaks this version of its gateway: update the program",
	4013: "Discord does not know these intents: update the program",
	4014: "Discord does not allow these intents: the bot needs no privileged one, so check on the application's page Bot that it is not disabled or limited",
}

func finalError(code int) error {
	if advice, is := final[code]; is {
		return &FinalError{code, advice}
	}
	return nil
}

// endsSession reports whether a session is lost when the gateway closes its
// connection with this code: by the table of codes with 4007 and 4009; after 4003
// there was none. 1000 and 1001 end it only when it is us who close.
func endsSession(code int) bool {
	return code == 4003 || code == 4007 || code == 4009
}
