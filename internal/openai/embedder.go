// Package openai answers: what do the models say that a server with OpenAI's
// protocol offers? It adapts github.com/sashabaranov/go-openai, whose types
// never leave it: requests are sent again where that helps, answers are checked
// before anybody relies on them, and keys are shown nowhere.
//
// Of go-openai the package uses the requests, with their addresses and what they
// know of models by name, and the generator of schemas. It reads answers itself.
// go-openai's reader of streams ends alike at [DONE] and at a cut; takes lines of
// any length; gives up after 300 comments in a row, by which a server says that
// it is alive; loses an error that is not written as {"error":, that stands
// behind a comment or that ends the stream without a line end; and has no time-out
// between two parts. None of this can be mended from the transport but by reading
// the stream there, and then the second reader has nothing left to do.
package openai

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	sdk "github.com/sashabaranov/go-openai"
	"golang.org/x/sync/errgroup"
)

// Embedder embeds texts by a model of a server. It is safe for concurrent use.
type Embedder struct {
	config EmbedderConfig // with dimensions as they are sent
	size   int            // of every vector
	client *sdk.Client
	sender *sender
	used   used
	// fewer is how many texts the server takes at a time, as far as it has
	// refused more.
	fewer atomic.Int64
}

// NewEmbedder checks the settings and asks the server for the dimensions of the
// model where nobody knows them, once, by embedding a word. It fails with an
// *Error where the server does, and with all that is wrong with the settings.
func NewEmbedder(ctx context.Context, c EmbedderConfig) (*Embedder, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	c = c.withDefaults()
	client, sender, err := newClient(c.Server, "EMBEDDING_MODEL")
	if err != nil {
		return nil, err
	}
	e := &Embedder{config: c, size: c.Dimensions, client: client, sender: sender}
	e.fewer.Store(int64(c.BatchTexts))
	if m, listed := c.model(); e.size == 0 && listed {
		e.size = m.dimensions
	}
	if e.size == 0 {
		e.size = c.Known
	}
	if e.size == 0 {
		err = e.probe(ctx)
	}
	return e, err
}

// probe learns the dimensions.
func (e *Embedder) probe(ctx context.Context) error {
	vectors, err := e.request(ctx, nil, []string{"probe"})
	if err != nil {
		return fmt.Errorf("learn the dimensions of %s: %w", e.config.Model, err)
	}
	if e.size = len(vectors[0]); e.size > mostDimensions {
		return tooManyDimensions(e.size)
	}
	return nil
}

// Name is the model's. The dimensions are part of a space beside it. The address
// is left out, since one model has several: two servers that mean different
// models by one name must not be used for one store.
func (e *Embedder) Name() string { return e.config.Model }

// Dimensions is how many numbers each vector has.
func (e *Embedder) Dimensions() int { return e.size }

// MaxWords is how many words of a passage are embedded at a time; 0: all.
func (e *Embedder) MaxWords() int { return e.config.MaxWords }

// Weight is what a cosine of 1 counts, as a share of the greatest lexical score.
func (e *Embedder) Weight() float64 { return e.config.Weight }

// Estimate is what embedding so many texts with so many bytes together will
// take; see EmbedderConfig.Estimate.
func (e *Embedder) Estimate(texts, bytes int) Cost { return e.config.Estimate(texts, bytes) }

// Usage is what has been done so far.
func (e *Embedder) Usage() Usage {
	u := Usage{
		Requests: e.sender.requests.Load(), Repeats: e.sender.repeats.Load(),
		Texts: e.used.texts.Load(), Cut: e.used.cut.Load(),
		Tokens: e.used.tokens.Load(), Estimated: e.used.estimated.Load(),
	}
	u.Money = e.config.money(u.Tokens)
	return u
}

// Embed implements retrieval.Embedder. When a request fails, those under way
// still get their answers and are handed over, but nothing is sent any more; the
// error of the first is returned, an *Error. When the context ends, so does
// everything, with its cause.
func (e *Embedder) Embed(ctx context.Context, texts []string, got func(first int, vectors [][]float32) error) error {
	sent, err := e.fit(texts)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	w := &work{embedder: e, texts: sent, got: got, turn: make(chan struct{}, 1), failed: make(chan struct{}), cancel: cancel}
	var group errgroup.Group
	group.SetLimit(e.config.Concurrency)
	for _, b := range batches(sent, e.config.BatchTokens, e.config.BatchTexts) {
		if w.over(ctx) {
			break
		}
		group.Go(func() error {
			w.embed(ctx, b)
			return nil
		})
	}
	_ = group.Wait() // w has the error, in order of time
	return w.err
}

// fit cuts what is too long.
func (e *Embedder) fit(texts []string) ([]string, error) {
	out := make([]string, len(texts))
	n := 0
	for i, text := range texts {
		if strings.TrimSpace(text) == "" {
			return nil, fmt.Errorf("text %d of %d to embed is empty", i+1, len(texts))
		}
		var shorter bool
		if out[i], shorter = cut(text, e.config.MaxTokens); shorter {
			n++
		}
	}
	e.used.cut.Add(int64(n))
	return out, nil
}

