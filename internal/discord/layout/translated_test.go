package layout

import (
	"strings"
	"testing"
)

// A translation says below it what was checked, and the answer what was not.
func TestTranslatedClaims(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		layout         Layout
		namesUnchecked bool
		want, note     string
	}{
		{english0, false, "translated; checked as: The pier *opens* in May.", "its names, numbers and dates were compared"},
		{english0, true, "translated; checked as: The pier *opens* in May.", "its names could not be compared"},
		{In("de", Options{}), false, "übersetzt; geprüft als: The pier *opens* in May.", "Namen, Zahlen und Daten"},
		{In("de", Options{}), true, "übersetzt; geprüft als: The pier *opens* in May.", "Namen ließen sich nicht"},
	} {
		r, _ := exchange()
		claim := &r.Claims[0]
		claim.Text, claim.TranslationOf, claim.FactsOnly, claim.NamesUnchecked = "Пирс откроется в мае.", "The pier *opens* in May.", true, c.namesUnchecked
		got := read(c.layout.Answer(r)[0].Text()).text.String()
		if !strings.Contains(got, "Пирс откроется в мае. [1]\n"+c.want+"\n") || !strings.Contains(got, c.note) {
			t.Errorf("there is no %q or %q in\n%s", c.want, c.note, got)
		}
		if strings.Count(got, c.want) != 1 || strings.Contains(got, "the wording was not") {
			t.Errorf("it says too much:\n%s", got)
		}
		if writing := read(c.layout.Writing(r)[0].Text()).text.String(); !strings.Contains(writing, c.want) {
			t.Errorf("while it is written there is no %q in\n%s", c.want, writing)
		}
	}
}
