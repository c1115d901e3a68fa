package answer

import (
	"slices"
	"testing"

	"dateline/internal/retrieval"
)

// unseen are false drafts that the rules do not see; each is to go.
var unseen = []string{
	`Voss was confident that a contract would be signed before summer.`,
	`Greta Sand said the government had got too much and paid too little.`,
	`Most economists agree with Jon Rask that Marosia got what it wanted.`,
	`Ruiz's deputy Nora Blum was the one who doubted that a contract would be signed.`,
	`Turkey was still protecting some of Assad's troops in Syria's northwest in July 2024.`,
	`The Turkish government achieved a safe and voluntary return for refugees from Syria.`,
	`Russian media concentrated on militias supported by the West.`,
	`A human rights group in London suggested that the Russian embassy had spread disinformation.`,
	`Putin said that at least 4,000 Syrians were fighting the army of the former Soviet republics.`,
	`Erdogan opened a “terror corridor” in northern Syria in 2019.`,
	`A Turkish newspaper reported that Moscow would host a meeting of Assad and Erdogan in August 2024.`,
	`Torres wrote nearly 1,200 letters to the islanders.`,
	`Vek received Marin, Ida Holt and Jon Rask together.`,
	`Rivals in Assad's government overthrew him while he was in Moscow.`,
	`Iraq's government would please Russia by bombing ISIS.`,
	`Erdogan works with Assad to ensure the return of refugees.`,
	`Large traders ignore the ban on unwashed salt.`,
	`The contract lets both sides leave immediately.`,
	`The tunnel was closed by the herders.`,
	`Putin discussed the Syrian war with the Emir of Qatar a day after speaking to Trump.`,
	`Russian media concentrated on the militias supported by the West.`,
	`Turkish offensives were directed at troops opposed to Assad.`,
	`Modi and Orban met each other in the Kremlin.`,
	`Bennett wrote that the West had isolated Putin.`,
}

// shownOf are the texts of the drafts that are shown, and how many were tried:
// those about a library that is not at hand are left out.
func shownOf(t *testing.T, at map[string]library, rows []drafted) (shown []string, tried int) {
	t.Helper()
	for _, d := range rows {
		l, ok := at[d.about]
		if !ok {
			continue
		}
		p := Proposal{Text: d.text}
		for i := 0; i < len(d.evidence); i += 2 {
			p.Evidence = append(p.Evidence, l.sentence(t, d.evidence[i], d.evidence[i+1]))
		}
		tried++
		c := newChecker(l.searcher, retrieval.Query{}, retrieval.Filter{}, l.passages, nil)
		rule, reason, _ := ruleOf(t, c, p)
		if rule == "" {
			shown = append(shown, d.text)
			continue
		}
		t.Logf("%s (%s): %s", rule, reason, d.text)
	}
	return shown, tried
}

// TestHeldOutBadDrafts fails when a false draft is shown that is not known to be,
// and when one that is known is no longer.
func TestHeldOutBadDrafts(t *testing.T) {
	t.Parallel()
	at := libraries(t)
	rows := slices.Concat(heldBad, moreBad, freshBad)
	shown, tried := shownOf(t, at, rows)
	for _, text := range shown {
		if !slices.Contains(unseen, text) {
			t.Errorf("shown: %s", text)
		}
	}
	for _, d := range rows {
		if _, here := at[d.about]; here && slices.Contains(unseen, d.text) && !slices.Contains(shown, d.text) {
			t.Errorf("no longer shown, so no longer unseen: %s", d.text)
		}
	}
	t.Logf("%d of %d false drafts shown", len(shown), tried)
}

// TestHeldOutGoodDrafts fails when fewer than 90 of 100 honest drafts are shown.
func TestHeldOutGoodDrafts(t *testing.T) {
	t.Parallel()
	shown, tried := shownOf(t, libraries(t), slices.Concat(heldGood, moreGood))
	if 100*len(shown) < 90*tried {
		t.Errorf("%d of %d honest drafts shown; at least 90%% have to be", len(shown), tried)
	}
	t.Logf("%d of %d honest drafts shown", len(shown), tried)
}

// TestFreshGoodDrafts fails when fewer than 75 of 100 drafts are shown of those
// that the rules were mended by last. Those that are not are what the rules cost.
func TestFreshGoodDrafts(t *testing.T) {
	t.Parallel()
	shown, tried := shownOf(t, libraries(t), slices.Concat(freshGood, secondGood))
	if 100*len(shown) < 75*tried {
		t.Errorf("%d of %d honest drafts shown; at least 75%% have to be", len(shown), tried)
	}
	t.Logf("%d of %d honest drafts shown", len(shown), tried)
}
