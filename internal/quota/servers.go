package quota

import (
	"errors"
	"fmt"
	"maps"
)

// Share is what one server may use in place of what a Config says of all. Zero is
// unlimited.
type Share struct {
	Day    Day
	AtOnce int // questions answered at the same time
}

// ValidateShare reports all that is wrong with what a server of a name may use.
func (c Config) ValidateShare(name string, s Share) error {
	problems := []error{s.Day.validate(name), within(name+".AtOnce", s.AtOnce, mostTokens)}
	if c.AtOnce > 0 && s.AtOnce > c.AtOnce {
		problems = append(problems, fmt.Errorf("%s.AtOnce is %d, more than the %d of AtOnce: one server would take all places", name, s.AtOnce, c.AtOnce))
	}
	return errors.Join(problems...)
}

// SetServers says which servers have limits of their own, by their ids, in place of
// those said before. Questions that are being answered keep what they were allowed.
// With an error nothing changes.
func (l *Ledger) SetServers(own map[string]Share) error {
	var problems []error
	for id, s := range own {
		problems = append(problems, l.config.ValidateShare("server "+id, s))
		if l.store == nil && s.Day != (Day{}) {
			problems = append(problems, errNoStore)
		}
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	own = maps.Clone(own)
	l.own.Store(&own)
	return nil
}

// errNoStore is a limit of a day that can't be counted.
var errNoStore = errors.New("limits of a day need a file or a database to be kept in")

// of is the Config that holds for who asks.
func (l *Ledger) of(who Who) Config {
	c := l.config
	if own := l.own.Load(); own != nil && who.Server != "" {
		if s, has := (*own)[who.Server]; has {
			c.Server, c.AtOnceServer = s.Day, s.AtOnce
		}
	}
	return c
}
