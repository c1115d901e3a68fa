package layout

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"dateline/internal/answer"
	"dateline/internal/corpus"
)

// words are what the bot itself says, in one language. Quotes, names and
// headlines are never translated. %s and %d stand for what is put in.
type words struct {
	working, writing, readAs, yourQuestion, part, sources, quotations, writtenBy, nearest string
	independent, documents, dropped                                                       plural
	seconds, decimal                                                                      string
	article, transcript, unattributed, turn, paragraph, inferred, resolved, factsOnly     string
	translated, translatedNames, translatedNoNames                                        string
	buttonSources, buttonHelpful, buttonUnhelpful, buttonThread, buttonShare              string
	previous, next, page, open                                                            string
	notHeld, nothingAbout, noneVerified, whichMeeting, allMeetings, chooseMeeting, more   string
	notesFailed, notesUnverified, notesCut, notesDependent, notesDiffer                   string
	evidence, evidenceGone, changedSince, provenance                                      string

	limitPerson, limitServer, limitEverybody, limitAtOnce, limitLarge, comeBack                                   string
	overloaded, storeDown, badQuestion, loading, failed, stopping, tooLate, oldID                                 string
	notAllowed, notHere, notSetUp, noModel, alreadyAsked                                                          string
	noSuchOutlet, noSuchMeeting, noSuchDay, daysReversed, didYouMean, thereAre, thereIsNone, andMore, notReadable string
	meetings, noMeetings, noDate, unnamed, listDocuments, noDocuments, forOutlet, forMeeting                      string
	help, helpAsk, helpOutlet, helpMeeting, helpCompare, helpMessage, helpBrowse                                  string
	helpPrivate, helpHolds, exampleMeeting, exampleOutlet, exampleDate, exampleOther                              string

	privacyShow, privacyNothing, privacyUsed, privacyCost, privacyAnswers, privacyFeedback, privacyForget    string
	forgotten, forgottenNothing, thanks, ratingReplaced, ratedAlready, whyTitle, whyLabel, whyHint, sharedBy string
	threadName, threadMade                                                                                   string
	reloadPlan, reloadConfirm, reloadCancel, reloadLeft, reloadBusy, reloadRuns, reloadStage                 string
	reloadDone, reloadNone, added, changed, removed, unchanged, failedFiles, seeLog, spent                   string
	status, statusGeneration, statusModel, statusWords, statusSince, rolledBack, noEarlier                   string

	months [12]string
	day    string // %d the day, %s the month, %d the year
	until  string // between two days
}

// plural is a phrase with a number, for one and for any other.
type plural struct{ one, other string }

func (p plural) of(n int) string {
	if n == 1 {
		return p.one
	}
	return fmt.Sprintf(p.other, n)
}

// tables are the languages the bot speaks, by the first part of a locale.
var tables = map[string]*words{"en": &english, "de": &german}

// Languages are those that the bot speaks.
func Languages() []string { return slices.Sorted(maps.Keys(tables)) }

// Options are what is the same for every message of a place.
type Options struct {
	// Public is the address under which this program shows evidence; empty:
	// citations link to the documents themselves. It is http or https.
	Public string
	// NoThreads leaves out "Continue in thread", where there can be none.
	NoThreads bool
}

// Layout lays out what is said in one language. It is a value and never changes.
type Layout struct {
	*words
	public    string
	noThreads bool
}

// In is a Layout in the language of one of Discord's locales ("en-GB", "de"),
// or in English where the bot does not speak it.
func In(locale string, o Options) Layout {
	language, _, _ := strings.Cut(locale, "-")
	w, ok := tables[language]
	if !ok {
		w = &english
	}
	return Layout{w, strings.TrimRight(safe(o.Public), "/"), o.NoThreads}
}

// date is a day as people write it, or empty.
func (w *words) date(d corpus.Date) string {
	if d.IsZero() || d.Month < 1 || d.Month > 12 {
		return ""
	}
	return fmt.Sprintf(w.day, d.Day, w.months[d.Month-1], d.Year)
}

// days are the days that a relative date means.
func (w *words) days(r answer.Resolution) string {
	if r.Days.From == r.Days.To {
		return w.date(r.Days.From)
	}
	return w.date(r.Days.From) + w.until + w.date(r.Days.To)
}

// title is a meeting's name with its day, not escaped.
func (w *words) title(e corpus.Event) string {
	name := w.unnamed
	for _, n := range []string{e.ID, e.Name} {
		if Plain(n) != "" {
			name = n
		}
	}
	if day := w.date(e.Date); day != "" {
		return name + " (" + day + ")"
	}
	return name
}

// kind is what sort of document it is. Kinds of a corpus's own stay as they are.
func (w *words) kind(kind string) string {
	switch kind {
	case corpus.Article:
		return w.article
	case corpus.Transcript:
		return w.transcript
	}
	return kind
}

// took is a time with one digit behind the point.
func (w *words) took(d time.Duration) string {
	s := strconv.FormatFloat(d.Seconds(), 'f', 1, 64)
	return fmt.Sprintf(w.seconds, strings.Replace(s, ".", w.decimal, 1))
}

// note is what the reader has to know, as a sentence.
func (w *words) note(n answer.Note) string {
	switch n {
	case answer.ModelFailed:
		return w.notesFailed
	case answer.NothingVerified:
		return w.notesUnverified
	case answer.CutShort:
		return w.notesCut
	case answer.NotIndependent:
		return w.notesDependent
	case answer.OutletsDiffer:
		return w.notesDiffer
	}
	return Escape(n.Text())
}
