// Package layout answers one question: what does somebody in Discord see?
//
// It turns answers, lists and refusals into the payloads of Discord's API v10,
// in types of its own. It does no I/O and keeps nothing: the same input gives
// the same messages.
//
// # Components V2 on every message
//
// Every [Message] carries the flag IS_COMPONENTS_V2, the first "working" state
// included. Content with embeds was the other choice; these decide against it:
//
//   - A message has 2,000 characters of content, and links count with their
//     addresses: three claims with links to a quote fill it. Components V2 have
//     4,000, and their parts (claims, a line, sources, buttons) stand in the
//     order in which they are read.
//   - SUPPRESS_EMBEDS, which keeps links from unfolding into previews, hides a
//     message's own embeds as well. Components are not affected.
//   - The flag can't be taken back. A message that has it from the start never
//     has to change its kind while it is being written.
//
// What it costs: a notification on a phone shows no text, and a message with
// the flag may have no content beside it.
//
// # Limits
//
// By Discord's documentation and its OpenAPI description, and by what was
// measured where these say nothing:
//
//	components of a message, nested ones included   40
//	text of a message, all together                 4,000 characters; about 10,000 bytes fail
//	buttons of a row, menus of a row                5, 1
//	label of a button                               80
//	custom_id                                       1 to 100, each once in a message
//	options of a menu, and each one's label         25, 100
//	title of a modal, label of its field            45
//	choices of an autocompletion, and each one's    25, 100
//
// Characters are counted as UTF-16 code units, the larger of the two ways in
// which Discord's own clients count. Texts longer than a message go on in the
// next, never in the middle of a sentence or of a citation.
//
// # What others wrote
//
// Documents, models and users never write Markdown: [Escape] shows their text
// as it is, without links, mentions, headings or emoji, and without characters
// that print nothing or turn the direction of reading. Messages mention nobody
// whatever they hold: allowed_mentions is {"parse":[]} on each.
package layout
