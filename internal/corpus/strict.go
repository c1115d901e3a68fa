package corpus

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/agnivade/levenshtein"
	"go.yaml.in/yaml/v3"
)

// DecodeStrict reads YAML into the struct that target points to and names
// every unknown key, with the nearest known one, and every misfit at once, each
// with its line.
func DecodeStrict(data []byte, target any) []error {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return []error{syntaxError(data, err)}
	}
	if root.Kind == 0 {
		return nil // an empty file says nothing
	}
	problems := unknownKeys(root.Content[0], reflect.TypeOf(target).Elem())
	if err := root.Decode(target); err != nil {
		var misfits *yaml.TypeError
		if !errors.As(err, &misfits) {
			return append(problems, errors.New(strings.TrimPrefix(err.Error(), "yaml: ")))
		}
		for _, m := range misfits.Errors {
			problems = append(problems, errors.New(plainMisfit(m)))
		}
	}
	return problems
}

// parserLine is how the YAML parser begins its messages.
var parserLine = regexp.MustCompile(`^yaml: (line \d+: )?`)

// syntaxError says which line breaks data: the first with which the parser
// complains as it does of all. Its own word is for where the list or mapping
// around that begins, is one line off at times, and is missing in line 1.
func syntaxError(data []byte, err error) error {
	lines := bytes.SplitAfter(data, []byte("\n"))
	broken := sort.Search(len(lines)-1, func(i int) bool {
		problem := yaml.Unmarshal(bytes.Join(lines[:i+1], nil), new(yaml.Node))
		return problem != nil && problem.Error() == err.Error()
	})
	return fmt.Errorf("line %d: %s", broken+1, parserLine.ReplaceAllString(err.Error(), ""))
}

// misfitMessage is how the YAML decoder says that a value is of another kind than
// the field of the program that it is for.
var misfitMessage = regexp.MustCompile("cannot unmarshal !!(\\w+) (`.*` )?into (\\S+)$")

// plainMisfit says the same to people who write YAML and have not read Go.
func plainMisfit(message string) string {
	m := misfitMessage.FindStringSubmatchIndex(message)
	if m == nil {
		return message
	}
	wanted := "a text"
	switch kind := message[m[6]:m[7]]; {
	case strings.HasPrefix(kind, "[]"):
		wanted = "a list"
	case kind == "bool":
		wanted = "true or false"
	case kind == "int", kind == "float64":
		wanted = "a number"
	case strings.HasPrefix(kind, "map["), strings.Contains(kind, "."):
		wanted = "a mapping"
	}
	found := map[string]string{"seq": "a list", "map": "a mapping", "str": "the text", "int": "the number", "float": "the number"}[message[m[2]:m[3]]]
	if found == "" {
		found = "the value"
	}
	if m[4] >= 0 {
		found += " " + strings.TrimSpace(message[m[4]:m[5]])
	}
	return message[:m[0]] + wanted + " belongs here, not " + found
}

// keyLines are the lines at which a mapping's keys stand, and by the empty
// key the line at which it begins.
func keyLines(n *yaml.Node) map[string]int {
	lines := map[string]int{"": n.Line}
	for i := 0; i+1 < len(n.Content); i += 2 {
		lines[n.Content[i].Value] = n.Content[i].Line
	}
	return lines
}

// unknownKeys walks n beside the type it is meant for.
func unknownKeys(n *yaml.Node, t reflect.Type) []error {
	var problems []error
	switch {
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, item := range n.Content {
			problems = append(problems, unknownKeys(item, t.Elem())...)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Map:
		for i := 1; i < len(n.Content); i += 2 {
			problems = append(problems, unknownKeys(n.Content[i], t.Elem())...)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		keys := yamlKeys(t)
		names := slices.Collect(maps.Keys(keys))
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			if field, known := keys[key.Value]; known {
				problems = append(problems, unknownKeys(n.Content[i+1], field)...)
				continue
			}
			problems = append(problems, fmt.Errorf("line %d: unknown key %q%s", key.Line, key.Value, suggest(key.Value, names)))
		}
	}
	return problems
}

// yamlKeys are the keys that YAML may give a struct of type t.
func yamlKeys(t reflect.Type) map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		name, options, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		switch {
		case options == "inline":
			for k, v := range yamlKeys(f.Type) {
				keys[k] = v
			}
		case f.IsExported() && name != "":
			keys[name] = f.Type
		case f.IsExported():
			keys[strings.ToLower(f.Name)] = f.Type
		}
	}
	return keys
}

// Nearest is the known word that differs least from word, or empty when all
// are too far from it.
func Nearest(word string, known []string) string {
	best, distance := "", len(word)/2+2
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := levenshtein.ComputeDistance(strings.ToLower(word), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}

func suggest(word string, known []string) string {
	if near := Nearest(word, known); near != "" {
		return fmt.Sprintf("; did you mean %q?", near)
	}
	if len(known) == 0 {
		return ""
	}
	return "; known are " + strings.Join(slices.Sorted(slices.Values(known)), ", ")
}
