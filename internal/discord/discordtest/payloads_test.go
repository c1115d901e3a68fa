package discordtest

import (
	"fmt"
	"strings"
)

// Payloads for the tables of rules.

func x(n int) string { return strings.Repeat("é", n) } // a character of two bytes

func list(n int, make func(int) any) []any {
	out := []any{}
	for i := range n {
		out = append(out, make(i))
	}
	return out
}

// message is one that is right but for what is changed in it.
func message(changes ...any) object {
	out := object{"content": "They met.", "allowed_mentions": object{"parse": []any{}}}
	for i := 0; i < len(changes); i += 2 {
		out[changes[i].(string)] = changes[i+1]
	}
	return out
}

func row(parts ...any) []any { return []any{object{"type": 1, "components": parts}} }

func button(label, id string) object {
	return object{"type": 2, "style": 2, "label": label, "custom_id": id}
}

func texts(n, length int) []any {
	return list(n, func(int) any { return object{"type": 10, "content": x(length)} })
}

func v2(components ...any) object {
	return message("content", nil, "flags", flagV2, "components", components)
}

func container(parts ...any) object { return object{"type": 17, "components": parts} }

func selection(options int) object {
	return object{"type": 3, "custom_id": "s", "options": list(options, func(i int) any {
		return object{"label": fmt.Sprint(i), "value": fmt.Sprint(i)}
	})}
}

func reply(kind int, data any) object { return object{"type": kind, "data": data} }

func modal(title string, parts ...any) object {
	return reply(9, object{"custom_id": "m", "title": title, "components": parts})
}

func labelled(label string, input object) object {
	return object{"type": 18, "label": label, "component": input}
}

func input(id string) object { return object{"type": 4, "custom_id": id, "style": 1} }

func command(changes ...any) []any {
	out := object{"name": "ask", "description": "Ask", "type": 1}
	for i := 0; i < len(changes); i += 2 {
		out[changes[i].(string)] = changes[i+1]
	}
	return []any{out}
}

func option(name string, required bool) object {
	return object{"type": 3, "name": name, "description": "d", "required": required}
}

func embed(changes ...any) []any {
	out := object{"title": "t"}
	for i := 0; i < len(changes); i += 2 {
		out[changes[i].(string)] = changes[i+1]
	}
	return []any{out}
}

func field(name, value int) func(int) any {
	return func(int) any { return object{"name": x(name), "value": x(value)} }
}

func described(lengths ...int) []any {
	return list(len(lengths), func(i int) any { return object{"description": x(lengths[i])} })
}

func rows(n int) []any {
	return list(n, func(i int) any { return row(button("a", fmt.Sprint(i)))[0] })
}

func buttons(n int) []any {
	return list(n, func(i int) any { return button("a", fmt.Sprint(i)) })
}

func section(n int) object {
	return object{"type": 9, "components": texts(n, 1), "accessory": button("b", "accessory")}
}

func link(url string) object { return object{"type": 2, "style": 5, "label": "a", "url": url} }

func choosing(key string, value any) object {
	out := selection(2)
	out[key] = value
	return out
}

// selecting is a selection whose only option has something more.
func selecting(key string, value any) object {
	option := pick("a")
	option[key] = value
	return choosing("options", []any{option})
}

func chosen(name, value string) object {
	return object{"choices": []any{object{"name": name, "value": value}}}
}

func optioned(changes ...any) []any {
	out := option("a", true)
	for i := 0; i < len(changes); i += 2 {
		out[changes[i].(string)] = changes[i+1]
	}
	return []any{out}
}

func asking(key string, value any) object {
	out := input("i")
	out[key] = value
	return out
}

func pick(value string) object { return object{"label": "l", "value": value} }

func inputs(n int) []any {
	return list(n, func(i int) any { return labelled("l", input(fmt.Sprint(i))) })
}

func sized(least, most int) object {
	out := input("i")
	out["min_length"], out["max_length"] = least, most
	return out
}

func choices(n, length int) object {
	return object{"choices": list(n, func(int) any { return object{"name": x(length), "value": "v"} })}
}

func numbered(i int) any { return option(fmt.Sprint("o", i), false) }

func named(kind int) func(int) any {
	return func(i int) any {
		out := object{"name": fmt.Sprint("c", i), "type": kind}
		if kind == 1 {
			out["description"] = "d"
		}
		return out
	}
}

// long has options with choices of a number of characters altogether.
func long(total int) []any {
	var out []any
	for i := 0; total > 0; i++ {
		o := option(fmt.Sprint(i), false)
		total -= len(fmt.Sprint(i)) + 1
		choices := []any{}
		for n := 0; n < 20 && total > 0; n++ {
			length := min(total, 100)
			choices = append(choices, object{"name": strings.Repeat("n", length), "value": ""})
			total -= length
		}
		o["choices"] = choices
		out = append(out, o)
	}
	return out
}
