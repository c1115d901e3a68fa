package openai

import (
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"dateline/internal/secret"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		seconds, millis string
		want            time.Duration
	}{
		{"", "", -1}, {"0", "", 0}, {"120", "", 2 * time.Minute}, {" 5 ", "", 5 * time.Second}, {"1.5", "", 1500 * time.Millisecond},
		{"", "250", 250 * time.Millisecond}, {"9", "0", 0}, {"9", "x", 9 * time.Second}, {"9", "-1", 9 * time.Second},
		{"-3", "", -1}, {"NaN", "", -1}, {"inf", "", longestWait}, {"1e300", "", longestWait}, {"99999999999999999999", "", longestWait},
		{"Sun, 01 Mar 2026 12:01:00 GMT", "", time.Minute}, {"Sunday, 01-Mar-26 12:01:00 GMT", "", time.Minute}, {"Sun Mar  1 12:01:00 2026", "", time.Minute},
		{"Sun, 01 Mar 2026 11:00:00 GMT", "", 0}, {"Fri, 31 Dec 9999 23:59:59 GMT", "", longestWait}, {"in a minute", "", -1},
	} {
		h := http.Header{"Retry-After": {tt.seconds}, "Retry-After-Ms": {tt.millis}}
		if got := retryAfter(h, noon); got != tt.want {
			t.Errorf("%q and %q ms: %s, want %s", tt.seconds, tt.millis, got, tt.want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	for _, s := range []string{"", "12", "1e9", "0x1p-2", "-0", "NaN", "+Inf", "1_0", "Sun, 01 Mar 2026 12:01:00 GMT"} {
		f.Add(s, s)
	}
	f.Fuzz(func(t *testing.T, seconds, millis string) {
		got := retryAfter(http.Header{"Retry-After": {seconds}, "Retry-After-Ms": {millis}}, noon)
		if got < -1 || got > longestWait {
			t.Errorf("%q and %q ms: %s", seconds, millis, got)
		}
	})
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	for n := 1; n < 200; n++ {
		want := mostWait
		if n <= 6 {
			want = firstWait << (n - 1)
		}
		for range 100 {
			if d := backOff(n); d <= want/2 || d > want {
				t.Fatalf("after %d attempts: %s, want %s less up to half", n, d, want)
			}
		}
	}
}

func TestAnswerInOddForms(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"index left out where it is 0": `{"data": [{"embedding": [0, 2]}, {"index": 1, "embedding": [3, 0]}]}`,
		"numbers as whole ones":        `{"object": null, "data": [{"index": 1, "embedding": [1e2, -0]}, {"index": 0, "embedding": [0e0, 7]}], "usage": null}`,
		"one of each kind":             `{"data": [{"index": 1, "embedding": "AACAPwAAAAA="}, {"index": 0, "embedding": [0, 1]}], "id": "?"}`,
		"very small":                   `{"data": [{"index": 1, "embedding": [1e-44, 0]}, {"index": 0, "embedding": [0, 1e-40]}]}`,
		"very great":                   `{"data": [{"index": 1, "embedding": [3e38, 0]}, {"index": 0, "embedding": [0, 3e38]}]}`,
	} {
		got, err := readAnswer([]byte(body), 2, 0)
		if err != nil {
			t.Errorf("%s: %v", name, err)
		} else if a, b := got.vectors[0], got.vectors[1]; a[0] != 0 || a[1] != 1 || b[0] != 1 || b[1] != 0 {
			t.Errorf("%s: %v", name, got.vectors)
		}
	}
}

// Whatever comes, what is taken for vectors are vectors.
func FuzzAnswer(f *testing.F) {
	for _, s := range []string{
		`{"data": [{"index": 0, "embedding": [1, 0]}, {"index": 1, "embedding": [0.5, 2]}], "usage": {"prompt_tokens": 3}}`,
		`{"data": [{"index": 1, "embedding": "AACAPwAAAAA="}, {"index": 0, "embedding": "AADAfwAAgH8="}]}`,
		`{"data": [{"embedding": [null, 1]}, {"index": 1, "embedding": null}]}`,
		`{"data": [{"index": 1e0, "embedding": [1e38, 1e38]}], "usage": {"total_tokens": -4}}`,
		`{"error": {"message": "no"}}`, `[]`, `null`, `{"data`,
	} {
		f.Add([]byte(s), 2, 0)
		f.Add([]byte(s), 1, 2)
	}
	f.Fuzz(func(t *testing.T, body []byte, n, dimensions int) {
		n, dimensions = min(max(n, 1), 100), min(max(dimensions, 0), 100)
		got, err := readAnswer(body, n, dimensions)
		if got.tokens < 0 {
			t.Errorf("%d tokens", got.tokens)
		}
		if err != nil {
			return
		}
		if len(got.vectors) != n {
			t.Fatalf("%d vectors for %d texts", len(got.vectors), n)
		}
		for _, v := range got.vectors {
			sum := 0.0
			for _, x := range v {
				sum += float64(x) * float64(x)
			}
			if len(v) == 0 || len(v) != len(got.vectors[0]) || dimensions != 0 && len(v) != dimensions || !(math.Abs(sum-1) < 1e-3) {
				t.Errorf("a vector of %d dimensions and length %v", len(v), math.Sqrt(sum))
			}
		}
	})
}

func FuzzRefusal(f *testing.F) {
	for _, s := range []string{`{"error": {"message": "no", "code": 3}}`, `{"error": "no"}`, `{"detail": [{"msg": "no"}]}`, `[[[[[["no"]]]]]]`, "<HTML>", "\x1b[2J", ""} {
		f.Add(500, []byte(s))
	}
	s := &sender{Server: Server{Key: secret.New("sk-0123456789abcdefghij")}, model: "EMBEDDING_MODEL", host: "h"}
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		e := s.refusal(status, http.Header{}, body)
		if text := e.Error(); !utf8.ValidString(text) || len(e.Message) > 4*mostMessage+10 || strings.ContainsAny(text, "\x00\x1b\r\n") || strings.Contains(text, "ghij") && strings.Contains(text, "0123456789abcdef") {
			t.Errorf("%q", text)
		}
		if e.Kind == nil || e.temporary && !errors.Is(e, ErrBusy) {
			t.Errorf("%d: %v, temporary: %t", status, e.Kind, e.temporary)
		}
	})
}

