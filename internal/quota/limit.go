package quota

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrOverloaded says that this program answers as many questions as it may at
// the same time. It is returned at once; a moment later there may be room.
var ErrOverloaded = errors.New("too many questions are being answered at this moment; ask again in a moment")

// Limit is what is limited.
type Limit string

// The limits.
const (
	TokensOfQuestion Limit = "tokens of a question" //nolint:gosec // what models read and write, no credentials
	QuestionsOfDay   Limit = "questions of a day"
	TokensOfDay      Limit = "tokens of a day" //nolint:gosec // as above
	DollarsOfDay     Limit = "dollars of a day"
	AtOnce           Limit = "questions at once"
)

// Holder is whose limit it is.
type Holder string

// The holders.
const (
	Person    Holder = "person"
	Server    Holder = "server"
	Everybody Holder = "everybody"
)

// LimitError is a question that may not be asked now. Nothing was counted.
type LimitError struct {
	Limit Limit
	Of    Holder // empty for TokensOfQuestion, which is the same for all
	// Max is the limit, Used what of it is taken, estimates included, and Asked
	// what the question would take; in questions, tokens or dollars.
	Max, Used, Asked float64
	// Until is when there is room again at the latest. It is zero for AtOnce,
	// where there is room when a question of theirs is answered, and for a
	// question that is too large by itself, where waiting does not help.
	Until time.Time
}

// Error says it in English; adapters have sentences of their own.
func (e *LimitError) Error() string {
	unit, _, _ := strings.Cut(string(e.Limit), " ")
	switch {
	case e.Limit == AtOnce:
		return fmt.Sprintf("%.0f questions of this %s are being answered, as many as may be at once; ask again when one is answered", e.Used, e.Of)
	case e.Until.IsZero():
		return fmt.Sprintf("the question would take about %s %s, and the limit is %s; ask for less", amount(e.Limit, e.Asked), unit, amount(e.Limit, e.Max))
	}
	used := fmt.Sprintf("%s of the %s %s", amount(e.Limit, e.Used), amount(e.Limit, e.Max), unit)
	return fmt.Sprintf("%s for %s today are used, and this question needs %s; come back after %s", used, e.Of.english(), amount(e.Limit, e.Asked), e.Until.Format("2006-01-02 15:04 MST"))
}

func (h Holder) english() string {
	if h == Everybody {
		return "everybody"
	}
	return "this " + string(h)
}

func amount(l Limit, n float64) string {
	if l == DollarsOfDay {
		return fmt.Sprintf("%.4g", n)
	}
	return fmt.Sprintf("%.0f", n)
}

// account is what one holder may use in a day. Of everybody there is one, whose
// id is empty.
type account struct {
	holder Holder
	id     string
	limit  counts
}

// accounts are those that a question counts for, always in this order, which
// keeps two questions from waiting for each other.
func (c Config) accounts(who Who) []account {
	var out []account
	for _, a := range []account{
		{Person, who.Person, c.Person.counts()},
		{Server, who.Server, c.Server.counts()},
		{Everybody, "", c.Everybody.counts()},
	} {
		if a.limit != (counts{}) && (a.id != "" || a.holder == Everybody) {
			out = append(out, a)
		}
	}
	return out
}

// check finds the limit that an account breaks which holds what it now does
// with what the question asks for.
func (a account) check(now, asked counts, d day) error {
	for _, l := range []struct {
		name            Limit
		max, now, asked int64
		units           float64
	}{
		{QuestionsOfDay, a.limit.questions, now.questions, asked.questions, 1},
		{TokensOfDay, a.limit.tokens, now.tokens, asked.tokens, 1},
		{DollarsOfDay, a.limit.nanodollars, now.nanodollars, asked.nanodollars, nanodollars},
	} {
		if l.max == 0 || l.now <= l.max {
			continue
		}
		shown := func(n int64) float64 { return float64(n) / l.units }
		e := &LimitError{Limit: l.name, Of: a.holder, Max: shown(l.max), Used: shown(l.now - l.asked), Asked: shown(l.asked)}
		if l.asked <= l.max {
			e.Until = d.next()
		}
		return e
	}
	return nil
}
