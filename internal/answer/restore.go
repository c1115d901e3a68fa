package answer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"dateline/internal/corpus"
	"dateline/internal/retrieval"
)

// Archive is what [Restore] needs of a store; a retrieval.Index is one.
type Archive interface {
	// Version is the version of a document whose record has a hash, or
	// retrieval.ErrNoDocument.
	Version(ctx context.Context, hash string) (corpus.Document, error)
	Catalog(ctx context.Context) (retrieval.Catalog, error)
}

// MaxStored bounds the JSON that Restore reads, in bytes: several times what
// the most claims with the longest quotes have.
const MaxStored = 1 << 20

// What Restore says in place of texts that it does not take over.
const (
	notAgain = "Nothing of this answer can be verified any more: what it quotes is no longer kept."
	notSaid  = "The corpus does not say."
	aModel   = "a model"
)

// What a restored answer's Dropped go by.
const (
	ruleEarlier  = "earlier"  // it failed when the answer was made
	ruleRestored = "restored" // it does not verify any more
)

// StoredError is stored JSON that is not of an answer.
type StoredError struct{ Reason string }

func (e *StoredError) Error() string { return "the stored answer " + e.Reason }

// Restore makes an Answer again from its own JSON, so that what was shown can be
// shown further after the program was started anew. It does so by verification
// alone, as answers are made: the quote of each citation has to stand, letter
// for letter and at its span, inside one turn or paragraph of the version of the
// document that it names. A claim with a citation that does not, because it was
// tampered with or because the version is no longer kept, is dropped and
// counted. All that is said of a document, of its meeting and of who speaks is
// read from the store.
//
// Of the texts in the JSON two are taken over. One is the question, which is its
// asker's, as untrusted as when it was asked. The other is what a model wrote as
// a claim: the form of it is checked again (no link, no mention), and a translation
// is compared again with its statement, but not that its quotes support it, which
// was checked when the answer was made. Whoever can
// write where answers are kept can therefore put words to a genuine quote. The
// claims of an answer without a model are made anew from their quotes. No other
// text is: why nothing is said is one of this package's sentences, and a model's
// name, what failed then, and how the question was read are gone.
//
// The error is a *StoredError, or the archive's.
func Restore(ctx context.Context, archive Archive, data []byte) (Answer, error) {
	if len(data) > MaxStored {
		return Answer{}, &StoredError{fmt.Sprintf("has %d bytes; at most %d are read", len(data), MaxStored)}
	}
	var stored answerJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return Answer{}, &StoredError{"can't be read: " + err.Error()}
	}
	r := &restoring{archive: archive, versions: map[string]corpus.Document{}, out: newRestored(stored)}
	if err := r.restore(ctx, stored); err != nil {
		return Answer{}, err
	}
	return r.out, nil
}

// newRestored is an answer as far as nothing of it has to be verified.
func newRestored(stored answerJSON) Answer {
	a := Answer{
		asked: question(stored.Question), events: map[string]corpus.Event{}, bodies: map[string]string{},
		spent: stored.Spent, stats: statsOf(stored.Stats),
	}
	a.query.Question = strings.TrimSpace(corpus.Normalise(a.asked).Body)
	if stored.Rewritten != nil {
		a.query.Question = question(*stored.Rewritten)
	}
	if stored.Writer != nil {
		a.writer = aModel
	}
	for _, n := range stored.Notes { // the last follows from the sources
		if n == ModelFailed || n == NothingVerified || n == CutShort || n == OutletsDiffer {
			a.note(n)
		}
	}
	for range stored.Dropped {
		a.dropped = append(a.dropped, Dropped{Rule: ruleEarlier, Reason: "It was not verified when the question was answered."})
	}
	return a
}

// question is a stored question, as far as one could be asked.
func question(text string) string {
	text = strings.ToValidUTF8(text, "")
	if len(text) > retrieval.MaxQuestionBytes {
		text = strings.ToValidUTF8(text[:retrieval.MaxQuestionBytes], "")
	}
	return text
}

func statsOf(s statsJSON) Stats {
	duration := func(ms float64) time.Duration {
		return time.Duration(ms * float64(time.Millisecond)).Round(time.Microsecond)
	}
	return Stats{duration(s.ReadMS), duration(s.SearchMS), duration(s.DraftMS), duration(s.VerifyMS), s.Passages}
}

// restoring is an answer on its way back.
type restoring struct {
	archive  Archive
	versions map[string]corpus.Document // by hash; with no id: not kept
	out      Answer
}

func (r *restoring) restore(ctx context.Context, stored answerJSON) error {
	for _, c := range stored.Claims {
		claim, err := r.claim(ctx, c)
		var rejected *RejectedError
		switch {
		case errors.As(err, &rejected):
			r.out.dropped = append(r.out.dropped, Dropped{Rule: rejected.Rule, Reason: rejected.Reason})
		case err != nil:
			return err
		default:
			r.out.claims = append(r.out.claims, claim)
		}
	}
	switch {
	case len(r.out.claims) > 0:
		r.out.remark()
		return nil
	case len(stored.Claims) > 0:
		r.out.reason = notAgain
		return nil
	case stored.Outcome == WhichEvent:
		return r.candidates(ctx, stored.Candidates)
	}
	return r.abstention(ctx, stored)
}

// candidates are the meetings that may be meant, as the corpus names them now.
func (r *restoring) candidates(ctx context.Context, stored []candidateJSON) error {
	known, err := r.archive.Catalog(ctx)
	if err != nil {
		return fmt.Errorf("restore an answer: %w", err)
	}
	for _, c := range stored {
		i := slices.IndexFunc(known.Events, func(e corpus.Event) bool { return e.ID == c.Event })
		if i >= 0 && !slices.ContainsFunc(r.out.candidates, func(e corpus.Event) bool { return e.ID == c.Event }) {
			r.out.candidates = append(r.out.candidates, known.Events[i])
		}
	}
	if len(r.out.candidates) == 0 {
		r.out.reason = notAgain
	}
	return nil
}

// abstention is why nothing was said, and what came nearest.
func (r *restoring) abstention(ctx context.Context, stored answerJSON) error {
	asked := corpus.Fold(r.out.query.Question)
	for _, m := range stored.Missing {
		if folded := corpus.Fold(m); folded != "" && strings.Contains(asked, folded) {
			r.out.missing = append(r.out.missing, m)
		}
	}
	if r.out.reason = notSaid; stored.Reason != nil && slices.Contains(reasonsFor(r.out.missing), *stored.Reason) {
		r.out.reason = *stored.Reason
	}
	for _, c := range stored.Nearest {
		citation, err := r.citation(ctx, c)
		if err == nil {
			r.out.nearest = append(r.out.nearest, citation)
		} else if !errors.As(err, new(*RejectedError)) {
			return err
		}
	}
	return nil
}
