package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// The exit statuses of every subcommand.
const (
	exitDone      = 0 // answered
	exitFailed    = 1
	exitUsage     = 2
	exitAbstained = 3
	exitWhich     = 4 // the asker has to say which meeting is meant
)

// streams are where a command reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// cli is the command line. Every flag has a variable of the environment of
// the same meaning, DATELINE_ and its name in capitals.
type cli struct {
	Ask     askCommand     `cmd:"" help:"Answer a question from the corpus, with the exact words that prove each statement."`
	Chat    chatCommand    `cmd:"" help:"Converse: ask, and ask on."`
	Serve   serveCommand   `cmd:"" help:"Answer in Discord; DISCORD_TOKEN is the bot's token."`
	Search  searchCommand  `cmd:"" help:"List the passages that bear on a question."`
	Source  sourceCommand  `cmd:"" help:"Print a stored document, by its id or by the version that a citation names."`
	Sync    syncCommand    `cmd:"" help:"Bring the store in step with the corpus and say what changed."`
	Migrate migrateCommand `cmd:"" help:"Bring the schema of the database up to date."`
	Eval    evalCommand    `cmd:"" help:"Measure the search and the answers on questions with known evidence."`
	Tune    tuneCommand    `cmd:"" help:"Find how much meaning should count beside words, on sets of questions."`

	Feedback feedbackCommand `cmd:"" help:"What people thought of the bot's answers."`

	Version versionCommand `cmd:"" help:"Print the version."`
}

const description = `Dateline answers questions about meetings from what the press reported of them.

Try it with the small corpus that comes with it:

  bot ask "When did Assad first leave Syria during the war?"

or with your own folder of articles and transcripts:

  bot ask --corpus FOLDER "What did the two leaders discuss?"

Exit status: 0 answered or done, 1 failed, 2 wrong usage, 3 the corpus does not say,
4 say which meeting is meant.`

// exit unwinds from kong's --help, which ends the program.
type exit int

// output is standard output that remembers that it could not be written, so
// that no command has to ask after each line.
type output struct {
	io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if err != nil && o.err == nil {
		o.err = fmt.Errorf("write the output: %w", err)
	}
	return n, err
}

// Fd is the terminal's, if it is one, for those who look whether it is.
func (o *output) Fd() uintptr {
	if file, ok := o.Writer.(interface{ Fd() uintptr }); ok {
		return file.Fd()
	}
	return ^uintptr(0)
}

// run carries out a command line and returns its exit status.
func run(ctx context.Context, args []string, s streams) (code int) {
	out := &output{Writer: s.out}
	s.out = out
	defer func() {
		if r := recover(); r != nil {
			status, ok := r.(exit)
			if !ok {
				panic(r)
			}
			code = int(status)
		}
	}()
	var c cli
	parser := kong.Must(&c, kong.Name("bot"), kong.Description(description), kong.Writers(s.out, s.err),
		kong.DefaultEnvars("DATELINE"), kong.ConfigureHelp(kong.HelpOptions{WrapUpperBound: 80, NoExpandSubcommands: true}),
		kong.Exit(func(code int) { panic(exit(code)) }), kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(s))
	if len(args) == 0 {
		args = []string{"--help"}
	}
	for i, a := range args {
		if !utf8.ValidString(a) {
			return report(s, usageError{fmt.Errorf("argument %d is not valid UTF-8", i+1)})
		}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(s.err, "bot: %v\nRun bot --help to see what there is.\n", err)
		return exitUsage
	}
	err = parsed.Run()
	if err == nil || errors.As(err, new(statusError)) {
		err = cmp.Or(out.err, err)
	}
	return report(s, err)
}

// statusError ends a command with a status and without a message.
type statusError int

