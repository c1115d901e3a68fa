// Package link answers one question: how do we reach Discord, and how does
// Discord reach us?
//
// Discord reaches us through a gateway, a websocket for each shard ([Link.Run]),
// or by HTTP ([Link.Endpoint]); the same handlers get the same [Interaction]
// either way. We reach Discord through a [Client]. No type of discordgo leaves
// the package, and payloads pass through it as they are.
//
// # The gateway
//
// discordgo runs a session: it identifies or resumes, counts the sequence and
// sends heartbeats. It does not survive what a gateway may do: a reconnect (op 7)
// while resuming locks it up for ever, so does silence after Hello, an interval
// of 0 or a guild that is null ends the process, and an invalid session (op 9) is
// answered by identifying at once, without end. So it does not talk to Discord
// itself but to a relay in this process, which shows it a gateway that behaves
// well; all else the relay and the shard it belongs to deal with. Events are taken
// off at the relay and decoded here, for both ways in, by one decoder.
//
// # REST
//
// The client is net/http's and not discordgo's RequestWithBucketID, which waits
// for buckets and after 429 with time.Sleep, past any deadline and as often as it
// takes, keeps every bucket for ever, reads bodies of any size, knows no scope of
// a 429 and puts all interactions' edits in one bucket.
//
// # Limits
//
// From https://discord.com/developers/docs, sections Rate Limits, Gateway and
// Receiving and Responding to Interactions:
//
//   - the first response to an interaction within 3 s ([FirstResponse]), edits
//     and follow-ups for 15 min ([TokenLife]);
//   - 50 requests a second, interactions' own exempt; what else holds for a route
//     its answers' X-RateLimit headers say;
//   - 10,000 answers of 401, 403 and 429 (but scope shared) in 10 min, and the
//     address is banned: the client stops at 1,000;
//   - 1,000 IDENTIFYs a day, past which the token is reset: a process stops at 900,
//     or earlier where Discord says that few remain; max_concurrency of them in 5 s,
//     shard modulo max_concurrency being the bucket;
//   - 120 events a minute to the gateway: only heartbeats are ever sent;
//   - an invalid session is answered after 1 to 5 s.
package link
