package openai

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"dateline/internal/answer"
)

// decode reads text in pieces of so many bytes.
func decode(text string, size int) (got []answer.Proposal, c *claims, err error) {
	c = &claims{got: func(p answer.Proposal) error {
		got = append(got, p)
		return nil
	}}
	for i := 0; i < len(text) && err == nil; i += size {
		err = c.write(text[i:min(i+size, len(text))])
	}
	return got, c, err
}

func proposal(text, passage, quote string) answer.Proposal {
	return answer.Proposal{Text: text, Evidence: []answer.Proposed{{Passage: passage, Quote: quote}}}
}

const (
	one = `{"text":"A.","evidence":[{"passage":"p1","quote":"a b c d"}]}`
	two = `{"text":"B.","evidence":[{"passage":"p2","quote":"e f g h"}]}`
)

func TestClaimsAreFound(t *testing.T) {
	t.Parallel()
	a, b := proposal("A.", "p1", "a b c d"), proposal("B.", "p2", "e f g h")
	both := []answer.Proposal{a, b}
	for name, tt := range map[string]struct {
		text      string
		want      []answer.Proposal
		malformed int
		end       string // a word of what is wrong in the end; "": nothing
	}{
		"an object":               {`{"claims":[` + one + `,` + two + `]}`, both, 0, ""},
		"lines":                   {one + "\n" + two + "\n", both, 0, ""},
		"lines without an end":    {one + two, both, 0, ""},
		"a bare list":             {`[` + one + `, ` + two + `]`, both, 0, ""},
		"written on many lines":   {"{\n  \"claims\" :\t[\r\n" + one + "\n,\n" + two + "\n]\n}", both, 0, ""},
		"an object a line":        {`{"claims":[` + one + `]}` + "\n" + `{"claims":[` + two + `]}`, both, 0, ""},
		"in a fence":              {"```json\n{\"claims\":[" + one + "," + two + "]}\n```\n", both, 0, ""},
		"prose around":            {"Here you are [1]: “" + one + "”, and {so} on: {{" + two + "}} \"quoted\" {", both, 0, ""},
		"something before":        {`{"notes":{"a":[1,2]},"claims":[` + one + `],"more":[{"text":"x"}]}` + two, both, 0, ""},
		"much before":             {`{"notes":"` + strings.Repeat(".", 2*mostClaim) + `","claims":[` + one + `,` + two + `]}`, both, 0, ""},
		"no claim":                {`{"claims":[]}`, nil, 0, ""},
		"no claim, lines":         {"{}\n", nil, 0, ""},
		"no claim, null":          {`{"claims":null}`, nil, 0, ""},
		"empty claims":            {`{"claims":[{},{"text":"","evidence":[]},null,` + one + `]}`, both[:1], 0, ""},
		"no evidence":             {`{"text":"C."}`, []answer.Proposal{{Text: "C."}}, 0, ""},
		"unknown fields":          {`{"text":"A.","sure":[{"x":{}}],"evidence":[{"passage":"p1","quote":"a b c d","page":3}]}`, both[:1], 0, ""},
		"twice the same key":      {`{"text":"X","text":"A.","evidence":[{"passage":"p1","quote":"a b c d"}]}`, both[:1], 0, ""},
		"wrong types":             {`{"claims":[{"text":5},{"text":null},{"text":"X","evidence":"p1"},{"text":"X","evidence":{}},7,"x",` + one + `]}`, both[:1], 4, ""},
		"only wrong types":        {`{"claims":[{"text":5}]}`, nil, 1, "cannot be read"},
		"no keys":                 {`{"claims":[{text:"X"}, ` + one + `]}`, both[:1], 1, ""},
		"no comma":                {`{"claims":[{"text":"X" "evidence":[]},` + one + `]}`, both[:1], 1, ""},
		"a string that is open":   {`{"text":"X","evidence":[]` + "\n" + `{"text":"A` + "\n" + two, both[1:], 1, ""},
		"a bracket that is wrong": {`{"claims":[{"text":"X","evidence":[}]},` + one + `]}`, nil, 1, "cannot be read"},
		"another object":          {`{"answer":"They met."}`, nil, 1, "cannot be read"},
		"too large a claim":       {`{"claims":[{"text":"` + strings.Repeat("x", mostClaim) + `"},` + two + `]}`, both[1:], 1, ""},
		"too deep a claim":        {`{"claims":[{"text":"X","x":` + strings.Repeat("[", 20) + strings.Repeat("]", 20) + `},` + two + `]}`, both[1:], 1, ""},
		"deep without an end":     {strings.Repeat(`{"a":[`, 10_000), nil, 0, "in the middle"},
		"cut":                     {`{"claims":[` + one + `,{"text":"B`, both[:1], 0, ""},
		"cut in the first":        {`{"claims":[{"text":"B`, nil, 0, "in the middle"},
		"prose":                   {"They met in spring. {I think} [1].", nil, 0, "prose"},
		"nothing but space":       {" \n", nil, 0, "prose"},
		"braces in strings":       {`{"claims":[{"text":"A.","x":"}]}{\"","evidence":[{"passage":"p1","quote":"a b c d"}]}]}`, both[:1], 0, ""},
		"escapes": {`{"text":"\u00e9\ud83d\ude00 \"x\" \\ \/ \ud83d","evidence":[{"passage":"p\u0031","quote":"a\u0000b"}]}`,
			[]answer.Proposal{proposal("é😀 \"x\" \\ / \ufffd", "p1", "a\x00b")}, 0, ""},
		"other scripts":      {`{"text":"Şişli’de — 会議😀","evidence":[]}`, []answer.Proposal{{Text: "Şişli’de — 会議😀", Evidence: []answer.Proposed{}}}, 0, ""},
		"a translation":      {`{"text":"Да.","translation_of":"Yes.","evidence":[]}`, []answer.Proposal{{Text: "Да.", TranslationOf: "Yes.", Evidence: []answer.Proposed{}}}, 0, ""},
		"no translation":     {`{"text":"A.","translation_of":null,"evidence":[]}`, []answer.Proposal{{Text: "A.", Evidence: []answer.Proposed{}}}, 0, ""},
		"what is not UTF-8":  {"{\"text\":\"a\xffb\xc3\"}", []answer.Proposal{{Text: "a\ufffdb\ufffd"}}, 0, ""},
		"a claim as a quote": {`{"text":"A.","evidence":[{"passage":"p1","quote":"{\"text\":\"forged\"}"}]}`, []answer.Proposal{proposal("A.", "p1", `{"text":"forged"}`)}, 0, ""},
	} {
		for _, size := range []int{1, 2, 3, 5, 7, 64, 1 << 20} {
			got, c, err := decode(tt.text, size)
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" || c.malformed != tt.malformed {
				t.Errorf("%s, %d bytes at a time: %d malformed, want %d; (-want +got)\n%s", name, size, c.malformed, tt.malformed, diff)
			}
			if end := c.end(); (end == nil) != (tt.end == "") || end != nil && !strings.Contains(end.Error(), tt.end) {
				t.Errorf("%s: %v in the end, want %q", name, end, tt.end)
			}
		}
	}
}

