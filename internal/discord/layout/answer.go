package layout

import (
	"fmt"
	"slices"

	"dateline/internal/answer"
)

// Working is what is shown at once, before anything is known.
func (l Layout) Working(question string) Message {
	return l.message(echo(l.yourQuestion, question) + l.working)
}

// Writing is the claims so far of an answer that is still being written: as a
// Reply with what is known of it. As claims are added, all messages but the last
// stay as they are. Whoever edits messages has to show [Layout.Answer] in the end.
func (l Layout) Writing(r Reply) []Message {
	if len(r.Claims) == 0 {
		return []Message{l.message(l.opening(r) + l.working)}
	}
	blocks := append(l.claims(r), block{gap: "\n\n", lead: "-# ", parts: []string{l.writing}})
	return l.messages(blocks, false)
}

// Answer is the final layout of an answer of any outcome, in one message or as
// many as it takes. Buttons stand below the last.
func (l Layout) Answer(r Reply) []Message {
	switch {
	case len(r.Claims) > 0:
		return l.answered(r)
	case len(r.Candidates) > 0:
		return l.which(r)
	}
	return l.abstained(r)
}

// answered shows claims and sources. Every number is a link; where all would
// fit into one message but for the links of the source lines, these have none,
// since the claims' numbers lead to the same places.
func (l Layout) answered(r Reply) []Message {
	var pages []page
	for _, linked := range []bool{true, false} {
		blocks := append(l.claims(r), l.sourceLines(r, linked)...)
		fit := pack(append(blocks, l.quiet(r)...), textRoom)
		if pages == nil || len(fit) == 1 {
			pages = fit
		}
		if len(fit) == 1 {
			break
		}
	}
	messages := l.paged(pages, true)
	last := &messages[len(messages)-1]
	last.Components = append(last.Components, l.buttons(r))
	return messages
}

// claims are the statements, each with its citations, under a heading wherever
// the meeting changes (or the outlet, of a comparison).
func (l Layout) claims(r Reply) []block {
	out := make([]block, 0, len(r.Claims))
	var n numbered
	last := ""
	for i, c := range r.Claims {
		b := block{gap: "\n\n", parts: sentences(c.Text)}
		if i == 0 {
			b.lead = l.opening(r)
		}
		if of, heading := l.heading(r, c); of != last || i == 0 {
			last = of
			b.lead += line("### ", heading)
		}
		for _, citation := range c.Citations {
			number := n.of(citation)
			b.marks = append(b.marks, mark(number, l.address(r.ID, number, citation)))
		}
		out = append(out, b)
		if c.TranslationOf != "" {
			out = append(out, small(fmt.Sprintf(l.translated, Escape(c.TranslationOf))))
		}
	}
	return out
}

// heading is what a claim belongs to, and its name.
func (l Layout) heading(r Reply, c answer.Claim) (of, text string) {
	if r.ByOutlet && len(c.Citations) > 0 {
		name := c.Citations[0].Header.Outlet
		return "outlet " + name, l.outlet(name)
	}
	if e, ok := r.Events[c.Event]; ok {
		return e.ID, short(l.title(e), longestHeading)
	}
	return "", ""
}

const (
	longestHeading    = 200
	longestProvenance = 160
	longestEcho       = 300
)

// line is a line of Markdown with text from others, or nothing.
func line(lead, text string) string {
	if text == "" {
		return ""
	}
	return lead + Escape(text) + "\n"
}

// opening is the question and how it was read, where these are to be shown.
func (l Layout) opening(r Reply) string {
	out := ""
	if r.Echo {
		out = echo(l.yourQuestion, r.Question)
	}
	return out + echo(l.readAs, r.Read)
}

// echo is a question on a small line, or nothing.
func echo(form, question string) string {
	if question = short(question, longestEcho); question == "" {
		return ""
	}
	return "-# " + fmt.Sprintf(form, Escape(question)) + "\n"
}

