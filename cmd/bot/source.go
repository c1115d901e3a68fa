package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
	"dateline/internal/retrieval/sqlite"
)

type sourceCommand struct {
	place
	JSON     bool   `name:"json" help:"Print one JSON object (docs/json.md describes it)."`
	Document string `arg:"" help:"A document's id, or the version that a citation of --json names. A database also has versions that were replaced, until they are pruned."`
}

// sourceJSON is a stored document; docs/json.md describes the fields.
type sourceJSON struct {
	Document  string  `json:"document"`
	Version   string  `json:"version"`
	Current   bool    `json:"current"`
	Outlet    *string `json:"outlet"`
	Kind      *string `json:"kind"`
	Headline  *string `json:"headline"`
	URL       *string `json:"url"`
	Published *string `json:"published"`
	Event     *string `json:"event"`
	Text      string  `json:"text"`
}

// versionName is how a version is named.
var versionName = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Run prints a stored document.
func (c *sourceCommand) Run(ctx context.Context, s streams) error {
	o, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer o.store.Close()
	o.warn(s)
	stored, err := o.store.Manifest(ctx)
	if err != nil {
		return err
	}
	d, version, err := o.find(ctx, stored, c.Document)
	if err != nil {
		return err
	}
	current := stored.Documents[d.ID].Hash == version
	if c.JSON {
		return json.NewEncoder(s.out).Encode(sourceJSON{
			Document: d.ID, Version: version, Current: current, Outlet: orNull(d.Outlet), Kind: orNull(d.Kind), Headline: orNull(d.Headline),
			URL: orNull(d.URL), Published: orNull(d.Published.String()), Event: orNull(d.EventID()), Text: d.Body,
		})
	}
	newPage(s.out).document(d, version, current)
	return nil
}

// find is the document of an id or a version, and its version.
func (o *opened) find(ctx context.Context, stored retrieval.Manifest, name string) (corpus.Document, string, error) {
	if versionName.MatchString(name) {
		d, err := o.store.Version(ctx, name)
		return d, name, o.noVersion(err, name)
	}
	d, err := o.store.Document(ctx, name)
	if errors.Is(err, retrieval.ErrNoDocument) {
		hint := ""
		if near := corpus.Nearest(name, slices.Collect(maps.Keys(stored.Documents))); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		err = usageError{fmt.Errorf("no document %q in this corpus%s", name, hint)}
	}
	return d, stored.Documents[name].Hash, err
}

// noVersion says why there may be no such version.
func (o *opened) noVersion(err error, name string) error {
	if !errors.Is(err, retrieval.ErrNoDocument) {
		return err
	}
	hint := "it was never here, or is pruned (bot sync --keep N keeps more)"
	if _, isFile := o.store.(*sqlite.Store); isFile {
		hint = "a file keeps no versions that were replaced, only a database does (DATABASE_URL)"
	}
	return fmt.Errorf("no version %s is stored; %s", name, hint)
}

// document writes all that is stored of a document.
func (p *page) document(d corpus.Document, version string, current bool) {
	outlet := d.Outlet
	if outlet == "" {
		outlet = "Unattributed"
	}
	parts := slices.DeleteFunc([]string{outlet, d.Kind, d.Headline, d.Published.Words()}, func(s string) bool { return s == "" })
	p.line(p.bold, "", "", strings.Join(parts, " · "))
	state := "the version that answers quote"
	if !current {
		state = "replaced or withdrawn since"
	}
	p.line(p.faint, "", "", fmt.Sprintf("Document %s, %s", d.ID, state))
	fmt.Fprintf(p.w, "%s\n", p.faint.Sprint("Version "+version)) // never wrapped, so that it can be copied
	if d.URL != "" {
		fmt.Fprintf(p.w, "%s\n", p.faint.Sprint(plain(d.URL)))
	}
	if d.Provenance != "" {
		p.line(p.faint, "", "", "Note: "+d.Provenance)
	}
	fmt.Fprintln(p.w)
	for line := range strings.Lines(strings.TrimSpace(d.Body)) {
		p.line(nil, "", "", line)
	}
}
