package layout

import (
	"strings"
	"unicode/utf8"

	"dateline/internal/corpus"
)

// Room on a page, in hundredths of a character. A message may have 4,000
// characters of text, and about 10,000 bytes fail, so a character that takes
// more than two bytes counts for more than one: 4,000 then have 9,000 bytes at
// most. What is left is for the lines that go around a page.
const (
	one      = 100
	textRoom = 3600 * one
)

// weigh is how much of a page a text takes.
func weigh(text string) int {
	n := 0
	for _, r := range text {
		switch {
		case r > 0xffff:
			n += 2 * one
		case r > 0x7ff:
			n += one * 135 / 100
		default:
			n += one
		}
	}
	return n
}

// block is a part of a text that stays on one page where it fits there, and
// otherwise continues on the next behind one of its parts.
type block struct {
	gap   string   // between it and the block before it
	lead  string   // in front of the first part, and never without it
	again string   // in front of a part that begins a page
	parts []string // sentences, with what follows each at once
	marks []string // citations, which stay with the last part, or lines of their own
	rule  bool     // a line stands in front of it
}

// page is one message's text, in pieces with a line between two.
type page []string

// packer fills pages.
type packer struct {
	room  int
	pages []page
	used  int
}

// pack lays blocks out on as many pages as they need.
func pack(blocks []block, room int) []page {
	p := &packer{room: room}
	for i, b := range blocks {
		if b.rule && i > 0 && p.used > 0 {
			p.line(b)
		} else if p.used > 0 && p.used+weigh(b.gap+b.text()) > room && weigh(b.text()) <= room {
			p.turn()
		}
		p.block(b)
	}
	return p.pages
}

// text is the block in one piece.
func (b block) text() string { return b.lead + strings.Join(b.atoms(), " ") }

// atoms are the parts with the citations at the last of them.
func (b block) atoms() []string {
	out := append([]string(nil), b.parts...)
	if len(out) == 0 {
		return nil
	}
	for _, m := range b.marks {
		if !strings.HasPrefix(m, "\n") {
			m = " " + m
		}
		out[len(out)-1] += m
	}
	return out
}

// line begins a new piece, on this page if the block fits there.
func (p *packer) line(b block) {
	if p.used+weigh(b.text()) > p.room {
		p.turn()
		return
	}
	last := len(p.pages) - 1
	p.pages[last] = append(p.pages[last], "")
}

func (p *packer) turn() { p.used = 0 }

func (p *packer) block(b block) {
	front := b.gap + b.lead
	for i, atom := range b.atoms() {
		if weigh(front+b.again+atom) <= p.room {
			p.add(front, b.begin(i), atom)
		} else {
			p.pieces(b, front, i)
		}
		front = " "
	}
}

// begin is what stands in front of a part when it begins a page.
func (b block) begin(i int) string {
	if i == 0 {
		return b.lead
	}
	return b.again
}

// pieces adds a part that no page holds: in runs of words, its citations last.
func (p *packer) pieces(b block, front string, i int) {
	marks := b.marks
	if i < len(b.parts)-1 {
		marks = nil
	}
	begin := b.begin(i)
	for _, piece := range split(b.parts[i], p.room-weigh(b.lead+b.again+b.gap)-one) {
		p.add(front, begin, piece)
		front, begin = " ", b.again
	}
	for _, m := range marks {
		if own, found := strings.CutPrefix(m, "\n"); found {
			p.add("\n", "", own)
		} else {
			p.add(" ", b.again, m)
		}
	}
}

// add puts a text on this page with front before it, or on the next with begin.
func (p *packer) add(front, begin, text string) {
	if p.used > 0 && p.used+weigh(front+text) > p.room {
		p.turn()
	}
	if p.used == 0 && begin+text == "" {
		return // nothing makes no page
	}
	if p.used == 0 {
		p.pages = append(p.pages, page{""})
		front = begin
	}
	last := p.pages[len(p.pages)-1]
	if last[len(last)-1] == "" {
		front = begin
	}
	last[len(last)-1] += front + text
	p.used += weigh(front + text)
}

// split cuts a text that has no other place to be cut: between words, or in a
// word that is longer than a page between characters, never behind a backslash.
func split(text string, room int) []string {
	var out []string
	for weigh(text) > room {
		cut, space, used := 0, 0, 0
		for cut < len(text) {
			width := step(text[cut:])
			if used += weigh(text[cut : cut+width]); used > room && cut > 0 {
				break
			}
			if text[cut] == ' ' {
				space = cut
			}
			cut += width
		}
		if space > 0 {
			cut = space
		}
		out = append(out, text[:cut])
		text = strings.TrimPrefix(text[cut:], " ")
	}
	if text == "" {
		return out
	}
	return append(out, text)
}

// step is how many bytes belong together at the start of an escaped text.
func step(text string) int {
	first := 0
	if text[0] == '\\' && len(text) > 1 {
		first = 1
	}
	_, width := utf8.DecodeRuneInString(text[first:])
	return first + width
}

// sentences are the sentences of a text from others, escaped. Nothing is lost
// between two of them but a space.
func sentences(text string) []string {
	text = Plain(text)
	if weigh(text) < textRoom/4 {
		return []string{Escape(text)}
	}
	var out []string
	start := 0
	for i, s := range corpus.Sentences(text, corpus.Span{Start: 0, End: len(text)}) {
		if i > 0 && text[s.Start-1] == ' ' {
			out = append(out, Escape(text[start:s.Start]))
			start = s.Start
		}
	}
	return append(out, Escape(text[start:]))
}
