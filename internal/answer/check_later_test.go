package answer

import "testing"

// These were written after the rules had been mended by what the other tables
// showed: they tell how far the rules reach beyond what they were mended for.

var laterGood = []row{
	{text: "Thousands of people in Tallinn marched against the quota.", evidence: on("skerry-2019", "Thousands marched against the quota in Tallinn.")},
	{text: "The union backs the rivals of Torres.", evidence: on("skerry-2019", "The union backs Torres's rivals.")},
	{text: "The airport being closed, Berg took a train to Arvika.", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed.")},
	{text: "Per Holm reported that the fishing treaty was signed before lunch.", evidence: on("nord-2011", "the fishing treaty was signed before lunch")},
	{text: "In Lugano, Torres said she would not pay for the harbour.", evidence: on("lantern-2016", "Torres said she would not pay for the harbour.")},
	{text: "Talks on the ferry line failed in 2016, and Torres would not pay for the harbour.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours. Torres said she would not pay for the harbour.")},
	{text: "Olaf Dahl, Berg's spokesman, praised the Swiss hosts.", evidence: on("mail-2016", "Dahl praised the Swiss hosts.", "mail-2016", "Berg's spokesman Olaf Dahl said the two countries planned to meet again in autumn.")},
	{text: "An unattributed article says the talks lasted five hours and failed.", evidence: on("copy-2016", "Berg and Torres talked in Lugano about the ferry line for five hours, and the talks failed.")},
	{text: "Ana Torres spoke of “a beginning, and not yet a friendship”, whereas Nils Berg called the ferry “a victory for the islands”.", evidence: on("skerry-2019", "“It is a beginning, and not yet a friendship.”", "skerry-2019", "“The ferry is a victory for the islands,” said Nils Berg.")},
	{text: "The presidents were welcomed by Kaja Lepp, the mayor of Tallinn.", evidence: on("mail-2019", "Kaja Lepp, the mayor of Tallinn, welcomed the two presidents on Tuesday evening and dined with them.")},
	{text: "The fishermen, who had blocked the port in May 2019, refused to lift the blockade.", evidence: on("mail-2019", "The fishermen of the northern shore, who blocked the port in May, refused to lift their blockade.")},
	{text: "Kaja Lepp said Torres had slept badly.", evidence: on("skerry-2019", "Mayor Kaja Lepp said that Torres had slept badly.")},
	{text: "Nobody would lose a boat, Berg told the fishermen.", evidence: on("nord-2011", "Berg told them yesterday that nobody would lose a boat.")},
	{text: "The loan for the harbour carries interest of 2.5 percent.", evidence: on("mail-2019", "It lends 25 million crowns to Norland and 15 million to Sundria, at 2.5 percent.")}, // "carries interest" is an inference
	{text: "The summit in Tallinn on 5 June 2019 ended a dispute of eight years.", evidence: on("mail-2019", "Nils Berg and Ana Torres agreed in Tallinn on Wednesday to open the ferry line next spring, ending a dispute of eight years.")},
	{text: "A bank in Tallinn pays for the harbour, lending 25 million crowns to Norland and 15 million to Sundria.", evidence: on("mail-2019", "The harbour will be paid for by a bank in Tallinn. It lends 25 million crowns to Norland and 15 million to Sundria")},
	{text: "Radio Nord called the fishermen of the northern shore unhappy because they feared ruin by the limit of 900 tonnes.", evidence: on("nord-2011", "The fishermen of the northern shore were unhappy. They fear that the limit of 900 tonnes will ruin them.")},
	{text: "The Lantern says the talks lasted four hours; an unattributed report says five.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.", "copy-2016", "talked in Lugano about the ferry line for five hours")},
}

