package answer

import (
	"context"
	"testing"

	"dateline/internal/retrieval"
)

// pass is a made-up corpus for what slipped through, or was dropped, when the
// rules were tried on real reports.
var pass = map[string]string{
	"corpus.yaml": `
name: Talks at the pass
events:
  - {id: bregen-2014, name: "Bregen, April 2014", date: 2014-04-08, place: "the Town Hall, Bregen", participants: [Olga Marin, Tomas Vek]}
outlets:
  - {name: The Ridge Post}
  - {name: Radio Fjell}
documents:
  - {file: ridge.txt, outlet: The Ridge Post, kind: article, headline: Marin in Bregen, published: 2014-04-09, event: bregen-2014}
  - {file: fjell.txt, outlet: Radio Fjell, kind: article, headline: A guest, published: 2014-04-09, event: bregen-2014}
`,
	"ridge.txt": `Sollian President Olga Marin drove to Bregen on Tuesday for talks with Norrish President Tomas Vek. The Sollian police have begun a search of the valley, and herders fled to the capital.

The two discussed the tunnel. The Norrish leader gave a reason for closing it: “Sadly, at least 700 lorries came through without papers.”

Officials said that the tunnel did more harm than good. The ruling is widely seen as having turned the vote in favour of the herders. Norland initially aimed to close the pass for good.

One newspaper says that two herders were wounded at the pass. Marin's visit came a day ahead of talks between the herders and the traders. Also on Thursday, the herders are due to assemble for three days of talks; their march through Bregen follows a week later.`,
	"fjell.txt": `Norrish President Tomas Vek received his Sollian colleague in Bregen on Tuesday.

“I am so pleased that you came,” Tomas Vek was heard murmuring to his guest.

Before Marin, Vek's latest guests were the painter Ida Holt and the singer Jon Rask.

Olga Marin crossed the pass in a coach that was built in 1950. It has become illegal in Norland to fell trees by the tunnel, and the crowd at the pass was small.

As soon as Marin lifts the toll, the shops will open.

The shops will open in spring. It was the first time that Vek met Ida Holt since 2010.

Last month Vek met Ida Holt at a fair in Utby, in the company of Jon Rask of Bregen.`,
}

func passDesk(t *testing.T) desk {
	t.Helper()
	d := desk{filled(t, pass), map[string]retrieval.Hit{}}
	for _, id := range []string{"ridge", "fjell"} {
		document, err := d.searcher.Document(context.Background(), id)
		if err != nil || len(document.Passages) != 1 {
			t.Fatalf("%s: %d passages, error %v", id, len(document.Passages), err)
		}
		d.passages[id] = retrieval.Hit{Passage: document.Passages[0], Header: document.Header, Hash: "v1"}
	}
	return d
}

var passBad = []row{
	{rule: ruleSpeaker, text: "Marin said at least 700 lorries came through without papers.", evidence: on("ridge", "at least 700 lorries came through without papers")},
	{rule: rulePolarity, text: "Officials said that the tunnel did more good than harm.", evidence: on("ridge", "Officials said that the tunnel did more harm than good.")},
	{rule: rulePolarity, text: "The ruling turned the vote against the herders.", evidence: on("ridge", "The ruling is widely seen as having turned the vote in favour of the herders.")},
	{rule: rulePolarity, text: "Marin's visit came a day after talks between the herders and the traders.", evidence: on("ridge", "Marin's visit came a day ahead of talks between the herders and the traders.")},
	{rule: rulePolarity, text: "Marin visited Bregen after the talks between the herders and the traders.", evidence: on("ridge", "Marin's visit came a day ahead of talks between the herders and the traders.")},
	{rule: ruleHedge, text: "Norland aims to close the pass for good.", evidence: on("ridge", "Norland initially aimed to close the pass for good.")},
	{rule: ruleHedge, text: "Two herders were wounded at the pass.", evidence: on("ridge", "One newspaper says that two herders were wounded at the pass.")},
	{rule: ruleCause, text: "Marin drove to Bregen because the police had begun a search of the valley.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday for talks", "ridge", "The Sollian police have begun a search of the valley")},
	{rule: ruleCause, text: "Marin drove to Bregen in order to discuss the tunnel.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday", "ridge", "The two discussed the tunnel.")},
	{rule: ruleCause, text: "Due to the search of the valley, Marin drove to Bregen on Tuesday.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday", "ridge", "The Sollian police have begun a search of the valley")},
	{rule: ruleDate, text: "The herders were to assemble on Thursday, 3 April 2014.", evidence: on("ridge", "Also on Thursday, the herders are due to assemble")},
	{rule: rulePolarity, text: "It is legal in Norland to fell trees by the tunnel.", evidence: on("fjell", "It has become illegal in Norland to fell trees by the tunnel")},
	{rule: rulePolarity, text: "The crowd at the pass was large.", evidence: on("fjell", "the crowd at the pass was small")},
	{rule: ruleHedge, text: "Marin lifted the toll.", evidence: on("fjell", "As soon as Marin lifts the toll, the shops will open.")},
	{rule: ruleHedge, text: "The shops opened in spring.", evidence: on("fjell", "The shops will open in spring.")},
	{rule: ruleRoles, text: "Vek met Ida Holt at a fair in Bregen.", evidence: on("fjell", "Vek met Ida Holt at a fair in Utby, in the company of Jon Rask of Bregen.")},
	// Who is where has to stand in what is quoted.
	{rule: ruleSupport, text: "Marin was in Norland on 8 April 2014.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday", "ridge", "Norland initially aimed to close the pass for good.")},
	{rule: ruleSupport, text: "Vek, Marin, Bregen.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday")},
}

