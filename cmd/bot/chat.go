package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"

	"dateline/internal/answer"
	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

type chatCommand struct {
	place
	filters
	limits
	writer
	Asked string `help:"The day on which questions count as asked, for words like 'yesterday'. Today without it." placeholder:"YYYY-MM-DD"`
}

const chatHelp = `Ask, and ask on: "and in 2017?", "who said that?". /new begins a new conversation, /quit ends it.`

// mostLine is how long a line may be that somebody types or pastes, in bytes:
// eight times a question, so that what is too long for one is told as such.
const mostLine = 64 << 10

// conversation is what was said so far.
type conversation struct {
	*chatCommand
	s       streams
	at      *counter
	set     answer.Question // what the flags say
	history []answer.Exchange
	pending *answer.Answer // asks which meeting is meant
}

// Run converses.
func (c *chatCommand) Run(ctx context.Context, s streams) error {
	var problems []error
	asked := day("asked", c.Asked, &problems)
	o, err := c.open(ctx, s)
	if err != nil {
		return err
	}
	defer o.store.Close()
	o.warn(s)
	filter, err := c.filter(ctx, o.searcher, problems...)
	if err != nil {
		return err
	}
	at, err := openDesk(ctx, o, c.limits, c.writer, c.storage)
	if err != nil {
		return err
	}
	defer at.Close()
	talk := &conversation{chatCommand: c, s: s, at: at, set: answer.Question{Filter: filter, Asked: asked}}
	return talk.run(ctx)
}

func (t *conversation) run(ctx context.Context) error {
	terminal := isTerminal(t.s.in)
	if terminal {
		newPage(t.s.out).line(nil, "", "", chatHelp)
	}
	lines, failed := t.lines(ctx)
	for {
		if terminal {
			fmt.Fprint(t.s.out, "> ")
		}
		select {
		case <-ctx.Done():
			fmt.Fprintln(t.s.out)
			return nil
		case line, more := <-lines:
			if !more {
				return <-failed
			}
			if line.text == "/quit" {
				return nil
			}
			if line.long {
				fmt.Fprintf(t.s.out, "That line is longer than %d bytes, so it was not read; ask in fewer words.\n\n", mostLine)
				continue
			}
			if err := t.say(ctx, line.text); err != nil {
				return err
			}
		}
	}
}

// typed is a line that somebody typed or pasted.
type typed struct {
	text string
	long bool // longer than mostLine; the text is then not kept
}

// lines are what is typed, until the end. A goroutine waits for each, since
// nothing else can end the waiting when the program is to stop.
func (t *conversation) lines(ctx context.Context) (lines chan typed, failed chan error) {
	lines, failed = make(chan typed), make(chan error, 1)
	go func() {
		defer close(lines)
		in := bufio.NewReaderSize(t.s.in, mostLine+2) // and the line's end
		for {
			line, err := readLine(in)
			if err != nil && line == (typed{}) {
				if errors.Is(err, io.EOF) {
					err = nil
				}
				failed <- err
				return
			}
			select {
			case lines <- line:
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines, failed
}

// readLine reads a line, and all of one that is too long. Beside an error of in
// it is what came before.
func readLine(in *bufio.Reader) (line typed, err error) {
	text, err := in.ReadSlice('\n')
	for errors.Is(err, bufio.ErrBufferFull) {
		line.long = true
		_, err = in.ReadSlice('\n')
	}
	if line.text = strings.TrimSpace(string(text)); line.long || len(line.text) > mostLine {
		return typed{long: true}, err
	}
	return line, err
}

// say answers one line. A question that can't be asked is told, and the
// conversation goes on.
func (t *conversation) say(ctx context.Context, line string) error {
	switch line {
	case "":
		return nil
	case "/new":
		t.history, t.pending = nil, nil
		return nil
	case "/help":
		newPage(t.s.out).line(nil, "", "", chatHelp)
		return nil
	}
	q := t.question(line)
	r := newPage(t.s.out).reply(q.Text)
	a, err := t.at.ask(ctx, q, r.step)
	var wrong *retrieval.QuestionError
	switch {
	case errors.As(err, &wrong):
		fmt.Fprintf(t.s.out, "%s\n\n", plain(wrong.Error()))
		return nil
	case ctx.Err() != nil:
		return r.broken()
	case err != nil:
		return err
	}
	warnOfFailure(t.s.err, a)
	t.remember(q, a)
	if a.Outcome() == answer.WhichEvent {
		return t.choose(r, a)
	}
	return r.finish(a)
}

// question is what a line asks: the question before about the meeting that it
// chooses, or a new one.
func (t *conversation) question(line string) answer.Question {
	q := t.set
	q.Text, q.History = line, t.history
	if t.pending == nil {
		return q
	}
	events := t.pending.Candidates()
	chosen, all := choice(line, events)
	if chosen < 0 && !all {
		return q
	}
	again := t.pending.Again()
	q.Text, q.Original, q.History, q.AllEvents = again.Text, again.Original, nil, all
	if chosen >= 0 {
		q.Filter.Events = []string{events[chosen].ID}
	}
	return q
}

// choice is which meeting a line chooses: by number, id, or words of its name,
// place or day that no other one has. -1: none.
func choice(line string, events []corpus.Event) (chosen int, all bool) {
	words := slices.DeleteFunc(wordsOf(line), func(w string) bool { return slices.Contains(filling, w) })
	if n, err := strconv.Atoi(line); err == nil && n >= 1 && n <= len(events) {
		return n - 1, false
	}
	chosen = -1
	for i, e := range events {
		has := append(wordsOf(e.Title()+" "+e.Place), strings.ToLower(e.ID), counting[min(i, len(counting)-1)])
		if len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(has, w) }) {
			continue
		}
		if chosen >= 0 {
			return -1, false // it fits several
		}
		chosen = i
	}
	return chosen, slices.Equal(words, []string{"all"})
}

var (
	filling  = []string{"the", "a", "one", "in", "at", "on", "of", "and", "that", "meeting", "visit"}
	counting = []string{"first", "second", "third", "fourth", "fifth", ""}
)

// wordsOf are the words of a text, small.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(corpus.Fold(text)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-'
	})
}

// remember keeps what was asked and answered, for what is asked next.
func (t *conversation) remember(q answer.Question, a answer.Answer) {
	t.pending = nil
	if a.Outcome() == answer.WhichEvent {
		t.pending = &a
		return
	}
	text := a.Reason()
	for _, c := range a.Claims() {
		text += c.Text + "\n"
	}
	asked := a.Question()
	if len(q.Filter.Events) == 1 && len(t.set.Filter.Events) == 0 {
		if e, known := a.Event(q.Filter.Events[0]); known && !e.Date.IsZero() {
			asked = strings.TrimRight(asked, " ?") + " on " + e.Date.Words() + "?"
		}
	}
	t.history = append(t.history, answer.Exchange{Question: asked, Answer: text})
}

// choose asks which meeting is meant.
func (t *conversation) choose(r *reply, a answer.Answer) error {
	r.line(r.bold, "", "", "Which meeting? The corpus answers this for several, and not alike:")
	for i, e := range a.Candidates() {
		r.line(nil, fmt.Sprintf("  %d  ", i+1), "     ", e.Title())
	}
	r.line(nil, "  ", "     ", "all of them: all")
	_, err := fmt.Fprintln(r.w)
	return err
}

func isTerminal(stream any) bool {
	file, ok := stream.(interface{ Fd() uintptr })
	return ok && term.IsTerminal(int(file.Fd()))
}
