package tongue

import (
	"slices"
	"strings"
)

// exonyms are names that other languages have quite another word for, a group a
// line: English words, and behind the bar how the others begin, without case.
var exonyms = exonymsOf(`
	us usa america american americans united states | сша соединённ соединенн штат америк сполучен ηπα ηνωμέν πολιτεί αμερικ usa ee.uu vereinigt staat états unis états-unis estados unidos stati uniti amerik
	uk britain british united kingdom | великобритан британ соединённ соединенн королевств βρεταν ηνωμέν βασίλει vereinigt königreich großbritann britisch royaume uni bretagn britanni reino regno
	un united nations | оон объединённ объединенн наци οηε ηνωμέν εθν uno onu vereint nation nations unies naciones unidas nazioni
	eu european union | ес евросоюз европейск союз єс европейськ εε ευρωπαϊκ ένωση ue europäisch union européenn europea unión unione
	china chinese | кита κίν chin
	turkey turkish turks | турц турец туреч τουρκ türk turq turc turch
	germany german germans | германи немец немц німеччин γερμαν deutsch allemagne allemand aleman tedesch niemc
	greece greek greeks | греци греч грек ελλάδ έλλην griech grec grieg
	hungary hungarian | венгр угорщин ουγγαρ ungar hongr ungher
	england english | англи αγγλ
	switzerland swiss | швейцар ελβετ schweiz suisse suiz svizzer
	austria austrian | австри αυστρ österreich autrich
	saudi arabia | сауд арави σαουδ αραβ saudi-arab arabie saoudite
	japan japanese | япон ιαπων japan japon giappon
	white house | белый белого белом білий білого дом λευκ οίκος weiß haus maison blanche casa blanca casa bianca
	kremlin | кремл κρεμλίν kreml
`)

type exonym struct{ english, others []string }

func exonymsOf(table string) []exonym {
	var out []exonym
	for line := range strings.Lines(table) {
		if english, others, ok := strings.Cut(line, "|"); ok {
			out = append(out, exonym{strings.Fields(english), strings.Fields(others)})
		}
	}
	return out
}

// IsExonym reports whether a word of another language names something that a
// statement names by quite another word.
func IsExonym(word string, statement []Word) bool {
	word = strings.ToLower(word)
	return slices.ContainsFunc(exonyms, func(e exonym) bool {
		return slices.ContainsFunc(e.others, func(o string) bool {
			return word == o || len([]rune(o)) > 3 && strings.HasPrefix(word, o) || len([]rune(o)) == 3 && strings.HasPrefix(word, o) && len([]rune(word)) <= 5
		}) && slices.ContainsFunc(statement, func(s Word) bool { return s.Capital && slices.Contains(e.english, strings.ToLower(s.Text)) })
	})
}
