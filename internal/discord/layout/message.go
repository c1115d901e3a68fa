package layout

import "fmt"

// message is a message of one text, with components below it.
func (l Layout) message(text string, below ...Component) Message {
	return Message{Flags: ComponentsV2 | SuppressEmbeds, Components: append([]Component{Text{text}}, below...)}
}

// Empty is what is left of a message that is not needed any more.
func Empty() Message {
	return Message{Flags: ComponentsV2 | SuppressEmbeds, Components: []Component{Text{"-# …"}}}
}

// messages lays blocks out on as many messages as they need.
func (l Layout) messages(blocks []block, numbered bool) []Message {
	return l.paged(pack(blocks, textRoom), numbered)
}

// paged makes a message of each page. Where there are several, each says which
// of how many it is, unless more are still to come.
func (l Layout) paged(pages []page, numbered bool) []Message {
	out := make([]Message, 0, len(pages))
	for i, p := range pages {
		m := Message{Flags: ComponentsV2 | SuppressEmbeds}
		for n, piece := range p {
			if n > 0 {
				m.Components = append(m.Components, Separator{true})
			}
			m.Components = append(m.Components, Text{piece})
		}
		if numbered && len(pages) > 1 {
			m.Components = append(m.Components, Text{"-# " + fmt.Sprintf(l.part, i+1, len(pages))})
		}
		out = append(out, m)
	}
	return out
}

// turner are the buttons to the page before and the one after, as far as there
// are such pages. id is that of the page shown.
func (l Layout) turner(id ID, pages int) []Component {
	if pages < 2 {
		return nil
	}
	var buttons []Component
	for _, to := range []struct {
		label string
		page  int
	}{{l.previous, id.Page - 1}, {l.next, id.Page + 1}} {
		if to.page >= 0 && to.page < pages {
			id := id
			id.Page = to.page
			buttons = append(buttons, Button{Secondary, to.label, id.String(), false})
		}
	}
	return []Component{Text{"-# " + fmt.Sprintf(l.page, id.Page+1, pages)}, Row{buttons}}
}

// view is one page of what is shown a page at a time, with buttons to turn. A
// page that is not there is the nearest one that is.
func (l Layout) view(blocks []block, id ID) Message {
	pages := pack(blocks, textRoom)
	id.Page = max(0, min(id.Page, len(pages)-1, mostPages))
	m := l.paged(pages[id.Page:id.Page+1], false)[0]
	m.Components = append(m.Components, l.turner(id, len(pages))...)
	return m
}
