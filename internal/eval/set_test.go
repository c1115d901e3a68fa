package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func write(t *testing.T, folder, name, text string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadQuestions(t *testing.T) {
	t.Parallel()
	path := write(t, t.TempDir(), "q.jsonl", `{"id":"1","question":"Who?","answer":"Ann","evidence":[{"doc":"a","quote":"x"}],"asked_on":"2022-06-16"}

{"id":"2","question":"Where?","answer":["Rome","Roma"],"evidence":[{"doc_id":"b","quote":null}],"meeting":"M","document":"D"}
{"id":"3","question":"Why?","answer":null,"evidence":[]}
`)
	q, err := ReadQuestions(path)
	if err != nil || len(q) != 3 {
		t.Fatalf("error %v, %d questions", err, len(q))
	}
	if q[0].Answer[0] != "Ann" || len(q[1].Answer) != 2 || q[2].Answer != nil {
		t.Errorf("answers %v, %v, %v", q[0].Answer, q[1].Answer, q[2].Answer)
	}
	if q[0].Evidence[0].Document() != "a" || q[1].Evidence[0].Document() != "b" || q[1].Evidence[0].Quote != "" {
		t.Errorf("evidence %v, %v", q[0].Evidence, q[1].Evidence)
	}
	if f := q[1].Filter(); f.Documents[0] != "D" || f.Headlines[0] != "M" || !q[0].Filter().IsZero() {
		t.Errorf("filters %+v, %+v", f, q[0].Filter())
	}
	if q[0].Asked().String() != "2022-06-16" || !q[1].Asked().IsZero() {
		t.Errorf("asked on %s and %s", q[0].Asked(), q[1].Asked())
	}
}

func TestBadFilesAreNamedWithTheLine(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, c := range []struct{ name, text, want string }{
		{"cut.jsonl", "{\"id\":\"1\",\"question\":\"Who?\"}\n{\"id\":\"2\",\"ques", "cut.jsonl: line 2"},
		{"empty.jsonl", "\n\n", "holds no question"},
	} {
		if _, err := ReadQuestions(write(t, folder, c.name, c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v", c.name, err)
		}
	}
	if _, err := ReadGrades(write(t, folder, "qrels.tsv", "query-id\tcorpus-id\tscore\n1\ta\t1\n2\tb\n")); err == nil || !strings.Contains(err.Error(), "line 3") {
		t.Errorf("grades: error %v", err)
	}
	if _, err := ReadSet(filepath.Join(folder, "none")); err == nil || strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("a set that is not there: error %v", err)
	}
}