func TestTokensAreEstimatedFromAbove(t *testing.T) {
	t.Parallel()
	// The numbers of tokens are those of OpenAI's cl100k_base, rounded up.
	for text, real := range map[string]int{
		"": 0, "hello world": 2, "The quick brown fox jumps over the lazy dog.": 10, "antidisestablishmentarianism": 6,
		"1234567890": 4, "!!!!": 4, "Ministers agreed to meet again in Geneva on 14 March 2026.": 15, "你好，世界": 7, "Привет, мир": 6,
	} {
		if got := tokensOf(text); got < real || got > 4*real+special+1 {
			t.Errorf("%q: %d tokens, there are %d", text, got, real)
		}
	}
}

func FuzzCut(f *testing.F) {
	f.Add("The ferry left the harbour at dawn.", 20)
	f.Add(strings.Repeat("港", 50), 30)
	f.Add("a\xffb  \n\n c", 3)
	f.Fuzz(func(t *testing.T, text string, most int) {
		most = min(max(most, 16), 1000)
		got, shorter := cut(text, most)
		if shorter != (len(got) < len(text)) || !strings.HasPrefix(text, got) {
			t.Errorf("%q was cut to %q: %t", text, got, shorter)
		}
		if n := tokensOf(got); n > most {
			t.Errorf("%q has %d tokens, more than %d", got, n, most)
		}
		if tokensOf(text) <= most && shorter {
			t.Errorf("%q was cut to %q", text, got)
		}
		if shorter && strings.TrimSpace(text) != "" && got == "" {
			t.Errorf("nothing is left of %q", text)
		}
		if utf8.ValidString(text) && !utf8.ValidString(got) {
			t.Errorf("%q was cut in a character: %q", text, got)
		}
		if tokensOf(text) > len(text)+special {
			t.Errorf("%q has more tokens than bytes", text)
		}
	})
}

func TestBatches(t *testing.T) {
	t.Parallel()
	list := make([]string, 100)
	for i := range list {
		list[i] = strings.Repeat("boat ", i)
	}
	for _, limit := range [][2]int{{16, 1}, {16, 100}, {300, 7}, {1000, 100}, {openaiBatchTokens, openaiBatchTexts}} {
		next := 0
		for _, b := range batches(list, limit[0], limit[1]) {
			sum := 0
			for _, text := range list[b.first:b.end] {
				sum += tokensOf(text)
			}
			if n := b.end - b.first; b.first != next || n < 1 || n > limit[1] || sum > limit[0] && n > 1 {
				t.Errorf("limits of %v: the batch %v of %d tokens after %d", limit, b, sum, next)
			}
			next = b.end
		}
		if next != len(list) {
			t.Errorf("limits of %v: batches until %d", limit, next)
		}
	}
}

// Proxies and certificates are as Go's defaults have them.
func TestOwnTransport(t *testing.T) {
	t.Parallel()
	own, ok := ownTransport().(*http.Transport)
	if !ok || own.Proxy == nil || own == http.DefaultTransport || own.TLSClientConfig != nil && (own.TLSClientConfig.RootCAs != nil || own.TLSClientConfig.InsecureSkipVerify) {
		t.Errorf("the transport is %+v", own)
	}
}

func BenchmarkReadAnswer(b *testing.B) {
	type item struct {
		Index     int       `json:"index"`
		Embedding []float32 `json:"embedding"`
	}
	data := make([]item, 128)
	for i := range data {
		data[i] = item{i, make([]float32, 1536)}
		for j := range data[i].Embedding {
			data[i].Embedding[j] = float32(math.Sin(float64(i*1536 + j)))
		}
	}
	body, err := json.Marshal(map[string]any{"data": data})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := readAnswer(body, 128, 1536); err != nil {
			b.Fatal(err)
		}
	}
}
