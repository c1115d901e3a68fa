package answer

import (
	"regexp"
	"slices"
	"strings"

	"dateline/internal/retrieval"
)

// claimPart is a part of a claim with the evidence that it may rest on: where
// it names one of several cited events or outlets, that of those alone.
type claimPart struct {
	text       string
	start, end int
	figures    []figure
	dates      []when
	sources    []*source
}

// joints are where a part may end if what it names is set against another.
var joints = regexp.MustCompile(`,?\s(?:and|than|versus|compared (?:with|to)|unlike)\s|,\s|;\s`)

// parts are the parts of the claim, cut once.
func (k *examined) parts() []claimPart {
	if k.bound == nil {
		k.bound = k.bindParts()
	}
	return k.bound
}

func (k *examined) bindParts() []claimPart {
	var out []claimPart
	for _, c := range k.cutParts() {
		p := claimPart{text: c.text, start: c.start, end: c.end}
		for _, f := range k.figures {
			if c.start <= f.start && f.start < c.end {
				p.figures = append(p.figures, f)
			}
		}
		for _, w := range k.dates {
			if c.start <= w.start && w.start < c.end {
				p.dates = append(p.dates, w)
			}
		}
		for _, sources := range k.groups(c.start, c.end) {
			p.sources = sources
			out = append(out, p)
		}
	}
	return out
}

// cutParts cuts the claim at the ends of clauses, and where one named event or
// outlet is set against another.
func (k *examined) cutParts() []clause {
	if len(k.sources) == 1 {
		return []clause{{k.bare, 0, len(k.bare)}}
	}
	var out []clause
	for _, c := range clausesOf(k.bare) {
		from := c.start
		for _, at := range joints.FindAllStringIndex(c.text, -1) {
			start, end := c.start+at[0], c.start+at[1]
			if k.binds(from, start) && len(contentTerms(lex(k.bare[from:start]))) > 0 && k.binds(end, c.end) {
				out = append(out, clause{k.bare[from:start], from, start})
				from = end
			}
		}
		out = append(out, clause{k.bare[from:c.end], from, c.end})
	}
	return k.lean(out)
}

// lean joins a part that says nothing of its own ("In 2011,") to the next.
func (k *examined) lean(parts []clause) []clause {
	var out []clause
	for _, p := range parts {
		if n := len(out); n > 0 && len(contentTerms(lex(out[n-1].text))) == 0 && !strings.ContainsAny(k.bare[out[n-1].end:p.start], ".;") {
			out[n-1] = clause{k.bare[out[n-1].start:p.end], out[n-1].start, p.end}
			continue
		}
		out = append(out, p)
	}
	return out
}

// binds reports whether a part of the claim names an event or outlet.
func (k *examined) binds(start, end int) bool {
	return slices.ContainsFunc(k.query.Cues, func(c retrieval.Cue) bool {
		return start <= c.Start && c.End <= end && (c.Kind == retrieval.OutletCue || len(c.Events) > 0)
	})
}

// groups are the sources that a part rests on: all, or those of what it names;
// where it names several outlets, each of them has to prove it.
func (k *examined) groups(start, end int) [][]*source {
	sources := k.ofNamedEvent(start, end)
	var out [][]*source
	for _, c := range k.query.Cues {
		if c.Kind != retrieval.OutletCue || c.Start < start || c.End > end {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(sources), func(s *source) bool { return !slices.Contains(c.Names, s.header.Outlet) })
		if len(of) > 0 {
			out = append(out, of)
		}
	}
	if len(out) == 0 {
		out = append(out, sources)
	}
	return out
}

// ofNamedEvent are the sources of the cited events that fit all that a part
// names, or all sources when that is none.
func (k *examined) ofNamedEvent(start, end int) []*source {
	out := k.sources
	for _, c := range k.query.Cues {
		if c.Start < start || c.End > end || len(c.Events) == 0 {
			continue
		}
		of := slices.DeleteFunc(slices.Clone(out), func(s *source) bool { return !slices.Contains(c.Events, s.header.EventID()) })
		if len(of) > 0 {
			out = of
		}
	}
	return out
}

// outlets checks that an outlet named in the claim is that of a cited passage,
// or is mentioned in what is cited.
func (k *examined) outlets() error {
	for _, c := range k.query.Cues {
		if c.Kind != retrieval.OutletCue {
			continue
		}
		cited := slices.ContainsFunc(k.sources, func(s *source) bool { return slices.Contains(c.Names, s.header.Outlet) })
		mentioned := slices.ContainsFunc(k.sources, func(s *source) bool { return strings.Contains(s.near, c.Text) })
		if !cited && !mentioned {
			return reject(ruleOutlet, "no passage of %s is cited", c.Text)
		}
	}
	return nil
}

// ofEvents checks that the evidence is of the events that the question chose
// and that the claim names.
func (k *examined) ofEvents() error {
	cited := map[string]bool{}
	for _, s := range k.sources {
		id := s.header.EventID()
		if id == "" {
			continue
		}
		cited[id] = true
		if len(k.events) > 0 && !slices.Contains(k.events, id) && !k.tellsOf(s, k.events) {
			return reject(ruleEvent, "the evidence is of another event than the question")
		}
	}
	for _, c := range k.query.Cues {
		if len(c.Events) > 0 && len(cited) > 0 && !slices.ContainsFunc(c.Events, func(id string) bool { return cited[id] }) && !k.foundNear(c) {
			return reject(ruleEvent, "the evidence is not of the event that %q names", c.Text)
		}
	}
	if len(cited) > 1 {
		return k.eachNamed(cited)
	}
	return nil
}

// tellsOf reports whether a report of another event speaks of one of these.
func (k *examined) tellsOf(s *source, events []string) bool {
	q, err := k.retriever.Read(s.near, s.header.Published)
	return err == nil && slices.ContainsFunc(q.Events, func(id string) bool { return slices.Contains(events, id) })
}

// foundNear reports whether the evidence itself has the place or date that a
// cue names.
func (k *examined) foundNear(c retrieval.Cue) bool {
	return slices.ContainsFunc(k.sources, func(s *source) bool {
		if c.Kind != retrieval.DateCue {
			return mentions(s.near, c.Text)
		}
		return slices.ContainsFunc(k.dates, func(w when) bool {
			return w.start < c.End && c.Start < w.end && slices.ContainsFunc(s.dates, func(e when) bool { return e.covers(w) })
		})
	})
}

// eachNamed checks that a claim with evidence of several events tells them
// apart: something in it means each of them and not all.
func (k *examined) eachNamed(cited map[string]bool) error {
	for id := range cited {
		names := slices.ContainsFunc(k.query.Cues, func(c retrieval.Cue) bool {
			all := true
			for other := range cited {
				all = all && slices.Contains(c.Events, other)
			}
			return slices.Contains(c.Events, id) && !all
		})
		if !names {
			return reject(ruleEvent, "the statement mixes evidence of several events without naming each")
		}
	}
	return nil
}
