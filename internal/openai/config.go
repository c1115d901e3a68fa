package openai

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"dateline/internal/secret"
)

// Server is a server that speaks OpenAI's protocol, and how patient to be with
// it.
type Server struct {
	// BaseURL is where the protocol begins, with or without /v1 where that is
	// all there is to the path. Empty: OpenAI's own.
	BaseURL string
	// Key is the key to the server; zero: it needs none.
	Key secret.Text
	// APIVersion is Azure's, for addresses with a deployment of each model:
	// 2024-10-21, say. Empty: none, as with OpenAI and Azure's address that ends
	// in /openai/v1.
	APIVersion string
	// Attempts is how often a request is sent at most; 0: 6.
	Attempts int
	// Timeout is how long one attempt may take until its answer is read; 0: a
	// minute.
	Timeout time.Duration
	// Patience is how long a request may take with all its attempts and the
	// waits between them; 0: five minutes.
	Patience time.Duration
	// Transport carries requests. Nil: as Go does by default, with the system's
	// certificates and HTTPS_PROXY.
	Transport http.RoundTripper `json:"-"`
}

// EmbedderConfig says which model embeds and within which limits.
type EmbedderConfig struct {
	Server
	// Model is the model's name, as the server knows it. It has no default.
	Model string
	// Dimensions is how many numbers a vector has. 0: as many as the model
	// gives, which is known of OpenAI's and asked of others once. Otherwise the
	// server is told, and may refuse, or ignore it, which is an error.
	Dimensions int
	// Known is how many the model is known to give where Dimensions is 0, from
	// vectors that it made before; 0: it is not known. It is not told the server.
	Known int
	// Price is what a million tokens cost, in any currency; 0: unknown, or
	// nothing.
	Price float64
	// MaxWords is how many words of a passage are embedded at a time; 0: all of
	// it. A model that reads 512 tokens does well with 300.
	MaxWords int
	// MaxTokens is how many tokens of a text the model reads; what is longer is
	// cut at a word. 0: 8,192, as with OpenAI's.
	MaxTokens int
	// BatchTokens is the number of tokens of a request at most, estimated
	// upwards; 0: 50,000. OpenAI permits 300,000.
	BatchTokens int
	// BatchTexts is the number of texts of a request at most; 0: 128. OpenAI
	// permits 2,048. Where the server permits fewer, fewer are sent.
	BatchTexts int
	// Concurrency is how many requests of one call of Embed are under way at a
	// time; 0: 4.
	Concurrency int
	// Weight is what a cosine of 1 counts, as a share of the greatest lexical
	// score; 0: 0.3.
	Weight float64
}

// The limits of OpenAI's embeddings:
// https://platform.openai.com/docs/api-reference/embeddings/create
const (
	openaiTextTokens  = 8192
	openaiBatchTokens = 300_000
	openaiBatchTexts  = 2048
)

// mostDimensions is how many the index of pgvector's halfvec holds:
// https://github.com/pgvector/pgvector#hnsw
const mostDimensions = 4000

const openaiAddress = "https://api.openai.com/v1"

type knownModel struct {
	dimensions int
	fewer      bool // can be had
}

// known are OpenAI's models:
// https://platform.openai.com/docs/guides/embeddings
var known = map[string]knownModel{
	"text-embedding-3-small": {1536, true},
	"text-embedding-3-large": {3072, true},
	"text-embedding-ada-002": {1536, false},
}

// withDefaults puts in what zero stands for.
func (s Server) withDefaults() Server {
	s.BaseURL = cmp.Or(s.BaseURL, openaiAddress)
	s.Attempts = cmp.Or(s.Attempts, 6)
	s.Timeout = cmp.Or(s.Timeout, time.Minute)
	s.Patience = cmp.Or(s.Patience, 5*time.Minute)
	return s
}

