// Package quota answers one question: may this person ask now, and what did it
// cost?
//
// A [Ledger] checks the limits before a question is answered and takes a
// [Reservation] of what it is estimated to cost, so that two questions at once
// can't both be the last one. Settling it puts the real cost in the estimate's
// place. A reservation that is never settled, because the program ended, counts
// as estimated until its day is over: what was spent is then not known, and
// money is rather counted twice than not at all.
//
// Days begin at midnight UTC, and a question belongs to the day on which it was
// asked. Limits of a day are kept in a file or in a database, which several
// programs may share. Where that can't be reached nobody may ask, since nobody
// would know what it costs; a program without limits of a day needs no store.
// How many questions are answered at the same time is each program's own
// affair, and is not stored.
//
// Stored of a person are an id, the day and three counts, only where a person
// has a limit, and for Config.KeepDays. Questions are not stored.
package quota

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"
)

// Config says what may be used. Zero is unlimited, unless a field says
// otherwise.
type Config struct {
	// QuestionTokens is how many tokens a question may be estimated to cost, in
	// and out together.
	QuestionTokens int
	// Person, Server and Everybody are what a person, a server and all together
	// may use in a day. What one of them used is counted only where a limit of
	// it is set, so a new limit begins to count when it is set.
	Person, Server, Everybody Day
	// AtOnce is how many questions this program answers at the same time.
	AtOnce int
	// AtOncePerson is how many of these may be one person's.
	AtOncePerson int
	// AtOnceServer is how many of these may come from one server. With less than
	// AtOnce, a busy server leaves places for the others.
	AtOnceServer int
	// KeepDays is for how many days counts are kept, today's with them; 0: 7.
	KeepDays int
}

// Day is what may be used from one midnight UTC to the next. Zero is unlimited.
type Day struct {
	Questions int
	Tokens    int     // in and out together
	Dollars   float64 // counted in billionths; limits nothing where no price is known
}

// keepDays is how long counts are kept unless the Config says so: for a look at
// what the last week cost.
const keepDays = 7

// most bounds what a Config, an estimate or a cost may say: so much that nobody
// means it, so little that sums of it are numbers still.
const (
	mostTokens  = 1_000_000_000_000
	mostDollars = 1_000_000
	mostDays    = 366
)

// Validate reports all that is wrong with a Config at once, as lines that name
// the fields.
func (c Config) Validate() error {
	problems := []error{
		within("QuestionTokens", c.QuestionTokens, mostTokens),
		within("AtOnce", c.AtOnce, mostTokens),
		within("AtOncePerson", c.AtOncePerson, mostTokens),
		within("AtOnceServer", c.AtOnceServer, mostTokens),
		within("KeepDays", c.KeepDays, mostDays),
		c.Person.validate("Person"),
		c.Server.validate("Server"),
		c.Everybody.validate("Everybody"),
	}
	if c.AtOnce > 0 && c.AtOnceServer > c.AtOnce {
		problems = append(problems, fmt.Errorf("AtOnceServer is %d, more than the %d of AtOnce: one server would take all places", c.AtOnceServer, c.AtOnce))
	}
	if c.AtOnce > 0 && c.AtOncePerson > c.AtOnce {
		problems = append(problems, fmt.Errorf("AtOncePerson is %d, more than the %d of AtOnce: one person would take all places", c.AtOncePerson, c.AtOnce))
	}
	return errors.Join(problems...)
}

func (d Day) validate(name string) error {
	problems := []error{
		within(name+".Questions", d.Questions, mostTokens),
		within(name+".Tokens", d.Tokens, mostTokens),
		inDollars(name+".Dollars", d.Dollars),
	}
	if d.Dollars > 0 && nanodollarsOf(d.Dollars) == 0 { // which would mean unlimited
		problems = append(problems, fmt.Errorf("%s.Dollars is %v, less than what is counted", name, d.Dollars))
	}
	return errors.Join(problems...)
}

func within(name string, n, most int) error {
	if n < 0 || n > most {
		return fmt.Errorf("%s is %d; it must be from 0 to %d", name, n, most)
	}
	return nil
}

func inDollars(name string, d float64) error {
	if !(d >= 0 && d <= mostDollars) { // in this form it also refuses what is no number
		return fmt.Errorf("%s is %v; it must be from 0 to %d", name, d, mostDollars)
	}
	return nil
}

// Who is who asks.
type Who struct {
	Person string // an id, at most 200 bytes; must not be empty
	Server string // an id; empty: none, in direct messages or on the command line
}

func (w Who) validate() error {
	if w.Person == "" {
		return errors.New("who asks has no id")
	}
	for _, id := range []string{w.Person, w.Server} {
		const most = 200
		if len(id) > most || !utf8.ValidString(id) || strings.ContainsRune(id, 0) {
			return fmt.Errorf("%.80q is no id: it must be text of at most %d bytes", id, most)
		}
	}
	return nil
}

// Cost is what a question costs.
type Cost struct {
	Tokens  int     // in and out together
	Dollars float64 // 0 where no price is known
}

func (c Cost) validate() error {
	return errors.Join(within("the cost in tokens", c.Tokens, mostTokens), inDollars("the cost in dollars", c.Dollars))
}

// counts is what is counted of a question, or of a day.
type counts struct {
	questions, tokens, nanodollars int64
}

// nanodollars are whole, so that a sum does not depend on the order of adding;
// a billionth is less than a token of any model costs.
const nanodollars = 1_000_000_000

func nanodollarsOf(dollars float64) int64 { return int64(math.Round(dollars * nanodollars)) }

func dollarsOf(nanos int64) float64 { return float64(nanos) / nanodollars }

// question is what a question counts that costs so much.
func (c Cost) question() counts {
	return counts{questions: 1, tokens: int64(c.Tokens), nanodollars: nanodollarsOf(c.Dollars)}
}

func (d Day) counts() counts {
	return counts{questions: int64(d.Questions), tokens: int64(d.Tokens), nanodollars: nanodollarsOf(d.Dollars)}
}

func (c counts) minus(o counts) counts {
	return counts{c.questions - o.questions, c.tokens - o.tokens, c.nanodollars - o.nanodollars}
}

// day is a day of UTC as a number that people can read, 20260731.
type day int64

func dayOf(t time.Time) day {
	y, m, d := t.UTC().Date()
	return day(y*10000 + int(m)*100 + d)
}

func (d day) time() time.Time {
	return time.Date(int(d/10000), time.Month(d/100%100), int(d%100), 0, 0, 0, 0, time.UTC)
}

// next is when the day after begins.
func (d day) next() time.Time { return d.time().AddDate(0, 0, 1) }
