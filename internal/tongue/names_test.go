package tongue

import (
	"strings"
	"testing"
)

// Names as other Count write them, in several cases of each, and those of
// others, which must not be taken for them.
func TestNamesInOtherScripts(t *testing.T) {
	t.Parallel()
	for name, forms := range map[string]struct{ same, other string }{
		"Berg":       {"Берг Берга Бергом Μπεργκ ברג बर्ग بيرغ Բերգ", "Брандт Петров Μπράντ"},
		"Torres":     {"Торрес Торресом Τόρες توريس Тореса", "Берг Горас Flores Флорес"},
		"Lugano":     {"Лугано Λουγκάνο لوغانو", "Милано Локарно"},
		"Putin":      {"Путин Путина Путиным Πούτιν بوتين पुतिन Путіна", "Пушкин Распутин Πετρίν"},
		"Assad":      {"Асад Асада Асадом Άσαντ", "Саддам Саид Саддама"},
		"Zelensky":   {"Зеленский Зеленским Зеленського Ζελένσκι", "Порошенко"},
		"Macron":     {"Макрон Макрону Μακρόν", "Маркон Меркель"},
		"Hollande":   {"Олланд Олландом", "Голдман"},
		"Johnson":    {"Джонсон Джонсона Τζόνσον", "Джексон Петерсон"},
		"Geneva":     {"Женева Женеве Γενεύη", "Вена Гаага"},
		"Chirac":     {"Ширак Ширака Σιράκ", "Чернов"},
		"Xi":         {"Си", "Ли Ван"},
		"Jinping":    {"Цзиньпин Цзиньпина", "Цзэминь Цзиньтао"},
		"Moscow":     {"Москва Москве Москву Μόσχα Moskau Moscou Moskwa", "Минск Мюнхен"},
		"Kremlin":    {"Кремль Кремле Κρεμλίνο Kreml", "Кремниев"},
		"Washington": {"Вашингтон Вашингтоне Ουάσινγκτον", "Вильнюс"},
		"Damascus":   {"Дамаск Дамаске Δαμασκός دمشق Damaskus", "Дамиан Данциг"},
		"Greece":     {"Греция Греции", "Гренада"},
		"Erdogan":    {"Эрдоган Эрдоганом Ερντογάν أردوغان", "Эрхард"},
		"Churchill":  {"Черчилль Черчилля", "Чернышев"},
	} {
		of := Words(name, false)[0]
		for w := range strings.FieldsSeq(forms.same) {
			loose := !Cased(w)
			if !Words(w, loose)[0].Like(Words(name, loose)[0]) {
				t.Errorf("%s (%s) is not %s (%s)", w, Words(w, loose)[0].Sound, name, of.Sound)
			}
		}
		for w := range strings.FieldsSeq(forms.other) {
			if Words(w, false)[0].Like(of) {
				t.Errorf("%s (%s) is taken for %s (%s, %s)", w, Words(w, false)[0].Sound, name, of.Sound, of.soft)
			}
		}
	}
}

// Names that another language has quite another word for.
func TestExonyms(t *testing.T) {
	t.Parallel()
	for word, of := range map[string]string{
		"США": "The United States said so.", "Турции": "Turkish officials", "Китаем": "The Chinese", "ООН": "the UN", "Vereinigten": "United Nations", "Ελλάδα": "Greece", "Белого": "the White House",
	} {
		if !IsExonym(word, Words(of, false)) {
			t.Errorf("%s does not stand for a name of %q", word, of)
		}
		if IsExonym(word, Words("Berg met Torres in Lugano.", false)) || IsExonym(word, Words("the white turkey", false)) {
			t.Errorf("%s stands for any name", word)
		}
	}
	for _, word := range []string{"Естонии", "Берг", "Белград", "Китеж", "Unicredit"} {
		if IsExonym(word, Words("The EU and the UN met in the United States.", false)) {
			t.Errorf("%s is taken for a name of the statement", word)
		}
	}
}