// A claim is handed over with its last byte.
func TestClaimsAreHandedOverAtOnce(t *testing.T) {
	t.Parallel()
	for _, before := range []string{"", `{"claims":[`, "```\n"} {
		_, c, err := decode(before+one[:len(one)-1], 1)
		if err != nil || c.handed != 0 {
			t.Fatalf("%d handed over; %v", c.handed, err)
		}
		if err := c.write("}"); err != nil || c.handed != 1 {
			t.Errorf("%d handed over; %v", c.handed, err)
		}
	}
}

func TestReceiverOfClaimsFails(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough")
	c := &claims{got: func(answer.Proposal) error { return enough }}
	if err := c.write(one + two); !errors.Is(err, enough) || c.handed != 1 {
		t.Errorf("%v after %d claims", err, c.handed)
	}
}

func TestClaimsAreBounded(t *testing.T) {
	t.Parallel()
	got, c, err := decode(strings.Repeat(one+"\n", 10_000), 4)
	if err == nil || len(got) < 1000 || c.bytes > mostContent+4 {
		t.Errorf("%v after %d claims and %d bytes", err, len(got), c.bytes)
	}
	if _, c, _ = decode(`{"text":"`+strings.Repeat("x", mostContent-100), 1<<12); cap(c.buffer) > 2*mostClaim {
		t.Errorf("%d bytes are kept", cap(c.buffer))
	}
}

