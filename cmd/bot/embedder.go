package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"time"

	"dateline/internal/encoder"
	"dateline/internal/openai"
	"dateline/internal/retrieval"
	"dateline/internal/secret"
)

// endpoint is the flags that say which server of models is used. Its key has no
// flag, since others can see a command line.
type endpoint struct {
	BaseURL    string        `name:"openai-base-url" env:"OPENAI_BASE_URL" help:"Address of a server that speaks OpenAI's protocol: Ollama, vLLM, llama.cpp, TEI, Azure. OpenAI's own without it; the key is in OPENAI_API_KEY or in the file that OPENAI_API_KEY_FILE names." placeholder:"URL"`
	APIVersion string        `name:"openai-api-version" env:"OPENAI_API_VERSION" help:"Azure's API version, for addresses with a deployment for each model." placeholder:"VERSION" hidden:""`
	Attempts   int           `name:"openai-attempts" env:"OPENAI_ATTEMPTS" help:"How often a request is sent at most." hidden:""`
	Timeout    time.Duration `name:"openai-timeout" env:"OPENAI_TIMEOUT" help:"How long one attempt may take." hidden:""`
	Patience   time.Duration `name:"openai-patience" env:"OPENAI_PATIENCE" help:"How long a request may take with all its attempts." hidden:""`
}

func (e endpoint) server() (openai.Server, error) {
	key, err := readSecret("OPENAI_API_KEY")
	return openai.Server{
		BaseURL: e.BaseURL, Key: secret.New(key), APIVersion: e.APIVersion,
		Attempts: e.Attempts, Timeout: e.Timeout, Patience: e.Patience,
	}, err
}

// readSecret is a variable of the environment, or the content of the file that the
// variable with _FILE behind its name names.
func readSecret(name string) (string, error) {
	value, path := os.Getenv(name), os.Getenv(name+"_FILE")
	switch {
	case path == "":
		return strings.TrimSpace(value), nil
	case value != "":
		return "", usageError{fmt.Errorf("%s and %s_FILE are both set; unset one", name, name)}
	}
	const most = 4096 // far more than any key has
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, most))
	if err != nil {
		return "", fmt.Errorf("%s_FILE: %w", name, err)
	}
	return strings.TrimSpace(string(data)), nil
}

// embedding is the flags that say which model finds what means the same.
type embedding struct {
	Embedder    string  `help:"What finds passages that mean what the question means: 'offline' comes with the program and needs nothing; 'openai' is a server's model; 'none' leaves words alone. 'auto' is the server's if EMBEDDING_MODEL is set, else offline." enum:"auto,offline,openai,none" default:"auto"`
	Model       string  `name:"embedding-model" env:"EMBEDDING_MODEL" help:"The server's model for embeddings; text-embedding-3-small with --embedder openai." placeholder:"NAME"`
	Dimensions  int     `name:"embedding-dimensions" env:"EMBEDDING_DIMENSIONS" help:"How many numbers a vector has, where the model lets one choose." placeholder:"N"`
	Price       float64 `name:"embedding-price" env:"EMBEDDING_PRICE" help:"What a million tokens cost, to show what embedding costs." placeholder:"PRICE"`
	Weight      float64 `name:"embedding-weight" env:"EMBEDDING_WEIGHT" help:"How much meaning counts beside words: see bot tune." placeholder:"W"`
	MaxWords    int     `name:"embedding-max-words" env:"EMBEDDING_MAX_WORDS" help:"How many words of a passage are embedded at a time." hidden:""`
	MaxTokens   int     `name:"embedding-max-tokens" env:"EMBEDDING_MAX_TOKENS" help:"How many tokens of a text the model reads." hidden:""`
	BatchTokens int     `name:"embedding-batch-tokens" env:"EMBEDDING_BATCH_TOKENS" help:"Tokens of a request at most." hidden:""`
	BatchTexts  int     `name:"embedding-batch-texts" env:"EMBEDDING_BATCH_TEXTS" help:"Texts of a request at most." hidden:""`
	Concurrency int     `name:"embedding-concurrency" env:"EMBEDDING_CONCURRENCY" help:"Requests at a time." hidden:""`
}

