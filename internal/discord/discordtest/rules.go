package discordtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"unicode/utf16"
)

// Kind is what a payload is sent for.
type Kind int

// The kinds that have rules.
const (
	ChannelMessage Kind = iota // POST to a channel
	FollowUp                   // POST to an interaction's webhook
	Edit                       // PATCH of a message of either
	Callback                   // the first response to an interaction
	Commands                   // the list of an application's commands
	Thread                     // the making of one
)

// Limits of Discord's documentation (resources/message, components/reference,
// interactions/receiving-and-responding) in characters and in numbers. What a
// character is it does not say: they are counted as UTF-16 code units, of which
// there are never fewer than code points. A message of components of about 10,000
// bytes has been seen to fail.
const (
	maxContent     = 2000
	maxEmbeds      = 10
	maxEmbedText   = 6000
	maxComponents  = 40
	maxV2Text      = 4000
	maxV2Bytes     = 10000
	maxLabel       = 80
	maxCustomID    = 100
	maxURL         = 512
	maxOption      = 100
	maxOptions     = 25
	maxPlaceholder = 150
	maxModalTitle  = 45
	maxModalLabel  = 45
	maxInputHint   = 100
	maxInput       = 4000
	maxRows        = 5
	maxChoices     = 25
)

type checker struct{ found []Violation }

func (c *checker) refuse(rule, format string, args ...any) {
	c.found = append(c.found, Violation{rule, fmt.Sprintf(format, args...), true})
}

func (c *checker) house(rule, format string, args ...any) {
	c.found = append(c.found, Violation{rule, fmt.Sprintf(format, args...), false})
}

// length is how many characters a text has.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

// length refuses a text with more characters than a limit, or fewer than least.
func (c *checker) length(rule, what, s string, least, most int) {
	if n := length(s); n < least || n > most {
		c.refuse(rule, "%s has %d characters, not %d to %d: %s", what, n, least, most, shorten(s, 60))
	}
}

// Check judges a payload by the rules that Discord's OpenAPI document lacks, and
// those of this house. edited is the message that an Edit changes, nil otherwise.
//
// The names of rules are: json, content, embed, embed-total, empty, v2-content,
// v2-components, v2-text, v2-bytes, v2-flag, components, label, custom-id, button,
// select, modal, choices, allowed-mentions, flags, deferred, response, command, thread.
func Check(kind Kind, payload []byte, edited *Message) []Violation {
	var c checker
	in, ok := decode(payload)
	if !ok && kind != Commands {
		c.refuse("json", "not a JSON object: %s", shorten(string(payload), 80))
		return c.found
	}
	switch kind {
	case Commands:
		c.commands(payload)
	case Callback:
		c.callback(in)
	case Thread:
		c.thread(in)
	case Edit:
		c.edit(in, edited)
	case ChannelMessage:
		c.message(in, flagSuppressEmbeds|flagSuppressNotifications|flagV2)
	case FollowUp:
		c.message(in, flagSuppressEmbeds|flagEphemeral|flagSuppressNotifications|flagV2)
	}
	return c.found
}

// message judges one that is new.
func (c *checker) message(in object, flags int) {
	c.flags(number(in, "flags"), flags)
	c.body(in, in, number(in, "flags")&flagV2 != 0)
	if isEmpty(in) {
		c.refuse("empty", "a message with nothing in it")
	}
}

// edit judges a message as it will be: what the payload lacks stays as it was.
func (c *checker) edit(in object, was *Message) {
	if was == nil {
		was = &Message{}
	}
	will := *was
	will.fill(in)
	_, says := in["flags"]
	if says && was.V2() && number(in, "flags")&flagV2 == 0 {
		c.refuse("v2-flag", "IS_COMPONENTS_V2 can't be taken back")
	}
	if says {
		c.flags(number(in, "flags"), flagSuppressEmbeds|flagEphemeral|flagV2)
	}
	whole := object{"content": will.Content, "embeds": anys(will.Embeds), "components": anys(will.Components)}
	c.body(in, whole, will.V2())
	if !was.Loading() && was.Text() != "" && isEmpty(whole) && !has(in, "attachments") {
		c.refuse("empty", "an edit that leaves nothing of a message")
	}
}

