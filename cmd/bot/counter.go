package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/adrg/xdg"

	"dateline/internal/answer"
	"dateline/internal/desk"
	"dateline/internal/quota"
)

// limits is the flags that say how much may be asked, and spent.
type limits struct {
	QuestionTokens     int     `help:"How many tokens a question may be estimated to cost." placeholder:"N" group:"Limits"`
	PersonQuestions    int     `help:"Questions of a person a day (UTC)." placeholder:"N" group:"Limits"`
	PersonTokens       int     `help:"Tokens of a person a day." placeholder:"N" group:"Limits"`
	PersonDollars      float64 `help:"Money that a person's questions may cost a day." placeholder:"AMOUNT" group:"Limits"`
	EverybodyQuestions int     `help:"Questions of all together a day." placeholder:"N" group:"Limits"`
	EverybodyTokens    int     `help:"Tokens of all together a day." placeholder:"N" group:"Limits"`
	EverybodyDollars   float64 `help:"Money that all questions may cost a day." placeholder:"AMOUNT" group:"Limits"`
	AtOnce             int     `help:"Questions answered at the same time; more are refused." placeholder:"N" group:"Limits"`
	Usage              string  `help:"The SQLite file that counts what was used, where there are limits of a day; a database counts itself. Without one, in your data folder." placeholder:"FILE" group:"Limits"`
}

func (l limits) config() quota.Config {
	return quota.Config{
		QuestionTokens: l.QuestionTokens, AtOnce: l.AtOnce,
		Person:    quota.Day{Questions: l.PersonQuestions, Tokens: l.PersonTokens, Dollars: l.PersonDollars},
		Everybody: quota.Day{Questions: l.EverybodyQuestions, Tokens: l.EverybodyTokens, Dollars: l.EverybodyDollars},
	}
}

// ledger is where usage is counted: nowhere as long as nothing a day is limited.
func (l limits) ledger(ctx context.Context, d database) (*quota.Ledger, error) {
	return l.ledgerOf(ctx, l.config(), d, false)
}

// ledgerOf is the ledger for limits that more than the flags of a command line
// make up. With later there may come limits of a day that are not known yet.
func (l limits) ledgerOf(ctx context.Context, c quota.Config, d database, later bool) (*quota.Ledger, error) {
	switch {
	case !later && c.Person == quota.Day{} && c.Server == quota.Day{} && c.Everybody == quota.Day{}:
		return quota.New(c)
	case d.Database != "":
		return quota.OpenDatabase(ctx, d.Database, c)
	case l.Usage != "":
		return quota.OpenFile(ctx, l.Usage, c)
	}
	return quota.OpenFile(ctx, filepath.Join(xdg.DataHome, "dateline", "usage.db"), c)
}

// counter is the desk that this program's own user asks at.
type counter struct {
	*desk.Desk
	ledger *quota.Ledger
}

// here is who asks on the command line.
var here = quota.Who{Person: "command line"}

func (c *counter) ask(ctx context.Context, q answer.Question, show func(answer.Step)) (answer.Answer, error) {
	a, _, err := c.Ask(ctx, here, q, show)
	return a, err
}

// Close writes down what is still to be counted.
func (c *counter) Close() error { return c.ledger.Close() }

// desk opens a desk in front of an open corpus.
func (c *askCommand) desk(ctx context.Context, o *opened) (*counter, error) {
	return openDesk(ctx, o, c.limits, c.writer, c.storage)
}

func openDesk(ctx context.Context, o *opened, l limits, w writer, p storage) (*counter, error) {
	model, err := w.model(p.endpoint)
	if err != nil {
		return nil, err
	}
	if err := l.config().Validate(); err != nil {
		return nil, usageError{err}
	}
	if l.PersonDollars+l.EverybodyDollars > 0 && !model.priced {
		return nil, usageError{errNoPrice}
	}
	ledger, err := l.ledger(ctx, p.database)
	if err != nil {
		return nil, err
	}
	return &counter{desk.New(answer.New(o.searcher, model.Config), ledger, model.desk(o.searcher.Names.Generation)), ledger}, nil
}

// errNoPrice is a limit that nothing can be measured by.
var errNoPrice = errors.New("a limit in dollars limits nothing without a price; set OPENAI_PRICE_IN and OPENAI_PRICE_OUT")

// desk says how a desk shares answers of a generation of the corpus.
func (w written) desk(generation int64) desk.Config {
	const kept, fresh = 500, 10 * time.Minute
	config := desk.Config{Generation: generation, Estimate: w.estimate, Answers: kept, Fresh: fresh}
	if g := w.Generator; g != nil {
		config.Model = g.Name()
	}
	return config
}

// warnOfFailure says why a model could not be used, to who runs the program.
func warnOfFailure(w io.Writer, a answer.Answer) {
	if err := a.Failure(); err != nil && !errors.Is(err, context.Canceled) {
		failed := "could not be used"
		if a.Writer() != "" {
			failed = "broke off"
		}
		fmt.Fprintf(w, "bot: the model %s: %s\n", failed, plain(err.Error()))
	}
}