// remote tells whether the flags name a server's model.
func (e embedding) remote() bool {
	return e.Embedder == "openai" || e.Embedder == "auto" && e.Model != ""
}

// checkEmbedding reports all that is wrong with the flags.
func (p storage) checkEmbedding() error {
	var err error
	switch {
	case p.remote():
		var config openai.EmbedderConfig
		if config, err = p.embedderConfig(); err == nil {
			err = config.Validate()
		}
	case p.Embedder != none:
		err = openai.WeightProblem(p.Weight)
	}
	if err != nil {
		return usageError{err}
	}
	return nil
}

// embedder is the one that the flags name, which have been checked; nil: none.
// With known a server is not asked how many dimensions the model has that the
// stored embeddings are of: the store says so, and the server may be away.
func (p storage) embedder(ctx context.Context, stored retrieval.Space, known bool) (retrieval.Embedder, error) {
	switch {
	case p.Embedder == none:
		return nil, nil //nolint:nilnil // none is a value here, and no error
	case !p.remote() && p.Weight != 0:
		return weighted{encoder.New(), p.Weight}, nil
	case !p.remote():
		return encoder.New(), nil
	}
	config, err := p.embedderConfig()
	if err != nil {
		return nil, err
	}
	if known && stored.Model == config.Model && stored.MaxWords == config.MaxWords {
		config.Known = stored.Dimensions
	}
	e, err := openai.NewEmbedder(ctx, config)
	if err != nil {
		return nil, err // and no Embedder that holds nothing
	}
	return e, nil
}

func (p storage) embedderConfig() (openai.EmbedderConfig, error) {
	server, err := p.server()
	e := p.embedding
	c := openai.EmbedderConfig{
		Server: server, Model: e.Model, Dimensions: e.Dimensions, Price: e.Price, Weight: e.Weight, MaxWords: e.MaxWords,
		MaxTokens: e.MaxTokens, BatchTokens: e.BatchTokens, BatchTexts: e.BatchTexts, Concurrency: e.Concurrency,
	}
	if c.Model == "" && p.BaseURL == "" {
		c.Model = "text-embedding-3-small"
	}
	return c, err
}

// weighted is an embedder whose meaning counts otherwise.
type weighted struct {
	retrieval.Embedder
	weight float64
}

// Weight implements retrieval.Embedder.
func (w weighted) Weight() float64 { return w.weight }

// embedWith lets a synchronisation embed, and shows how far it is with that and
// what it costs, where it does.
func embedWith(by retrieval.Embedder, o *retrieval.SyncOptions, w io.Writer) {
	if by == nil {
		return
	}
	o.Embedder = by
	paid, metered := by.(*openai.Embedder)
	all, show := 0, progress(w, "texts", "embedded")
	o.Estimate = func(texts, bytes int) error {
		if all = texts; metered && texts > 0 {
			cost := paid.Estimate(texts, bytes)
			fmt.Fprintf(w, "to embed: %d texts, about %d tokens%s\n", texts, cost.Tokens, money(cost.Money, " for about "))
		}
		return nil
	}
	o.Embedded = func(n int) { show(n, all) }
}

// money is an amount behind some words; nothing where there is no price.
func money(amount float64, lead string) string {
	if amount == 0 {
		return ""
	}
	return fmt.Sprintf("%s%.4f", lead, amount)
}

// spent says what embedding has cost, where it costs anything.
func spent(by retrieval.Embedder, w io.Writer) {
	paid, metered := by.(*openai.Embedder)
	if !metered {
		return
	}
	u := paid.Usage()
	if u.Texts == 0 {
		return
	}
	about := ""
	if u.Estimated > 0 {
		about = "about "
	}
	fmt.Fprintf(w, "embedded: %d texts, %s%d tokens%s, %d requests (%d of them repeats)\n", u.Texts, about, u.Tokens, money(u.Money, " for "), u.Requests, u.Repeats)
	if u.Cut > 0 {
		fmt.Fprintf(w, "cut: %d texts were longer than the model reads\n", u.Cut)
	}
}

// wordsAlone says why meaning did not count, once.
func wordsAlone(w io.Writer) func(error) {
	var once sync.Once
	return func(err error) {
		once.Do(func() { fmt.Fprintf(w, "bot: searching by words alone: %s\n", plain(err.Error())) })
	}
}
