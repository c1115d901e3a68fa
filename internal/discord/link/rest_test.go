package link

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dateline/internal/secret"
)

// rest runs a test of the client against answers.
func rest(t *testing.T, answer http.HandlerFunc, test func(t *testing.T, c *Client)) {
	t.Helper()
	bubble(t, func(t *testing.T) {
		f := newFake(t, nil)
		f.rest = answer
		c := f.client(f.config())
		test(t, c)
		c.Close()
		f.close()
	})
}

func asked(n int) *Interaction {
	return &Interaction{ID: fmt.Sprint(n), Application: "2", Token: secret.New(fmt.Sprint("itoken", n)), Kind: Command, Received: time.Now()}
}

// later waits in the bubble's time.
func later(d time.Duration) { <-time.After(d) }

func TestTwentyEditsAtOnceDoNotQueue(t *testing.T) {
	slow := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-RateLimit-Bucket", "same-for-all")
		w.Header().Set("X-RateLimit-Limit", "5")
		w.Header().Set("X-RateLimit-Remaining", "4")
		w.Header().Set("X-RateLimit-Reset-After", "5")
		later(200 * time.Millisecond)
		fmt.Fprint(w, `{"id":"1"}`)
	}
	rest(t, slow, func(t *testing.T, c *Client) {
		for range 2 { // with limits unknown, and known
			began := time.Now()
			var all sync.WaitGroup
			for n := range 20 {
				all.Go(func() {
					if _, err := c.EditOriginal(t.Context(), asked(n), map[string]any{"content": "x"}); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			if took := time.Since(began); took != 200*time.Millisecond {
				t.Errorf("20 edits took %s", took)
			}
		}
	})
}

func TestBucketIsObeyed(t *testing.T) {
	var lock sync.Mutex
	var window time.Time
	var used, refused int
	answer := func(w http.ResponseWriter, _ *http.Request) {
		lock.Lock()
		defer lock.Unlock()
		now := time.Now()
		if now.Sub(window) >= 2*time.Second {
			window, used = now, 0
		}
		if used++; used > 5 {
			refused++
		}
		w.Header().Set("X-RateLimit-Bucket", "b")
		w.Header().Set("X-RateLimit-Limit", "5")
		w.Header().Set("X-RateLimit-Remaining", fmt.Sprint(max(0, 5-used)))
		w.Header().Set("X-RateLimit-Reset-After", fmt.Sprint((2*time.Second - now.Sub(window)).Seconds()))
		fmt.Fprint(w, `{}`)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		began := time.Now()
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := c.Send(t.Context(), "7", map[string]any{"content": "x"}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); refused > 0 || took < 6*time.Second || took > 7*time.Second {
			t.Errorf("20 at 5 in 2 s took %s, with %d too many", took, refused)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began = time.Now()
		_, err := c.Send(ctx, "7", map[string]any{})
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, ErrLimited) || e.RetryAt.Sub(began) > 2*time.Second || time.Since(began) != 0 {
			t.Errorf("with too little time: %v after %s", err, time.Since(began))
		}
		if _, err := c.Send(ctx, "8", map[string]any{}); err != nil {
			t.Errorf("another channel: %v", err)
		}
	})
}

func TestGlobalRate(t *testing.T) {
	rest(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{}`) }, func(t *testing.T, c *Client) {
		began := time.Now()
		var all sync.WaitGroup
		for n := range 120 {
			all.Go(func() { c.Send(t.Context(), fmt.Sprint(n), map[string]any{}) })
		}
		all.Wait()
		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("120 requests took %s", took)
		}
		began = time.Now()
		for n := range 120 {
			all.Go(func() {
				if err := c.Respond(t.Context(), asked(n), DeferredMessage, nil); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if took := time.Since(began); took != 0 {
			t.Errorf("120 responses, which are exempt, took %s", took)
		}
	})
}

func TestTooManyRequests(t *testing.T) {
	t.Parallel()
	for _, scope := range []string{"user", "global", "shared", ""} {
		t.Run("scope "+scope, func(t *testing.T) {
			var n atomic.Int64
			answer := func(w http.ResponseWriter, _ *http.Request) {
				if n.Add(1) == 1 {
					w.Header().Set("X-RateLimit-Scope", scope)
					w.Header().Set("Retry-After", "3")
					w.WriteHeader(http.StatusTooManyRequests)
					fmt.Fprint(w, `{"message":"slow down","retry_after":3.5}`)
					return
				}
				fmt.Fprint(w, `{}`)
			}
			rest(t, answer, func(t *testing.T, c *Client) {
				began := time.Now()
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				_, err := c.Edit(ctx, "7", "8", map[string]any{})
				var e *Error
				if !errors.As(err, &e) || !errors.Is(err, ErrLimited) || e.Status != 429 || e.Scope != scope || time.Since(began) != 0 {
					t.Errorf("with 2 s: %v after %s", err, time.Since(began))
				}
				if _, err := c.Send(t.Context(), "other", map[string]any{}); err != nil {
					t.Error(err)
				}
				want := time.Duration(0)
				if scope == "global" || scope == "" {
					want = 3500 * time.Millisecond
				}
				if took := time.Since(began); took != want {
					t.Errorf("another channel after %s, want %s", took, want)
				}
				if _, err := c.Edit(t.Context(), "7", "8", map[string]any{}); err != nil || time.Since(began) != 3500*time.Millisecond {
					t.Errorf("%v after %s", err, time.Since(began))
				}
				counted := 1
				if scope == "shared" {
					counted = 0
				}
				if got := c.brake.count(); got != counted {
					t.Errorf("%d invalid requests counted", got)
				}
			})
		})
	}
}

func TestWhatIsSentAgain(t *testing.T) {
	t.Parallel()
	calls := map[string]struct {
		call  func(context.Context, *Client) error
		sends int // at one 502 and one broken connection
	}{
		"edit": {func(ctx context.Context, c *Client) error {
			_, err := c.EditOriginal(ctx, asked(1), map[string]any{})
			return err
		}, 3},
		"send":    {func(ctx context.Context, c *Client) error { _, err := c.Send(ctx, "7", map[string]any{}); return err }, 3},
		"respond": {func(ctx context.Context, c *Client) error { return c.Respond(ctx, asked(1), DeferredMessage, nil) }, 3},
		"fetch":   {func(ctx context.Context, c *Client) error { _, err := c.GatewayBot(ctx); return err }, 0},
		"follow-up": {func(ctx context.Context, c *Client) error {
			_, err := c.FollowUp(ctx, asked(1), map[string]any{}, true)
			return err
		}, 1},
	}
	for name, m := range calls {
		t.Run(name, func(t *testing.T) {
			var n atomic.Int64
			var lock sync.Mutex
			nonces := map[string]bool{}
			answer := func(w http.ResponseWriter, req *http.Request) {
				var body map[string]any
				json.NewDecoder(req.Body).Decode(&body)
				lock.Lock()
				nonces[fmt.Sprint(body["nonce"], body["enforce_nonce"])] = true
				lock.Unlock()
				switch n.Add(1) {
				case 1:
					w.WriteHeader(http.StatusBadGateway)
					fmt.Fprint(w, `<html>`)
				case 2:
					panic(http.ErrAbortHandler)
				default:
					fmt.Fprint(w, `{"url":"ws://x"}`)
				}
			}
			rest(t, answer, func(t *testing.T, c *Client) {
				err := m.call(t.Context(), c)
				if int(n.Load()) != m.sends {
					t.Errorf("sent %d times", n.Load())
				}
				if m.sends == 1 {
					if !errors.Is(err, ErrUnreachable) {
						t.Errorf("got %v", err)
					}
				} else if err != nil {
					t.Error(err)
				}
				if len(nonces) > 1 || (name == "send" && nonces["<nil> <nil>"]) {
					t.Errorf("nonces %v", nonces)
				}
			})
		})
	}
}

func TestInvalidRequestsAreBraked(t *testing.T) {
	var n atomic.Int64
	answer := func(w http.ResponseWriter, _ *http.Request) { n.Add(1); w.WriteHeader(http.StatusForbidden) }
	rest(t, answer, func(t *testing.T, c *Client) {
		var last error
		for range 2000 {
			_, last = c.EditOriginal(t.Context(), asked(1), map[string]any{})
		}
		if n.Load() != mostInvalid || !errors.Is(last, ErrBraked) {
			t.Errorf("%d were sent; %v", n.Load(), last)
		}
		later(11 * time.Minute)
		if _, err := c.Edit(t.Context(), "1", "2", map[string]any{}); !errors.Is(err, ErrForbidden) {
			t.Errorf("ten minutes later: %v", err)
		}
	})
}

func TestBucketsAreBounded(t *testing.T) {
	rest(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, `{}`) }, func(t *testing.T, c *Client) {
		c.buckets.most = 64
		for n := range 300 {
			c.EditOriginal(t.Context(), asked(n), map[string]any{})
		}
		if got := len(c.buckets.all); got > 64 {
			t.Errorf("%d buckets", got)
		}
	})
}

func TestAnswerThatIsTooLongIsNotRead(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) {
		for range 6 << 10 {
			if _, err := w.Write(make([]byte, 1<<10)); err != nil {
				return
			}
		}
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		if _, err := c.FetchMessages(t.Context(), "1", "", 5); !errors.Is(err, ErrRefused) {
			t.Errorf("got %v", err)
		}
	})
}

func TestErrorsHaveNoToken(t *testing.T) {
	answer := func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		fmt.Fprint(w, `{"message":"bad a.very.secret-token"}`)
	}
	rest(t, answer, func(t *testing.T, c *Client) {
		_, err := c.Send(t.Context(), "1", map[string]any{})
		_, err2 := c.EditOriginal(t.Context(), asked(1), map[string]any{})
		c.config.API = "http://[::1"
		_, err3 := c.EditOriginal(t.Context(), asked(1), map[string]any{})
		for _, err := range []error{err, err2, err3} {
			if err == nil || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "itoken") {
				t.Errorf("got %v", err)
			}
		}
		if text := fmt.Sprintf("%v %+v %#v %s", c.config, c.config, c.config, asked(1).Token); strings.Contains(text, "secret") || strings.Contains(text, "itoken") {
			t.Errorf("got %s", text)
		}
	})
}
