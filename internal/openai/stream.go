package openai

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"time"
)

const (
	// mostStream is how many bytes an answer may have with what is around it:
	// OpenAI puts some 250 bytes around each token of 4, others 1,000.
	mostStream = 64 << 20
	// mostLine is how many bytes a line may have. Servers that are slow in sending
	// put many tokens into one.
	mostLine = 1 << 20
	// lastWait is how long the end of a stream is waited for once the model has
	// finished: all that can still come is what it cost.
	lastWait = 2 * time.Second
)

// chunk is a part of an answer, or all of it where a server does not stream. It
// has only what is used: go-openai's type fails on what other servers write
// elsewhere, as on a time with a fraction.
type chunk struct {
	Object  string
	Choices []struct {
		Index          int
		Delta, Message said
		FinishReason   string `json:"finish_reason"`
	}
	Usage *chatUsage
	Error json.RawMessage
}

// said is what a model says.
type said struct {
	Content   string
	Refusal   string
	Thoughts  string `json:"reasoning_content"` // DeepSeek, vLLM, llama.cpp
	Reasoning string // OpenRouter, Ollama
}

type chatUsage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Parts      struct {
		Cached int `json:"cached_tokens"`
	} `json:"prompt_tokens_details"`
	Hit int `json:"prompt_cache_hit_tokens"` // DeepSeek's word for Cached
}

// stream is an answer while it arrives.
type stream struct {
	sender *sender
	idle   time.Duration
	ctx    context.Context // of the request; its cause is why it was broken off
	stop   context.CancelCauseFunc
	free   context.CancelFunc
	watch  *time.Timer // breaks off
	header http.Header
	body   io.ReadCloser
	lines  *bufio.Scanner

	first  *said // read already, to see whether there is an answer
	begun  bool
	finish string // why the model has ended; empty: it has not
	over   bool
	usage  *chatUsage
}

var (
	errIdle = errors.New("nothing arrives any more")
	errLate = errors.New("patience is at its end")
)

// open sends a request and waits until the model begins to speak. Until then
// nothing is lost by sending it again.
func (s *sender) open(req *http.Request, c *call, before int, end time.Time) *Error {
	st := &stream{sender: s, idle: c.idle}
	ctx, free := context.WithDeadlineCause(req.Context(), end, errLate)
	st.free = free
	st.ctx, st.stop = context.WithCancelCause(ctx)
	st.watch = time.AfterFunc(s.Timeout, func() { st.stop(errSlow) })
	err := st.open(req, c, before)
	if err != nil {
		st.close()
		return err
	}
	c.stream = st
	return nil
}

func (s *stream) open(req *http.Request, c *call, before int) *Error {
	res, err := s.sender.send(s.ctx, req, c, before)
	if err != nil {
		return s.broken(err)
	}
	s.header, s.body = res.Header, res.Body
	if res.StatusCode < 200 || res.StatusCode > 299 {
		body, err := s.sender.read(res, mostRefusal)
		if err != nil {
			return s.broken(err)
		}
		return s.sender.refusal(res.StatusCode, res.Header, body)
	}
	if kind, _, _ := mime.ParseMediaType(res.Header.Get("Content-Type")); kind == "application/json" {
		return s.whole(res)
	}
	s.lines = bufio.NewScanner(http.MaxBytesReader(nil, reader{s}, mostStream))
	s.lines.Buffer(nil, mostLine)
	return s.begin()
}

// begin reads on until there is something of an answer.
func (s *stream) begin() *Error {
	for !s.over && s.finish == "" {
		said, err := s.read()
		if err != nil {
			return err
		}
		if said != (saidNothing) {
			s.first = &said
			break
		}
	}
	s.begun = true
	s.watch.Stop()
	return nil
}

var saidNothing said

// whole reads an answer that does not come as a stream, though it should.
func (s *stream) whole(res *http.Response) *Error {
	body, err := s.sender.read(res, mostLine)
	if err != nil {
		return s.broken(err)
	}
	if failed := s.sender.whole(res.Header, body); failed != nil {
		return failed
	}
	said, failed := s.decode(body)
	if failed != nil {
		return failed
	}
	s.first, s.begun, s.over = &said, true, true
	s.watch.Stop()
	return nil
}

