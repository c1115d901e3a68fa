package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"dateline/internal/corpus"
	"dateline/internal/discord/layout"
	"dateline/internal/quota"
	"dateline/internal/retrieval/sqlite"
)

// serversFile says which corpora a bot has, and what holds in which server.
type serversFile struct {
	Corpora map[string]corpusEntry `yaml:"corpora"`
	Default string                 `yaml:"default"`
	Servers map[string]serverEntry `yaml:"servers"`
}

// corpusEntry is a corpus; paths begin at the file's folder.
type corpusEntry struct {
	Corpus  string `yaml:"corpus"`
	Store   string `yaml:"store"`
	Private bool   `yaml:"private"`
}

// serverEntry is what holds in a server.
type serverEntry struct {
	Corpus     string     `yaml:"corpus"`
	Channels   []string   `yaml:"channels"`
	Language   string     `yaml:"language"`
	Limits     limitEntry `yaml:"limits"`
	AdminRoles []string   `yaml:"admin_roles"`
}

// limitEntry is limits of a server, each in place of the flag's.
type limitEntry struct {
	Questions *int     `yaml:"questions"`
	Tokens    *int     `yaml:"tokens"`
	Dollars   *float64 `yaml:"dollars"`
	AtOnce    *int     `yaml:"at_once"`
}

// mostServersFile is in bytes; a thousand servers take about a tenth of it.
const mostServersFile = 4 << 20

// readServers reads the file. The error names all that is wrong with it, a line
// each.
func readServers(path string, flags quota.Config) (serversFile, error) {
	f, err := os.Open(path)
	if err != nil {
		return serversFile{}, fmt.Errorf("--servers: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostServersFile+1))
	if err == nil && len(data) > mostServersFile {
		err = fmt.Errorf("%s has more than %d bytes", path, mostServersFile)
	}
	if err != nil {
		return serversFile{}, fmt.Errorf("--servers: %w", err)
	}
	out, problems := parseServers(data, filepath.Dir(path), flags)
	for i, p := range problems {
		problems[i] = fmt.Errorf("%s: %w", path, p)
	}
	return out, errors.Join(problems...)
}

// parseServers reads what the file holds; its paths begin at folder.
func parseServers(data []byte, folder string, flags quota.Config) (serversFile, []error) {
	var f serversFile
	if problems := corpus.DecodeStrict(data, &f); len(problems) > 0 {
		return f, problems
	}
	var root, more yaml.Node
	read := yaml.NewDecoder(bytes.NewReader(data))
	if err := read.Decode(&root); err != nil || root.Kind == 0 {
		return f, []error{errors.New("says nothing; name a corpus under corpora")}
	}
	if err := read.Decode(&more); !errors.Is(err, io.EOF) {
		return f, []error{problem{more.Line, "a second document begins here and would not be read; take out the line ---"}}
	}
	c := serversCheck{file: f, root: root.Content[0], folder: folder, flags: flags}
	c.empty(c.root)
	c.corpora()
	for _, id := range slices.Sorted(maps.Keys(f.Servers)) {
		c.server(id, f.Servers[id])
	}
	slices.SortStableFunc(c.problems, func(a, b problem) int { return a.line - b.line })
	out := make([]error, len(c.problems))
	for i, p := range c.problems {
		out[i] = p
	}
	return c.file, out
}

// problem is what is wrong with a line.
type problem struct {
	line int
	text string
}

func (p problem) Error() string { return fmt.Sprintf("line %d: %s", p.line, p.text) }

// serversCheck looks for what is well-formed and yet can't be.
type serversCheck struct {
	file     serversFile
	root     *yaml.Node
	folder   string
	flags    quota.Config
	problems []problem
}

// wrong notes a problem with what stands at a path of keys and places in lists.
func (c *serversCheck) wrong(path []string, form string, args ...any) {
	n, line := c.root, c.root.Line
	for _, step := range path {
		if n = below(n, step, &line); n == nil {
			break
		}
	}
	c.problems = append(c.problems, problem{line, fmt.Sprintf(form, args...)})
}

// below is what stands in a node under a key or at a place, and its line.
func below(n *yaml.Node, step string, line *int) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if at, err := strconv.Atoi(step); n.Kind == yaml.SequenceNode && err == nil && at < len(n.Content) {
		*line = n.Content[at].Line
		return n.Content[at]
	}
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == step {
			*line = n.Content[i].Line
			return n.Content[i+1]
		}
	}
	return nil
}

// empty refuses keys without a value: a list of channels whose last line somebody
// took out would open all of them.
func (c *serversCheck) empty(n *yaml.Node) {
	for i, v := range n.Content {
		isValue := n.Kind == yaml.MappingNode && i%2 == 1
		bare := v.Kind == yaml.ScalarNode && v.Tag == "!!null" || v.Kind == yaml.SequenceNode && len(v.Content) == 0
		switch {
		case isValue && bare:
			key := n.Content[i-1]
			c.problems = append(c.problems, problem{key.Line, fmt.Sprintf("%s has no value; give it one, or leave the key out", key.Value)})
		case bare:
			c.problems = append(c.problems, problem{v.Line, "nothing stands here"})
		default:
			c.empty(v)
		}
	}
}