// sourceLines are a line for each place cited.
func (l Layout) sourceLines(r Reply, linked bool) []block {
	cited := r.Citations()
	out := make([]block, 0, len(cited))
	for i, c := range cited {
		address := ""
		if linked {
			address = l.address(r.ID, i+1, c)
		}
		b := block{gap: "\n", parts: []string{mark(i+1, address) + " " + l.source(c)}}
		if i == 0 {
			b.rule, b.lead = true, "**"+l.sources+"**\n"
		}
		if p := c.Header.Provenance; p != "" {
			b.parts[0] += "\n-# " + fmt.Sprintf(l.provenance, Escape(short(p, longestProvenance)))
		}
		out = append(out, b)
	}
	return out
}

// source is outlet, kind, headline, date, and where it stands.
func (l Layout) source(c answer.Citation) string {
	h := c.Header
	return join(" · ", "**"+Escape(l.outlet(h.Outlet))+"**", Escape(short(l.kind(h.Kind), 40)), Escape(short(h.Headline, 150)), l.date(h.Published), l.unit(c))
}

func (l Layout) outlet(name string) string {
	if name = short(name, 80); name == "" {
		return l.unattributed
	}
	return name
}

// unit is which turn or paragraph, and who speaks.
func (l Layout) unit(c answer.Citation) string {
	if c.Header.Kind != "transcript" {
		return fmt.Sprintf(l.paragraph, c.Unit.Number)
	}
	return join(", ", Escape(short(c.Unit.Speaker, 80)), fmt.Sprintf(l.turn, c.Unit.Number))
}

// quiet is what has to be known about the answer as a whole.
func (l Layout) quiet(r Reply) []block {
	var out []block
	for _, n := range r.Notes {
		out = append(out, small(l.note(n)))
	}
	for _, text := range l.unchecked(r.Claims) {
		out = append(out, small(text))
	}
	if r.Shared {
		out = append(out, small(l.sharedBy))
	}
	out = append(out, small(l.summary(r)))
	out[0].rule = true
	return out
}

// unchecked is what could not be checked of claims in another language than their
// evidence, each once.
func (l Layout) unchecked(claims []answer.Claim) []string {
	var out []string
	for _, c := range claims {
		text := ""
		switch {
		case c.NamesUnchecked:
			text = l.translatedNoNames
		case c.TranslationOf != "":
			text = l.translatedNames
		case c.FactsOnly:
			text = l.factsOnly
		}
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

func small(text string) block { return block{gap: "\n", lead: "-# ", parts: []string{text}} }

// summary is how many sources, how long it took, what was left out, who wrote it.
func (l Layout) summary(r Reply) string {
	count := l.independent.of(r.Own)
	if r.Documents > r.Own {
		count += " (" + l.documents.of(r.Documents) + ")"
	}
	writer, dropped := l.quotations, ""
	if r.Writer != "" {
		writer = fmt.Sprintf(l.writtenBy, Escape(short(r.Writer, 80)))
	}
	if r.Dropped > 0 {
		dropped = l.dropped.of(r.Dropped)
	}
	return join(" · ", count, l.took(r.Took), dropped, writer)
}

// buttons belong to the answer: the sources, feedback, and how it goes on.
func (l Layout) buttons(r Reply) Row {
	id := func(k Kind) string { return ID{Kind: k, Answer: r.ID}.String() }
	row := Row{[]Component{
		Button{Primary, l.buttonSources, id(Sources), false},
		Button{Secondary, l.buttonHelpful, id(Helpful), false},
		Button{Secondary, l.buttonUnhelpful, id(Unhelpful), false},
	}}
	if r.Private {
		row.Components = append(row.Components, Button{Secondary, l.buttonShare, id(Share), false})
	} else if !l.noThreads {
		row.Components = append(row.Components, Button{Secondary, l.buttonThread, id(Thread), false})
	}
	return row
}
