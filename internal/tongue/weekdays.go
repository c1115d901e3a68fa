package tongue

import (
	"regexp"
	"strings"
)

// WeekdaySet has a bit for each weekday; Sunday is 0.
type WeekdaySet uint8

// signedWeekday is a weekday in Chinese, Japanese or Korean.
var signedWeekday = regexp.MustCompile(`(?:星期|周|週|礼拜|禮拜)([一二三四五六日天])|([日月火水木金土])曜|([일월화수목금토])요일`)

// Weekdays are the weekdays that a text names, in any language that the
// calendar has, as they are written there, and in the accusative of Slavic ones.
func Weekdays(text string) WeekdaySet {
	out := WeekdaySet(0)
	for _, m := range signedWeekday.FindAllStringSubmatch(text, -1) {
		for i, signs := range []string{"日一二三四五六天", "日月火水木金土", "일월화수목금토"} {
			if at := strings.Index(signs, m[i+1]); m[i+1] != "" {
				out |= 1 << (at / len("日") % 7)
			}
		}
	}
	names := weekdayNames()
	for _, word := range wordOfText.FindAllString(text, -1) {
		if Script(word) != "Latin" {
			word = strings.ToLower(word)
		}
		out |= names[word]
		for _, ending := range [][2]string{{"у", "а"}, {"ю", "я"}} {
			if stem, ok := strings.CutSuffix(word, ending[0]); ok {
				out |= names[stem+ending[1]]
			}
		}
	}
	return out
}
