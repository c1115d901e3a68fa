package openai

import "sync/atomic"

// Usage is what an embedder has done so far, the request that asks for the
// dimensions included.
type Usage struct {
	Requests int64 // sent to the server
	Repeats  int64 // of these, sent again after a failure
	Texts    int64 // embedded
	Cut      int64 // texts that were cut since they were too long
	Tokens   int64 // in all texts
	// Estimated is how many of the tokens are estimated, as the server did not
	// say how many there were.
	Estimated int64
	// Money is what the tokens cost, in the currency of the price; 0 without a
	// price.
	Money float64
}

// Cost is an estimate of what embedding will take.
type Cost struct {
	Tokens int64
	Money  float64 // in the currency of the price; 0 without a price
}

// perToken is how many bytes of English prose a token has, a little less than
// OpenAI's rule of thumb, which leaves room for names and numbers:
// https://help.openai.com/en/articles/4936856
const perToken = 4

// Estimate is what embedding so many texts with so many bytes together will
// take. It knows English prose; of other scripts a token may have two bytes.
func (c EmbedderConfig) Estimate(texts, bytes int) Cost {
	tokens := int64(bytes)/perToken + int64(texts)
	return Cost{tokens, c.money(tokens)}
}

func (c EmbedderConfig) money(tokens int64) float64 { return float64(tokens) * c.Price / 1e6 }

// used counts; safe for concurrent use.
type used struct{ texts, cut, tokens, estimated atomic.Int64 }

// answered counts the tokens of an answer, or estimates them.
func (u *used) answered(reported int64, texts []string) {
	if reported == 0 {
		bytes := 0
		for _, t := range texts {
			bytes += len(t)
		}
		reported = EmbedderConfig{}.Estimate(len(texts), bytes).Tokens
		u.estimated.Add(reported)
	}
	u.tokens.Add(reported)
}
