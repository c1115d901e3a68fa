package seen

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"dateline/internal/openai/openaitest"
)

// lakes are the places of as many meetings: more than there are buttons for.
var lakes = []string{"Arvika", "Bergen", "Cuxhaven", "Drammen", "Esbjerg", "Falun", "Gotha", "Halden", "Ilmenau", "Jena", "Kiel", "Lund"}

const (
	whereMet = "Where did Berg and Torres meet?"
	whyTrain = "Why did Berg travel to Arvika by train?"
	nothing  = "What is the capital of Australia?"
)

// lake writes a corpus of two reports on each meeting.
func lake(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	var about, documents strings.Builder
	about.WriteString("name: Lakeside summits\nevents:\n")
	for i, place := range lakes {
		id := strings.ToLower(place)
		day := time.Date(2000+i, time.May, 10+i, 0, 0, 0, 0, time.UTC)
		fmt.Fprintf(&about, "  - {id: %s, name: \"%s, May %d\", date: %s, place: \"%s\", participants: [Nils Berg, Ana Torres]}\n", id, place, day.Year(), day.Format(time.DateOnly), place)
		for _, outlet := range []string{"The Lantern", "Radio Nord"} {
			file := strings.ToLower(outlet[:3]) + "-" + id + ".txt"
			file = strings.ReplaceAll(file, " ", "")
			fmt.Fprintf(&documents, "  - {file: %s, outlet: %s, kind: article, headline: \"Berg meets Torres in %s, and after a night of talks by the lake the two sign a treaty that few had expected\", published: %s, event: %s, provenance: \"%s\"}\n", file, outlet, place, day.AddDate(0, 0, 1).Format(time.DateOnly), id, strings.Repeat("Written for a test, and nothing else. ", 18))
			write(t, filepath.Join(folder, file), report(outlet, place, i))
		}
	}
	for i := range 2 * len(lakes) { // of which there are no reports: they make a second page
		fmt.Fprintf(&about, "  - {id: planned-%d, name: \"Planned, May %d\", date: %d-05-01, place: \"%s\"}\n", i, 2030+i, 2030+i, strings.Repeat("a mill by a lake ", 6))
	}
	write(t, filepath.Join(folder, "corpus.yaml"), about.String()+"documents:\n"+documents.String())
	return folder
}

func report(outlet, place string, n int) string {
	return fmt.Sprintf("Nils Berg and Ana Torres met in %s, %s reports, and signed a treaty on perch.\n\n"+
		"The treaty of %s limits the catch to %d tonnes a year. Berg travelled to %s by train because the airport of %s was closed.\n", place, outlet, place, 100+n, place, place)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	check(t, os.WriteFile(path, []byte(text), 0o600))
}

// writes is a model that answers a question with what is in its mouth, and does
// nothing else.
func writes(acts ...openaitest.Act) openaitest.Model {
	plain := openaitest.Scripted()
	return func(t openaitest.Turn) []openaitest.Act {
		if t.Task() == "answer" {
			return acts
		}
		return plain(t)
	}
}

// claim is one that the reports prove.
func claim(quote string) openaitest.Claim {
	return openaitest.Claim{Text: quote, Evidence: []openaitest.Evidence{{Quote: quote}}}
}

var byTrain = claim("Berg travelled to Arvika by train because the airport of Arvika was closed.")
