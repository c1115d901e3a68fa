package rules

import (
	"encoding/json"
	"errors"
	"strings"
)

// Types of components that have rules of their own.
const (
	typeRow, typeButton, typeMenu, typeText = 1, 2, 3, 10
)

// components checks a message's or a modal's components.
func (p *problems) components(list any) {
	n := 0
	ids := map[string]bool{}
	walk(list, func(c object) {
		n++
		p.customID(c, ids)
		p.component(c)
	})
	if n > MostComponents {
		p.add("%d components; %d are taken, nested ones included", n, MostComponents)
	}
}

func (p *problems) customID(c object, seen map[string]bool) {
	id, ok := c["custom_id"].(string)
	if !ok {
		return
	}
	if n := length(id); n < 1 || n > MostCustomID {
		p.add("custom_id %q has %d characters; 1 to %d are taken", id, n, MostCustomID)
	}
	if seen[id] {
		p.add("custom_id %q stands twice", id)
	}
	seen[id] = true
}

func (p *problems) component(c object) {
	kind, _ := c["type"].(float64)
	label, _ := c["label"].(string)
	switch int(kind) {
	case typeRow:
		p.row(c)
	case typeButton:
		p.button(c, label)
	case typeMenu:
		p.options(c)
	case typeText:
		if s, _ := c["content"].(string); strings.TrimSpace(s) == "" {
			p.add("a text display is empty")
		}
	}
}

// row holds up to five buttons, or one menu.
func (p *problems) row(c object) {
	list, _ := c["components"].([]any)
	for _, each := range list {
		if kind, _ := each.(object)["type"].(float64); int(kind) != typeButton && len(list) > 1 {
			p.add("a row holds a menu and something else")
		}
	}
	if len(list) < 1 || len(list) > 5 {
		p.add("a row holds %d components; 1 to 5 are taken", len(list))
	}
}

// button has a label in words, and either an address or a custom_id.
func (p *problems) button(c object, label string) {
	if n := length(label); n < 1 || n > MostLabel || strings.TrimSpace(label) != label {
		p.add("a button's label %q has %d characters; 1 to %d are taken", label, n, MostLabel)
	}
	if style, _ := c["style"].(float64); (style == 5) != (c["url"] != nil) || (style == 5) == (c["custom_id"] != nil) {
		p.add("the button %q has not exactly one of an address and a custom_id", label)
	}
}

// options are of a menu: at most 25, no two with one value.
func (p *problems) options(c object) {
	list, _ := c["options"].([]any)
	if len(list) < 1 || len(list) > MostChoices {
		p.add("a menu has %d options; 1 to %d are taken", len(list), MostChoices)
	}
	seen := map[string]bool{}
	for _, each := range list {
		o, _ := each.(object)
		v, _ := o["value"].(string)
		name, _ := o["label"].(string)
		description, _ := o["description"].(string)
		if seen[v] || v == "" || name == "" || max(length(v), length(name), length(description)) > 100 {
			p.add("the option %q with the value %q", name, v)
		}
		seen[v] = true
	}
}

// Modal checks a form.
func Modal(body []byte) error {
	var m object
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	var p problems
	title, _ := m["title"].(string)
	if n := length(title); n < 1 || n > MostTitle {
		p.add("the title has %d characters; 1 to %d are taken", n, MostTitle)
	}
	ids := map[string]bool{}
	p.customID(m, ids)
	if len(ids) == 0 {
		p.add("the modal has no custom_id")
	}
	p.components(m["components"])
	return errors.Join(p...)
}

// Choices checks what an autocompletion offers.
func Choices(body []byte) error {
	var m struct {
		Choices []struct{ Name, Value string }
	}
	if err := json.Unmarshal(body, &m); err != nil {
		return err
	}
	var p problems
	if len(m.Choices) > MostChoices {
		p.add("%d choices; %d are taken", len(m.Choices), MostChoices)
	}
	for _, c := range m.Choices {
		if n := length(c.Name); n < 1 || n > 100 || length(c.Value) < 1 || length(c.Value) > 100 {
			p.add("the choice %q with the value %q", c.Name, c.Value)
		}
	}
	return errors.Join(p...)
}