var passGood = []row{
	{text: "Vek said at least 700 lorries had come through without papers.", evidence: on("ridge", "at least 700 lorries came through without papers")},
	{text: "Officials said the tunnel was doing more harm than good.", evidence: on("ridge", "Officials said that the tunnel did more harm than good.")},
	{text: "Talks between the herders and the traders came a day after Marin's visit.", evidence: on("ridge", "Marin's visit came a day ahead of talks between the herders and the traders.")},
	{text: "Marin's visit came one day before talks between the herders and the traders.", evidence: on("ridge", "Marin's visit came a day ahead of talks between the herders and the traders.")},
	{text: "Norland at first aimed to close the pass for good.", evidence: on("ridge", "Norland initially aimed to close the pass for good.")},
	{text: "Vek had not met Ida Holt since 2010.", evidence: on("fjell", "It was the first time that Vek met Ida Holt since 2010.")},
	{text: "Norland originally aimed to close the pass for good.", evidence: on("ridge", "Norland initially aimed to close the pass for good.")},
	{text: "A newspaper reported that two herders were wounded at the pass.", evidence: on("ridge", "One newspaper says that two herders were wounded at the pass.")},
	{text: "The herders were to assemble for three days of talks on Thursday, 10 April 2014.", evidence: on("ridge", "Also on Thursday, the herders are due to assemble")},
	{text: "Both The Ridge Post and Radio Fjell reported that Marin was in Bregen on 8 April 2014.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday", "fjell", "Norrish President Tomas Vek received his Sollian colleague in Bregen on Tuesday.")},
	{text: "Marin was in Bregen on 8 April 2014.", evidence: on("ridge", "Sollian President Olga Marin drove to Bregen on Tuesday")},
	{text: "Vek met Ida Holt at a fair in Utby.", evidence: on("fjell", "Vek met Ida Holt at a fair in Utby, in the company of Jon Rask of Bregen.")},
	{text: "The shops are to open in spring.", evidence: on("fjell", "The shops will open in spring.")},
	{text: "The shops will open once Marin lifts the toll.", evidence: on("fjell", "As soon as Marin lifts the toll, the shops will open.")},
	{text: "“I am so pleased that you came,” Vek told Marin.", evidence: on("fjell", "“I am so pleased that you came,” Tomas Vek was heard murmuring to his guest.")},
	{text: "Before Marin, Vek received the painter Ida Holt and the singer Jon Rask.", evidence: on("fjell", "Before Marin, Vek's latest guests were the painter Ida Holt and the singer Jon Rask.")},
	{text: "Vek said the tunnel was closed because at least 700 lorries had come through without papers.", evidence: on("ridge", "The Norrish leader gave a reason for closing it: “Sadly, at least 700 lorries came through without papers.”")},
}

func TestDraftsAboutThePass(t *testing.T) {
	t.Parallel()
	d := passDesk(t)
	for _, r := range append(passBad, passGood...) {
		rule, reason, _ := ruleOf(t, d.checker(t, r.question, nil), r.proposal())
		if rule != r.rule {
			t.Errorf("%q fails %q (%s), want %q", clip(r.text), rule, reason, r.rule)
		}
	}
}