func anys(list []object) []any {
	out := make([]any, len(list))
	for i, o := range list {
		out[i] = o
	}
	return out
}

func isEmpty(in object) bool {
	if text(in, "content") != "" || has(in, "poll") {
		return false
	}
	for _, key := range []string{"embeds", "components", "attachments", "sticker_ids"} {
		if list, _ := in[key].([]any); len(list) > 0 {
			return false
		}
	}
	return true
}

// body judges what a message says: sent is the payload, whole what it amounts to.
func (c *checker) body(sent, whole object, v2 bool) {
	c.length("content", "the content", text(whole, "content"), 0, maxContent)
	c.embeds(children(whole, "embeds"))
	if v2 {
		c.componentsOnly(whole)
	}
	c.components(children(whole, "components"), v2)
	c.mentions(sent)
}

// componentsOnly judges a message with IS_COMPONENTS_V2.
func (c *checker) componentsOnly(in object) {
	embeds, _ := in["embeds"].([]any)
	if text(in, "content") != "" || len(embeds) > 0 || has(in, "poll") {
		c.refuse("v2-content", "content, embeds and polls are refused with IS_COMPONENTS_V2")
	}
	all, letters, bytes := 0, 0, 0
	walk(children(in, "components"), func(o object) {
		all++
		if number(o, "type") == typeText {
			letters += length(text(o, "content"))
			bytes += len(text(o, "content"))
		}
	})
	if all > maxComponents {
		c.refuse("v2-components", "%d components, of %d that are allowed, those inside others counted", all, maxComponents)
	}
	if letters > maxV2Text {
		c.refuse("v2-text", "%d characters in all texts, of %d", letters, maxV2Text)
	}
	if bytes >= maxV2Bytes {
		c.house("v2-bytes", "%d bytes in all texts; about %d have been seen to fail", bytes, maxV2Bytes)
	}
}

// mentions wants allowed_mentions on everything that people read: without it every
// mention in the text pings. parse has to be a list: with null Discord may ping.
func (c *checker) mentions(in object) {
	allowed := child(in, "allowed_mentions")
	if allowed == nil {
		if text(in, "content") != "" || has(in, "components") || has(in, "embeds") {
			c.house("allowed-mentions", "allowed_mentions is missing")
		}
		return
	}
	parse, isList := allowed["parse"].([]any)
	if !isList {
		c.house("allowed-mentions", "allowed_mentions.parse is no list")
	}
	for _, key := range []string{"users", "roles"} {
		list, _ := allowed[key].([]any)
		if len(list) > 0 && slices.Contains(strs(parse), key) {
			c.refuse("allowed-mentions", "allowed_mentions has %q in parse, and a list of them", key)
		}
	}
}

func (c *checker) flags(flags, allowed int) {
	if flags&^allowed != 0 {
		c.refuse("flags", "the flags %#x can't be set here", flags&^allowed)
	}
}

func (c *checker) embeds(embeds []object) {
	if len(embeds) > maxEmbeds {
		c.refuse("embed", "%d embeds, of %d", len(embeds), maxEmbeds)
	}
	total := 0
	for _, e := range embeds {
		for _, s := range embedTexts(e) {
			total += length(s)
		}
		c.embed(e)
	}
	if total > maxEmbedText {
		c.refuse("embed-total", "%d characters in all embeds of a message, of %d", total, maxEmbedText)
	}
}

