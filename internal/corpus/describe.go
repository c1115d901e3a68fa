package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// DescriptionFile is the file of a folder that says what its documents don't.
const DescriptionFile = "corpus.yaml"

// description is corpus.yaml.
type description struct {
	Name      string  `yaml:"name"`
	Events    []event `yaml:"events"`
	Outlets   []outlet
	Documents []entry

	entries map[string]int // file → index in Documents
	ids     map[string]int // id → index in Events
}

// event is an Event with the lines of its keys.
type event struct {
	Event `yaml:",inline"`
	lines map[string]int
}

// outlet is an Outlet with the lines of its keys.
type outlet struct {
	Outlet `yaml:",inline"`
	lines  map[string]int
}

// entry is what is said of one document, in corpus.yaml or in front matter.
type entry struct {
	File         string            `yaml:"file"`
	ID           string            `yaml:"id"`
	Outlet       string            `yaml:"outlet"`
	Kind         string            `yaml:"kind"`
	Headline     string            `yaml:"headline"`
	Published    Date              `yaml:"published"`
	Authors      []string          `yaml:"authors"`
	Speakers     map[string]string `yaml:"speakers"`
	FirstSpeaker string            `yaml:"first_speaker"`
	Event        string            `yaml:"event"`
	URL          string            `yaml:"url"`
	Provenance   string            `yaml:"provenance"`
	lines        map[string]int    // of the keys
}

// UnmarshalYAML notes the lines, which later complaints name.
func (e *event) UnmarshalYAML(n *yaml.Node) error {
	type plain event
	e.lines = keyLines(n)
	return n.Decode((*plain)(e))
}

// UnmarshalYAML notes the lines, which later complaints name.
func (o *outlet) UnmarshalYAML(n *yaml.Node) error {
	type plain outlet
	o.lines = keyLines(n)
	return n.Decode((*plain)(o))
}

// UnmarshalYAML notes the lines, which later complaints name.
func (e *entry) UnmarshalYAML(n *yaml.Node) error {
	type plain entry
	e.lines = keyLines(n)
	return n.Decode((*plain)(e))
}

// UnmarshalYAML reads a date and names the line of one that does not exist.
func (d *Date) UnmarshalYAML(n *yaml.Node) error {
	parsed, err := ParseDate(n.Value)
	if err != nil {
		return &yaml.TypeError{Errors: []string{fmt.Sprintf("line %d: %v", n.Line, err)}}
	}
	*d = parsed
	return nil
}

// describe reads corpus.yaml of a folder, if there is one, and its bytes. The
// error names every problem found, each with its line.
func describe(folder fs.FS) (description, []byte, error) {
	var d description
	data, err := fs.ReadFile(folder, DescriptionFile)
	if errors.Is(err, fs.ErrNotExist) {
		return d, nil, nil
	}
	if err != nil {
		return d, nil, fmt.Errorf("%s: %w", DescriptionFile, err)
	}
	if err := checkText(data); err != nil {
		return d, nil, fmt.Errorf("%s: %w", DescriptionFile, err)
	}
	problems := DecodeStrict(data, &d)
	for i, e := range d.Documents {
		d.Documents[i].File = strings.TrimPrefix(e.File, "./")
	}
	d.index()
	if problems == nil {
		problems = d.check(folder)
	}
	for i, p := range problems {
		problems[i] = fmt.Errorf("%s: %w", DescriptionFile, p)
	}
	return d, data, errors.Join(problems...)
}

// check looks for what is well-formed and yet can't be.
func (d *description) check(folder fs.FS) []error {
	return slices.Concat(d.checkEvents(), d.checkDocuments(folder), d.checkOutlets())
}

func atLine(line int, format string, args ...any) error {
	return fmt.Errorf("line %d: %w", line, fmt.Errorf(format, args...))
}

func (d *description) checkEvents() []error {
	var problems []error
	defined := map[string]int{}
	for _, e := range d.Events {
		switch {
		case e.ID == "":
			problems = append(problems, atLine(e.lines[""], "the event has no id"))
		case defined[e.ID] != 0:
			problems = append(problems, atLine(e.lines["id"], "event %q is already defined at line %d", e.ID, defined[e.ID]))
		}
		defined[e.ID] = e.lines["id"]
	}
	return problems
}

