package eval

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Question is a question with what is known of its answer.
type Question struct {
	ID          ident      `json:"id"`
	Question    string     `json:"question"`
	Type        string     `json:"type"`
	Answer      texts      `json:"answer"`       // any of them answers it
	MustInclude []string   `json:"must_include"` // all of them must be in the answer
	Evidence    []Evidence `json:"evidence"`
	Document    string     `json:"document"`  // restricts the search to it
	Meeting     string     `json:"meeting"`   // restricts the search to documents of that title
	GivenDoc    string     `json:"given_doc"` // restricts answers, not rankings, to it
	AskedOn     string     `json:"asked_on"`  // the day "this week" means; empty: today
}

// Evidence is a document that answers a question, with the words that do.
type Evidence struct {
	Doc   string `json:"doc"`
	DocID string `json:"doc_id"` // another name of Doc
	Quote string `json:"quote"`
}

// Document is the id of the document.
func (e Evidence) Document() string {
	if e.Doc != "" {
		return e.Doc
	}
	return e.DocID
}

// ident is an id, which may be written as a number.
type ident string

// UnmarshalJSON reads a text or a number.
func (i *ident) UnmarshalJSON(data []byte) error {
	var n json.Number
	if json.Unmarshal(data, &n) == nil {
		*i = ident(n)
		return nil
	}
	return json.Unmarshal(data, (*string)(i))
}

// texts is one text, a list of them, or null.
type texts []string

// UnmarshalJSON reads any of the three; what is no text is left out.
func (t *texts) UnmarshalJSON(data []byte) error {
	var one string
	if json.Unmarshal(data, &one) == nil {
		*t = nil
		if one != "" {
			*t = texts{one}
		}
		return nil
	}
	var many []string
	if json.Unmarshal(data, &many) == nil {
		*t = many
	}
	return nil
}

// Filter is the restriction that the question carries.
func (q Question) Filter() retrieval.Filter {
	var f retrieval.Filter
	if q.Document != "" {
		f.Documents = []string{q.Document}
	}
	if q.Meeting != "" {
		f.Headlines = []string{q.Meeting}
	}
	return f
}

// Asked is the day the question was asked, or the zero Date.
func (q Question) Asked() corpus.Date {
	d, err := corpus.ParseDate(q.AskedOn)
	if err != nil {
		return corpus.Date{}
	}
	return d
}

// ReadQuestions reads a JSON Lines file of questions. The error names the line.
func ReadQuestions(path string) ([]Question, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("questions: %w", err)
	}
	defer f.Close()
	return readQuestions(path, f)
}

func readQuestions(name string, r io.Reader) ([]Question, error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, corpus.MaxDocumentBytes)
	var out []Question
	for number := 1; lines.Scan(); number++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var q Question
		if err := json.Unmarshal(lines.Bytes(), &q); err != nil {
			return nil, fmt.Errorf("%s: line %d: not a question: %w", name, number, err)
		}
		out = append(out, q)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s: the file holds no question", name)
	}
	return out, nil
}

// Grades are the graded documents of each question.
type Grades map[string]map[string]int

// ReadGrades reads a qrels file: question id, document id and grade, separated
// by tabs, under a line of headings.
func ReadGrades(path string) (Grades, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("grades: %w", err)
	}
	out := Grades{}
	for i, line := range strings.Split(strings.TrimSpace(string(data)), "\n") {
		fields := strings.Split(strings.TrimRight(line, "\r"), "\t")
		grade, err := strconv.Atoi(fields[len(fields)-1])
		if i == 0 && err != nil {
			continue // headings
		}
		if err != nil || len(fields) != 3 {
			return nil, fmt.Errorf("%s: line %d: want question, document and grade, separated by tabs", path, i+1)
		}
		if out[fields[0]] == nil {
			out[fields[0]] = map[string]int{}
		}
		out[fields[0]][fields[1]] = grade
	}
	return out, nil
}

// Set is a folder with corpus.jsonl, queries.jsonl and qrels.tsv.
type Set struct {
	Name      string
	Corpus    string // path of corpus.jsonl
	Questions []Question
	Grades    Grades
}

// ReadSet reads the questions and grades of the set in a folder. The error
// names all that is wrong.
func ReadSet(folder string) (Set, error) {
	s := Set{Name: filepath.Base(folder), Corpus: filepath.Join(folder, "corpus.jsonl")}
	_, missing := os.Stat(s.Corpus)
	var err, gradesErr error
	s.Questions, err = ReadQuestions(filepath.Join(folder, "queries.jsonl"))
	s.Grades, gradesErr = ReadGrades(filepath.Join(folder, "qrels.tsv"))
	return s, errors.Join(missing, err, gradesErr)
}
