package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
)

// object is a JSON object. Payloads stay in this form, since what a bot sends is
// to be judged as it was sent, and not by what a struct made of it.
type object = map[string]any

func text(o object, key string) string {
	s, _ := o[key].(string)
	return s
}

func number(o object, key string) int {
	switch n := o[key].(type) {
	case float64:
		return int(n)
	case int:
		return n
	}
	return 0
}

// has tells null and nothing at all from a value.
func has(o object, key string) bool { return o[key] != nil }

func child(o object, key string) object {
	c, _ := o[key].(object)
	return c
}

func children(o object, key string) []object {
	list, _ := o[key].([]any)
	return objects(list)
}

func objects(list []any) []object {
	var out []object
	for _, each := range list {
		if o, ok := each.(object); ok {
			out = append(out, o)
		}
	}
	return out
}

func strs(list any) []string {
	var out []string
	many, _ := list.([]any)
	for _, each := range many {
		if s, ok := each.(string); ok {
			out = append(out, s)
		}
	}
	return out
}

func must(value any) []byte {
	out, err := json.Marshal(value)
	if err != nil {
		panic(fmt.Sprintf("discordtest: %v", err)) // it is made of maps here
	}
	return out
}

func decode(body []byte) (object, bool) {
	if len(strings.TrimSpace(string(body))) == 0 {
		return object{}, true
	}
	var o object
	return o, json.Unmarshal(body, &o) == nil && o != nil
}

// walk calls f with each component of a list and of what is in it.
func walk(list []object, f func(object)) {
	for _, c := range list {
		f(c)
		walk(children(c, "components"), f)
		for _, key := range []string{"accessory", "component"} {
			if inner := child(c, key); inner != nil {
				walk([]object{inner}, f)
			}
		}
	}
}

func shorten(s string, limit int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > limit {
		return strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}