// model is what is known of the model. Other servers than OpenAI's, Azure's
// among them, lend its names to models of their own.
func (c EmbedderConfig) model() (m knownModel, listed bool) {
	u, err := c.withDefaults().address()
	if err != nil || !strings.HasSuffix(u.Hostname(), ".openai.com") && !isAzure(u) {
		return knownModel{}, false
	}
	m, listed = known[c.Model]
	return m, listed
}

func isAzure(u *url.URL) bool { return strings.HasSuffix(u.Hostname(), ".azure.com") }

// asked is the number of dimensions that the server is told; 0: none, also where
// the model would have given as many and may refuse to be told.
func (c EmbedderConfig) asked() int {
	if m, listed := c.model(); listed && c.Dimensions == m.dimensions {
		return 0
	}
	return c.Dimensions
}

// withDefaults puts in what zero stands for, but for the dimensions.
func (c EmbedderConfig) withDefaults() EmbedderConfig {
	c.Server = c.Server.withDefaults()
	c.MaxTokens = cmp.Or(c.MaxTokens, openaiTextTokens)
	c.BatchTokens = cmp.Or(c.BatchTokens, 50_000)
	c.BatchTexts = cmp.Or(c.BatchTexts, 128)
	c.Concurrency = cmp.Or(c.Concurrency, 4)
	c.Weight = cmp.Or(c.Weight, .3)
	return c
}

// Validate reports all that is wrong with the settings of a server.
func (s Server) Validate() error {
	s = s.withDefaults()
	u, err := s.address()
	if err == nil && u.Hostname() == "api.openai.com" && s.Key.Reveal() == "" {
		err = errors.New("OPENAI_API_KEY is missing, and OpenAI's own server needs one")
	}
	return errors.Join(err, s.keyProblem(),
		within("OPENAI_ATTEMPTS", s.Attempts, 1, 100),
		within("OPENAI_TIMEOUT", s.Timeout, time.Millisecond, time.Hour),
		within("OPENAI_PATIENCE", s.Patience, time.Millisecond, 24*time.Hour))
}

// keyProblem is what keeps the key from being sent. It does not say where.
func (s Server) keyProblem() error {
	odd := func(r rune) bool { return r <= ' ' || r > unicode.MaxASCII || r == 0x7f }
	if strings.ContainsFunc(s.Key.Reveal(), odd) {
		return errors.New("OPENAI_API_KEY has a space or a character that is no part of a key; copy it anew")
	}
	if s.classicAzure() && s.Key.Reveal() == "" {
		return errors.New("OPENAI_API_KEY is missing, and Azure needs one")
	}
	return nil
}

// Validate reports all that is wrong with the settings.
func (c EmbedderConfig) Validate() error {
	c = c.withDefaults()
	problems := []error{c.Server.Validate(), c.modelProblem(), c.dimensionsProblem()}
	if !(c.Price >= 0 && c.Price <= math.MaxFloat32) { // refuses what is not a number, too
		problems = append(problems, fmt.Errorf("EMBEDDING_PRICE is %v; it is the price of a million tokens, 0 or more", c.Price))
	}
	problems = append(problems, WeightProblem(c.Weight))
	if c.MaxWords != 0 {
		problems = append(problems, within("EMBEDDING_MAX_WORDS", c.MaxWords, 8, 1_000_000))
	}
	return errors.Join(append(problems,
		within("EMBEDDING_MAX_TOKENS", c.MaxTokens, 16, 1_000_000),
		within("EMBEDDING_BATCH_TOKENS", c.BatchTokens, 16, openaiBatchTokens),
		within("EMBEDDING_BATCH_TEXTS", c.BatchTexts, 1, openaiBatchTexts),
		within("EMBEDDING_CONCURRENCY", c.Concurrency, 1, 256))...)
}

// WeightProblem is what is wrong with a weight, of whatever embedder; 0 stands for
// the embedder's own.
func WeightProblem(weight float64) error {
	if !(weight >= 0 && weight <= 10) { // refuses what is not a number, too
		return fmt.Errorf("EMBEDDING_WEIGHT is %v; it has to be above 0 and at most 10", weight)
	}
	return nil
}

