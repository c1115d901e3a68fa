package layout

import (
	"regexp"
	"strings"
)

// What Markdown means to Discord's clients, as far as the layout uses it or
// text from others could.
var (
	linkHere = regexp.MustCompile(`^\[(\[\d+\]|open|öffnen)\]\(<(https?://[^\s<>()\[\]*|"'\\]+)>\)`)
	atStart  = regexp.MustCompile(`^(?:-# |#{1,3} |> |>>> |[-*+] |\d+[.)] )+`)
	emoji    = regexp.MustCompile(`^:\w+:`)
	autoLink = regexp.MustCompile(`^(?:https?|steam|discord)://|^discord\.gg/`)
	stamp    = regexp.MustCompile(`^<t:\d+:R>`)
)

// reading is a message as a person sees it.
type reading struct {
	text  strings.Builder
	means []string // what of it is more than text
	links []string
}

// read reads a message's Markdown.
func read(markdown string) *reading {
	r := &reading{}
	for i, line := range strings.Split(markdown, "\n") {
		if i > 0 {
			r.text.WriteByte('\n')
		}
		if start := atStart.FindString(line); start != "" {
			r.means = append(r.means, start)
			line = line[len(start):]
		}
		for line != "" {
			line = line[r.next(line):]
		}
	}
	return r
}

// next reads what comes first, and says how long it is.
func (r *reading) next(line string) int {
	near := line[:min(len(line), 40)] // regular expressions look at all that they get
	switch {
	case line[0] == '\\' && len(line) > 1 && strings.IndexByte("\\*_~`|<>#[]:/@-+.)(", line[1]) >= 0:
		r.text.WriteByte(line[1])
		return 2
	case line[0] == '[' && linkHere.MatchString(line[:min(len(line), 700)]):
		m := linkHere.FindStringSubmatch(line[:min(len(line), 700)])
		r.text.WriteString(m[1])
		r.means, r.links = append(r.means, "link"), append(r.links, m[2])
		return len(m[0])
	case strings.HasPrefix(line, "**"):
		r.means = append(r.means, "**")
		return 2
	case line[0] == '<' && stamp.MatchString(line):
		r.means = append(r.means, "time")
		return len(stamp.FindString(line))
	case strings.IndexByte("\\*_~`|<>#[]@", line[0]) >= 0,
		line[0] == ':' && emoji.MatchString(near), strings.IndexByte("hsd", line[0]) >= 0 && autoLink.MatchString(near):
		r.means = append(r.means, "raw "+line[:1])
	case strings.HasPrefix(line, isolate), strings.HasPrefix(line, endIsolate):
		return len(isolate)
	}
	r.text.WriteByte(line[0])
	return 1
}

// words are what is read, with spaces as between words.
func (r *reading) words() string { return strings.Join(strings.Fields(r.text.String()), " ") }

// hostile are texts that try to be more than text.
var hostile = []string{
	"@everyone", "@here <@123> <@!123> <@&456> <#789>", "<:e:123> <a:e:123> :smile:", "</cmd:1> <id:guide> <t:1:R>", "[x](https://bad.example)", "[x](<https://bad.example>)",
	"https://bad.example/x", "http://bad.example discord.gg/abc steam://run/1 <https://bad.example>", "# Big", "### Big", "-# small", "> quote", ">>> all", "- item", "* item", "+ item", "1. item", "12) item",
	"**bold** __under__ *it* _it_ ~~gone~~ ||hidden||", "`code`", "```go\ncode\n```", "a\\*b\\", "\\", "]](<https://bad.example>) [", "**", "¯\\_(ツ)_/¯", "line\n# two\n> three\r\n- four\u2028# five",
	"safe \u202eexe.txt\u202c \u2066x\u2069 \u200f\u200b\ufeff\u00ad end", "שלום (1) עולם", "مرحبا @everyone", "\xff\xfe broken", "a\x00b\x1bc", "👩‍👩‍👧 ok 🏳️‍🌈", "%s %d %!", "1.", "-", "12", "",
}
