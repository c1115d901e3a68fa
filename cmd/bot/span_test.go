package main

import (
	"testing"
	"time"
)

// FuzzSpan: what is read as a time is written so that it is read as the same.
func FuzzSpan(f *testing.F) {
	for _, text := range []string{"30d", "0d", "1h", "-5h", "1h30m", "65535d", "65536d", "d", "1.5d", "1e9h", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var read, again span
		if read.UnmarshalText([]byte(text)) != nil {
			return
		}
		if err := again.UnmarshalText([]byte(read.String())); err != nil || again != read {
			t.Errorf("%q is %s, and then %s: %v", text, time.Duration(read), time.Duration(again), err)
		}
	})
}
