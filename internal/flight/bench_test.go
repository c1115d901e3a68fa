package flight

import (
	"context"
	"testing"

	"golang.org/x/sync/singleflight"
)

// What sharing costs beside singleflight, which has no events, no goroutine and
// keeps nothing.
func BenchmarkDo(b *testing.B) {
	f := func(context.Context, func(int)) (string, error) { return "answer", nil }
	b.Run("singleflight", func(b *testing.B) {
		var g singleflight.Group
		for b.Loop() {
			_, _, _ = g.Do("key", func() (any, error) { return "answer", nil })
		}
	})
	b.Run("new", func(b *testing.B) {
		s := New[int](Config[string]{})
		for b.Loop() {
			_, _, _ = s.Do(b.Context(), "key", nil, f)
		}
	})
	b.Run("kept", func(b *testing.B) {
		s := New[int](Config[string]{Answers: 1})
		for b.Loop() {
			_, _, _ = s.Do(b.Context(), "key", nil, f)
		}
	})
}
