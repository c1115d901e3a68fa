// Package discord answers one question: what does the bot do about what somebody
// did?
//
// A handler takes an [link.Interaction] or a [link.Message] and gives a reply:
// what is said at once, and the job that yields what is said later, if any. It
// talks to nobody. One place talks to Discord ([Bot.Interaction], [Bot.Message]):
// it says what is said at once, runs the job, shows its states as they come, no
// faster than Discord likes, and the last in any case. However a job ends, by a
// limit, an error, a panic or the end of the program, somebody who asked is told
// in a sentence; what went wrong stands in the log alone, under the number of an
// incident that the asker is given.
//
// What questions are answered from is a [Serving] that a [Library] hands out. A
// reload puts another in its place at once, and who has begun with the old one
// ends with it.
package discord