// corpusName is that of a corpus: part of a schema's name in a database.
var corpusName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,29}$`)

func (c *serversCheck) corpora() {
	if len(c.file.Corpora) == 0 {
		c.wrong([]string{"corpora"}, "there is no corpus; name one under corpora")
	}
	names := slices.Sorted(maps.Keys(c.file.Corpora))
	for i, name := range names {
		e := c.file.Corpora[name]
		at := []string{"corpora", name}
		if !corpusName.MatchString(name) {
			c.wrong(at, "%q is no name of a corpus: write small letters, digits and _, at most 30, a letter first", name)
		}
		if e.Corpus == "" {
			c.wrong(at, "%s has no corpus: say which folder or .jsonl file it is", name)
			continue
		}
		e.Corpus, e.Store = c.path(e.Corpus), c.store(e.Store)
		c.file.Corpora[name] = e
		for _, other := range names[:i] {
			c.apart(name, other)
		}
	}
	if name := c.file.Default; name != "" && c.known([]string{"default"}, name) && c.file.Corpora[name].Private {
		c.wrong([]string{"default"}, "%s is private, so it can't be what everybody is given", name)
	}
}

func (c *serversCheck) path(p string) string {
	if !filepath.IsAbs(p) {
		p = filepath.Join(c.folder, p)
	}
	return filepath.Clean(p)
}

// resolved is a path without links, as far as it is there.
func resolved(p string) string {
	if found, err := filepath.EvalSymlinks(p); err == nil {
		return found
	}
	return p
}

func (c *serversCheck) store(p string) string {
	if p == "" || p == sqlite.Memory {
		return p
	}
	return c.path(p)
}

// apart refuses two corpora of which one would hold what is the other's.
func (c *serversCheck) apart(name, other string) {
	a, b := c.file.Corpora[name], c.file.Corpora[other]
	switch {
	case b.Corpus != "" && (within(a.Corpus, b.Corpus) || within(b.Corpus, a.Corpus)):
		c.wrong([]string{"corpora", name, "corpus"}, "%s and %s are the same folder, or one lies in the other; keep them apart", name, other)
	case a.Store != "" && a.Store != sqlite.Memory && resolved(a.Store) == resolved(b.Store):
		c.wrong([]string{"corpora", name, "store"}, "%s and %s have the same store; each needs one of its own", name, other)
	}
}

func within(inner, outer string) bool {
	rel, err := filepath.Rel(resolved(outer), resolved(inner))
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// known reports whether there is a corpus of a name.
func (c *serversCheck) known(at []string, name string) bool {
	_, known := c.file.Corpora[name]
	if !known {
		c.wrong(at, "there is no corpus %q%s", name, meant(name, slices.Collect(maps.Keys(c.file.Corpora))))
	}
	return known
}

// meant asks whether a word was meant that is known.
func meant(word string, known []string) string {
	if near := corpus.Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	return "; known are " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
}

// snowflake is an id of Discord's.
var snowflake = regexp.MustCompile(`^[0-9]{1,20}$`)

func (c *serversCheck) server(id string, s serverEntry) {
	at := []string{"servers", id}
	if !snowflake.MatchString(id) {
		c.wrong(at, "%q is no id of a server; copy it in Discord, with developer mode on", id)
	}
	if s.Corpus != "" {
		c.known(append(at, "corpus"), s.Corpus)
	} else if c.file.Default == "" {
		c.wrong(at, "server %s has no corpus, and there is no default", id)
	}
	for key, ids := range map[string][]string{"channels": s.Channels, "admin_roles": s.AdminRoles} {
		for i, of := range ids {
			if !snowflake.MatchString(of) {
				c.wrong(append(slices.Clone(at), key, strconv.Itoa(i)), "%q in %s is no id; copy it in Discord, with developer mode on", of, key)
			}
		}
	}
	if known := layout.Languages(); s.Language != "" && !slices.Contains(known, s.Language) {
		c.wrong(append(at, "language"), "the bot does not speak %q; it speaks %s", s.Language, strings.Join(known, ", "))
	}
	c.limits(append(at, "limits"), s)
}

// limitKeys are a limit's names in the file, by those of quota's fields.
var limitKeys = strings.NewReplacer("limits.Questions", "questions", "limits.Tokens", "tokens", "limits.Dollars", "dollars", "limits.AtOnce", "at_once", "AtOnce", "--at-once")

func (c *serversCheck) limits(at []string, s serverEntry) {
	if err := c.flags.ValidateShare("limits", s.share(c.flags)); err != nil {
		for line := range strings.SplitSeq(err.Error(), "\n") {
			c.wrong(at, "%s", limitKeys.Replace(line))
		}
	}
}

// share is what a server may use: what the file says, or else what the flags do.
func (s serverEntry) share(flags quota.Config) quota.Share {
	out := quota.Share{Day: flags.Server, AtOnce: flags.AtOnceServer}
	set(&out.Day.Questions, s.Limits.Questions)
	set(&out.Day.Tokens, s.Limits.Tokens)
	set(&out.Day.Dollars, s.Limits.Dollars)
	set(&out.AtOnce, s.Limits.AtOnce)
	return out
}

func set[T any](to, given *T) {
	if given != nil {
		*to = *given
	}
}

// shares are the limits of all servers that have some of their own.
func (f serversFile) shares(flags quota.Config) map[string]quota.Share {
	out := map[string]quota.Share{}
	for id, s := range f.Servers {
		if s.Limits != (limitEntry{}) {
			out[id] = s.share(flags)
		}
	}
	return out
}

// priced reports whether a server is limited in dollars.
func (f serversFile) priced() bool {
	for _, s := range f.Servers {
		if s.Limits.Dollars != nil && *s.Limits.Dollars > 0 {
			return true
		}
	}
	return false
}
