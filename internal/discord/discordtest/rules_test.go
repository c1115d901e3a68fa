package discordtest

import (
	"slices"
	"strings"
	"testing"
)

// Each rule has what just meets it and what just breaks it, and breaks no other.
func TestRules(t *testing.T) {
	t.Parallel()
	tests := []struct {
		rule      string
		kind      Kind
		good, bad any
	}{
		{"json", ChannelMessage, message(), 5},
		{"content", ChannelMessage, message("content", x(2000)), message("content", x(2001))},
		{"content", FollowUp, message("content", x(2000)), message("content", x(2001))},
		{"content", Callback, reply(4, message("content", x(2000))), reply(4, message("content", x(2001)))},
		{"content", Callback, reply(7, message("content", x(2000))), reply(7, message("content", x(2001)))},
		{"content", Edit, message("content", x(2000)), message("content", x(2001))},
		{"empty", ChannelMessage, message("content", nil, "embeds", embed()), message("content", "")},
		{"empty", Callback, reply(5, nil), reply(4, nil)},
		{"embed", ChannelMessage, message("embeds", embed("title", x(256))), message("embeds", embed("title", x(257)))},
		{"embed", ChannelMessage, message("embeds", embed("description", x(4096))), message("embeds", embed("description", x(4097)))},
		{"embed", ChannelMessage, message("embeds", embed("author", object{"name": x(256)})), message("embeds", embed("author", object{"name": x(257)}))},
		{"embed", ChannelMessage, message("embeds", embed("footer", object{"text": x(2048)})), message("embeds", embed("footer", object{"text": x(2049)}))},
		{"embed", ChannelMessage, message("embeds", list(10, func(int) any { return embed()[0] })), message("embeds", list(11, func(int) any { return embed()[0] }))},
		{"embed", ChannelMessage, message("embeds", embed("fields", list(25, field(1, 1)))), message("embeds", embed("fields", list(26, field(1, 1))))},
		{"embed", ChannelMessage, message("embeds", embed("fields", list(1, field(256, 1024)))), message("embeds", embed("fields", list(1, field(257, 1024))))},
		{"embed", ChannelMessage, message("embeds", embed("fields", list(1, field(256, 1024)))), message("embeds", embed("fields", list(1, field(256, 1025))))},
		{"embed", ChannelMessage, message("embeds", embed("fields", list(1, field(1, 1)))), message("embeds", embed("fields", list(1, field(0, 1))))},
		{"embed-total", ChannelMessage, message("embeds", described(4096, 1904)), message("embeds", described(4096, 1905))},
		{"embed-total", Edit, message("embeds", described(4096, 1904)), message("embeds", described(4096, 1905))},
		{"embed-total", Callback, reply(4, message("embeds", described(4096, 1904))), reply(4, message("embeds", described(4096, 1905)))},
		{"v2-content", ChannelMessage, v2(texts(1, 1)...), message("flags", flagV2, "components", texts(1, 1))},
		{"v2-content", FollowUp, v2(texts(1, 1)...), message("content", nil, "embeds", embed(), "flags", flagV2, "components", texts(1, 1))},
		{"v2-components", ChannelMessage, v2(container(texts(39, 1)...)), v2(container(texts(40, 1)...))},
		{"v2-components", Callback, reply(4, v2(container(texts(39, 1)...))), reply(4, v2(container(texts(40, 1)...)))},
		{"v2-text", ChannelMessage, v2(texts(2, 2000)...), v2(texts(1, 4001)...)},
		{"v2-bytes", ChannelMessage, v2(texts(1, 4000)...), v2(object{"type": 10, "content": strings.Repeat("語", 3334)})},
		{"components", ChannelMessage, v2(texts(1, 1)...), message("components", texts(1, 1))},
		{"components", ChannelMessage, message("components", rows(5)), message("components", rows(6))},
		{"components", ChannelMessage, message("components", row(buttons(5)...)), message("components", row(buttons(6)...))},
		{"components", ChannelMessage, message("components", row(selection(1))), message("components", row(selection(1), button("b", "b")))},
		{"components", ChannelMessage, message("components", row(buttons(1)...)), message("components", row())},
		{"components", ChannelMessage, v2(container(texts(1, 1)...)), v2(container())},
		{"components", ChannelMessage, v2(container(texts(1, 1)...)), v2(container(container(texts(1, 1)...)))},
		{"components", ChannelMessage, v2(section(3)), v2(section(4))},
		{"components", ChannelMessage, v2(section(1)), v2(object{"type": 9, "components": texts(1, 1)})},
		{"components", ChannelMessage, v2(texts(1, 1)...), v2(texts(1, 0)...)},
		{"label", ChannelMessage, message("components", row(button("a", "a"))), message("components", row(button("a ", "a")))},
		{"v2-text", ChannelMessage, v2(object{"type": 10, "content": strings.Repeat("👍", 2000)}), v2(object{"type": 10, "content": strings.Repeat("👍", 2001)})},
		{"components", ChannelMessage, v2(texts(1, 1)...), v2(object{"type": 10, "content": " \n"})},
		{"command", Commands, command("type", 3, "description", ""), command("type", 3, "description", "", "options", []any{option("a", true)})},
		{"label", ChannelMessage, message("components", row(button(x(80), "a"))), message("components", row(button(x(81), "a")))},
		{"custom-id", ChannelMessage, message("components", row(button("a", x(100)))), message("components", row(button("a", x(101))))},
		{"custom-id", ChannelMessage, message("components", row(button("a", "a"), button("a", "b"))), message("components", row(button("a", "a"), button("b", "a")))},
		{"custom-id", ChannelMessage, v2(section(1), row(button("l", "other"))[0]), v2(section(1), row(button("l", "accessory"))[0])},
		{"button", ChannelMessage, message("components", row(button("a", "a"))), message("components", row(button("", "a")))},
		{"button", ChannelMessage, message("components", row(button("a", "a"))), message("components", row(object{"type": 2, "style": 2, "label": "a"}))},
		{"button", ChannelMessage, message("components", row(link("https://example.org"))), message("components", row(link("ftp://example.org")))},
		{"button", ChannelMessage, message("components", row(link("https://example.org/"+x(492)))), message("components", row(link("https://example.org/"+x(493))))},
		{"button", ChannelMessage, message("components", row(button("a", "a"))), message("components", row(object{"type": 2, "style": 9, "label": "a", "custom_id": "a"}))},
		{"select", ChannelMessage, message("components", row(selection(25))), message("components", row(selection(26)))},
		{"select", ChannelMessage, message("components", row(selection(1))), message("components", row(selection(0)))},
		{"select", ChannelMessage, message("components", row(choosing("placeholder", x(150)))), message("components", row(choosing("placeholder", x(151))))},
		{"select", ChannelMessage, message("components", row(choosing("max_values", 2))), message("components", row(choosing("max_values", 3)))},
		{"select", ChannelMessage, message("components", row(choosing("options", []any{pick("a"), pick("b")}))), message("components", row(choosing("options", []any{pick("a"), pick("a")})))},
		{"select", ChannelMessage, message("components", row(choosing("options", []any{pick(x(100))}))), message("components", row(choosing("options", []any{pick(x(101))})))},
		{"modal", Callback, modal(x(45), labelled("l", input("i"))), modal(x(46), labelled("l", input("i")))},
		{"modal", Callback, modal("m", labelled(x(45), input("i"))), modal("m", labelled(x(46), input("i")))},
		{"modal", Callback, modal("m", inputs(5)...), modal("m", inputs(6)...)},
		{"modal", Callback, modal("m", inputs(1)...), modal("m")},
		{"modal", Callback, modal("m", inputs(1)...), modal("m", button("a", "b"))},
		{"modal", Callback, modal("m", labelled("l", sized(0, 4000))), modal("m", labelled("l", sized(0, 4001)))},
		{"custom-id", Callback, modal("m", inputs(1)...), modal("m", labelled("l", input(x(101))))},
		{"choices", Callback, reply(8, choices(25, 1)), reply(8, choices(26, 1))},
		{"choices", Callback, reply(8, choices(1, 100)), reply(8, choices(1, 101))},
		{"choices", Callback, reply(8, choices(1, 1)), reply(8, object{"choices": []any{object{"name": "a"}}})},
		{"allowed-mentions", ChannelMessage, message(), object{"content": "hi"}},
		{"allowed-mentions", Edit, message(), object{"content": "hi"}},
		{"allowed-mentions", FollowUp, message(), object{"content": "hi"}},
		{"allowed-mentions", Callback, reply(4, message()), reply(4, object{"content": "hi"})},
		{"allowed-mentions", Callback, reply(7, message()), reply(7, object{"content": "hi"})},
		{"allowed-mentions", ChannelMessage, message(), message("allowed_mentions", object{"parse": nil})},
		{"allowed-mentions", ChannelMessage, message("allowed_mentions", object{"parse": []any{}, "users": []any{"1"}}), message("allowed_mentions", object{"parse": []any{"users"}, "users": []any{"1"}})},
		{"flags", ChannelMessage, message("flags", flagSuppressNotifications), message("flags", flagEphemeral)},
		{"flags", FollowUp, message("flags", flagEphemeral), message("flags", flagLoading)},
		{"deferred", Callback, reply(5, object{"flags": flagEphemeral}), reply(5, object{"flags": flagEphemeral | flagV2})},
		{"deferred", Callback, reply(5, nil), reply(5, object{"content": "soon"})},
		{"response", Callback, reply(6, nil), reply(99, nil)},
		{"thread", Thread, object{"name": x(100), "auto_archive_duration": 1440}, object{"name": x(101)}},
		{"thread", Thread, object{"name": "a", "auto_archive_duration": 60}, object{"name": "a", "auto_archive_duration": 30}},
		{"command", Commands, command("name", "a-b_c'é"), command("name", "Ask")},
		{"command", Commands, command("name", strings.Repeat("a", 32)), command("name", strings.Repeat("a", 33))},
		{"command", Commands, command("description", x(100)), command("description", x(101))},
		{"command", Commands, command("default_member_permissions", "0"), command("default_member_permissions", 0)},
		{"command", Commands, command("name_localizations", object{"de": "frag"}), command("name_localizations", object{"de": "Frag"})},
		{"command", Commands, command("description_localizations", object{"de": x(100)}), command("description_localizations", object{"de": x(101)})},
		{"command", Commands, command("type", 3, "name", "Ask this", "description", ""), command("type", 3, "name", "Ask this", "description", "d")},
		{"command", Commands, command("options", []any{option("a", true), option("b", false)}), command("options", []any{option("a", false), option("b", true)})},
		{"command", Commands, command("options", []any{option("a", true), option("b", true)}), command("options", []any{option("a", true), option("a", true)})},
		{"command", Commands, command("options", list(25, numbered)), command("options", list(26, numbered))},
		{"command", Commands, list(100, named(1)), list(101, named(1))},
		{"command", Commands, list(15, named(3)), list(16, named(3))},
		{"command", Commands, []any{command()[0], command("type", 3, "description", "")[0]}, []any{command()[0], command()[0]}},
		{"command", Commands, command("options", long(7990-6)), command("options", long(8001-6))},
		{"json", Commands, command(), object{"name": "ask"}},
		{"flags", Edit, message("flags", flagSuppressEmbeds), message("flags", flagSuppressNotifications)},
		{"choices", Callback, reply(8, chosen("v", x(100))), reply(8, chosen("v", x(101)))},
		{"command", Commands, command("type", 3, "name", strings.Repeat("A", 32), "description", ""), command("type", 3, "name", strings.Repeat("A", 33), "description", "")},
		{"command", Commands, command("options", optioned("autocomplete", true)), command("options", optioned("autocomplete", true, "choices", []any{object{"name": "n", "value": "v"}}))},
		{"choices", Commands, command("options", optioned("choices", chosen(x(100), "v")["choices"])), command("options", optioned("choices", chosen(x(101), "v")["choices"]))},
		{"select", ChannelMessage, message("components", row(selection(1))), message("components", row(choosing("custom_id", nil)))},
		{"select", ChannelMessage, message("components", row(selecting("label", x(100)))), message("components", row(selecting("label", x(101))))},
		{"select", ChannelMessage, message("components", row(selecting("description", x(100)))), message("components", row(selecting("description", x(101))))},
		{"custom-id", Callback, modal("m", inputs(1)...), reply(9, object{"custom_id": x(101), "title": "m", "components": inputs(1)})},
		{"modal", Callback, modal("m", row(asking("label", x(45)))...), modal("m", row(asking("label", x(46)))...)},
		{"modal", Callback, modal("m", labelled("l", asking("placeholder", x(100)))), modal("m", labelled("l", asking("placeholder", x(101))))},
		{"modal", Callback, modal("m", labelled("l", asking("value", x(4000)))), modal("m", labelled("l", asking("value", x(4001))))},
		{"modal", Callback, modal("m", inputs(1)...), modal("m", labelled("l", asking("custom_id", nil)))},
		{"modal", Callback, modal("m", labelled("l", asking("style", 2))), modal("m", labelled("l", asking("style", 3)))},
		{"modal", Callback, modal("m", labelled("l", sized(10, 10))), modal("m", labelled("l", sized(10, 9)))},
	}
	for _, tt := range tests {
		if got := Check(tt.kind, must(tt.good), nil); len(got) > 0 {
			t.Errorf("%s: %s breaks %v", tt.rule, shorten(string(must(tt.good)), 120), got)
		}
		got := Check(tt.kind, must(tt.bad), nil)
		if len(got) == 0 || slices.ContainsFunc(got, func(v Violation) bool { return v.Rule != tt.rule }) {
			t.Errorf("%s: %s breaks %v", tt.rule, shorten(string(must(tt.bad)), 120), got)
		}
	}
	covered(t, func(rule string) bool {
		for _, tt := range tests {
			if tt.rule == rule {
				return true
			}
		}
		return rule == "v2-flag" // TestEdits
	})
}

