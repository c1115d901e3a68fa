package main

import (
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
	"github.com/fatih/color"
	"golang.org/x/term"

	"dateline/internal/answer"
	"dateline/internal/corpus"
)

// pageWidth is the most columns that text for people takes.
const pageWidth = 80

// page writes for people: wrapped, and in colour on a terminal alone.
type page struct {
	w           io.Writer
	width       int
	bold, faint *color.Color
}

func newPage(w io.Writer) *page {
	p := &page{w: w, width: pageWidth, bold: color.New(color.Bold), faint: color.New(color.Faint)}
	file, ok := w.(interface{ Fd() uintptr })
	if !ok || !term.IsTerminal(int(file.Fd())) || color.NoColor {
		p.bold.DisableColor()
		p.faint.DisableColor()
		return p
	}
	p.bold.EnableColor()
	p.faint.EnableColor()
	if width, _, err := term.GetSize(int(file.Fd())); err == nil && width > 20 {
		p.width = min(width, pageWidth)
	}
	return p
}

// line writes text wrapped to the width, every line but the first indented.
func (p *page) line(style *color.Color, first, indent, text string) {
	wrapped := ansi.Wrap(plain(text), p.width-len(indent), " ")
	for i, l := range strings.Split(wrapped, "\n") {
		if style != nil {
			l = style.Sprint(l)
		}
		lead := indent
		if i == 0 {
			lead = first
		}
		fmt.Fprintf(p.w, "%s%s\n", lead, l)
	}
}

// plain is text without anything that could steer a terminal.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d' {
			return -1 // Cf turns the reading direction, or hides; joiners shape letters
		}
		return r
	}, strings.Join(strings.Fields(text), " "))
}

// numbered gives each place in a document that is cited its number.
type numbered struct {
	citations []answer.Citation
}

func (n *numbered) of(c answer.Citation) int {
	for i, known := range n.citations {
		if known.Header.ID == c.Header.ID && known.Span == c.Span {
			return i + 1
		}
	}
	n.citations = append(n.citations, c)
	return len(n.citations)
}

// answer writes an answer with its sources, or why there is none.
func (p *page) answer(a answer.Answer) error {
	if a.Outcome() == answer.Abstained {
		return p.abstention(a)
	}
	var sources numbered
	last := ""
	for i, c := range a.Claims() {
		if i > 0 {
			fmt.Fprintln(p.w)
		}
		if e, known := a.Event(c.Event); known && (i == 0 || c.Event != last) {
			p.line(p.bold, "", "", eventTitle(e))
		}
		last = c.Event
		marks := ""
		for _, citation := range c.Citations {
			marks += fmt.Sprintf(" [%d]", sources.of(citation))
		}
		p.line(nil, "", "", c.Text+marks)
	}
	fmt.Fprintln(p.w)
	p.line(p.bold, "", "", "Sources")
	for i, c := range sources.citations {
		p.source(i+1, c)
	}
	_, err := fmt.Fprintln(p.w)
	return err
}

func eventTitle(e corpus.Event) string {
	if e.Date.IsZero() {
		return e.Name
	}
	return fmt.Sprintf("%s (%s)", e.Name, e.Date.Words())
}

// source writes where a citation stands.
func (p *page) source(number int, c answer.Citation) {
	h := c.Header
	outlet := h.Outlet
	if outlet == "" {
		outlet = "Unattributed"
	}
	parts := []string{outlet, h.Kind}
	if h.Headline != "" {
		parts = append(parts, h.Headline)
	}
	if !h.Published.IsZero() {
		parts = append(parts, h.Published.Words())
	}
	parts = append(parts, unitName(c))
	lead := fmt.Sprintf("[%d] ", number)
	indent := strings.Repeat(" ", len(lead))
	p.line(nil, lead, indent, strings.Join(parts, " · "))
	if h.URL != "" {
		fmt.Fprintf(p.w, "%s%s\n", indent, p.faint.Sprint(plain(h.URL))) // never wrapped, so that it can be clicked
	}
	if h.Provenance != "" {
		p.line(p.faint, indent, indent, "Note: "+h.Provenance)
	}
	for _, r := range c.Resolved {
		p.line(p.faint, indent, indent, "“"+r.Text+"” is "+r.Words()+", counted from the day of publication.")
	}
	if len(h.Inferred) > 0 {
		p.line(p.faint, indent, indent, "Inferred by this program, not stated by the corpus: "+strings.Join(h.Inferred, ", ")+".")
	}
}

// unitName says which turn or paragraph, and who speaks.
func unitName(c answer.Citation) string {
	if c.Header.Kind == corpus.Transcript {
		if c.Unit.Speaker != "" {
			return fmt.Sprintf("%s, turn %d", c.Unit.Speaker, c.Unit.Number)
		}
		return fmt.Sprintf("turn %d", c.Unit.Number)
	}
	return fmt.Sprintf("paragraph %d", c.Unit.Number)
}

func (p *page) abstention(a answer.Answer) error {
	p.line(p.bold, "", "", a.Reason())
	if len(a.Nearest()) > 0 {
		fmt.Fprintln(p.w)
		p.line(p.bold, "", "", "Nearest passages")
	}
	for _, c := range a.Nearest() {
		p.line(nil, "  ", "  ", c.Attribution()+": “"+c.Quote+"”")
	}
	_, err := fmt.Fprintln(p.w)
	return err
}

// hits writes passages that were found.
func (p *page) hits(hits []hitJSON) error {
	for _, h := range hits {
		outlet := "unattributed"
		if h.Outlet != nil {
			outlet = *h.Outlet
		}
		p.line(p.bold, "", "    ", fmt.Sprintf("%d. %s · %s · passage %d · score %.3f", h.Rank, outlet, h.Document, h.Passage, h.Scores.Total))
		p.line(nil, "    ", "    ", h.Text)
	}
	if len(hits) == 0 {
		fmt.Fprintln(p.w, "No passage shares a word with the question.")
	}
	return nil
}
