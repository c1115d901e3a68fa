// Package rules answers one question: would Discord take this payload?
//
// It is for tests. [Spec] is Discord's own OpenAPI description of its API, read
// from the shared folder; the rest are rules that this description lacks, from
// Discord's documentation for people.
package rules

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// The limits, in UTF-16 code units where they are of text.
const (
	MostContent    = 2000
	MostEmbedText  = 6000
	MostComponents = 40
	MostText       = 4000 // of a message with Components V2, all together
	MostBytes      = 10_000
	MostLabel      = 80
	MostCustomID   = 100
	MostTitle      = 45
	MostChoices    = 25
	componentsV2   = 1 << 15
)

// object is a JSON object.
type object = map[string]any

// problems collects what is wrong, so that a test shows all at once.
type problems []error

func (p *problems) add(format string, a ...any) { *p = append(*p, fmt.Errorf(format, a...)) }

func length(s string) int { return len(utf16.Encode([]rune(s))) }

// Message checks the body of a message to be created or edited, or an
// interaction's message data.
func Message(body []byte) error {
	var m object
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	var p problems
	p.mentions(m)
	if flags, _ := m["flags"].(float64); int(flags)&componentsV2 != 0 {
		p.v2(m)
	} else {
		p.v1(m)
	}
	p.components(m["components"])
	return errors.Join(p...)
}

// Deferred checks the data of an answer that comes later: nothing but whether
// it is ephemeral.
func Deferred(body []byte) error {
	const ephemeral = 1 << 6
	var d object
	if err := json.Unmarshal(body, &d); err != nil {
		return err
	}
	var p problems
	for field, v := range d {
		if flags, ok := v.(float64); field != "flags" || !ok || int(flags)&^ephemeral != 0 {
			p.add("a deferred answer takes no %s: %v", field, v)
		}
	}
	return errors.Join(p...)
}

// mentions wants {"parse":[]}: without it, or with null, Discord looks for
// mentions in the text.
func (p *problems) mentions(m object) {
	allowed, ok := m["allowed_mentions"].(object)
	parse, list := allowed["parse"].([]any)
	if !ok || !list || len(parse) > 0 || len(allowed) != 1 {
		p.add("allowed_mentions is %v", m["allowed_mentions"])
	}
}

func (p *problems) v2(m object) {
	for _, field := range []string{"content", "embeds", "poll", "sticker_ids"} {
		if m[field] != nil {
			p.add("%s is refused with Components V2", field)
		}
	}
	if list, _ := m["components"].([]any); len(list) == 0 {
		p.add("a message of Components V2 without components is empty")
	}
	text := allText(m["components"])
	if n := length(text); n > MostText {
		p.add("%d characters of text; %d are taken", n, MostText)
	}
	if len(text) > MostBytes {
		p.add("%d bytes of text; above %d it has been seen to fail", len(text), MostBytes)
	}
}

func (p *problems) v1(m object) {
	content, _ := m["content"].(string)
	if n := length(content); n > MostContent {
		p.add("content has %d characters; %d are taken", n, MostContent)
	}
	embeds, _ := m["embeds"].([]any)
	sum := 0
	for _, e := range embeds {
		sum += embedText(e)
	}
	if sum > MostEmbedText {
		p.add("the embeds have %d characters together; %d are taken", sum, MostEmbedText)
	}
	if list, _ := m["components"].([]any); content == "" && len(embeds)+len(list) == 0 {
		p.add("the message is empty")
	}
}

// counted are the fields of an embed whose text counts.
var counted = []string{"title", "description", "name", "value", "text"}

// embedText is how much an embed counts: title, description, names and values of
// fields, footer and author.
func embedText(node any) int {
	n := 0
	switch e := node.(type) {
	case []any:
		for _, each := range e {
			n += embedText(each)
		}
	case object:
		for name, v := range e {
			if s, ok := v.(string); ok && slices.Contains(counted, name) {
				n += length(s)
			} else {
				n += embedText(v)
			}
		}
	}
	return n
}

// allText is the content of every text display, together.
func allText(node any) string {
	var b strings.Builder
	walk(node, func(c object) {
		if text, ok := c["content"].(string); ok {
			b.WriteString(text)
		}
	})
	return b.String()
}

// walk visits every component of a list, the nested ones too.
func walk(node any, visit func(object)) {
	switch n := node.(type) {
	case []any:
		for _, each := range n {
			walk(each, visit)
		}
	case object:
		visit(n)
		for _, field := range []string{"components", "component", "accessory"} {
			walk(n[field], visit)
		}
	}
}
