package openai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"dateline/internal/answer"
)

const (
	// mostContent is how many bytes a model may write. Six claims with four
	// quotes each take about 10 KB; forty, which is as many as are looked at,
	// take less than 100.
	mostContent = 256 << 10
	// mostClaim is how many bytes a claim may take; one that takes more is
	// skipped.
	mostClaim = 8 << 10
	// mostNesting is how deep brackets may be nested in a claim, which needs
	// three.
	mostNesting = 16
)

// claims finds claims in what a model writes and hands each over as soon as its
// closing brace is there. It looks at a byte at a time, so that it does not
// matter where the pieces end, and keeps no more than one claim.
//
// A claim is an object that stands alone, whatever stands around it, or one in
// the list under "claims" of such an object: both forms that are asked for are
// understood, whichever was. Where what looks like an object turns out to be
// none, reading goes on behind, so that one broken claim is not the end of the
// others.
type claims struct {
	got func(answer.Proposal) error

	depth   int    // of open brackets; 0: between objects
	quoted  bool   // within a string
	escaped bool   // behind a backslash in it
	fresh   bool   // behind the brace that opens what may be a claim
	key     []byte // the beginning of the last string of the outermost object
	listed  bool   // within the list of claims
	wrapper bool   // the outermost object has such a list, and is no claim
	buffer  []byte // what may be a claim
	broken  bool   // it is none: too large, or nested too deep

	bytes     int
	objects   int // that could be read, claims or not
	handed    int
	malformed int // that look like claims, and are none that can be read
}

// write reads on. It fails when there is too much, and with the error of got.
func (c *claims) write(text string) error {
	if c.bytes += len(text); c.bytes > mostContent {
		return fmt.Errorf("it is longer than %d bytes", mostContent)
	}
	for i := range len(text) {
		if err := c.step(text[i]); err != nil {
			return err
		}
	}
	return nil
}

func (c *claims) step(b byte) error {
	if c.depth == 0 {
		if b == '{' {
			c.depth = 1
			c.begin()
		}
		return nil
	}
	if c.fresh && !bytes.ContainsRune([]byte(" \t\r\n"), rune(b)) {
		if c.fresh = false; b != '"' && b != '}' {
			// Prose with a brace in it. In a list it should have been a claim.
			c.abandon(c.listed)
			return c.step(b)
		}
	}
	c.keep(b)
	if c.quoted {
		c.inString(b)
		return nil
	}
	switch b {
	case '"':
		c.quoted = true
		if c.depth == 1 {
			c.key = c.key[:0]
		}
	case '{', '[':
		c.opens(b)
	case '}', ']':
		return c.closes()
	}
	return nil
}

// begin begins what may be a claim, behind its opening brace.
func (c *claims) begin() {
	c.buffer, c.broken, c.fresh = append(c.buffer[:0], '{'), false, true
}

// abandon gives an object up and looks for the next one.
func (c *claims) abandon(malformed bool) {
	if malformed {
		c.malformed++
	}
	c.depth, c.quoted, c.escaped, c.fresh, c.listed, c.wrapper = 0, false, false, false, false, false
}

func (c *claims) keep(b byte) {
	if len(c.buffer) >= mostClaim {
		c.broken = true
	}
	if !c.broken && (!c.wrapper || c.listed && c.depth > 2) {
		c.buffer = append(c.buffer, b)
	}
}

func (c *claims) inString(b byte) {
	const enough = 16 // to tell "claims" from what is longer
	switch {
	case c.escaped:
		c.escaped = false
	case b == '\\':
		c.escaped = true
	case b == '"':
		c.quoted = false
	case b < ' ':
		// No string of JSON has a line end: a quotation mark is missing, and what
		// follows would be taken for the opposite of what it is.
		c.abandon(true)
	case c.depth == 1 && len(c.key) < enough:
		c.key = append(c.key, b)
	}
}

func (c *claims) opens(b byte) {
	c.depth++
	switch {
	case b == '[' && c.depth == 2 && string(c.key) == "claims":
		c.listed, c.wrapper = true, true
	case b == '{' && c.depth == 3 && c.listed:
		c.begin()
	case c.depth > mostNesting:
		c.broken = true
	}
}

func (c *claims) closes() error {
	c.depth--
	switch {
	case c.depth == 2 && c.listed:
		return c.take()
	case c.depth == 1 && c.listed:
		c.listed = false
	case c.depth == 0 && c.wrapper:
		c.objects++
		c.wrapper = false
	case c.depth == 0:
		return c.take()
	}
	return nil
}

// take hands a complete claim over, if it is one. An empty one says that there
// is none.
func (c *claims) take() error {
	var in struct {
		Text        *string
		Translation *string `json:"translation_of"`
		Evidence    []answer.Proposed
		Claims      json.RawMessage // with something else than a list in it
	}
	empty := len(bytes.TrimSpace(bytes.Trim(c.buffer, "{}"))) == 0
	good := !c.broken && json.Unmarshal(c.buffer, &in) == nil && (in.Text != nil || in.Claims != nil || empty)
	if !good {
		c.malformed++
		return nil
	}
	c.objects++
	if in.Text == nil || strings.TrimSpace(*in.Text) == "" {
		return nil
	}
	c.handed++
	p := answer.Proposal{Text: *in.Text, Evidence: in.Evidence}
	if in.Translation != nil {
		p.TranslationOf = *in.Translation
	}
	return c.got(p)
}

// end says what is wrong with all that was written.
func (c *claims) end() error {
	switch {
	case c.handed > 0:
		return nil
	case c.malformed > 0:
		return fmt.Errorf("%d claims that cannot be read, and none that can", c.malformed)
	case c.objects == 0 && c.depth > 0:
		return errors.New("it ends in the middle of a claim")
	case c.objects == 0:
		return errors.New("it is prose, not claims")
	}
	return nil
}
