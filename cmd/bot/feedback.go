package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"dateline/internal/memory"
)

// recollection is the flags that say where the bot remembers what it said, unless
// a database does, and for how long.
type recollection struct {
	Memory          string `help:"The SQLite file of what the bot said and what people thought of it; a database keeps that itself. Without one, in your data folder." placeholder:"FILE"`
	Remember        span   `help:"How long answers and what people thought of them are kept, as 30d or 12h: from 1h to 3660d." default:"30d" placeholder:"TIME"`
	RememberPrivate span   `help:"How long the question of a private answer is kept, as 1h or 20m: from 1m, and no longer than --remember." default:"1h" placeholder:"TIME"`
}

// remembered opens what the bot remembers, where it has remembered anything.
func (r recollection) remembered(ctx context.Context, in database) (*memory.Memory, error) {
	if _, err := os.Stat(r.path()); in.Database == "" && errors.Is(err, fs.ErrNotExist) {
		return nil, usageError{fmt.Errorf("there is no %s, so nothing is remembered yet; name the file with --memory, or the database with --database", r.path())}
	}
	return r.recall(ctx, in)
}

func (r recollection) path() string {
	return cmp.Or(r.Memory, filepath.Join(xdg.DataHome, "dateline", "memory.db"))
}

func (r recollection) times() memory.Config {
	return memory.Config{Keep: time.Duration(r.Remember), PrivateFor: time.Duration(r.RememberPrivate)}
}

// Validate is called once the flags are read.
func (r recollection) Validate() error {
	if r.Remember <= 0 || r.RememberPrivate <= 0 || r.times().Validate() != nil {
		return fmt.Errorf("--remember=%s --remember-private=%s: the first must be from 1h to 3660d, the second from 1m to the first", r.Remember, r.RememberPrivate)
	}
	return nil
}

// recall opens it, and makes it where there is none.
func (r recollection) recall(ctx context.Context, in database) (*memory.Memory, error) {
	if in.Database != "" {
		return memory.OpenDatabase(ctx, in.Database, r.times())
	}
	return memory.OpenFile(ctx, r.path(), r.times())
}

// span is a time as flags have it, whole days as well.
type span time.Duration

const wholeDay = 24 * time.Hour

// UnmarshalText reads "30d", or what Go's durations are.
func (s *span) UnmarshalText(text []byte) error {
	if days, is := strings.CutSuffix(string(text), "d"); is {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return fmt.Errorf("%q is no number of days, as 30d", text)
		}
		*s = span(time.Duration(n) * wholeDay)
		return nil
	}
	d, err := time.ParseDuration(string(text))
	if err != nil {
		return fmt.Errorf("%q is no time, as 30d, 12h or 20m", text)
	}
	*s = span(d)
	return nil
}

// String is how the flag is written.
func (s span) String() string {
	if d := time.Duration(s); d != 0 && d%wholeDay == 0 {
		return strconv.FormatInt(int64(d/wholeDay), 10) + "d"
	}
	return time.Duration(s).String()
}

type feedbackCommand struct {
	Export exportCommand `cmd:"" help:"Write what people thought of answers as JSON lines that bot eval reads (docs/json.md describes them)."`
}

type exportCommand struct {
	database
	recollection
	Of string `help:"Only feedback on answers from the corpus of this name." placeholder:"NAME"`
}

// Run writes the feedback to standard output.
func (c *exportCommand) Run(ctx context.Context, s streams) (err error) {
	m, err := c.remembered(ctx, c.database)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, m.Close()) }()
	n, err := m.Export(ctx, s.out, c.Of)
	if err == nil && n == 0 {
		fmt.Fprintln(s.err, "bot: there is no feedback")
	}
	return err
}
