package tongue

import (
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"github.com/mozillazg/go-unidecode"
)

// sounds are letters and pairs of letters that scripts exchange for one another
// when they write a name of another language, the longest first, and the sound
// that stands for them here. Vowels stand for none: endings are made of them,
// and some scripts leave them out.
var sounds = []struct{ letters, sound string }{
	{"shch", "s"}, {"tsch", "s"}, {"sch", "s"}, {"dzh", ""}, {"tsz", ""}, {"sh", "s"}, {"zh", ""}, {"ts", "s"}, {"tz", "s"}, {"th", "t"}, {"ph", "v"},
	{"kh", "k"}, {"ch", "k"}, {"ck", "k"}, {"gh", "k"}, {"qu", "k"}, {"ce", "s"}, {"ci", "s"},
	{"c", "k"}, {"k", "k"}, {"q", "k"}, {"g", "k"}, {"h", "k"}, {"x", "ks"},
	{"s", "s"}, {"z", "s"}, {"v", "v"}, {"w", "v"}, {"f", "v"},
	{"b", "b"}, {"p", "p"}, {"d", "d"}, {"t", "t"}, {"l", "l"}, {"m", "m"}, {"n", "n"}, {"r", "r"},
}

// greek are pairs of letters by which Greek writes sounds that it has no letter
// for.
var greek = strings.NewReplacer("μπ", "b", "ντ", "d", "γκ", "g", "γγ", "ng", "τζ", "dzh", "β", "v", "ευ", "ev", "αυ", "av")

// Skeleton is how a word sounds, without its vowels: "Берга", "Berg" and "بيرغ"
// are one. Of scripts that leave out vowels loose takes what may be one as such.
func Skeleton(word string, loose bool) string {
	word = strings.ToLower(word)
	if Script(word) == "Greek" {
		word = greek.Replace(stripMarks(word))
	}
	plain := strings.ToLower(unidecode.Unidecode(word))
	if strings.HasSuffix(plain, "ah") { // Sarah
		plain = strings.TrimSuffix(plain, "h")
	}
	var out []byte
	for len(plain) > 0 {
		n, sound := soundAt(plain)
		plain = plain[n:]
		if loose {
			sound = strings.ReplaceAll(strings.ReplaceAll(sound, "v", ""), "p", "b")
		}
		for i := range len(sound) {
			if k := len(out); k == 0 || out[k-1] != sound[i] {
				out = append(out, sound[i])
			}
		}
	}
	return string(out)
}

// soundAt is the sound at the beginning of a text, and how many letters have it.
func soundAt(plain string) (letters int, sound string) {
	for _, s := range sounds {
		if strings.HasPrefix(plain, s.letters) {
			if s.letters == "ce" || s.letters == "ci" {
				return 1, s.sound
			}
			return len(s.letters), s.sound
		}
	}
	return 1, ""
}

var softened = strings.NewReplacer("oh", "o", "ch", "sh", "ge", "je", "gi", "ji", "gy", "jy")

// soften is how a word in Latin letters may sound as well.
func soften(word string) string {
	word = strings.ToLower(word)
	if rest, silent := strings.CutPrefix(word, "h"); silent && rest != "" {
		word = rest
	}
	if strings.HasPrefix(word, "x") {
		word = "s" + word[1:]
	}
	return softened.Replace(word)
}

// openingOf is what a word begins with.
func openingOf(word string, loose bool) int {
	first := strings.ToLower(unidecode.Unidecode(word))
	switch {
	case loose || first == "" || strings.ContainsRune("hjywu'`", rune(first[0])):
		return 0
	case strings.ContainsRune("aeio", rune(first[0])):
		return 1
	}
	return -1
}

// sameName reports whether two skeletons can be of one name, with endings of
// other cases and of the people of a country.
func sameName(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch {
	case a == b:
		return true
	case len(a) < 2:
		return false
	case strings.HasPrefix(b, a):
		return len(b) == len(a)+1
	}
	return len(a) >= 4 && levenshtein.ComputeDistance(a, b) <= 1
}

// Word is a word of a text as names are looked for.
type Word struct {
	Text    string
	Sound   string // its consonants, as Skeleton gives them
	soft    string // as French and English may mean it: with a silent h, and g and ch as in "Geneva" and "Chirac"
	opening int    // 1: a vowel; -1: a consonant; 0: a letter that is either, or of a script that leaves vowels out
	Capital bool
	Opens   bool // at the beginning of a sentence or a quotation
}

// Words are the words of a text. A part behind a hyphen is one, and so is a
// part in another script: Chinese stands without spaces.
func Words(text string, loose bool) []Word {
	var out []Word
	opens, start, script := true, -1, ""
	end := func(at int) {
		if start >= 0 {
			out = append(out, wordAs(text[start:at], loose, opens))
			opens, start = false, -1
		}
	}
	for i, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && (start < 0 || !unicode.IsDigit(r)) {
			end(i)
			opens = opens || strings.ContainsRune(".!?…:;«“„\"(。！？।؟", r)
			continue
		}
		if s := scriptOfLetter(r); s != "" && unicode.IsLetter(r) && s != script {
			end(i)
			script = s
		}
		if start < 0 {
			start = i
		}
	}
	end(len(text))
	return out
}

func wordAs(word string, loose, opens bool) Word {
	first, _ := cutRune(word)
	return Word{word, Skeleton(word, loose), Skeleton(soften(word), loose), openingOf(word, loose), unicode.IsUpper(first), opens}
}

// Like reports whether a word can be the name o, as another language writes it.
func (w Word) Like(o Word) bool {
	const short = 3 // sounds; so few have to begin alike
	if w.opening*o.opening < 0 && min(len(w.Sound), len(o.Sound)) <= short {
		return false
	}
	return sameName(w.Sound, o.Sound) || o.soft != o.Sound && sameName(w.Sound, o.soft) ||
		attached(w.Text) && len(w.Sound) == len(o.Sound)+1 && strings.HasSuffix(w.Sound, o.Sound)
}

// attached reports whether a word may begin with one that means "and" or "to".
func attached(word string) bool { return attaches[Script(word)] }