func (e statusError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// usageError is wrong usage; it may hold several problems, a line each.
type usageError struct{ error }

// report writes what went wrong, a line a problem, and gives the exit status.
func report(s streams, err error) int {
	var status statusError
	var usage usageError
	var question *retrieval.QuestionError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &status):
		return int(status)
	}
	var removal *retrieval.RemovalError
	if errors.As(err, &removal) {
		err = fmt.Errorf("%w; if it is meant, run bot sync with --yes", err)
	}
	for line := range strings.SplitSeq(err.Error(), "\n") {
		fmt.Fprintf(s.err, "bot: %s\n", plain(line))
	}
	if errors.As(err, &usage) || errors.As(err, &question) {
		return exitUsage
	}
	return exitFailed
}

// filters are the flags that restrict a search.
type filters struct {
	Outlet   []string `help:"Only this outlet, by name or alias; 'unattributed' for documents without one. Say it again for several." placeholder:"NAME" sep:"none"`
	Speaker  []string `help:"Only this speaker of a transcript, or author. Say it again for several." placeholder:"NAME" sep:"none"`
	Event    []string `help:"Only this event, by its id. Say it again for several." placeholder:"ID" sep:"none"`
	Document []string `help:"Only this document, by its id. Say it again for several." placeholder:"ID" sep:"none"`
	From     string   `help:"Only events (or else publications) from this day on." placeholder:"YYYY-MM-DD"`
	To       string   `help:"Only events (or else publications) up to this day." placeholder:"YYYY-MM-DD"`
}

// unattributed is how a user names documents without an outlet.
const unattributed = "unattributed"

// filter makes the flags a filter, by the names of the catalog. The error is a
// usageError with every problem, those found before included.
func (f filters) filter(ctx context.Context, c *retrieval.Searcher, problems ...error) (retrieval.Filter, error) {
	names := c.Names
	var outlets []string
	canonical := map[string]string{unattributed: ""}
	for _, o := range names.Outlets {
		for _, n := range append([]string{o.Name}, o.Aliases...) {
			canonical[n] = o.Name
			outlets = append(outlets, n)
		}
	}
	speakers := slices.Concat(names.Speakers, names.Authors)
	events := make([]string, len(names.Events))
	for i, e := range names.Events {
		events[i] = e.ID
	}
	out := retrieval.Filter{}
	for _, o := range choose("outlet", f.Outlet, append(outlets, unattributed), &problems) {
		out.Outlets = append(out.Outlets, canonical[o])
	}
	out.Speakers = choose("speaker", f.Speaker, speakers, &problems)
	out.Events = choose("event", f.Event, events, &problems)
	for _, id := range f.Document {
		if _, err := c.Document(ctx, id); err != nil {
			problems = append(problems, fmt.Errorf("--document: no document %q in this corpus", id))
		}
		out.Documents = append(out.Documents, id)
	}
	out.From = day("from", f.From, &problems)
	out.To = day("to", f.To, &problems)
	if !out.From.IsZero() && !out.To.IsZero() && out.From.Compare(out.To) > 0 {
		problems = append(problems, fmt.Errorf("--from %s is after --to %s", out.From, out.To))
	}
	if len(problems) > 0 {
		return out, usageError{errors.Join(problems...)}
	}
	return out, nil
}

// choose finds each wanted name among the known ones, whatever its case.
func choose(flag string, wanted, known []string, problems *[]error) []string {
	var out []string
	for _, w := range wanted {
		i := indexFold(known, w)
		if i >= 0 {
			out = append(out, known[i])
			continue
		}
		hint := ""
		if near := corpus.Nearest(w, known); near != "" {
			hint = fmt.Sprintf("; did you mean %q?", near)
		}
		*problems = append(*problems, fmt.Errorf("--%s: no %s %q in this corpus%s", flag, flag, w, hint))
	}
	return out
}

func indexFold(list []string, s string) int {
	for i, l := range list {
		if strings.EqualFold(corpus.Fold(l), corpus.Fold(s)) {
			return i
		}
	}
	return -1
}

func day(flag, value string, problems *[]error) corpus.Date {
	if value == "" {
		return corpus.Date{}
	}
	d, err := corpus.ParseDate(value)
	if err != nil {
		*problems = append(*problems, fmt.Errorf("--%s: %w", flag, err))
	}
	return d
}