// next is what the model says next; io.EOF: it has said all, and finish and
// usage are known. Other errors are an *Error.
func (s *stream) next() (said, error) {
	if first := s.first; first != nil {
		s.first = nil
		return *first, nil
	}
	if s.over {
		return said{}, io.EOF
	}
	got, err := s.read()
	switch {
	case err != nil && s.finish != "":
		s.over = true // and what is broken is of no use any more
		return said{}, io.EOF
	case err != nil:
		return said{}, err
	}
	return got, nil
}

// read reads a part of the answer. At its end it is empty.
func (s *stream) read() (said, *Error) {
	for s.lines.Scan() {
		line := bytes.TrimSpace(s.lines.Bytes())
		data, ok := bytes.CutPrefix(line, []byte("data:"))
		data = bytes.TrimSpace(data)
		switch {
		case string(data) == "[DONE]":
			s.over = true
			return said{}, nil
		case ok || bytes.HasPrefix(line, []byte("{")): // an error may stand there bare
			return s.decode(data)
		case bytes.HasPrefix(line, []byte("<")):
			return said{}, s.sender.failure(ErrAnswer, "an HTML page")
		}
		// A comment, by which a server says that it is alive, or another field.
	}
	err := s.lines.Err()
	switch large := (*http.MaxBytesError)(nil); {
	case errors.As(err, &large):
		return said{}, s.sender.failure(ErrAnswer, fmt.Sprintf("it is longer than %d bytes", large.Limit))
	case errors.Is(err, bufio.ErrTooLong):
		return said{}, s.sender.failure(ErrAnswer, fmt.Sprintf("a line of it is longer than %d bytes", mostLine))
	case err == nil:
		err = io.ErrUnexpectedEOF
	}
	return said{}, s.broken(err)
}

func (s *stream) decode(data []byte) (said, *Error) {
	var in chunk
	if err := json.Unmarshal(data, &in); err != nil {
		e := s.sender.failure(ErrAnswer, "not what an answer looks like: "+err.Error())
		e.cause = err
		return said{}, e
	}
	if in.Object == "error" && len(in.Error) == 0 {
		in.Error = data // vLLM's
	}
	if failed := s.sender.inPlace(s.header, in.Error, data); failed != nil {
		return said{}, failed
	}
	if in.Usage != nil {
		s.usage = in.Usage
	}
	for _, c := range in.Choices {
		if c.Index != 0 {
			continue
		}
		if c.FinishReason != "" {
			s.finish = c.FinishReason
		}
		if c.Message != saidNothing {
			return c.Message, nil
		}
		return c.Delta, nil
	}
	return said{}, nil
}

// broken is the error of a stream that does not go on.
func (s *stream) broken(err error) *Error {
	var e *Error
	switch cause := context.Cause(s.ctx); {
	case errors.Is(cause, errIdle):
		e = s.sender.failure(ErrBusy, fmt.Sprintf("it stopped in the middle of its answer, and nothing came for %s", s.idle))
		e.Advice = "OPENAI_IDLE_TIMEOUT gives it longer"
	case errors.Is(cause, errLate):
		e = s.sender.failure(ErrBusy, fmt.Sprintf("no whole answer in %s", s.sender.Patience))
		e.Advice = "OPENAI_PATIENCE gives it longer"
	case errors.Is(err, io.ErrUnexpectedEOF):
		e = s.sender.failure(ErrUnreachable, "the answer was cut off")
		e.temporary, e.cause = true, err
		return e
	default:
		return s.sender.broken(s.ctx, err)
	}
	e.cause = context.DeadlineExceeded
	return e
}

// close lets go of the connection at once: what is still to come has to be paid
// for by nobody.
func (s *stream) close() {
	s.stop(context.Canceled)
	s.watch.Stop()
	if s.body != nil {
		_ = s.body.Close() // nothing is expected of it any more
	}
	s.free()
}

// reader reads the body under watch: once the answer has begun, a read that
// brings nothing for long breaks it off. The time that the receiver takes between
// reads does not count.
type reader struct{ *stream }

// Close is the stream's matter.
func (reader) Close() error { return nil }

// Read implements io.Reader.
func (r reader) Read(p []byte) (int, error) {
	if !r.begun {
		return r.body.Read(p)
	}
	wait := r.idle
	if r.finish != "" {
		wait = min(wait, lastWait)
	}
	r.watch = time.AfterFunc(wait, func() { r.stop(errIdle) })
	defer r.watch.Stop()
	return r.body.Read(p)
}
