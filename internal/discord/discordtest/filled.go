package discordtest

import "maps"

// Discord gives back more than a bot has sent: numbers, and what was left out.

// withKinds completes embeds.
func withKinds(embeds []object) []any {
	out := []any{}
	for _, e := range embeds {
		filled := object{"type": "rich"}
		maps.Copy(filled, e)
		fields := []any{}
		for _, f := range children(e, "fields") {
			whole := object{"inline": false}
			maps.Copy(whole, f)
			fields = append(fields, whole)
		}
		if len(fields) > 0 {
			filled["fields"] = fields
		}
		out = append(out, filled)
	}
	return out
}

// usual is what components have that leave it out, by their type.
var usual = map[int]object{
	3: {"min_values": 1, "max_values": 1}, 5: {"min_values": 1, "max_values": 1}, 6: {"min_values": 1, "max_values": 1},
	7: {"min_values": 1, "max_values": 1}, 8: {"min_values": 1, "max_values": 1},
	typeThumbnail: {"description": nil, "spoiler": false},
	14:            {"spacing": 1, "divider": true},
	typeContainer: {"accent_color": nil, "spoiler": false},
}

// withIDs completes components, and numbers them in order.
func withIDs(components []object) []any {
	next := 0
	return complete(components, &next)
}

func complete(list []object, next *int) []any {
	out := []any{}
	for _, c := range list {
		*next++
		filled := object{"id": *next}
		maps.Copy(filled, usual[number(c, "type")])
		maps.Copy(filled, c)
		if inner := children(c, "components"); inner != nil {
			filled["components"] = complete(inner, next)
		}
		if a := child(c, "accessory"); a != nil {
			filled["accessory"] = complete([]object{a}, next)[0]
		}
		out = append(out, filled)
	}
	return out
}
