package answer

import "fmt"

// Why nothing is said, as askers read it. An answer that comes back from where it
// was kept may give these reasons and no other.
const (
	reasonUnverified = "No statement passed verification."
	reasonNoWord     = "The question has no word in it that could be looked up."
	reasonScript     = "The question is in another script than the reports, so nothing in it can be compared with them; ask in the language of the reports."
	reasonNothing    = "The corpus does not say: no passage bears on the question."
	reasonConflict   = "The corpus does not say: no meeting in it fits the place and the date together."
	reasonTooLittle  = "The corpus does not say: no passage covers enough of the question."
	reasonNoAnswer   = "The corpus does not say: in the passages found, no answer stands."
	reasonNearest    = "No passage says it in the words of the question, so nothing is claimed; what comes nearest in meaning is this."
	reasonUnknown    = "The corpus does not say: it has nothing about %s."
	reasonUncovered  = "The corpus does not say: nothing it has about this covers %s."
)

// reasonsFor are all reasons that can be given of a question with such words
// missing.
func reasonsFor(missing []string) []string {
	out := []string{
		reasonUnverified, reasonNoWord, reasonScript, reasonNothing,
		reasonConflict, reasonTooLittle, reasonNoAnswer, reasonNearest,
	}
	if len(missing) > 0 {
		out = append(out, fmt.Sprintf(reasonUnknown, list(missing)), fmt.Sprintf(reasonUncovered, list(missing)))
	}
	return out
}
