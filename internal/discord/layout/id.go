package layout

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Kind is what a button, a menu or a form is for.
type Kind string

// The kinds. They stand in messages for as long as these exist, so none changes
// its meaning.
const (
	Sources   Kind = "src"  // of an answer; Page
	Helpful   Kind = "yes"  // feedback on an answer
	Unhelpful Kind = "no"   // feedback on an answer, opens the form
	Why       Kind = "why"  // the form
	Thread    Kind = "thr"  // continue in a thread
	Share     Kind = "shr"  // show a private answer to all
	Which     Kind = "evt"  // which meeting is meant; Event, or AllEvents, or of a menu none
	Documents Kind = "docs" // the list of documents; Outlet, Event, Page
	Meetings  Kind = "mtg"  // the list of meetings; Page
	Reload    Kind = "rel"  // carry out the reload that was shown
	Dismiss   Kind = "x"    // leave it
)

var kinds = []Kind{Sources, Helpful, Unhelpful, Why, Thread, Share, Which, Documents, Meetings, Reload, Dismiss}

// Kinds are all that there are.
func Kinds() []Kind { return slices.Clone(kinds) }

// AllEvents stands for every meeting in place of the key of one.
const AllEvents = "all"

// version is that of the form of ids. A bot that gets another says that the
// button is too old, or too new.
const version = "1"

// ID is a custom_id: what is to be done, with which answer. It carries all that
// is needed, so buttons go on working after a restart.
type ID struct {
	Kind   Kind
	Answer string // at most 40 of A–Z a–z 0–9 _ -
	Event  string // a Key, or AllEvents
	Outlet string // a Key
	Page   int    // from 0
}

const (
	longestAnswer = 40
	mostPages     = 100_000
)

// String is the custom_id: at most 100 characters, whatever the fields hold.
func (i ID) String() string {
	page := ""
	if i.Page > 0 {
		page = strconv.Itoa(min(i.Page, mostPages))
	}
	s := strings.Join([]string{version, clean(string(i.Kind)), clean(i.Answer), keyed(i.Event), keyed(i.Outlet), page}, ".")
	return strings.TrimRight(s, ".")
}

// ParseID reads a custom_id. It reports false for one that this version did not
// make.
func ParseID(s string) (ID, bool) {
	parts := strings.Split(s, ".")
	if len(parts) < 2 || len(parts) > 6 || parts[0] != version {
		return ID{}, false
	}
	for len(parts) < 6 {
		parts = append(parts, "")
	}
	id := ID{Kind: Kind(parts[1]), Answer: parts[2], Event: parts[3], Outlet: parts[4]}
	if parts[5] != "" {
		page, err := strconv.Atoi(parts[5])
		if err != nil {
			return ID{}, false
		}
		id.Page = page
	}
	return id, slices.Contains(kinds, id.Kind) && id.String() == s
}

// clean leaves the characters that an answer's id may have.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '_' || r == '-' || isLetterOrDigit(r) {
			return r
		}
		return -1
	}, s)
	return s[:min(len(s), longestAnswer)]
}

func isLetterOrDigit(c rune) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// keyed leaves what a Key may be.
func keyed(s string) string { s = clean(s); return s[:min(len(s), 2*keyBytes)] }

const keyBytes = 6

// Key stands for an event's id or an outlet's name where there is little room:
// the beginning of its hash. It stays the same when the corpus is read anew.
func Key(name string) string {
	if name == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:keyBytes])
}

// FindEvent is the event that a value of an option, a button or a menu means: an
// id, a Key, or a name as people type it.
func FindEvent(c retrieval.Catalog, value string) (corpus.Event, bool) {
	for _, same := range []func(corpus.Event) bool{
		func(e corpus.Event) bool { return e.ID == value || Key(e.ID) == value },
		func(e corpus.Event) bool { return equal(e.Name, value) || equal(e.Title(), value) },
	} {
		if i := slices.IndexFunc(c.Events, same); i >= 0 && value != "" {
			return c.Events[i], true
		}
	}
	return corpus.Event{}, false
}

// FindOutlet is the name of the outlet that a value means: its name, an alias or
// a Key.
func FindOutlet(c retrieval.Catalog, value string) (string, bool) {
	for _, o := range c.Outlets {
		if value != "" && (Key(o.Name) == value || equal(o.Name, value) || slices.ContainsFunc(o.Aliases, func(a string) bool { return equal(a, value) })) {
			return o.Name, true
		}
	}
	return "", false
}

func equal(a, b string) bool { return folded(a) == folded(b) }

// folded is a text as people search for it.
func folded(s string) string { return strings.ToLower(corpus.Fold(s)) }