// covered wants each rule that Check names in its documentation to have a case.
func covered(t *testing.T, has func(string) bool) {
	t.Helper()
	for rule := range strings.SplitSeq("json content embed embed-total empty v2-content v2-components v2-text v2-bytes v2-flag components label custom-id button select modal choices allowed-mentions flags deferred response command thread", " ") {
		if !has(rule) {
			t.Errorf("the rule %s has no test", rule)
		}
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	was := &Message{Flags: flagV2, Components: objects([]any{object{"type": float64(10), "content": "They met."}})}
	for _, tt := range []struct {
		was  *Message
		body object
		rule string
	}{
		{was, object{"flags": flagV2, "allowed_mentions": none, "components": texts(1, 1)}, ""},
		{was, object{"allowed_mentions": none, "components": texts(1, 1)}, ""},
		{was, object{"flags": 0, "allowed_mentions": none, "components": texts(1, 1)}, "v2-flag"},
		{was, message(), "v2-content"},
		{&Message{Flags: flagLoading}, v2(texts(1, 1)...), ""},
		{&Message{Content: "They met."}, v2(texts(1, 1)...), ""},
		{&Message{Content: "They met."}, object{"flags": flagV2, "allowed_mentions": none, "components": texts(1, 1)}, "v2-content"},
		{&Message{Content: "They met."}, message("content", ""), "empty"},
		{&Message{Content: "They met."}, message("content", "", "embeds", embed()), ""},
	} {
		got := Check(Edit, must(tt.body), tt.was)
		if tt.rule == "" && len(got) > 0 || tt.rule != "" && (len(got) != 1 || got[0].Rule != tt.rule) {
			t.Errorf("%s: %v, not %q", must(tt.body), got, tt.rule)
		}
	}
}

func TestPings(t *testing.T) {
	t.Parallel()
	for payload, want := range map[string]string{
		`{"content": "@everyone <@1> <@!2> <@&3> @here"}`:                                                         "@everyone, @here, <@1>, <@2>, <@&3>",
		`{"content": "@everyone <@1> <@&3>", "allowed_mentions": {"parse": []}}`:                                  "",
		`{"content": "@everyone <@1> <@&3>", "allowed_mentions": {}}`:                                             "",
		`{"content": "@everyone <@1> <@&3>", "allowed_mentions": {"parse": ["users"]}}`:                           "<@1>",
		`{"content": "@everyone <@1> <@&3>", "allowed_mentions": {"parse": ["roles"]}}`:                           "<@&3>",
		`{"content": "@everyone @here <@1>", "allowed_mentions": {"parse": ["everyone"]}}`:                        "@everyone, @here",
		`{"content": "<@1> <@2>", "allowed_mentions": {"parse": [], "users": ["2", "9"]}}`:                        "<@2>",
		`{"content": "<@&1> <@&2>", "allowed_mentions": {"roles": ["2"]}}`:                                        "<@&2>",
		`{"content": "hi", "message_reference": {"message_id": "5"}}`:                                             "the author replied to",
		`{"content": "hi", "message_reference": {"message_id": "5"}, "allowed_mentions": {"parse": []}}`:          "",
		`{"content": "hi", "message_reference": {"message_id": "5"}, "allowed_mentions": {"replied_user": true}}`: "the author replied to",
		`{"embeds": [{"description": "<@1> @everyone"}]}`:                                                         "",
		`{"components": [{"type": 17, "components": [{"type": 10, "content": "<@1>"}]}]}`:                         "<@1>",
		`{"content": "mail@everyone.org <@x> <#5>"}`:                                                              "@everyone",
	} {
		got, err := WouldPing([]byte(payload))
		if err != nil || got.String() != want || got.Any() != (want != "") {
			t.Errorf("%s pings %q, not %q; %v", payload, got, want, err)
		}
	}
	if _, err := WouldPing([]byte("[]")); err == nil {
		t.Error("a list is no message")
	}
}
