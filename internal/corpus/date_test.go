package corpus

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestParseDate(t *testing.T) {
	t.Parallel()
	day := Date{2015, time.October, 21}
	for text, want := range map[string]Date{
		"2015-10-21":                       day,
		" 2015-10-21\n":                    day,
		"2015-10-21T23:30:00Z":             day,
		"2015-10-21T23:30:00+00:00":        day,
		"2015-10-21T00:30:00+09:00":        day, // the day as it is written, not in UTC
		"2015-10-21T23:30:00.123456-08:00": day,
		"2015-10-21T23:30:00":              day,
		"2015-10-21T23:30Z":                day,
		"2015-10-21 23:30:00":              day,
		"2016-02-29":                       {2016, time.February, 29},
	} {
		got, err := ParseDate(text)
		if err != nil || got != want {
			t.Errorf("%q: %v, %v; expected %v", text, got, err, want)
		}
	}
}

func TestImpossibleDates(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "2015", "2015-10", "2015-02-30", "2015-02-29", "2015-13-01", "2015-00-01", "2015-01-00", "2015-04-31",
		"21.10.2015", "10/21/2015", "21 October 2015", "2015-1-2", "15-10-21", "2015-10-21T25:00:00Z", "2015-10-21 or so",
	} {
		if got, err := ParseDate(text); err == nil {
			t.Errorf("%q: %v, expected an error", text, got)
		} else {
			mention(t, err, text, "YYYY-MM-DD")
		}
	}
}

func TestDateForms(t *testing.T) {
	t.Parallel()
	for date, want := range map[Date][2]string{
		{}:                       {"", ""},
		{2015, time.October, 21}: {"2015-10-21", "21 October 2015"},
		{2024, time.July, 4}:     {"2024-07-04", "4 July 2024"},
		{987, time.May, 1}:       {"0987-05-01", "1 May 987"},
	} {
		if got := [2]string{date.String(), date.Words()}; got != want {
			t.Errorf("%v: %q, expected %q", date, got, want)
		}
		if date.IsZero() != (want[0] == "") {
			t.Errorf("%v: unknown is %v", date, date.IsZero())
		}
	}
}

func TestCompareDates(t *testing.T) {
	t.Parallel()
	ordered := []Date{{2014, time.December, 31}, {2015, time.January, 1}, {2015, time.January, 31}, {2015, time.February, 1}}
	for i, a := range ordered {
		for j, b := range ordered {
			if got := a.Compare(b); got < 0 != (i < j) || got > 0 != (i > j) {
				t.Errorf("%v and %v: %d", a, b, got)
			}
		}
	}
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	if got := DateOf(time.Date(2015, time.October, 21, 3, 0, 0, 0, tokyo)); got != (Date{2015, time.October, 21}) {
		t.Errorf("the day in the time's own place: %v", got)
	}
}

// TestDateJSON: an unknown date stays unknown, and takes no room where the
// field is marked so.
func TestDateJSON(t *testing.T) {
	t.Parallel()
	type dates struct {
		Always Date `json:"always"`
		Known  Date `json:"known,omitzero"`
	}
	for want, in := range map[string]dates{
		`{"always":""}`: {},
		`{"always":"2015-10-21","known":"2024-07-04"}`: {Date{2015, time.October, 21}, Date{2024, time.July, 4}},
	} {
		data, err := json.Marshal(in)
		if err != nil || string(data) != want {
			t.Errorf("%v: %s, %v; expected %s", in, data, err, want)
		}
		out := dates{Always: Date{1999, time.May, 1}}
		if err := json.Unmarshal(data, &out); err != nil {
			t.Errorf("%s: %v", data, err)
		}
		if diff := cmp.Diff(in, out); diff != "" {
			t.Errorf("%s there and back (-want +got):\n%s", data, diff)
		}
	}
	var d Date
	if err := json.Unmarshal([]byte(`"2015-02-30"`), &d); err == nil {
		t.Errorf("an impossible day was read as %v", d)
	}
}
