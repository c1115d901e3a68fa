package discordtest

import (
	"net/url"
	"slices"
	"strings"
)

// Of a component's types (components/reference).
const (
	typeRow       = 1
	typeButton    = 2
	typeSelect    = 3 // of texts
	typeInput     = 4
	typeLastOfV1  = 8 // 5 to 8 select users, roles, both and channels
	typeSection   = 9
	typeText      = 10
	typeThumbnail = 11
	typeContainer = 17
	typeLabel     = 18
)

const (
	styleLink    = 5
	stylePremium = 6
)

// components judges those of a message.
func (c *checker) components(top []object, v2 bool) {
	if !v2 && len(top) > maxRows {
		c.refuse("components", "%d rows, of %d", len(top), maxRows)
	}
	for _, o := range top {
		if !v2 && number(o, "type") != typeRow {
			c.refuse("components", "a component of type %v needs IS_COMPONENTS_V2, or a row around it", o["type"])
		}
	}
	c.each(top)
}

// each judges every component, those inside others too, and that the IDs differ.
func (c *checker) each(top []object) {
	seen := map[string]bool{}
	walk(top, func(o object) {
		c.component(o)
		id, ok := o["custom_id"].(string)
		if !ok {
			return
		}
		c.length("custom-id", "a custom_id", id, 1, maxCustomID)
		if seen[id] {
			c.refuse("custom-id", "two components have the custom_id %s", id)
		}
		seen[id] = true
	})
}

func (c *checker) component(o object) {
	kind := number(o, "type")
	switch {
	case kind == typeRow:
		c.row(children(o, "components"))
	case kind == typeButton:
		c.button(o)
	case kind == typeInput:
		c.input(o)
	case kind >= typeSelect && kind <= typeLastOfV1:
		c.selection(o, kind)
	case kind == typeSection:
		c.section(o)
	case kind == typeText && strings.TrimSpace(text(o, "content")) == "":
		c.refuse("components", "a text without content")
	case kind == typeContainer:
		c.container(children(o, "components"))
	}
}

func (c *checker) row(inner []object) {
	buttons := 0
	for _, o := range inner {
		if number(o, "type") == typeButton {
			buttons++
		}
	}
	switch {
	case len(inner) == 0:
		c.refuse("components", "a row with nothing in it")
	case buttons == 0 && len(inner) > 1, buttons > 0 && buttons < len(inner), buttons > 5:
		c.refuse("components", "a row holds up to 5 buttons, or one other component; not %d buttons of %d", buttons, len(inner))
	}
}

func (c *checker) button(o object) {
	c.length("label", "a button's label", text(o, "label"), 0, maxLabel)
	if label := text(o, "label"); strings.TrimSpace(label) != label {
		c.house("label", "a button's label has space around it: %q", label)
	}
	style := number(o, "style")
	if style < 1 || style > stylePremium {
		c.refuse("button", "there is no style %v", o["style"])
	}
	if text(o, "label") == "" && !has(o, "emoji") && style != stylePremium {
		c.refuse("button", "a button with neither a label nor an emoji")
	}
	switch {
	case style == styleLink && (has(o, "custom_id") || !addressed(text(o, "url"))):
		c.refuse("button", "a link button has a URL of up to %d characters and no custom_id: %s", maxURL, shorten(text(o, "url"), 60))
	case style < styleLink && (text(o, "custom_id") == "" || has(o, "url")):
		c.refuse("button", "a button that is no link has a custom_id and no URL: %s", text(o, "label"))
	}
}

func addressed(s string) bool {
	u, err := url.Parse(s)
	return err == nil && slices.Contains([]string{"http", "https", "discord"}, u.Scheme) && u.Host != "" && len([]rune(s)) <= maxURL
}

func (c *checker) selection(o object, kind int) {
	if text(o, "custom_id") == "" {
		c.refuse("select", "a selection without custom_id")
	}
	c.length("select", "a placeholder", text(o, "placeholder"), 0, maxPlaceholder)
	options := children(o, "options")
	if kind == typeSelect && (len(options) == 0 || len(options) > maxOptions) {
		c.refuse("select", "%d options, not 1 to %d", len(options), maxOptions)
	}
	values := map[string]bool{}
	for _, option := range options {
		c.length("select", "an option's label", text(option, "label"), 1, maxOption)
		c.length("select", "an option's value", text(option, "value"), 1, maxOption)
		c.length("select", "an option's description", text(option, "description"), 0, maxOption)
		if values[text(option, "value")] {
			c.refuse("select", "two options have the value %s", text(option, "value"))
		}
		values[text(option, "value")] = true
	}
	if most := number(o, "max_values"); kind == typeSelect && most > len(options) {
		c.refuse("select", "max_values is %d, of %d options", most, len(options))
	}
}

func (c *checker) section(o object) {
	texts := children(o, "components")
	if len(texts) < 1 || len(texts) > 3 {
		c.refuse("components", "a section has 1 to 3 texts, not %d", len(texts))
	}
	if kind := number(child(o, "accessory"), "type"); kind != typeButton && kind != typeThumbnail {
		c.refuse("components", "a section needs a button or a thumbnail beside it")
	}
}

func (c *checker) container(inner []object) {
	if len(inner) == 0 {
		c.refuse("components", "a container with nothing in it")
	}
	for _, o := range inner {
		if number(o, "type") == typeContainer {
			c.refuse("components", "a container inside a container")
		}
	}
}

func (c *checker) modal(in object) {
	c.length("modal", "a modal's title", text(in, "title"), 1, maxModalTitle)
	c.length("custom-id", "a modal's custom_id", text(in, "custom_id"), 1, maxCustomID)
	parts := children(in, "components")
	if len(parts) < 1 || len(parts) > maxRows {
		c.refuse("modal", "a modal has 1 to %d components, not %d", maxRows, len(parts))
	}
	for _, o := range parts {
		if kind := number(o, "type"); kind != typeRow && kind != typeLabel && kind != typeText {
			c.refuse("modal", "a component of type %v can't stand in a modal by itself", o["type"])
		}
		if number(o, "type") == typeLabel {
			c.length("modal", "a label", text(o, "label"), 1, maxModalLabel)
		}
	}
	c.each(parts)
}

func (c *checker) input(o object) {
	c.length("modal", "the label of a text input", text(o, "label"), 0, maxModalLabel)
	c.length("modal", "the placeholder of a text input", text(o, "placeholder"), 0, maxInputHint)
	c.length("modal", "the value of a text input", text(o, "value"), 0, maxInput)
	if text(o, "custom_id") == "" {
		c.refuse("modal", "a text input without custom_id")
	}
	if style := number(o, "style"); style != 1 && style != 2 {
		c.refuse("modal", "a text input has style 1 or 2, not %v", o["style"])
	}
	if least, most := number(o, "min_length"), number(o, "max_length"); least < 0 || most > maxInput || has(o, "max_length") && most < max(least, 1) {
		c.refuse("modal", "min_length %d and max_length %d are not within 0 to %d", least, most, maxInput)
	}
}
