package answer

import "testing"

// good are drafts that say what their evidence says, each in words of its own.
var good = []row{
	// Close paraphrase.
	{text: "Berg and Torres signed a fishing treaty in Arvika.", evidence: on("lantern-2011", "Nils Berg and Ana Torres met in Arvika on Saturday and signed a fishing treaty.")},
	{text: "Berg took the train since the airport was shut.", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed.")},
	{text: "The treaty allows a catch of at most 900 tonnes of perch a year.", evidence: on("lantern-2011", "The treaty limits the catch of perch to 900 tonnes a year.")},
	{text: "The fishermen of the northern shore were unhappy.", evidence: on("nord-2011", "The fishermen of the northern shore were unhappy")},
	{text: "Fishermen feared that the limit of 900 tonnes would ruin them.", evidence: on("nord-2011", "They fear that the limit of 900 tonnes will ruin them.")},
	{text: "The negotiations about the ferry line collapsed after four hours.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.")},
	{text: "The harbour would cost 40 million crowns.", evidence: on("mail-2016", "The harbour would cost 40 million crowns, of which Sundria was to pay a quarter.")},
	// Resolved dates.
	{text: "Berg and Torres met in Arvika on 14 May 2011.", evidence: on("lantern-2011", "met in Arvika on Saturday and signed a fishing treaty")},
	{text: "Berg left on 15 May 2011.", evidence: on("lantern-2011", "He left on Sunday.")},
	{text: "Berg and Torres met in Lugano on 2 March 2016 to discuss the ferry line.", evidence: on("lantern-2016", "Nils Berg met Ana Torres in Lugano on Wednesday to discuss the ferry line.")},
	{text: "On Wednesday, 2 March 2016, the talks in Lugano collapsed.", evidence: on("mail-2016", "collapsed in Lugano on Wednesday")},
	{text: "The government of Berg had sent young perch in 2010.", evidence: on("lantern-2011", "Torres thanked Berg for four thousand young perch that his government had sent last year.")},
	{text: "On 14 May 2011 Berg told the fishermen that nobody would lose a boat.", evidence: on("nord-2011", "Berg told them yesterday that nobody would lose a boat.", "nord-2011", "The fishermen of the northern shore were unhappy.")},
	// Folded marks, first letter, white space.
	{text: "Torres called the treaty “a good day for the lake.”", evidence: on("lantern-2011", `Torres called it "a good day for the lake."`)},
	{text: `Torres said: "We will never forget this gift."`, evidence: on("lantern-2011", "“We will never  forget this gift,” she said")},
	{text: "Berg travelled by train.", evidence: on("lantern-2011", "berg travelled by train because the airport was closed")},
	// Numbers in words and digits.
	{text: "Torres thanked Berg for 4,000 young perch.", evidence: on("lantern-2011", "Torres thanked Berg for four thousand young perch")},
	{text: "The talks lasted 4 hours and failed.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.")},
	{text: "More than three thousand people live on the islands.", evidence: on("lantern-2016", "More than 3,000 people live on the islands that the ferry would serve")},
	{text: "At least twenty towns asked to host a second summit.", evidence: on("nord-2011", "There may be a second summit.", "nord-2011", "at least 20 towns had asked to host it")},
	{text: "The bank lends Norland 25m crowns at 2.5%.", evidence: on("mail-2019", "It lends 25 million crowns to Norland and 15 million to Sundria, at 2.5 percent.")},
	{text: "Sundria was to pay 25 percent of the 40,000,000 crowns that the harbour would cost.", evidence: on("mail-2016", "The harbour would cost 40 million crowns, of which Sundria was to pay a quarter.")},
	// Part of a name, people and country.
	{text: "Marek, a spokesman for Torres, said at least 20 towns had asked to host the next summit.", evidence: on("nord-2011", "A spokesman for Torres, Ivo Marek, said that at least 20 towns had asked to host it.")},
	{text: "The Norland government said that more than 3,000 people live on the islands.", evidence: on("lantern-2016", "the Norlandish government said on Monday")},
	// Two sources.
	{text: "Both The Lantern and Radio Nord reported that the fishing treaty was signed.", evidence: on("lantern-2011", "signed a fishing treaty", "nord-2011", "the fishing treaty was signed before lunch")},
	{text: "According to The Lantern the talks in Lugano lasted four hours, while the Evening Mail says five hours.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.", "mail-2016", "They had talked for five hours, two more than planned.")},
	{text: "The Evening Mail reported five hours of talks and The Lantern four hours.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.", "mail-2016", "They had talked for five hours")},
	// Two meetings, each named.
	{text: "In Arvika in 2011 they signed a fishing treaty, while in Lugano in 2016 the talks about the ferry line failed.", evidence: on("lantern-2011", "signed a fishing treaty", "lantern-2016", "The talks about the ferry line failed after four hours.")},
	{text: "The talks of 2016 failed, but in 2019 Berg and Torres agreed to open the ferry line.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.", "mail-2019", "Nils Berg and Ana Torres agreed in Tallinn on Wednesday to open the ferry line next spring")},
	// Speech.
	{text: "Per Holm of Radio Nord said the mood was friendly.", evidence: on("nord-2011", "The mood was friendly, and the fishing treaty was signed before lunch.")},
	{text: "Berg told reporters: “The harbour is a matter for both shores.”", evidence: on("lantern-2016", "“The harbour is a matter for both shores,” Berg told reporters.")},
	{text: "Berg told reporters that the harbour was a matter for both shores.", evidence: on("lantern-2016", "“The harbour is a matter for both shores,” Berg told reporters.")},
	{text: "Torres said Norland had “broken every promise since Arvika”.", evidence: on("lantern-2016", "Torres replied that Norland had “broken every promise since Arvika.”")},
	{text: "Berg added: “If Sundria does not pay, there will be no ferry.”", evidence: on("lantern-2016", "“If Sundria does not pay, there will be no ferry,” he added.")},
	{text: "“The ferry is a victory for the islands,” Berg said.", evidence: on("skerry-2019", "“The ferry is a victory for the islands,” said Nils Berg.")},
	{text: "Torres called it “a beginning, and not yet a friendship”.", evidence: on("skerry-2019", "“It is a beginning, and not yet a friendship.”")},
	{text: "Torres said she would not pay for the harbour.", evidence: on("lantern-2016", "Torres said she would not pay for the harbour.")},
	{text: "Dahl said the two countries planned to meet again in autumn.", evidence: on("mail-2016", "Berg's spokesman Olaf Dahl said the two countries planned to meet again in autumn.")},
	// From the header.
	{text: "On 15 May 2011 The Lantern reported that Berg and Torres had signed a fishing treaty.", evidence: on("lantern-2011", "Nils Berg and Ana Torres met in Arvika on Saturday and signed a fishing treaty.")},
	{text: "At the summit of 14 May 2011 the mood was friendly.", evidence: on("nord-2011", "The mood was friendly, and the fishing treaty was signed before lunch.")},
	// Passive, order, sentences.
	{text: "The harbour will be financed by a bank in Tallinn.", evidence: on("mail-2019", "The harbour will be paid for by a bank in Tallinn.")},
	{text: "In Arvika a fishing treaty was signed by Torres and Berg.", evidence: on("lantern-2011", "Nils Berg and Ana Torres met in Arvika on Saturday and signed a fishing treaty.")},
	{text: "Because the airport was closed, Berg travelled by train. He left on Sunday.", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed. He left on Sunday.")},
	{text: "The talks failed after four hours. Torres said she would not pay for the harbour. Berg called it a matter for both shores.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours. Torres said she would not pay for the harbour.", "lantern-2016", "“The harbour is a matter for both shores,” Berg told reporters.")},
}

// TestGoodDrafts fails when fewer than 95 of 100 good drafts are shown. Those
// that are not stay in the tables: they are what the rules cost.
func TestGoodDrafts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	all, most := 0, 0
	for name, rows := range map[string][]row{"first": good, "late": lateGood, "later": laterGood} {
		shown := 0
		for _, r := range rows {
			rule, reason, claim := ruleOf(t, d.checker(t, r.question, nil), r.proposal())
			if rule != "" {
				t.Logf("not shown (%s: %s): %s", rule, reason, r.text)
				continue
			}
			shown++
			if claim.Text == "" || len(claim.Citations) < len(r.evidence)/2 {
				t.Errorf("claim %+v of %q", claim, r.text)
			}
		}
		t.Logf("%s: %d of %d shown", name, shown, len(rows))
		all, most = all+shown, most+len(rows)
	}
	if 100*all < 95*most {
		t.Errorf("%d of %d good drafts shown; at least 95%% have to be", all, most)
	}
}
