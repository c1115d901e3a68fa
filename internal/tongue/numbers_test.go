package tongue

import (
	"testing"
	"unicode"
)

// Numbers in the digits and with the words for thousands of many Count.
func TestNumbersInOtherScripts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"٩٠٠ طن": 900, "९०० टन": 900, "９００吨": 900, "𝟗𝟎𝟎": 900, "๙๐๐ ตัน": 900, "900 т": 900,
		"٣٬٠٠٠ شخص": 3000, "٢٫٥": 2.5, "3 000 человек": 3000, "3\u00a0000 человек": 3000, "3.000 Menschen": 3000, "2,5 %": 2.5,
		"40 млн крон": 4e7, "40 миллионов": 4e7, "2 тыс.": 2000, "5 миллиардов": 5e9, "40 εκατομμύρια": 4e7, "٤٠ مليون": 4e7, "40 מיליון": 4e7, "2 लाख": 2e5,
		"4000万": 4e7, "4千万": 4e7, "四千万": 4e7, "三亿": 3e8, "4000만": 4e7, "40 Millionen": 4e7, "3 Milliarden": 3e9, "40 millions": 4e7, "2 mila": 2,
		"九百吨": 900, "四小时": 4, "十二名": 12, "二十": 20, "一百零五": 105, "二〇一一年": 2011, "三千五百人": 3500, "十一月": 11, "两个": 2,
	} {
		if got := Numbers(text); len(got) != 1 || !got[0].Is(want) {
			t.Errorf("%s is read as %+v, want %v", text, got, want)
		}
	}
	for _, text := range []string{"统一", "一起", "万一", "十分", "", "один", "一个人"} {
		if got := Numbers(text); len(got) != 0 {
			t.Errorf("%s is read as %+v", text, got)
		}
	}
}

// Every decimal digit of Unicode has the value that its kind gives it: kinds have
// ten in a row.
func TestDigits(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.Is(unicode.Nd, r) {
			continue
		}
		if d := digitOf(r); d < 0 || d > 9 || d < 9 && digitOf(r+1) != d+1 {
			t.Errorf("%U is %d", r, d)
		}
	}
}

func FuzzNumbers(f *testing.F) {
	for _, s := range []string{"٣٬٠٠٠", "二〇一一年五月十四日", "4千万", "1.2.3", "3\u00a0000 млн", "९००", "5 billion", "0000-00-00", "99月99日", "14 мая 2011"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		plain := Digits(text)
		for _, n := range Numbers(text) {
			if n.Start < 0 || n.End > len(plain) || plain[n.Start:n.End] != n.Text || len(n.Values) == 0 {
				t.Errorf("%q: %+v", text, n)
			}
		}
		for _, d := range Dates(plain) {
			if d.Start < 0 || d.End > len(plain) || d.Start > d.End || d.months == 0 || !d.Covers(d) {
				t.Errorf("%q: %+v", text, d)
			}
		}
		if len(WithoutDates(plain)) != len(plain) {
			t.Errorf("%q without its dates is of another length", text)
		}
	})
}
