package corpus

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

// rule is one entry of rules.yaml, which explains the fields.
type rule struct {
	Name, Reason, Scope, Match, Until string
	Within                            int
	Beside                            bool
	Removes, Keeps                    []string
}

//go:embed rules.yaml
var rulesFile []byte

var rules = func() []rule {
	var file struct{ Rules []rule }
	if err := yaml.Unmarshal(rulesFile, &file); err != nil {
		panic("rules.yaml is part of the program: " + err.Error())
	}
	return file.Rules
}()

// cleaner is the rules made ready for one document's author and outlet.
type cleaner struct {
	body    string
	lines   []Span
	removed []*Removal // by line, of those taken out
	tails   []*Removal // by line, of those shortened
}

// longestLine is how many bytes a line that a rule takes out has at most. Some
// sources put a whole article in one line: better an offer stays than that goes.
const longestLine = 400

// clean finds what does not belong to the report: the headline where the body
// repeats it (it stands in the header), then what the rules name.
func clean(h Header, body string) []Removal {
	c := cleaner{body: body, lines: lines(body, Span{0, len(body)})}
	c.removed, c.tails = make([]*Removal, len(c.lines)), make([]*Removal, len(c.lines))
	c.headline(h.Headline)
	for _, r := range rules {
		if match, ok := r.compile(r.Match, h); ok {
			c.apply(r, match)
		}
	}
	return c.removals()
}

// compile fills in what stands for the document's own names. It reports false
// when the document lacks one.
func (r rule) compile(pattern string, h Header) (*regexp.Regexp, bool) {
	if strings.Contains(pattern, "{author}") || strings.Contains(pattern, "{outlet}") {
		if len(h.Authors) == 0 || h.Outlet == "" {
			return nil, false
		}
		var given []string
		for _, a := range h.Authors {
			given = append(given, strings.Fields(a + " ?")[0])
		}
		pattern = strings.NewReplacer("{author}", anyOf(h.Authors), "{given}", anyOf(given),
			"{outlet}", anyOf([]string{h.Outlet})).Replace(pattern)
		return regexp.MustCompile(pattern), true
	}
	return compiled(pattern), true
}

func anyOf(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = regexp.QuoteMeta(n)
	}
	return "(?:" + strings.Join(quoted, "|") + ")"
}

func (c *cleaner) text(line int) string { return c.body[c.lines[line].Start:c.lines[line].End] }

// headline takes the headline out where it is one of the first lines that
// remain; further down the same words could be a sentence.
func (c *cleaner) headline(headline string) {
	if headline == "" {
		return
	}
	for i := range min(len(c.lines), 12) {
		if strings.EqualFold(Fold(c.text(i)), Fold(headline)) {
			c.removed[i] = &Removal{c.lines[i], "headline", "the headline, which stands in the header"}
			return
		}
	}
}

// apply goes down the lines, and for a rule that looks at neighbours up again:
// what goes may let its neighbours go, on either side.
func (c *cleaner) apply(r rule, match *regexp.Regexp) {
	for i := range c.lines {
		c.try(r, match, i)
	}
	for i := len(c.lines) - 1; r.Beside && i >= 0; i-- {
		c.try(r, match, i)
	}
}

func (c *cleaner) try(r rule, match *regexp.Regexp, i int) {
	tooLong := r.Scope != "tail" && c.lines[i].Len() > longestLine
	if c.removed[i] == nil && !tooLong && match.MatchString(c.text(i)) {
		c.take(r, match, i)
	}
}

// take removes what rule r names at line i.
func (c *cleaner) take(r rule, match *regexp.Regexp, i int) {
	last := i
	switch {
	case r.Scope == "tail":
		if at := match.FindStringIndex(c.text(i)); at[0] > 0 {
			c.tails[i] = &Removal{Span{c.lines[i].Start + at[0], c.lines[i].End}, r.Name, r.Reason}
			return
		}
	case r.Scope == "block":
		until := compiled(r.Until)
		end := min(len(c.lines), i+r.Within+1)
		for last++; last < end && !until.MatchString(c.text(last)); last++ {
		}
		if last >= end {
			return
		}
	case r.Beside && !c.besideRemoved(i):
		return
	}
	for ; i <= last; i++ {
		c.removed[i] = &Removal{c.lines[i], r.Name, r.Reason}
	}
}

func (c *cleaner) besideRemoved(i int) bool {
	return i > 0 && c.removed[i-1] != nil || i+1 < len(c.lines) && c.removed[i+1] != nil
}

// removals are the parts taken out, in order, neighbours by one rule as one.
func (c *cleaner) removals() []Removal {
	var out []Removal
	for i, r := range c.removed {
		if r == nil {
			r = c.tails[i]
		}
		if r == nil {
			continue
		}
		if n := len(out); n > 0 && out[n-1].Rule == r.Rule && strings.TrimSpace(c.body[out[n-1].End:r.Start]) == "" {
			out[n-1].End = r.End
			continue
		}
		out = append(out, *r)
	}
	return out
}

// Explain says in lines for a person what cleaning took out of d, and why.
func (d Document) Explain() string {
	var b strings.Builder
	total := 0
	for _, r := range d.Removed {
		fmt.Fprintf(&b, "bytes %d–%d, rule %s: %s\n", r.Start, r.End, r.Rule, r.Reason)
		for _, line := range lines(d.Body, r.Span) {
			fmt.Fprintf(&b, "  - %s\n", d.Body[line.Start:line.End])
		}
		total += r.Len()
	}
	fmt.Fprintf(&b, "removed %d of %d bytes\n", total, len(d.Body))
	return b.String()
}

var patterns sync.Map // pattern → *regexp.Regexp

func compiled(pattern string) *regexp.Regexp {
	if re, ok := patterns.Load(pattern); ok {
		return re.(*regexp.Regexp)
	}
	re := regexp.MustCompile(pattern)
	patterns.Store(pattern, re)
	return re
}
