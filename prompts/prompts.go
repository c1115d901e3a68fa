// Package prompts answers one question: what exactly is a model asked?
//
// The templates stand beside this file. What a stranger wrote (a passage, a
// question, an earlier answer) is put on lines of its own behind a mark, one
// line each, so that no text can end its own marking or begin another's.
package prompts

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"strings"
	"text/template"
	"unicode"
)

//go:embed *.tmpl
var files embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{"line": Line, "join": strings.Join}).ParseFS(files, "*.tmpl"))

// Form is how a model is to write its claims.
type Form string

// The forms.
const (
	Object Form = "object" // one JSON object, whose schema the server enforces
	Lines  Form = "lines"  // a JSON object a line, for servers that know no schemas
)

// Passage is a passage as a model sees it.
type Passage struct {
	Key     string
	Heading string   // where it comes from, on one line
	Lines   []string // a paragraph or turn each
}

// Ask is a question with what may be said to it.
type Ask struct {
	Question string
	Original string   // as it was asked, where that was in another language; or empty
	Asked    string   // the day, for words like "last week"; may be empty
	Events   []string // names of those that the question chose; may be empty
	Compare  bool
	Passages []Passage
	// Whole says that the passages stand in the system message, since all of the
	// corpus is among them; Nearest are then the keys of the nearest, best first.
	Whole   bool
	Nearest []string
}

// Refused is a statement that did not pass, and why.
type Refused struct{ Text, Reason string }

// Turn is a question with the answer it got.
type Turn struct{ Question, Answer string }

// Quote is a quote with where it comes from.
type Quote struct{ From, Text string }

// System is what a model is told about answering. It depends on nothing that
// changes from question to question, and neither do the passages of a corpus
// that goes in as a whole: a server can keep both ready.
func System(mostClaims int, whole []Passage) string {
	return render("answer.system.tmpl", struct {
		MostClaims int
		Passages   []Passage
	}{mostClaims, tidy(whole)})
}

// Output is what is said behind that about the form of the claims.
func Output(form Form) string { return render("output."+string(form)+".tmpl", nil) }

// User asks.
func User(a Ask) string { return render("answer.user.tmpl", a.tidy()) }

// Repair asks for those statements again that did not pass.
func Repair(a Ask, rejected []Refused) string {
	tidied := make([]Refused, len(rejected))
	for i, r := range rejected {
		tidied[i] = Refused{Line(r.Text), Line(r.Reason)}
	}
	return render("repair.user.tmpl", struct {
		Ask      Ask
		Rejected []Refused
	}{a.tidy(), tidied})
}

// Rewrite asks for a question that stands alone; with a piece of the corpus, for
// one in the language of that.
func Rewrite(turns []Turn, question, corpus string) (system, user string) {
	return render("rewrite.system.tmpl", nil), render("rewrite.user.tmpl", struct {
		Turns            []Turn
		Question, Corpus string
	}{turns, question, corpus})
}

// Judge asks whether quotes support a statement.
func Judge(text string, quotes []Quote) (system, user string) {
	return render("judge.system.tmpl", nil), render("judge.user.tmpl", struct {
		Quotes []Quote
		Text   string
	}{quotes, text})
}

// Version is a hash of all templates: answers of two versions are not the same.
func Version() string { return version }

var version = hash()

func hash() string {
	h := sha256.New()
	names, err := fs.Glob(files, "*.tmpl") // sorted
	for _, name := range names {
		var text []byte
		if text, err = files.ReadFile(name); err != nil {
			break
		}
		h.Write([]byte(name + "\x00" + string(text) + "\x00"))
	}
	if err != nil {
		panic("the templates are part of the program: " + err.Error())
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

func render(name string, data any) string {
	var b strings.Builder
	if err := templates.ExecuteTemplate(&b, name, data); err != nil {
		panic("the templates are part of the program: " + err.Error())
	}
	return b.String()
}

func (a Ask) tidy() Ask {
	a.Question, a.Original, a.Passages = Line(a.Question), Line(a.Original), tidy(a.Passages)
	events := make([]string, len(a.Events))
	for i, e := range a.Events {
		events[i] = Line(e)
	}
	a.Events = events
	return a
}

func tidy(passages []Passage) []Passage {
	out := make([]Passage, len(passages))
	for i, p := range passages {
		out[i] = Passage{p.Key, Line(p.Heading), make([]string, len(p.Lines))}
		for j, l := range p.Lines {
			out[i].Lines[j] = Line(l)
		}
	}
	return out
}

// Line is text on one line: whatever ends a line anywhere becomes a space, as
// runs of white space do, and characters that show nothing are left out.
func Line(text string) string {
	return strings.Join(strings.FieldsFunc(strings.Map(visible, text), unicode.IsSpace), " ")
}

func visible(r rune) rune {
	switch {
	case unicode.IsSpace(r), r == '\u2028', r == '\u2029':
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf), r == unicode.ReplacementChar:
		return -1
	}
	return r
}
