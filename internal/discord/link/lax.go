package link

import "encoding/json"

// lax is a T, or its zero value where what is sent is none.
type lax[T any] struct{ is T }

// UnmarshalJSON never fails.
func (l *lax[T]) UnmarshalJSON(data []byte) error {
	var is T
	if json.Unmarshal(data, &is) == nil {
		l.is = is
	}
	return nil
}

type (
	text   string // empty unless a string is sent
	number int    // 0 unless a whole number is sent
	flag   bool   // false unless true is sent
	scalar string // a string, or a number or boolean as it is written
)

func (t *text) UnmarshalJSON(data []byte) error {
	var s string
	if json.Unmarshal(data, &s) == nil {
		*t = text(s)
	}
	return nil
}

func (n *number) UnmarshalJSON(data []byte) error {
	var i int
	if json.Unmarshal(data, &i) == nil {
		*n = number(i)
	}
	return nil
}

func (f *flag) UnmarshalJSON(data []byte) error {
	*f = string(data) == "true"
	return nil
}

func (s *scalar) UnmarshalJSON(data []byte) error {
	var quoted string
	switch {
	case json.Unmarshal(data, &quoted) == nil:
		*s = scalar(quoted)
	case len(data) > 0 && data[0] != '{' && data[0] != '[':
		*s = scalar(data)
	}
	return nil
}