// embedTexts are those that count towards the 6,000.
func embedTexts(e object) []string {
	out := []string{text(e, "title"), text(e, "description"), text(child(e, "author"), "name"), text(child(e, "footer"), "text")}
	for _, f := range children(e, "fields") {
		out = append(out, text(f, "name"), text(f, "value"))
	}
	return out
}

func (c *checker) embed(e object) {
	c.length("embed", "an embed's title", text(e, "title"), 0, 256)
	c.length("embed", "an embed's description", text(e, "description"), 0, 4096)
	c.length("embed", "an embed's author", text(child(e, "author"), "name"), 0, 256)
	c.length("embed", "an embed's footer", text(child(e, "footer"), "text"), 0, 2048)
	fields := children(e, "fields")
	if len(fields) > 25 {
		c.refuse("embed", "%d fields, of 25", len(fields))
	}
	for _, f := range fields {
		c.length("embed", "a field's name", text(f, "name"), 1, 256)
		c.length("embed", "a field's value", text(f, "value"), 1, 1024)
	}
}

// Of a callback's types (interactions/receiving-and-responding).
const (
	answerPong           = 1
	answerMessage        = 4
	answerDeferred       = 5
	answerDeferredUpdate = 6
	answerUpdate         = 7
	answerChoices        = 8
	answerModal          = 9
)

func (c *checker) callback(in object) {
	data := child(in, "data")
	switch number(in, "type") {
	case answerMessage:
		c.message(data, flagSuppressEmbeds|flagEphemeral|flagSuppressNotifications|flagV2)
	case answerUpdate:
		c.edit(data, nil)
	case answerDeferred:
		c.deferred(data)
	case answerChoices:
		c.choices(children(data, "choices"))
	case answerModal:
		c.modal(data)
	case answerPong, answerDeferredUpdate:
	default:
		c.refuse("response", "there is no response of type %v", in["type"])
	}
}

// deferred takes the EPHEMERAL flag; all else is lost, which nobody wants who sends it.
func (c *checker) deferred(data object) {
	if flags := number(data, "flags"); flags&^flagEphemeral != 0 {
		c.refuse("deferred", "a deferred response takes no flag but EPHEMERAL: %#x", flags)
	}
	if !isEmpty(data) {
		c.refuse("deferred", "a deferred response says nothing yet")
	}
}

func (c *checker) choices(list []object) {
	if len(list) > maxChoices {
		c.refuse("choices", "%d choices, of %d", len(list), maxChoices)
	}
	for _, each := range list {
		c.length("choices", "a choice's name", text(each, "name"), 1, maxOption)
		if s, ok := each["value"].(string); ok {
			c.length("choices", "a choice's value", s, 0, maxOption)
		}
		if !has(each, "value") {
			c.refuse("choices", "a choice without a value: %s", text(each, "name"))
		}
	}
}

func (c *checker) thread(in object) {
	c.length("thread", "a thread's name", text(in, "name"), 1, 100)
	if minutes := number(in, "auto_archive_duration"); has(in, "auto_archive_duration") && !slices.Contains([]int{60, 1440, 4320, 10080}, minutes) {
		c.refuse("thread", "auto_archive_duration is 60, 1440, 4320 or 10080 minutes, not %d", minutes)
	}
}

func (c *checker) commands(payload []byte) {
	var list []object
	if err := json.Unmarshal(payload, &list); err != nil {
		c.refuse("json", "not a list of commands: %v", err)
		return
	}
	seen := map[string]bool{}
	count := map[int]int{}
	for _, command := range list {
		kind := max(number(command, "type"), 1)
		key := fmt.Sprint(kind, text(command, "name"))
		if seen[key] {
			c.refuse("command", "two commands are called %s", text(command, "name"))
		}
		seen[key] = true
		count[kind]++
		c.command(command, kind)
	}
	for kind, most := range map[int]int{1: 100, 2: 15, 3: 15} {
		if count[kind] > most {
			c.refuse("command", "%d commands of type %d, of %d", count[kind], kind, most)
		}
	}
}
