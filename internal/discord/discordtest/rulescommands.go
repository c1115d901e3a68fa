package discordtest

import (
	"regexp"
	"strings"
)

// commandName is the pattern of interactions/application-commands for slash
// commands and options, which have to be in lower case besides.
var commandName = regexp.MustCompile(`^[-_'\p{L}\p{N}\p{Devanagari}\p{Thai}]{1,32}$`)

var permissionSet = regexp.MustCompile(`^\d{1,20}$`)

const commandTotal = 8000 // characters of names, descriptions and values of one

func (c *checker) command(in object, kind int) {
	name := text(in, "name")
	switch {
	case kind == 1:
		c.named(in, "the command "+name)
	case text(in, "description") != "" || has(in, "options"):
		c.refuse("command", "%s is no slash command, and has a description or options", name)
	default:
		c.length("command", "a command's name", name, 1, 32)
	}
	if p, ok := in["default_member_permissions"]; ok && p != nil {
		if s, isText := p.(string); !isText || !permissionSet.MatchString(s) {
			c.refuse("command", "default_member_permissions of %s is not digits in a string: %v", name, p)
		}
	}
	c.options(children(in, "options"), name)
	if n := commandSize(in); n > commandTotal {
		c.refuse("command", "%s has %d characters in all, of %d", name, n, commandTotal)
	}
}

// named judges what a command and an option have alike, each translation too.
func (c *checker) named(in object, what string) {
	names := []string{text(in, "name")}
	for _, translated := range child(in, "name_localizations") {
		s, _ := translated.(string)
		names = append(names, s)
	}
	for _, name := range names {
		if !commandName.MatchString(name) || strings.ToLower(name) != name {
			c.refuse("command", "%s can't be called %q", what, name)
		}
	}
	c.length("command", "the description of "+what, text(in, "description"), 1, 100)
	for _, translated := range child(in, "description_localizations") {
		s, _ := translated.(string)
		c.length("command", "a description of "+what, s, 1, 100)
	}
}

func (c *checker) options(list []object, of string) {
	if len(list) > maxOptions {
		c.refuse("command", "%s has %d options, of %d", of, len(list), maxOptions)
	}
	seen := map[string]bool{}
	optional := false
	for _, o := range list {
		name := text(o, "name")
		c.named(o, "the option "+name+" of "+of)
		if seen[name] {
			c.refuse("command", "two options of %s are called %s", of, name)
		}
		seen[name] = true
		if o["required"] == true && optional {
			c.refuse("command", "the option %s of %s is required, and comes after one that isn't", name, of)
		}
		optional = optional || o["required"] != true && number(o, "type") > 2
		c.optionChoices(o, name+" of "+of)
		c.options(children(o, "options"), of+" "+name)
	}
}

func (c *checker) optionChoices(o object, what string) {
	choices := children(o, "choices")
	if o["autocomplete"] == true && len(choices) > 0 {
		c.refuse("command", "%s has both choices and autocompletion", what)
	}
	c.choices(choices)
}

func commandSize(in object) int {
	longest := func(key string) int {
		n := length(text(in, key))
		for _, translated := range child(in, key+"_localizations") {
			s, _ := translated.(string)
			n = max(n, length(s))
		}
		return n
	}
	n := longest("name") + longest("description")
	for _, choice := range children(in, "choices") {
		n += length(text(choice, "name") + text(choice, "value"))
	}
	for _, o := range children(in, "options") {
		n += commandSize(o)
	}
	return n
}
