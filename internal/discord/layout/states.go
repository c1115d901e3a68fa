package layout

import (
	"context"
	"errors"
	"fmt"
	"time"

	"dateline/internal/quota"
	"dateline/internal/retrieval"
)

// Refused says why a question was not answered, where that is something its
// asker can do something about: a limit, too many at once, no question. It
// reports false for every other error, which [Layout.Failed] is for. Nothing of
// an error's text is shown.
func (l Layout) Refused(err error) (Message, bool) {
	var limit *quota.LimitError
	var question *retrieval.QuestionError
	var store *quota.StoreError
	switch {
	case errors.As(err, &limit):
		return l.message(l.limited(limit)), true
	case errors.Is(err, quota.ErrOverloaded):
		return l.message(l.overloaded), true
	case errors.As(err, &store):
		return l.message(l.storeDown), true
	case errors.As(err, &question):
		return l.message(l.badQuestion), true
	case errors.Is(err, context.DeadlineExceeded):
		return l.message(l.tooLate), true
	}
	return Message{}, false
}

// limited says which limit it is, and when to come back.
func (l Layout) limited(e *quota.LimitError) string {
	why := map[quota.Holder]string{quota.Person: l.limitPerson, quota.Server: l.limitServer, quota.Everybody: l.limitEverybody}[e.Of]
	switch {
	case e.Limit == quota.AtOnce && e.Of == quota.Person:
		why = l.limitAtOnce
	case e.Limit == quota.AtOnce:
		why = l.overloaded
	case e.Limit == quota.TokensOfQuestion || why == "":
		why = l.limitLarge
	}
	if e.Until.IsZero() {
		return why
	}
	return why + " " + fmt.Sprintf(l.comeBack, ago(e.Until))
}

// ago is a time as each reader's Discord writes it, counted from now.
func ago(t time.Time) string { return fmt.Sprintf("<t:%d:R>", t.Unix()) }

// Failed says that something went wrong, with the number under which the log has
// what it was.
func (l Layout) Failed(incident string) Message {
	return l.message(fmt.Sprintf(l.failed, "**"+Escape(short(clean(incident), longestAnswer))+"**"))
}

// Overloaded says that too much is going on to take another question.
func (l Layout) Overloaded() Message { return l.message(l.overloaded) }

// Loading says that there is no corpus yet.
func (l Layout) Loading() Message { return l.message(l.loading) }

// Stopping tells those who wait that they won't be answered.
func (l Layout) Stopping() Message { return l.message(l.stopping) }

// NotHere says that questions are not answered in this channel.
func (l Layout) NotHere() Message { return l.message(l.notHere) }

// NotSetUp says that no corpus is given to this place.
func (l Layout) NotSetUp() Message { return l.message(l.notSetUp) }

// NotAllowed says that a command is for others.
func (l Layout) NotAllowed() Message { return l.message(l.notAllowed) }

// AlreadyAsked says that this very question is being answered.
func (l Layout) AlreadyAsked() Message { return l.message(l.alreadyAsked) }

// OldButton says that a custom_id is of another version.
func (l Layout) OldButton() Message { return l.message(l.oldID) }

// BadQuestion says that there is no question in what was sent.
func (l Layout) BadQuestion() Message { return l.message(l.badQuestion) }

// NotReadable says that a message can't be asked about by replying to it.
func (l Layout) NotReadable() Message { return l.message(l.notReadable) }

// ThreadMade is the first message of a thread about an answer.
func (l Layout) ThreadMade() Message { return l.message(l.threadMade) }

// ThreadName is what a thread about a question is called, at most 100
// characters. Discord shows no Markdown there.
func (l Layout) ThreadName(question string) string {
	const most = 100
	return short(fmt.Sprintf(l.threadName, Plain(question)), most)
}
