package rules

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"
)

// named is what names of slash commands and options look like, by Discord's
// documentation; they are in lower case where their letters have cases.
var named = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

// Commands checks the application commands to be registered.
func Commands(body []byte) error {
	const mostSlash, mostOfMenu = 100, 15
	var list []object
	if err := json.Unmarshal(body, &list); err != nil {
		return err
	}
	var p problems
	counts := map[float64]int{}
	for _, c := range list {
		kind, _ := c["type"].(float64)
		counts[kind]++
		if _, ok := c["default_member_permissions"].(string); c["default_member_permissions"] != nil && !ok {
			p.add("%v: default_member_permissions is not a string", c["name"])
		}
		if kind == 1 {
			p.names(c)
			p.commandOptions(c)
		} else if c["description"] != nil || c["options"] != nil {
			p.add("%v: only slash commands have a description or options", c["name"])
		}
	}
	if counts[1] > mostSlash || counts[2] > mostOfMenu || counts[3] > mostOfMenu {
		p.add("too many commands of a type: %v", counts)
	}
	p.sum(list)
	return errors.Join(p...)
}

// names checks name and description, in every language.
func (p *problems) names(c object) {
	name, _ := c["name"].(string)
	names := []any{c["name"]}
	descriptions := []any{c["description"]}
	for _, v := range orNone(c["name_localizations"]) {
		names = append(names, v)
	}
	for _, v := range orNone(c["description_localizations"]) {
		descriptions = append(descriptions, v)
	}
	for _, n := range names {
		if s, _ := n.(string); !named.MatchString(s) || strings.ToLower(s) != s {
			p.add("the name %q", n)
		}
	}
	for _, d := range descriptions {
		if s, _ := d.(string); length(s) < 1 || length(s) > 100 {
			p.add("%s has the description %q", name, d)
		}
	}
}

func orNone(v any) object { o, _ := v.(object); return o }

// commandOptions wants required options first, no name twice, at most 25.
func (p *problems) commandOptions(c object) {
	list, _ := c["options"].([]any)
	seen := map[any]bool{}
	optional := false
	for _, each := range list {
		o, _ := each.(object)
		if o["required"] == true && optional {
			p.add("%v: a required option stands behind one that is not", c["name"])
		}
		optional = optional || o["required"] != true
		if seen[o["name"]] {
			p.add("%v has the option %v twice", c["name"], o["name"])
		}
		seen[o["name"]] = true
		p.names(o)
		p.commandOptions(o)
	}
	if len(list) > 25 {
		p.add("%v has %d options", c["name"], len(list))
	}
}

// sum wants at most 8,000 characters of names and descriptions in a command, of
// each language.
func (p *problems) sum(list []object) {
	const most = 8000
	for _, c := range list {
		text, err := json.Marshal(c)
		if err == nil && len(text) > most { // more than the names and descriptions in it
			p.add("%v has %d bytes", c["name"], len(text))
		}
	}
}