var laterBad = []row{
	// What a run over other reports had shown.
	{rule: rulePolarity, text: "Thousands marched for the quota in Tallinn.", evidence: on("skerry-2019", "Thousands marched against the quota in Tallinn.")},
	{rule: ruleRoles, text: "The union backs Torres.", evidence: on("skerry-2019", "The union backs Torres's rivals.")},
	{rule: ruleHedge, text: "Berg has spoken with the bankers of Malmo about the harbour.", evidence: on("skerry-2019", "Berg said he plans to speak with the bankers of Malmo about the harbour.")},
	{rule: ruleRoles, text: "The mayor praised Berg.", evidence: on("skerry-2019", "Mayor Kaja Lepp said that Torres had slept badly.")},
	{rule: ruleDate, text: "The ferry war ended in 2011.", evidence: on("lantern-2011", "since the ferry war ended in 1998")},
	{rule: ruleSupport, text: "Lugano 2016, Lugano 2016, Berg, Torres.", evidence: on("lantern-2016", "Nils Berg met Ana Torres in Lugano on Wednesday to discuss the ferry line.")},
	{rule: ruleCause, text: "A and because and who said.", evidence: on("lantern-2016", "Nils Berg met Ana Torres in Lugano on Wednesday to discuss the ferry line.")},
	{rule: ruleSpeaker, text: "“It is a beginning, and not yet a friendship,” Berg said.", evidence: on("skerry-2019", "“It is a beginning, and not yet a friendship.”")},
	{rule: ruleSpeaker, text: "Torres spoke carefully, and Berg called it “a beginning”.", evidence: on("skerry-2019", "“It is a beginning, and not yet a friendship.”")},
	{rule: ruleRoles, text: "Torres left on 15 May 2011.", evidence: on("lantern-2011", "He left on Sunday.")},
	{rule: ruleDate, text: "The fishermen blocked the port in June 2019.", evidence: on("mail-2019", "The fishermen of the northern shore, who blocked the port in May, refused to lift their blockade.")},
	{rule: ruleDate, text: "On 5 June 2019 Kaja Lepp welcomed the two presidents.", evidence: on("mail-2019", "Kaja Lepp, the mayor of Tallinn, welcomed the two presidents on Tuesday evening and dined with them.")},
	{rule: ruleNumber, text: "The dispute had lasted for nine years.", evidence: on("mail-2019", "ending a dispute of eight years")},
	{rule: rulePolarity, text: "Berg and Torres agreed in Tallinn to close the fish market.", evidence: on("mail-2019", "Nils Berg and Ana Torres agreed in Tallinn on Wednesday to open the ferry line next spring")},
	{rule: rulePolarity, text: "Berg and Torres agreed in Tallinn to close the ferry line.", evidence: on("mail-2019", "Nils Berg and Ana Torres agreed in Tallinn on Wednesday to open the ferry line next spring")},
	{rule: ruleRoles, text: "Sundria lends 15 million crowns to the bank.", evidence: on("mail-2019", "It lends 25 million crowns to Norland and 15 million to Sundria, at 2.5 percent.")},
	{rule: ruleHedge, text: "Torres has raised the perch quota again.", evidence: on("skerry-2019", "Torres wants to raise it again.")},
	{rule: ruleOutlet, text: "The Sundrian delegation left on Thursday morning, The Lantern wrote.", evidence: on("mail-2016", "According to Radio Nord, the Sundrian delegation left on Thursday morning.")},
	{rule: ruleSpeaker, text: "Holm promised the fishermen that nobody would lose a boat.", evidence: on("mail-2019", "Berg promised Torres that the first ferry would carry her name.")},
	{rule: ruleEvent, text: "In Tallinn the talks about the ferry line failed after four hours.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.")},
	{rule: ruleNumber, text: "The Lantern says the talks lasted five hours; an unattributed report says four.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.", "copy-2016", "talked in Lugano about the ferry line for five hours")},
	{rule: ruleComparison, text: "More than 1,200 islanders had written to Torres.", evidence: on("skerry-2019", "Nearly 1,200 of them had written to her in the past year.")},
	{rule: ruleCause, text: "The airport was closed because of a strike.", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed.")},
	{rule: ruleRoles, text: "The fishermen were unhappy because Torres insulted their captain.", evidence: on("nord-2011", "The fishermen of the northern shore were unhappy.")},
	{rule: ruleName, text: "Torres flew to Paris after the talks failed.", evidence: on("lantern-2016", "The talks about the ferry line failed after four hours.")},
	{rule: rulePolarity, text: "Berg never travelled by train.", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed.")},
	{rule: rulePolarity, text: "Torres would never have refused to pay for the harbour; she paid for it.", evidence: on("lantern-2016", "Torres said she would not pay for the harbour.")},
	{rule: ruleText, text: "Berg travelled by train. [Source](https://x.example)", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed.")},
	{rule: ruleText, text: "Berg travelled by train, see discord\uff0egg/abc.", evidence: on("lantern-2011", "Berg travelled by train because the airport was closed.")},
}

func TestLaterBadDrafts(t *testing.T) {
	t.Parallel()
	allRejected(t, laterBad)
}
