package corpus

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
)

// byteOrderMark is what some editors put before the text of a file.
const byteOrderMark = "\ufeff"

var frontMatterStart = regexp.MustCompile(`^` + byteOrderMark + `?---[ \t]*\r?\n`)

// frontMatterEnd is the line that closes front matter.
var frontMatterEnd = regexp.MustCompile(`(?m)^(---|\.\.\.)[ \t]*\r?$`)

// textRecord reads a .txt or .md file, which holds one document.
func (s *Source) textRecord(file string) ([]Record, error) {
	data, err := s.readLimited(file)
	if err != nil {
		return nil, err
	}
	said, described := s.description.entry(file)
	if path.Ext(file) == ".md" && frontMatterStart.Match(data) {
		var front entry
		if data, front, err = splitFrontMatter(data); err != nil {
			return nil, err
		}
		if _, err := s.description.event(front.Event); err != nil {
			return nil, fmt.Errorf("front matter: %w", atLine(front.lines["event"], "%w", err))
		}
		if described {
			front = merge(said, front)
		}
		said = front
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, errors.New("the document has no text")
	}
	r, err := s.description.record(said, defaultID(file), string(data))
	return []Record{r}, err
}

// splitFrontMatter separates the YAML between the "---" lines from the text.
func splitFrontMatter(data []byte) (text []byte, front entry, err error) {
	start := len(frontMatterStart.Find(data))
	end := frontMatterEnd.FindIndex(data[start:])
	if end == nil {
		return nil, front, errors.New("the front matter that begins in line 1 is not closed; add a line ---")
	}
	if problems := DecodeStrict(append([]byte("\n"), data[start:start+end[0]]...), &front); problems != nil {
		return nil, front, fmt.Errorf("front matter: %w", errors.Join(problems...))
	}
	if front.File != "" {
		return nil, front, fmt.Errorf("front matter: %w", atLine(front.lines["file"], "file belongs into %s only", DescriptionFile))
	}
	return data[start+end[1]:], front, nil
}

// merge is front with what only said has: the document's own word goes first.
func merge(said, front entry) entry {
	or := func(own, other string) string {
		if own != "" {
			return own
		}
		return other
	}
	out := said
	out.ID, out.Outlet, out.Kind = or(front.ID, said.ID), or(front.Outlet, said.Outlet), or(front.Kind, said.Kind)
	out.Headline, out.Event = or(front.Headline, said.Headline), or(front.Event, said.Event)
	out.URL, out.Provenance = or(front.URL, said.URL), or(front.Provenance, said.Provenance)
	out.FirstSpeaker = or(front.FirstSpeaker, said.FirstSpeaker)
	if !front.Published.IsZero() {
		out.Published = front.Published
	}
	if front.Authors != nil {
		out.Authors = front.Authors
	}
	if front.Speakers != nil {
		out.Speakers = front.Speakers
	}
	return out
}

// jsonLine is one document of a JSON Lines file. Other fields are ignored.
type jsonLine struct {
	ID          *string `json:"id"`
	Title       string  `json:"title"`
	Outlet      string  `json:"outlet"`
	Author      string  `json:"author"`
	PublishedAt string  `json:"published_at"`
	URL         string  `json:"url"`
	Kind        string  `json:"kind"`
	Text        *string `json:"text"`
	Event       string  `json:"event"`
	Provenance  string  `json:"provenance"`
}

// lineRecords reads a JSON Lines file: a document a line, blank lines aside.
func (s *Source) lineRecords(file string) ([]Record, error) {
	f, err := s.folder.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	said, _ := s.description.entry(file)
	var out []Record
	seen := map[string]int{}
	reader := bufio.NewReaderSize(f, 1<<16)
	for number := 1; ; number++ {
		line, err := readLine(reader)
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if number == 1 {
			line = bytes.TrimPrefix(line, []byte(byteOrderMark))
		}
		if len(bytes.TrimSpace(line)) > 0 {
			r, problem := s.lineRecord(line, said)
			if problem == nil && seen[r.ID] > 0 {
				problem = fmt.Errorf("document id %q already stands in line %d", r.ID, seen[r.ID])
			}
			if problem != nil {
				return nil, fmt.Errorf("line %d: %w", number, problem)
			}
			seen[r.ID] = number
			out = append(out, r)
		}
		if errors.Is(err, io.EOF) {
			return out, nil
		}
	}
}

// readLine reads one line of at most MaxDocumentBytes; io.EOF comes with the last.
func readLine(r *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		if len(line) > MaxDocumentBytes {
			return nil, fmt.Errorf("longer than %d MiB; split the document", MaxDocumentBytes>>20)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}

func (s *Source) lineRecord(line []byte, said entry) (Record, error) {
	if err := checkText(line); err != nil {
		return Record{}, errors.New(strings.TrimPrefix(err.Error(), "line 1 "))
	}
	var j jsonLine
	if err := json.Unmarshal(bytes.TrimSpace(line), &j); err != nil {
		return Record{}, jsonProblem(err)
	}
	if j.ID == nil || *j.ID == "" {
		return Record{}, errors.New(`the field "id" is missing`)
	}
	if j.Text == nil || strings.TrimSpace(*j.Text) == "" {
		return Record{}, fmt.Errorf(`document %q: the field "text" is missing or empty`, *j.ID)
	}
	own := entry{
		ID: *j.ID, Outlet: j.Outlet, Kind: j.Kind, Headline: j.Title, Event: j.Event, URL: j.URL, Provenance: j.Provenance,
	}
	if j.Author != "" {
		own.Authors = []string{j.Author}
	}
	if j.PublishedAt != "" {
		published, err := ParseDate(j.PublishedAt)
		if err != nil {
			return Record{}, fmt.Errorf("document %q: published_at: %w", *j.ID, err)
		}
		own.Published = published
	}
	return s.description.record(merge(said, own), *j.ID, *j.Text)
}

// jsonProblem says in a sentence what encoding/json found.
func jsonProblem(err error) error {
	var syntax *json.SyntaxError
	var misfit *json.UnmarshalTypeError
	switch {
	case errors.As(err, &syntax) && strings.Contains(err.Error(), "unexpected end"):
		return errors.New("the JSON breaks off; the line is truncated")
	case errors.As(err, &syntax):
		return fmt.Errorf("not JSON at byte %d: %s", syntax.Offset, strings.TrimPrefix(err.Error(), "json: "))
	case errors.As(err, &misfit) && misfit.Field == "":
		return fmt.Errorf(`the line is of type %s but must be an object with "id" and "text"`, misfit.Value)
	case errors.As(err, &misfit):
		return fmt.Errorf("the field %q is of type %s but must be a text", misfit.Field, misfit.Value)
	}
	return err
}