func within[T int | time.Duration](name string, value, least, most T) error {
	if value < least || value > most {
		return fmt.Errorf("%s is %v; it has to be between %v and %v", name, value, least, most)
	}
	return nil
}

func (c EmbedderConfig) modelProblem() error {
	if c.Model == "" {
		return errors.New("EMBEDDING_MODEL is missing; text-embedding-3-small is one of OpenAI's")
	}
	return c.modelName("EMBEDDING_MODEL", c.Model)
}

// modelName is what is wrong with the name of a model, which a variable gives.
func (s Server) modelName(variable, name string) error {
	switch {
	case strings.ContainsFunc(name, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsPrint(r) }):
		return fmt.Errorf("%s is %q; the name of a model has no spaces", variable, name)
	case s.classicAzure() && strings.ContainsAny(name, "/?#%"):
		return fmt.Errorf("%s is %q; with OPENAI_API_VERSION it is the name of an Azure deployment", variable, name)
	}
	return nil
}

func (c EmbedderConfig) dimensionsProblem() error {
	model, listed := c.model()
	switch n := c.Dimensions; {
	case n < 0:
		return fmt.Errorf("EMBEDDING_DIMENSIONS is %d; leave it out for as many as the model gives", n)
	case n > mostDimensions:
		return tooManyDimensions(n)
	case listed && n > model.dimensions:
		return fmt.Errorf("EMBEDDING_DIMENSIONS is %d; %s gives %d at most", n, c.Model, model.dimensions)
	case listed && !model.fewer && n != 0 && n != model.dimensions:
		return fmt.Errorf("EMBEDDING_DIMENSIONS is %d; %s gives %d and no other number", n, c.Model, model.dimensions)
	}
	return nil
}

func tooManyDimensions(n int) error {
	return fmt.Errorf("vectors of %d dimensions cannot be indexed, %d are the most; set EMBEDDING_DIMENSIONS to fewer where the model permits, or another EMBEDDING_MODEL", n, mostDimensions)
}

// address is the base address, checked and completed. Its errors do not repeat
// what may hold a password.
func (s Server) address() (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(s.BaseURL))
	switch {
	case err != nil:
		return nil, errors.New("OPENAI_BASE_URL is no address; it begins with https:// or http://")
	case u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "":
		return nil, errors.New("OPENAI_BASE_URL has to begin with https:// or http:// and name a host")
	case u.User != nil:
		return nil, errors.New("OPENAI_BASE_URL holds a user name or a password; a key goes into OPENAI_API_KEY")
	case u.RawQuery != "" || u.Fragment != "" || u.ForceQuery:
		return nil, errors.New("OPENAI_BASE_URL has to end before the question mark; Azure's api-version goes into OPENAI_API_VERSION")
	}
	return s.complete(u), nil
}

// complete puts in the part of the path that people leave out and takes away
// what go-openai adds.
func (s Server) complete(u *url.URL) *url.URL {
	path := strings.TrimRight(u.Path, "/")
	for _, end := range []string{"/embeddings", "/chat/completions"} {
		path = strings.TrimSuffix(path, end)
	}
	switch {
	case s.classicAzure():
		path = strings.TrimSuffix(path, "/openai")
	case isAzure(u) && (path == "" || path == "/openai"):
		path = "/openai/v1"
	case path == "":
		path = "/v1"
	}
	u.Path, u.RawPath = path, ""
	return u
}

// classicAzure tells whether each model has an address of its own, a
// deployment. Azure's newer address, which ends in /v1, is like OpenAI's.
func (s Server) classicAzure() bool {
	path := strings.TrimRight(s.BaseURL, "/")
	return s.APIVersion != "" && !strings.HasSuffix(path, "/v1") && !strings.Contains(path, "/v1/")
}
