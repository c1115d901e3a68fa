package main

import (
	"fmt"
	"io"
	"slices"
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

// first is the number of a document's first citation; 0: it is not cited.
func (n *numbered) first(document string) int {
	return 1 + slices.IndexFunc(n.citations, func(c answer.Citation) bool { return c.Header.ID == document })
}

// reply is an answer being written.
type reply struct {
	*page
	asked   string
	sources numbered
	last    string // id of the event of the claim before
	claims  int
}

func (p *page) reply(asked string) *reply {
	return &reply{page: p, asked: plain(corpus.Normalise(asked).Body)}
}

// step writes what happens on the way to an answer.
func (r *reply) step(s answer.Step) {
	if s.Read != "" && plain(s.Read) != r.asked {
		r.line(r.faint, "", "", "Read as: "+s.Read)
	}
	if s.Claim != nil {
		r.claim(*s.Claim)
	}
}

func (r *reply) claim(c answer.Claim) {
	if r.claims > 0 {
		fmt.Fprintln(r.w)
	}
	if e := c.Citations[0].Header.Event; e != nil && c.Event == e.ID && (r.claims == 0 || c.Event != r.last) {
		r.line(r.bold, "", "", e.Title())
	}
	r.last, r.claims = c.Event, r.claims+1
	marks := ""
	for _, citation := range c.Citations {
		marks += fmt.Sprintf(" [%d]", r.sources.of(citation))
	}
	r.line(nil, "", "", c.Text+marks)
	if c.TranslationOf != "" {
		r.line(r.faint, "", "", "(translated; checked as: "+c.TranslationOf+")")
	}
}

// finish writes the sources of what was claimed, or why nothing was.
func (r *reply) finish(a answer.Answer) error {
	switch a.Outcome() {
	case answer.Abstained:
		return r.abstention(a)
	case answer.WhichEvent:
		return r.which(a)
	case answer.Answered:
	}
	r.cited(a.Writer() != "", a.Sources())
	r.remarks(a)
	_, err := fmt.Fprintln(r.w)
	return err
}

// cited writes the sources of what was shown so far.
func (r *reply) cited(quotes bool, sources []answer.Source) {
	fmt.Fprintln(r.w)
	r.line(r.bold, "", "", "Sources")
	for i, c := range r.sources.citations {
		r.source(i+1, c, quotes)
		for _, s := range sources {
			if first := r.sources.first(s.Repeats); s.Document == c.Header.ID && first > 0 {
				r.line(r.faint, "    ", "    ", fmt.Sprintf("Note: nearly word for word what [%d] says.", first))
			}
		}
	}
}

// broken ends an answer that somebody or something interrupts: what is shown of it
// is verified, and says where from.
func (r *reply) broken() error {
	if r.claims == 0 {
		return nil
	}
	r.cited(true, nil)
	r.line(r.faint, "", "", "Interrupted; this is what was verified until then.")
	_, err := fmt.Fprintln(r.w)
	return err
}

// remarks writes what has to be known about an answer as a whole.
func (p *page) remarks(a answer.Answer) {
	var lines []string
	if a.Writer() != "" {
		lines = append(lines, "Written by the model "+a.Writer()+"; each statement was checked against its quotes.")
	}
	for _, n := range a.Notes() {
		lines = append(lines, n.Text())
	}
	if all, own := len(a.Sources()), a.Independent(); own < all {
		lines = append(lines, fmt.Sprintf("Documents cited: %d; independent sources: %d.", all, own))
	}
	if n := len(a.Dropped()); n > 0 && a.Writer() != "" {
		lines = append(lines, fmt.Sprintf("Statements left out because they failed verification: %d.", n))
	}
	lines = append(lines, unchecked(a.Claims())...)
	for _, l := range lines {
		p.line(p.faint, "", "", l)
	}
}

// unchecked says what could not be checked of claims in another language than
// their sources.
func unchecked(claims []answer.Claim) []string {
	var out []string
	if slices.ContainsFunc(claims, func(c answer.Claim) bool { return c.FactsOnly && c.TranslationOf == "" }) {
		out = append(out, "This is another language than that of the sources: names, numbers and dates were checked, the wording was not.")
	}
	if slices.ContainsFunc(claims, func(c answer.Claim) bool { return c.TranslationOf != "" && !c.NamesUnchecked }) {
		out = append(out, "Of a translation its names, numbers and dates were compared with the statement that was checked; its other words are the model's.")
	}
	if slices.ContainsFunc(claims, func(c answer.Claim) bool { return c.NamesUnchecked }) {
		out = append(out, "Of a translation into this script its names could not be compared with the statement that was checked; its numbers and dates were, and its other words are the model's.")
	}
	return out
}

// which asks which meeting is meant.
func (p *page) which(a answer.Answer) error {
	p.line(p.bold, "", "", "Which meeting? The corpus answers this for several, and not alike:")
	for _, e := range a.Candidates() {
		text := e.Title()
		if e.Place != "" {
			text += ", " + e.Place
		}
		p.line(nil, "  ", "    ", text)
		fmt.Fprintf(p.w, "      --event %s\n", plain(e.ID)) // never wrapped, so that it can be copied
	}
	p.line(nil, "  ", "    ", "All of them")
	fmt.Fprintln(p.w, "      --all-events")
	_, err := fmt.Fprintln(p.w)
	return err
}

// source writes where a citation stands; with its words, where the claim has
// others.
func (p *page) source(number int, c answer.Citation, quote bool) {
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
	if quote {
		p.line(nil, indent, indent, "“"+c.Quote+"”")
	}
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
