package layout

import (
	"fmt"
	"strings"

	"dateline/internal/answer"
	"dateline/internal/corpus"
)

// around is how many bytes of a quote's surroundings are shown on each side.
const around = 220

// Turned stands in place of an outlet's key in the buttons that turn the pages of
// the sources, which tells them from the answer's own button.
const Turned = "page"

// Evidence is a page of what the Sources button shows: every place cited, with
// the quote in its surroundings. documents are those that are at hand, by id; of
// one that is not there, or has changed since, the quote alone is shown.
func (l Layout) Evidence(answerID string, cited []answer.Citation, documents map[string]corpus.Document, page int) Message {
	if len(cited) == 0 {
		return l.message(l.evidenceGone)
	}
	var blocks []block
	for i, c := range cited {
		blocks = append(blocks, l.proof(answerID, i+1, c, documents)...)
	}
	blocks[0].lead = "### " + l.evidence + "\n" + blocks[0].lead
	return l.view(blocks, ID{Kind: Sources, Answer: answerID, Outlet: Turned, Page: page})
}

// proof is one place cited.
func (l Layout) proof(answerID string, number int, c answer.Citation, documents map[string]corpus.Document) []block {
	document, known := documents[c.Header.ID]
	before, after, same := surroundings(document, c)
	head := mark(number, l.address(answerID, number, c)) + " " + l.source(c)
	out := []block{{gap: "\n\n", lead: head + "\n> ", again: "> ", parts: emphasised(before, c.Quote, after)}}
	if known && !same {
		out = append(out, small(l.changedSince))
	}
	if c.Header.Provenance != "" {
		out = append(out, block{gap: "\n", lead: "-# ", again: "-# ", parts: sentences(fmt.Sprintf(l.provenance, c.Header.Provenance))})
	}
	for _, r := range c.Resolved {
		out = append(out, small(fmt.Sprintf(l.resolved, Escape(short(r.Text, 100)), l.days(r))))
	}
	if len(c.Header.Inferred) > 0 {
		out = append(out, small(fmt.Sprintf(l.inferred, Escape(short(strings.Join(c.Header.Inferred, ", "), 200)))))
	}
	return out
}

// surroundings are the words before and after a quote in its turn or paragraph,
// as far as nothing between was taken out by cleaning. It reports false where
// the document does not have the quote where it was.
func surroundings(d corpus.Document, c answer.Citation) (before, after string, same bool) {
	unit, span := c.Unit.Span, c.Span
	if unit.Start < 0 || unit.End > len(d.Body) || !unit.Contains(span) || span.Start > span.End || d.Body[span.Start:span.End] != c.Quote {
		return "", "", false
	}
	start, end := unit.Start, unit.End
	for _, r := range d.Removed {
		if r.End <= span.Start {
			start = max(start, r.End)
		}
		if r.Start >= span.End {
			end = min(end, r.Start)
		}
	}
	return lastWords(d.Body[start:span.Start]), firstWords(d.Body[span.End:end]), true
}

// lastWords are whole words at the end of a text.
func lastWords(text string) string {
	text = Plain(text)
	if len(text) <= around {
		return text
	}
	if i := strings.IndexByte(text[len(text)-around:], ' '); i >= 0 {
		return "… " + text[len(text)-around+i+1:]
	}
	return "…"
}

// firstWords are whole words at the beginning of a text.
func firstWords(text string) string {
	text = Plain(text)
	if len(text) <= around {
		return text
	}
	if i := strings.LastIndexByte(text[:around], ' '); i >= 0 {
		return text[:i] + " …"
	}
	return "…"
}

// emphasised is a quote in bold between what stands around it, a sentence a part,
// so that a long one continues on the next page with its emphasis.
func emphasised(before, quote, after string) []string {
	var out []string
	if before != "" {
		out = append(out, Escape(before))
	}
	for _, s := range sentences(quote) {
		for _, piece := range split(s, textRoom/2) {
			out = append(out, "**"+piece+"**")
		}
	}
	if after != "" {
		out = append(out, Escape(after))
	}
	return out
}
