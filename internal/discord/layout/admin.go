package layout

import (
	"fmt"
	"strings"
	"time"

	"dateline/internal/retrieval"
)

// ReloadPlan shows what a reload would remove, with a button to carry it out.
// token is an id of the plan, as an answer's.
func (l Layout) ReloadPlan(token string, e *retrieval.RemovalError) Message {
	yes := Button{Danger, l.reloadConfirm, ID{Kind: Reload, Answer: token}.String(), false}
	no := Button{Secondary, l.reloadCancel, ID{Kind: Dismiss, Answer: token}.String(), false}
	return l.message(fmt.Sprintf(l.reloadPlan, e.Remove, e.Stored), Row{[]Component{yes, no}})
}

// ReloadRunning is a reload at work; all is 0 while it is not known.
func (l Layout) ReloadRunning(done, all int) Message {
	text := l.reloadRuns
	if all > 0 {
		text += "\n" + bar(done, all) + " " + fmt.Sprintf(l.reloadStage, done, all)
	}
	return l.message(text)
}

// bar shows a share; the number beside it says the same.
func bar(done, all int) string {
	const width = 20
	full := max(0, min(width, done*width/max(all, 1)))
	return "`" + strings.Repeat("█", full) + strings.Repeat("░", width-full) + "`"
}

// ReloadDone is what a reload did, and the tokens that it spent on embeddings.
func (l Layout) ReloadDone(r retrieval.Report, tokens int) Message {
	head := l.reloadDone
	if len(r.Added)+len(r.Changed)+len(r.Removed) == 0 {
		head = l.reloadNone
	}
	lines := []string{"### " + fmt.Sprintf(head, r.Generation)}
	lines = append(lines, listed(l.added, r.Added)...)
	lines = append(lines, listed(l.changed, r.Changed)...)
	lines = append(lines, listed(l.removed, r.Removed)...)
	lines = append(lines, fmt.Sprintf(l.unchanged, r.Unchanged))
	if len(r.Failed) > 0 {
		files := make([]string, 0, len(r.Failed))
		for _, f := range r.Failed {
			files = append(files, f.File)
		}
		lines = append(append(lines, listed(l.failedFiles, files)...), "-# "+l.seeLog)
	}
	if tokens > 0 {
		lines = append(lines, fmt.Sprintf(l.spent, tokens))
	}
	return l.message(strings.Join(lines, "\n"))
}

// listed is how many there are, with the first of them.
func listed(form string, names []string) []string {
	const shown, longest = 6, 60
	out := []string{fmt.Sprintf(form, len(names))}
	for i, n := range names {
		if i == shown {
			return append(out, "-# …")
		}
		out = append(out, "-# "+Escape(short(n, longest)))
	}
	return out
}

// ReloadLeft says that a plan was not carried out.
func (l Layout) ReloadLeft() Message { return l.message(l.reloadLeft) }

// ReloadBusy refuses a second reload.
func (l Layout) ReloadBusy() Message { return l.message(l.reloadBusy) }

// Status is what /corpus status shows.
type Status struct {
	Catalog   retrieval.Catalog
	Loaded    time.Time
	Writer    string // the model's name; empty: none
	ModelDown bool
	Reloading bool
}

// CorpusStatus is /corpus status.
func (l Layout) CorpusStatus(s Status) Message {
	lines := []string{
		"### " + join(": ", l.status, Escape(short(s.Catalog.Name, 100))),
		fmt.Sprintf(l.statusGeneration, s.Catalog.Generation, ago(s.Loaded)),
		l.documents.of(s.Catalog.Documents) + " · " + fmt.Sprintf("%s: %d", l.meetings, len(s.Catalog.Events)),
	}
	switch {
	case s.ModelDown:
		lines = append(lines, l.noModel)
	case s.Writer != "":
		lines = append(lines, fmt.Sprintf(l.statusModel, Escape(short(s.Writer, 80))))
	default:
		lines = append(lines, l.statusWords)
	}
	if s.Reloading {
		lines = append(lines, l.statusSince)
	}
	return l.message(strings.Join(lines, "\n"))
}

// RolledBack is /corpus rollback.
func (l Layout) RolledBack(from, to int64) Message {
	return l.message(fmt.Sprintf(l.rolledBack, to, from))
}

// NoEarlier says that there is no generation to go back to.
func (l Layout) NoEarlier() Message { return l.message(l.noEarlier) }