// work is one call of Embed.
type work struct {
	embedder *Embedder
	texts    []string
	got      func(int, [][]float32) error
	cancel   context.CancelCauseFunc

	turn    chan struct{} // holds one while got runs
	refused bool          // got has returned an error; belongs to who has the turn

	first  sync.Once
	err    error // the first, once failed is closed
	failed chan struct{}
}

// over tells whether to send nothing any more.
func (w *work) over(ctx context.Context) bool {
	select {
	case <-w.failed:
		return true
	case <-ctx.Done():
		w.fail(context.Cause(ctx))
		return true
	default:
		return false
	}
}

func (w *work) fail(err error) {
	w.first.Do(func() {
		w.err = err
		close(w.failed)
	})
}

// embed gets the vectors of a batch and hands them over, in smaller batches
// where the server takes only those.
func (w *work) embed(ctx context.Context, b batch) {
	if w.over(ctx) {
		return
	}
	e, n := w.embedder, b.end-b.first
	if most := int(e.fewer.Load()); n > most {
		w.halves(ctx, b)
		return
	}
	vectors, err := e.request(ctx, w.failed, w.texts[b.first:b.end])
	var refused *Error
	switch {
	case err == nil:
		w.hand(b.first, vectors)
	case n > 1 && errors.As(err, &refused) && errors.Is(refused, ErrTooLong):
		if refused.fewer {
			e.fewer.Store(min(e.fewer.Load(), int64(n+1)/2))
		}
		w.halves(ctx, b)
	default:
		w.fail(err)
	}
}

func (w *work) halves(ctx context.Context, b batch) {
	middle := (b.first + b.end + 1) / 2
	w.embed(ctx, batch{b.first, middle})
	w.embed(ctx, batch{middle, b.end})
}

// hand hands vectors over. Once that has failed, no more are, and what is under
// way is of no use.
func (w *work) hand(first int, vectors [][]float32) {
	w.turn <- struct{}{}
	defer func() { <-w.turn }()
	if w.refused {
		return
	}
	if err := w.got(first, vectors); err != nil {
		w.refused = true
		w.fail(err)
		w.cancel(err)
		return
	}
	w.embedder.used.texts.Add(int64(len(vectors)))
}

const (
	// perNumber is how many bytes a number of a vector takes at most, in JSON
	// with space around it.
	perNumber = 40
	// mostOverhead is how many bytes an answer may have beside its vectors.
	mostOverhead = 1 << 20
)

// request gets vectors of length 1 for the texts of one request. An answer that
// can't be used is not asked for again: it has been paid for, and the next would
// be like it.
func (e *Embedder) request(ctx context.Context, giveUp <-chan struct{}, texts []string) ([][]float32, error) {
	c := &call{limit: mostOverhead + int64(len(texts))*mostDimensions*perNumber, giveUp: giveUp}
	_, err := e.client.CreateEmbeddings(withCall(ctx, c), sdk.EmbeddingRequestStrings{
		Input: texts, Model: sdk.EmbeddingModel(e.config.Model), Dimensions: e.config.asked(),
	})
	if err != nil {
		return nil, e.advised(err)
	}
	got, err := readAnswer(c.body, len(texts), e.size)
	e.used.answered(got.tokens, texts)
	if err != nil {
		return nil, e.unusable(err)
	}
	return got.vectors, nil
}

// advised adds what only a request for embeddings knows to be the cause.
func (e *Embedder) advised(err error) error {
	var refused *Error
	if !errors.As(err, &refused) {
		return err
	}
	switch {
	case errors.Is(refused, ErrTooLong):
		refused.Advice = "set EMBEDDING_MAX_TOKENS, or EMBEDDING_MAX_WORDS, to what the model reads"
	case errors.Is(refused, ErrRequest) && e.config.Dimensions != 0 &&
		(strings.Contains(refused.Message, "dimension") || strings.Contains(refused.Message, "matryoshka")):
		refused.Advice = "leave EMBEDDING_DIMENSIONS out: the model has one number of them"
	}
	return err
}

// unusable is the error of an answer without good vectors.
func (e *Embedder) unusable(err error) *Error {
	out := e.sender.failure(ErrAnswer, err.Error())
	out.cause = err
	var dimensions *dimensionsError
	if errors.As(err, &dimensions) {
		if e.config.Known > 0 && e.config.Dimensions == 0 {
			out.Advice = fmt.Sprintf("%s on this server gives %d now; run bot sync to embed with it", e.config.Model, dimensions.got)
			return out
		}
		out.Advice = fmt.Sprintf("%s on this server gives %d; set EMBEDDING_DIMENSIONS accordingly, or leave it out", e.config.Model, dimensions.got)
	}
	return out
}