// Any bytes in any pieces: the same claims, within bounds, and of a well-formed
// answer those that encoding/json finds.
func FuzzClaims(f *testing.F) {
	for _, seed := range []string{
		one, `{"claims":[` + one + "," + two + `]}`, "```json\n" + one + "\n```", `{"claims":[{"text":"\ud83d\ude00"},null,{}]}`, `{"a{[`, "{\"text\":\"\n{" + one,
		`{"claims":[{"text":5}],"claims":[` + two + `]}`, `[[{"claims":[[` + one + `]]}]]`, "\xff{\"text\":\"\xe2\x82", `{"text":"a","evidence":[{"quote":null}]}`,
	} {
		f.Add(seed, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text string, size uint8) {
		whole, a, errA := decode(text, len(text)+1)
		parts, b, errB := decode(text, int(size)+1)
		if (errA == nil) != (errB == nil) {
			t.Fatalf("whole: %v; in parts: %v", errA, errB)
		}
		if diff := cmp.Diff(whole, parts); diff != "" && errA == nil {
			t.Fatalf("the pieces matter (-whole +parts):\n%s", diff)
		}
		if errA == nil && (a.malformed != b.malformed || fmt.Sprint(a.end()) != fmt.Sprint(b.end())) {
			t.Fatalf("%d and %d malformed; %v and %v", a.malformed, b.malformed, a.end(), b.end())
		}
		for _, p := range whole {
			if !utf8.ValidString(p.Text) || len(p.Text) > 3*mostClaim {
				t.Fatalf("a text of %d bytes: %.100q", len(p.Text), p.Text)
			}
		}
		if cap(a.buffer) > 2*mostClaim {
			t.Fatalf("%d bytes are kept", cap(a.buffer))
		}
	})
}

// Drafts as the program encodes them come back as they were.
func FuzzClaimsComeBack(f *testing.F) {
	f.Add("They met.", "p1", "on \"Monday\" {they} met", true)
	f.Add("\u2028\x00é", "}", "]", false)
	f.Fuzz(func(t *testing.T, text, passage, quote string, lines bool) {
		want := draft{Claims: []answer.Proposal{proposal(text, passage, quote), proposal(quote, passage, text)}}
		body, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		written := string(body)
		if lines {
			written = ""
			for _, c := range want.Claims {
				line, err := json.Marshal(c)
				if err != nil {
					t.Fatal(err)
				}
				written += string(line) + "\n"
			}
		}
		if len(written) > mostClaim {
			t.Skip("larger than a claim may be")
		}
		var again draft
		if err := json.Unmarshal(body, &again); err != nil {
			t.Fatal(err)
		}
		var expected []answer.Proposal
		for _, c := range again.Claims {
			if strings.TrimSpace(c.Text) != "" {
				expected = append(expected, c)
			}
		}
		got, c, err := decode(written, 3)
		if diff := cmp.Diff(expected, got); diff != "" || err != nil || c.malformed != 0 {
			t.Fatalf("%v; %d malformed (-want +got):\n%s", err, c.malformed, diff)
		}
	})
}

// BenchmarkClaims reads a draft of six claims as it comes, beside encoding/json
// on the whole.
func BenchmarkClaims(b *testing.B) {
	six := `{"claims":[` + strings.Repeat(one+",", 5) + two + `]}`
	b.Run("a token at a time", func(b *testing.B) {
		b.SetBytes(int64(len(six)))
		for b.Loop() {
			if got, _, err := decode(six, 4); err != nil || len(got) != 6 {
				b.Fatal(len(got), err)
			}
		}
	})
	b.Run("encoding-json, all at once", func(b *testing.B) {
		b.SetBytes(int64(len(six)))
		for b.Loop() {
			var d draft
			if err := json.Unmarshal([]byte(six), &d); err != nil || len(d.Claims) != 6 {
				b.Fatal(len(d.Claims), err)
			}
		}
	})
}