func (d *description) checkDocuments(folder fs.FS) []error {
	var problems []error
	listed := map[string]int{}
	for _, e := range d.Documents {
		file, line := e.File, e.lines["file"]
		switch info, err := fs.Stat(folder, file); {
		case file == "":
			problems = append(problems, atLine(e.lines[""], "the document names no file"))
		case listed[file] != 0:
			problems = append(problems, atLine(line, "%s is already listed at line %d", file, listed[file]))
		case err != nil:
			problems = append(problems, atLine(line, "%s is listed but is not in the folder; add the file or remove the entry", file))
		case info.IsDir():
			problems = append(problems, atLine(line, "%s is a folder, not a document", file))
		}
		listed[file] = line
		if _, err := d.event(e.Event); err != nil {
			problems = append(problems, atLine(e.lines["event"], "%w", err))
		}
	}
	return problems
}

func (d *description) checkOutlets() []error {
	var problems []error
	owner := map[string]string{}
	for _, o := range d.Outlets {
		if o.Name == "" {
			problems = append(problems, atLine(o.lines[""], "the outlet has no name"))
		}
		for _, name := range append([]string{o.Name}, o.Aliases...) {
			if other, taken := owner[fold(name)]; taken && other != o.Name {
				problems = append(problems, atLine(o.lines[""], "%q names two outlets, %s and %s", name, other, o.Name))
			}
			owner[fold(name)] = o.Name
		}
	}
	return problems
}

func fold(s string) string { return strings.ToLower(Fold(s)) }

// index makes lookups by file and by id fast. The first of equals counts.
func (d *description) index() {
	d.entries, d.ids = map[string]int{}, map[string]int{}
	for i, e := range slices.Backward(d.Documents) {
		d.entries[e.File] = i
	}
	for i, e := range slices.Backward(d.Events) {
		d.ids[e.ID] = i
	}
}

// event finds an event by id; an empty id is no event.
func (d *description) event(id string) (*Event, error) {
	if id == "" {
		return nil, nil
	}
	if i, known := d.ids[id]; known {
		found := d.Events[i].Event
		return &found, nil
	}
	return nil, fmt.Errorf("event %q is not defined under events%s", id, suggest(id, slices.Collect(maps.Keys(d.ids))))
}

// outlet is the name under which corpus.yaml lists an outlet, or name itself.
func (d *description) outlet(name string) string {
	for _, o := range d.Outlets {
		if fold(o.Name) == fold(name) || slices.ContainsFunc(o.Aliases, func(a string) bool { return fold(a) == fold(name) }) {
			return o.Name
		}
	}
	return name
}

// entry is what corpus.yaml says of a file, and whether it says anything.
func (d *description) entry(file string) (entry, bool) {
	i, listed := d.entries[file]
	if !listed {
		return entry{}, false
	}
	return d.Documents[i], true
}

// record puts what is said of a document together with its text.
func (d *description) record(e entry, id, text string) (Record, error) {
	found, err := d.event(e.Event)
	if err != nil {
		return Record{}, err
	}
	if e.ID != "" {
		id = e.ID
	}
	authors := slices.Clone(e.Authors)
	for i, a := range authors {
		authors[i] = oneLine(a)
	}
	return Record{
		Header: Header{
			ID: id, Kind: oneLine(e.Kind), Outlet: d.outlet(oneLine(e.Outlet)), Headline: oneLine(e.Headline), Authors: authors,
			Published: e.Published, Event: found, URL: oneLine(e.URL), Provenance: oneLine(e.Provenance),
		},
		Voices: Voices{Speakers: e.Speakers, First: e.FirstSpeaker},
		Text:   text,
	}, nil
}

// oneLine is s normalised like a body, on one line: nothing in a header steers
// what shows it.
func oneLine(s string) string { return strings.Join(strings.Fields(Normalise(s).Body), " ") }
