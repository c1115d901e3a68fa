package openaitest

import (
	"bytes"
	"encoding/json"
	"strings"
	"time"
)

// Claim is a claim as a model writes it.
type Claim struct {
	Text          string     `json:"text"`
	TranslationOf string     `json:"translation_of,omitempty"`
	Evidence      []Evidence `json:"evidence"`
}

// Evidence is a quote. Without the key of a passage it gets that of a passage of
// the prompt that has the quote.
type Evidence struct {
	Passage string `json:"passage"`
	Quote   string `json:"quote"`
}

// Claims writes claims in the form that is asked for, some letters in a chunk.
func Claims(claims ...Claim) Act { return Paced(0, claims...) }

// Paced is Claims with a pause before each chunk.
func Paced(every time.Duration, claims ...Claim) Act {
	return func(t *Talk) {
		if t.Turn.Schema && !t.listed {
			t.listed = true
			t.write(`{"claims":[`)
		}
		if len(claims) == 0 && !t.Turn.Schema {
			t.write("{}\n")
		}
		for _, c := range claims {
			if t.claims++; t.listed && t.claims > 1 {
				t.write(",")
			}
			for _, piece := range pieces(t.Turn.encode(c)) {
				if every > 0 {
					Pause(every)(t)
				}
				if t.over {
					return
				}
				t.write(piece)
			}
			if !t.listed {
				t.write("\n")
			}
		}
	}
}

// encode is a claim in JSON, with the keys of its passages.
func (t Turn) encode(c Claim) string {
	c.Evidence = append([]Evidence{}, c.Evidence...)
	for i, e := range c.Evidence {
		if e.Passage == "" {
			c.Evidence[i].Passage = t.Key(e.Quote)
		}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(c); err != nil {
		panic(err) // nothing but texts
	}
	return strings.TrimSpace(b.String())
}

// pieces cuts a text into what may be tokens.
func pieces(text string) []string {
	const length = 4
	var out []string
	runes := []rune(text)
	for i := 0; i < len(runes); i += length {
		out = append(out, string(runes[i:min(i+length, len(runes))]))
	}
	return out
}
